"""Stories in the database: what is one event there, whatever the order in which posts came in and whoever restarted."""

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from monitor.kinds import discover
from monitor.lexicon import Lexicon
from monitor.model import (
    ChannelChanged,
    ChannelSpec,
    Edited,
    EntitySpec,
    Forward,
    Media,
    Post,
    Posted,
    ReceiverSpec,
    WatchSpec,
)
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
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
_RULES = compile_rules((), ENTITIES, (), KINDS.conditions, Lexicon(None), mentions=True)


class Newsroom:
    """A pipeline over a database that can be closed and opened again."""

    def __init__(self, path: Path) -> None:
        self.path, self.now_ms = path, NOW + 100 * HOUR
        self.database = Database(path)

    async def open(self) -> None:
        self.database = Database(self.path)
        await self.database.open()
        channels = tuple(ChannelSpec("telegram", f"chan_{n}", side=("ukraine", "russia")[n % 2]) for n in range(6))
        spec = WatchSpec("", channels, ENTITIES, (), {"desk": ReceiverSpec("desk", "info", ())})  # type: ignore[arg-type]
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


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    room = await opened(tmp_path / "monitor.db")
    try:
        yield room
    finally:
        await room.close()


async def opened(path: Path) -> Newsroom:
    await schema.prepare(path)
    room = Newsroom(path)
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


async def test_each_event_is_a_story_across_languages_and_sides(newsroom: Newsroom) -> None:
    await newsroom.hand(CLAIM, DENIAL, THIRTY, ENGLISH, AKHMAT, WEATHER)
    assert await newsroom.stories() == {
        frozenset({(1, 1), (3, 2)}),
        frozenset({(0, 3), (2, 4)}),
        frozenset({(0, 5)}),
        frozenset({(4, 6)}),
    }
    assert await newsroom.rows("SELECT posts, origins FROM stories ORDER BY id") == [(2, 2), (2, 2)]


async def test_forwards_files_quotes_and_copies_are_one_origin(newsroom: Newsroom) -> None:
    film = Media("video", 10, duration=108.0, file_id="film")
    shown = post(0, 10, "Дивіться до кінця", media=(film,))
    shared = post(1, 11, "Дивіться до кінця", MINUTE, forward=Forward(0, "chan_0", "", 10), media=(film,))
    anew = post(2, 12, "Відео дня", 2 * MINUTE, media=(Media("video", 12, duration=108.0, file_id="film"),))
    quoted = post(3, 13, "Пишуть, що справжнє: https://t.me/chan_0/10", 3 * MINUTE)
    long = "Сьогодні вранці на полі біля села бійці полку зняли те, про що говорили всі останні три дні поспіль"
    said = post(4, 14, long, 4 * MINUTE)
    copied = post(5, 15, f"⚡️ {long.replace('вранці', 'вдень')}. Підписатися @kanal", 5 * MINUTE)
    await newsroom.hand(shown, shared, anew, quoted, said, copied)
    assert await newsroom.origins() == {frozenset({(0, 10), (1, 11), (2, 12), (3, 13)}), frozenset({(4, 14), (5, 15)})}
    assert await newsroom.links() | {} == {
        (10, 11): "forward",
        (10, 12): "file",
        (10, 13): "quote",
        (14, 15): "text",
    }
    assert await newsroom.rows("SELECT posts, origins FROM stories ORDER BY id") == [(4, 1), (2, 1)]


async def test_an_edit_may_bring_a_post_into_a_story_and_out_of_it(newsroom: Newsroom) -> None:
    await newsroom.hand(THIRTY)
    await newsroom.hand(post(2, 4, "Details follow.", 7 * HOUR))
    assert len(await newsroom.stories()) == 2
    await newsroom.hand(post(2, 4, ENGLISH.text, 7 * HOUR, edited=NOW + 8 * HOUR), edited=True)
    assert await newsroom.stories() == {frozenset({(0, 3), (2, 4)})}
    await newsroom.hand(post(2, 4, "Withdrawn.", 7 * HOUR, edited=NOW + 9 * HOUR), edited=True)
    assert len(await newsroom.stories()) == 2
    assert await newsroom.rows("SELECT posts, origins FROM stories") == [(1, 1)]


async def test_who_joined_what_a_post_said_leaves_when_it_says_that_no_more(newsroom: Newsroom) -> None:
    third = post(1, 5, "У Плёхово убиты и ранены не менее 30 военных КНДР, пишут с мест.", 8 * HOUR)
    await newsroom.hand(THIRTY, ENGLISH, third)
    assert await newsroom.stories() == {frozenset({(0, 3), (2, 4), (1, 5)})}
    await newsroom.hand(post(0, 3, "Уточнюється.", 6 * HOUR, edited=NOW + 9 * HOUR), edited=True)
    assert await newsroom.stories() == {frozenset({(0, 3)}), frozenset({(2, 4), (1, 5)})}


async def test_a_story_that_became_part_of_another_says_so(newsroom: Newsroom) -> None:
    long = "Сьогодні вранці на полі біля села бійці полку зняли те, про що говорили всі останні три дні поспіль"
    other = "Зовсім інші слова про те саме поле, яких ніхто більше не писав цього ранку в жодному каналі країни"
    film = (Media("video", 1, file_id="film"),)
    await newsroom.hand(post(0, 1, long), post(1, 2, long, MINUTE))
    await newsroom.hand(post(2, 3, other, 2 * MINUTE, media=film), post(3, 4, other, 3 * MINUTE))
    await newsroom.hand(post(4, 5, long, 4 * MINUTE, media=film))
    assert await newsroom.stories() == {frozenset({(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)})}
    assert await newsroom.rows('SELECT id, posts, origins, "into" FROM stories ORDER BY id') == [
        (1, 5, 1, None),
        (3, 0, 0, 1),
    ]


TEXTS: tuple[Callable[[random.Random], str], ...] = (
    lambda d: f"Щонайменше {d.choice((30, 40))} військових КНДР вбито та поранено поблизу села Плєхово.",
    lambda d: f"At least {d.choice((30, 40))} North Korean soldiers killed and wounded near Kurilovka, reports say.",
    lambda d: f"Более {d.choice((200, 300))} украинских солдат убиты у села Плёхово, пишут с мест и ждут вестей.",
    lambda _: "Про военных КНДР в Плёхово: это выдумка, там была другая бригада, сущий фейк.",
    lambda d: f"Взрыв в Одессе, ракета попала в дом, {d.choice((3, 5))} раненых, сообщают местные жители города.",
    lambda _: "Одеса: вибух, ракета влучила у будинок, є поранені, рятувальники на місці події.",
    lambda _: "Військові КНДР відкрили вогонь по батальйону Ахмат: вісім загиблих серед союзників.",
)


def day(draw: random.Random) -> list[Post]:
    """Posts of eight minutes, of several events, with copies and forwards among them."""
    posts: list[Post] = []
    for number in range(1, draw.randint(4, 14)):
        at, channel = draw.randrange(8 * MINUTE), draw.randrange(6)
        if posts and draw.random() < 0.4:
            first = draw.choice(posts)
            if draw.random() < 0.5:
                copy = Forward(first.channel, f"chan_{first.channel}", "", first.id)
                posts.append(post(channel, number, first.text, max(at, first.posted - NOW), forward=copy))
            else:
                posts.append(post(channel, number, f"❗️ {first.text} @kanal", at))
        else:
            posts.append(post(channel, number, draw.choice(TEXTS)(draw), at))
    return posts


@pytest.mark.parametrize("seed", range(12))
async def test_neither_order_nor_batches_nor_restarts_make_a_difference(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    posts = day(draw)
    found = []
    for turn in range(3):
        room = await opened(tmp_path / f"{turn}.db")
        order = sorted(posts, key=lambda p: p.posted) if not turn else draw.sample(posts, len(posts))
        while order:
            most = draw.randint(1, 5)
            await room.hand(*order[:most])
            order = order[most:]
            if draw.random() < 0.2:
                await room.reopen()
        found.append((await room.stories(), await room.origins()))
        await room.close()
    assert found[0] == found[1] == found[2]
