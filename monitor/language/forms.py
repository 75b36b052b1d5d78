"""What a name is looked for as."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

FormOrigin = Literal["name", "dictionary", "rule", "romanisation", "hand"]
Case = Literal["any", "title", "capitals"]


class Name(Struct, frozen=True, gc=False):
    """A name or word as the watch file has it.

    `language` is a code ("uk"), or empty where it is not said (words of rules): then its letters decide, and what
    may be Ukrainian as well as Russian is taken for both. `kind` is that of the entity ("person", "place" …), or
    "word" for a keyword: no romanisations, and letters of any case count. `add` and `drop` correct the outcome.
    """

    text: str
    language: str = ""
    kind: str = "word"
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


class Form(Struct, frozen=True, gc=False):
    """One form of a name, as one would write it.

    `case`: "any" for letters of either case; "title" where a common word is written alike (Суми, суми): the form
    counts only with a capital first letter, or as a hashtag; "capitals" for an acronym: the first `capitals` letters
    count in capitals only and the others (an ending: ГУРу, ГУР-у) in small letters only.
    """

    text: str
    language: str
    origin: FormOrigin
    case: Case = "any"
    capitals: int = 0


class Dropped(Struct, frozen=True, gc=False):
    """A form that is not looked for, and a sentence why."""

    text: str
    why: str


class Expansion(Struct, frozen=True):
    """All that a name is looked for as; its own text first. `dropped` says what was left out."""

    forms: tuple[Form, ...]
    dropped: tuple[Dropped, ...] = ()


Expand = Callable[[Sequence[Name]], Mapping[Name, Expansion]]
"""Works out what names are looked for as, many at once."""


def at_hand(found: Mapping[Name, Expansion]) -> Expand:
    """Answers from what was worked out before: for whoever asks in pieces, and would read or work out all each time."""
    return lambda names: {name: found[name] for name in names}
