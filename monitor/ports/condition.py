"""What a rule can ask of a post."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from monitor.model import ChannelSpec, Claim, EntitySpec, Evidence, Post
from monitor.ports.options import Options

Sign = int | str
"""What makes a rule worth a look: the number of a literal that occurs, or a feature such as "media:video"."""


class Reading(Protocol):
    """A post as conditions see it, after the one pass over its text."""

    @property
    def post(self) -> Post: ...

    def folded(self, field: str) -> str:
        """The folded form of "text", "links" or "files" (the latter two: one item a line)."""
        ...

    def posted(self, field: str) -> str:
        """The text as posted that `folded` and all spans of a field come from."""
        ...

    def present(self, field: str = "text") -> Collection[int]:
        """The numbers of the literals that stand in a field: for conditions with many words."""
        ...

    def found(self, literal: int, field: str = "text") -> Sequence[tuple[int, int]]:
        """Where a literal stands, as `[start, end)` into the text as posted, borders already checked."""
        ...

    @property
    def patterns(self) -> Collection[int]:
        """The numbers of the patterns that may be found in the text: of all others it is certain that they are not."""
        ...

    def original(self, start: int, end: int, field: str = "text") -> tuple[int, int]:
        """The span of the text as posted for a span of the folded text."""
        ...

    @property
    def claims(self) -> Sequence[Claim]:
        """What the text claims of people; worked out once."""
        ...

    @property
    def language(self) -> str:
        """The code of the language that the text is written in, or empty where it does not tell; worked out once."""
        ...


class Atom(Protocol):
    """A compiled condition.

    One that counters decide also has `marks: Marks`: at these counts it has to be asked again. One that wants several
    literals may have `needs: Sequence[frozenset[Sign]]`: it can only hold where one of each set occurs.
    """

    @property
    def signs(self) -> frozenset[Sign] | None:
        """It can only hold where one of these occurs. None: it must be looked at for every post."""
        ...

    @property
    def beyond_text(self) -> bool:
        """Whether the text alone cannot tell: such conditions are left open when examples are run."""
        ...

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        """Evidence where it holds (may be empty), else None."""
        ...


class Scope(Protocol):
    """What a condition may use while it is compiled."""

    @property
    def entities(self) -> Mapping[str, EntitySpec]: ...

    @property
    def channels(self) -> Sequence[ChannelSpec]: ...

    def literal(
        self, text: str, *, whole: bool = True, capitals: bool = False, field: str = "text", stem: bool = False
    ) -> int:
        """Register a literal for the one pass; the same literal twice is one. Raises ValueError for an empty one.

        `whole`: only as whole words; with `stem` words may go on behind it. `capitals`: only where the text has it
        in capitals. `field`: where it will be asked for; ask once for each field.
        """
        ...

    def pattern(self, syntax: str) -> int:
        """Register a pattern, in the engine's syntax, to be looked for together with all others: its number."""
        ...

    def word(self, text: str, *, field: str = "text") -> int:
        """Register a word or phrase in all of its grammatical forms: one number for all. Raises ValueError if empty."""
        ...

    def entity(self, name: str) -> int:
        """Register all names of an entity in all forms: one number. Raises ValueError where there is no such entity."""
        ...


class Condition(Protocol):
    """A kind of condition: one file in `rules/conditions/`.

    The class has a docstring (it is the documentation), `kind`, `options` and this one method. A kind
    whose atoms have signs in words ("link:x.com") also has a static method `features(reading)` that gives
    all such signs of a post; each begins with its kind.
    """

    kind: ClassVar[str]
    options: ClassVar[type[Options]]

    def compile(self, options: Any, scope: Scope) -> Atom:
        """Do everything that can be done before a post is seen. Raises ValueError with a sentence."""
        ...
