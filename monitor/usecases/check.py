"""Everything that is wrong with a watch file: as it is written, when its rules are compiled, and in their examples;
addresses that nothing will be sent to.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from monitor.config.load import Loaded, Survey, Where, survey
from monitor.errors import ConfigError
from monitor.kinds import Kinds
from monitor.language.forms import Expand, at_hand
from monitor.lexicon import lexicon_of
from monitor.model import RuleSpec
from monitor.rules.compile import CompileError, compile_rules, names_in
from monitor.rules.examples import Finding, run_examples
from monitor.rules.ruleset import Ruleset
from monitor.usecases.reachable import out_of_reach

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+): ")


class Checked(Struct):
    """What was found. `problems` are full lines, `file:line: path: sentence`; without any, `spec` can be run."""

    file: str
    problems: tuple[str, ...]
    channels: int = 0
    rules: int = 0
    receivers: int = 0


def check(path: Path, kinds: Kinds, environ: Mapping[str, str]) -> tuple[Checked, Loaded | None]:
    """Check a watch file, before any network or database; also hands out what was read, if all could be."""
    found = survey(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=environ)
    rules = [rule for _, rule in found.rules]
    # All names at once, and then the rules one by one.
    expand = at_hand(lexicon_of(environ)(names_in(rules, found.entities, found.channels, kinds.conditions)))
    tried = (line for number, rule in found.rules for line in _tried(found, number, rule, kinds, expand))
    closed = out_of_reach(found.loaded) if found.loaded is not None else ()
    problems = tuple(sorted((*found.problems, *tried, *closed), key=_place))
    if found.loaded is None:
        return Checked(str(path), problems), None
    spec = found.loaded.spec
    return Checked(str(path), problems, len(spec.channels), len(spec.rules), len(spec.receivers)), found.loaded


def compiled(read: Loaded, kinds: Kinds, expand: Expand) -> Ruleset:
    """The rules, ready to match.

    Raises:
        ConfigError: some cannot be compiled; each as `file:line: path: sentence`.
    """
    spec = read.spec
    try:
        return compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand)
    except CompileError as error:
        numbers = {rule.id: number for number, rule in enumerate(spec.rules)}
        lines = [_refused(read.where, numbers[rule], rule, said) for rule, said in error.problems]
        raise ConfigError(lines) from None


def _tried(found: Survey, number: int, rule: RuleSpec, kinds: Kinds, expand: Expand) -> Iterator[str]:
    """What is wrong with the condition of one rule, or else with its examples."""
    if found.where is None:
        return
    try:
        alone = compile_rules([rule], found.entities, found.channels, kinds.conditions, expand)
    except CompileError as error:
        yield from (_refused(found.where, number, rule.id, said) for _, said in error.problems)
    else:
        yield from (_unheld(found.where, number, one) for one in run_examples(alone))


def _place(problem: str) -> tuple[str, int]:
    found = _PLACE.match(problem)
    return (found["file"], int(found["line"])) if found else ("", 0)


def _refused(where: Where, number: int, rule: str, sentence: str) -> str:
    return f"{where.line_of(('rules', number, 'when'))}: rule {rule}: when: {sentence}"


def _unheld(where: Where, number: int, found: Finding) -> str:
    place = where.line_of(("rules", number, "examples", found.kind, found.index))
    return f"{place}: rule {found.rule}: examples.{found.kind}[{found.index}]: {found.sentence}"
