"""Stories in the database: what is one event there, whatever the order in which posts came in and whoever restarted."""

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from newsroom_world import AKHMAT, CLAIM, DENIAL, ENGLISH, HOUR, MINUTE, NOW, THIRTY, WEATHER, Newsroom, opened, post
from sqlalchemy import text as sql

from monitor.model import Forward, Media, Post, Tick
from monitor.ports.store import Wish
from monitor.store.media import jobs
from monitor.store.media.likeness import put_looks


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    room = await opened(tmp_path / "monitor.db")
    try:
        yield room
    finally:
        await room.close()


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


async def test_what_a_channel_puts_under_every_post_ties_none_of_them(newsroom: Newsroom) -> None:
    logo = (Media("photo", 1, file_id="logo"),)
    page = "Читайте: https://example.org/kurs-valyut-sogodni-2024"
    await newsroom.hand(post(0, 1, f"Ранкові новини міста. {page}", media=logo))
    await newsroom.hand(post(0, 2, f"Зовсім про інше увечері. {page}", 5 * HOUR, media=logo))
    assert len(await newsroom.stories()) == 2
    await newsroom.hand(post(1, 3, f"Те саме місто, інший канал. {page}", 5 * HOUR))
    assert len(await newsroom.origins()) == 2, "whoever else leads there has it from there"


async def known_file(room: Newsroom, row: int, sha: str, *hashes: int) -> None:
    """As if the file of a post had been fetched and looked at."""
    async with room.database.write() as unit:
        wish = Wish(row, row, row, f"id-{row}", "photo", 1, 10)
        await jobs.want(unit.connection, [wish], NOW)
        job = await jobs.next_due(unit.connection, {row}, NOW)
        assert job is not None
        await jobs.keep(unit.connection, job, jobs.Content(sha, 1), "fetched", NOW)
        number = (await unit.connection.execute(sql("SELECT max(key) FROM files"))).scalar_one()
        await put_looks(unit.connection, number, "seen", "", list(enumerate(hashes)))


PICTURE = 0x0F1E2D3C4B5A6978


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (("a" * 64, PICTURE), ("a" * 64, PICTURE), "file"),
        (("a" * 64, PICTURE), ("b" * 64, PICTURE ^ 0b101), "picture"),
        (("a" * 64, PICTURE), ("b" * 64, PICTURE ^ 0b10101001), None),
        (("a" * 64, 0), ("b" * 64, 0), None),  # both are black
    ],
)
async def test_the_same_picture_is_one_origin_once_it_was_looked_at(
    newsroom: Newsroom, first: tuple[str, int], second: tuple[str, int], reason: str | None
) -> None:
    media = (Media("photo", 1, file_id="one"),)
    await newsroom.hand(post(0, 1, "Поле.", media=media))
    await newsroom.hand(post(1, 2, "Field.", MINUTE, media=(Media("photo", 2, file_id="other"),)))
    assert len(await newsroom.origins()) == 2
    for row, held in enumerate((first, second), 1):
        await known_file(newsroom, row, *held)
    await newsroom.reopen()
    await newsroom.pipeline.absorb([Tick(newsroom.now_ms)])
    assert set((await newsroom.links()).values()) == ({reason} if reason else set())
    assert len(await newsroom.origins()) == (1 if reason else 2)
    await newsroom.hand(post(0, 1, "Поле, уточнено.", media=media, edited=NOW + HOUR), edited=True)
    await newsroom.hand(post(2, 3, "Champ.", 2 * MINUTE, media=(Media("photo", 3, file_id="third"),)))
    await known_file(newsroom, 3, *first)
    await newsroom.pipeline.absorb([Tick(newsroom.now_ms)])
    same = next(part for part in await newsroom.origins() if (2, 3) in part)
    assert (0, 1) in same, "an edit of the words keeps in mind what the file holds"


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


async def test_one_event_by_the_names_in_texts_that_no_watch_file_knows(newsroom: Newsroom) -> None:
    first, other = TEXTS[-3](random.Random(1)), TEXTS[-2](random.Random(1))
    await newsroom.hand(post(0, 1, first))
    await newsroom.reopen()
    await newsroom.hand(post(1, 2, other, HOUR), post(2, 3, "Губернатор Амр Ханафи посетил рынок.", HOUR))
    assert await newsroom.stories() == {frozenset({(0, 1), (1, 2)}), frozenset({(2, 3)})}
    assert await newsroom.links() == {(1, 2): "event"}


TEXTS: tuple[Callable[[random.Random], str], ...] = (
    lambda d: f"Щонайменше {d.choice((30, 40))} військових КНДР вбито та поранено поблизу села Плєхово.",
    lambda d: f"At least {d.choice((30, 40))} North Korean soldiers killed and wounded near Kurilovka, reports say.",
    lambda d: f"Более {d.choice((200, 300))} украинских солдат убиты у села Плёхово, пишут с мест и ждут вестей.",
    lambda _: "Про военных КНДР в Плёхово: это выдумка, там была другая бригада, сущий фейк.",
    lambda d: f"Взрыв в Одессе, ракета попала в дом, {d.choice((3, 5))} раненых, сообщают местные жители города.",
    lambda _: "Одеса: вибух, ракета влучила у будинок, є поранені, рятувальники на місці події.",
    lambda _: "Військові КНДР відкрили вогонь по батальйону Ахмат: вісім загиблих серед союзників.",
    lambda d: (
        f"Яхта «Морская Звезда» с туристами затонула недалеко от Марса-Алама, спасатели ищут {d.choice((7, 9))} "
        "пропавших пассажиров, сообщил губернатор провинции Амр Ханафи."
    ),
    lambda _: (
        "У побережья затонула туристическая яхта «Морская Звезда». Губернатор провинции Амр Ханафи: спасатели "
        "нашли нескольких пассажиров, пропавших ещё ищут."
    ),
    lambda _: (
        "Амр Ханафи, губернатор провинции: спасатели нашли всех пассажиров яхты, туристическая «Морская Звезда» "
        "затонула из-за высокой волны, сообщил он."
    ),
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


@pytest.mark.parametrize("seed", range(16))
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
