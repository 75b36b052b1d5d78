"""Where the sentences of a text begin and end, in the text as posted: folding keeps no line breaks."""

import re
from collections.abc import Iterator
from typing import Final

from monitor.language.octets import TABLE, translation
from monitor.language.word_lists import words
from monitor.model.claim import Part

# Each way begins with a letter of its own, and none with a set of them: so the engine leaps to where one may begin.
_ADDRESS: Final = re.compile(r"\]\([^\s()]{1,400}\)|https?://[^\s)]+")
_MARKUP: Final = (("**", "  "), ("[", " "), ("]", " "), ("`", " "), ("__", "  "), ("~~", "  "))
# The sign comes first, and then that none stands before it: so the engine leaps from sign to sign.
_END: Final = re.compile(r"[.!?…](?<![.!?…]{2})[.!?…]*+[\"'»”)*_]*(?=\s+[^\sa-zа-яіїєґ])")
# The same in octets, as far as they tell: what they lack may be one of the signs, and letters stand in one case.
_ENDS: Final = translation(
    dict.fromkeys(".!?", ".") | dict.fromkeys("\"'»”)*_", ")") | {char: " " for char in TABLE if char.isspace()},
    "a",
)
_MAY_END: Final = re.compile(rb"\.[.)]*+ ")
_SIGN: Final = ord(".")
_ABBREVIATION: Final = re.compile(
    r"(?:(?<!\w)(?:\w|смт|тис|тыс|млн|млрд|чел|кв|ст|ул|вул|обл|им|ім|рн|р-н|пос|нп|напр|т\.?[нчeе]|с\.г|др|проф|пгт|"
    r"mr|mrs|ms|dr|st|gen|maj|col|lt|sgt|capt|cpl|adm|brig|gov|sen|rep|no|jr|sr|vs|approx|pres|prof|rev|u\.s|u\.k|u\.n))$",
    re.IGNORECASE,
)
# Those of letters alone: what the pattern has where no sign stands before them.
_SHORT: Final = 6
_SHORTENED: Final = words(
    "смт тис тыс млн млрд чел кв ст ул вул обл им ім рн пос нп напр тн тч тe те др проф пгт mr mrs ms dr st gen maj col"
    " lt sgt capt cpl adm brig gov sen rep no jr sr vs approx pres prof rev"
)
_LONGEST: Final = 1_500
_FINAL: Final = ".!?…:;"


def plain(text: str) -> str:
    """The text with markup and addresses blanked out: as long as before."""
    address = "http" in text
    if not address and "**" not in text and "__" not in text and "[" not in text and "`" not in text:
        return text
    if address or "](" in text:
        text = _ADDRESS.sub(_blank, text)
    for sign, blank in _MARKUP:
        text = text.replace(sign, blank)
    return text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def sentences(text: str) -> list[Part]:
    """`[start, end)` of each sentence, in order. Blank ones are left out, endless ones are cut."""
    return [sentence for start, end in paragraphs(text) for sentence in within(text, start, end)]


class Sentences:
    """The lines and sentences of a text, cut as they are asked for.

    `read` are its octets in small letters, if they have all that words are made of.
    """

    __slots__ = ("_cut", "_ends", "_text")

    def __init__(self, text: str, read: bytes | None = None) -> None:
        self._text = text
        self._ends = None if read is None else read.translate(_ENDS)
        self._cut: dict[Part, list[Part]] = {}

    def line(self, at: int) -> Part:
        """The line that `at` stands in, or the next where it stands between two; an empty one behind the last."""
        text = self._text
        while text.startswith("\n", at):
            at += 1
        start = text.rfind("\n", 0, at) + 1
        while start > 1 and text[start - 2] != "\n" and _goes_on(text, start - 1):
            start = text.rfind("\n", 0, start - 1) + 1
        end = text.find("\n", at)
        while 0 <= end < len(text) - 1 and text[end + 1] != "\n" and _goes_on(text, end):
            end = text.find("\n", end + 1)
        return start, len(text) if end < 0 else end

    def lines(self, start: int = 0) -> list[Part]:
        """All lines from where one begins or behind one."""
        return paragraphs(self._text, start)

    def of(self, line: Part) -> list[Part]:
        """The sentences of one line."""
        found = self._cut.get(line)
        if found is None:
            found = self._cut[line] = within(self._text, *line, self._ends)
        return found

    def all(self) -> list[Part]:
        """All sentences of the text."""
        return [sentence for line in self.lines() for sentence in self.of(line)]


def paragraphs(text: str, start: int = 0) -> list[Part]:
    """`[start, end)` of each line that is not blank; lines that only formatting broke are one.

    `start` is where to begin: no line may hold it and what stands before it.
    """
    found: list[Part] = []
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            if found and found[-1][1] == start - 1 and _goes_on(text, start - 1):
                found[-1] = found[-1][0], end
            else:
                found.append((start, end))
        start = end + 1
    return found


def _goes_on(text: str, at: int) -> bool:
    """Whether a sentence runs over the line break at `at`, as it does where bold or linked words were set apart."""
    last, first = text[at - 1 : at], text[at + 1 : at + 2]
    if last != " " != first and not (first.islower() or first in ",.;)"):
        return False  # so it is with most, and needs no closer look
    before, behind = text[max(0, at - 3) : at].rstrip(" "), text[at + 1 : at + 4].lstrip(" ")
    if not before or not behind or before[-1] in _FINAL or "\n" in before:
        return False
    apart = last == " " or first == " "
    if before[-1] in ",)":
        return apart and behind[0].isalnum()
    if not before[-1].isalnum() and before[-1] not in '»”"':
        return False
    return behind[0].islower() or behind[0] in ",.;)" or (apart and behind[0].isalnum())


def within(text: str, start: int, stop: int, ends: bytes | None = None) -> list[Part]:
    """The sentences of one line. `ends` are the octets of the text as `_ENDS` has them, if known."""
    found: list[Part] = []
    for match in _END.finditer(text, start, stop) if ends is None else _ended(text, start, stop, ends):
        sign, end = match.span()
        if text[sign] == "." and _abbreviated(text, sign):
            continue
        if end - start > _LONGEST:
            _add(found, text, start, end)
        else:
            found.append((start, end))
        start = end
    _add(found, text, start, stop)
    return found


def _ended(text: str, start: int, stop: int, ends: bytes) -> Iterator[re.Match[str]]:
    """What `_END` finds, looked for only where octets say that it may stand."""
    for place in _MAY_END.finditer(ends, start, stop):
        first, last = place.span()
        match = _END.match(text, first, stop)
        while match is None and (first := ends.find(b".", first + 1, last)) > 0:
            match = _END.match(text, first, stop)
        if match is not None:
            yield match


def _abbreviated(text: str, dot: int) -> bool:
    word = text[max(0, dot - _SHORT) : dot]
    if word.isalpha():
        return len(word) == 1 or word.casefold() in _SHORTENED  # most words are whole, or longer than all of these
    found = _ABBREVIATION.search(word)
    return found is not None and not word[-1:].isdigit()


def _add(found: list[Part], text: str, start: int, end: int) -> None:
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        found.append((start, cut))
        start = cut
    if not text[start:end].isspace() and end > start:
        found.append((start, end))
