"""entity: somebody or something by any of its names."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules._evidence import standing
from monitor.rules.conditions._words import Words

Names = Mapping[str, frozenset[int]]


class EntityOptions(Options):
    """Ids of entities; `any` or `all` names at least one."""

    short: ClassVar[str] = "any"
    refers: ClassVar[Mapping[str, Literal["entity", "channel"]]] = {"any": "entity", "all": "entity"}

    any: Words = Field(default=(), description="entities of which one must be named")
    all: Words = Field(default=(), description="entities that must all be named")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.any or self.all):
            raise ValueError("names no entity; write `entity: its-id`")
        return self


class Entity:
    """Any name of an entity stands in the text, in any of its languages.

    A name in capitals only (ГУР, DIU) is an acronym: it counts in capitals only.
    """

    kind: ClassVar[str] = "entity"
    options: ClassVar[type[Options]] = EntityOptions

    def compile(self, options: EntityOptions, scope: Scope) -> Atom:
        return _Named(
            {entity: _names(entity, scope) for entity in options.any},
            {entity: _names(entity, scope) for entity in options.all},
        )


class _Named:
    beyond_text = False

    def __init__(self, some: Names, every: Names) -> None:
        self._some, self._every = some, every
        # Of entities that must all be named, the one with the fewest names is seldom the most frequent.
        signs = min(every.values(), key=len) if every else frozenset[int]().union(*some.values())
        self.signs: frozenset[Sign] | None = frozenset[Sign](signs)

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        there = reading.present()
        if not all(_stands(names, there) for names in self._every.values()):
            return None
        if self._some and not any(_stands(names, there) for names in self._some.values()):
            return None
        return [
            evidence
            for entity, names in {**self._every, **self._some}.items()
            for name in names
            if name in there
            for evidence in standing(Entity.kind, entity, reading.found(name), reading)
        ]


def _stands(names: frozenset[int], there: Collection[int]) -> bool:
    return any(number in names for number in there)


def _names(entity: str, scope: Scope) -> frozenset[int]:
    spec = scope.entities.get(entity)
    if spec is None:
        raise ValueError(f"no entity is called {entity!r}; add it under `entities:`")
    names = dict.fromkeys(name for names in spec.names.values() for name in names)
    if not names:
        raise ValueError(f"entity {entity!r} has no names; give it some under `names:`")
    return frozenset(scope.literal(name, capitals=_is_acronym(name)) for name in names)


def _is_acronym(name: str) -> bool:
    """Capitals, digits and punctuation only."""
    return name.isupper()
