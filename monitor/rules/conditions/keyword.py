"""keyword: words and phrases."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules._evidence import standing
from monitor.rules.conditions._words import Form, Words, numbered

Where = Literal["text", "links", "files"]
Numbered = Mapping[int, str]


class KeywordOptions(Options):
    """At least one of `any`, `all` and `none` holds words."""

    short: ClassVar[str] = "any"

    any: Words = Field(default=(), description="words or phrases of which one must stand there")
    all: Words = Field(default=(), description="words or phrases that must all stand there")
    none: Words = Field(default=(), description="words or phrases of which none may stand there")
    form: Form = Field(
        default="any",
        description="any: every grammatical form, in Ukrainian and Russian; exact: the written form; stem: whole words"
        " that begin so; substring: anywhere, inside other words too",
    )
    in_: tuple[Where, ...] = Field(
        default=("text",),
        alias="in",
        min_length=1,
        description="where to look: text, links (their addresses), files (their names)",
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.any or self.all or self.none):
            raise ValueError("names no word; write `keyword: [word, another]`")
        return self


class Keyword:
    """Words or phrases stand in the text, in any grammatical form of Ukrainian and Russian.

    Whole words, in any case of letters; a word in capitals only (ГУР) is an acronym and counts in capitals only.
    Between the words of a phrase, white space, hyphens and quotes are alike. `form: exact` takes the written form
    alone, in any case of letters; `form: stem` all words that begin with it; `form: substring` finds it inside other
    words too.
    """

    kind: ClassVar[str] = "keyword"
    options: ClassVar[type[Options]] = KeywordOptions

    def compile(self, options: KeywordOptions, scope: Scope) -> Atom:
        fields = tuple(dict.fromkeys(options.in_))

        def numbers(words: Sequence[str]) -> Numbered:
            return {numbered(word, options.form, scope, field): word for word in words for field in fields}

        return _Words(numbers(options.any), numbers(options.all), numbers(options.none), fields)


class _Words:
    def __init__(self, some: Numbered, every: Numbered, none: Numbered, fields: tuple[str, ...]) -> None:
        self._some, self._every, self._none = some, every, none
        self._wanted = {**every, **some}
        self._fields = fields
        self.beyond_text = "text" not in fields
        # One word of `all` must occur as well as any other: the longest is the rarest, as a rule.
        rarest = max(every, key=lambda number: len(every[number]), default=None)
        self.signs: frozenset[Sign] | None = frozenset(some) or None
        if rarest is not None:
            self.signs = frozenset({rarest})
        self.needs = [*(frozenset[Sign]({number}) for number in every), frozenset[Sign](some)]

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        there = {field: reading.present(field) for field in self._fields}
        known = frozenset[int]().union(*there.values())
        if not self._none.keys().isdisjoint(known) or not self._every.keys() <= known:
            return None
        if self._some and self._some.keys().isdisjoint(known):
            return None
        found: dict[tuple[str, str, int | None], Evidence] = {}
        for field, numbers in there.items():
            for number in numbers:
                if number in self._wanted:
                    word, spans = self._wanted[number], reading.found(number, field)
                    for one in standing(Keyword.kind, word, spans, reading, field):
                        found.setdefault((field, one.found, one.start), one)  # two words may have a form in common
        return list(found.values())
