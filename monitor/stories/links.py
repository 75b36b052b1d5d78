"""What ties two posts together: the strongest reason that there is, and why in words."""

from collections.abc import Callable, Mapping
from operator import eq

from monitor.model import Link, StoriesSpec, StoryReason, Telling
from monitor.model.picture import FARTHEST, distance
from monitor.stories.copies import Wording, is_part, likeness
from monitor.stories.events import Sight, same_event
from monitor.stories.gazetteer import Gazetteer

_SCORES: Mapping[StoryReason, float] = {
    "forward": 1.0,
    "file": 0.98,
    "picture": 0.96,
    "quote": 0.95,
    "quotes": 0.94,
    "link": 0.9,
}
_SAME_WORDS = 0.92
_LONG = 20  # words

Words = Callable[[int], Wording]
"""The words of a post by its row."""

_Found = tuple[StoryReason, float, str]


def copy_link(a: Telling, b: Telling, words: Words, gazetteer: Gazetteer, bounds: StoriesSpec) -> Link | None:
    """That one comes from the other or both from a third, for the strongest reason; the same whichever comes first."""
    if b.order < a.order:
        a, b = b, a
    if a.key == b.key or b.posted - a.posted > bounds.copies:
        return None
    found = _copied(a, b, bounds) or _pictured(a, b, bounds) or _alike(a, b, words, gazetteer, bounds) or _quoted(a, b)
    return Link(a.key, b.key, *found) if found is not None else None


def event_link(a: Sight, b: Sight, gazetteer: Gazetteer, bounds: StoriesSpec) -> Link | None:
    """That both tell of one event; the same whichever comes first."""
    if b.told.order < a.told.order:
        a, b = b, a
    event = same_event(a, b, gazetteer, bounds)
    return Link(a.told.key, b.told.key, "event", *event) if event is not None else None


def link_between(a: Telling, b: Telling, words: Words, gazetteer: Gazetteer, bounds: StoriesSpec) -> Link | None:
    """The strongest link of two posts; None: nothing ties them."""
    copied = copy_link(a, b, words, gazetteer, bounds)
    return copied or event_link(Sight(a, gazetteer), Sight(b, gazetteer), gazetteer, bounds)


def copied_names(a: Telling, b: Telling, bounds: StoriesSpec) -> frozenset[str]:
    """What both came by. A channel's own picture or page that it puts under post after post ties none of them."""
    names = frozenset(a.copied).intersection(b.copied)
    if names and a.channel == b.channel and abs(a.posted - b.posted) > bounds.again:
        return frozenset(name for name in names if name[0] in "mh")
    return names


def shared_names(a: Telling, b: Telling, bounds: StoriesSpec) -> frozenset[str]:
    """What two posts have in common that makes all that have it copies of each other."""
    names = copied_names(a, b, bounds)
    return names | {"exact"} if a.exact and a.exact == b.exact else names


def _copied(a: Telling, b: Telling, bounds: StoriesSpec) -> _Found | None:
    found: list[_Found] = []
    for name in copied_names(a, b, bounds):
        reason = _reason(name, a, b)
        found.append((reason, _SCORES[reason], name.partition(":")[2]))
    return min(found, key=lambda one: (-one[1], one[2]), default=None)


def _reason(name: str, a: Telling, b: Telling) -> StoryReason:
    kind = name[0]
    if kind == "m":
        return "forward"
    if kind in "fs":
        return "file"
    if kind == "p":
        return "picture"
    return "quote" if kind == "h" and name in (a.own, b.own) else "link"


def _pictured(a: Telling, b: Telling, bounds: StoriesSpec) -> _Found | None:
    """The same picture, drawn anew: cut, scaled, or packed otherwise."""
    if a.channel == b.channel and b.posted - a.posted > bounds.again:
        return None
    bits = min((distance(one, other) for one in a.pictures for other in b.pictures), default=FARTHEST + 1)
    if bits > FARTHEST:
        return None
    said = "the same picture" if not bits else f"pictures that differ in {bits} of 64 bits"
    return "picture", round(_SCORES["picture"] - 0.02 * bits, 3), said


def shares_sentences(a: Telling, b: Telling) -> bool:
    """Whether one says what stands in a quotation of the other."""
    if a.channel == b.channel or not (a.quoted or b.quoted):  # by far most quote nothing
        return False
    return not (frozenset(a.said).isdisjoint(b.quoted) and frozenset(b.said).isdisjoint(a.quoted))


def _quoted(a: Telling, b: Telling) -> _Found | None:
    """A longer text that quotes the other word for word."""
    if not shares_sentences(a, b):
        return None
    many = len({*a.said} & {*b.quoted} | {*b.said} & {*a.quoted})
    return "quotes", _SCORES["quotes"], f"{many} sentence{'s' if many > 1 else ''}, word for word"


def needs_words(a: Telling, b: Telling, bounds: StoriesSpec) -> int:
    """Whether their words have to be compared: in how many places their sketches are the same; 0 if they need not.

    The sketches have enough in common, the texts are not the same.
    """
    apart = abs(a.posted - b.posted)
    if a.exact == b.exact or apart > (bounds.again if a.channel == b.channel else bounds.copies):
        return 0
    return _sketched_alike(a, b)


def _sketched_alike(a: Telling, b: Telling) -> int:
    """In how many places their sketches are the same, if these are enough; else 0.

    What a channel puts under every post is in one place of a sketch at most; copies of longer texts share more.
    """
    places = sum(map(eq, a.sketch, b.sketch))
    return 0 if places == 1 and a.words >= _LONG and b.words >= _LONG else places


def fewest_sketched(one: Telling) -> int:
    """In how many places its sketch is the same as that of any near copy, whatever that is: see `needs_words`.

    Whoever is short enough to be told by one place would make up too little of a text of so many words.
    """
    return 2 if is_part(_LONG - 1, one.words) else 1


def too_unlike(a: Telling, b: Telling) -> bool:
    """Whether one is so much longer that it quotes the other at most, whatever their words are."""
    return is_part(min(a.words, b.words), max(a.words, b.words))


def _alike(a: Telling, b: Telling, words: Words, gazetteer: Gazetteer, bounds: StoriesSpec) -> _Found | None:
    """The same words, or nearly."""
    if not (a.exact and b.exact) or (a.channel == b.channel and b.posted - a.posted > bounds.again):
        return None
    if a.exact == b.exact:
        return "text", _SAME_WORDS, "the same words"
    if not _sketched_alike(a, b) or too_unlike(a, b) or _elsewhere(a, b, gazetteer):
        return None
    if a.channel == b.channel and a.figures != b.figures:
        return None
    share = likeness(words(a.key), words(b.key))
    if not share:
        return None
    return "text", round(0.9 * share, 3), f"{share:.0%} of the words in the same order"


def _elsewhere(a: Telling, b: Telling, gazetteer: Gazetteer) -> bool:
    """Whether both name places and none in common: one form filled in twice."""
    here = gazetteer.spots(a.entities) | gazetteer.areas(a.entities)
    there = gazetteer.spots(b.entities) | gazetteer.areas(b.entities)
    return bool(here) and bool(there) and not here & there
