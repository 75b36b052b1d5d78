"""Deeds in the infinitive, by those who turn to doctors, and people who bear wounds."""

from typing import Final

from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.word import Number
from monitor.language.word_lists import words
from monitor.model.claim import ClaimKind

_KINDS: Final[dict[ClaimKind, str]] = {
    "wounded": "госпитализировать госпіталізувати",
    "evacuated": "эвакуировать евакуювати вывезти вивезти",
    "detained": "задержать затримати арестовать заарештувати",
    "killed": "ликвидировать ліквідувати уничтожить знищити",
}
_KIND: Final[dict[str, ClaimKind]] = {verb: kind for kind, verbs in _KINDS.items() for verb in words(verbs)}
INFINITIVES: Final = frozenset(_KIND)
TURNED: Final = words("обратились обратился обратилась звернулись звернулися звернувся звернулася")
BORNE: Final = words(
    "пораненням пораненнями ранением ранениями травмами травмою травмой опіками ожогами переломами переломом контузією"
    " контузией"
)
_DONE: Final = ("пришлось", "довел", "удалось", "вдалос", "смог", "змогл", "зміг", "сумел", "успел", "встигл", "вдало")
_CARE: Final = ("врач", "медик", "лікар", "медпом", "медичн", "медицин", "больниц", "госпитал", "травмпункт", "скор")
_NEAR: Final = 4


def managed(line: Line, at: int) -> Happening | None:
    """Пятерых пришлось госпитализировать; удалось быстро эвакуировать 40 человек."""
    for near in range(at - 1, max(-1, at - _NEAR), -1):
        if line.text(near).startswith(_DONE):
            if line.role(near - 1) == "not":
                return None
            kind = _KIND[line.text(at)]
            return Happening(kind, "verb", "object", near, at + 1, strict=True, weak=kind == "wounded")
        if not line.is_word(near):
            return None
    return None


def turned(line: Line, at: int) -> Happening | None:
    """Обратились за медицинской помощью; к врачам с ожогами обратились."""
    number: Number = "many" if line.text(at).endswith(("лись", "лися")) else "one"
    for near in range(at + 1, min(at + _NEAR + 1, line.end)):
        if line.text(near).startswith(_CARE):
            counted = any(at < figure.first < near for figure in line.figures)
            return Happening("wounded", "verb", "subject", at, at + 1 if counted else near + 1, number, weak=True)
        if not line.is_word(near):
            break
    for near in range(at - 1, max(-1, at - _NEAR - 1), -1):
        if line.text(near).startswith(_CARE):
            return Happening("wounded", "verb", "subject", near, at + 1, number, weak=True)
        if not line.is_word(near):
            break
    return None


def borne(line: Line, at: int) -> Happening | None:
    """Виїхали до жінки з уламковим пораненням; двоє дітей з опіками."""
    first = at - 1
    while line.role(first) in {"adjective", "thing", "other"} and line.is_word(first) and at - first < _NEAR:
        first -= 1
    if line.text(first) not in {"з", "із", "зі", "с", "со"} or line.role(first - 1) != "person":
        return None
    return Happening("wounded", "borne", "subject", first, at + 1, weak=True)


def had(line: Line, at: int) -> Happening | None:
    """У дитини струс мозку; у двух пассажиров травмы груди; not "у него травмы"."""
    first = at - 1
    while line.role(first) in {"adjective", "thing", "other"} and line.is_word(first) and at - first < _NEAR:
        first -= 1
    lead = first
    while line.role(lead) in {"person", "adjective", "other"} and line.is_word(lead) and first - lead < _NEAR:
        lead -= 1
    if lead == first or line.text(lead) != "у" or line.role(first) != "person":
        return None
    return Happening("wounded", "borne", "subject", at, at + 1)


def proved(line: Line, at: int) -> Happening | None:
    """Погибшим оказался сержант: the one who was told of."""
    if line.text(at + 1) in words("оказался оказалась виявився виявилася стал стала став"):
        kind = line.words[at].kind
        return None if kind is None else Happening(kind, "verb", "subject", at, at + 2, "one")
    return None
