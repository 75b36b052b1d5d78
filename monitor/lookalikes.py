"""Letters of two scripts that look the same, and what was probably meant by a word that is none of the known."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from unicodedata import name as name_of

PAIRS = (
    "AА BВ CС EЕ HН IІ JЈ KК MМ OО PР SЅ TТ XХ YУ ÏЇ "  # each Latin letter with the Cyrillic one that looks like it
    "aа cс eе iі jј kк oо pр sѕ xх yу ïї"
)
_MORE = "dԁ hһ qԛ wԝ AΑ BΒ EΕ HΗ IΙ KΚ MΜ NΝ OΟ PΡ TΤ XΧ YΥ ZΖ aα oο pρ vν uυ iι"  # rare ones, and Greek
_LATIN = {ord(pair[1]): pair[0] for pair in (*PAIRS.split(), *_MORE.split())}
_LONGEST = 60  # characters of a word that are compared
_CLOSE = 0.75
"""Two letters exchanged in a word of seven are 0.86, one other letter in a word of four 0.75; `nosuch` is 0.6 of `osce`
and `dead` 0.67 of `detained`.
"""
_NONE: Mapping[str, str] = MappingProxyType({})


def guess(word: str, known: Iterable[str], *, called: Mapping[str, str] = _NONE, quoted: bool = False) -> str:
    """ "did you mean channels?", with what cannot be seen ("The с is Cyrillic"); "" where nothing known is near.

    Near is what is close, or the only one that begins so, whatever the capitals. A suggestion that is far off sends
    people astray, so that none is better: `nosuch` is not `osce`. `called`: other words for some, in small letters.
    """
    names = list(dict.fromkeys(known))
    bare = {in_latin(name): name for name in reversed(names)}
    low = in_latin(word[:_LONGEST].strip())
    other = called.get(low)
    if other in names:
        return _asked(other, "", quoted=quoted)
    begun = [name for name in bare if len(low) > 1 and name.startswith(low)]
    near = [low] if low in bare else begun if len(begun) == 1 else get_close_matches(low, bare, 1, _CLOSE)
    return _asked(bare[near[0]], _unseen(word, bare[near[0]]), quoted=quoted) if near else ""


def _asked(meant: str, unseen: str, *, quoted: bool) -> str:
    return f"did you mean {repr(meant) if quoted else meant}?{unseen}"


def foreign(word: str) -> str:
    """How a sentence ends that wants Latin letters or digits: "; the м is Cyrillic" (of 5м), or "" if that is plain."""
    odd = _foreign(word)
    plain = not any(char.isascii() and char.isalnum() for char in word) and any(ord(char) not in _LATIN for char in odd)
    return "" if not odd or plain else f"; {_named(odd)}"


def in_latin(word: str) -> str:
    """The word in small letters, with look-alikes as Latin ones."""
    return word.translate(_LATIN).lower()


def _unseen(word: str, meant: str) -> str:
    """What tells a word from what was meant, where the eye does not."""
    odd = [char for char in _foreign(word) if char not in meant and ord(char) in _LATIN]
    there = [char for char in _foreign(meant) if char not in word and ord(char) in _LATIN]
    if odd:
        return f" {_named(odd)[0].upper()}{_named(odd)[1:]}"
    return f" There, {_named(there)}" if there and in_latin(word) == in_latin(meant) else ""


def _foreign(word: str) -> list[str]:
    return [char for char in dict.fromkeys(word) if _script(char) in ("Cyrillic", "Greek")]


def _named(letters: list[str]) -> str:
    """ "the с is Cyrillic", "the с and е are Cyrillic" """
    some = letters[:3]
    listed = " and ".join((", ".join(some[:-1]), some[-1])) if len(some) > 1 else some[0]
    return f"the {listed} {'is' if len(some) == 1 else 'are'} {_script(some[0])}"


def _script(char: str) -> str:
    return "" if char.isascii() else name_of(char, "").partition(" ")[0].title()
