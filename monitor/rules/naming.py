"""Which entities a text names, and where."""

from collections.abc import Iterable

from msgspec import Struct

from monitor.language.forms import Expand, Name
from monitor.language.normalize import fold
from monitor.model import EntitySpec
from monitor.rules._literals import Literals
from monitor.rules.compile import names_of
from monitor.rules.matcher import Matcher


class Mention(Struct, frozen=True):
    """An entity is named in `[start, end)` of the text as posted."""

    entity: str
    start: int
    end: int


class Namer:
    """Finds the names of entities, in all forms. Immutable."""

    def __init__(self, entities: Iterable[EntitySpec], expand: Expand) -> None:
        literals = Literals()
        numbers = {spec.id: literals.term(names_of(spec), "text") for spec in entities}
        literals.resolve(expand)
        self._entities: dict[int, list[str]] = {}
        for entity, number in numbers.items():
            self._entities.setdefault(number, []).append(entity)
        self._matcher = Matcher(literals)

    def mentions(self, text: str) -> list[Mention]:
        """All mentions in order. Of one entity the longest counts where several names overlap (ГУР, ГУР МО)."""
        scan = self._matcher.scan(fold(text))
        return sorted(
            (
                Mention(entity, start, end)
                for number in scan.hits
                for start, end in _longest(scan.spans(number))
                for entity in self._entities[number]
            ),
            key=lambda mention: (mention.start, mention.end, mention.entity),
        )


def names_asked(entities: Iterable[EntitySpec]) -> list[Name]:
    """The names of entities: to be worked out all at once."""
    return [name for spec in entities for name in names_of(spec)]


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that overlap no longer one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept
