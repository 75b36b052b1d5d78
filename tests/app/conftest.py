"""A pipeline over a real database and real rules, with a driven clock; nothing is delivered."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

from monitor.bus import LocalBus
from monitor.kinds import discover
from monitor.model import (
    AlertPolicy,
    EntrySpec,
    Event,
    Leaf,
    OperatorsSpec,
    Post,
    Posted,
    ReceiverSpec,
    RuleSpec,
    Update,
    WatchSpec,
)
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.ports.store import Verdict
from monitor.rules.compile import compile_rules
from monitor.store import look, schema
from monitor.store.database import Database
from monitor.watching import Watching

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode adds no folder by itself

NOW = 1_700_000_000_000
KINDS = discover()


class Hand:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> int:
        return self.time


class Bench:
    """The pipeline on a bench: hand it updates, look at what is stored."""

    operators = OperatorsSpec()

    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.bus = database, Hand(), LocalBus(bound=8)
        self.verdicts: list[Verdict] = []
        self.use(self.rule("alarm"))

    def use(self, *rules: RuleSpec) -> None:
        options = KINDS.conditions["keyword"].options.model_validate({"any": ["x"]})
        desk = ReceiverSpec("desk", "info", (EntrySpec("hook", "webhook", options),), budget=None)
        spec = WatchSpec(
            database="",  # type: ignore[arg-type]
            channels=(),
            entities={},
            rules=rules,
            receivers={"desk": desk},
            operators=self.operators,
        )
        ruleset = compile_rules(rules, {}, (), KINDS.conditions)
        self.watching = Watching(spec, ruleset, (), self.verdicts.append)
        self.pipeline = Pipeline(self.bus, self.database, self.watching, self.clock, NoMeter())

    async def hand(self, *updates: Update) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.pipeline.absorb(updates)

    @property
    def told(self) -> list[tuple[str, int, str]]:
        return [(n.rule, n.number, n.kind) for verdict in self.verdicts for n in verdict.notices]

    @property
    def reasons(self) -> list[str]:
        return [r.decision.reason for verdict in self.verdicts for r in verdict.rulings]

    async def totals(self) -> Mapping[str, int]:
        async with self.database.engines.reading() as connection:
            return await look.totals(connection)

    @staticmethod
    def rule(word: str, *, events: frozenset[Event] = frozenset({"new", "edited"}), **alert: Any) -> RuleSpec:
        options = KINDS.conditions["keyword"].options.model_validate({"any": [word]})
        policy = AlertPolicy(**{"every": 0, "group_by": "rule", **alert})
        return RuleSpec(word, word, "high", Leaf("keyword", options), events=events, notify=("desk",), alert=policy)

    @staticmethod
    def post(number: int = 1, text: str = "alarm", channel: int = 7, **more: Any) -> Post:
        return Post(channel, number, more.pop("posted", NOW), text, **more)

    @staticmethod
    def posted(number: int = 1, text: str = "alarm", **more: Any) -> Posted:
        return Posted(Bench.post(number, text, **more), NOW)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    database = Database(path)
    await database.open()
    yield Bench(database)
    await database.close()


@pytest.fixture(scope="session")
def bench_of() -> type[Bench]:
    """For tests that need many of them."""
    return Bench
