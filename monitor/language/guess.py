"""Which language the letters of a Cyrillic word say."""

import re
from typing import Literal

Language = Literal["uk", "ru"]

_LETTER = "[\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]"
_CYRILLIC = re.compile(_LETTER)
_FOREIGN = re.compile(f"(?![А-Яа-яЁёІіЇїЄєҐґ]){_LETTER}")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]|(?<=[а-яА-Я])['’ʼ](?=[яюєїЯЮЄЇ])")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")


def is_cyrillic(text: str) -> bool:
    """Some letter is Cyrillic."""
    return _CYRILLIC.search(text) is not None


def languages(text: str) -> tuple[Language, ...]:
    """What it may be: Ukrainian, Russian, both where no letter tells (дрон), neither where it is written otherwise.

    Letters of both languages, as in a word half translated (Мартынівка), say neither alone: both.
    """
    if not is_cyrillic(text) or _FOREIGN.search(text):
        return ()
    ukrainian, russian = _UKRAINIAN.search(text) is not None, _RUSSIAN.search(text) is not None
    if ukrainian == russian:
        return ("uk", "ru")
    return ("uk",) if ukrainian else ("ru",)
