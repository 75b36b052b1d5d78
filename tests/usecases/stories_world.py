"""A pipeline over a database that stories are kept in, and the entities that its posts name."""

from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from monitor.kinds import discover
from monitor.lexicon import Lexicon
from monitor.model import ChannelChanged, ChannelSpec, Edited, EntitySpec, Post, Posted, ReceiverSpec, WatchSpec
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.usecases.retelling import Scene
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
SCENE = Scene(CHANNELS, ENTITIES)
_RULES = compile_rules((), ENTITIES, (), KINDS.conditions, Lexicon(None), mentions=True)


class Newsroom:
    """A pipeline over a database that can be closed and opened again."""

    def __init__(self, path: Path) -> None:
        self.path, self.now_ms = path, NOW + 100 * HOUR
        self.database = Database(path)

    async def open(self) -> None:
        self.database = Database(self.path)
        await self.database.open()
        spec = WatchSpec("", CHANNELS, ENTITIES, (), {"desk": ReceiverSpec("desk", "info", ())})  # type: ignore[arg-type]
        watching = Watching(spec, _RULES, await self.database.channels(), lambda _verdict: None)
        self.pipeline = Pipeline(None, self.database, watching, self, NoMeter())  # type: ignore[arg-type]
        for n in range(6):
            await self.pipeline.absorb([ChannelChanged(n, "telegram", f"chan_{n}", f"C{n}", NOW)])

    async def reopen(self) -> None:
        await self.database.close()
        await self.open()

    async def hand(self, *posts: Post, edited: bool = False) -> None:
        kind = Edited if edited else Posted
        await self.pipeline.absorb([kind(post, max(self.now_ms, post.posted)) for post in posts])

    def now(self) -> int:
        return self.now_ms

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


async def opened(path: Path) -> Newsroom:
    await schema.prepare(path)
    room = Newsroom(path)
    await room.open()
    return room


def post(channel: int, number: int, text: str, at: int = 0, **more: Any) -> Post:
    return Post(channel, number, NOW + at, text, **more)
