"""Rules over time where the world is not as it should be: edits, odd names, other watch files, clocks that are ahead."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from windows_world import DAY, HOUR, MINUTE, NOW, Room, opened, post, rule

from monitor.model import Edited, Forward, Posted, Tick, WindowSpec

Rooms = Callable[..., Awaitable[Room]]
COUNT = WindowSpec("count", 10 * MINUTE, least=3)
SPIKE = WindowSpec("spike", HOUR, least=5, times=3.0, against=2 * DAY)
SILENCE = WindowSpec("silence", 6 * HOUR)


@pytest.fixture
async def rooms(tmp_path: Path) -> AsyncIterator[Rooms]:
    """Opens a desk with these rules."""
    made: list[Room] = []

    async def make(*rules: object) -> Room:
        made.append(await opened(tmp_path, *rules, name=str(len(made))))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for room in made:
        await room.close()


async def test_a_hidden_author_with_a_wild_name_is_new_only_once(rooms: Rooms) -> None:
    room = await rooms(rule(WindowSpec("new", 1, of="forward", against=HOUR)))
    await room.posted(post(1, 0))
    for number, name in enumerate(("a\0b", "\ud800x", "\ufdd0"), 2):
        await room.posted(post(number, HOUR, forward=Forward(None, "", name)))
        await room.posted(post(number + 10, HOUR + 20 * MINUTE, forward=Forward(None, "", name)))
    assert [posts for _, _, posts in room.told] == [[2], [3], [4]]
    assert await room.rows("SELECT count(*) FROM posts UNION ALL SELECT count(*) FROM quarantine") == [(7,), (0,)]


async def test_a_line_says_what_one_window_holds_not_all_that_are_reached_at_once(rooms: Rooms) -> None:
    """As after some hours away: many windows in one batch."""
    of = WindowSpec("distinct", 10 * MINUTE, of="channel", least=2)
    room = await rooms(rule(COUNT), rule(of, "drone", "d"))
    await room.posted(*(post(n, n * MINUTE) for n in range(1, 41)))
    (notice,) = room.notices
    assert (notice.lines, len(notice.excerpts) + notice.more) == (("11 matches within 10 min",), 40)
    await room.posted(*(post(50 + n, n * 9 * MINUTE, "drone", n) for n in range(1, 5)))
    assert room.notices[-1].lines == ("2 channels within 10 min: chan_1, chan_2",)


async def test_an_edit_of_what_was_posted_before_ends_no_silence(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE))
    await room.look()
    await room.posted(post(1, 30 * MINUTE, "calm"))
    await room.posted(post(2, HOUR))
    await room.tick(8 * HOUR)
    for number, at in ((2, HOUR), (1, 30 * MINUTE)):
        await room.hand(Edited(post(number, at, "alarm at last", edited=NOW + 9 * HOUR), NOW + 9 * HOUR))
    assert [number for number, _, _ in room.told] == [1]
    await room.posted(post(3, 10 * HOUR))
    assert room.told[1:] == [(2, "Heard again after 9 h", [3])]


async def test_a_silence_that_ends_with_the_tick_that_finds_it(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE))
    await room.look()
    await room.posted(post(1, HOUR))
    room.time = 7 * HOUR + 10 * MINUTE
    await room.hand(Posted(post(2, 7 * HOUR + 5 * MINUTE), room.now()), Tick(room.now()))
    assert room.told[1:] == [(2, "Heard again after 6 h 5 min", [2])]
