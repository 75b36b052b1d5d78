"""The ledger of a story: who counts whom, and where they agree and where they do not.

A *statement* is one claim of one post, as its latest revision has it. Statements of one story that can be held against
each other make a *fact*: they are of the same kind (no kind includes another), of the same people, and not of places
that lie apart.

- The same people: both name an entity in common; or neither names one and both say it in the same words, or neither
  says who. Who says nothing of whom joins the people of this kind, if the story has only one such people.
- Places lie apart if both claims name places and none of one is, or is near, one of the other.

Of statements of one origin that say the same number, one stands for all (`copies` are the others). What a post said
that was deleted is shown, and decides nothing, unless a copy of it still stands.

Two statements *exclude* each other if no number fits both. "At least 30" is 30 and above, "more than 300" begins at
301, "fewer than 10" ends at 9, "about 200" is 160 to 240, "dozens" is 24 and above. What is left open fits whatever
lies beyond: "at least 30" and "about 200" are no contradiction. Statements of one origin are never held against
each other. The verdict on a fact, strongest first:

- `denied`: a statement says that there was nobody where another says there was somebody; or a later post of another
  origin calls it a fake or denies it ("denial"), and names a place and people of it.
- `contradicting`: two statements of different sides exclude each other.
- `differing`: two exclude each other, but none of two sides that are known and different. A later and higher one of
  the same side reads as an update of the earlier.
- `agreeing`: there are several independent origins, and one number fits each two of them.
- `single`: only one independent origin says so: a channel that repeats itself agrees with nobody.
- `withdrawn`: all that was said of it was deleted.

A story is *contested* if sides contradict each other in a fact: it is contradicting, or one side denies what another
says.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import inf
from typing import Literal

from msgspec import Struct

from monitor.model import Figure, Order, Qualifier

Verdict = Literal["denied", "contradicting", "differing", "agreeing", "single", "withdrawn"]

_ABOUT = 0.2  # "about 200" is 160 to 240

Around = Callable[[str], Collection[str]]
"""The places near a place, with itself."""


class Statement(Struct, frozen=True):
    """One claim of one post. `post` is its row, `number` the claim's in the post, `origin` where the post comes from.

    `voice` is the first origin in which the same voice speaks: `origin` itself, unless that repeats an earlier one.
    `said` are the words for the people, folded, empty where it does not say who. `side` is "" for none. `named` are
    all entities of the post: a denial may name what the claim itself leaves to its text.
    """

    post: int
    number: int
    origin: int
    voice: int
    order: Order
    figure: Figure
    qualifier: Qualifier = "exact"
    said: str = ""
    side: str = ""
    deleted: bool = False
    named: tuple[str, ...] = ()


class Denial(Struct, frozen=True):
    """A post that denies something, and the places and the others (people, units) that it names."""

    post: int
    origin: int
    order: Order
    places: frozenset[str]
    others: frozenset[str]
    side: str = ""


class Entry(Struct, frozen=True):
    """A statement in the ledger. `copies` are rows of posts of its origin that say the same. `updates`: row of the
    post whose earlier and lower number this one replaces, or None."""

    statement: Statement
    copies: tuple[int, ...] = ()
    updates: int | None = None


class Fact(Struct, frozen=True):
    """What several may say of one thing, in order of time. `denials` are rows of the posts that deny it, or say that
    there was nobody.

    `people` and `places` are the entities of its statements. `origins` counts the independent ones that still stand.
    `contested`: sides contradict each other here.
    """

    kind: str
    verdict: Verdict
    entries: tuple[Entry, ...]
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    origins: int = 0
    denials: tuple[int, ...] = ()
    contested: bool = False


def ledger(
    statements: Iterable[Statement], denials: Sequence[Denial], places: Collection[str], around: Around
) -> list[Fact]:
    """The facts of one story, in the order in which they came up. `places` are all entities that are places."""
    groups: list[_Group] = []
    ordered = sorted(statements, key=lambda s: (s.order, s.number))
    for rank in (0, 1):  # who says nothing of whom waits until it is clear which people there are
        for one in ordered:
            if _says_who(one) != (rank == 0):
                continue
            group = next((g for g in groups if g.takes(one, around)), None) or _only(groups, one, around)
            if group is None:
                groups.append(group := _Group(one.figure.kind))
            group.add(one)
    facts = [_fact(group, denials, frozenset(places), around) for group in groups]
    return sorted(facts, key=lambda fact: (fact.entries[0].statement.order, fact.entries[0].statement.number))


def is_contested(facts: Iterable[Fact]) -> bool:
    """Whether sides contradict each other in a fact of a story."""
    return any(fact.contested for fact in facts)


def exclude(one: Statement, other: Statement) -> bool:
    """Whether no number fits both."""
    (a, b), (c, d) = _span(one), _span(other)
    return max(a, c) > min(b, d)


def _span(one: Statement) -> tuple[float, float]:
    low, high = one.figure.min, one.figure.max
    if one.figure.denied:
        return 0, 0
    if one.qualifier == "about" and low is not None and high is not None:
        return low * (1 - _ABOUT), high * (1 + _ABOUT)
    least = 1 if low is None else low + (one.qualifier == "more_than")
    most = inf if high is None else high - (one.qualifier == "less_than")
    return least, most


@dataclass(slots=True)
class _Group:
    kind: str
    statements: list[Statement] = field(default_factory=list)
    who: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def add(self, one: Statement) -> None:
        self.statements.append(one)
        self.who |= set(one.figure.who)
        self.places |= set(one.figure.places)
        if not one.figure.who and one.said:
            self.said.add(one.said)

    def takes(self, one: Statement, around: Around) -> bool:
        if self.kind != one.figure.kind or _apart(self.places, one.figure.places, around):
            return False
        if one.figure.who:
            return bool(self.who & set(one.figure.who))
        if self.who:
            return one.said in self.said
        return one.said in self.said if one.said else not self.said


def _says_who(one: Statement) -> bool:
    return bool(one.figure.who or one.said)


def _only(groups: Sequence[_Group], one: Statement, around: Around) -> _Group | None:
    """The only people of its kind, for who does not say."""
    if _says_who(one):
        return None
    mine = [g for g in groups if g.kind == one.figure.kind]
    return mine[0] if len(mine) == 1 and not _apart(mine[0].places, one.figure.places, around) else None


def _apart(some: Collection[str], others: Collection[str], around: Around) -> bool:
    return bool(some) and bool(others) and not any(set(around(place)) & set(others) for place in some)


def _fact(group: _Group, denials: Sequence[Denial], places: frozenset[str], around: Around) -> Fact:
    entries = _collapsed(group.statements)
    standing = [entry.statement for entry in entries if not entry.statement.deleted]
    against = [d for d in denials if any(_denies(d, one, places, around) for one in standing)]
    pairs = [(a, b) for a, b in combinations(standing, 2) if a.origin != b.origin and exclude(a, b)]
    nobody = [pair for pair in pairs if pair[0].figure.denied or pair[1].figure.denied]
    across = [pair for pair in pairs if _sides_differ(pair[0].side, pair[1].side)]
    nobodies = {(one.order, one.post) for pair in nobody for one in pair if one.figure.denied}
    spoken = {one.voice for one in standing}
    denied_across = any(
        _sides_differ(d.side, one.side) for d in against for one in standing if _denies(d, one, places, around)
    )
    return Fact(
        kind=group.kind,
        verdict=_verdict(bool(nobody or against), bool(across), bool(pairs), len(spoken)),
        entries=tuple(_updated(entries)),
        people=tuple(sorted(group.who)),
        places=tuple(sorted(group.places)),
        origins=len(spoken),
        denials=tuple(dict.fromkeys(post for _, post in sorted({*nobodies, *((d.order, d.post) for d in against)}))),
        contested=bool(across) or denied_across,
    )


def _verdict(denied: bool, across: bool, excluded: bool, origins: int) -> Verdict:
    if denied:
        return "denied"
    if across:
        return "contradicting"
    if excluded:
        return "differing"
    if origins == 0:
        return "withdrawn"
    return "agreeing" if origins > 1 else "single"


def _sides_differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def _collapsed(statements: Sequence[Statement]) -> list[Entry]:
    """One for each number of an origin: the earliest that still stands, else the earliest."""
    same: dict[tuple[object, ...], list[Statement]] = {}
    for one in statements:
        key = (one.origin, one.figure.min, one.figure.max, one.qualifier)
        same.setdefault(key, []).append(one)
    entries = []
    for alike in same.values():
        first = min(alike, key=lambda s: (s.deleted, s.order, s.number))
        others = sorted((s.order, s.post) for s in alike if s.post != first.post)
        entries.append(Entry(first, tuple(dict.fromkeys(post for _, post in others))))
    return sorted(entries, key=lambda entry: (entry.statement.order, entry.statement.number))


def _updated(entries: Sequence[Entry]) -> Iterable[Entry]:
    for number, entry in enumerate(entries):
        one = entry.statement
        before = [
            e.statement
            for e in entries[:number]
            if not (e.statement.deleted or one.deleted)
            and e.statement.side == one.side != ""
            and e.statement.origin != one.origin
            and not e.statement.figure.denied
            and _span(e.statement)[1] < _span(one)[0]
        ]
        yield Entry(one, entry.copies, before[-1].post) if before else entry


def _denies(denial: Denial, one: Statement, places: frozenset[str], around: Around) -> bool:
    """Whether a later post of another origin denies it: it names a place and people of it."""
    if denial.origin == one.origin or denial.order <= one.order or one.figure.denied:
        return False
    named = set(one.named)
    where = set(one.figure.places) or named & places
    near = {place for spot in where for place in around(spot)}
    whom = set(one.figure.who) | (named - places)
    return bool(near & denial.places) and bool(whom & denial.others)
