"""One alert for an event: what a thread tells of its story, and what it keeps to itself."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from pathlib import Path

import pytest
from newsroom_world import AKHMAT, CLAIM, DENIAL, ENGLISH, HOUR, MINUTE, NOW, THIRTY, Newsroom, opened, post, rule

from monitor.model import Deleted, Forward, Media, OverSpec, RuleSpec, Telling, Tick
from monitor.ports.desk import Settled
from monitor.ports.stories import SignedTelling, StoryStore

Rooms = Callable[..., Awaitable[Newsroom]]


@pytest.fixture
async def rooms(tmp_path: Path) -> AsyncIterator[Rooms]:
    """Opens a newsroom with these rules."""
    made: list[Newsroom] = []

    async def make(*rules: RuleSpec) -> Newsroom:
        made.append(await opened(tmp_path / f"{len(made)}.db", *rules))
        return made[-1]

    yield make
    for room in made:
        await room.close()


@pytest.fixture
async def room(rooms: Rooms) -> Newsroom:
    room = await rooms(rule("koreans", "dprk"))
    room.now_ms = NOW + 8 * HOUR
    return room


async def test_one_thread_for_each_event(room: Newsroom) -> None:
    room.now_ms = NOW + 5 * HOUR
    await room.hand(CLAIM)
    await room.hand(DENIAL)
    room.now_ms = NOW + 8 * HOUR
    for said in (THIRTY, ENGLISH, AKHMAT):
        await room.hand(said)
    assert room.told == [
        (1, "opened", ""),
        (2, "matched", "Second independent origin, like all before on the side of russia. Denied by C3"),
        (1, "opened", ""),
        (2, "matched", "Second independent origin, like all before on the side of ukraine"),
        (1, "opened", ""),
    ]
    assert len({notice.alert for notice in room.notices}) == 3


async def test_a_copy_is_no_news(room: Newsroom) -> None:
    await room.hand(THIRTY)
    copied = post(2, 9, THIRTY.text, 7 * HOUR, forward=Forward(0, "chan_0", "", 3))
    await room.hand(copied)
    await room.reopen()
    await room.hand(post(4, 10, f"❗️ {THIRTY.text} @kanal", 7 * HOUR))
    assert room.told == [(1, "opened", "")]
    assert room.reasons == ["new", "duplicate", "duplicate"]
    assert await room.rows("SELECT DISTINCT detail FROM decisions WHERE reason = 'duplicate'") == [
        ("comes from the same as C0's post",)
    ]


async def test_a_copy_of_what_was_not_told_is(room: Newsroom) -> None:
    """The first was too old to be told: the desk has not seen it."""
    room.now_ms = NOW + 13 * HOUR
    await room.hand(THIRTY)
    await room.hand(post(2, 9, THIRTY.text, 13 * HOUR, forward=Forward(0, "chan_0", "", 3)))
    assert room.reasons == ["stale", "new"]


async def test_who_matches_no_rule_still_corroborates_and_contradicts(rooms: Rooms) -> None:
    room = await rooms(rule("village", "kurilovka"))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(ENGLISH)  # near Kurilovka
    await room.hand(post(1, 7, "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест.", 8 * HOUR))
    await room.hand(post(4, 8, "Щонайменше 30 військових КНДР вбито та поранено під Плеховим, пише штаб.", 8 * HOUR))
    against = "The side of russia says up to 5 casualties, ukraine 30 or more"
    assert room.told == [
        (1, "opened", ""),
        (2, "contradicted", f"Second independent origin, the first from the side of russia. {against}"),
        (3, "contradicted", "Third independent origin. The side of ukraine says 30 or more casualties, russia up to 5"),
    ]
    assert {notice.alert for notice in room.notices} == {room.notices[0].alert}


@pytest.mark.parametrize("wanted", [frozenset({"matched"}), frozenset({"matched", "corroborated"})])
async def test_only_what_is_wanted_is_told(rooms: Rooms, wanted: frozenset[str]) -> None:
    room = await rooms(rule("village", "kurilovka", update_on=wanted))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(ENGLISH)
    await room.hand(post(1, 7, "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест.", 8 * HOUR))
    assert [kind for _, kind, _ in room.told] == ["opened", *(["corroborated"] if "corroborated" in wanted else [])]


async def test_another_number_of_the_same_channel(room: Newsroom) -> None:
    await room.hand(THIRTY)
    await room.hand(post(0, 11, "Уточнення: вбито та поранено 50 військових КНДР, село Плєхово.", 8 * HOUR))
    await room.hand(post(0, 12, "Ще раз: вбито та поранено 50 військових КНДР, село Плєхово, ранок.", 8 * HOUR))
    assert room.told[1:] == [
        (2, "matched", "The number changed from 30 or more to 50 casualties"),
        (3, "matched", ""),
    ]
    assert await room.rows("SELECT posts, origins FROM stories") == [(3, 1)]


async def test_two_stories_that_turn_out_to_be_one(rooms: Rooms) -> None:
    room = await rooms(rule("koreans", "dprk"))
    room.now_ms = NOW + HOUR
    film = (Media("video", 1, file_id="film"),)
    one = "Військові КНДР на відео: сьогодні вранці на полі бійці полку зняли те, про що говорили три дні поспіль"
    other = "Там само військові КНДР, зовсім інші слова про те саме, яких ніхто не писав цього ранку в жодному каналі"
    await room.hand(post(0, 1, one))
    room.now_ms += MINUTE
    await room.hand(post(2, 3, other, 2 * MINUTE, media=film))
    first, second = (notice.alert for notice in room.notices)
    assert first != second
    await room.hand(post(4, 5, one, 4 * MINUTE, media=film))
    last = room.notices[2]
    assert (last.alert, last.number, last.kind) == (second, 2, "continues")
    assert last.lines == (f"Both are of one story: this goes on in alert {first}",)
    assert await room.rows("SELECT id FROM alerts WHERE closed IS NULL") == [(first,)]
    room.now_ms += MINUTE
    await room.hand(
        post(5, 6, f"Військові КНДР, знову те відео, тепер від нас, дивіться {MINUTE}", 5 * MINUTE, media=film)
    )
    assert room.reasons[-1] == "duplicate"


async def test_the_first_post_was_deleted(room: Newsroom) -> None:
    await room.hand(THIRTY)
    await room.pipeline.absorb([Deleted(0, (3,), room.now_ms)])
    assert room.told[1][1] == "deleted"


async def test_grouped_by_rule_nothing_of_stories_is_told(rooms: Rooms) -> None:
    room = await rooms(rule("koreans", "dprk", group_by="rule"))
    room.now_ms = NOW + 8 * HOUR
    for said in (THIRTY, post(2, 9, THIRTY.text, 7 * HOUR), ENGLISH):
        await room.hand(said)
    assert room.told == [(1, "opened", ""), (2, "matched", ""), (3, "matched", "")]


async def test_over_origins_waits_for_independent_ones_on_both_sides(rooms: Rooms) -> None:
    over = OverSpec(origins=3, sides=2, within=2 * HOUR)
    room = await rooms(rule("village", "kurilovka", over))
    room.now_ms = NOW + 9 * HOUR
    await room.hand(ENGLISH)
    await room.hand(post(2, 20, f"{ENGLISH.text} Read on @site", 7 * HOUR), post(4, 21, ENGLISH.text, 7 * HOUR))
    await room.hand(post(4, 22, "Щонайменше 30 військових КНДР вбито та поранено під Плеховим, пише штаб.", 8 * HOUR))
    assert room.told == []
    await room.reopen()
    await room.hand(post(1, 7, "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест.", 9 * HOUR))
    assert [(n.number, n.kind, n.lines) for n in room.notices] == [
        (1, "opened", ("3 of 3 independent origins, sides: russia, ukraine",))
    ]
    assert set(room.reasons) == {"window_not_reached"}
    assert await room.rows("SELECT detail FROM decisions ORDER BY key LIMIT 1") == [
        ("1 of 3 independent origins, no side",)
    ]


async def test_over_origins_counts_what_came_within_the_time(rooms: Rooms) -> None:
    room = await rooms(rule("village", "kurilovka", OverSpec(origins=2, within=HOUR)))
    room.now_ms = NOW + 9 * HOUR
    await room.hand(ENGLISH)
    await room.hand(post(1, 7, "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест.", 9 * HOUR))
    assert room.told == []
    await room.hand(post(4, 8, "Щонайменше 30 військових КНДР вбито та поранено під Плеховим.", 9 * HOUR + MINUTE))
    assert [kind for _, kind, _ in room.told] == ["opened"]


@pytest.mark.parametrize(("within", "told"), [(24 * HOUR, ["opened"]), (MINUTE, [])])
async def test_over_change_waits_for_another_claim(rooms: Rooms, within: int, told: list[str]) -> None:
    room = await rooms(rule("koreans", "dprk", OverSpec(origins=1, change=True, within=within)))
    room.now_ms = NOW + 9 * HOUR
    await room.hand(THIRTY)
    await room.hand(ENGLISH)
    await room.hand(post(1, 7, "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест.", 9 * HOUR))
    assert [kind for _, kind, _ in room.told] == told


@pytest.mark.parametrize("turn", range(6))  # alerts are named by hashes: either may be written first
async def test_the_older_alert_goes_on_whichever_story_does(rooms: Rooms, turn: int) -> None:
    room = await rooms(rule("koreans", "dprk"))
    room.now_ms = NOW + HOUR + turn
    film = (Media("video", 1, file_id="film"),)
    plain = "На полі біля села бійці полку зняли сьогодні вранці те, про що говорили всі три дні поспіль"
    other = "Військові КНДР там само, зовсім інші слова, яких ніхто не писав цього ранку в жодному каналі"
    await room.hand(post(0, 1, plain))  # the older story, of which nobody was told
    await room.hand(post(2, 3, other, 2 * MINUTE, media=film))
    room.now_ms += MINUTE
    await room.hand(post(1, 2, f"{plain} військові КНДР", 3 * MINUTE))
    older, younger = (notice.alert for notice in room.notices)
    await room.hand(post(4, 5, plain, 4 * MINUTE, media=film))
    assert [(n.alert, n.kind) for n in room.notices[2:]] == [(younger, "continues")]
    assert await room.rows('SELECT id, "group" FROM alerts WHERE closed IS NULL') == [(older, "s1")]
    assert await room.rows("SELECT count(*) FROM quarantine") == [(0,)]


async def test_an_edit_is_news_only_where_it_claims_something_else(rooms: Rooms) -> None:
    """A post that the rule does not match is told of once, not at each of its edits."""
    room = await rooms(rule("village", "kurilovka"))
    room.now_ms = NOW + 8 * HOUR
    five = "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест"
    await room.hand(ENGLISH)
    await room.hand(post(1, 7, f"{five}.", 8 * HOUR))
    await room.hand(post(1, 7, f"{five}!", 8 * HOUR, edited=NOW + 8 * HOUR + 1000), edited=True)
    await room.hand(post(1, 7, f"{five}!!", 8 * HOUR, edited=NOW + 8 * HOUR + 2000), edited=True)
    assert [kind for _, kind, _ in room.told] == ["opened", "contradicted"]
    nine = five.replace("5", "9")
    await room.hand(post(1, 7, f"{nine}.", 8 * HOUR, edited=NOW + 8 * HOUR + 3000), edited=True)
    assert [kind for _, kind, _ in room.told] == ["opened", "contradicted", "contradicted"]


class Faulty:
    """Stories with a fault: it writes something, and fails."""

    def weave(self, store: StoryStore, told: Sequence[Telling], again: Collection[int], now: int) -> Settled:
        store.keep_tellings([SignedTelling(one, [1]) for one in told], [])
        raise ZeroDivisionError

    def hear_of_files(self, store: StoryStore, now: int) -> Settled:
        raise ZeroDivisionError


async def test_a_fault_in_stories_costs_no_post_and_no_notice(room: Newsroom) -> None:
    sound, room.watching._weaver = room.watching._weaver, Faulty()  # type: ignore[assignment]
    await room.hand(THIRTY, ENGLISH)
    await room.pipeline.absorb([Tick(room.now_ms)])
    assert await room.rows("SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM tellings)") == [(2, 0)]
    assert [kind for _, kind, _ in room.told] == ["opened", "opened"], "each of them is a story by itself"
    assert await room.rows("SELECT count(*) FROM quarantine") == [(0,)]
    room.watching._weaver = sound
    await room.hand(AKHMAT)
    assert await room.rows("SELECT count(*) FROM tellings") == [(1,)]


OTHER_SIDE = post(1, 7, "Взяли Плёхово: не более 5 военных КНДР убиты и ранены, пишут с мест.", 8 * HOUR)


@pytest.mark.parametrize(
    ("policy", "late", "told"),
    [({}, 0, 1), ({"shadow": True}, 0, 0), ({}, 7 * HOUR, 0)],
)
async def test_a_rule_that_waits_for_a_story_keeps_its_policy(
    rooms: Rooms, policy: dict[str, bool], late: int, told: int
) -> None:
    room = await rooms(rule("village", "kurilovka", OverSpec(origins=2), **policy))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(ENGLISH)
    room.now_ms += late
    await room.hand(OTHER_SIDE)
    assert len(room.notices) == told


async def test_a_rule_that_waits_for_a_story_cools_down(rooms: Rooms) -> None:
    room = await rooms(rule("all", "dprk", OverSpec(origins=2), cooldown=HOUR))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(ENGLISH, OTHER_SIDE)
    strange = "Військові КНДР в Одесі: вибух, ракета влучила у будинок, 5 поранених."
    await room.hand(post(4, 30, strange, 8 * HOUR))
    again = "Взрыв в Одессе, ракета попала в дом, 5 раненых, среди них военные КНДР, говорят на месте."
    await room.hand(post(3, 31, again, 8 * HOUR))
    assert len({notice.alert for notice in room.notices}) == 1
    assert room.reasons[-1] == "cooling_down"


async def test_what_is_older_than_the_rule_wants_to_hear_of_is_told_to_nobody(rooms: Rooms) -> None:
    room = await rooms(rule("village", "kurilovka"))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(ENGLISH)
    room.now_ms += 7 * HOUR
    await room.hand(OTHER_SIDE)
    assert [kind for _, kind, _ in room.told] == ["opened"]


async def test_the_first_post_of_a_story_counts_otherwise_after_an_edit(rooms: Rooms) -> None:
    room = await rooms(rule("village", "kurilovka"))
    room.now_ms = NOW + 8 * HOUR
    await room.hand(THIRTY)  # the core, which the rule does not match
    await room.hand(ENGLISH)
    ten = THIRTY.text.replace("Щонайменше 30", "Не більше 10")
    await room.hand(post(0, 3, ten, 6 * HOUR, edited=NOW + 8 * HOUR), edited=True)
    assert [kind for _, kind, _ in room.told] == ["opened", "contradicted"]
