"""What people decide about stories is told at once in the alerts about them, and once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom_world import ENGLISH, HOUR, NOW, THIRTY, Newsroom, opened, post, rule

from monitor.model import Tick
from monitor.usecases import correcting, verdicts

ODESA = post(
    3, 31, "Взрыв в Одессе, ракета попала в дом, 5 раненых, среди них военные КНДР, говорят на месте.", 8 * HOUR
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    opened_room = await opened(tmp_path / "monitor.db", rule("koreans", "dprk"), rule("all", "dprk", group_by="rule"))
    opened_room.now_ms = NOW + 8 * HOUR
    try:
        yield opened_room
    finally:
        await opened_room.close()


async def tick(room: Newsroom) -> list[tuple[str, int, str, tuple[str, ...]]]:
    """What a tick a minute later tells: alert, number of the notice, kind, lines."""
    before = len(room.notices)
    room.now_ms += 60_000
    await room.pipeline.absorb([Tick(room.now_ms)])
    return [(one.alert, one.number, one.kind, one.lines) for one in room.notices[before:]]


async def merge(room: Newsroom, one: str, other: str) -> None:
    await correcting.merge(room.path, one, other, "one strike", "Olha", room.now_ms)


def by_story(room: Newsroom) -> list[str]:
    return [notice.alert for notice in room.notices if notice.kind == "opened" and notice.rule == "koreans"]


async def grade(room: Newsroom, ruling: str, by: str = "Olena", people: int = 1, claim: str = "") -> None:
    asked = verdicts.Asked("s1", ruling, by, "the film is of 2022", "https://example.org/a", claim)
    await verdicts.give(room.path, asked, people, room.now_ms)


async def test_a_merge_closes_the_younger_alert_within_a_tick_and_once(room: Newsroom) -> None:
    await room.hand(THIRTY)
    room.now_ms += 1000
    await room.hand(ODESA)
    older, younger = by_story(room)
    await merge(room, "s1", "s2")
    told = len(room.notices)
    await room.reopen()
    await tick(room)
    assert [(one.alert, one.number, one.kind, one.lines) for one in room.notices[told:]] == [
        (younger, 2, "continues", (f"Both are of one story: this goes on in alert {older}",))
    ]
    await room.reopen()
    assert await tick(room) == []
    assert await room.rows("SELECT id FROM alerts WHERE closed IS NULL AND rule = 'koreans'") == [(older,)]
    assert await room.rows("SELECT \"group\" FROM alerts WHERE closed IS NULL AND rule = 'koreans'") == [("s1",)]


async def test_a_merge_that_was_taken_back_before_anybody_heard_of_it_ends_no_alert(room: Newsroom) -> None:
    await room.hand(THIRTY, ODESA)
    await merge(room, "s1", "s2")
    await correcting.release(room.path, "d1", "was wrong", "Ivan", room.now_ms)
    assert "continues" not in [kind for _, _, kind, _ in await tick(room)]
    assert len(await room.rows("SELECT id FROM alerts WHERE closed IS NULL AND rule = 'koreans'")) == 2


async def test_the_only_alert_about_two_stories_hears_that_they_are_one(room: Newsroom) -> None:
    await room.hand(post(0, 1, "Щонайменше 5 поранено в Одесі: вибух, ракета влучила у будинок.", 8 * HOUR))
    await room.hand(THIRTY)
    (alert,) = by_story(room)
    await merge(room, "s1", "s2")
    assert await tick(room) == [(alert, 2, "desk", ("s2 made part of s1 by hand (Olha: one strike)",))]
    assert await tick(room) == []
    await room.hand(ENGLISH)
    assert len(by_story(room)) == 1, "later posts are told in the same alert"


async def test_a_split_is_told_where_the_story_is_told(room: Newsroom) -> None:
    await room.hand(THIRTY, ENGLISH)
    (alert,) = by_story(room)
    await correcting.split(room.path, "s1", ["chan_2/4"], "two strikes", "Olha", room.now_ms)
    line = "1 post of s1 made a story of its own by hand: s2 (Olha: two strikes)"
    assert [one for one in await tick(room) if one[0] == alert] == [(alert, 3, "desk", (line,))]
    assert await tick(room) == []
    await correcting.release(room.path, "d1", "was one", "Ivan", room.now_ms)
    assert [lines for _, _, _, lines in await tick(room)] == [("d1 about this story taken back (Ivan: was one)",)]


async def test_a_verdict_is_told_once_when_it_holds_and_stands_in_later_notices(room: Newsroom) -> None:
    await room.hand(THIRTY)
    (alert,) = by_story(room)
    await grade(room, "false", people=2)
    assert await tick(room) == [], "a proposal holds nothing"
    await grade(room, "false", "Taras", 2)
    said = "The desk marks it false: the film is of 2022, https://example.org/a (by Olena, Taras)"
    assert await tick(room) == [(alert, 2, "desk", (said,))]
    await grade(room, "false", "Ivan", 2)
    await room.reopen()
    assert await tick(room) == [], "it held already"
    await room.hand(ENGLISH)
    (last,) = [one for one in room.notices if one.kind == "matched" and one.alert == alert]
    assert last.lines == ("The desk: false (5) by Olena, Taras, Ivan",)
    assert not any("The desk" in line for one in room.notices if one.alert != alert for line in one.lines)
    await grade(room, "confirmed", people=1, claim="chan_0/3#1")
    ((_, _, kind, (line,)),) = await tick(room)
    assert (kind, line.split(":")[0]) == ("desk", "The desk marks a claim of it, chan_0/3#1, confirmed")
