"""Stories put right by hand, with the weaving over them: decisions stick, later posts follow, and can be taken back."""

import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from stories_world import ENTITIES, HOUR, MINUTE, NOW, SCENE, Newsroom, opened, post

from monitor.errors import NotFoundError, UsageError
from monitor.usecases import correcting, story

Parts = set[frozenset[tuple[int, int]]]

LATER = NOW + 200 * HOUR
FIRST = post(0, 1, "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.")
SECOND = post(2, 2, "DIU: at least 30 North Korean soldiers killed and wounded near Kurilovka.", HOUR)
THIRD = post(1, 3, "У Плёхово убиты и ранены не менее 30 военных КНДР, пишут с мест.", 2 * HOUR)
WEATHER = post(4, 9, "Курс валют і погода на завтра: сніг, до мінус п'яти. Бережіть себе, друзі.", HOUR)
LONG = "Сьогодні вранці на полі біля села бійці полку зняли те, про що говорили всі останні три дні поспіль"


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    room = await opened(tmp_path / "monitor.db")
    try:
        yield room
    finally:
        await room.close()


async def split(room: Newsroom, number: str, *posts: str) -> correcting.Corrected:
    return await correcting.split(room.path, number, posts, "two strikes", "Olha", LATER)


async def merge(room: Newsroom, one: str, other: str) -> correcting.Corrected:
    return await correcting.merge(room.path, one, other, "one strike", "Olha", LATER)


async def release(room: Newsroom, decision: str) -> correcting.Corrected:
    return await correcting.release(room.path, decision, "was wrong", "Ivan", LATER)


def of(*parts: tuple[tuple[int, int], ...]) -> Parts:
    return {frozenset(part) for part in parts}


async def test_a_split_sticks_while_the_daemon_goes_on(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND, THIRD)
    assert await newsroom.stories() == of(((0, 1), (2, 2), (1, 3)))
    done = await split(newsroom, "s1", "chan_2/2")
    assert (done.decision, done.stories, done.by, done.why) == ("d1", {"s1": 2, "s2": 1}, "Olha", "two strikes")
    assert await newsroom.stories() == of(((0, 1), (1, 3)), ((2, 2),))
    await newsroom.hand(post(2, 2, SECOND.text + " Updated.", HOUR, edited=NOW + 3 * HOUR), edited=True)
    await newsroom.hand(post(1, 3, THIRD.text + " Уточнено.", 2 * HOUR, edited=NOW + 3 * HOUR), edited=True)
    await newsroom.reopen()
    assert await newsroom.stories() == of(((0, 1), (1, 3)), ((2, 2),)), "neither an edit nor a restart undoes it"


async def test_copies_follow_what_they_copy_out_of_a_split(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND)
    await split(newsroom, "s1", "chan_2/2")
    await newsroom.hand(post(3, 4, f"❗️ {SECOND.text} @kanal", 3 * HOUR), post(5, 5, f"❗️ {FIRST.text}", 3 * HOUR))
    assert await newsroom.stories() == of(((0, 1), (5, 5)), ((2, 2), (3, 4)))


async def test_splitting_off_what_a_story_began_with_gives_the_rest_the_new_number(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND, THIRD)
    done = await split(newsroom, "s1", "chan_0/1")
    assert done.stories == {"s1": 1, "s2": 2}
    assert await newsroom.stories() == of(((0, 1),), ((2, 2), (1, 3)))
    assert await newsroom.rows("SELECT id, posts, origins FROM stories ORDER BY id") == [(1, 1, 1), (2, 2, 2)]


async def test_a_copy_that_is_none_leaves_its_origin_and_a_copy_of_both_makes_no_bridge(newsroom: Newsroom) -> None:
    film = post(3, 4, "Відео дня", 3 * MINUTE)
    await newsroom.hand(post(0, 1, LONG), post(1, 2, f"{LONG} !", MINUTE), post(2, 3, f"❗️ {LONG}", 2 * MINUTE), film)
    assert await newsroom.origins() == of(((0, 1), (1, 2), (2, 3)), ((3, 4),))
    done = await split(newsroom, "s1", "chan_1/2")
    assert done.stories == {"s1": 2, "s2": 1}
    assert await newsroom.origins() == of(((0, 1), (2, 3)), ((1, 2),), ((3, 4),))
    await newsroom.hand(post(5, 6, f"{LONG} Підписатися", 5 * MINUTE))
    found = await newsroom.stories()
    assert {(0, 1), (2, 3)} <= next(part for part in found if (0, 1) in part)
    assert (1, 2) not in next(part for part in found if (0, 1) in part), "they stay apart"
    await release(newsroom, "d1")
    assert await newsroom.origins() == of(((0, 1), (1, 2), (2, 3), (5, 6)), ((3, 4),))


async def test_the_first_post_of_an_origin_takes_its_copies_along(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND, post(3, 4, f"❗️ {SECOND.text} @kanal", 3 * HOUR))
    done = await split(newsroom, "s1", "chan_2/2")
    assert done.stories == {"s1": 1, "s2": 2}
    with pytest.raises(UsageError, match="that is all of s2"):
        await split(newsroom, "s2", "chan_2/2")


async def test_a_merge_sticks_and_posts_that_fit_either_follow(newsroom: Newsroom) -> None:
    akhmat = post(0, 5, "Військові КНДР відкрили вогонь по батальйону Ахмат: вісім загиблих.", HOUR)
    await newsroom.hand(FIRST, akhmat)
    assert await newsroom.stories() == of(((0, 1),), ((0, 5),))
    done = await merge(newsroom, "s2", "s1")
    assert (done.decision, done.stories) == ("d1", {"s1": 2})
    await newsroom.hand(SECOND, post(1, 6, "Военные КНДР обстреляли батальон Ахмат: восемь погибших.", 2 * HOUR))
    assert await newsroom.stories() == of(((0, 1), (0, 5), (2, 2), (1, 6)))
    await newsroom.hand(post(0, 1, "Уточнюється.", edited=NOW + 3 * HOUR), edited=True)
    assert await newsroom.stories() == of(((0, 1), (0, 5), (1, 6)), ((2, 2),)), "what was fixed stays"
    shown = await story.show(newsroom.database.engines, "s2", SCENE)
    assert (shown.story.id, shown.asked) == ("s1", "s2")
    await release(newsroom, "d1")
    assert await newsroom.stories() == of(((0, 1),), ((0, 5), (1, 6)), ((2, 2),))


async def test_releasing_a_merge_gives_both_their_numbers_back(newsroom: Newsroom) -> None:
    film = post(4, 7, LONG, HOUR)
    await newsroom.hand(FIRST, SECOND, film, post(5, 8, f"❗️ {LONG}", 2 * HOUR))
    before = await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post")
    done = await merge(newsroom, "s1", "s3")
    assert done.stories == {"s1": 4}
    assert await newsroom.rows('SELECT id, posts, "into" FROM stories ORDER BY id') == [(1, 4, None), (3, 0, 1)]
    await release(newsroom, "d1")
    assert await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post") == before
    assert await newsroom.rows('SELECT id, posts, "into" FROM stories ORDER BY id') == [(1, 2, None), (3, 2, None)]


async def test_releasing_a_split_puts_everything_back(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND, THIRD, post(3, 4, f"❗️ {SECOND.text} @kanal", 3 * HOUR), WEATHER)
    before = await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post")
    for named in ("chan_0/1", "chan_2/2", "chan_3/4", "chan_1/3"):
        done = await split(newsroom, "s1", named)
        await release(newsroom, done.decision)
        after = await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post")
        assert after == before, named


async def test_the_last_decision_is_taken_back_first(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND, THIRD)
    await split(newsroom, "s1", "chan_2/2")
    between = await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post")
    await merge(newsroom, "s1", "s2")
    with pytest.raises(UsageError, match="d2 came after d1"):
        await release(newsroom, "d1")
    await release(newsroom, "d2")
    assert await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post") == between
    await release(newsroom, "d1")
    assert await newsroom.stories() == of(((0, 1), (2, 2), (1, 3)))
    with pytest.raises(UsageError, match="taken back already, by Ivan: was wrong"):
        await release(newsroom, "d1")


@pytest.mark.parametrize("seed", range(8))
async def test_posts_follow_a_decision_in_whatever_order_they_come_in(tmp_path: Path, seed: int) -> None:
    """Within the bound, also those that were posted before what was decided about."""
    draw = random.Random(seed)
    here = [
        post(0, 1, FIRST.text, 4 * MINUTE),
        post(2, 2, SECOND.text, 5 * MINUTE),
        post(1, 3, "Военные КНДР обстреляли батальон Ахмат: восемь погибших.", 5 * MINUTE),
    ]
    coming = [
        post(3, 10, THIRD.text, 2 * MINUTE),
        post(
            4, 11, "Near Kurilovka at least 30 North Korean soldiers were killed and wounded, sources say.", 6 * MINUTE
        ),
        post(5, 12, f"❗️ {FIRST.text} @kanal", 7 * MINUTE),
        post(3, 13, f"{SECOND.text} Subscribe", 8 * MINUTE),
        post(1, 14, "Військові КНДР стріляли по батальйону Ахмат, вісім загиблих.", 3 * MINUTE),
        post(4, 15, WEATHER.text, 5 * MINUTE),
    ]
    found = []
    for turn in range(3):
        room = await opened(tmp_path / f"{turn}.db")
        await room.hand(*here)
        await split(room, "s1", "chan_2/2")
        await merge(room, "s1", "s3")
        order = draw.sample(coming, len(coming)) if turn else coming
        while order:
            most = draw.randint(1, 3)
            await room.hand(*order[:most])
            order = order[most:]
        found.append((await room.stories(), await room.origins()))
        await room.close()
    assert found[0] == found[1] == found[2]
    one = next(part for part in found[0][0] if (0, 1) in part)
    assert {(1, 3), (5, 12), (1, 14)} <= one
    assert not {(2, 2), (3, 13)} & one


async def test_decisions_are_shown_with_who_when_and_why(newsroom: Newsroom) -> None:
    await newsroom.hand(FIRST, SECOND)
    await split(newsroom, "s1", "chan_2/2")
    await release(newsroom, "d1")
    await merge(newsroom, "s1", (await split(newsroom, "s1", "chan_2/2")).stories.popitem()[0])
    shown = await story.show(newsroom.database.engines, "chan_0/1", SCENE)
    assert [(d.id, d.verb, d.story, d.other, d.posts, d.by, d.why) for d in shown.decisions] == [
        ("d1", "split", "s1", "s2", ["chan_2/2"], "Olha", "two strikes"),
        ("d2", "split", "s1", "s2", ["chan_2/2"], "Olha", "two strikes"),
        ("d3", "merge", "s1", "s2", [], "Olha", "one strike"),
    ]
    assert (shown.decisions[0].released_by, shown.decisions[0].released_why) == ("Ivan", "was wrong")
    assert shown.decisions[1].released is None
    assert all(origin.by_hand for origin in shown.origins)


BAD: list[tuple[Any, type[Exception], str]] = [
    (lambda r: split(r, "s77", "chan_0/1"), NotFoundError, "no story s77"),
    (lambda r: split(r, "seven", "chan_0/1"), UsageError, "names no story"),
    (lambda r: split(r, "s1", "chan_4/9"), UsageError, "chan_4/9 is not in s1"),
    (lambda r: split(r, "s1", "chan_0/1", "chan_2/2"), UsageError, "all of s1"),
    (lambda r: split(r, "s1", "chan_0/777"), NotFoundError, "not stored"),
    (lambda r: correcting.split(r.path, "s1", ["chan_2/2"], "  ", "", LATER), UsageError, "--why"),
    (lambda r: merge(r, "s1", "s2"), UsageError, "one story already: s1"),
    (lambda r: merge(r, "s1", "s99"), NotFoundError, "no story s99"),
    (lambda r: release(r, "d5"), NotFoundError, "no decision d5"),
    (lambda r: release(r, "x"), UsageError, "names no decision"),
]


@pytest.mark.parametrize(("ask", "error", "words"), BAD)
async def test_what_makes_no_sense_changes_nothing(
    newsroom: Newsroom, ask: Any, error: type[Exception], words: str
) -> None:
    await newsroom.hand(FIRST, SECOND, WEATHER)
    before = await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post")
    with pytest.raises(error, match=words):
        await ask(newsroom)
    assert await newsroom.rows("SELECT post, origin, story, core, fixed FROM tellings ORDER BY post") == before
    assert await newsroom.rows("SELECT count(*) FROM story_decisions") == [(0,)]


async def test_who_decides_is_the_user_of_the_machine_unless_it_is_said(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "desk")
    await newsroom.hand(FIRST, SECOND)
    done = await correcting.split(newsroom.path, "s1", ["chan_2/2"], "two", "", LATER)
    assert done.by == "desk"


def test_the_world_has_entities() -> None:
    assert set(SCENE.entities) == set(ENTITIES)


AKHMAT = "Військові КНДР відкрили вогонь по батальйону Ахмат: вісім загиблих."
TOLD = (FIRST.text, SECOND.text, THIRD.text, WEATHER.text, AKHMAT, LONG)
EVERYTHING = "SELECT post, origin, story, core, fixed FROM tellings ORDER BY post"


async def decide_at_random(room: Newsroom, draw: random.Random) -> str | None:
    stories: dict[int, list[str]] = {}
    for number, channel, message in await room.rows("SELECT story, channel, message FROM tellings ORDER BY post"):
        stories.setdefault(number, []).append(f"chan_{channel}/{message}")
    several = [number for number, posts in stories.items() if len(posts) > 1]
    try:
        if several and draw.random() < 0.6:
            number = draw.choice(several)
            named = draw.sample(stories[number], draw.randint(1, len(stories[number]) - 1))
            return (await split(room, f"s{number}", *named)).decision
        one, *others = draw.sample(sorted(stories), len(stories))
        other = others[0] if others else one
        return (await merge(room, f"s{one}", f"s{other}")).decision
    except UsageError:  # a first post takes its copies along, and that was all; or there is one story
        return None


async def check_whole(room: Newsroom) -> None:
    """A story has the post that gives it its number, is counted rightly, and copies are where their origins are."""
    assert not await room.rows(
        "SELECT story FROM tellings t WHERE NOT EXISTS"
        " (SELECT 1 FROM tellings o WHERE o.post = t.story AND o.story = t.story)"
    )
    assert not await room.rows(
        "SELECT id FROM stories s WHERE posts != (SELECT count(*) FROM tellings t WHERE t.story = s.id)"
    )
    assert not await room.rows(
        "SELECT t.post FROM tellings t JOIN tellings o ON o.post = t.origin WHERE o.origin != o.post"
        " OR (o.story, o.core, o.fixed) != (t.story, t.core, t.fixed)"
    )


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_was_decided_can_be_taken_back(newsroom: Newsroom, seed: int) -> None:
    draw = random.Random(seed)
    for number in range(1, 12):
        sign = draw.choice(("", "❗️ ", "⚡️ "))
        await newsroom.hand(post(draw.randrange(6), number, sign + draw.choice(TOLD), draw.randrange(8) * MINUTE))
    states = [await newsroom.rows(EVERYTHING)]
    made = []
    for _ in range(4):
        if (decision := await decide_at_random(newsroom, draw)) is not None:
            made.append(decision)
            states.append(await newsroom.rows(EVERYTHING))
            await check_whole(newsroom)
    assert made
    for decision in reversed(made):
        assert await newsroom.rows(EVERYTHING) == states.pop()
        await release(newsroom, decision)
        await check_whole(newsroom)
    assert [await newsroom.rows(EVERYTHING)] == states
