"""claim: what a text says of people, in numbers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from monitor.model import Claim, ClaimKind, Evidence
from monitor.model import Part as Stretch
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options, Quoted
from monitor.rules._evidence import MOST
from monitor.rules.conditions._words import listed

_ALL: tuple[ClaimKind, ...] = get_args(ClaimKind)
_MOST_PEOPLE = 10**10  # no larger figure is read as one of people
_CALLED: Mapping[str, ClaimKind] = {
    **dict.fromkeys(("dead", "death", "deaths", "died", "fatal", "fatalities", "fatality", "kia", "kill"), "killed"),
    **dict.fromkeys(("injured", "injuries", "injury", "hurt", "wia", "wound", "wounds"), "wounded"),
    **dict.fromkeys(("casualty", "losses", "loss", "victims"), "casualties"),
    **dict.fromkeys(("mia", "lost", "disappeared"), "missing"),
    **dict.fromkeys(("pow", "pows", "prisoner", "prisoners", "surrendered", "capture"), "captured"),
    **dict.fromkeys(("sent", "stationed", "transferred", "troops", "deployment"), "deployed"),
    **dict.fromkeys(("arrested", "arrest", "arrests", "detention", "detentions"), "detained"),
    **dict.fromkeys(("evacuation", "evacuees", "rescued"), "evacuated"),
}
"""What others call a kind: the first guess where somebody writes it."""
_PARTS = ("who", "place", "by")


def _said(value: tuple[Quoted | str, ...]) -> tuple[Quoted | str, ...]:
    if not all(word.strip() for word in value):
        raise ValueError("holds an empty word; take it out")
    return value


Part = Annotated[
    tuple[Quoted | str, ...],
    BeforeValidator(listed),
    AfterValidator(_said),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""Ids of entities, or text in quotes; one is enough."""

Kinds = Annotated[tuple[ClaimKind, ...], BeforeValidator(listed)]


class ClaimOptions(Options):
    """What must be claimed; what is left out may be anything."""

    short: ClassVar[str] = "kind"
    refers: ClassVar[Mapping[str, Literal["entity", "channel", "entity or text"]]] = dict.fromkeys(
        _PARTS, "entity or text"
    )

    called: ClassVar[Mapping[str, ClaimKind]] = _CALLED

    kind: Kinds = Field(default=_ALL, min_length=1, description="what happened to them; no kind includes another")
    at_least: int | None = Field(
        default=None, ge=1, le=_MOST_PEOPLE, description="the highest bound that is given is this or more"
    )
    at_most: int | None = Field(
        default=None, ge=1, le=_MOST_PEOPLE, description="the lowest bound that is given is this or less"
    )
    certain: bool = Field(default=False, description="`at_least` wants the lowest bound, too, to be so high")
    denied: bool = Field(default=False, description='take denials ("no one was hurt") instead of claims')
    who: Part = Field(default=(), description="who suffered it: entities, or text in quotes")
    place: Part = Field(default=(), description="where: entities, or text in quotes")
    by: Part = Field(default=(), description="who says so in the text: entities, or text in quotes")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is more than at_most, which no claim can be; exchange them")
        if self.denied and (self.at_least or self.at_most or self.certain):
            raise ValueError("a denial has no number; leave at_least, at_most and certain out")
        return self


class ClaimAbout:
    """The text claims that so many people were killed, wounded, captured …, in Ukrainian, Russian or English.

    `who`, `place` and `by` ask for an entity, or for text in quotes, in *that part of the claim*: "North Korean
    troops killed 300 Ukrainian soldiers" says nothing of North Korean losses. "Up to 300" satisfies `at_least: 10`,
    unless `certain: true` asks for the lower bound. A denial counts with `denied: true` only.
    """

    kind: ClassVar[str] = "claim"
    options: ClassVar[type[Options]] = ClaimOptions

    def compile(self, options: ClaimOptions, scope: Scope) -> Atom:
        asked = {part: _numbers(getattr(options, part), scope) for part in _PARTS if getattr(options, part)}
        return _Claimed(options, asked)

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "claim:" with every kind that is claimed."""
        return {f"claim:{claim.kind}" for claim in reading.claims}


class _Claimed:
    beyond_text = False

    def __init__(self, options: ClaimOptions, asked: Mapping[str, Collection[int]]) -> None:
        self._options, self._asked = options, asked
        self._kinds = frozenset(options.kind)
        self.signs: frozenset[Sign] | None = frozenset(f"claim:{kind}" for kind in options.kind)
        self.needs = [frozenset[Sign](numbers) for numbers in asked.values()]  # a name stands in a part of the text

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        found = [claim for claim in reading.claims if self._fits(claim) and self._names(claim, reading)]
        posted = reading.posted("text")
        return [
            Evidence(ClaimAbout.kind, claim.kind, posted[slice(*claim.about)], *claim.about) for claim in found[:MOST]
        ] or None

    def _fits(self, claim: Claim) -> bool:
        options = self._options
        if claim.kind not in self._kinds or claim.denied != options.denied:
            return False
        highest = claim.max if claim.max is not None and not options.certain else claim.min
        lowest = claim.min if claim.min is not None else claim.max
        if options.at_least is not None and (highest is None or highest < options.at_least):
            return False
        return options.at_most is None or (lowest is not None and lowest <= options.at_most)

    def _names(self, claim: Claim, reading: Reading) -> bool:
        return all(_stands(getattr(claim, part), numbers, reading) for part, numbers in self._asked.items())


def _stands(stretch: Stretch | None, numbers: Collection[int], reading: Reading) -> bool:
    """Whether one of the names stands in a part of a claim."""
    if stretch is None:
        return False
    there = reading.present()
    return any(
        start < stretch[1] and stretch[0] < end
        for number in numbers
        if number in there
        for start, end in reading.found(number)
    )


def _numbers(words: Sequence[Quoted | str], scope: Scope) -> frozenset[int]:
    """What stands in quotes is an entity as well, where there is one of that id."""
    return frozenset(
        scope.word(str(word)) if isinstance(word, Quoted) and word not in scope.entities else scope.entity(word)
        for word in words
    )
