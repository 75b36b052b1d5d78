"""Everything that is wrong with a watch file: as it is written, when its rules are compiled, and in their examples."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from monitor.config.load import Loaded, load_with_lines
from monitor.errors import ConfigError
from monitor.kinds import Kinds
from monitor.model import RuleSpec, WatchSpec
from monitor.rules.compile import CompileError, Ruleset, compile_rules
from monitor.rules.examples import Finding, run_examples


class Checked(Struct):
    """What was found. `problems` are full lines, `file:line: path: sentence`; without any, `spec` can be run."""

    file: str
    problems: tuple[str, ...]
    channels: int = 0
    rules: int = 0
    receivers: int = 0


def check(path: Path, kinds: Kinds, environ: Mapping[str, str]) -> tuple[Checked, Loaded | None]:
    """Check a watch file, before any network or database; also hands out what was read, if it could be."""
    try:
        loaded = load_with_lines(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=environ)
    except ConfigError as error:
        return Checked(str(path), error.problems), None
    spec = loaded.spec
    problems = _rule_problems(loaded, kinds)
    return Checked(str(path), problems, len(spec.channels), len(spec.rules), len(spec.receivers)), loaded


def compiled(read: Loaded, kinds: Kinds) -> Ruleset:
    """The rules, ready to match.

    Raises:
        ConfigError: some cannot be compiled; each as `file:line: path: sentence`.
    """
    try:
        return _compiled(read.spec, read.spec.rules, kinds)
    except CompileError as error:
        raise ConfigError(_refused(read, error)) from None


def _rule_problems(read: Loaded, kinds: Kinds) -> tuple[str, ...]:
    """What cannot be compiled; and the examples of all that can."""
    refused: tuple[str, ...] = ()
    spec = read.spec
    try:
        ruleset = _compiled(spec, spec.rules, kinds)
    except CompileError as error:
        refused, wrong = _refused(read, error), {rule for rule, _ in error.problems}
        ruleset = _compiled(spec, [rule for rule in spec.rules if rule.id not in wrong], kinds)
    return (*refused, *(_unheld(read, found) for found in run_examples(ruleset)))


def _compiled(spec: WatchSpec, rules: Sequence[RuleSpec], kinds: Kinds) -> Ruleset:
    return compile_rules(rules, spec.entities, spec.channels, kinds.conditions)


def _refused(read: Loaded, error: CompileError) -> tuple[str, ...]:
    return tuple(f"{_line(read, rule, 'when')}: rule {rule}: when: {sentence}" for rule, sentence in error.problems)


def _unheld(read: Loaded, found: Finding) -> str:
    place = _line(read, found.rule, "examples", found.kind, found.index)
    return f"{place}: rule {found.rule}: examples.{found.kind}[{found.index}]: {found.sentence}"


def _line(read: Loaded, rule: str, *path: str | int) -> str:
    number = next(number for number, spec in enumerate(read.spec.rules) if spec.id == rule)
    return read.where.line_of(("rules", number, *path))
