"""What a sentence says happened: verbs, participles and nouns that make a claim once people are counted with them."""

from typing import Final

from monitor.language.claims.happening import Happening, Manner
from monitor.language.claims.line import Line
from monitor.language.claims.phrases import AMONG, phrase
from monitor.language.claims.prospects import beginnings
from monitor.language.claims.word import Role, Voice
from monitor.language.word_lists import words
from monitor.model.claim import ClaimKind

_MERGED: Final = frozenset({"killed", "wounded"})
_PASSIVE: Final = words("is are was were been being be get gets got")
_FATALLY: Final = ("смертельн", "fatally", "mortally")


def happenings(line: Line) -> list[Happening]:
    """All of a sentence, in order."""
    found: list[Happening] = []
    done = 0
    for at in beginnings(line):
        if at < done:
            continue
        happening = _at(line, at)
        if happening is not None:
            found.append(happening)
            done = max(at + 1, happening.last)
    return _merged(line, found)


def _at(line: Line, at: int) -> Happening | None:
    role = line.role(at)
    composite = phrase(line, at, role)
    if composite is not None:
        return composite
    word = line.words[at]
    if word.kind is None or line.text(at + 1) == "горем":  # убит горем
        return None
    if word.kind == "deployed" and line.text(at + 2) in {"оману", "заблуждение"}:  # ввели в оману
        return None
    if role == "predicate":
        return _verb(line, at)
    if role in {"state", "event", "body"}:
        return _noun(line, at, role)
    manner: Manner = "loss" if role == "loss" else "verb"
    return Happening(word.kind, manner, "object", at, at + 1, word.number, word.strict)


def _noun(line: Line, at: int, role: Role) -> Happening | None:
    word, text = line.words[at], line.text(at)
    if text == "lives" and not any(
        line.text(before).startswith(("claim", "tak", "took", "cost")) for before in range(at - 5, at)
    ):
        return None
    if text == "тел" and line.text(at + 1) == "." and at + 2 < line.end:
        return None  # тел. гарячої лінії 1548
    if word.kind == "evacuated" and line.text(at - 1) == "на":
        return None  # в списку на евакуацію
    manner: Manner = "event" if role == "event" else "body" if role == "body" else "state"
    voice: Voice = "instrument" if role == "state" and text.endswith(("ыми", "ими")) else "object"
    if role == "state" and _tolled(line, at):
        manner = "toll"
    elif role == "state" and line.text(at - 1 - (line.role(at - 1) == "determiner")) in AMONG:
        manner = "among"
    assert word.kind is not None  # noqa: S101 - nouns of the table have one
    return Happening(word.kind, manner, voice, at, at + 1, "", word.strict, word.weak)


def _tolled(line: Line, at: int) -> bool:
    """число погибших, the number of people killed"""
    return any(line.role(before) == "toll" for before in range(max(0, at - 4), at))


def _verb(line: Line, at: int) -> Happening:
    word = line.words[at]
    tolled = line.english(at) and _tolled(line, at)  # "the number of people detained this month"
    voice = word.voice if word.voice != "either" else "passive" if tolled else _resolved(line, at)
    strict = word.strict
    last = at + 1
    if word.kind == "missing" and line.text(at + 1) in {"без", "безвісти", "безвести"}:
        last = at + 2 if line.text(at + 1) != "без" else at + 3
        strict = False
    assert word.kind is not None  # noqa: S101 - verbs of the table have one
    manner: Manner = "toll" if voice == "passive" and tolled else "verb"
    kind: ClaimKind = "killed" if word.kind == "wounded" and line.text(at - 1).startswith(_FATALLY) else word.kind
    return Happening(kind, manner, voice, at, min(last, line.end), word.number, strict, word.weak)


def _resolved(line: Line, at: int) -> Voice:
    """Whether an English -ed is what was done to those before it, or to those behind."""
    before = at - 1
    while line.role(before) == "adverb" or line.word(before).mood == "severity":
        before -= 1
    if line.role(before) == "be":
        return "passive"
    if line.role(before) == "have":
        return "object"
    behind = at + 1
    while line.role(behind) == "adverb":
        behind += 1
    if any(figure.lead <= behind < figure.trail for figure in line.figures):
        return "object"
    named = line.role(behind) == "determiner" or any(line.role(near) == "person" for near in range(behind, behind + 3))
    closed = line.role(behind) in {"preposition", "when", "and", "or", "be", "adverb", "including"} or not line.is_word(
        behind
    )
    return "object" if named and not closed else "passive"


def _merged(line: Line, found: list[Happening]) -> list[Happening]:
    """Dead and wounded in one figure are casualties; dead or missing in one figure are no kind."""
    out: list[Happening] = []
    for happening in found:
        if out and _joined(line, out[-1], happening):
            before = out[-1]
            if before.kind != happening.kind:
                both = {before.kind, happening.kind} <= _MERGED or before.kind == "casualties"
                before.kind = "casualties" if both else before.kind
                before.mixed = before.mixed or not both
            if (
                happening.voice == "object"
                and line.text(before.first - 1) not in _PASSIVE
                and line.english(before.first)
            ):
                before.voice = "object"  # "killed or wounded 65 soldiers": whom it is done to stands behind both
            before.last = happening.last
            before.strict = before.strict and happening.strict
            if happening.manner == "toll":
                before.manner = "toll"
            continue
        out.append(happening)
    return out


def _joined(line: Line, before: Happening, behind: Happening) -> bool:
    if behind.first - before.last not in {1, 2, 3} or before.manner == "loss":
        return False
    joint = [line.role(at) for at in range(before.last, behind.first)]
    signs = {line.text(at) for at in range(before.last, behind.first) if not line.is_word(at)}
    if not {"and", "or"} & set(joint) and "/" not in signs:
        return False
    if any(
        role not in {"and", "or", "be", "adverb"} and line.is_word(at)
        for role, at in zip(joint, range(before.last, behind.first), strict=True)
    ):
        return False
    if signs - {"/", "(", ")"} or any(before.last <= figure.first < behind.first for figure in line.figures):
        return False
    followed = any(figure.lead == behind.last for figure in line.figures)
    return not (followed and any(figure.trail <= before.first for figure in line.figures)) or "or" in joint
