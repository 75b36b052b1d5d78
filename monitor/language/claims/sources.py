"""Who says so: the subject of a verb of saying, "according to …", and the source behind a dash."""

from typing import Final

from monitor.language.claims.line import Line
from monitor.model.claim import Part

_DATA: Final = frozenset("данным информации словам сообщению сообщениям оценкам версии даними інформацією словами повідомленням оцінками сведениям свідченням".split())
_STOPS: Final = frozenset(",.;:!?-»”")
_LONGEST: Final = 16
_TAIL: Final = 9
_PRONOUNS: Final = frozenset(
    "it he she they that which who we i он она они оно он вона він вони это этом цьому этому це что що который ранее раніше также також however earlier there".split()
)
_CHANNELS: Final = ("телеграм", "telegram", "facebook", "фейсбук", "соцсет", "соцмереж")
_LEFT_OUT: Final = frozenset("the a an ранее раніше также також при этом затем сегодня сьогодні вчера вчора уже вже позже later also officially".split())
_INNER: Final = frozenset("of the for and s ' ( ) . & de al el".split())


def source(line: Line, about: Part) -> Part | None:
    """The words that name who makes a claim of this sentence, or None."""
    speaker = _before_colon(line)
    if speaker is not None and line.tokens[speaker[1] - 1].end <= about[0]:
        return line.span(*speaker)
    says = [at for at in range(line.end) if line.words[at].mood == "say" and not (at and line.english(at) and line.tokens[at].capital)]
    before = [at for at in says if line.tokens[at].end <= about[0]]
    behind = [at for at in says if line.tokens[at].start >= about[1]]
    inside = [at for at in says if at not in before and at not in behind]
    for at in [*reversed(before), *behind, *inside]:
        span = _said(line, at)
        if span is not None and not _overlaps(line, span, about, at):
            return line.span(*span)
    for find in (_by_data, _behind_dash):
        span = find(line)
        if span is not None and (find is not _behind_dash or line.tokens[span[0]].start >= about[1] - 1):
            return line.span(*span)
    return None


def _overlaps(line: Line, span: tuple[int, int], about: Part, say: int) -> bool:
    start, end = line.span(*span)
    return start < about[1] and about[0] < end and not (about[0] <= line.tokens[say].start < about[1])


def _said(line: Line, at: int) -> tuple[int, int] | None:
    if line.text(at) == "according":
        return _until(line, at + 2)
    if line.text(at + 1) == "by" and line.english(at):
        return _until(line, at + 2)
    left = None if _opens(line, at) else _before(line, at)
    return left if left is not None else _until(line, at + 1)


def _opens(line: Line, at: int) -> bool:
    """сообщил …: the verb stands first in its clause."""
    return at == 0 or (not line.is_word(at - 1) and line.text(at - 1) not in {")", "."}) or line.text(at - 1) in {"этом", "цьому", "це", "этого"}


def _before(line: Line, at: int) -> tuple[int, int] | None:
    english = line.english(at)
    start = at
    while start > 0 and at - start < _LONGEST and _of_name(line, start - 1, english=english):
        start -= 1
    while start < at and (line.text(start) in _LEFT_OUT or not line.is_word(start)):
        start += 1
    if start >= at or line.text(start) in _PRONOUNS:
        return None
    end = at
    while end > start and (line.role(end - 1) in {"have", "be", "adverb"} or not (line.is_word(end - 1) or line.text(end - 1) == ")")):
        end -= 1
    return (start, end) if end > start and _names(line, start, end) else None


def _of_name(line: Line, at: int, *, english: bool) -> bool:
    if line.text(at) in _INNER and (english or line.text(at) in {"(", ")"}):
        return not (line.text(at) == "." and len(line.text(at - 1)) > 4)
    if line.text(at) == "-":
        return not line.tokens[at].spaced
    if not line.is_word(at) or line.words[at].kind is not None and line.role(at) == "predicate":
        return False
    return line.role(at) not in {"preposition", "when", "that", "but", "and", "get", "take", "not", "pronoun"}


def _names(line: Line, start: int, end: int, *, figures: bool = True) -> bool:
    """Whether there is a noun for somebody, or a name, and no figure."""
    if figures and any(start <= figure.first < end for figure in line.figures):
        return False
    return any(line.tokens[at].capital or line.role(at) == "person" or line.text(at).startswith(("влад", "власт", "источник", "джерел", "authorit", "polic", "media", "полици", "издани", "військ", "прокурат", "служб")) for at in range(start, end))


def _until(line: Line, at: int) -> tuple[int, int] | None:
    """What follows a verb that stands first, or a preposition: up to the next stop."""
    if line.role(at) == "preposition" and line.text(at + 1).startswith(_CHANNELS):
        at += 2
        while line.is_word(at) is False and line.text(at) == "-":
            at += 2
    if line.text(at) in {"в", "у", "во", "to", "о", "об", "про", "что", "що", "that"}:
        at += 1
    while line.text(at) in _LEFT_OUT or line.text(at) in {'"', "«"}:
        at += 1
    end = at
    while end < min(line.end, at + _LONGEST) and not _stops(line, end):
        end += 1
    if end == at or line.text(at) in _PRONOUNS or not _names(line, at, end):
        return None
    return at, end


def _stops(line: Line, at: int) -> bool:
    if line.text(at) in _STOPS and not (line.text(at) == "-" and not line.tokens[at].spaced):
        return not (line.text(at) == "." and at + 1 < line.end and line.tokens[at + 1].capital and len(line.text(at - 1)) < 5)
    return line.role(at) in {"that", "when", "pronoun"} or line.text(at) in {"о", "об", "про", "в"} or (line.role(at) == "predicate" and line.words[at].kind is not None)


def _by_data(line: Line) -> tuple[int, int] | None:
    """По данным СМИ, …; за словами очевидців, …"""
    for at in range(1, line.end - 1):
        if line.text(at) in _DATA and line.text(at - 1) in {"по", "за", "согласно", "со", "зі", "з"}:
            end = at + 1
            while end < min(line.end, at + _LONGEST) and not _stops(line, end):
                end += 1
            if end > at + 1:
                return at + 1, end
    return None


def _behind_dash(line: Line) -> tuple[int, int] | None:
    """… погибли, - источник 112."""
    end = line.end
    while end > 0 and not line.is_word(end - 1) and not line.text(end - 1).isdigit():
        end -= 1
    for at in range(end - 1, max(0, end - 1 - _TAIL), -1):
        if line.text(at) == "-" and line.tokens[at].spaced:
            inner = range(at + 1, end)
            plain = all(line.role(near) not in {"predicate", "state", "verb", "that", "when", "pronoun", "get"} for near in inner)
            counted = any(at < figure.first < end and line.text(figure.first) != "112" for figure in line.figures)
            plain = plain and line.role(at + 1) != "preposition" and _names(line, at + 1, end, figures=False)
            return (at + 1, end) if plain and not counted and end > at + 1 else None
    return None


def _before_colon(line: Line) -> tuple[int, int] | None:
    """Зеленский: …"""
    start = 0
    while start < line.end and not line.is_word(start):
        start += 1
    for at in range(start + 1, min(start + 7, line.end)):
        if line.text(at) == ":":
            named = line.tokens[start].capital and all(line.is_word(near) or line.text(near) == "112" for near in range(start, at))
            plain = all(line.role(near) in {"other", "person", "adjective", "thing", "preposition"} for near in range(start, at))
            return (start, at) if named and plain else None
    return None
