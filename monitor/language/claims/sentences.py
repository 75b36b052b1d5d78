"""Where the sentences of a text begin and end, in the text as posted: folding keeps no line breaks."""

import re
from typing import Final

# Each way begins with a letter of its own, and none with a set of them: so the engine leaps to where one may begin.
_MARKUP: Final = re.compile(r"\]\([^\s()]{1,400}\)|https?://[^\s)]+|\*\*|__|~~|\[|\]|`")
# The sign comes first, and then that none stands before it: so the engine leaps from sign to sign.
_END: Final = re.compile(r"[.!?…](?<![.!?…]{2})[.!?…]*+[\"'»”)*_]*(?=\s+[^\sa-zа-яіїєґ])")
_ABBREVIATION: Final = re.compile(
    r"(?:(?<!\w)(?:\w|смт|тис|тыс|млн|млрд|чел|кв|ст|ул|вул|обл|им|ім|рн|р-н|пос|нп|напр|т\.?[нчeе]|с\.г|др|проф|пгт|"
    r"mr|mrs|ms|dr|st|gen|maj|col|lt|sgt|capt|cpl|adm|brig|gov|sen|rep|no|jr|sr|vs|approx|pres|prof|rev|u\.s|u\.k|u\.n))$",
    re.IGNORECASE,
)
_LONGEST: Final = 1_500
_FINAL: Final = ".!?…:;"


def plain(text: str) -> str:
    """The text with markup and addresses blanked out: as long as before."""
    if "http" not in text and "**" not in text and "__" not in text and "[" not in text and "`" not in text:
        return text
    return _MARKUP.sub(lambda match: " " * len(match[0]), text)


def sentences(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each sentence, in order. Blank ones are left out, endless ones are cut."""
    return [sentence for start, end in paragraphs(text) for sentence in within(text, start, end)]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each line that is not blank; lines that only formatting broke are one."""
    found: list[tuple[int, int]] = []
    start = 0
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
    before, behind = text[max(0, at - 3) : at].rstrip(" "), text[at + 1 : at + 4].lstrip(" ")
    if not before or not behind or before[-1] in _FINAL or "\n" in before:
        return False
    apart = text[at - 1] == " " or text[at + 1] == " "
    if before[-1] in ",)":
        return apart and behind[0].isalnum()
    if not before[-1].isalnum() and before[-1] not in '»”"':
        return False
    return behind[0].islower() or behind[0] in ",.;)" or (apart and behind[0].isalnum())


def within(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The sentences of one line."""
    found: list[tuple[int, int]] = []
    for match in _END.finditer(text, start, stop):
        if match[0][0] == "." and _abbreviated(text, match.start()):
            continue
        _add(found, text, start, match.end())
        start = match.end()
    _add(found, text, start, stop)
    return found


def _abbreviated(text: str, dot: int) -> bool:
    word = text[max(0, dot - 6) : dot]
    found = _ABBREVIATION.search(word)
    return found is not None and not word[-1:].isdigit()


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        found.append((start, cut))
        start = cut
    if not text[start:end].isspace() and end > start:
        found.append((start, end))
