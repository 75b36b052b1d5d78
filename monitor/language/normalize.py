"""Text as it is compared: one form for what readers take to be the same, and the way back to the text as posted.

What is alike: letters of either case, compatible forms (NFKC), ё and е, all apostrophes, all hyphens and dashes,
all white space; zero-width characters and stress marks count for nothing; a word that mixes Latin and Cyrillic is
read as the script that it is written in.
"""

import re
from bisect import bisect_right
from unicodedata import category, combining, normalize

from monitor.language._lookalikes import straighten

APOSTROPHES = frozenset("'`´‘’‛′ʹʻʼʽˈˊˋ՚׳ꞌꞋ＇")
_DASHES = frozenset("-−⁃˗")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0")
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_Moved = tuple[int, int, int, int]
_Span = tuple[int, int]
_Stretch = tuple[str, tuple[_Moved, ...], tuple[_Span, ...]]
_STRESS = frozenset("\u0300\u0301")
_STRESSED = {"ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И", "ё": "е", "Ё": "Е"}
_REPLACEMENT = "\ufffd"

# What stands in nearly every post and changes no length: cheaper so than among the odd.
_FREQUENT = (("\n", " "), ("\xa0", " "), ("—", "-"), ("–", "-"), ("’", "'"), ("ё", "е"), ("Ё", "Е"))
# Characters that need nothing but their case: they are NFKC as they are, and fold one to one. A test holds this.
_PLAIN = (
    " -_a-~\u0402-\u040c\u040e-\u044f\u0452-\u045c\u045e-\u0481\u048a-\u052f«»“”„•₽€\u2190-\u21ff\u25a0-\u27bf"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u4e00-\u9fff\uac00-\ud7a3\U0001f1e6-\U0001f1ff\U0001f300-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
_ODD = re.compile(f"[^{_PLAIN}]+")
_SPACES = re.compile(" {2,}")
_PICTURE = "\ufe0f"  # asks for a sign in colours; it follows many emoji
_PICTURES = re.compile(f"{_PICTURE}+")
_LONG = 30  # more marks than any language puts on one letter
_KEPT = 20_000


class Folded:
    """A folded text that knows where it comes from.

    `signed`: some sign of `posted` reads as letters or digits, and is none (№, ™, ², ①).
    `level`: every character stands where it stood in the text as posted.
    """

    __slots__ = ("_steps", "level", "posted", "signed", "text")

    def __init__(self, text: str, posted: str, steps: "tuple[_Step, ...]" = (), *, signed: bool = False) -> None:
        self.text = text
        self.posted = posted
        self.signed = signed
        self._steps: tuple[_Step, ...] = steps
        self.level = not steps

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as posted for a span of the folded text, both in code points."""
        for step in reversed(self._steps):
            start, end = step.back(start, end)
        return start, end


class Shift:
    """Where one pass changed lengths: pieces of its output, in order, with the pieces of its input."""

    __slots__ = ("_from", "_outs", "_to")

    def __init__(self) -> None:
        self._outs: list[int] = []
        self._to: list[int] = []
        self._from: list[tuple[int, int]] = []

    def add(self, out: int, length: int, start: int, end: int) -> None:
        """`length` characters at `out` stand for `[start, end)` of the input."""
        self._outs.append(out)
        self._to.append(out + length)
        self._from.append((start, end))

    def __bool__(self) -> bool:
        return bool(self._outs)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The input's span for a span of the output."""
        first = self._char(start)[0]
        return (first, first) if end <= start else (first, self._char(end - 1)[1])

    def _char(self, at: int) -> tuple[int, int]:
        piece = bisect_right(self._outs, at) - 1
        if piece < 0:
            return at, at + 1
        start, end = self._from[piece]
        if at < self._to[piece]:
            return start, end
        moved = at - self._to[piece] + end
        return moved, moved + 1


class _Lazy:
    """Runs of a sign that became `kept` of it. Most posts have some and few are asked where: worked out when asked."""

    __slots__ = ("_kept", "_runs", "_shift", "_text")

    def __init__(self, text: str, runs: re.Pattern[str], kept: int) -> None:
        self._text = text
        self._runs = runs
        self._kept = kept
        self._shift: Shift | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        if self._shift is None:
            self._shift = self._worked_out()
        return self._shift.back(start, end)

    def _worked_out(self) -> Shift:
        shift = Shift()
        lost = 0
        for run in self._runs.finditer(self._text):
            start, end = run.span()
            shift.add(start - lost, self._kept, start, end)
            lost += end - start - self._kept
        return shift


_Step = Shift | _Lazy


def fold(text: str, *, close: bool = True) -> Folded:
    """Fold a text. Takes any string, lone surrogates and NUL too, in time linear in its length.

    `close`: runs of white space become one space. Who reads word by word need not pay for the way back from that.
    """
    out = text
    for sign, plain in _FREQUENT:
        out = out.replace(sign, plain)
    steps: tuple[_Step, ...] = ()
    signs: list[_Span] = []
    if _PICTURE in out:
        steps = (_Lazy(out, _PICTURES, 0),)
        out = out.replace(_PICTURE, "")
    if _ODD.search(out) is not None:
        out, shift, signs = _settle(out)
        steps = (*steps, shift) if shift else steps
    out = straighten(out)
    if close and "  " in out:
        steps = (*steps, _Lazy(out, _SPACES, 1))
        while "  " in out:
            out = out.replace("  ", " ")
    return Folded(out.casefold(), text, steps, signed=bool(signs))


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
        if len(stretch) <= _LONG:
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
    """Which characters may join with what stands before them, or count for nothing there."""

    def __missing__(self, char: str) -> bool:
        first = normalize("NFKD", char)[0]
        joins = category(first)[0] == "M" or "\u1160" <= first <= "\u11ff" or "\U00016d63" <= first <= "\U00016d6a"
        if len(self) > _KEPT:
            self.clear()
        self[char] = joins = joins or _ignorable(char)
        return joins


_extends = _Memo().__getitem__
_known: dict[str, _Stretch] = {}


def _settled(cluster: str) -> str:
    """Fold until nothing moves: what one step yields may be odd again (″ is ′′, and that is two apostrophes)."""
    while True:
        plain = "".join(map(_sign, cluster))
        plain = _unstressed(normalize("NFKC", _ordered(plain)))
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


def _ordered(text: str) -> str:
    """Sort long runs of marks first: the library sorts by insertion, which a hostile text makes quadratic."""
    if len(text) <= _LONG:
        return text
    marks: list[str] = []
    out: list[str] = []
    for char in "".join(normalize("NFKD", c) for c in text):
        if combining(char):
            marks.append(char)
            continue
        out += sorted(marks, key=combining)
        out.append(char)
        marks = []
    return "".join(out + sorted(marks, key=combining))


def _unstressed(text: str) -> str:
    if len(text) < 2 or _STRESS.isdisjoint(text):
        return text
    base = ""
    out = []
    for char in text:
        if not combining(char):
            base = char
        if char in _STRESS and "\u0400" <= base <= "\u052f":
            continue
        out.append(char)
    return "".join(out)
