"""entity: somebody or something by any of its names."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules._evidence import standing
from monitor.rules.conditions._words import Words

Named = Mapping[int, str]


class EntityOptions(Options):
    """Ids of entities; `any` or `all` names at least one."""

    short: ClassVar[str] = "any"
    refers: ClassVar[Mapping[str, Literal["entity", "channel", "entity or text"]]] = {"any": "entity", "all": "entity"}

    any: Words = Field(default=(), description="entities of which one must be named")
    all: Words = Field(default=(), description="entities that must all be named")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.any or self.all):
            raise ValueError("names no entity; write `entity: its-id`")
        return self


class Entity:
    """Any name of an entity stands in the text, in any of its languages, forms and romanisations.

    A name in capitals only (ГУР, DIU) is an acronym: it counts in capitals only, with the endings of its language.
    `monitor entity ID` shows what is looked for.
    """

    kind: ClassVar[str] = "entity"
    options: ClassVar[type[Options]] = EntityOptions

    def compile(self, options: EntityOptions, scope: Scope) -> Atom:
        return _Names(
            {scope.entity(entity): entity for entity in options.any},
            {scope.entity(entity): entity for entity in options.all},
        )


class _Names:
    beyond_text = False

    def __init__(self, some: Named, every: Named) -> None:
        self._some, self._every = some, every
        self._wanted = {**every, **some}
        # Of entities that must all be named, each is as good as any other.
        self.signs: frozenset[Sign] | None = frozenset[Sign]([next(iter(every))] if every else some)
        self.needs = [*(frozenset[Sign]({number}) for number in every), frozenset[Sign](some)]

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        there = reading.present()
        if any(number not in there for number in self._every):
            return None
        if self._some and not any(number in there for number in self._some):
            return None
        return [
            evidence
            for number, entity in self._wanted.items()
            if number in there
            for evidence in standing(Entity.kind, entity, reading.found(number), reading)
        ]
