"""All patterns of all rules over a text at once: which of them are found is one pass, where is asked of few."""

from collections.abc import Collection, Iterable

import re2

from monitor.rules._pattern import caseless

_MEMORY = 64 << 20  # bytes that the engine may spend on what it has seen so far; it forgets and goes on beyond
_ANYTHING = ""


class Patterns:
    """Numbers patterns while rules are compiled, then tells which of them a text holds."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._set: re2.Set | None = None

    def add(self, syntax: str) -> int:
        """The number of a pattern in the engine's syntax; the same twice is one."""
        return self._numbers.setdefault(syntax, len(self._numbers))

    def close(self) -> None:
        """No more are added: compile them together, if there are several."""
        if len(self._numbers) > 1:
            self._set = _together(self._numbers)

    def found(self, folded: str) -> Collection[int]:
        """The numbers of those that are found in a folded text; of all, where that cannot be told of them together."""
        everything = range(len(self._numbers))
        if self._set is None:
            return everything
        found = self._set.Match(folded)
        # What is found anywhere is missing where the engine ran out of memory, which it does not say otherwise.
        if len(everything) not in found:
            return everything
        return frozenset(found) if len(found) > 1 else ()


def _together(syntaxes: Iterable[str]) -> "re2.Set | None":
    options = caseless()
    options.max_mem = _MEMORY
    together = re2.Set.SearchSet(options)
    try:
        for syntax in (*syntaxes, _ANYTHING):
            together.Add(syntax)
        together.Compile()
    except re2.error:
        return None  # too large together; each was compiled alone before
    return together
