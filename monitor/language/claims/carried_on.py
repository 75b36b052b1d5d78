"""One person whom an earlier verb of the sentence names: "мужчина выпал из окна и погиб", "…, его задержали"."""

from typing import Final

from monitor.language.claims import one, one_apart
from monitor.language.claims.count import Count
from monitor.language.claims.line import Line
from monitor.language.claims.word import Role

_BACK: Final = 28
_NOUN: Final = 7
_PAST: Final = ("в", "л", "ла", "вся", "лся", "лась", "лася", "зся", "ся")
_DID: Final = ("ав", "ив", "ув")  # what the grammar takes for nouns
_HE: Final = {"он": "m", "він": "m", "она": "f", "вона": "f"}
_HIM: Final = {"его": "m", "його": "m", "ее": "f", "її": "f"}
_PLAIN: Final[frozenset[Role]] = frozenset({"adjective", "adverb", "not", "preposition"})
_DASHES: Final = frozenset({"-", "("})
_SADLY: Final = frozenset({"жаль", "сожалению", "счастью", "щастя"})


def subject(line: Line, first: int) -> Count | None:
    """The person who did something before: "водій не впорався з керуванням і загинув", "— він потрапив у полон".

    `first` is the deed. Its gender must be that of the verb before, and of the pronoun.
    """
    stop = _lead(line, first)
    gender = _gender(line.text(first))
    pronoun = _HE.get(line.text(stop - 1))
    if pronoun is not None:
        stop = _lead(line, stop - 1)
        return _doer(line, stop, pronoun) or _named(line, stop) if pronoun == gender else None
    return _doer(line, stop, gender) if _joins(line, stop - 1) else None


def undergoer(line: Line, first: int) -> Count | None:
    """The person whom a pronoun before the deed names: "чоловік тікав, але його затримали", "супруге (её …)"."""
    stop = _lead(line, first)
    gender = _HIM.get(line.text(stop - 1))
    if gender is None:
        return None
    stop = _lead(line, stop - 1)
    if line.text(stop - 1) not in _DASHES and not _joins(line, stop - 1):
        return None
    return _doer(line, stop, gender) or _named(line, stop)


def _lead(line: Line, at: int) -> int:
    """Before adverbs and the like: "і, на жаль, загинув"."""
    while True:
        if line.role(at - 1) in {"adverb", "be"}:
            at -= 1
        elif line.text(at - 1) == "," and line.text(at - 2) in _SADLY:
            at -= 3
            at -= line.text(at - 1) == ","
        else:
            return at


def _joins(line: Line, at: int) -> bool:
    return line.role(at) in {"and", "but"} or line.text(at) == ","


def _gender(text: str) -> str:
    return "f" if text.endswith(("ла", "лась", "лася", "на", "та")) else "m"


def _doer(line: Line, stop: int, gender: str) -> Count | None:
    """Whom the nearest verb of that gender before `stop` has for its subject."""
    for at in range(stop - 1, max(-1, stop - _BACK), -1):
        if line.text(at) in {";", ":"} or line.role(at) in {"that", "when", "predicate"}:
            return None
        if not _past(line, at):
            continue
        if _gender(line.text(at)) != gender:
            return None
        person = _before(line, at) or _behind(line, at + 1)
        if person is not None:
            return person
        if not _same_subject(line, at):
            return None
    return None


def _past(line: Line, at: int) -> bool:
    """What one did: упал, дав."""
    if line.role(at) == "other":
        return line.text(at).endswith(_DID) and not line.tokens[at].capital
    return line.role(at) == "verb" and line.text(at).endswith(_PAST)


def _same_subject(line: Line, verb: int) -> bool:
    """Whether its clause begins without a subject of its own: ", 24 лютого дав бій"."""
    at = verb - 1
    while line.role(at) in _PLAIN or line.text(at).isdigit() or line.text(at - 1).isdigit():
        at -= 1
    return at >= 0 and _joins(line, at)


def _before(line: Line, verb: int) -> Count | None:
    while line.role(verb - 1) in {"not", "adverb"} or line.text(verb - 1) in {"не", "ся"}:
        verb -= 1
    return one.before(line, verb, "subject") or one_apart.earlier(line, verb, "subject")


def _behind(line: Line, at: int) -> Count | None:
    """З даху впав чоловік і загинув; not "убил соседа и погиб"."""
    person = one.after(line, at, "subject")
    return None if person is None or line.text(person.last - 1)[-1] in "аяую" else person


def _named(line: Line, stop: int) -> Count | None:
    """The person right before a dash or bracket, in whatever case."""
    if line.text(stop - 1) not in _DASHES:
        return None
    for noun in range(stop - 2, max(-1, stop - _NOUN), -1):
        if line.role(noun) == "person":
            return one_apart.ending(line, noun + 1)
        if not line.is_word(noun) or line.role(noun) in {"verb", "predicate", "when"}:
            return None
    return None
