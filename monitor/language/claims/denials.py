"""That nobody was hurt: "без жертв", "no one was hurt"."""

from typing import Final

from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.statement import Statement

_DENIED: Final = frozenset({"killed", "wounded", "casualties", "captured", "missing", "detained"})
NOBODY: Final = frozenset({"никто", "ніхто", "никого", "нікого", "nobody", "none"})
NO: Final = "no"
MISSING: Final = frozenset({"нет", "немає", "нема"})
WITHOUT: Final = frozenset({"без", "no", "without"})
NOT: Final = "не"
_NO_WORD: Final = ("информ", "інформ", "данн", "дани", "сведен", "відомост", "word", "information", "report")


def denials(line: Line, happened: list[Happening]) -> list[Statement]:
    """без жертв, no one was hurt; not "no information on victims"."""
    found = [one for one in happened if not one.members and one.kind in _DENIED and denied(line, one)]
    if not found or any(token.text.startswith(_NO_WORD) for token in line.tokens):
        return []
    return [Statement(happening.kind, [], happening, line, denied=True) for happening in found]


def denied(line: Line, happening: Happening) -> bool:
    """Whether the sentence says that it befell nobody."""
    before = list(range(max(0, happening.first - 6), happening.first))
    behind = range(happening.last, min(happening.last + 4, line.end))
    if line.text(happening.last - 1) in {"", "."}:
        return False
    nobody = any(
        line.text(at) in NOBODY
        or (
            line.text(at) == NO
            and line.text(at + 1) in {"one", "deaths", "casualties", "injuries", "fatalities", "people"}
        )
        for at in before
    )
    if happening.manner in {"state", "toll", "loss"}:
        missing = any(line.text(at) in MISSING for at in [*before, *behind]) or any(
            line.text(at) in WITHOUT for at in range(happening.first - 3, happening.first)
        )
        absent = line.text(happening.last) == NOT and happening.last + 1 < line.end
        return missing or absent or nobody
    return nobody
