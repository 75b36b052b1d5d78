"""Which posts are one story, from the links between them.

Two steps, both the same in whatever order the posts came in. Copies make an *origin*: all posts that strong links
join, directly or over others, come from one place. Origins make a *story*: taken in the order of their first posts,
each joins the core that it has the surest event link to among those before it, or is a core itself. So a story is
what is said about one core, and no chain of likenesses.

A post that comes in late is put in its place, and the origins behind it that it touches are judged again; one that
is later than the bound joins what it fits, and nothing else moves.

What a person has decided is fixed. A fixed core stands before all others, whenever it was posted, so that posts follow
a decision in whatever order they come in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from msgspec.structs import replace

from monitor.model import Link, Order, Strand

MOST_STEPS = 10_000
"""A stop for what cannot be: each judgement only calls up later ones."""


@dataclass(slots=True)
class View:
    """What is stored, as far as it may matter. `links` are by origin, and complete for those in `whole`.

    `member` says for each post of these links which origin it is of; `strands` has all of these.
    """

    strands: dict[int, Strand] = field(default_factory=dict)
    member: dict[int, int] = field(default_factory=dict)
    links: dict[int, list[Link]] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post that is new or changed, where it stands, and all its links to posts that are stored or came before it."""

    key: int
    order: Order
    links: tuple[Link, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Woven:
    """What changed: origins as they are now, and the origin of each post whose origin is another (or new)."""

    strands: Mapping[int, Strand]
    member: Mapping[int, int]


class Unknown(Exception):
    """The links of these origins have to be looked up first."""

    def __init__(self, origins: Collection[int]) -> None:
        super().__init__(f"{len(origins)} origins")
        self.origins = frozenset(origins)


def weave(view: View, arrivals: Sequence[Arrival]) -> Woven:
    """Put new posts in their places. `view` is left as it is.

    Raises:
        Unknown: more has to be known; ask again with it.
    """
    loom = _Loom(view)
    for arrival in sorted(arrivals, key=lambda a: a.order):
        loom.add(arrival)
    for arrival in arrivals:
        loom.tie(arrival)
    loom.judge()
    return loom.woven()


class _Loom:
    def __init__(self, view: View) -> None:
        self._view = view
        self._origins = dict(view.strands)
        self._member: dict[int, int] = {}
        self._links: dict[int, list[Link]] = {}
        self._joined: dict[int, int] = {}  # origins that became part of another
        self._parts: dict[int, list[int]] = {}  # and all of them, by what they are part of now
        self._due: list[tuple[Order, int]] = []
        self._fresh: set[int] = set()  # nobody behind them has looked at them as they are
        self._richer: set[int] = set()  # nor at the links that a copy brought them

    # Origins

    def add(self, arrival: Arrival) -> None:
        """A post of its own, to begin with."""
        if arrival.key in self._view.member:
            self._call(self._root(self._view.member[arrival.key]))
            return
        self._member[arrival.key] = arrival.key
        self._origins[arrival.key] = Strand(arrival.key, arrival.order, arrival.key, late=arrival.late)
        self._links[arrival.key] = []
        self._fresh.add(arrival.key)
        self._call(arrival.key)

    def tie(self, arrival: Arrival) -> None:
        """Take its links up: strong ones make one origin of two."""
        for link in sorted(arrival.links, key=lambda link: -link.score):  # who copies two that a person keeps apart
            one, other = self._origin_of(link.a), self._origin_of(link.b)
            if link.reason != "event":
                if one != other and not self._kept_apart(one, other):
                    self._join(one, other)
                continue
            for origin in {one, other}:
                self._links.setdefault(origin, []).append(link)

    def _kept_apart(self, one: int, other: int) -> bool:
        a, b = self._origins[one], self._origins[other]
        return a.fixed and b.fixed and a.story != b.story

    def _join(self, one: int, other: int) -> None:
        kept, gone = sorted((one, other))  # the older row: what people have seen of it stays
        a, b = self._origins[kept], self._origins[gone]
        self._joined[gone] = kept
        alone = gone not in self._parts and gone not in self._view.strands
        self._parts.setdefault(kept, []).extend([gone, *self._parts.pop(gone, ())])
        decided = next((o for o in (a, b) if o.fixed), None)
        cores = [o.story for o in (a, b) if o.core]
        together = Strand(
            kept,
            min(a.first, b.first),
            decided.story if decided else min(cores) if cores else a.story,
            core=decided.core if decided else bool(cores),
            fixed=decided is not None,
            late=a.late and b.late,
        )
        self._origins[kept] = together
        brought = self._links.pop(gone, [])
        if brought:
            self._links.setdefault(kept, []).extend(brought)
        self._call(kept)
        if together == a and alone:
            # One copy more changes nothing but by the links that it brings: a story may have very many copies.
            self._richer.add(kept)
            return
        self._fresh.add(kept)
        for origin in (kept, gone):  # who had joined one of them as a core may have to look again
            for neighbour in self._neighbours(origin):
                self._call(neighbour)

    def _origin_of(self, post: int) -> int:
        number = self._member.get(post)
        if number is None:
            number = self._view.member.get(post)
        if number is None:
            raise LookupError(f"post {post} is in no origin")
        return self._root(number)

    def _root(self, origin: int) -> int:
        while origin in self._joined:
            origin = self._joined[origin]
        return origin

    # Stories

    def _call(self, origin: int) -> None:
        heappush(self._due, (self._origins[origin].first, origin))

    def judge(self) -> None:
        """Judge the origins that are due, first things first; who changes calls up those behind it."""
        self._due = [(self._origins[o].first, o) for o in {self._root(number) for _, number in self._due}]
        heapify(self._due)
        for _ in range(MOST_STEPS):
            if not self._due:
                return
            _, number = heappop(self._due)
            while self._due and self._due[0][1] == number:
                heappop(self._due)
            self._judge(self._root(number))
        raise RuntimeError("stories do not come to rest")

    def _judge(self, number: int) -> None:
        before = self._origins[number]
        after = self._origins[number] = self._placed(before)
        as_before = (after.story, after.core) == (before.story, before.core) and number not in self._fresh
        if as_before and number not in self._richer:
            return
        brought = self._links.get(number, ())
        behind = {self._far(link, number) for link in brought} if as_before else self._neighbours(number)
        self._fresh.discard(number)
        self._richer.discard(number)
        if after.late:
            return
        for neighbour in behind:
            if self._origins[neighbour].first > after.first:
                self._call(neighbour)

    def _placed(self, origin: Strand) -> Strand:
        """Where an origin belongs, given those before it."""
        if origin.fixed:
            return origin
        best: tuple[float, tuple[int, ...], int] | None = None
        for link in self._event_links(origin.id):
            other = self._origins[self._far(link, origin.id)]
            before = other.first < origin.first or origin.late or other.fixed
            if other.id == origin.id or not other.core or not before:
                continue
            rank = (-link.score, other.first, other.story)
            if best is None or rank < best:
                best = rank
        if best is not None:
            return replace(origin, story=best[2], core=False)
        return replace(origin, story=origin.story if origin.core else origin.id, core=True)

    def _far(self, link: Link, origin: int) -> int:
        one, other = self._origin_of(link.a), self._origin_of(link.b)
        return other if one == origin else one

    def _event_links(self, origin: int) -> Iterable[Link]:
        parts = [origin, *self._parts.get(origin, ())]
        if missing := [n for n in parts if n in self._view.strands and n not in self._view.whole]:
            raise Unknown(missing)
        for part in parts:
            yield from self._view.links.get(part, ())
        yield from self._links.get(origin, ())

    def _neighbours(self, origin: int) -> set[int]:
        origin = self._root(origin)
        return {self._far(link, origin) for link in self._event_links(origin)} - {origin}

    # What came of it

    def woven(self) -> Woven:
        """All that is other than in the view, and every origin that others became part of."""
        grown = set(self._joined.values())
        origins = {
            n: o
            for n, o in self._origins.items()
            if n not in self._joined and (n in grown or o != self._view.strands.get(n))
        }
        moved = {post: self._root(number) for post, number in self._member.items()}
        for post, number in self._view.member.items():
            if (root := self._root(number)) != number:
                moved[post] = root
        return Woven(origins, moved)
