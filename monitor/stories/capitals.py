"""A capital that stands for its government: "Kyiv refuses" says who, not where.

So such a name tells of no place unless the text puts something there: "in Kyiv", "on the outskirts of Kyiv", "Kyiv is
under attack". Only capitals act; of all other towns a mere name may be where it happened.
"""

import re
from collections.abc import Iterable

from monitor.model import Mention

_CAPITAL = re.compile(
    "(?:ки[еєї]в|kyiv|kiev|москв|moscow|кремл|kremlin|вашингтон|washington|пек[ии]н|пекін|beijing|м[иі]нс|minsk"
    "|лондон|london|париж|paris|берл[иі]н|berlin|брюссел|brussels|варшав|warsaw|анкар|ankara|тегеран|tehran|пхеньян"
    "|pyongyang|сеул|seoul|ток[иі]о|tokyo|иерусалим|єрусалим|jerusalem|тель.авив|тель.авів|tel aviv|тбил|тбіл|tbilisi"
    "|ереван|єреван|yerevan|баку|baku|кишин|chi[sș]in|бухарест|bucharest|будапешт|budapest|дамаск|damascus"
    r")\w{0,4}",  # Тбилисская is another place
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"""(?<!\w)(?:
        (?: (?:в|во|на|под|по|над|возле|около|близ|недалеко\sот|під|біля|поблизу|неподалік
              |in|at|near|over|around|across|outside|on)
          | (?:центр|окраин|околиц|окрестност|район|пригород|передміст|улиц|вулиц|жител|мешкан|мэр|мер|аэропорт|аеропорт
              |метро|неб|север|южн|юг|восток|запад|півн|півд|схо|захо|город|міст|столиц|атаков|атакув
              |ударил|вразил|обстрел|обстріл|outskirts|suburb|residents|mayor|sky|skies|streets|cent|struck|strik|hit|attack|shell|bomb|pound)\w*(?:\sof|\sукра[иї]н[ыи]|\sрос[сі]\w+)?
        )\s(?:[^\W\d]+(?:[оеиы]м|[ое]й|ій|[ое]му|ую)\s)?
      | [гм]\.\s? | \#
    )[«"“*_\[(]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_UKRAINIAN = re.compile(r"(?<!\w)[уУ]\s[«\"“*_\[(]*$")  # "у Києві" is in Kyiv, "у Киева" is what Kyiv has
_HEADING = re.compile(r"(?:\A|\n)[^\w\n]*$")  # "Kyiv: explosions"; "Kyiv, Kharkiv – explosions"
_HEADED = re.compile(r"(?:, [^\W\d_a-zа-яіїєґ][\w'’ʼ-]*){0,6}[»\"”*_\])]*(?:[:.!][*_]*\s|\s*\n| ?[–—-] )")
_STRUCK = re.compile(
    r"[»\"”*_\])]* (?:(?:снова|вновь|знову|сейчас|зараз|is|was|came) )?"
    r"(?:атак|обстрел|обстріл|подверг|под |під |зазна|взрыв|вибух|прил[её]т|приліт|тривог|тревог|under |attacked|hit "
    r"|explosion|blast)",
    re.IGNORECASE,
)
_REACH = 24  # letters before that tell


def capitals(text: str, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The entities among those named in a text that are capitals and never said to be where something is."""
    acting: dict[str, bool] = {}
    for one in mentions:
        if _CAPITAL.fullmatch(text, one.start, one.end) is not None:
            acting[one.entity] = acting.get(one.entity, True) and not _is_where(text, one)
    return tuple(name for name, acts in acting.items() if acts)


def _is_where(text: str, one: Mention) -> bool:
    before = text[max(0, one.start - _REACH) : one.start]
    return bool(
        _BEFORE.search(before)
        or (text[one.end - 1] == "і" and _IN_UKRAINIAN.search(before))
        or _STRUCK.match(text, one.end)
        or (_HEADED.match(text, one.end) and _HEADING.search(before))
    )
