"""regex: patterns."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules._evidence import standing
from monitor.rules._pattern import Pattern
from monitor.rules.conditions._words import Words


class RegexOptions(Options):
    """Patterns, at least one."""

    short: ClassVar[str] = "pattern"

    pattern: Words = Field(min_length=1, description="a pattern, or a list of which one must be found")


class Regex:
    r"""The pattern is found in the folded text, in any case of letters and in linear time.

    `\w`, `\d` and `\s` know all scripts. `\b` is the border of a word, at the beginning or the end of a
    pattern or of its alternatives. There are no look-arounds and no references back.
    """

    kind: ClassVar[str] = "regex"
    options: ClassVar[type[Options]] = RegexOptions

    def compile(self, options: RegexOptions, scope: Scope) -> Atom:
        patterns: dict[str, Pattern] = {}
        for written in options.pattern:
            try:
                patterns[written] = Pattern(written)
            except ValueError as error:
                raise ValueError(f"the pattern {written!r} {error}") from None
        numbers = {written: scope.pattern(pattern.syntax) for written, pattern in patterns.items()}
        return _Found(patterns, numbers, _signs(patterns, numbers, scope))

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "regex:" with the number of every pattern that may be found."""
        return set(map(_sign, reading.patterns))


class _Found:
    beyond_text = False

    def __init__(self, patterns: dict[str, Pattern], numbers: dict[str, int], signs: frozenset[Sign]) -> None:
        self._patterns = patterns
        self._numbers = numbers
        self.signs: frozenset[Sign] | None = signs
        self.needs = [frozenset[Sign](map(_sign, numbers.values()))]

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        there = [written for written, number in self._numbers.items() if number in reading.patterns]
        if not there:
            return None
        text = reading.folded("text")
        return [
            evidence
            for written, pattern in self._patterns.items()
            if written in there
            for evidence in standing(
                Regex.kind, written, [reading.original(*span) for span in pattern.spans(text)], reading
            )
        ] or None


def _sign(number: int) -> str:
    return f"{Regex.kind}:{number}"


def _signs(patterns: Mapping[str, Pattern], numbers: Mapping[str, int], scope: Scope) -> frozenset[Sign]:
    """Words that a text must hold; of patterns that have none, that they are found."""
    signs: set[Sign] = set()
    for written, pattern in patterns.items():
        if pattern.literals is None:
            signs.add(_sign(numbers[written]))
        else:
            signs |= {scope.literal(word, whole=False) for word in pattern.literals}
    return frozenset(signs)
