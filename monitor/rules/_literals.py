"""What the one pass looks for: literals, and terms that stand for every form of a name or word."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import category

from monitor.language.forms import Expand, Expansion, Form, Name
from monitor.language.normalize import fold
from monitor.rules._gaps import SIGNS, close_gaps

LEFT, RIGHT = 1, 2


def as_written(names: Sequence[Name]) -> Mapping[Name, Expansion]:
    """Each name as it is written, and in no other form. A name in capitals only counts in capitals."""
    return {name: Expansion((_written(name),)) for name in names}


def _written(name: Name) -> Form:
    if name.kind != "word" and name.text.isupper():
        return Form(name.text, name.language, "name", "capitals", sum(map(str.isalpha, name.text)))
    return Form(name.text, name.language, "name")


# Scripts written without spaces, or (Korean) with endings that join the name: their words have no borders to check.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
# Most forms are words of one script: no need to fold them the long way.
_CYRILLIC, _LATIN = "[а-яёіїєґ]+(?:'[а-яёіїєґ]+)*", "[a-zà-öø-ıĵ-ľŁ-ňŊ-ž]+(?:'[a-zà-öø-ıĵ-ľŁ-ňŊ-ž]+)*"
_PLAIN = re.compile(f"(?:{_CYRILLIC}|{_LATIN})(?:[ -](?:{_CYRILLIC}|{_LATIN}))*")


class Literal(NamedTuple):
    """What the pass looks for (`core`, gaps closed), the signs that stand around it, and what else must hold.

    `capitals`: so many of its first letters count in capitals only, and then the others in small letters only.
    `title`: it counts with a capital first letter only, or as a hashtag. `hyphen`: its gap is a hyphen. `signed`: a
    sign in it reads as letters or digits (м²), so that it may end within a run of them.
    """

    core: str
    before: str = ""
    after: str = ""
    borders: int = LEFT | RIGHT
    capitals: int = 0
    title: bool = False
    hyphen: bool = False
    signed: bool = False


class Literals:
    """Gives numbers while rules are compiled: one to each literal, and one to each term with all of its forms."""

    def __init__(self) -> None:
        self._numbers: dict[Literal | tuple[Name, ...], int] = {}
        self._known: dict[tuple[str, bool, bool, bool], int] = {}
        self._lengths: list[int] = []
        self._forms: list[tuple[Literal | str, int]] = []
        self.fields: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[tuple[Literal | str, int]]:
        """Every literal with its number; a term has many. A plain word or phrase is its core alone."""
        yield from ((key, number) for key, number in self._numbers.items() if isinstance(key, Literal))
        yield from self._forms

    def length(self, number: int) -> int:
        """About how long it is."""
        return self._lengths[number]

    def add(self, text: str, *, whole: bool, capitals: bool, field: str, stem: bool = False) -> int:
        """The number of a literal. Raises ValueError where there is nothing to look for."""
        key = (text, whole, capitals, stem)
        number = self._known.get(key)
        if number is None:
            made = literal(text, whole=whole, capitals=capitals, stem=stem)
            number = self._known[key] = self._number(made, len(text))
        self.fields.setdefault(field, set()).add(number)
        return number

    def term(self, names: Iterable[Name], field: str) -> int:
        """The number that stands for all forms of names. Raises ValueError where there is nothing to look for."""
        key = tuple(dict.fromkeys(names))
        for name in key:
            if not _PLAIN.fullmatch(name.text.lower()):
                literal(name.text)
        number = self._number(key, min(len(name.text) for name in key))
        self.fields.setdefault(field, set()).add(number)
        return number

    def in_text(self, sign: int | str) -> bool:
        """Whether a sign is a literal that is looked for in the text and nowhere else."""
        return sign in self.fields.get("text", ()) and not any(
            sign in numbers for field, numbers in self.fields.items() if field != "text"
        )

    def names(self) -> list[Name]:
        """The names of all terms."""
        return list(dict.fromkeys(name for key in self._numbers if not isinstance(key, Literal) for name in key))

    def resolve(self, expand: Expand) -> None:
        """Work out the forms of all terms."""
        terms = [(key, number) for key, number in self._numbers.items() if not isinstance(key, Literal)]
        found = expand(self.names()) if terms else {}
        made = {name: [literal_of(form) for form in expansion.forms] for name, expansion in found.items()}
        self._forms = [
            (each, number) for key, number in terms for each in dict.fromkeys(one for name in key for one in made[name])
        ]

    def _number(self, key: Literal | tuple[Name, ...], length: int) -> int:
        number = self._numbers.setdefault(key, len(self._numbers))
        if number == len(self._lengths):
            self._lengths.append(length)
        return number


def literal(text: str, *, whole: bool = True, capitals: bool = False, stem: bool = False) -> Literal:
    """Fold a text into a literal. Raises ValueError with a sentence where nothing is left to look for.

    `stem`: words may go on behind it.
    """
    whole_text = fold(text)
    folded = whole_text.text
    inner = folded.strip(SIGNS)
    if not inner:
        raise ValueError(f"{text!r} has no letter, digit or sign to look for; write a word")
    at = folded.index(inner)
    before, after = folded[:at].lstrip(" "), folded[at + len(inner) :].rstrip(" ")
    borders = 0
    if whole:
        borders = (LEFT if _bordered(inner[0]) else 0) | (RIGHT if _bordered(inner[-1]) and not stem else 0)
    upper = sum(map(str.isalpha, inner)) if capitals else 0
    return Literal(close_gaps(inner), before, after, borders, upper, signed=whole_text.signed)


def literal_of(form: Form) -> Literal | str:
    """The literal of a form, or its core if nothing but whole words in letters of any case is asked for."""
    low = form.text.lower()
    if form.case != "capitals" and _PLAIN.fullmatch(low):
        core = low.replace("ё", "е").replace("-", " ")
        return core if form.case == "any" else Literal(core, title=True)
    plain = literal(form.text)
    hyphen = form.case == "capitals" and "-" in form.text
    return plain._replace(
        capitals=form.capitals if form.case == "capitals" else 0, title=form.case == "title", hyphen=hyphen
    )


def unspaced(char: str) -> bool:
    """Whether a letter belongs to a script that does not part its words."""
    return _UNSPACED.match(char) is not None


def is_mark(char: str) -> bool:
    """Whether a character belongs to the letter before it."""
    return char >= "\u0300" and category(char) in ("Mn", "Mc")


def _bordered(char: str) -> bool:
    return (char.isalnum() or is_mark(char)) and not unspaced(char)
