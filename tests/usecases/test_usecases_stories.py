"""Stories and their ledger, as the weaving leaves them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from stories_world import HOUR, MINUTE, NOW, SCENE, Newsroom, opened, post

from monitor.errors import NotFoundError
from monitor.model import Deleted, Forward
from monitor.usecases import ledger, stories, story
from monitor.usecases.ledger import LedgerLine

CLAIM = post(1, 1, "С мест сообщают: военные КНДР взяли Плёхово, более 300 украинских солдат убиты.")
DENIAL = post(3, 2, "Про военных КНДР в Плёхово: это выдумка, там была другая бригада, фейк.", 5 * HOUR)
LOSSES = post(0, 3, "Військові КНДР зазнають великих втрат: вбито та поранено близько 200 осіб.", 6 * HOUR)
THIRTY = post(
    0,
    4,
    "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово."
    " Біля Курилівки щонайменше 3 зникли безвісти.",
    30 * HOUR,
)
AKHMAT = post(0, 5, "Військові КНДР відкрили вогонь по батальйону Ахмат: вісім загиблих.", 8 * HOUR)


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    room = await opened(tmp_path / "monitor.db")
    try:
        yield room
    finally:
        await room.close()


async def claims(room: Newsroom, entity: str, **more: Any) -> list[LedgerLine]:
    return await ledger.of_entity(room.database.engines, entity, SCENE, **more)


async def test_the_ledger_of_a_day(newsroom: Newsroom) -> None:
    await newsroom.hand(CLAIM, DENIAL, LOSSES, THIRTY, AKHMAT)
    assert [
        (one.kind, one.qualifier, one.number_text, one.channel, one.who_ids, one.who_implied)
        for one in await claims(newsroom, "dprk")
    ] == [
        ("casualties", "about", "200", "chan_0", [], ["dprk"]),
        ("casualties", "at_least", "30", "chan_0", ["dprk"], []),
        ("missing", "at_least", "3", "chan_0", [], ["dprk"]),
    ]
    (three_hundred,) = await claims(newsroom, "ukrainians")
    assert (three_hundred.verdict, three_hundred.contested) == ("denied", False), "one side alone"
    assert three_hundred.denied_by == ["chan_3/2"]


async def test_a_denial_from_the_other_side_makes_it_contested(newsroom: Newsroom) -> None:
    await newsroom.hand(CLAIM, post(2, 2, DENIAL.text, 5 * HOUR))
    (line,) = await stories.listed(newsroom.database.engines, SCENE, 10)
    assert (line.origins, line.sides, line.contested) == (2, ["russia", "ukraine"], True)


async def test_a_higher_number_of_the_same_side_is_an_update(newsroom: Newsroom) -> None:
    first = post(0, 3, "У Плєхово вбито та поранено 30 військових КНДР, уточнюється.")
    await newsroom.hand(first, post(2, 4, "Near Kurilovka 50 North Korean soldiers were killed and wounded.", HOUR))
    assert [(one.verdict, one.updates) for one in await claims(newsroom, "dprk")] == [
        ("differing", None),
        ("differing", "chan_0/3"),
    ]


async def test_a_copy_of_what_was_deleted_still_stands(newsroom: Newsroom) -> None:
    copy = post(3, 6, f"❗️ {CLAIM.text} @kanal", HOUR)
    await newsroom.hand(CLAIM, copy)
    await newsroom.pipeline.absorb([Deleted(1, (1,), newsroom.now_ms)])
    (one,) = await claims(newsroom, "ukrainians")
    assert (one.channel, one.deleted, one.copies, one.origin) == ("chan_3", None, ["chan_1/1"], "chan_1/1")
    await newsroom.pipeline.absorb([Deleted(3, (6,), newsroom.now_ms)])
    (one,) = await claims(newsroom, "ukrainians")
    assert (one.channel, one.verdict, one.deleted is None) == ("chan_1", "withdrawn", False)
    (line,) = await stories.listed(newsroom.database.engines, SCENE, 10)
    assert line.headline is None


async def test_only_the_latest_revision_counts(newsroom: Newsroom) -> None:
    await newsroom.hand(CLAIM)
    less = CLAIM.text.replace("более 300", "до 20")
    await newsroom.hand(post(1, 1, less, edited=NOW + HOUR), edited=True)
    (one,) = await claims(newsroom, "ukrainians")
    assert (one.min, one.max, one.revision) == (None, 20, 2)
    await newsroom.hand(post(1, 1, "Удалено по просьбе читателей.", edited=NOW + 2 * HOUR), edited=True)
    with pytest.raises(NotFoundError):
        await claims(newsroom, "nobody")
    assert await claims(newsroom, "ukrainians") == []


async def test_an_erased_post_stands_in_its_story_without_words(newsroom: Newsroom) -> None:
    await newsroom.hand(CLAIM, post(3, 6, f"❗️ {CLAIM.text} @kanal", HOUR))
    await newsroom.database.erase([1], "court order", newsroom.now_ms)
    shown = await story.show(newsroom.database.engines, "s1", SCENE)
    (origin,) = shown.origins
    assert (origin.text, origin.erased is None, origin.copies[0].post) == ("", False, "chan_3/6")
    assert origin.copies[0].because is not None
    assert origin.copies[0].because.detail == "", "what they shared is gone, too"
    assert [one.channel for one in shown.ledger] == ["chan_3"]


async def test_where_an_origin_came_from(newsroom: Newsroom) -> None:
    elsewhere = Forward(77, "", "Other channel", 5)
    await newsroom.hand(
        post(0, 1, "Дивіться", forward=elsewhere),
        post(1, 2, "Дивіться", MINUTE, forward=elsewhere),
        post(2, 3, "Слово", 2 * MINUTE, forward=Forward()),
    )
    shown = await story.show(newsroom.database.engines, "s1", SCENE)
    assert [(one.post, one.came_from) for one in shown.origins] == [("chan_0/1", "Other channel/5")]
    assert [(one.post, one.because and one.because.reason) for one in shown.origins[0].copies] == [
        ("chan_1/2", "forward")
    ]
    hidden = await story.show(newsroom.database.engines, "s3", SCENE)
    assert hidden.origins[0].came_from == "a hidden author"


async def test_a_place_means_places_near_it(newsroom: Newsroom) -> None:
    await newsroom.hand(post(2, 4, "DIU: at least 30 North Korean soldiers killed and wounded near Kurilovka.", HOUR))
    engines = newsroom.database.engines
    assert [one.id for one in await stories.listed(engines, SCENE, 10, place="plekhovo")] == ["s1"]
    assert await stories.listed(engines, SCENE, 10, place="odesa") == []
    assert await stories.listed(engines, SCENE, 10) == [], "a post that nothing is tied to"
    assert [one.id for one in await stories.listed(engines, SCENE, 10, alone=True)] == ["s1"]
    assert await stories.listed(engines, SCENE, 10, entity="dprk", since=NOW + 2 * HOUR) == []


async def test_a_story_that_became_part_of_another(newsroom: Newsroom) -> None:
    one = "Сьогодні вранці на полі біля села бійці полку зняли те, про що говорили всі останні три дні поспіль"
    other = "Зовсім інші слова про те саме поле, яких ніхто більше не писав цього ранку в жодному каналі країни"
    await newsroom.hand(post(0, 1, one), post(1, 2, one, MINUTE), post(2, 3, other), post(3, 4, other, MINUTE))
    shown = await story.show(newsroom.database.engines, "s3", SCENE)
    assert (shown.story.id, shown.asked, shown.parts) == ("s3", "", [])
    await newsroom.hand(post(4, 5, one, 2 * MINUTE, forward=Forward(2, "chan_2", "", 3)))
    for asked in ("s3", "s1", "chan_3/4"):
        shown = await story.show(newsroom.database.engines, asked, SCENE)
        assert (shown.story.id, shown.story.posts, shown.parts) == ("s1", 5, ["s3"])
        assert shown.asked == ("s3" if asked == "s3" else "")


async def test_a_copy_keeps_its_reason_when_its_original_is_edited(newsroom: Newsroom) -> None:
    words = "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово, передають з місця подій."
    await newsroom.hand(post(0, 1, words), post(2, 2, words, MINUTE))
    other = "Плєхово: важкі втрати, 30 військових КНДР вбито та поранено. Евакуації немає від учора, тіла у полі."
    await newsroom.hand(post(0, 1, other, edited=NOW + HOUR), edited=True)
    (origin,) = (await story.show(newsroom.database.engines, "s1", SCENE)).origins
    (copy,) = origin.copies
    assert copy.because is not None, "it was taken from there, whatever stands there by now"
    assert (copy.because.reason, copy.because.to) == ("text", "chan_0/1")
