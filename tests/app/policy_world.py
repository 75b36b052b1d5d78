"""A desk under a driven clock: the pipeline over a database, with rules, receivers and times as a test wants them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from monitor.kinds import discover
from monitor.language.forms import Expansion, Name
from monitor.lexicon import Lexicon
from monitor.model import (
    AlertPolicy,
    ChannelChanged,
    ChannelSpec,
    Deleted,
    Edited,
    EntitySpec,
    EntrySpec,
    InhibitSpec,
    Leaf,
    Notice,
    Post,
    Posted,
    ReceiverSpec,
    Recurrence,
    RuleSpec,
    Tick,
    WatchSpec,
)
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.ports.store import Verdict
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.watching import Watching

KINDS = discover()
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
ENTITIES = {
    "plekhovo": EntitySpec("plekhovo", "place", {"en": ("Plekhovo",)}),
    "kurilovka": EntitySpec("kurilovka", "place", {"en": ("Kurilovka",)}),
}


_FORMS: dict[Name, Expansion] = {}


def forms(names: Sequence[Name]) -> Mapping[Name, Expansion]:
    """What names are looked for as, worked out once: a desk that opens again has the same."""
    if missing := [name for name in names if name not in _FORMS]:
        _FORMS.update(Lexicon(None)(missing))
    return {name: _FORMS[name] for name in names}


def at(text: str) -> int:
    """Milliseconds of "2026-03-01 12:00" in UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOON = at("2026-03-02 12:00")  # a Monday


def rule(name: str, word: str, *, severity: Any = "high", notify: Sequence[str] = ("desk",), **alert: Any) -> RuleSpec:
    """A rule for a word; its alerts are about the rule unless `group_by` says otherwise."""
    options = KINDS.conditions["keyword"].options.model_validate({"any": [word]})
    policy = AlertPolicy(**{"every": 0, "group_by": "rule", **alert})
    return RuleSpec(name, name.title(), severity, Leaf("keyword", options), notify=tuple(notify), alert=policy)


def about(name: str, *entities: str, **alert: Any) -> RuleSpec:
    """A rule for entities."""
    options = KINDS.conditions["entity"].options.model_validate({"any": list(entities)})
    policy = AlertPolicy(**{"every": 0, **alert})
    return RuleSpec(name, name.title(), "high", Leaf("entity", options), notify=("desk",), alert=policy)


def receiver(name: str = "desk", *entries: str, **more: Any) -> ReceiverSpec:
    options = KINDS.conditions["keyword"].options.model_validate({"any": ["x"]})
    ways = tuple(EntrySpec(entry, "webhook", options) for entry in entries or ("hook",))
    return ReceiverSpec(name, "info", ways, **{"budget": None, **more})


class Desk:
    """A desk that can be closed and opened again. Channels 0 to 3 are `chan_0` to `chan_3`."""

    def __init__(
        self,
        path: Path,
        rules: Sequence[RuleSpec],
        receivers: Sequence[ReceiverSpec],
        times: Mapping[str, tuple[Recurrence, ...]],
        inhibit: Sequence[InhibitSpec],
    ) -> None:
        self.path, self.rules, self.now_ms = path, tuple(rules), NOON
        self.receivers = {one.name: one for one in receivers}
        self.times, self.inhibit = times, tuple(inhibit)
        self.verdicts: list[Verdict] = []
        self.number = 0

    async def open(self) -> None:
        self.database = Database(self.path)
        await self.database.open()
        channels = tuple(ChannelSpec("telegram", f"chan_{n}") for n in range(4))
        spec = WatchSpec(
            "",  # type: ignore[arg-type]
            channels,
            ENTITIES,
            self.rules,
            self.receivers,
            times=self.times,
            inhibit=self.inhibit,
        )
        ruleset = compile_rules(self.rules, ENTITIES, (), KINDS.conditions, forms, mentions=True)
        watching = Watching(spec, ruleset, await self.database.channels(), self.verdicts.append)
        self.pipeline = Pipeline(None, self.database, watching, self, NoMeter())  # type: ignore[arg-type]
        for n in range(4):
            await self.pipeline.absorb([ChannelChanged(n, "telegram", f"chan_{n}", f"C{n}", NOON - DAY)])

    async def reopen(self) -> None:
        await self.database.close()
        await self.open()

    def now(self) -> int:
        return self.now_ms

    async def say(self, text: str, channel: int = 0, *, ago: int = 0) -> Post:
        """A new post, now."""
        self.number += 1
        said = Post(channel, self.number, self.now_ms - ago, f"{text} (said as number {self.number})")
        await self.pipeline.absorb([Posted(said, self.now_ms)])
        return said

    async def edit(self, post: Post, text: str) -> None:
        edited = Post(post.channel, post.id, post.posted, text, edited=self.now_ms)
        await self.pipeline.absorb([Edited(edited, self.now_ms)])

    async def delete(self, post: Post) -> None:
        await self.pipeline.absorb([Deleted(post.channel, (post.id,), self.now_ms)])

    async def wait(self, length: int) -> None:
        """Let time pass: whatever is due by the database's word is done when it is due, as the daemon's clock does."""
        until = self.now_ms + length
        while (due := await self.database.next_due()) is not None and due <= until:
            self.now_ms = max(self.now_ms, due)
            await self.pipeline.absorb([Tick(self.now_ms)])
            again = await self.database.next_due()
            assert again is None or again > due, "what was due is due for ever"
        self.now_ms = until
        await self.pipeline.absorb([Tick(until)])

    @property
    def notices(self) -> list[Notice]:
        return [notice for verdict in self.verdicts for notice in verdict.notices]

    @property
    def told(self) -> list[tuple[str, int, str]]:
        """Rule (or the title of a summary), number and kind of each notice."""
        return [(n.rule or n.title, n.number, n.kind) for n in self.notices]

    @property
    def reasons(self) -> list[str]:
        return [ruling.decision.reason for verdict in self.verdicts for ruling in verdict.rulings]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.database.engines.reading() as connection:
            return [tuple(row) for row in await connection.execute(sql(query))]

    async def owed(self, receiver: str = "desk") -> list[tuple[str, str]]:
        """Kind of each notice for a receiver's first entry, and what became of its delivery, in order."""
        return [
            (kind, state)
            for kind, state in await self.rows(
                "SELECT n.kind, d.state FROM deliveries d JOIN notices n ON n.alert = d.alert AND n.number = d.number"  # noqa: S608
                f" WHERE d.receiver = '{receiver}' ORDER BY d.rowid"
            )
        ]

    async def close(self) -> None:
        await self.database.close()


async def opened(
    path: Path,
    *rules: RuleSpec,
    receivers: Sequence[ReceiverSpec] = (receiver(),),
    times: Mapping[str, tuple[Recurrence, ...]] | None = None,
    inhibit: Sequence[InhibitSpec] = (),
    now: int = NOON,
) -> Desk:
    await schema.prepare(path)
    desk = Desk(path, rules, receivers, times or {}, inhibit)
    desk.now_ms = now
    await desk.open()
    return desk
