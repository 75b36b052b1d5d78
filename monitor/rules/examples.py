"""The examples of rules: what a rule says of itself, held to its word."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from monitor.rules.ruleset import Ruleset


class Finding(Struct, frozen=True):
    """An example that does not hold: number `index` of the rule's `match` or `ignore` examples."""

    rule: str
    kind: Literal["match", "ignore"]
    index: int
    sentence: str


def run_examples(ruleset: Ruleset) -> list[Finding]:
    """Hold every example against its rule, as a post of this text and nothing else.

    `from` is not asked. Conditions that a text alone cannot tell (media, forward, names of files) are left
    open: a `match` example fails only where the rule cannot hold whatever they say, and an `ignore` example
    only where it holds whatever they say.
    """
    return list(_findings(ruleset))


def _findings(ruleset: Ruleset) -> Iterator[Finding]:
    for rule in ruleset.rules.values():
        for index, text in enumerate(rule.examples_match):
            if ruleset.verdict(rule.id, text) is False:
                yield Finding(rule.id, "match", index, f"should match, and does not: {_short(text)}")
        for index, text in enumerate(rule.examples_ignore):
            if ruleset.verdict(rule.id, text) is True:
                yield Finding(rule.id, "ignore", index, f"should be ignored, and matches: {_short(text)}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"«{line}»" if len(line) <= 80 else f"«{line[:79]}…»"
