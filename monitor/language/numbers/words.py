"""All words that numbers are written with, of the three languages, in one table."""

from typing import Literal, NamedTuple

from monitor.language.numbers import words_en as en
from monitor.language.numbers import words_ru as ru
from monitor.language.numbers import words_uk as uk
from monitor.language.word_lists import words

Role = Literal["cardinal", "scale", "several", "couple", "half", "both"]
Alone = Literal["one", "governed", "either", "many", "article", "never"]


class Word(NamedTuple):
    """`under`: a cardinal behind it belongs to the same number if it is less ("двадцять п'ять").

    `alone`: what a scale word is where nothing counts it. `over`: 2 for halves.
    """

    role: Role
    value: int
    under: int = 1
    alone: Alone = "never"
    over: int = 1


def _words() -> dict[str, Word]:
    found: dict[str, Word] = {en.NONE: Word("cardinal", 0)}

    def put(forms: str, word: Word) -> None:
        for form in forms.split():
            found.setdefault(form, word)

    for tongue in (uk, ru, en):
        for table, under in ((tongue.UNITS, 1), (tongue.TEENS, 1), (tongue.TENS, 10), (tongue.HUNDREDS, 100)):
            for value, forms in table.items():
                put(forms, Word("cardinal", value, under))
        for value, forms in tongue.FIXED.items():
            put(forms, Word("cardinal", value))
        for value, forms in tongue.SEVERAL.items():
            put(forms, Word("several", value))
        put(tongue.BOTH, Word("both", 2))
        put(tongue.COUPLE, Word("couple", 2))
        put(tongue.HALF, Word("half", 1, over=2))
        put(tongue.HALF_MORE, Word("half", 3, over=2))
        for value, ways in tongue.SCALES.items():
            for alone, forms in ways.items():
                # Only the English hundred takes more behind it: "two hundred and five".
                put(forms, Word("scale", value, 100 if forms == "hundred" else 1, alone))
    return found


WORDS = _words()
"""Every form, folded."""

ONE = frozenset(form for form, word in WORDS.items() if word.role == "cardinal" and word.value == 1)
INSIDE = frozenset({"семью", "сьома"})
"""Also other words ("family", "the seventh"): numbers only as a part of a longer one."""

ABBREVIATIONS = words("тис тыс млн млрд трлн mln bln bn mn trn tn")
GLUED = words("k к m")
"""Scales only where they stick to their digits."""

MILLIONS = words("people persons children refugees civilians men women workers residents ukrainians russians migrants")
"""What "m" behind digits means millions of; of all else it means metres."""
