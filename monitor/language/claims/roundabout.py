"""Deaths and losses said in a roundabout way: "врятувати не вдалося", "знайшли мертвим", "особового складу – 320"."""

from typing import Final

from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.word import Voice
from monitor.language.word_lists import words

SAVE: Final = words(
    "врятувати врятували врятував врятувала спасти спасли спас спасла откачать реанімувати реанимировать"
)
PERSONNEL: Final = words("складу склад состава состав personnel сили силы сила")
MINUS: Final = words("мінус минус")
STRENGTH: Final = words("налічує нараховує насчитывает насчитывают налічують")
FIND: Final = words(
    "нашли нашел нашла найден найдена найдены обнаружили обнаружил обнаружен обнаружена обнаружены"
    " знайшли знайшов знайдено знайдений виявили виявлено"
)
_DEAD: Final = ("мертв", "погибш", "загибл")
_MANAGED: Final = ("вдал", "удал", "змогл", "зміг", "смогл", "смог", "встигл", "успел", "вийшл")
_REACH: Final = 4
_NOUN: Final = 5


def unsaved(line: Line, at: int) -> Happening | None:
    """Лікарям не вдалося врятувати двох людей; чоловіка врятувати не змогли; not "врятувати життя"."""
    if line.text(at + 1) in {"життя", "жизнь", "жизни"}:
        return None
    before = range(max(0, at - _REACH), at)
    no = next((near for near in before if line.text(near) == "не"), -1)
    if no >= 0 and (no == at - 1 or line.text(no + 1).startswith(_MANAGED)):
        return Happening("killed", "verb", "object", no, at + 1, strict=True, weak=True)
    for near in range(at + 1, min(at + _REACH, line.end)):
        if line.text(near) == "не" and line.text(near + 1).startswith(_MANAGED):
            last = near + 2 if near == at + 1 else at + 1  # "спасти хозяина не удалось": he stands between
            return Happening("killed", "verb", "object", at, last, strict=True, weak=True)
        if not line.is_word(near):
            return None
    return None


def roster(line: Line, at: int) -> Happening | None:
    """The line of a list of losses that counts people: what is new of them stands in brackets with a plus."""
    opens = at <= 3 or ":" in {line.text(at - 1), line.text(at - 2)}
    listed = opens and line.role(at) == "person" and line.text(_doubled(line, at + 1)) in {"-", ":"}
    grown = any(line.text(near) == "+" and line.text(near - 1) == "(" for near in range(at + 2, line.end))
    if not listed or not grown or any(line.role(near) == "predicate" for near in range(at, line.end)):
        return None
    return Happening("casualties", "loss", "object", at, at + 1)


def _doubled(line: Line, at: int) -> int:
    """Past a translation: "особового складу / personnel – …"."""
    return at + 2 if line.text(at) == "/" and line.is_word(at + 1) else at


def minus(line: Line, at: int) -> Happening | None:
    """Мінус 900 окупантів: the slang of reports."""
    figure = next((figure for figure in line.figures if figure.lead == at + 1), None)
    if figure is None or not line.is_word(figure.trail):
        return None
    if not any(line.role(near) == "person" for near in range(figure.trail, figure.trail + 3)):
        return None
    return Happening("killed", "verb", "object", at, at + 1, strict=True)


def strength(line: Line, at: int) -> Happening | None:
    """Угруповання налічує 90 тисяч військових на півдні: only where it is told where they stand."""
    figure = next((figure for figure in line.figures if 0 <= figure.lead - at - 1 <= 1), None)
    if figure is None:
        return None
    for near in range(figure.trail, min(figure.trail + _NOUN, line.end - 1)):
        if line.text(near) in {"в", "у", "на", "біля", "под", "під"}:
            return Happening("deployed", "verb", "object", at, at + 1, strict=True)
    return None


def found_dead(line: Line, at: int) -> Happening | None:
    """Чоловіка знайшли мертвим; мертвыми были найдены двое."""
    behind = line.text(at + 1).startswith(_DEAD) and line.text(at + 1).endswith(("м", "й", "ю", "ми"))
    if not behind:
        return None
    voice: Voice = "passive" if line.text(at)[-2:] in {"ен", "на", "ны", "но", "ий"} else "object"
    return Happening("killed", "verb", voice, at, at + 2)
