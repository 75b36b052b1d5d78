"""Rules over time where the world is not as it should be: edits, odd names, other watch files, clocks ahead."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from windows_world import DAY, HOUR, KINDS, MINUTE, NOW, Room, opened, post, rule

from monitor.model import Any, Counted, Counters, Edited, Forward, Leaf, Origin, Posted, Silence, Tick, WindowSpec
from monitor.store import silences

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


async def test_an_edit_makes_history_no_news(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT), rule(SPIKE, name="s"))
    await room.posted(*(post(n, n * HOUR - 2 * DAY) for n in range(1, 40)), at=0, history=True)
    await room.posted(*(post(100 + n, -n * MINUTE) for n in range(6)), at=1, history=True)
    room.time = 5 * MINUTE
    for n in range(6):
        await room.hand(Edited(post(100 + n, -n * MINUTE, "alarm again", edited=room.now()), room.now()))
    assert room.told == []
    assert room.details[-2:] == ["duplicate"] * 2


async def test_history_that_comes_to_match_by_an_edit_is_a_match(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT))
    await room.posted(*(post(n, 0, "calm") for n in (1, 2, 3)), history=True)
    for n in (1, 2, 3):
        await room.hand(Edited(post(n, 0, "alarm", edited=room.now()), room.now()))
    assert room.told == [(1, "3 matches within 10 min", [1, 2, 3])]


async def test_one_post_is_one_match(rooms: Rooms) -> None:
    """Also one that says it was posted later than it came in, and one that reaches a count besides."""
    either = Any((rule(None).when, Leaf("reach", KINDS.conditions["reach"].options.model_validate({"views": 100}))))
    two = WindowSpec("count", 2 * HOUR, least=2)
    room = await rooms(rule(two), replace(rule(two, name="e"), when=either))
    await room.posted(post(1, 5 * HOUR), at=0)
    room.time = HOUR
    await room.hand(Edited(post(1, 5 * HOUR, "alarm again", edited=room.now()), room.now()))
    await room.hand(Counted(1, 1, Counters(views=200), room.now()))
    assert room.told == []
    assert await room.rows("SELECT rule, posted FROM window_matches ORDER BY rule") == [("e", NOW), ("r", NOW)]
    await room.posted(post(2, HOUR))
    assert room.told == [(1, "2 matches within 2 h", [1, 2])] * 2
    room.time = 90 * MINUTE
    await room.hand(Edited(post(1, 5 * HOUR, "alarm once more", edited=room.now()), room.now()))
    assert await room.rows("SELECT count(*) FROM window_matches") == [(4,)]


async def test_what_a_rule_did_not_look_for_before_was_no_silence(rooms: Rooms) -> None:
    """Its condition is another by now, or the watch file had no such rule for a while."""
    room = await rooms(rule(SILENCE), rule(WindowSpec("silence", 10 * MINUTE), name="off"))
    await room.look()
    off = room.rules[1]
    await room.posted(post(1, 0))
    for number in range(2, 8):
        await room.posted(post(number, (number - 1) * HOUR, "blast"))
    room.rules = (rule(SILENCE, "blast"),)
    await room.reopen()
    await room.tick(6 * HOUR + MINUTE)
    room.rules = (*room.rules, off)
    for restart in range(3):  # from now on the same
        await room.reopen()
        await room.tick(6 * HOUR + (20 + restart) * MINUTE)
    assert room.notices == []
    await room.tick(6 * HOUR + 40 * MINUTE)
    await room.tick(12 * HOUR + 11 * MINUTE)
    assert [notice.rule for notice in room.notices] == ["off", "r"]


async def test_who_is_not_listened_to_any_more_does_not_fall_silent(rooms: Rooms) -> None:
    each, side = WindowSpec("silence", 6 * HOUR, "channel"), WindowSpec("silence", 6 * HOUR, "side")
    room = await rooms(rule(each), rule(side, name="s"))
    await room.look()
    await room.posted(post(1, 0), post(2, 0, channel=2))
    others = Origin(channels=frozenset({"chan_1", "chan_3"}))
    room.rules = (replace(room.rules[0], origin=others), replace(room.rules[1], origin=others))
    await room.reopen()
    await room.tick(MINUTE)
    await room.tick(6 * HOUR + 11 * MINUTE)
    assert {group for _, group, _ in await room.alerts()} == {"channel:1", "side:russia"}


async def test_a_rule_that_looks_further_back_than_before_knows_what_was_there(rooms: Rooms) -> None:
    """Of what it did not ask for by then, only the matches are stored."""
    new = WindowSpec("new", 1, of="domain", against=4 * HOUR)
    spike = WindowSpec("spike", HOUR, least=5, times=3.0, against=4 * HOUR)
    room = await rooms(rule(spike), rule(new, name="n"))
    for start in range(0, 8 * 24 * 4, 16):  # four an hour
        quarters = range(start, start + 16)
        texts = ("alarm https://a.example/" if quarter == 4 * 24 * 4 else "alarm" for quarter in quarters)
        await room.posted(*(post(n + 1, n * 15 * MINUTE, text) for n, text in zip(quarters, texts, strict=True)))
    for _ in range(5):
        await room.prune(8 * DAY)
    before = len(room.notices)
    room.rules = (rule(replace(spike, against=7 * DAY)), rule(replace(new, against=7 * DAY), name="n"))
    await room.reopen()
    await room.posted(post(1000, 8 * DAY, "alarm https://a.example/"), post(1001, 8 * DAY + MINUTE))
    assert [(notice.rule, notice.lines) for notice in room.notices[before:]] == []


async def test_who_is_silenced_counts_and_is_not_told_with_others(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT), rule(COUNT, "drone", "old", max_age=HOUR))
    silence = Silence("s", "desk", "spam", NOW, NOW, NOW + 5 * MINUTE, channel=1)
    async with room.database.write() as unit:
        await silences.add(unit.connection, silence)
    await room.posted(post(1, 0))
    await room.posted(post(2, MINUTE, channel=2))
    await room.posted(post(3, 2 * MINUTE), post(4, 3 * MINUTE, channel=2))
    await room.posted(post(5, 6 * MINUTE))
    assert room.told == [(1, "4 matches within 10 min", [2, 4]), (2, "", [5])]
    assert await room.alerts() == {("r", "", frozenset({2, 4, 5}))}
    await room.posted(*(post(n, n * MINUTE, "drone") for n in (8, 11, 12)), at=HOUR + 10 * MINUTE)
    assert [one for one in room.told if "3 matches" in one[1]] == [(1, "3 matches within 10 min", [11, 12])]


async def test_a_value_that_fell_silent_is_forgotten_and_begins_anew(rooms: Rooms) -> None:
    """Told once, and not before its alert is over; the rule as a whole is never forgotten."""
    room = await rooms(rule(WindowSpec("silence", 6 * HOUR, "domain")), rule(SILENCE, name="whole"))
    groups = 'SELECT rule, "group" FROM window_groups UNION ALL SELECT rule, "group" FROM window_matches ORDER BY 1, 2'
    a, b, c = ((room.rules[0].id, f"domain:{name}.example") for name in "abc")
    whole = ("whole", "")
    await room.look()
    await room.posted(post(1, 0, "alarm https://a.example/ https://b.example/"))
    await room.posted(post(2, DAY, "alarm https://b.example/"))
    await room.tick(DAY + HOUR)
    assert [n.lines[0][:28] for n in room.notices if n.rule == "r"] == ["Nothing matched in a.example"]
    await room.prune(30 * DAY + 6 * HOUR + 9 * MINUTE)
    assert set(await room.rows(groups)) == {a, b, whole}
    await room.prune(30 * DAY + 6 * HOUR + 11 * MINUTE)
    assert set(await room.rows(groups)) == {a, b, whole}  # its alert waits until its end
    await room.tick(31 * DAY + 2 * HOUR)
    await room.prune(31 * DAY + 2 * HOUR)
    assert set(await room.rows(groups)) == {b, whole}
    for _ in range(2):
        await room.prune(70 * DAY)
    assert set(await room.rows(groups)) == {b, whole}
    await room.tick(70 * DAY)
    for _ in range(2):
        await room.prune(70 * DAY)
    assert await room.rows(groups) == [whole, whole]
    before = len(room.notices)
    await room.posted(post(3, 71 * DAY, "alarm https://a.example/ https://c.example/"))
    await room.tick(71 * DAY + 7 * HOUR)
    told = [n.lines[0][:28] for n in room.notices[before:] if n.rule == "r"]
    assert told == ["Nothing matched in a.example", "Nothing matched in c.example"]
    assert set(await room.rows(groups)) == {a, c, whole}
