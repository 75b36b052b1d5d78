"""What a post adds to its story, in sentences for whoever follows it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from monitor.model import Figure, Millis, Storied, Telling
from monitor.stories.attributed import voice
from monitor.stories.events import kind_of

_MOST_NAMED = 16
_MOST_MEMBERS = 256
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


class Member(Struct, frozen=True):
    """A post of a story: its origin, who says it (`name` is the channel's) and for which side ("": for none).

    `quotes` is the entity that all of it is said by, "" where it speaks for itself; the side is that of whoever speaks.
    """

    told: Telling
    origin: int
    name: str
    side: str = ""
    quotes: str = ""


def storied(story: int, me: Member, others: Sequence[Member]) -> Storied:
    """What a post that has just come in is to a story in which the others stood before it."""
    everybody = [me, *others]
    firsts = independent(everybody)
    origins = len(firsts)
    sides = tuple(sorted({side for _, side in firsts if side}))
    same = [other for other in others if other.origin == me.origin]
    if same:
        same.sort(key=lambda member: member.told.order)
        named = tuple((member.told.channel, member.told.post) for member in same[:_MOST_NAMED])
        said = f"comes from the same as {same[0].name}'s post"
        return Storied(story, len(everybody), origins, sides, said, named, firsts=firsts, members=_named(everybody))
    another = bool(others) and origins > len(independent(others))
    news = [*_corroborates(me, others, origins)] if another else []
    against = dict(_contradicts(me, others))
    kinds = {*(["corroborated"] if news else []), *(["contradicted"] if against else [])}
    return Storied(
        story,
        len(everybody),
        origins,
        sides,
        news=(*news, *against),
        kinds=frozenset(kinds),
        firsts=firsts,
        against=tuple(against.values()),
        members=_named(everybody),
    )


def _named(members: Sequence[Member]) -> tuple[tuple[int, int], ...]:
    return tuple((member.told.channel, member.told.post) for member in members[:_MOST_MEMBERS])


def independent(members: Sequence[Member]) -> tuple[tuple[Millis, str], ...]:
    """When each independent origin first spoke, and for which side. What one voice says twice is said by one."""
    origins: dict[int, list[Member]] = {}
    for member in sorted(members, key=lambda member: member.told.order):
        origins.setdefault(member.origin, []).append(member)
    voices: dict[tuple[int, str], tuple[Millis, str]] = {}
    for some in origins.values():
        speaking = some[voice([one.quotes for one in some], [one.told.speaks for one in some])]
        voices.setdefault((speaking.told.channel, speaking.quotes), (some[0].told.posted, speaking.side))
    return tuple(voices.values())


def _corroborates(me: Member, others: Sequence[Member], origins: int) -> Iterator[str]:
    ordinal = _ORDINALS[origins - 1] if origins <= len(_ORDINALS) else f"{origins}th"
    known = {other.side for other in others if other.side}
    side = ""
    if me.side and known and me.side not in known:
        side = f", the first from the side of {me.side}"
    elif me.side and known == {me.side}:
        side = f", like all before on the side of {me.side}"
    yield f"{ordinal} independent origin{side}"


def _contradicts(me: Member, others: Sequence[Member]) -> Iterator[tuple[str, Millis]]:
    """What speaks against others, each with when they said it."""
    denied = "denial" in me.told.happenings and not any("denial" in other.told.happenings for other in others)
    if denied and others:
        yield f"Denied by {me.name}", max(other.told.posted for other in others)
    last = max((o for o in others if o.told.channel == me.told.channel), key=lambda o: o.told.order, default=None)
    for mine in me.told.figures:
        for other in (o for o in others if o.told.channel != me.told.channel or o is last):
            for theirs in other.told.figures:
                if _comparable(mine, theirs) and (said := _said_against(mine, me, theirs, other)):
                    yield said, other.told.posted


def _comparable(mine: Figure, theirs: Figure) -> bool:
    """Whether both count people of the same fate, and not different ones."""
    if mine.kind != theirs.kind and not (mine.denied or theirs.denied):
        return False
    if kind_of(mine) != kind_of(theirs):
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
