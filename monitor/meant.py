"""Which of the names that there are somebody probably meant: pure.

A suggestion that is far off sends people astray, so that none is better: `nosuch` is not `osce`.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

_CLOSE = 0.75
"""Two letters exchanged in a word of seven are 0.86, one other letter in a word of four 0.75; `nosuch` is 0.6 of `osce`
and `dead` 0.67 of `detained`.
"""
_LONGEST = 60
_NONE: Mapping[str, str] = MappingProxyType({})


def meant(written: str, known: Iterable[str], called: Mapping[str, str] = _NONE) -> str | None:
    """The name that is close to what was written, or the only one that begins so, whatever the capitals; else None.

    `called`: other words for some of them, in small letters.
    """
    there = {name.lower(): name for name in known}
    low = written[:_LONGEST].strip().lower()
    if (other := called.get(low)) is not None and other in there.values():
        return other
    begun = [name for name in there if len(low) > 1 and name.startswith(low)]
    near = begun if len(begun) == 1 else get_close_matches(low, there, 1, _CLOSE)
    return there[near[0]] if near else None
