"""Where it happened: names of places behind the prepositions of place, most specific first."""

import re
from typing import Final, NamedTuple

from monitor.model.claim import Part

_NAME: Final = r"[A-ZА-ЯІЇЄҐ][\w'’ʼ]*(?:[-‑–][\w'’ʼ]+)*"
_KIND: Final = (
    r"(?:област|район|громад|направлен|напрямк|напрямку|кра[еюя]|округ|республик|республіц|обл|сел[аеі]|поселк|пос[её]лк|город|міст|губерни|посел|"
    r"oblast|region|province|district|county|governorate|department|municipality|prefecture|airport|island|city)"
)
_TOWN: Final = r"(?:смт|пгт|м|г|с|н\.\s?п|сел[оеі]|село|місті?|город[еа]|пос[её]лк[еа]|селищі|деревн[еи]|станиц[еы]|хутор[еа])"
_WHERE: Final = r"(?i:в|у|во|на|по|під|под|поблизу|біля|возле|около|неподалік|недалеко\sот|под|near|in|at|off|outside|on|across|around|throughout|над)"
_ENGLISH_OF: Final = r"(?:[\w-]+\s){0,4}(?:city|town|village|port|province|state|island|region|district|coast|capital|outskirts|suburb)s?\sof\s(?:the\s)?"
_LOWER: Final = r"(?:(?!(?:their|his|her|its|a|an|and|by)\s)[a-zа-яіїєґ][\w'’ʼ-]*\s){0,2}"
_MORE: Final = rf"(?:(?:\s|,\s(?=[A-Z]))(?:{_NAME}|{_KIND}\w*)|\s(?:in|at|de|di|el|al|of|of\sthe)\s{_NAME}|\s\({_NAME}\))"
_PLACE: Final = re.compile(
    rf"(?<!\w){_WHERE}\s(?:the\s)?(?:{_ENGLISH_OF})?(?P<name>{_LOWER}(?:{_TOWN}\.?\s)?(?:[\"«„“]?{_NAME}[\"»“”]?){_MORE}{{0,6}})"
    rf"|(?<!\w)(?P<town>{_TOWN}\.?\s{_NAME}{_MORE}{{0,4}})",
)
_TIMES: Final = re.compile(
    r"^(?:січ|лют|берез|квіт|трав|черв|липн|серп|верес|жовт|листопад|груд|янв|февр|март|апрел|ма[йея]$|июн|июл|август|сентяб|октяб|нояб|декаб|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"понедел|вторн|сред[уы]|четверг|пятниц|суббот|воскрес|понеділ|вівтор|серед[уи]|п['’ʼ]ятниц|субот|неділ|telegram|телеграм|facebook|youtube|whatsapp|twitter|"
    r"рф$|зсу$|всу$|вс$|мзс|мид|мвд|мвс|сбу|фсб|гур|мо$|сизо|сми|змі)",
    re.IGNORECASE,
)
_COUNTRIES: Final = frozenset("США РФ ДНР ЛНР ОАЭ ОАЕ КНДР КНР ЮАР UK US USA UAE DPR LPR КСИР ЦФО ЕС ЄС".split())
_NEAR: Final = 260


class Place(NamedTuple):
    """A name of a place and where its preposition stands."""

    start: int
    end: int
    cue: int


def places(text: str, start: int, end: int) -> list[Place]:
    """All in a stretch of the text, in order."""
    found: list[Place] = []
    for match in _PLACE.finditer(text, start, end):
        group = "name" if match["name"] is not None else "town"
        name = match[group].strip("\"«»„“”")
        low = match.start(group) + (match[group].find(name) if name else 0)
        if name and not _no_place(name):
            found.append(Place(low, low + len(name), match.start()))
    return found


def _no_place(name: str) -> bool:
    words = name.split()
    first = next((word for word in words if word[:1].isupper()), words[0])
    if _TIMES.match(first) is not None:
        return True
    return first.isupper() and len(first) > 1 and first not in _COUNTRIES


def nearest(found: list[Place], about: Part, avoid: Part | None) -> Part | None:
    """The place that is said of a claim: the first behind it rather than the last before it."""
    best: tuple[int, Part] | None = None
    for place in found:
        if avoid is not None and place.start < avoid[1] and avoid[0] < place.end:
            continue
        gap = place.start - about[1] if place.start >= about[1] else max(0, about[0] - place.end) + 25
        if gap <= _NEAR and (best is None or gap < best[0]):
            best = gap, (place.start, place.end)
    return None if best is None else best[1]
