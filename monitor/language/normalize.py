"""Text as it is compared: one form for what readers take to be the same, and the way back to the text as posted.

What is alike: letters of either case, compatible forms (NFKC), ё and е, all apostrophes, all hyphens and dashes,
all white space; zero-width characters and stress marks count for nothing; a word that mixes Latin and Cyrillic is
read as the script that it is written in.
"""

import re
from collections.abc import Callable
from unicodedata import category, normalize

from monitor.language._lookalikes import straighten
from monitor.language._marks import LONG, ordered, unstressed
from monitor.language._shift import Lazy, Shift
from monitor.language.octets import TABLE, filled, is_apart, is_usual, octets, others, text_of, translation

APOSTROPHES = frozenset("'`´‘’‛′ʹʻʼʽˈˊˋ՚׳ꞌꞋ＇")
_DASHES = frozenset("-−⁃˗")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0")
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_Moved = tuple[int, int, int, int]
_Span = tuple[int, int]
_Stretch = tuple[str, tuple[_Moved, ...], tuple[_Span, ...]]
_STRESSED = {"ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И", "ё": "е", "Ё": "Е"}
_REPLACEMENT = "\ufffd"

# What stands in nearly every post and changes no length: cheaper so than among the odd.
_FREQUENT = (("\n", " "), ("\xa0", " "), ("—", "-"), ("–", "-"), ("’", "'"), ("ё", "е"), ("Ё", "Е"))
# Characters that need nothing but their case: they are NFKC as they are, and fold one to one. A test holds this.
_PLAIN = (
    " -_a-~°\u0402-\u040c\u040e-\u044f\u0452-\u045c\u045e-\u0481\u048a-\u052f«»“”„•₽€≈\u2190-\u21ff\u23e9-\u23fa"
    "\u25a0-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u4e00-\u9fff\uac00-\ud7a3"
    "\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff\U0001f300-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
_ODD = re.compile(f"[^{_PLAIN}]+")
_SPACES = re.compile(" {2,}")
_PICTURE = "\ufe0f"  # asks for a sign in colours; it follows many emoji
_PICTURES = re.compile(f"{_PICTURE}+")
# Signs that fold to several or to nothing, whatever stands beside them, with what each of their runs becomes.
_NOTHING = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\u3164\ufeff"
_SPREAD = ((re.compile(f"[{_NOTHING}]+"), ""), (re.compile("…"), "..."), (re.compile("‼"), "!!"))
_SPREADING = frozenset(f"{_NOTHING}…‼")
# What each character of octets folds to, alone and beside any other of them, as long as words keep to one script. A
# test holds this against the long way.
_ALIKE = {**dict(_FREQUENT), "\t": " ", "\r": " ", **dict.fromkeys("ʼ`‘´′", "'"), **dict.fromkeys("‐‑―⁃−", "-")}
_FOLDED = translation({char: _ALIKE.get(char, char).lower() for char in TABLE})
_SETTLED = translation(_ALIKE)  # folded, but for its case
_SCRIPTS = translation({char: "L" if char.isascii() else "C" for char in TABLE if char.isalpha()} | {"ʼ": " "}, " ")
_MEETING = re.compile(rb"L(?:(?=C)|(?<=CL))")
_SMALL = translation({char: char.lower() for char in TABLE})
_DIGITS = b"0123456789"
_SPACES_IN_OCTETS = re.compile(rb"  +")  # the engine finds what begins with a text in half the time of a count
_KEPT = 20_000


class Folded:
    """A folded text that knows where it comes from.

    `signed`: some sign of `posted` reads as letters or digits, and is none (№, ™, ², ①).
    `level`: every character stands where it stood in the text as posted.
    `short`: it was folded by octets, each character for itself: so is any part of it.
    `cased`: where folding a whole text was short, its octets in the case in which they were posted; else None.
    """

    __slots__ = ("_octets", "_steps", "_usual", "cased", "level", "posted", "short", "signed", "text")

    def __init__(
        self,
        text: str,
        posted: str,
        steps: "tuple[_Step, ...]" = (),
        *,
        signed: bool = False,
        octets: bytes | None = None,
        cased: bytes | None = None,
    ) -> None:
        self.text = text
        self.posted = posted
        self.signed = signed
        self._steps: tuple[_Step, ...] = steps
        self.level = not steps
        self._octets = octets
        self.cased = cased
        self.short = short = octets is not None
        self._usual = True if short else None

    @property
    def octets(self) -> bytes:
        """The text, one octet a character, as `octets` has it."""
        if self._octets is None:
            self._octets = octets(self.text)
        return self._octets

    @property
    def usual(self) -> bool:
        """Whether `octets` has all that words are made of, and no sign reads as a letter or digit."""
        if self._usual is None:
            self._usual = not self.signed and is_usual(self.text, self.octets)
        return self._usual

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as posted for a span of the folded text, both in code points."""
        for step in reversed(self._steps):
            start, end = step.back(start, end)
        return start, end


def in_place(folded: Folded, text: str) -> tuple[bytes, bytes] | None:
    """The octets of a text in small letters, and folded, each where its character stands: nothing moves.

    `text` is that which was posted, or has blanks for some of it. None unless folding was short: then all characters
    fold each for itself, but for those that octets lack, which have question marks.
    """
    if not folded.short:
        return None
    read = octets(text)
    return read.translate(_SMALL), read.translate(_FOLDED)


_Step = Shift | Lazy[str] | Lazy[bytes]


def fold(text: str, *, close: bool = True) -> Folded:
    """Fold a text. Takes any string, lone surrogates and NUL too, in time linear in its length.

    `close`: runs of white space become one space. Who reads word by word need not pay for the way back from that.
    """
    steps: tuple[_Step, ...] = ()
    out = text
    if _PICTURE in out:
        steps = (Lazy(out, _PICTURES, 0),)
        out = out.replace(_PICTURE, "")
    return _fold_octets(out, text, steps, close=close) or _fold_any(out, text, steps, close=close)


def _fold_octets(out: str, posted: str, steps: tuple[_Step, ...], *, close: bool) -> Folded | None:
    """Fold a text of usual characters, a third of the work: most posts are. None for all others."""
    read = octets(out)
    more = others(out, read)
    if more and not all(map(_stays, more)):
        if not all(char in _SPREADING or _stays(char) for char in more):
            return None
        for signs, plain in _SPREAD:
            if signs.search(out) is not None:
                steps = (*steps, Lazy(out, signs, len(plain)))
                out = signs.sub(plain, out)
        read = octets(out)
        more = others(out, read)
    # Only a Latin letter beside a Cyrillic one, or with digits between, is ever written in the other script.
    if _MEETING.search(read.translate(_SCRIPTS, _DIGITS)) is not None:
        return None
    cased = read.translate(_SETTLED)
    if close:
        closed = _SPACES_IN_OCTETS.sub(b" ", cased)
        if len(closed) < len(cased):
            steps = (*steps, Lazy(cased, _SPACES_IN_OCTETS, 1))
            cased = closed
    read = cased.translate(_SMALL)
    plain = text_of(read)
    return Folded(filled(plain, more) if more else plain, posted, steps, octets=read, cased=cased)


def _fold_any(out: str, posted: str, steps: tuple[_Step, ...], *, close: bool) -> Folded:
    for sign, plain in _FREQUENT:
        out = out.replace(sign, plain)
    signs: list[_Span] = []
    if _ODD.search(out) is not None:
        out, shift, signs = _settle(out)
        steps = (*steps, shift) if shift else steps
    out = straighten(out)
    if close and "  " in out:
        steps = (*steps, Lazy(out, _SPACES, 1))
        while "  " in out:
            out = out.replace("  ", " ")
    return Folded(out.casefold(), posted, steps, signed=bool(signs))


def _settle(text: str) -> tuple[str, Shift, list[_Span]]:
    """Bring everything odd into its plain form; where signs stand in it that read as letters or digits."""
    parts: list[str] = []
    signs: list[_Span] = []
    shift = Shift()
    done = length = 0
    for odd in _ODD.finditer(text):
        start, end = odd.span()
        if start > done and _extends(text[start]):
            start -= 1
        plain, moved, found = _known_stretch(text[start:end])
        parts += text[done:start], plain
        length += start - done
        for out, size, low, high in moved:
            shift.add(length + out, size, start + low, start + high)
        signs += [(length + low, length + high) for low, high in found]
        length += len(plain)
        done = end
    parts.append(text[done:])
    return "".join(parts), shift, signs


def _known_stretch(stretch: str) -> _Stretch:
    found = _known.get(stretch)
    if found is None:
        found = _stretch(stretch)
        if len(stretch) <= LONG:
            if len(_known) > _KEPT:
                _known.clear()
            _known[stretch] = found
    return found


def _stretch(text: str) -> _Stretch:
    """The plain form of an odd stretch, which pieces changed their length (at, length, from, to), and its signs."""
    parts: list[str] = []
    moved: list[_Moved] = []
    signs: list[_Span] = []
    length = 0
    for low, high in _clusters(text):
        plain = _settled(text[low:high])
        seen = _seen_end(text, low, high)
        if is_sign(text[low:seen], plain):
            # № is a word of its own, the ² of м² is none.
            if any(map(str.isalpha, plain)):
                plain = f" {plain} "
            else:
                signs.append((length, length + len(plain)))
        if len(plain) != seen - low:
            moved.append((length, len(plain), low, seen))
        parts.append(plain)
        length += len(plain)
        if seen < high:
            moved.append((length, 0, seen, high))
    return "".join(parts), tuple(moved), tuple(signs)


def is_sign(posted: str, plain: str) -> bool:
    """Whether a reader sees a sign where folding yields letters or digits. Ⓐ is a letter, if an odd one."""
    if not any(map(str.isalnum, plain)) or not all(map(_is_symbol, posted)):
        return False
    return len(plain) > len(posted) or any(category(char) == "No" for char in posted)


def _is_symbol(char: str) -> bool:
    return not (char.isalpha() or char.isdecimal() or category(char) == "Nl")


def _seen_end(text: str, low: int, high: int) -> int:
    """Where the seen part of a cluster ends: what shows nothing belongs to no span."""
    while high > low and _ignorable(text[high - 1]):
        high -= 1
    return high


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut where nothing can join: before each character that begins something of its own."""
    cuts = [at for at in range(1, len(text)) if not _extends(text[at])]
    return list(zip([0, *cuts], [*cuts, len(text)], strict=True))


class _Memo(dict[str, bool]):
    """Which characters have a property, as far as they were met."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has

    def __missing__(self, char: str) -> bool:
        if len(self) > _KEPT:
            self.clear()
        self[char] = found = self._has(char)
        return found


def _joins(char: str) -> bool:
    """Whether it may join with what stands before it, or counts for nothing there."""
    first = normalize("NFKD", char)[0]
    joins = category(first)[0] == "M" or "\u1160" <= first <= "\u11ff" or "\U00016d63" <= first <= "\U00016d6a"
    return joins or _ignorable(char)


_extends = _Memo(_joins).__getitem__
# Signs that words are not made of, and that folding leaves as they are, whatever stands beside them.
_stays = _Memo(lambda char: is_apart(char) and _ODD.match(char) is None and char.casefold() == char).__getitem__
_known: dict[str, _Stretch] = {}


def _settled(cluster: str) -> str:
    """Fold until nothing moves: what one step yields may be odd again (″ is ′′, and that is two apostrophes)."""
    while True:
        plain = "".join(map(_sign, cluster))
        plain = unstressed(normalize("NFKC", ordered(plain)))
        folded = plain.casefold()
        # The case of plain letters is left to the end: it tells look-alikes apart, and costs nothing there.
        if len(folded) != len(plain) or _ODD.search(plain) is not None:
            plain = folded
        if plain == cluster:
            return plain
        cluster = plain


def _sign(char: str) -> str:
    if char in APOSTROPHES:
        return "'"
    if char in _DASHES or category(char) == "Pd":
        return "-"
    if char.isspace():
        return " "
    if category(char) == "Cs":
        return _REPLACEMENT
    return "" if _ignorable(char) else _STRESSED.get(char, char)


def _ignorable(char: str) -> bool:
    """Characters that show nothing: zero-width, soft hyphen, direction marks, variation selectors, fillers."""
    if category(char) == "Cf":
        return char not in _VISIBLE_FORMATS
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or char in _FILLERS
