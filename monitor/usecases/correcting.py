"""Stories put right by hand: two that are one, one that is two, and taking that back. A daemon may run meanwhile."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from monitor.errors import NotFoundError, UsageError
from monitor.model import Desked, Link, Millis, Placed
from monitor.placing import called_up, seen_of, woven_into
from monitor.ports.stories import StoryStore
from monitor.store import decided, deskwork, look
from monitor.store.database import Database
from monitor.store.unit import WriteUnit
from monitor.stories import by_hand
from monitor.stories.weave import Arrival, View, Woven
from monitor.usecases.posts import stored_post
from monitor.usecases.saying import person
from monitor.usecases.which_story import story_named


class Corrected(Struct):
    """What came of a decision. `decision` is its number; `stories` are those concerned, with how many posts now."""

    decision: str
    verb: str
    stories: dict[str, int]
    by: str
    why: str


async def split(path: Path, story: str, posts: Sequence[str], why: str, by: str, now: Millis) -> Corrected:
    """Make a story of its own of some posts of a story.

    Raises:
        NotFoundError: there is no such story or post.
        UsageError: a post is of another story, all of it is named, or nobody says why.
    """
    why, by = _reason("split", why), person(by)
    async with look.looking(path) as engines, engines.reading() as connection:
        number = await story_named(connection, story)
        named = {(await stored_post(connection, post))["key"]: post for post in posts}
    database = Database(path)
    try:
        async with database.write() as unit:
            was = await decided.members(unit.connection, [number])
            if others := [post for key, post in named.items() if key not in was]:
                raise UsageError(
                    f"{others[0]} is not in s{number}; `monitor story show {others[0]}` says which story it is in"
                )
            orders = {row: one.order for row, one in was.items()}
            view = await unit.in_stories(lambda store: seen_of(store, was))
            taken = by_hand.whole_origins(view, orders, number, named)
            if len(taken) == len(was):
                raise UsageError(
                    f"that is all of s{number}: a first post takes its copies along; leave some posts in it"
                )
            after, new = by_hand.split(view, orders, number, named)
            merged = await _carry_out(unit, view, after, was, now)
            alone = len(taken) == 1
            many, their = ("1 post", "its") if alone else (f"{len(taken)} posts", "their")
            line = f"{many} of s{number} made a story of {their} own by hand: s{new}"
            await _tell(unit, merged, [number], f"{line} ({by}: {why})")
            what = {"verb": "split", "story": number, "other": new, "at": now, "why": why, "by": by}
            return await _noted(unit, what, was, taken)
    finally:
        await database.close()


async def merge(path: Path, one: str, other: str, why: str, by: str, now: Millis) -> Corrected:
    """Make one story of two.

    Raises:
        NotFoundError: there is no such story.
        UsageError: both are one already, or nobody says why.
    """
    why, by = _reason("merge", why), person(by)
    async with look.looking(path) as engines, engines.reading() as connection:
        numbers = [await story_named(connection, name) for name in (one, other)]
    if numbers[0] == numbers[1]:
        raise UsageError(f"{one} and {other} are one story already: s{numbers[0]}")
    database = Database(path)
    try:
        async with database.write() as unit:
            was = await decided.members(unit.connection, numbers)
            if {standing.place.story for standing in was.values()} != set(numbers):
                raise UsageError(f"{one} and {other} have changed just now; look at them and decide again")
            view = await unit.in_stories(lambda store: seen_of(store, was))
            after, kept = by_hand.merge(view, numbers[0], numbers[1])
            merged = await _carry_out(unit, view, after, was, now)
            await _tell(unit, merged, [kept], f"s{max(numbers)} made part of s{kept} by hand ({by}: {why})")
            what = {"verb": "merge", "story": kept, "other": max(numbers), "at": now, "why": why, "by": by}
            return await _noted(unit, what, was, ())
    finally:
        await database.close()


async def release(path: Path, written: str, why: str, by: str, now: Millis) -> Corrected:
    """Take a decision back: what it fixed is judged again, by the links that there are.

    Raises:
        NotFoundError: there is no such decision.
        UsageError: it was taken back already, a later one builds on it, or nobody says why.
    """
    why, by = _reason("release", why), person(by)
    key = _decision_number(written)
    async with look.looking(path):
        database = Database(path)
        try:
            async with database.write() as unit:
                before = await _releasable(unit, key)
                was = await _touched(unit, [place.post for place in before])
                view = await unit.in_stories(lambda store: seen_of(store, was))
                merged = await _carry_out(
                    unit, view, by_hand.release(view, {row: one.order for row, one in was.items()}, before), was, now
                )
                await decided.take_back(unit.connection, key, why, by, now)
                stood = {one.place.story for one in was.values()}
                await _tell(unit, merged, sorted(stood), f"d{key} about this story taken back ({by}: {why})")
                return Corrected(f"d{key}", "release", await _sizes(unit, was), by, why)
        finally:
            await database.close()


async def _releasable(unit: WriteUnit, key: int) -> Sequence[Placed]:
    decision = await decided.one(unit.connection, key)
    if decision is None:
        raise NotFoundError(f"no decision d{key}; `monitor story show sID` lists those that concern a story")
    if decision["released"] is not None:
        raise UsageError(f"d{key} was taken back already, by {decision['released_by']}: {decision['released_why']}")
    before = await decided.before(unit.connection, key)
    later = [
        one["key"]
        for one in await decided.about(unit.connection, [place.post for place in before])
        if one["key"] > key and one["released"] is None
    ]
    if later:
        raise UsageError(f"d{later[-1]} came after d{key} and concerns the same posts; take it back first")
    return before


async def _touched(unit: WriteUnit, posts: Collection[int]) -> Mapping[int, decided.Standing]:
    """Posts, and all that are in one origin with them."""
    view = await unit.in_stories(lambda store: seen_of(store, posts))
    return await decided.standing(unit.connection, view.member)


async def _carry_out(
    unit: WriteUnit, before: View, after: View, posts: Mapping[int, decided.Standing], now: Millis
) -> Mapping[int, int]:
    """Weave again what a decision changed, with those that it may touch, and write what came of it.

    Returns which stories became part of which.
    """
    strands, member = dict(after.strands), dict(after.member)
    woven = await unit.in_stories(lambda store: _woven_again(store, after, posts))
    member |= woven.member
    moved = {row: origin for row, origin in member.items() if before.member.get(row) != origin}
    left, grown = set(member.values()), set(moved.values())
    changed = {n: s for n, s in strands.items() if n in left and (n in grown or s != before.strands.get(n))}
    return await decided.carry_out(unit.connection, {**changed, **woven.strands}.values(), moved, now)


async def _tell(unit: WriteUnit, merged: Collection[int], stories: Collection[int], line: str) -> None:
    """Have the alerts about these stories told by the next batch, or the daemon's next tick."""
    gone = [Desked(story) for story in merged]
    await deskwork.note(unit.connection, [*gone, *(Desked(story, line) for story in stories if story not in merged)])


def _woven_again(store: StoryStore, after: View, posts: Mapping[int, decided.Standing]) -> Woven:
    links = store.links_of(posts)
    near = {end for link in links for end in (link.a, link.b)} - posts.keys()
    around = seen_of(store, near)
    after.strands.update(around.strands)
    after.member.update(around.member)
    mine = _by_post(links, posts)
    arrivals = [Arrival(row, one.order, tuple(mine.get(row, ()))) for row, one in posts.items()]
    return woven_into(store, after, [*arrivals, *called_up(around, near)])


def _by_post(links: Iterable[Link], posts: Collection[int]) -> dict[int, list[Link]]:
    """Each link with one of its posts alone. Event links are in the store already: the weaving looks them up."""
    found: dict[int, list[Link]] = {}
    for link in links:
        if link.reason != "event" and link.a in posts and link.b in posts:
            found.setdefault(link.b, []).append(link)
    return found


async def _noted(
    unit: WriteUnit, decision: Mapping[str, object], was: Mapping[int, decided.Standing], named: Collection[int]
) -> Corrected:
    key = await decided.note(unit.connection, decision, [one.place for one in was.values()], named)
    return Corrected(
        f"d{key}", str(decision["verb"]), await _sizes(unit, was), str(decision["by"]), str(decision["why"])
    )


async def _sizes(unit: WriteUnit, posts: Collection[int]) -> dict[str, int]:
    numbers = {one.place.story for one in (await decided.standing(unit.connection, posts)).values()}
    found = await decided.members(unit.connection, numbers)
    counted: dict[str, int] = {}
    for number in sorted(numbers):
        counted[f"s{number}"] = sum(one.place.story == number for one in found.values())
    return counted


def _decision_number(written: str) -> int:
    bare = written.strip().lower().removeprefix("d")
    if not (bare.isascii() and bare.isdigit() and len(bare) < 19):
        raise UsageError(f"{written!r} names no decision; `monitor story show sID` lists them, as d3")
    return int(bare)


def _reason(verb: str, why: str) -> str:
    if not why.strip():
        raise UsageError(f"a {verb} wants a reason: --why 'two strikes, a day apart'; it is shown with the story")
    return why.strip()
