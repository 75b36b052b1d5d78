"""New posts are put into their stories, within the batch's transaction: what is near is read, pure code decides."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from monitor.model import Link, Millis, StoriesSpec, Telling
from monitor.ports.store import Unit, Woof
from monitor.stories.copies import Wording, wording_of
from monitor.stories.events import Sight
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.links import copy_link, event_link, needs_words, shared_names
from monitor.stories.signs import Signs, asked_signs, stored_signs
from monitor.stories.weave import Arrival, Unknown, View, Woven, weave

MOST_NEAR = 128
"""Posts that one is compared with, of those that share a sign with it: the first to come in, and the last."""

_NOTHING = Wording(())


class Weaving:
    """Puts posts into stories by one watch file."""

    def __init__(self, gazetteer: Gazetteer, bounds: StoriesSpec) -> None:
        self._gazetteer, self._bounds = gazetteer, bounds
        self._newest: Millis | None = None

    async def weave(
        self, unit: Unit, told: Sequence[Telling], again: Collection[int], now: Millis
    ) -> Mapping[int, int]:
        """Write what posts tell, the links that they have, and what becomes of stories.

        `again` are rows of posts that told something before. Returns the story of each post that is in another than
        itself or than before, by row.
        """
        last = {telling.key: telling for telling in told}  # an album may grow within a batch
        lost: set[int] = set()  # who was linked to what a changed post said, and may not be any more
        if again:
            links = [link for link in await unit.links_of(again) if link.reason == "event"]
            lost = {end for link in links for end in (link.a, link.b)} - last.keys()
            await unit.forget_tellings(again)
        late = await self._late(unit, last)
        sights = {key: Sight(telling, self._gazetteer) for key, telling in last.items()}
        stored = {key: stored_signs(sight, self._gazetteer) for key, sight in sights.items()}
        found = await self._links(unit, sights, stored)
        arrivals = [Arrival(key, one.order, tuple(found[key]), late=key in late) for key, one in last.items()]
        ends = {end for some in found.values() for link in some for end in (link.a, link.b)}
        woven = Woven({}, {})
        if ends or again:
            view = await seen_of(unit, ends | set(again) | lost)
            woven = await woven_into(unit, view, [*arrivals, *called_up(view, lost)])
        rows = [Woof(one, stored[key].copies | stored[key].events, key in late) for key, one in last.items()]
        await unit.keep_tellings(rows, [link for some in found.values() for link in some])
        return await unit.weave(woven.strands.values(), woven.member, now)

    async def _links(
        self, unit: Unit, sights: Mapping[int, Sight], stored: Mapping[int, Signs]
    ) -> dict[int, list[Link]]:
        """The links of each post, those between two of the batch with one of both alone."""
        asked = {key: asked_signs(sight, self._gazetteer) for key, sight in sights.items()}
        copies = _near(
            {key: signs.copies for key, signs in asked.items()},
            await unit.near({sign for signs in asked.values() for sign in signs.copies}),
            {key: signs.copies for key, signs in stored.items()},
        )
        since = (self._newest or 0) - self._bounds.late
        events = _near(
            {key: signs.events for key, signs in asked.items()},
            await unit.near_cores({sign for signs in asked.values() for sign in signs.events}, since),
            {key: signs.events for key, signs in stored.items()},
        )
        others = {row for near in (copies, events) for rows in near.values() for row in rows} - sights.keys()
        known = {key: sight.told for key, sight in sights.items()} | (dict(await unit.told(others)) if others else {})
        words = await self._words(unit, known, copies)
        links: dict[int, list[Link]] = {key: [] for key in sights}
        tied: set[tuple[int, int]] = set()
        for key, rows in copies.items():
            for link in self._copies(known[key], [known[row] for row in rows if row in known], words):
                if (link.a, link.b) not in tied:
                    tied.add((link.a, link.b))
                    links[key].append(link)
        for key, link in self._events(sights, known, events):
            if (link.a, link.b) not in tied:
                tied.add((link.a, link.b))
                links[key].append(link)
        return links

    def _events(
        self, sights: Mapping[int, Sight], known: Mapping[int, Telling], near: Mapping[int, Sequence[int]]
    ) -> Iterator[tuple[int, Link]]:
        """Event links of posts, by row; those between two of the batch come twice."""
        others = {row for rows in near.values() for row in rows if row in known and row not in sights}
        every = {**sights, **{row: Sight(known[row], self._gazetteer) for row in others}}
        for key, rows in near.items():
            for row in rows:
                if row in every and (link := event_link(sights[key], every[row], self._gazetteer, self._bounds)):
                    yield key, link

    def _copies(self, one: Telling, others: Sequence[Telling], words: Mapping[int, Wording]) -> Iterator[Link]:
        """Its links to copies. Who has the same file, or the same words, is linked to one who has it: not to all."""
        seen: set[str] = set()
        for other in others:
            shared = shared_names(one, other)
            if shared and shared <= seen:
                continue
            link = copy_link(one, other, lambda end: words.get(end, _NOTHING), self._gazetteer, self._bounds)
            if link is not None:
                seen |= shared
                yield link

    async def _words(
        self, unit: Unit, known: Mapping[int, Telling], near: Mapping[int, Sequence[int]]
    ) -> Mapping[int, Wording]:
        """The words of those whose sketches have something in common with one of the batch."""
        wanted = {
            end
            for key, rows in near.items()
            for row in rows
            if row in known and needs_words(known[key], known[row])
            for end in (key, row)
        }
        return {key: wording_of(text) for key, text in (await unit.texts(wanted)).items()} if wanted else {}

    async def _late(self, unit: Unit, last: Mapping[int, Telling]) -> set[int]:
        """Which of them come in later than the bound."""
        if self._newest is None:
            self._newest = await unit.newest_told()
        bound = self._newest - self._bounds.late
        self._newest = max([self._newest, *(telling.posted for telling in last.values())])
        return {key for key, telling in last.items() if telling.posted < bound}


def _near(
    asked: Mapping[int, Collection[int]], found: Sequence[tuple[int, int]], stored: Mapping[int, Collection[int]]
) -> dict[int, list[int]]:
    """For each post the rows of those that share a sign with it, in the database (`found`) and in the batch."""
    by_sign: dict[int, list[int]] = {}
    for key, signs in asked.items():
        for sign in signs:
            by_sign.setdefault(sign, []).append(key)
    near: dict[int, set[int]] = {}
    for sign, post in found:
        for key in by_sign[sign]:
            near.setdefault(key, set()).add(post)
    for post, signs in stored.items():
        for sign in signs:
            for key in by_sign.get(sign, ()):
                if key != post:
                    near.setdefault(key, set()).add(post)
    return {key: _both_ends(sorted(rows - {key})) for key, rows in near.items()}


def _both_ends(rows: list[int]) -> list[int]:
    """The first to come in and the last, where there are too many."""
    half = MOST_NEAR // 2
    return rows if len(rows) <= MOST_NEAR else [*rows[:half], *rows[-half:]]


async def seen_of(unit: Unit, posts: Iterable[int]) -> View:
    """The origins of posts, as far as they are stored, whole."""
    view = View()
    await _look_up(unit, view, posts)
    return view


def called_up(view: View, posts: Iterable[int]) -> list[Arrival]:
    """Posts whose places are to be judged again, though they are as they were."""
    return [Arrival(post, view.strands[view.member[post]].first) for post in posts if post in view.member]


async def woven_into(unit: Unit, view: View, arrivals: Sequence[Arrival]) -> Woven:
    """Put posts in their places; asks the store for more until nothing is missing, and adds it to the view."""
    while True:
        try:
            return weave(view, arrivals)
        except Unknown as unknown:
            await _complete(unit, view, unknown.origins)


async def _look_up(unit: Unit, view: View, posts: Iterable[int]) -> None:
    """The origins of posts, as far as they are stored."""
    missing = set(posts) - view.member.keys()
    if missing:
        strands, member = await unit.strands(missing)
        view.strands.update(strands)
        view.member.update(member)


async def _complete(unit: Unit, view: View, origins: Collection[int]) -> None:
    """All event links of origins, and the origins at their other ends."""
    links = await unit.links_of({post for post, origin in view.member.items() if origin in origins})
    events = [link for link in links if link.reason == "event"]
    await _look_up(unit, view, {end for link in events for end in (link.a, link.b)})
    for link in events:
        for origin in {view.member[link.a], view.member[link.b]} & set(origins):
            view.links.setdefault(origin, []).append(link)
    view.whole.update(origins)
