"""When two posts that share no words and no file tell of one event. Every link says what it rests on.

It takes an anchor and a second reason. The anchor is where or who: the same place, or places near each other, or the
same unit; a region or a person tells less and asks for more. The second is what happened: claims that agree in whom
they are about, the same kind of happening, the same theme, or, within a language, many of the same rarer words. A
place alone tells nothing; two claims about different people, or in different places, are two things, however near; and
the longer apart, the more has to agree, for the same town may be struck again at night. What only one of them begins
with may be no more than the background of the other, and counts less.
"""

from collections.abc import Collection, Iterator, Sequence

from monitor.model import SPEAKERS, Figure, Millis, StoriesSpec, Telling
from monitor.stories.apart import counts_apart, other_people, other_places
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.naming import FEWEST_NAMES

MOST_SPOTS = 2
"""A post that tells of more places that lie apart is a survey of the day and tells of no single event."""

ENOUGH = 0.55
"""The score from which two posts are taken to tell of one event."""

_HOUR: Millis = 3_600_000
_NONE: frozenset[str] = frozenset()

# What each reason is worth. Found on labelled pairs in `tests/stories`: ADR 11 and 17 say on which.
_PLACE, _MORE_PLACES, _UNIT, _AREA, _PERSON = 0.35, 0.1, 0.3, 0.15, 0.2
_SAME_PEOPLE, _SAME_NUMBER, _SAME_FATE = 0.3, 0.18, 0.1
_HAPPENING, _MORE_HAPPENINGS, _ONCE = 0.16, 0.08, 0.15
_THEME, _WEAPON, _BODY = 0.3, 0.2, 0.05
_WORDS, _FEWEST_STEMS = 0.65, 12
_ANOTHER = 0.15  # only one says that it happened again
_ASIDE = 0.08  # what happened is no headline of both
_PER_HOUR = 0.006
_SAME_COUNT, _QUITS = 0.08, 0.25

_MUCH = 0.35
"""The share of rarer words that a region or a person asks for beside, where no claims are about the same people."""

# Where names of the text itself are the anchor. A form that is filled in every day shares most words with yesterday's.
_ENOUGH_WORDS, _FEWEST_SHARED, _MORE_NAMES, _WORDS_PER_HOUR, _SUREST_BY_NAMES = 0.2, 4, 0.05, 0.008, 0.85

_BY_WEAPON = frozenset({"missile", "drone", "bomb", "plane", "ship"})  # a named weapon has said so already

# What befalls one place once in a long time; a person resigns once (`_QUITS`), the rest is told of some every day.
_RARE = frozenset({"captured", "resignation", "appointment", "crash", "collapse", "earthquake", "killing", "martial"})


class Sight:
    """What an event can be told by in one post, worked out once. `survey`: it tells of many things."""

    __slots__ = (
        "areas", "bodies", "figures", "happenings", "names", "people", "quoted", "spots", "stems", "survey", "themes",
        "told", "units", "weapons",
    )  # fmt: skip

    def __init__(self, told: Telling, gazetteer: Gazetteer) -> None:
        named = told.entities
        self.told = told
        self.figures = told.figures
        self.happenings = frozenset(told.happenings)
        self.stems = frozenset(told.stems)
        self.names = frozenset(told.names)
        self.spots = self.areas = self.units = self.people = self.themes = self.weapons = self.bodies = _NONE
        if named:  # most name nothing
            spots = gazetteer.spots(named)
            self.spots = spots.difference(told.capitals)
            self.areas = gazetteer.areas(named) | spots.intersection(told.capitals)
            self.units = gazetteer.of(("unit",), named)
            self.people = gazetteer.of(("person",), named)
            self.themes = gazetteer.of(("topic", "group"), named)
            self.weapons = gazetteer.of(("equipment",), named)
            self.bodies = gazetteer.of(("organisation",), named)
        self.quoted = speakers_among(told.quotes, gazetteer)
        self.survey = not told.stems or (len(self.spots) > MOST_SPOTS and gazetteer.clusters(self.spots) > MOST_SPOTS)

    @property
    def anchors(self) -> frozenset[str]:
        return self.spots | self.units | self.areas | self.people

    @property
    def seconds(self) -> set[str]:
        return {*self.themes, *self.weapons, *self.happenings, *(figure.family for figure in self.figures)}


def speakers_among(names: Sequence[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Those who can say something: a place cannot."""
    if not names:
        return ()
    can = gazetteer.of(SPEAKERS, names)
    return tuple(name for name in names if name in can)


def event_signs(sight: Sight, gazetteer: Gazetteer, *, around: bool) -> Iterator[str]:
    """Anchor and second reason, two by two: posts without one in common are not asked about.

    `around`: with the places near, as the question is put; without, as the answer is stored.
    """
    if sight.survey:
        return
    anchors = set(sight.anchors)
    if around:
        for spot in sight.spots:
            anchors |= gazetteer.around(spot)
    for anchor in anchors:
        for second in sight.seconds - {anchor}:
            yield f"e:{anchor} {second}"


def same_event(a: Sight, b: Sight, gazetteer: Gazetteer, bounds: StoriesSpec) -> tuple[float, str] | None:
    """How sure it is that both tell of one event, in (0, 1), and why in words; None: too little says so."""
    apart = abs(a.told.posted - b.told.posted)
    if apart > bounds.events or a.survey or b.survey or other_people(a.figures, b.figures):
        return None
    if other_places(a.figures, b.figures, gazetteer):
        return None
    found = _by_entities(a, b, gazetteer, apart)
    return found or (_by_names(a, b, gazetteer, apart) if bounds.names else None)


def _by_entities(a: Sight, b: Sight, gazetteer: Gazetteer, apart: Millis) -> tuple[float, str] | None:
    """Anchored in entities of the watch file, across languages."""
    anchored, where = _anchored(a, b, gazetteer)
    if not anchored:
        return None
    happened, what = _happened(a, b)
    if not happened:
        return None
    weak = anchored < _UNIT  # a region, or somebody who is in the news all day
    # Nothing but to resign is rare with those whom all news are about.
    rare = anchored != _PERSON and bool(a.happenings & b.happenings & _RARE)
    quits = anchored == _PERSON and "resignation" in a.told.headline and "resignation" in b.told.headline
    if weak and not _same_people(a.figures, b.figures):
        if not rare and not quits and _share(a.stems, b.stems) < _MUCH:
            return None
        if anchored != _PERSON and counts_apart(a.told, b.told):
            return None
    score = (
        anchored
        + happened
        + _ONCE * rare
        + _QUITS * quits
        + _SAME_COUNT * _same_count(a, b)
        - _ANOTHER * (a.told.another != b.told.another)
        - _fading(a, b, rare=rare) * apart / _HOUR
    )
    return (round(min(score, 0.95), 3), ", ".join([*where, *what])) if score >= ENOUGH else None


def _same_count(a: Sight, b: Sight) -> bool:
    """Whether both count something, and as many."""
    return bool(set(a.told.numbers) & set(b.told.numbers))


def _by_names(a: Sight, b: Sight, gazetteer: Gazetteer, apart: Millis) -> tuple[float, str] | None:
    """Anchored in proper names that no watch file knows, with many of the same rarer words: within one language."""
    called = len(a.names & b.names)
    if called < FEWEST_NAMES or a.told.channel == b.told.channel or _another_language(a.told, b.told):
        return None
    if a.spots and b.spots and not any(gazetteer.around(spot) & b.spots for spot in a.spots):
        return None
    if counts_apart(a.told, b.told):
        return None
    share = _share(a.stems, b.stems)
    worth = share + _MORE_NAMES * (called - FEWEST_NAMES) - _WORDS_PER_HOUR * apart / _HOUR
    if worth < _ENOUGH_WORDS or len(a.stems & b.stems) < _FEWEST_SHARED:
        return None
    score = ENOUGH + (worth - _ENOUGH_WORDS) * (_SUREST_BY_NAMES - ENOUGH) / (1 - _ENOUGH_WORDS)
    return round(min(score, _SUREST_BY_NAMES), 3), f"{called} names, {share:.0%} of the rarer words"


def _another_language(a: Telling, b: Telling) -> bool:
    return bool(a.language) and bool(b.language) and a.language != b.language


def _fading(a: Sight, b: Sight, *, rare: bool) -> float:
    """What an hour between them takes away. A channel that reports in one form every day says the same of two days."""
    return _PER_HOUR * (0.5 if rare else 1.0) * (2.0 if a.told.channel == b.told.channel else 1.0)


def _anchored(a: Sight, b: Sight, gazetteer: Gazetteer) -> tuple[float, list[str]]:
    """By where and by whom."""
    places = {place for spot in a.spots for place in gazetteer.around(spot) & b.spots}
    # a capital may be a place in one, and stand for its government in the other
    areas = (a.areas & b.areas) | (a.areas & b.spots) | (a.spots & b.areas)
    units, people = a.units & b.units, a.people & b.people
    if not places and a.spots and b.spots and not units:
        return 0.0, []  # each names its own place
    score = _PLACE + _MORE_PLACES * (len(places) > 1) if places else _AREA * bool(areas)
    score += _UNIT * bool(units)
    if people and not score:
        score = _PERSON
    return score, [*sorted(places or areas)[:3], *sorted(units)[:2], *(sorted(people)[:1] if people else ())]


def _happened(a: Sight, b: Sight) -> tuple[float, list[str]]:
    """By what happened, and to whom."""
    claims, said = _claims(a.figures, b.figures)
    happenings, themes, weapons = a.happenings & b.happenings, a.themes & b.themes, a.weapons & b.weapons
    formula = a.told.channel == b.told.channel  # what a channel always says, or says of the next thing alike
    share = 0.0 if formula else _share(a.stems, b.stems)
    score = claims + _WORDS * share
    if happenings - (_BY_WEAPON if weapons else set()):
        score += _HAPPENING + _MORE_HAPPENINGS * min(2, len(happenings) - 1)
    if happenings and not happenings.intersection(a.told.headline).intersection(b.told.headline):
        score -= _ASIDE
    score += _THEME * bool(themes) + _WEAPON * bool(weapons) + (_BODY * bool(a.bodies & b.bodies) if score else 0.0)
    words = [f"{share:.0%} of the rarer words"] if share >= 0.1 else []
    return score, [*sorted(themes | weapons)[:3], *sorted(happenings)[:3], *said, *words]


def _share(a: frozenset[int], b: frozenset[int]) -> float:
    """How many of the rarer words of the shorter text stand in the other."""
    fewest = min(len(a), len(b))
    return len(a & b) / max(fewest, _FEWEST_STEMS) if fewest else 0.0


def _same_people(a: Collection[Figure], b: Collection[Figure]) -> bool:
    return any(one.family == other.family and set(one.who) & set(other.who) for one in a for other in b)


def _claims(a: Collection[Figure], b: Collection[Figure]) -> tuple[float, list[str]]:
    """What the claims of both have in common at best: the people, the number, or only what befell somebody."""
    best, kind = 0.0, ""
    for one in a:
        for other in b:
            if one.family != other.family or one.denied or other.denied:
                continue
            worth = _agreement(one, other)
            if worth > best:
                best, kind = worth, one.kind
    return best, [f"claims of {kind}"] if best else []


def _agreement(one: Figure, other: Figure) -> float:
    if set(one.who) & set(other.who):
        return _SAME_PEOPLE
    if one.who and other.who:
        return 0.0
    return _SAME_NUMBER if same_number(one, other) else _SAME_FATE


def same_number(one: Figure, other: Figure) -> bool:
    """Whether one number fits both. What is open upwards fits up to twice its bound; one person may be anybody.

    A denial fits nothing but a denial.
    """
    if one.denied or other.denied:
        return one.denied and other.denied
    if one.kind != other.kind or max(_high(one), _high(other)) <= 1:
        return False
    return max(one.min or 0, other.min or 0) <= min(_high(one), _high(other))


def _high(figure: Figure) -> float:
    if figure.max is not None:
        return figure.max
    return 2 * figure.min if figure.min else 0
