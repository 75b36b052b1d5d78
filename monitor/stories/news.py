"""What a post adds to its story, in sentences for whoever follows it."""

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import Figure, Millis, Order, Spoken, Storied
from monitor.stories.attributed import voice

_MOST_NAMED = 16
_MOST_MEMBERS = 256
_DENIAL = "denial"
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")

Place = tuple[bool, int]
"""Where a post stands among others: who gave the story its number first, then by row."""


class Member(Struct, frozen=True):
    """A post of a story: its origin, who says it (`name` is the channel's) and for which side ("": for none).

    `quotes` is the entity that all of it is said by, "" where it speaks for itself; the side is that of whoever speaks.
    """

    told: Spoken
    origin: int
    name: str
    side: str = ""
    quotes: str = ""


class _Origin(NamedTuple):
    """Posts that come from the same: when the first of them stands, and the one that speaks for all."""

    first: Order
    speaking: Member

    @property
    def voice(self) -> tuple[int, str]:
        return self.speaking.told.channel, self.speaking.quotes


class Company:
    """The posts of a story, one after the other; each is told what it adds to those before it.

    What is asked of a story is kept as posts come in: to look at all of them for each costs too much in a big one.
    """

    def __init__(self, story: int, members: Iterable[Member] = ()) -> None:
        self._story = story
        self._named: list[tuple[Place, tuple[int, int]]] = []
        self._counting: list[tuple[Place, Member]] = []  # those with figures
        self._by_origin: dict[int, list[tuple[Order, Member]]] = {}
        self._origins: dict[int, _Origin] = {}
        self._voices: dict[tuple[int, str], _Origin] = {}  # the first origin of each: what is said twice counts once
        self._last: dict[int, Member] = {}  # by channel
        self._sides: set[str] = set()  # of all posts, copies as well
        self._latest: Millis = 0
        self._denied = False
        for member in members:
            self._add(member)

    def join(self, me: Member) -> Storied:
        """What a post that has just come in is to a story in which all others stood before it."""
        copied = [other for _, other in self._by_origin.get(me.origin, ())[:_MOST_NAMED]]
        others = [named for _, named in self._named[:_MOST_MEMBERS]]
        known, origins = set(self._sides), len(self._voices)
        against = {} if copied else dict(self._contradicts(me))
        self._add(me)
        firsts = self._firsts()
        about = Storied(
            self._story,
            len(self._named),
            len(firsts),
            tuple(sorted({side for _, side in firsts if side})),
            firsts=firsts,
            members=((me.told.channel, me.told.post), *others)[:_MOST_MEMBERS],
        )
        if copied:
            named = tuple((other.told.channel, other.told.post) for other in copied)
            return replace(about, copy_of=f"comes from the same as {copied[0].name}'s post", of=named)
        another = bool(others) and len(firsts) > origins
        news = [_corroborates(me, known, len(firsts))] if another else []
        kinds = {*(["corroborated"] if news else []), *(["contradicted"] if against else [])}
        return replace(about, news=(*news, *against), kinds=frozenset(kinds), against=tuple(against.values()))

    def _add(self, member: Member) -> None:
        told = member.told
        place = (told.key != self._story, told.key)
        insort(self._named, (place, (told.channel, told.post)))
        if told.figures:
            insort(self._counting, (place, member), key=_place)
        if member.side:
            self._sides.add(member.side)
        self._latest = max(self._latest, told.posted)
        self._denied = self._denied or _DENIAL in told.happenings
        if told.channel not in self._last or self._last[told.channel].told.order < told.order:
            self._last[told.channel] = member
        same = self._by_origin.setdefault(member.origin, [])
        insort(same, (told.order, member), key=_order)
        first = same[0][1]
        if member is first or (first.quotes and first.quotes == told.speaks):
            self._hear(member.origin, [one for _, one in same])

    def _hear(self, number: int, posts: Sequence[Member]) -> None:
        """Who speaks for an origin, of which these are the posts in order."""
        speaking = posts[voice([one.quotes for one in posts], [one.told.speaks for one in posts])]
        before, origin = self._origins.get(number), _Origin(posts[0].told.order, speaking)
        self._origins[number] = origin
        if before is None:
            self._count(origin)
        elif origin != before:  # another may have the voice that was this one's
            self._voices.clear()
            for one in self._origins.values():
                self._count(one)

    def _count(self, origin: _Origin) -> None:
        known = self._voices.get(origin.voice)
        if known is None or origin.first < known.first:
            self._voices[origin.voice] = origin

    def _firsts(self) -> tuple[tuple[Millis, str], ...]:
        """When each independent origin first spoke, and for which side."""
        ordered = sorted(self._voices.values(), key=lambda origin: origin.first)
        return tuple((origin.first[0], origin.speaking.side) for origin in ordered)

    def _contradicts(self, me: Member) -> Iterator[tuple[str, Millis]]:
        """What speaks against others, each with when they said it."""
        if _DENIAL in me.told.happenings and self._named and not self._denied:
            yield f"Denied by {me.name}", self._latest
        last = self._last.get(me.told.channel)
        for mine in me.told.figures:
            for _, other in self._counting:
                if other.told.channel == me.told.channel and other is not last:
                    continue
                for theirs in other.told.figures:
                    if comparable(mine, theirs) and (said := _said_against(mine, me, theirs, other)):
                        yield said, other.told.posted


def _place(item: tuple[Place, Member]) -> Place:
    return item[0]


def _order(item: tuple[Order, Member]) -> Order:
    return item[0]


def _corroborates(me: Member, known: Collection[str], origins: int) -> str:
    ordinal = _ORDINALS[origins - 1] if origins <= len(_ORDINALS) else f"{origins}th"
    side = ""
    if me.side and known and me.side not in known:
        side = f", the first from the side of {me.side}"
    elif me.side and known == {me.side}:
        side = f", like all before on the side of {me.side}"
    return f"{ordinal} independent origin{side}"


def comparable(mine: Figure, theirs: Figure) -> bool:
    """Whether both count people of the same fate, and not different ones."""
    if mine.kind != theirs.kind and not (mine.denied or theirs.denied):
        return False
    if mine.family != theirs.family:
        return False
    return not (mine.who and theirs.who) or bool(set(mine.who) & set(theirs.who))


def _said_against(mine: Figure, me: Member, theirs: Figure, other: Member) -> str:
    if mine.denied:
        return "" if theirs.denied else f"Denied by {me.name}: nobody {theirs.kind}, against {number(theirs)}"
    if theirs.denied:
        return ""
    if me.told.channel == other.told.channel:
        changed = (mine.min, mine.max) != (theirs.min, theirs.max)
        return f"The number changed from {number(theirs)} to {number(mine)} {mine.kind}" if changed else ""
    if _fit(mine, theirs):
        return ""
    if me.side and other.side and me.side != other.side:
        return f"The side of {me.side} says {number(mine)} {mine.kind}, {other.side} {number(theirs)}"
    return f"{me.name} says {number(mine)} {mine.kind}, {other.name} {number(theirs)}"


def _fit(one: Figure, other: Figure) -> bool:
    """Whether there is a number that both allow."""
    low = max(one.min or 0, other.min or 0)
    return low <= min(_most(one), _most(other))


def _most(figure: Figure) -> float:
    return figure.max if figure.max is not None else float("inf")


def number(figure: Figure) -> str:
    """The number in words: "30", "30 or more", "up to 50", "30 to 50"."""
    if figure.max is None:
        return f"{figure.min} or more"
    if figure.min is None:
        return f"up to {figure.max}"
    return f"{figure.min}" if figure.min == figure.max else f"{figure.min} to {figure.max}"
