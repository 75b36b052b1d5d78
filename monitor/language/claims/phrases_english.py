"""English deeds of more than one word: "shot dead", "taken hostage", "lost their lives"."""

from typing import Final

from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.word import Voice
from monitor.model.claim import ClaimKind

_TAKEN: Final = frozenset({"hostage", "prisoner", "captive", "hostages", "prisoners"})


def phrase(line: Line, at: int, text: str) -> Happening | None:
    following = line.text(at + 1)
    counted = any(figure.lead == at + 1 for figure in line.figures)
    if text in {"wounds", "wound"} and (counted or line.role(at + 1) in {"determiner", "another"}):
        return Happening("wounded", "verb", "object", at, at + 1)
    if text == "death" and following == "toll":
        return Happening("killed", "toll", "object", at, at + 2)
    if (
        text in {"shot", "shoot", "shoots", "shooting", "found", "gunned"}
        and following in {"dead", "down"}
        and text != "shot down"
    ):
        if following == "down" and text != "gunned":
            return None
        voice: Voice = "passive" if text == "found" else _resolved_pair(line, at)
        return Happening("killed", "verb", voice, at, at + 2)
    if following == "to" and line.text(at + 2) == "death" and text.endswith("ed"):
        return Happening("killed", "verb", _resolved_pair(line, at), at, at + 3)
    if text in {"lose", "loses", "lost", "losing"} and line.text(at + 2) in {"life", "lives"}:
        return Happening("killed", "verb", "subject", at, at + 3)
    if text in {"leaving", "leaves", "left"}:
        return _left(line, at)
    if text in {"taken", "held", "takes", "took"} and following in _TAKEN:
        return Happening("captured", "verb", "passive" if text in {"taken", "held"} else "object", at, at + 2)
    if text == "taken" and following == "into" and line.text(at + 2) == "custody":
        return Happening("detained", "verb", "passive", at, at + 3)
    return None


def _resolved_pair(line: Line, at: int) -> Voice:
    before = at - 1
    while line.role(before) == "adverb":
        before -= 1
    if line.role(before) == "be":
        return "passive"
    behind = at + 2
    active = any(figure.lead <= behind < figure.trail for figure in line.figures) or line.role(behind) in {
        "person",
        "determiner",
    }
    return "object" if active or line.text(at) in {"shoots", "shooting"} else "passive"


def _left(line: Line, at: int) -> Happening | None:
    """leaving the driver dead"""
    for near in range(at + 2, min(at + 8, line.end)):
        if any(figure.first <= near < figure.trail for figure in line.figures) or line.role(near) == "and":
            return None
        if line.text(near) in {"dead", "wounded", "injured", "hurt"}:
            kind: ClaimKind = "killed" if line.text(near) == "dead" else "wounded"
            return Happening(kind, "verb", "object", at, at + 1)
    return None
