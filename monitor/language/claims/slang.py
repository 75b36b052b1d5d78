"""How soldiers write what grammar then reads as words: "11х200", "200 – 42, 300 – 29", "2 «двохсоті»", "45 о/с"."""

import re
from typing import Final

from monitor.language.claims.lexicon import word
from monitor.language.tokens import Token
from monitor.language.word_lists import words

_WRITTEN: Final = re.compile(r"[олв]/с(?!\w)|[23]00|[«\"“„'](?:\w)+[»\"”']")
_DEAD, _HURT = "двохсотих", "трьохсотих"
_NUMBERS: Final = {"200": _DEAD, "300": _HURT}
_QUOTED: Final = {"двести": _DEAD, "двісті": _DEAD, "триста": _HURT, **_NUMBERS}
_TIMES: Final = frozenset("хx×")
_UNITS: Final = words("грн мм см м км г кг мл л руб рублей гривень px мкм кв метров метрів доларов долларов доларів")
_SIGNS: Final = frozenset("-:=")
_LABEL: Final = re.compile(r"(?<!\d)([23]00)\s*[-–—:=]\s*\d")
_OPEN, _CLOSE = frozenset("«\"“„'"), frozenset("»\"”'")
PERSONNEL: Final = words("о/с л/с складу склад состава состав personnel осіб")
"""Words for soldiers as such."""


def in_numbers(text: str) -> bool:
    """Whether a text may write the dead as 200 and the wounded as 300."""
    return "200" in text or "300" in text


def both_labelled(text: str) -> bool:
    """Whether the numbers of the dead and of the wounded stand behind 200 and 300 in a text: "200 — 61", "300: 94"."""
    return in_numbers(text) and {found[1] for found in _LABEL.finditer(text)} == set(_NUMBERS)


def spelt_out(tokens: list[Token], text: str, *, labelled: bool = False) -> list[Token]:
    """The tokens of a sentence with such signs as the words that they stand for. `text` is the sentence folded;
    `labelled`: 200 and 300 are labels in the text that it stands in.
    """
    if _WRITTEN.search(text) is None:
        return tokens
    out: list[Token] = []
    for token, behind in zip(tokens, [*(one.text for one in tokens[1:]), ""], strict=True):
        _add(out, token, behind)
    return _labelled(out, sure=labelled) if in_numbers(text) else out


def _add(out: list[Token], token: Token, behind: str) -> None:
    before = [one.text for one in out[-2:]]
    if token.text == "с" and not token.spaced and before in (["о", "/"], ["л", "/"], ["в", "/"]):
        first = out[-2]
        out[-2:] = [first._replace(text=f"{first.text}/с", end=token.end)]
    elif token.text in _NUMBERS and not token.spaced and before[-1:] and before[-1] in _TIMES and _times(out, behind):
        out[-1:] = [token._replace(text=_NUMBERS[token.text], kind="word", spaced=True)]
    elif token.text in _CLOSE and len(before) == 2 and before[0] in _OPEN and _told(before[1]):
        out[-2:] = [out[-1]._replace(text=_QUOTED.get(before[1], before[1]), kind="word", spaced=True)]
    else:
        out.append(token)


def _times(out: list[Token], behind: str) -> bool:
    """Whether people are counted: not 11х200 грн, 300х300, 20х200х5."""
    counted = len(out) > 1 and out[-2].kind == "digits" and out[-2].text not in _NUMBERS
    return counted and behind not in _UNITS and behind not in _TIMES


def _told(text: str) -> bool:
    return text in _QUOTED or word(text).kind is not None


def _labelled(tokens: list[Token], *, sure: bool) -> list[Token]:
    """200 – 42, 300 – 29: both of them, or one with soldiers named."""
    labels = [
        at
        for at, token in enumerate(tokens[:-2])
        if token.text in _NUMBERS and tokens[at + 1].text in _SIGNS and tokens[at + 2].kind == "digits"
        and (at == 0 or tokens[at - 1].kind != "digits")
    ]  # fmt: skip
    both = len({tokens[at].text for at in labels}) > 1
    if not (sure or both or any(token.text in PERSONNEL for token in tokens)):
        return tokens
    named = frozenset(labels)
    return [
        token._replace(text=_NUMBERS[token.text], kind="word") if at in named else token
        for at, token in enumerate(tokens)
    ]
