"""A desk whose rules look at their matches over time: a pipeline over a database, with a driven clock."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import text as sql

from monitor.alerts.windows.placing import useless_before
from monitor.kinds import discover
from monitor.model import (
    NO_CONDITION,
    AlertPolicy,
    ChannelChanged,
    ChannelSpec,
    EntitySpec,
    EntrySpec,
    InhibitSpec,
    Leaf,
    Looked,
    Notice,
    Post,
    Posted,
    ReceiverSpec,
    RuleSpec,
    Tick,
    Update,
    WatchSpec,
    WindowSpec,
)
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.ports.store import Verdict
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.watching import Watching

KINDS = discover()
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NOW = 1_734_000_000_000 // DAY * DAY
CHANNELS = range(1, 5)
ENTITIES = {
    "kursk": EntitySpec("kursk", "place", {"en": ("Kursk",)}),
    "sumy": EntitySpec("sumy", "place", {"en": ("Sumy",)}),
}


def rule(window: WindowSpec | None, word: str = "alarm", name: str = "r", **alert: Any) -> RuleSpec:
    """A rule for a word ("": none, for sequences of others) that tells the desk."""
    options = KINDS.conditions["keyword"].options.model_validate({"any": [word or "x"]})
    when = Leaf("keyword", options) if word else NO_CONDITION
    policy = AlertPolicy(**{"every": 0, "group_by": "rule", **alert})
    return RuleSpec(name, name, "high", when, notify=("desk",), alert=policy, window=window)


def post(number: int, at: int, text: str = "alarm", channel: int = 1, **more: Any) -> Post:
    """A post of so many ms after the beginning."""
    return Post(channel, number, NOW + at, text, link=f"https://t.me/chan_{channel}/{number}", **more)


class Room:
    """Channels 1 and 3 speak for Russia, 2 and 4 for Ukraine. `time` is in ms after the beginning."""

    def __init__(self, path: Path, rules: Sequence[RuleSpec]) -> None:
        self.path, self.rules, self.time = path, tuple(rules), 0
        self.inhibit: tuple[InhibitSpec, ...] = ()
        self.verdicts: list[Verdict] = []

    async def open(self) -> None:
        self.database = Database(self.path)
        await self.database.open()
        sides = ("ukraine", "russia")
        channels = tuple(ChannelSpec("telegram", f"chan_{n}", side=sides[n % 2]) for n in CHANNELS)
        options = KINDS.conditions["keyword"].options.model_validate({"any": ["x"]})
        desk = ReceiverSpec("desk", "info", (EntrySpec("hook", "webhook", options),))
        spec = WatchSpec("", channels, ENTITIES, self.rules, {"desk": desk}, inhibit=self.inhibit)  # type: ignore[arg-type]
        ruleset = compile_rules(self.rules, ENTITIES, channels, KINDS.conditions, mentions=True)
        watching = Watching(spec, ruleset, await self.database.channels(), self.verdicts.append)
        self.pipeline = Pipeline(None, self.database, watching, self, NoMeter())  # type: ignore[arg-type]

    async def begin(self) -> None:
        await self.open()
        for n in CHANNELS:
            await self.hand(ChannelChanged(n, "telegram", f"chan_{n}", f"C{n}", NOW))
        await self.tick()

    async def reopen(self) -> None:
        await self.database.close()
        await self.open()

    async def close(self) -> None:
        await self.database.close()

    def now(self) -> int:
        return NOW + self.time

    async def hand(self, *updates: Update) -> None:
        await self.pipeline.absorb(updates)

    async def posted(self, *posts: Post, at: int | None = None, history: bool = False) -> None:
        """Hand over posts as one batch: when the last was posted, or `at` (ms after the beginning)."""
        self.time = max(self.time, max(one.posted for one in posts) - NOW if at is None else at)
        await self.hand(*(replace(Posted(one, self.now()), history=history) for one in posts))

    async def tick(self, at: int | None = None) -> None:
        self.time = self.time if at is None else at
        await self.hand(Tick(self.now()))

    async def look(self, *channels: int, within: int = 1000 * DAY) -> None:
        """Channels are looked at, and stay in sight for so long."""
        await self.hand(Looked("source", channels or tuple(CHANNELS), self.now(), within))

    async def prune(self, at: int) -> int:
        """What is let go of at a time."""
        looking = [one for one in self.rules if one.window is not None]
        return await self.database.prune_windows({one.id: useless_before(one, NOW + at) for one in looking})

    @property
    def notices(self) -> list[Notice]:
        return [notice for verdict in self.verdicts for notice in verdict.notices]

    @property
    def told(self) -> list[tuple[int, str, list[int]]]:
        """Number of each notice in its alert, its lines, and the posts that it shows."""
        return [(n.number, " / ".join(n.lines), [one.post for one in n.excerpts]) for n in self.notices]

    @property
    def details(self) -> list[str]:
        """What was decided of each match, in words where it waits."""
        decisions = [ruling.decision for verdict in self.verdicts for ruling in verdict.rulings]
        return [one.detail if one.reason == "window_not_reached" else one.reason for one in decisions]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.database.engines.reading() as connection:
            return [tuple(row) for row in await connection.execute(sql(query))]

    async def alerts(self) -> set[tuple[str, str, frozenset[int]]]:
        """Rule and group of every alert, with the posts that are in it."""
        found: dict[tuple[str, str, str], set[int]] = {}
        for alert, name, group in await self.rows('SELECT id, rule, "group" FROM alerts'):
            found[alert, name, group] = set()
        query = (
            'SELECT d.alert, a.rule, a."group", p.id FROM decisions d JOIN alerts a ON a.id = d.alert'
            " JOIN posts p ON p.key = d.post"
        )
        for alert, name, group, number in await self.rows(query):
            found[alert, name, group].add(number)
        return {(name, group, frozenset(numbers)) for (_, name, group), numbers in found.items()}


async def template(folder: Path) -> Path:
    """A database with nothing in it, to be copied: to make one takes its time."""
    path = folder / "template.db"
    if not path.exists():
        await schema.prepare(path)
    return path


async def opened(folder: Path, *rules: RuleSpec, name: str = "room") -> Room:
    path = folder / f"{name}.db"
    shutil.copy(await template(folder), path)
    room = Room(path, rules)
    await room.begin()
    return room
