"""A newsroom: a pipeline over a database that can be closed and opened again, with the names of a December day."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from monitor.kinds import discover
from monitor.lexicon import Lexicon
from monitor.model import (
    AlertPolicy,
    ChannelChanged,
    ChannelSpec,
    Edited,
    EntitySpec,
    EntrySpec,
    Leaf,
    Notice,
    OverSpec,
    Post,
    Posted,
    ReceiverSpec,
    RuleSpec,
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
NOW = 1_734_000_000_000
MINUTE, HOUR = 60_000, 3_600_000
ENTITIES = {
    "plekhovo": EntitySpec("plekhovo", "place", {"ru": ("Плёхово",), "uk": ("Плехово", "Плєхово")}, at=(51.13, 35.34)),
    "kurilovka": EntitySpec("kurilovka", "place", {"uk": ("Курилівка",), "en": ("Kurilovka",)}, at=(51.12, 35.25)),
    "odesa": EntitySpec("odesa", "place", {"uk": ("Одеса",), "ru": ("Одесса",)}, at=(46.48, 30.73)),
    "dprk": EntitySpec(
        "dprk", "group", {"uk": ("військові КНДР",), "ru": ("военные КНДР",), "en": ("North Korean soldiers",)}
    ),
    "ukrainians": EntitySpec("ukrainians", "group", {"ru": ("украинские солдаты",), "uk": ("українські солдати",)}),
    "akhmat": EntitySpec("akhmat", "unit", {"uk": ("Ахмат",), "ru": ("Ахмат",)}),
}
CHANNELS = tuple(ChannelSpec("telegram", f"chan_{n}", side=("ukraine", "russia")[n % 2]) for n in range(6))
_EXPAND = Lexicon(None)
_COMPILED: dict[tuple[tuple[RuleSpec, ...], tuple[str, ...]], Any] = {}


def rule(name: str, entity: str, over: OverSpec | None = None, **alert: Any) -> RuleSpec:
    """A rule for an entity that tells the desk."""
    options = KINDS.conditions["entity"].options.model_validate({"any": [entity]})
    policy = AlertPolicy(**{"every": 0, **alert})
    return RuleSpec(name, name.title(), "high", Leaf("entity", options), notify=("desk",), alert=policy, over=over)


class Newsroom:
    """Even channels speak for Ukraine, odd ones for Russia; they are called `chan_0` to `chan_5`."""

    def __init__(
        self,
        path: Path,
        rules: tuple[RuleSpec, ...] = (),
        entities: Mapping[str, EntitySpec] = ENTITIES,
        channels: tuple[ChannelSpec, ...] = CHANNELS,
    ) -> None:
        self.path, self.now_ms, self.rules = path, NOW + 100 * HOUR, rules
        self.entities, self.channels = entities, channels
        self.verdicts: list[Verdict] = []

    async def open(self) -> None:
        self.database = Database(self.path)
        self.database.hold_signs(60)  # few, so that some are entered now and then
        await self.database.open()
        options = KINDS.conditions["keyword"].options.model_validate({"any": ["x"]})
        desk = ReceiverSpec("desk", "info", (EntrySpec("hook", "webhook", options),))
        spec = WatchSpec("", self.channels, self.entities, self.rules, {"desk": desk})  # type: ignore[arg-type]
        world = self.rules, tuple(self.entities)
        if world not in _COMPILED:
            _COMPILED[world] = compile_rules(self.rules, self.entities, (), KINDS.conditions, _EXPAND, mentions=True)
        watching = Watching(spec, _COMPILED[world], await self.database.channels(), self.verdicts.append)
        self.watching = watching
        self.pipeline = Pipeline(None, self.database, watching, self, NoMeter())  # type: ignore[arg-type]
        for n in range(6):
            await self.pipeline.absorb([ChannelChanged(n, "telegram", f"chan_{n}", f"C{n}", NOW)])

    async def reopen(self) -> None:
        await self.database.close()
        await self.open()

    def now(self) -> int:
        return self.now_ms

    async def hand(self, *posts: Post, edited: bool = False) -> None:
        kind = Edited if edited else Posted
        await self.pipeline.absorb([kind(post, max(self.now_ms, post.posted)) for post in posts])

    @property
    def notices(self) -> list[Notice]:
        return [notice for verdict in self.verdicts for notice in verdict.notices]

    @property
    def told(self) -> list[tuple[int, str, str]]:
        """Number of the notice in its alert, its kind, and what it says of the post that it shows first."""
        return [(n.number, n.kind, n.excerpts[0].note if n.excerpts else " ".join(n.lines)) for n in self.notices]

    @property
    def reasons(self) -> list[str]:
        return [ruling.decision.reason for verdict in self.verdicts for ruling in verdict.rulings]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.database.engines.reading() as connection:
            return [tuple(row) for row in await connection.execute(sql(query))]

    async def stories(self) -> set[frozenset[tuple[int, int]]]:
        return await self._parts("story")

    async def origins(self) -> set[frozenset[tuple[int, int]]]:
        return await self._parts("origin")

    async def _parts(self, what: str) -> set[frozenset[tuple[int, int]]]:
        parts: dict[int, set[tuple[int, int]]] = {}
        for part, channel, message in await self.rows(f"SELECT {what}, channel, message FROM tellings"):  # noqa: S608
            parts.setdefault(part, set()).add((channel, message))
        return set(map(frozenset, parts.values()))

    async def links(self) -> dict[tuple[int, int], str]:
        found = await self.rows(
            "SELECT a.message, b.message, l.reason FROM story_links l JOIN tellings a ON a.post = l.a"
            " JOIN tellings b ON b.post = l.b"
        )
        return {(a, b): reason for a, b, reason in found}

    async def close(self) -> None:
        await self.database.close()


async def opened(path: Path, *rules: RuleSpec) -> Newsroom:
    await schema.prepare(path)
    room = Newsroom(path, rules)
    await room.open()
    return room


def post(channel: int, number: int, text: str, at: int = 0, **more: Any) -> Post:
    return Post(channel, number, NOW + at, text, **more)


CLAIM = post(1, 1, "С мест сообщают: военные КНДР взяли Плёхово, более 300 украинских солдат убиты.")
DENIAL = post(3, 2, "Про военных КНДР в Плёхово: это выдумка, там была другая бригада, фейк.", 5 * HOUR)
THIRTY = post(0, 3, "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.", 6 * HOUR)
ENGLISH = post(2, 4, "DIU: at least 30 North Korean soldiers killed and wounded near Kurilovka.", 7 * HOUR)
AKHMAT = post(0, 5, "Військові КНДР відкрили вогонь по батальйону Ахмат: вісім загиблих.", 8 * HOUR)
WEATHER = post(4, 6, "Курс валют і погода на завтра: сніг, до мінус п'яти. Бережіть себе, друзі.", 8 * HOUR)
