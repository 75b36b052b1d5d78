"""Where it happened: names behind prepositions, as near to the claim as may be."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal, NamedTuple

from monitor.language.claims import place_words as words
from monitor.language.claims.leads import leads
from monitor.language.claims.lexicon import word
from monitor.model.claim import ClaimKind, Part

Way = Literal["at", "from", "to"]


def _any(table: str) -> str:
    return "(?:" + "|".join(table.split()) + r")(?!\w)"


_UPPER: Final = "[А-ЯЁІЇЄҐ]"
_SMALL: Final = "[а-яёіїєґi]"
_NAME: Final = (
    rf"(?:{_any(words.STATES)}|{_any(words.LOWER)}|"
    rf"(?!{_any(words.NOT_PLACES)}){_UPPER}['’ʼ]?{_SMALL}[\w'’ʼ]*+(?:-[\w'’ʼ]++){{0,4}}+)"
)
_ADJECTIVE_NAME: Final = (
    rf"(?!{_any(words.NOT_PLACES)}){_UPPER}[\w'’ʼ-]*?"
    rf"(?:ому|[иы]й|ій|iй|ой|ої|ого|его|ом|ем|ей|их|ых|ая|ое|ую|им|ым|ою)(?![\w-])"
)
_ADJECTIVE: Final = rf"(?!котор|як){_SMALL}[\w'’ʼ-]*?(?:ому|ем|ій|ой|ом|их|ых|им|ым|ей|ого|ої)(?![\w-])"
_KIND: Final = rf"{_any(words.KIND)}\.?"
_REGION: Final = rf"(?:\s+(?:{_ADJECTIVE_NAME}\s+){{1,2}}{_any(words.BEHIND)})"
_QUOTED: Final = r"(?:[«\"“][^»\"”]{1,60}[»\"”])"
_MORE: Final = (
    rf"(?:,\s+{_NAME}(?=\s*,|\s+(?:и|і|та|й)\s)){{0,6}}\s+(?:и|і|та|й)\s+{_UPPER}[\w'’ʼ-]*[еіiухияю](?![\w-])"
)
_TYPED: Final = (
    rf"(?:{_ADJECTIVE}\s+){{0,2}}(?:{_KIND}\s+){{1,2}}(?:{_QUOTED}|(?:{_ADJECTIVE_NAME}\s+){{0,2}}{_NAME}(?:\s+{_NAME}){{0,1}})"
    rf"(?:\s+{_any(words.BEHIND)})?"
)
_NAMED: Final = (
    rf"(?:{_ADJECTIVE}\s+)?(?:{_ADJECTIVE_NAME}\s+){{0,2}}{_NAME}"
    rf"(?:\s+{_any(words.QUARTER)}(?:\s+{_NAME}(?!\s+{_any(words.BEHIND)}))?|\s+{_any(words.BEHIND)})?"
)
_TAIL: Final = rf"(?:{_REGION}|,\s+{_ADJECTIVE_NAME}\s+{_any(words.BEHIND)}|(?:,\s+{_NAME})+(?=\s*[.;]|\s*$)|{_MORE})?"
_OUT: Final = "|".join(words.OUT.split())
_LANDS: Final = "(?:" + "".join(words.OCCUPIED.split()) + ")"
_STAYING: Final = (
    rf"(?:{_LANDS}(?:\s+{_NAME})?|{_any(words.STAY)}|(?:{_ADJECTIVE}\s+)?{_any(words.ON)}\s+(?:(?:з|із|с|со)\s+)?{_NAME}(?:\s+{_NAME}|\s*[—–-]\s*{_NAME})?|"
    rf"(?:{_ADJECTIVE_NAME}\s+){{1,2}}{_any(words.ON)})"
)
_BUILT: Final = rf"(?:{_ADJECTIVE}\s+){{0,2}}{_any(words.BUILT)}"
_STRUCK: Final = (
    rf"(?<!\w)(?i:{_any(words.STRUCK)})(?:\s+(?!по\s|на\s)[\w'’ʼ\"«»-]+){{0,4}}?"
    rf"\s+(?:(?:по|на)\s+|(?!(?i:{_any(words.ACTORS)})))"
)
_AGAIN: Final = (
    rf"(?:,?\s+(?:(?:в|у|під|под|біля|поблизу|близ|возле)\s+(?:{_TYPED}|{_NAMED})|"
    rf"на\s+(?!\w+щину){_STAYING}){_TAIL}){{0,2}}"
)
# What leads to a place comes first and the place stands once: written out behind each lead, it took 0.5 s to compile.
_SLAVIC: Final = (
    rf"(?:(?<![\w-])(?:(?i:{_any(words.AT)}\s+){{1,2}}|(?P<on>[Нн]а\s+)|(?P<out>(?i:{_OUT})\s+)|(?P<into>до\s+))|(?P<hit>{_STRUCK}))"
    rf"(?P<place>(?:(?(on){_STAYING}|(?:{_TYPED}|{_NAMED})){_TAIL}|(?(on)(?!)|(?(hit)(?!)|{_BUILT}))){_AGAIN})"
)

_WORD_EN: Final = (
    rf"(?!{_any(words.NOT_PLACES_EN)})[A-ZÀ-ÖØ-Þ](?:\.[A-Z]\.|[\w’]*+(?:-[\w’]++){{0,3}}+)(?:['’](?!s\b)\w+)?"
)
_NAME_EN: Final = (
    rf"{_WORD_EN}(?:'s)?(?:\s+(?:of\s+(?:the\s+)?|de\s+|la\s+)?{_WORD_EN}){{0,4}}(?:\s+{_any(words.BEHIND_EN)})?"
)
_SAYS_EN: Final = r"\s+(?:said|says|told|has|have|is|are|was|were|announces?|reports?|confirms?)\b"
_LIST_EN: Final = rf"(?:,\s+{_NAME_EN}(?!['’]s|\w|{_SAYS_EN})){{0,3}}"
_SIDES_EN: Final = rf"(?:{_any(words.SIDE_EN)}\s+){{0,3}}"
_THING_EN: Final = rf"(?:[\w-]+\s+){{0,3}}?{_any(words.KIND_EN)}\s+{_any(words.LINK_EN)}\s+"
_PLACE_EN: Final = rf"(?:{_THING_EN})?{_SIDES_EN}{_NAME_EN}(?:\s+and\s+{_WORD_EN})?{_LIST_EN}"
_AGAIN_EN: Final = rf"(?:,?\s+(?:in|at|near)\s+{_SIDES_EN}{_NAME_EN}{_LIST_EN}){{0,2}}"
_ARTICLE: Final = r"(?:(?:the|an?)\s+)?"
_ENGLISH: Final = (
    rf"\b(?:(?i:{_any(words.AT_EN)})|(?P<out>from)|(?P<to>to|into)|{_any(words.STRUCK_EN)}\s+(?:on|against|of))\s+{_ARTICLE}"
    rf"(?P<place>{_PLACE_EN}{_AGAIN_EN})"
    rf"|\bon\s+{_ARTICLE}(?P<on>(?:[\w-]+\s+){{0,2}}?{_any(words.ON_EN)}\s+{_any(words.LINK_EN)}\s+{_SIDES_EN}{_NAME_EN}(?:\s+and\s+{_WORD_EN})?{_LIST_EN})"
)
_NOT_WITHIN: Final = re.compile(words.NOT_WITHIN_EN)
_WAR: Final = re.compile(
    r"(?:війн[иаіу]|вторгненн\w+|войн[ыаеу]|вторжени\w+|war|invasion)\s+(?:в|у|на|in)\s*$", re.IGNORECASE
)
_MOVED: Final = re.compile(r"(?<!\w)(?:вивез|вывез|перевез|депорт|увез|отвез|відвез)\w*\s+$", re.IGNORECASE)
_CONTRAST: Final = re.compile(r"\W*(?:а|но|але|однак|однако|раніше|ранее|also|but|earlier)\s", re.IGNORECASE)
_CAPITAL: Final = re.compile("[A-ZÀ-Þ]|" + _UPPER)
_PERSON: Final = re.compile(
    r"(?:[А-ЯЄІЇҐ][\w'’ʼ-]+\s+){0,2}[А-ЯЄІЇҐ][\w'’ʼ-]*(?:ського|ского|цького|цкого|енка|енко|ова|ева|єва)$"
)
_HEADING: Final = (
    rf"\W*(?P<name>(?:{_KIND}\s+)?(?:{_ADJECTIVE_NAME}\s+)?{_NAME}(?:\s+{_any(words.BEHIND)}|{_REGION})?)[^\w!?]*\Z"
)
_ITEM: Final = re.compile(r"[\s*]*[🔻🔹🔸]")  # one of several pieces of news
_LATIN: Final = re.compile("[a-zA-Z]")
_CYRILLIC: Final = re.compile("[а-яА-ЯіїєґІЇЄҐ]")
_ADJECTIVAL: Final = re.compile(r"(?:ому|ом|ій|ой)$")
_COURT: Final = re.compile(rf"\s+{_any(words.COURTS)}")
_AND: Final = re.compile(r",?\s(?:and|while|but|а|але|но|і|и|та)\s")
_REGION_ONLY: Final = re.compile(
    r"(?<!\w)[вуВУ]\s+(?:області|регіоні|країні|області|области|регионе|стране)(?!\w)(?!\s+[А-ЯЄІЇҐ])"
)
_REGION_NAME: Final = re.compile(r"област|щин|ччин|кра[йею]|республик|Донбас")
_FROM: Final[dict[ClaimKind, frozenset[Way]]] = {
    "captured": frozenset({"at", "from"}),
    "evacuated": frozenset({"at", "from"}),
    "deployed": frozenset({"at", "to"}),
}
_AT: Final[frozenset[Way]] = frozenset({"at"})
_FOLLOWS: Final = frozenset({"killed", "wounded", "casualties", "missing", "evacuated"})


class Place(NamedTuple):
    """`[start, end)` of the text as posted; `lead` is where its preposition begins."""

    lead: int
    start: int
    end: int
    way: Way = "at"
    named: bool = True


class Places:
    """The places of a text, read sentence by sentence as they are asked for."""

    __slots__ = ("_bounds", "_read", "_text")

    def __init__(self, text: str, bounds: list[tuple[int, int]]) -> None:
        self._text = text
        self._bounds = bounds
        self._read: dict[int, list[Place]] = {}

    def of(
        self, sentence: int, kind: ClaimKind, anchors: list[Part], elsewhere: list[Part], *, told: bool = True
    ) -> Part | None:
        """The place of a claim whose words are at `anchors`; a place that follows one of `elsewhere` is not its own.

        `told`: it is no denial.
        """
        ways = _FROM.get(kind, _AT)
        here = [place for place in self._of(sentence) if place.way in ways and not _follows(place, elsewhere)]
        if here:
            found = min(
                here,
                key=lambda place: (
                    kind == "captured" and place.way != "at",
                    _far(self._text, place, anchors),
                    place.start,
                ),
            )
            return found.start, found.end
        if self._of(sentence):
            return None
        ahead = self._ahead(sentence) if told else None
        if kind not in _FOLLOWS:
            return ahead
        before = self._before(sentence) or ahead
        wide = before is not None and _REGION_NAME.search(self._text, *before) is not None
        other = not wide and _REGION_ONLY.search(self._text, *self._bounds[sentence]) is not None
        return None if other else before

    def _before(self, sentence: int) -> Part | None:
        """The place of the sentence before, or of the one before that: what happened there is told on."""
        if _ITEM.match(self._text, self._bounds[sentence][0]):
            return None
        for at in range(sentence - 1, max(-1, sentence - 3), -1):
            found = [place for place in self._of(at) if place.way == "at" and place.named]
            if found:
                return found[-1].start, found[-1].end
            heading = _compiled(_HEADING).match(self._text, *self._bounds[at])
            if heading is not None and word(heading["name"].lower()).kind is None:  # "Знищено:" is no place
                return heading.span("name")
        return None

    def _ahead(self, sentence: int) -> Part | None:
        """The place of the sentence behind a headline: "Постраждав чоловік. У селі Лісове він …"."""
        if sentence or len(self._bounds) < 2 or _CONTRAST.match(self._text, self._bounds[1][0]):
            return None
        return next(((place.start, place.end) for place in self._of(1) if place.way == "at" and place.named), None)

    def _of(self, sentence: int) -> list[Place]:
        found = self._read.get(sentence)
        if found is None:
            found = self._read[sentence] = _places(self._text, *self._bounds[sentence])
        return found


def _places(text: str, start: int, end: int) -> list[Place]:
    if _CYRILLIC.search(text, start, end) is None:
        return _found(text, start, _compiled(_ENGLISH).finditer(text, start, end))
    pattern, led = _compiled(_SLAVIC), leads(text, start, end)
    return _found(text, start, pattern.finditer(text, start, end) if led is None else _led(text, end, pattern, led))


def _led(text: str, end: int, pattern: re.Pattern[str], leads: list[int]) -> Iterator[re.Match[str]]:
    """What the pattern finds up to `end`, if it may begin at `leads` alone."""
    done = 0
    for lead in leads:
        match = pattern.match(text, lead, end) if lead >= done else None
        if match is not None:
            done = match.end()
            yield match


def prepare() -> None:
    """Compile what else the first text with a claim has to wait for, and all that comes with it: 0.2 s."""
    for pattern in (_SLAVIC, _ENGLISH, _HEADING):
        _compiled(pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _found(text: str, start: int, matches: Iterator[re.Match[str]]) -> list[Place]:
    """The places among what the pattern of places matches in a sentence that begins at `start`."""
    found: list[Place] = []
    for match in matches:
        groups = match.groupdict()
        low, high = match.span("place" if groups["place"] is not None else "on")
        if _WAR.search(text, max(start, match.start() - 24), low) or _NOT_WITHIN.search(text, low, high):
            continue
        if _COURT.match(text, high) and _ADJECTIVAL.search(text, low, high):
            continue
        if groups.get("hit") is None and text[match.start()] in "уУ" and _PERSON.match(text, low, high):
            continue
        leads = (
            groups.get("to") or groups.get("into") or (groups.get("on") and text[low:high].endswith("щину"))
        )  # на Львівщину
        leads = leads or _MOVED.search(text, max(start, match.start() - 20), match.start()) is not None
        out = groups["out"] or text[match.start() : low].strip().lower() in {"с", "із"}  # not "поруч із Львовом"
        way: Way = "from" if out else "to" if leads else "at"
        found.append(Place(match.start(), low, high, way, _CAPITAL.search(text, low, high) is not None))
    return found


def _follows(place: Place, stretches: list[Part]) -> bool:
    return any(0 <= place.lead - end <= 1 for _, end in stretches)


def _far(text: str, place: Place, anchors: list[Part]) -> int:
    return min(_gap(text, place, start, end) for start, end in anchors)


def _gap(text: str, place: Place, start: int, end: int) -> int:
    """In characters; a clause between them is far, and what stands before is a little farther than what follows."""
    low, high = (end, place.lead) if place.lead >= end else (place.end, start)
    if low >= high:
        return 0
    apart = 60 * text.count(";", low, high) + 15 * (_AND.search(text, low, high) is not None)
    return high - low + (high == start) * 4 + apart
