"""Rules that look at their matches over time: exact times, for each kind."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from windows_world import DAY, HOUR, MINUTE, NOW, Room, opened, post, rule

from monitor.model import Deleted, Edited, Forward, WindowSpec

Rooms = Callable[..., Awaitable[Room]]
COUNT = WindowSpec("count", 10 * MINUTE, least=3)
SPIKE = WindowSpec("spike", HOUR, least=5, times=3.0, against=2 * DAY)
NEW = WindowSpec("new", 1, of="domain", against=30 * DAY)
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


async def test_a_count_is_told_when_it_is_reached_with_what_made_it(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT))
    await room.posted(post(1, 0))
    await room.posted(post(2, 5 * MINUTE))
    assert room.told == []
    await room.posted(post(3, 10 * MINUTE))  # to the ms: both ends belong to the window
    assert room.told == [(1, "3 matches within 10 min", [1, 2, 3])]
    assert room.details == ["1 of 3 within 10 min", "2 of 3 within 10 min", "update", "update", "new"]
    await room.posted(post(4, 20 * MINUTE + 1))  # alone with the third it is no window: 2 of 3
    assert room.details[-1] == "1 of 3 within 10 min"
    await room.posted(post(5, 11 * MINUTE), at=21 * MINUTE)
    assert room.told[1:] == [(2, "", [5])]
    assert await room.alerts() == {("r", "", frozenset({1, 2, 3, 5}))}


async def test_a_count_a_millisecond_too_slow(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT))
    await room.posted(post(1, 0), post(2, MINUTE), post(3, 10 * MINUTE + 1))
    assert room.told == []


async def test_a_count_for_each_channel(rooms: Rooms) -> None:
    room = await rooms(rule(WindowSpec("count", 10 * MINUTE, "channel", least=2)))
    await room.posted(post(1, 0), post(2, MINUTE, channel=2), post(3, 2 * MINUTE, channel=3))
    assert room.told == []
    await room.posted(post(4, 3 * MINUTE, channel=2))
    assert room.told == [(1, "2 matches within 10 min in chan_2", [2, 4])]
    assert await room.alerts() == {("r", "channel:2", frozenset({2, 4}))}


async def test_many_matches_are_counted_and_the_first_are_shown(rooms: Rooms) -> None:
    room = await rooms(rule(WindowSpec("count", HOUR, least=15)))
    for number in range(1, 16):
        await room.posted(post(number, number * MINUTE))
    (notice,) = room.notices
    assert (notice.lines, len(notice.excerpts), notice.more) == (("15 matches within 1 h",), 10, 5)
    assert len((await room.alerts()).pop()[2]) == 15


async def test_what_was_edited_or_deleted_leaves_a_window_that_is_not_reached(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT))
    await room.posted(post(1, 0), post(2, MINUTE))
    await room.hand(Edited(post(1, 0, "calm", edited=NOW + 2 * MINUTE), room.now()))
    await room.hand(Deleted(1, (2,), room.now()))
    await room.posted(post(3, 3 * MINUTE))
    assert room.told == []
    await room.hand(Edited(post(1, 0, "alarm again", edited=NOW + 4 * MINUTE), room.now()))
    await room.posted(post(4, 5 * MINUTE))
    assert room.told == [(1, "3 matches within 10 min", [1, 3, 4])]
    await room.hand(Deleted(1, (3,), room.now()))
    assert [notice.kind for notice in room.notices] == ["opened", "deleted"]


async def test_while_it_cools_down_a_window_is_not_told_and_then_it_is(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT, cooldown=HOUR, close_after=30 * MINUTE))
    await room.posted(post(1, 0), post(2, 0), post(3, 0))
    await room.tick(55 * MINUTE)
    await room.posted(post(4, 56 * MINUTE), post(5, 57 * MINUTE), post(6, 58 * MINUTE))
    assert room.details[-3:] == ["cooling_down"] * 3
    await room.posted(post(7, 61 * MINUTE))
    assert room.told[1:] == [(1, "3 matches within 10 min", [5, 6, 7])]


async def test_shadow_and_history_tell_nothing(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT, shadow=True), rule(COUNT, "drone", "d"))
    await room.posted(*(post(n, n * MINUTE) for n in range(1, 5)))
    await room.posted(*(post(n, n * MINUTE, "drone") for n in range(11, 15)), history=True)
    assert room.notices == []


async def test_different_channels_and_sides(rooms: Rooms) -> None:
    three, sides = WindowSpec("distinct", HOUR, of="channel", least=3), WindowSpec("distinct", HOUR, of="side", least=2)
    room = await rooms(rule(three), rule(sides, name="s"))
    await room.posted(post(1, 0), post(2, MINUTE), post(3, 2 * MINUTE, channel=3))
    assert room.told == []
    assert room.details[-1] == "1 of 2 sides within 1 h"
    await room.posted(post(4, HOUR, channel=2))
    assert room.told == [
        (1, "3 channels within 1 h: chan_1, chan_3, chan_2", [1, 2, 3, 4]),
        (1, "2 sides within 1 h: russia, ukraine", [1, 2, 3, 4]),
    ]


async def test_different_entities_and_domains_of_one_post(rooms: Rooms) -> None:
    room = await rooms(
        rule(WindowSpec("distinct", HOUR, of="entity", least=2)),
        rule(WindowSpec("distinct", HOUR, of="domain", least=2), name="d"),
    )
    await room.posted(post(1, 0, "alarm in Kursk https://www.example.org/1"))
    assert room.told == []
    await room.posted(post(2, MINUTE, "alarm in Kursk and Sumy https://example.org/2"))
    assert room.told == [(1, "2 entities within 1 h: kursk, sumy", [1, 2])]


async def test_a_spike_is_measured_by_the_mean_of_what_is_on_record(rooms: Rooms) -> None:
    room = await rooms(rule(SPIKE))
    number = 0
    for hour in range(24):  # two an hour
        for minute in (0, 30):
            number += 1
            await room.posted(post(number, hour * HOUR + minute * MINUTE))
    assert room.details[0] == "1 of at least 5 within 1 h"
    for minute in range(5):
        number += 1
        await room.posted(post(number, 25 * HOUR + minute * MINUTE))
    assert room.told == []  # 5 are not 3 times 2
    assert room.details[-1] == "5 within 1 h, usually 2: not 3 times as many"
    await room.posted(post(number + 1, 25 * HOUR + 6 * MINUTE))
    assert room.told == [(1, "6 matches within 1 h, usually 2 (over 2 d)", list(range(number - 4, number + 2)))]


async def test_without_a_record_there_is_no_spike(rooms: Rooms) -> None:
    room = await rooms(rule(SPIKE))
    await room.posted(*(post(n, HOUR) for n in range(20)))
    assert room.told == []
    assert room.details[-1] == (
        "20 within 1 h; what is usual is not known yet: the record goes back 0 s, of the 12 h that it takes"
    )


async def test_history_tells_what_is_usual(rooms: Rooms) -> None:
    room = await rooms(rule(SPIKE))
    await room.posted(*(post(n, n * HOUR - 2 * DAY) for n in range(1, 40)), at=0, history=True)
    await room.posted(*(post(n, HOUR) for n in range(100, 106)))
    assert [line for _, line, _ in room.told] == ["6 matches within 1 h, usually 0.8 (over 2 d)"]


async def test_a_new_domain_once_the_record_goes_back_far_enough(rooms: Rooms) -> None:
    room = await rooms(rule(NEW))
    await room.posted(post(1, DAY, "alarm https://a.example/x"))
    assert room.details == ["what is new is not known yet: the record goes back 1 d, of the 3 d that it takes"]
    await room.posted(post(2, 4 * DAY, "alarm https://a.example/y"))
    assert room.details[-1] == "a.example is known since 3 d"
    await room.posted(post(3, 4 * DAY, "alarm https://b.example/"))
    await room.posted(post(4, 4 * DAY + 11 * MINUTE, "alarm https://b.example/"))
    assert room.told == [(1, "New domain: b.example, not seen here in 30 d", [3])]
    await room.posted(post(5, 34 * DAY + 1, "alarm https://a.example/"))  # 30 d and a ms after it was last there
    assert room.told[1:] == [(1, "New domain: a.example, not seen here in 30 d", [5])]
    assert {group for _, group, _ in await room.alerts()} == {"domain:a.example", "domain:b.example"}


@pytest.mark.parametrize(
    ("of", "more", "group"),
    [
        ("channel", {"channel": 2}, "channel:2"),
        ("hashtag", {"text": "alarm #Kursk"}, "hashtag:kursk"),
        ("mention", {"text": "alarm @Kursk_news"}, "mention:kursk_news"),
        ("forward", {"forward": Forward(9, "Some_Channel")}, "forward:some_channel"),
        ("entity", {"text": "alarm in Kursk"}, "entity:kursk"),
    ],
)
async def test_new_values_of_every_kind(rooms: Rooms, of: str, more: dict[str, object], group: str) -> None:
    room = await rooms(rule(WindowSpec("new", 1, of=of, against=DAY)))  # type: ignore[arg-type]
    await room.posted(post(1, 5 * HOUR))
    await room.posted(post(2, 6 * HOUR, **more))  # type: ignore[arg-type]
    assert {found for _, found, _ in await room.alerts() if found != "channel:1"} == {group}


async def test_what_was_matched_before_a_rule_looked_for_what_is_new_is_known(rooms: Rooms) -> None:
    room = await rooms(rule(None, shadow=True))
    await room.posted(post(1, 0, "alarm https://a.example/x"))
    room.rules = (rule(NEW),)
    room.time = 4 * DAY
    await room.reopen()
    await room.posted(post(2, 4 * DAY, "alarm https://a.example/ https://b.example/"))
    assert [(n.rule, n.lines) for n in room.notices] == [("r", ("New domain: b.example, not seen here in 30 d",))]


async def test_a_silence_is_told_once_and_so_is_its_end(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE))
    await room.look()
    await room.posted(post(1, HOUR))
    await room.tick(7 * HOUR + 10 * MINUTE - 1)  # a post may come in ten minutes late
    assert room.told == []
    await room.tick(7 * HOUR + 10 * MINUTE)
    line = "Nothing matched for 6 h, and we were looking all the time."
    assert room.told == [(1, line, [1])]
    await room.reopen()
    await room.tick(20 * HOUR)
    await room.tick(3 * DAY)
    assert len(room.notices) == 1
    await room.posted(post(2, 3 * DAY + HOUR))
    assert room.told[1:] == [(2, "Heard again after 3 d", [2])]
    assert await room.rows("SELECT count(*) FROM alerts WHERE closed IS NULL") == [(0,)]
    await room.tick(4 * DAY)
    assert [number for number, _, _ in room.told] == [1, 2, 1]


async def test_a_silence_closed_by_hand_or_in_shadow_is_not_told_again(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE, shadow=True))
    await room.look()
    await room.tick(7 * HOUR)
    room.rules = (rule(SILENCE),)
    await room.reopen()
    await room.tick(8 * HOUR)
    assert room.told == []


async def test_who_was_blind_cannot_tell_a_silence(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE))
    await room.look(within=2 * HOUR)
    await room.tick(4 * HOUR)
    await room.look(1, 2, 3)  # what was posted since is read: only channel 4 stays out of sight
    await room.tick(7 * HOUR)
    assert room.told == []
    await room.look(4)
    await room.tick(8 * HOUR)
    assert len(room.told) == 1


async def test_a_channel_that_is_long_out_of_sight_is_left_aside(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE))
    await room.look(1, 2, 3)
    await room.tick(12 * HOUR)
    assert room.told == []  # nobody has ever seen channel 4, but for less than twice six hours of ours
    await room.tick(12 * HOUR + 10 * MINUTE)
    line = "Nothing matched for 6 h, nor ever since the rule began, and we were looking all the time."
    assert room.told == [(1, f"{line} Left aside, because they have long been out of sight: chan_4.", [])]


async def test_each_channel_that_was_heard_falls_silent_by_itself(rooms: Rooms) -> None:
    room = await rooms(rule(WindowSpec("silence", 6 * HOUR, "channel")))
    await room.look(1, 2)
    await room.posted(post(1, 0), post(2, HOUR, channel=2))
    await room.posted(post(3, 5 * HOUR))
    await room.tick(8 * HOUR)
    assert room.told == [(1, "Nothing matched in chan_2 for 6 h, and we were looking all the time.", [2])]


async def test_a_silence_that_ended_before_it_could_be_known_is_told_with_its_end(rooms: Rooms) -> None:
    room = await rooms(rule(SILENCE))
    await room.look()
    await room.posted(post(1, 0))
    await room.posted(post(2, 6 * HOUR + 5 * MINUTE))
    await room.tick(6 * HOUR + 10 * MINUTE)
    line = "Nothing matched for 6 h, and we were looking all the time. / Heard again after 6 h 5 min"
    assert room.told == [(1, line, [1, 2])]
    assert await room.rows("SELECT count(*) FROM alerts WHERE closed IS NULL") == [(0,)]


def steps() -> tuple[object, ...]:
    then = WindowSpec("sequence", HOUR, steps=("alarm", "blast"))
    return rule(None, "alarm", "alarm", shadow=True), rule(None, "blast", "blast", shadow=True), rule(then, "", "then")


async def test_matches_of_other_rules_in_an_order(rooms: Rooms) -> None:
    room = await rooms(*steps())
    await room.posted(post(1, 0, "blast"), post(2, MINUTE, "alarm"))
    await room.posted(post(3, 2 * MINUTE, "alarm and blast"))  # one post does not follow itself, but it follows 2
    assert room.told == [(1, "alarm, then blast within 1 h", [2, 3])]
    await room.posted(post(4, 2 * MINUTE, "blast", channel=2))  # at the same moment: not after the third
    assert room.told[1:] == [(2, "", [4])]
    await room.posted(post(5, 2 * HOUR, "blast"))
    assert [one[:10] for one in room.details if "steps" in one] == ["0 of 2 ste", "1 of 2 ste", "0 of 2 ste"]
    assert await room.alerts() == {("then", "", frozenset({2, 3, 4}))}


async def test_a_sequence_may_end_with_the_rule_itself_and_be_asked_of_each_side(rooms: Rooms) -> None:
    then = WindowSpec("sequence", HOUR, "side", steps=("alarm", "then"))
    room = await rooms(rule(None, "alarm", "alarm", shadow=True), rule(then, "blast", "then"))
    await room.posted(post(1, 0), post(2, HOUR, "blast", channel=2))
    assert room.told == []
    await room.posted(post(3, HOUR, "blast", channel=3))
    assert room.told == [(1, "alarm, then then within 1 h in russia", [1, 3])]


async def test_what_no_window_can_hold_any_more_is_let_go_of(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT), rule(SPIKE, name="s"), rule(NEW, name="n"), rule(SILENCE, name="q"))
    await room.posted(post(1, 0, "alarm https://a.example/"), post(2, MINUTE, "alarm https://a.example/"))
    count = "SELECT (SELECT count(*) FROM window_matches), (SELECT count(*) FROM window_slots), "
    count += "(SELECT count(*) FROM window_values)"
    assert await room.rows(count) == [(6, 1, 1)]
    assert await room.prune(at=HOUR) == 1  # of a silence only the last match is of use
    assert await room.prune(at=8 * HOUR) == 4
    assert await room.rows("SELECT rule, posted FROM window_matches") == [("q", NOW + MINUTE)]
    assert await room.rows(count) == [(1, 1, 1)]
    assert await room.prune(at=40 * DAY) == 2
    room.rules = ()
    await room.reopen()
    assert await room.prune(at=40 * DAY) > 0
    await room.prune(at=40 * DAY)
    assert (
        await room.rows("SELECT count(*) FROM window_rules UNION ALL SELECT count(*) FROM window_groups") == [(0,)] * 2
    )


async def test_an_erased_post_leaves_no_window_behind(rooms: Rooms) -> None:
    room = await rooms(rule(COUNT))
    await room.posted(post(1, 0))
    ((key,),) = await room.rows("SELECT key FROM posts")
    await room.database.erase([key], "asked", NOW)
    assert await room.rows("SELECT * FROM window_matches") == []
