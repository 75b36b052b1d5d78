"""Who only says what somebody else says: "the DIU: at least 30". Such a post is no voice of its own.

A false attribution hides a voice, and is worse than one that is missed. So a post quotes somebody only where the text
names them as the source of each of its claims, says nothing against it, and speaks of nobody's unnamed sources. Two
posts come from one speaker only where these claims have a number in common, and the people, or the event, agree.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from monitor.model import ChannelSpec, Claim, Figure, Link, StoriesSpec
from monitor.stories.events import Sight, same_event
from monitor.stories.gazetteer import Gazetteer

_MANY = 10  # people; so many, of the same, are no coincidence within a day
_MOST_FIGURES = 6
_MOST_WORDS = 120
_SURE, _LESS_SURE = 0.93, 0.85

# Whoever has sources in a service has its own: "sources of UP in the DIU".
_UNNAMED = re.compile(r"\b(?:джерел|источник|sources?\b)", re.IGNORECASE)
# Who has witnesses or somebody on the spot has something of their own.
_OWN = re.compile(
    r"\b(?:очевид|свідк|свидетел|(?:eye)?witness|кореспондент|корреспондент|correspondent|reporters?\b"
    r"|місцев\w+ жител|местны\w+ жител|residents\b|наш\w* (?:джерел|источник)|our sources?\b)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:але|однак|проте|натомість|насправді|но|однако|зато|на самом деле|but|however|whereas|actually)\b",
    re.IGNORECASE,
)


def quoted(
    claims: Sequence[Claim], figures: Sequence[Figure], text: str, happenings: Collection[str], words: int
) -> tuple[str, ...]:
    """The entities that a text names as the source of all that it claims; none where it may say something itself."""
    if not claims or "denial" in happenings or words > _MOST_WORDS or any(claim.by is None for claim in claims):
        return ()
    if _OWN.search(text) or any(claim.by and _UNNAMED.search(text[slice(*claim.by)]) for claim in claims):
        return ()
    begins, ends = min(claim.about[0] for claim in claims), max(claim.about[1] for claim in claims)
    if len(claims) > 1 and _AGAINST.search(text, begins, ends):
        return ()
    return tuple(name for name in figures[0].by if all(name in figure.by for figure in figures))


def attribution_signs(sight: Sight, within: int) -> Iterator[str]:
    """What quotations of one speaker are found by: the kind, a bound of the number, and the day with the next."""
    day = sight.told.posted // within
    for speaker, figures in _said(sight):
        for figure in figures[:_MOST_FIGURES]:
            for bound in _bounds(figure):
                yield f"a:{speaker} {figure.kind} {bound} {day}"
                yield f"a:{speaker} {figure.kind} {bound} {day + 1}"


def attributed_link(a: Sight, b: Sight, gazetteer: Gazetteer, bounds: StoriesSpec) -> Link | None:
    """That both say what one speaker says; the same whichever comes first."""
    if b.told.order < a.told.order:
        a, b = b, a
    if a.told.channel == b.told.channel or b.told.posted - a.told.posted > bounds.events or a.survey or b.survey:
        return None
    mine, theirs = dict(_said(a)), dict(_said(b))
    for speaker in sorted(mine.keys() & theirs.keys()):
        if not (speaker in a.quoted or speaker in b.quoted):
            continue  # two channels of one speaker: whether one copies the other, their words tell
        if sure := _same_words_of(a, b, mine[speaker], theirs[speaker], gazetteer, bounds):
            name = gazetteer.name(speaker)
            both = a.told.speaks != speaker and b.told.speaks != speaker
            says = f"both say that {name} says so" if both else f"says that {name} says so"
            return Link(a.told.key, b.told.key, "attributed", sure, says)
    return None


def _said(sight: Sight) -> Iterator[tuple[str, Sequence[Figure]]]:
    """What a post has a speaker say: all that it claims where it quotes them, what is their own where they speak."""
    figures, speaks = sight.figures, sight.told.speaks
    for speaker in sight.quoted:
        yield speaker, figures
    if speaks and not sight.quoted:
        yield speaks, [figure for figure in figures if not figure.by or speaks in figure.by]


def _same_words_of(
    a: Sight, b: Sight, mine: Sequence[Figure], theirs: Sequence[Figure], gazetteer: Gazetteer, bounds: StoriesSpec
) -> float:
    """How sure it is that both have the same words of a speaker in mind; 0: it is not.

    Who quotes has nothing that the speaker's own post lacks. Of two that quote, one has nothing that the other lacks.
    """
    alike = {n: [m for m, two in enumerate(theirs) if _alike(one, two, gazetteer)] for n, one in enumerate(mine)}
    all_mine = all(alike.values())
    all_theirs = {m for some in alike.values() for m in some} == set(range(len(theirs)))
    if not any(alike.values()) or not ((a.quoted and all_mine) or (b.quoted and all_theirs)):
        return 0.0
    if same_event(a, b, gazetteer, bounds) is not None:
        return _SURE
    apart = a.spots and b.spots and not any(gazetteer.around(spot) & b.spots for spot in a.spots)
    certain = all_mine and all_theirs and not apart
    many = all(_of_many(mine[n], theirs[m]) for n, some in alike.items() for m in some)
    return _LESS_SURE if certain and many else 0.0


def _alike(one: Figure, other: Figure, gazetteer: Gazetteer) -> bool:
    """The same kind, a bound of the number in common, and neither other people nor places that lie apart."""
    if one.kind != other.kind or one.denied != other.denied or not set(_bounds(one)) & set(_bounds(other)):
        return False
    if one.who and other.who and not set(one.who) & set(other.who):
        return False
    near = {place for spot in one.places for place in gazetteer.around(spot)}
    return not (one.places and other.places) or bool(near & set(other.places))


def _of_many(one: Figure, other: Figure) -> bool:
    return bool(set(one.who) & set(other.who)) and max(one.min or 0, one.max or 0) >= _MANY


def _bounds(figure: Figure) -> Sequence[str]:
    """ "30 or more" and "30" have the lower bound in common, "up to 30" and "30" the upper."""
    low = [f"{figure.min}+"] if figure.min is not None else []
    return low if figure.max is None else [*low, f"{figure.max}-"]


# Whose voice a post is


def speakers_of(channels: Iterable[ChannelSpec]) -> Mapping[str, str]:
    """The side that each entity with a channel of its own speaks for; "" for none, or where its channels differ."""
    sides: dict[str, set[str]] = {}
    for spec in channels:
        if spec.entity:
            sides.setdefault(spec.entity, set()).add(spec.side)
    return {name: next(iter(some)) if len(some) == 1 else "" for name, some in sides.items()}


def whom(sight_quotes: Sequence[str], speakers: Collection[str]) -> str:
    """Whom a post quotes: of several, one who has a channel; "" for nobody."""
    return next((name for name in sight_quotes if name in speakers), sight_quotes[0] if sight_quotes else "")


def voice(quotes: Sequence[str], speaks: Sequence[str]) -> int:
    """Which post of an origin, in their order, is its voice: the first, or if it only quotes, that of whom it quotes.

    `quotes` and `speaks` are of each post whom it quotes, and who speaks in its channel.
    """
    return speaks.index(quotes[0]) if quotes[0] and quotes[0] in speaks else 0
