"""What a sentence says happened: verbs, participles and nouns that make a claim once people are counted with them."""

from dataclasses import dataclass, field
from typing import Final, Literal

from monitor.language.claims.line import Line
from monitor.language.claims.word import Number, Role, Voice, words
from monitor.model.claim import ClaimKind

Manner = Literal["verb", "state", "event", "body", "loss", "toll", "among"]

_NEAR: Final = 6
_LIFE: Final = frozenset({"жизни", "жизнь", "життя", "життів", "жизней"})
_TAKERS: Final = ("унес", "унос", "забра", "забир", "обірва", "оборва", "отнял", "лишил", "позбав", "втрат", "потеря")
_YIELD: Final = ("попа", "потрап", "сда", "зда", "оказ", "опин")
_BEGIN: Final[frozenset[Role]] = frozenset({"get", "take", "injury", "toll", "captivity"})
_PHRASES: Final = words(
    "shot shoot shoots shooting found gunned taken held takes took lose loses lost losing death wounds wound"
)
_MERGED: Final = frozenset({"killed", "wounded"})
_CUSTODY: Final = frozenset({"арест", "стражу", "варту", "арешт"})
_TAKEN: Final = frozenset({"hostage", "prisoner", "captive", "hostages", "prisoners"})


@dataclass(slots=True)
class Happening:
    """`[first, last)` are its tokens; `voice` tells where the victims stand, `manner` what sort of word it is."""

    kind: ClaimKind
    manner: Manner
    voice: Voice
    first: int
    last: int
    number: Number = ""
    strict: bool = False
    weak: bool = False
    mixed: bool = False
    members: list[int] = field(default_factory=list)


def happenings(line: Line) -> list[Happening]:
    """All of a sentence, in order."""
    found: list[Happening] = []
    at = 0
    while at < line.end:
        happening = _at(line, at) if _may_begin(line, at) else None
        if happening is not None:
            found.append(happening)
            at = max(at + 1, happening.last)
        else:
            at += 1
    return _merged(line, found)


def _may_begin(line: Line, at: int) -> bool:
    word = line.words[at]
    text = line.tokens[at].text
    return (
        word.kind is not None
        or text == "насмерть"
        or word.role in _BEGIN
        or text in _PHRASES
        or text.startswith(_TAKERS)
        or text.endswith("ed")
    )


def _at(line: Line, at: int) -> Happening | None:
    role = line.role(at)
    composite = _composite(line, at, role)
    if composite is not None:
        return composite
    word = line.words[at]
    if word.kind is None:
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
    manner: Manner = "event" if role == "event" else "body" if role == "body" else "state"
    voice: Voice = "instrument" if role == "state" and text.endswith(("ыми", "ими")) else "object"
    if role == "state" and _tolled(line, at):
        manner = "toll"
    elif role == "state" and line.text(at - 1) in {"среди", "серед", "among"}:
        manner = "among"
    assert word.kind is not None  # noqa: S101 - nouns of the table have one
    return Happening(word.kind, manner, voice, at, at + 1, "", word.strict, word.weak)


def _tolled(line: Line, at: int) -> bool:
    """число погибших, the number of people killed"""
    return any(line.role(before) == "toll" for before in range(max(0, at - 4), at))


def _verb(line: Line, at: int) -> Happening:
    word = line.words[at]
    voice = _resolved(line, at) if word.voice == "either" else word.voice
    strict = word.strict
    last = at + 1
    if word.kind == "missing" and line.text(at + 1) in {"без", "безвісти", "безвести"}:
        last = at + 2 if line.text(at + 1) != "без" else at + 3
        strict = False
    assert word.kind is not None  # noqa: S101 - verbs of the table have one
    manner: Manner = "toll" if voice == "passive" and line.english(at) and _tolled(line, at) else "verb"
    return Happening(word.kind, manner, voice, at, min(last, line.end), word.number, strict, word.weak)


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


def _composite(line: Line, at: int, role: Role) -> Happening | None:
    text = line.text(at)
    if role == "get":
        return _got(line, at)
    if role == "take":
        return _taken(line, at)
    if role == "captivity":
        return _taken_before(line, at)
    if text in {"насмерть", "на-смерть"}:
        return _to_death(line, at)
    if _hurts(line, at):
        return _got_before(line, at) or _english(line, at, text)
    if role == "toll" and text == "toll":
        return Happening("killed", "toll", "object", at, at + 1)
    if text.startswith(_TAKERS) and any(line.text(near) in _LIFE for near in range(at + 1, at + 4)):
        return _lives(line, at)
    if line.word(at).kind == "deployed" and line.text(at + 1) == "под" and line.text(at + 2) in _CUSTODY | {"домашний"}:
        return Happening("detained", "verb", line.words[at].voice, at, at + 3, line.words[at].number)
    if text.isascii():
        return _english(line, at, text)
    return None


def _got(line: Line, at: int) -> Happening | None:
    """получили ранения, suffered injuries; the people may stand between."""
    for near in range(at + 1, min(at + _NEAR, line.end)):
        if _hurts(line, near) or line.text(near) in {"wounds", "injuries"}:
            counted = any(at < figure.first < near for figure in line.figures)
            fatal = any(line.text(behind).startswith(("несовмест", "несуміс")) for behind in range(near + 1, near + 4))
            return Happening(
                "killed" if fatal else "wounded",
                "verb",
                "subject",
                at,
                at + 1 if counted else near + 1,
                line.words[at].number,
            )
        if line.text(near) in {",", ";"} or line.role(near) == "get":
            return None
    return None


def _hurts(line: Line, at: int) -> bool:
    word = line.word(at)
    return word.role == "injury" or (word.role == "event" and word.kind == "wounded")


def _got_before(line: Line, at: int) -> Happening | None:
    """Ранения различной степени тяжести получили"""
    for near in range(at + 1, min(at + _NEAR, line.end)):
        if line.role(near) == "get":
            return Happening("wounded", "verb", "subject", at, near + 1, line.words[near].number)
        if not line.is_word(near) or line.role(near) in {"injury", "predicate"}:
            return None
    return None


def _taken(line: Line, at: int) -> Happening | None:
    """взяли в плен, сдались в полон, взяли под стражу"""
    text = line.text(at)
    for near in range(at + 1, min(at + _NEAR, line.end)):
        custody = line.text(near) in _CUSTODY
        hostage = line.text(near).startswith(("заложни", "заручни")) and line.text(near - 1) in {"в", "у"}
        if line.role(near) == "captivity" or custody or hostage:
            voice: Voice = "object"
            if text.startswith(_YIELD):
                voice = "subject"
            elif text[-2:] in {
                "та",
                "то",
                "ты",
                "ті",
                "на",
                "но",
                "ны",
                "ні",
                "ий",
                "ят",
                "ен",
            } and not text.startswith("бер"):
                voice = "passive"
            counted = any(at < figure.first < near for figure in line.figures)
            number = line.words[at].number
            return Happening(
                "detained" if custody else "captured", "verb", voice, at, at + 1 if counted else near + 1, number
            )
        if line.text(near) in {",", ";", "."}:
            return None
    return None


def _taken_before(line: Line, at: int) -> Happening | None:
    """У полон потрапили, в плен сдались"""
    if line.text(at - 1) not in {"в", "у"}:
        return None
    for near in range(at + 1, min(at + 4, line.end)):
        text = line.text(near)
        if line.role(near) == "take":
            voice: Voice = "subject" if text.startswith(_YIELD) else "object"
            return Happening("captured", "verb", voice, at, near + 1, line.words[near].number)
        if not line.is_word(near):
            return None
    return None


def _to_death(line: Line, at: int) -> Happening | None:
    """насмерть сбил, загрызли насмерть"""
    for near in (at + 1, at - 1):
        if line.role(near) == "verb" and line.text(near).endswith(("л", "ла", "ло", "ли", "в")):
            number: Number = "many" if line.text(near).endswith("ли") else "one"
            return Happening("killed", "verb", "object", min(at, near), max(at, near) + 1, number)
    return None


def _lives(line: Line, at: int) -> Happening:
    last = next(near for near in range(at + 1, at + 4) if line.text(near) in _LIFE)
    voice: Voice = "subject" if line.text(at).startswith(("лишил", "втрат", "потеря")) else "object"
    return Happening("killed", "verb", voice, at, last + 1)


def _english(line: Line, at: int, text: str) -> Happening | None:
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
