"""Who only says that somebody else says so: no voice, no side, and one origin with whom they quote."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom_world import HOUR, MINUTE, NOW, Newsroom, post, rule
from quoting_world import CHANNELS, OWN, SPOKEN, quoting, said
from test_app_stories import day

from monitor.model import OverSpec, Post
from monitor.usecases import graded, story
from monitor.usecases.desk import Desk
from monitor.usecases.retelling import Scene

SCENE, DESK = Scene(CHANNELS, SPOKEN), Desk(CHANNELS, SPOKEN, 1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    opened = await quoting(tmp_path / "monitor.db")
    try:
        yield opened
    finally:
        await opened.close()


QUOTING = (
    "У ГУР заявили: під Плеховим уже вбито та поранено щонайменше 30 військових КНДР.",
    "По данным ГУР Украины, не менее 30 военных КНДР убиты и ранены у села Плёхово.",
    "At least 30 North Korean soldiers were killed and wounded near Kurilovka, Ukraine's DIU said.",
)


@pytest.mark.parametrize("text", QUOTING)
async def test_who_quotes_a_channel_is_of_its_origin_and_speaks_for_no_side_of_its_own(
    room: Newsroom, text: str
) -> None:
    await room.hand(OWN)
    await room.hand(said(1, 4, text))
    assert await room.links() == {(3, 4): "attributed"}
    assert await room.origins() == {frozenset({(0, 3), (1, 4)})}
    shown = await story.show(room.database.engines, "s1", SCENE)
    assert (shown.story.origins, shown.story.sides) == (1, ["ukraine"])
    (origin,) = shown.origins
    assert (origin.post, origin.quotes, origin.quoted_by) == ("chan_0/3", "", [])
    tie = origin.copies[0].because
    assert tie is not None
    assert (tie.reason, tie.to, tie.detail) == ("attributed", "chan_0/3", "says that ГУР says so")
    assert shown.corroborated == "a single origin (ukraine), not corroborated"


async def test_the_channel_itself_is_the_voice_also_where_it_speaks_last(room: Newsroom) -> None:
    await room.hand(said(1, 4, QUOTING[0], 0))
    await room.hand(OWN)
    shown = await story.show(room.database.engines, "s1", SCENE)
    assert [(one.post, one.came_from, one.quotes) for one in shown.origins] == [("chan_1/4", "chan_0/3", "")]
    assert (shown.story.origins, shown.story.sides) == (1, ["ukraine"])
    sources = (await graded.show(room.database.engines, "s1", DESK)).sources
    assert [(one.channel, one.side, one.quoted_by) for one in sources] == [("C0", "ukraine", [])]


NO_CHANNEL = (
    said(1, 4, "Генштаб: щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.", 1),
    said(2, 5, "По данным Генштаба, не менее 30 военных КНДР убиты и ранены у села Плёхово.", 2),
    said(3, 6, "Біля Курилівки вбито та поранено щонайменше 30 військових КНДР — Генштаб.", 3),
)


async def test_who_has_no_channel_is_one_origin_of_no_side_however_often_it_is_quoted(room: Newsroom) -> None:
    await room.hand(*NO_CHANNEL)
    assert len(await room.origins()) == 1
    shown = await story.show(room.database.engines, "s1", SCENE)
    assert (shown.story.origins, shown.story.sides, shown.corroboration.kind) == (1, [], "single")
    assert (shown.origins[0].quotes, shown.origins[0].quoted_by) == ("Генштаб", ["chan_1", "chan_2", "chan_3"])
    assert {copy.because.detail for copy in shown.origins[0].copies if copy.because} == {
        "both say that Генштаб says so"
    }
    (source,) = (await graded.show(room.database.engines, "s1", DESK)).sources
    assert (source.channel, source.side) == ("Генштаб, quoted by 3", "")
    independent = said(5, 9, "В Плёхово убиты и ранены не менее 30 военных КНДР, видели сами.", 4)
    await room.hand(independent)
    shown = await story.show(room.database.engines, "s1", SCENE)
    assert (shown.story.origins, shown.story.sides) == (2, ["russia"])


@pytest.mark.parametrize(
    "text",
    [
        "В Плёхово убиты и ранены не менее 30 военных КНДР, пишут с мест.",  # nobody is named
        "ГУР: щонайменше 50 військових КНДР вбито та поранено поблизу села Плєхово.",  # another number
        "ГУР: щонайменше 30 українських солдатів вбито та поранено поблизу села Плєхово.",  # other people
        "ГУР: щонайменше 30 військових КНДР вбито та поранено в Одесі.",  # another place
        "Джерела в ГУР: щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.",  # its own sources
        "ГУР: щонайменше 30 військових КНДР вбито та поранено в Плєхово. Наш кореспондент це бачив.",
        "ГУР повідомляє про 30 вбитих військових КНДР у Плєхово, але наших там загинуло 7.",  # and something else
        "ГУР бреше, це фейк: щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.",
        "Генштаб: щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.",  # somebody else
        "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово, де стоїть ГУР.",
    ],
)
async def test_who_may_have_something_of_their_own_to_say_is_an_origin(room: Newsroom, text: str) -> None:
    await room.hand(OWN)
    await room.hand(said(1, 4, text))
    assert "attributed" not in (await room.links()).values()


async def test_what_is_said_of_another_day_is_something_else(room: Newsroom) -> None:
    await room.hand(OWN)
    await room.hand(said(1, 4, QUOTING[1], 25 * 60))
    assert await room.links() == {}


async def test_a_rule_that_waits_for_sides_waits_where_the_other_side_only_quotes(tmp_path: Path) -> None:
    room = await quoting(tmp_path / "m.db", rule("koreans", "dprk", OverSpec(origins=2, sides=2, within=2 * HOUR)))
    room.now_ms = NOW + HOUR
    try:
        await room.hand(OWN, said(1, 4, QUOTING[0]), said(3, 5, QUOTING[1]), *NO_CHANNEL[:1])
        assert room.told == []
        await room.hand(said(5, 9, "В Плёхово убиты и ранены не менее 30 военных КНДР, видели сами.", 4))
        assert [kind for _, kind, _ in room.told] == ["opened"]
    finally:
        await room.close()


def talk(draw: random.Random) -> list[Post]:
    """A day with quotations among its posts."""
    posts = day(draw)
    for number in range(100, 100 + draw.randint(2, 8)):
        speaker, many = draw.choice(("ГУР", "Генштаб")), draw.choice((30, 40))
        text = draw.choice(
            (
                f"{speaker}: щонайменше {many} військових КНДР вбито та поранено поблизу села Плєхово.",
                f"По данным {speaker}, не менее {many} военных КНДР убиты и ранены у села Плёхово.",
                f"{speaker}: не менее {many} военных КНДР убиты и ранены. Более 200 украинских солдат убиты.",
            )
        )
        posts.append(post(draw.randrange(6), number, text, draw.randrange(8 * MINUTE)))
    return posts


@pytest.mark.parametrize("seed", range(8))
async def test_quotations_are_the_same_in_whatever_order(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    posts = talk(draw)
    found = []
    for turn in range(3):
        room = await quoting(tmp_path / f"{turn}.db")
        order = sorted(posts, key=lambda p: p.posted) if not turn else draw.sample(posts, len(posts))
        while order:
            most = draw.randint(1, 5)
            await room.hand(*order[:most])
            order = order[most:]
        found.append((await room.stories(), await room.origins()))
        await room.close()
    assert found[0] == found[1] == found[2]


WORDS = "Уночі біля переправи невідома група намагалася зайти в тил нашим підрозділам і була зупинена вогнем"
REPORT = (
    "Погляньмо, що сталося за минулу добу на сході країни, поки столиця готується до свят і перших морозів. "
    f"«{WORDS}», — сказали нам у штабі. Решта ділянок сьогодні доволі спокійні, а дороги розчищають від снігу, "
    "тож водіям радять бути уважними, не поспішати й тримати відстань, особливо на мостах і підйомах. Тим часом у "
    "театрі готують прем'єру квитки розкупили за годину, а режисерка обіцяє повторити виставу навесні."
)
ELSEWHERE = (
    "Рибалки жаліються на низьку воду, порожні сіті та дорогий бензин, а голова громади збирає людей на толоку. "
    f"У штабі сказали: «{WORDS}». Далі про футбол: наші зіграли внічию, воротар відбив два одинадцятиметрові, тренер "
    "похвалив молодь і пообіцяв перемогу вдома, якщо поле до суботи підсохне, а глядачі принесуть добрий настрій."
)


async def test_a_longer_text_that_quotes_a_post_word_for_word_is_of_its_origin(room: Newsroom) -> None:
    await room.hand(said(5, 4, REPORT, 3))
    await room.hand(said(2, 3, f"Зведення на ранок. {WORDS}. Слідкуйте за каналом.", 1))
    assert await room.links() == {(3, 4): "quotes"}
    shown = await story.show(room.database.engines, "s1", SCENE)
    assert (shown.story.origins, shown.story.sides) == (1, ["ukraine"])
    tie = shown.origins[0].copies[0].because
    assert tie is not None
    assert (tie.reason, tie.detail) == ("quotes", "1 sentence, word for word")


async def test_two_that_quote_a_third_are_two(room: Newsroom) -> None:
    await room.hand(said(5, 4, REPORT, 3))
    await room.hand(said(2, 5, ELSEWHERE, 4))
    assert await room.links() == {}
    await room.hand(said(1, 6, f"{WORDS}.", 60 * 80))
    assert await room.links() == {}, "days later it is another thing"
