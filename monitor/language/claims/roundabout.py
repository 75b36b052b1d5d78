"""Deaths and losses said in a roundabout way: "врятувати не вдалося", "знайшли мертвим", "особового складу – 320"."""

from typing import Final

from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.word import Voice
from monitor.language.word_lists import words

SAVE: Final = words(
    "врятувати врятували врятував врятувала спасти спасли спас спасла откачать реанімувати реанимировать"
)
PERSONNEL: Final = words("складу склад состава состав")
FIND: Final = words(
    "нашли нашел нашла найден найдена найдены обнаружили обнаружил обнаружен обнаружена обнаружены"
    " знайшли знайшов знайдено знайдений виявили виявлено"
)
_DEAD: Final = ("мертв", "погибш", "загибл")
_MANAGED: Final = ("вдал", "удал", "змогл", "зміг", "смогл", "смог", "встигл", "успел", "вийшл")
_REACH: Final = 4


def unsaved(line: Line, at: int) -> Happening | None:
    """Лікарям не вдалося врятувати двох людей; чоловіка врятувати не змогли; not "врятувати життя"."""
    if line.text(at + 1) in {"життя", "жизнь", "жизни"}:
        return None
    before = range(max(0, at - _REACH), at)
    no = next((near for near in before if line.text(near) == "не"), -1)
    if no >= 0 and (no == at - 1 or line.text(no + 1).startswith(_MANAGED)):
        return Happening("killed", "verb", "object", no, at + 1, strict=True)
    for near in range(at + 1, min(at + _REACH, line.end)):
        if line.text(near) == "не" and line.text(near + 1).startswith(_MANAGED):
            return Happening("killed", "verb", "object", at, near + 2, strict=True)
        if not line.is_word(near):
            return None
    return None


def roster(line: Line, at: int) -> Happening | None:
    """The line of a list of losses that counts people: what is new of them stands in brackets with a plus."""
    listed = at <= 3 and line.role(at) == "person" and line.text(at + 1) in {"-", ":"}
    grown = any(line.text(near) == "+" and line.text(near - 1) == "(" for near in range(at + 2, line.end))
    if not listed or not grown or any(line.role(near) == "predicate" for near in range(at, line.end)):
        return None
    return Happening("casualties", "loss", "object", at, at + 1)


def found_dead(line: Line, at: int) -> Happening | None:
    """Чоловіка знайшли мертвим; мертвыми были найдены двое."""
    behind = line.text(at + 1).startswith(_DEAD) and line.text(at + 1).endswith(("м", "й", "ю", "ми"))
    if not behind:
        return None
    voice: Voice = "passive" if line.text(at)[-2:] in {"ен", "на", "ны", "но", "ий"} else "object"
    return Happening("killed", "verb", voice, at, at + 2)
