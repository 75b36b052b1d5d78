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
from monitor.language.guess import is_cyrillic
from monitor.languages import INFLECTED, NAMED, UNCHANGING
from monitor.lexicon import lexicon_of
from monitor.model import RuleSpec
from monitor.rules.compile import CompileError, compile_rules, names_in
from monitor.rules.examples import Finding, run_examples
from monitor.rules.ruleset import Ruleset
from monitor.usecases.reachable import out_of_reach

_MOVE = "put it under uk or ru if it is one"
_ADD = "forms are known of uk and ru, others can be given under forms: {add: […]}"
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+): ")


class Checked(Struct):
    """What was found. `problems` are full lines, `file:line: path: sentence`; without any, `spec` can be run.

    `notes` are lines of the same form on what is right and may yet not do what was meant.
    """

    file: str
    problems: tuple[str, ...]
    channels: int = 0
    rules: int = 0
    receivers: int = 0
    notes: tuple[str, ...] = ()


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
    spec, notes = found.loaded.spec, tuple(sorted(_notes(found), key=_place))
    counts = (len(spec.channels), len(spec.rules), len(spec.receivers))
    return Checked(str(path), problems, *counts, notes), found.loaded


def _notes(found: Survey) -> Iterator[str]:
    """Names that are looked for only as they are written, where nobody added their forms by hand."""
    as_written: dict[str, list[str]] = {}
    for one in found.entities.values():
        for code, names in one.names.items():
            if one.add or code in INFLECTED or found.where is None:
                continue
            path = ("entities", one.id, "names", code)
            odd = next(filter(is_cyrillic, names), "") if code in UNCHANGING else ""
            if odd:
                yield found.where.problem(
                    path, f"{odd} is written in Cyrillic, and under {code} no forms of it are known; {_MOVE}"
                )
            elif code not in UNCHANGING:
                as_written.setdefault(code, []).append(found.where.problem(path, ""))
    for code, places in as_written.items():
        more = f" (so are those of {len(places) - 1} more)" if len(places) > 1 else ""
        yield f"{places[0]}names in {NAMED[code]} are looked for only as written; {_ADD}{more}"


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
