"""Which rules wait for which counts."""

from collections.abc import Collection, Iterable, Iterator

from monitor.model import Marks

Mark = tuple[str, int]


class Waits:
    """Made of the marks of each rule's conditions."""

    def __init__(self, by_rule: Iterable[tuple[str, Iterable[Marks]]] = ()) -> None:
        self._rules: dict[Mark, set[str]] = {}
        for rule, marks in by_rule:
            for mark in (mark for each in marks for mark in _each(each)):
                self._rules.setdefault(mark, set()).add(rule)
        self.marks = Marks(*(self._rising(counter) for counter in Marks.__struct_fields__))

    def rules(self, reached: Marks) -> Collection[str]:
        """The rules that wait for one of these marks."""
        return frozenset().union(*(self._rules.get(mark, ()) for mark in _each(reached)))

    def _rising(self, counter: str) -> tuple[int, ...]:
        return tuple(sorted(count for name, count in self._rules if name == counter))


def _each(marks: Marks) -> Iterator[Mark]:
    for counter in Marks.__struct_fields__:
        yield from ((counter, count) for count in getattr(marks, counter))
