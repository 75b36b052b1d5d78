"""Deeds that take more than one word: "получили ранения", "взяли в плен", "доставлены в больницу", "shot dead"."""

from collections.abc import Callable, Mapping
from typing import Final

from monitor.language.claims import phrases_english, phrases_more, roundabout
from monitor.language.claims.happening import Happening
from monitor.language.claims.lexicon import word
from monitor.language.claims.line import Line
from monitor.language.claims.word import Number, Role, Voice, Word
from monitor.language.word_lists import words
from monitor.model.claim import ClaimKind

_NEAR: Final = 6
_LIFE: Final = frozenset({"жизни", "жизнь", "життя", "життів", "жизней"})
_TAKERS: Final = ("унес", "унос", "забра", "забир", "обірва", "оборва", "отнял", "лишил", "позбав", "втрат", "потеря")
_WILL: Final = words("унесет унесут унесе унесуть лишит лишат позбавить позбавлять")  # and has not done so
_YIELD: Final = ("попа", "потрап", "сда", "зда", "оказ", "опин")
_HELD: Final = ("перебува", "находят", "знаход", "остают", "залиша", "утримую", "удержива", "томят")
_BEGIN: Final[frozenset[Role]] = frozenset({"get", "take", "injury", "toll", "captivity"})
_PHRASES: Final = words(
    "shot shoot shoots shooting found gunned taken held takes took lose loses lost losing death wound wounds leaving"
    " leaves left"
)
_PROVED: Final = ("им", "ым")
UNDER: Final = "под"
AMONG: Final = frozenset({"среди", "серед", "among"})
_TO_DEATH: Final = frozenset({"насмерть", "на-смерть"})
_HOSTAGE: Final = ("заложни", "заручни")
_CUSTODY: Final = frozenset({"арест", "стражу", "варту", "арешт"})
_BROUGHT: Final = (
    "забра",
    "достав",
    "доправ",
    "отвез",
    "відвез",
    "увез",
    "увезли",
    "привез",
    "попа",
    "потрап",
    "поміст",
    "помест",
)
_CLINIC: Final = (
    "больниц",
    "лікарн",
    "госпиталь",
    "госпітал",
    "реанимац",
    "реанімац",
    "травмпункт",
    "медзаклад",
    "медучрежд",
)
_PARTICIPLE: Final = ("ен", "ена", "ено", "ены", "ені", "ений", "ано", "ані")
_TURNED: Final = frozenset({"стал", "стали", "стало", "стала", "став"})
_SLANG: Final = {
    "200": "killed",
    "двухсот": "killed",
    "двохсот": "killed",
    "300": "wounded",
    "трехсот": "wounded",
    "трьохсот": "wounded",
}


def may_begin(text: str) -> bool:
    """Whether a deed may begin with a word."""
    meaning = word(text)
    return (
        meaning.kind is not None
        or text in _TO_DEATH
        or meaning.role in _BEGIN
        or text in _PHRASES
        or text in _BY_TEXT
        or text.startswith(_TAKERS + _BROUGHT + _CLINIC)
        or text.endswith("ed")
    )


def takes_phrases(text: str, meaning: Word) -> bool:
    """Whether `phrase` may find a deed that begins with a Slavic word and that no word of `completes_phrases` ends."""
    return (
        text.startswith(_CLINIC)
        or (text in _BY_TEXT and text not in _TURNED)
        or text in _TO_DEATH
        or meaning.role in {"captivity", "injury"}
        or (meaning.role == "event" and meaning.kind == "wounded")
        or (meaning.role == "state" and text.endswith(_PROVED))
    )


def completes_phrases(text: str) -> bool:
    """Whether a word may make a deed of one that is none alone: "забрали жизни", "взяли под арест", "стал двухсотым".

    What else does so begins a deed itself: "получили ранения", "доставили в больницу", "взяли в плен".
    """
    return text in _LIFE or text in _CUSTODY or text.startswith((*_HOSTAGE, *_SLANG))


def phrase(line: Line, at: int, role: Role) -> Happening | None:
    """What a phrase that begins at `at` says happened: "получили ранения", "взяли в плен", "shot dead"."""
    text = line.text(at)
    if text.startswith(_TAKERS) and role != "loss" and any(line.text(near) in _LIFE for near in range(at + 1, at + 4)):
        return None if text in _WILL else _lives(line, at)
    if text.startswith(_BROUGHT) and (brought := _brought(line, at)) is not None:
        return brought
    if text in _BY_TEXT and (told := _BY_TEXT[text](line, at)) is not None:
        return told
    if text.startswith(_CLINIC):
        return _brought_before(line, at)
    if role == "state" and text.endswith(_PROVED) and (one := phrases_more.proved(line, at)) is not None:
        return one
    if role in _BY_ROLE:
        return _BY_ROLE[role](line, at)
    if text in _TO_DEATH:
        return _to_death(line, at)
    if _hurts(line, at):
        return _got_before(line, at) or phrases_more.had(line, at) or phrases_english.phrase(line, at, text)
    if role == "toll" and text == "toll":
        return Happening("killed", "toll", "object", at, at + 1)
    if line.word(at).kind == "deployed" and line.text(at + 1) == UNDER and line.text(at + 2) in _CUSTODY | {"домашний"}:
        return Happening("detained", "verb", line.words[at].voice, at, at + 3, line.words[at].number)
    if text.isascii():
        return phrases_english.phrase(line, at, text)
    return None


def _got(line: Line, at: int) -> Happening | None:
    """получили ранения, suffered injuries; the people may stand between."""
    for near in range(at + 1, min(at + _NEAR, line.end)):
        if _hurts(line, near) or line.text(near) in {"wounds", "injuries"}:
            counted = any(at < figure.first < near for figure in line.figures)
            fatal = _fatal(line, near)
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


def _fatal(line: Line, at: int) -> bool:
    """смертельные ранения, травмы, несовместимые с жизнью"""
    beyond = any(line.text(near).startswith(("несовмест", "несуміс")) for near in range(at + 1, at + 4))
    return beyond or line.text(at - 1).startswith(("смерт", "fatal", "mortal"))


def _got_before(line: Line, at: int) -> Happening | None:
    """Ранения различной степени тяжести получили"""
    kind: ClaimKind = "killed" if _fatal(line, at) else "wounded"
    for near in range(at + 1, min(at + _NEAR, line.end)):
        if line.role(near) == "get":
            return Happening(kind, "verb", "subject", at, near + 1, line.words[near].number)
        if not line.is_word(near) or line.role(near) in {"injury", "predicate"}:
            return None
    return None


def _taken(line: Line, at: int) -> Happening | None:
    """взяли в плен, сдались в полон, взяли под стражу"""
    text = line.text(at)
    for near in range(at + 1, min(at + _NEAR, line.end)):
        custody = line.text(near) in _CUSTODY
        hostage = line.text(near).startswith(_HOSTAGE) and line.text(near - 1) in {"в", "у"}
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
    """У полон потрапили, в плен сдались, у російському полоні перебувають"""
    lead = at - 1
    while line.role(lead) == "adjective" and at - lead < _NEAR:
        lead -= 1
    if line.text(lead) not in {"в", "у"}:
        return None
    for near in range(at + 1, min(at + 4, line.end)):
        text = line.text(near)
        if line.role(near) == "take" or text.startswith(_HELD):
            voice: Voice = "subject" if text.startswith(_YIELD + _HELD) else "object"
            return Happening("captured", "verb", voice, at, near + 1, line.words[near].number)
        if not line.is_word(near):
            return None
    return None


def _to_death(line: Line, at: int) -> Happening | None:
    """насмерть сбил, загрызли насмерть"""
    for near in (at + 1, at - 1):
        text = line.text(near)
        if line.role(near) == "verb" and text.endswith(("л", "ла", "ло", "ли", "в", "ся", "сь")):
            self_done = text.endswith(("ся", "сь"))  # насмерть отравились
            number: Number = "many" if text.endswith(("ли", "лись", "лися")) else "one"
            voice: Voice = "subject" if self_done else "object"
            return Happening("killed", "verb", voice, min(at, near), max(at, near) + 1, number)
    return None


def _brought(line: Line, at: int) -> Happening | None:
    """забрали до лікарні, доставлены в больницу, попали в реанимацию"""
    for near in range(at + 1, min(at + _NEAR, line.end)):
        if line.text(near).startswith(_CLINIC):
            counted = any(at < figure.first < near for figure in line.figures)
            return _bringing(line, at, at, at + 1 if counted else near + 1)
        if not line.is_word(near):
            return None
    return None


def _bringing(line: Line, verb: int, first: int, last: int) -> Happening:
    text = line.text(verb)
    voice: Voice = "object"
    if text.startswith(("попа", "потрап")):
        voice = "subject"
    elif text.endswith(_PARTICIPLE):
        voice = "passive"
    number: Number = "" if text.endswith("но") else "many" if text.endswith(("ли", "ны", "ні")) else "one"
    return Happening("wounded", "verb", voice, first, last, number, weak=True)


def _brought_before(line: Line, at: int) -> Happening | None:
    """В больницу доставлены, до лікарні потрапили"""
    if line.role(at - 1) != "preposition":
        return None
    for near in range(at + 1, min(at + 4, line.end)):
        if line.text(near).startswith(_BROUGHT):
            return _bringing(line, near, at, near + 1)
        if not line.is_word(near) or line.role(near) in {"predicate", "get"}:
            return None
    return None


def _turned(line: Line, at: int) -> Happening | None:
    """став 200, стали двухсотыми: the slang of loads"""
    text = line.text(at + 1)
    kind = next((kind for stem, kind in _SLANG.items() if text.startswith(stem)), None)
    if kind is None:
        return None
    number: Number = "many" if line.text(at) == "стали" else "" if line.text(at) == "стало" else "one"
    return Happening("killed" if kind == "killed" else "wounded", "verb", "subject", at, at + 2, number)


def _lives(line: Line, at: int) -> Happening:
    last = next(near for near in range(at + 1, at + 4) if line.text(near) in _LIFE)
    voice: Voice = "subject" if line.text(at).startswith(("лишил", "втрат", "потеря")) else "object"
    return Happening("killed", "verb", voice, at, last + 1)


_BY_ROLE: Final[Mapping[Role, Callable[[Line, int], Happening | None]]] = {
    "get": _got,
    "take": _taken,
    "captivity": _taken_before,
}
_BY_TEXT: Final[Mapping[str, Callable[[Line, int], Happening | None]]] = {
    **dict.fromkeys(_TURNED, _turned),
    **dict.fromkeys(phrases_more.INFINITIVES, phrases_more.managed),
    **dict.fromkeys(phrases_more.TURNED, phrases_more.turned),
    **dict.fromkeys(phrases_more.BORNE, phrases_more.borne),
    **dict.fromkeys(roundabout.SAVE, roundabout.unsaved),
    **dict.fromkeys(roundabout.MINUS, roundabout.minus),
    **dict.fromkeys(roundabout.STRENGTH, roundabout.strength),
    **dict.fromkeys(roundabout.FIND, roundabout.found_dead),
    **dict.fromkeys(roundabout.PERSONNEL, roundabout.roster),
}
