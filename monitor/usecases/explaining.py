"""What a text says, and what rules make of it: for people who write rules, and for other programs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from monitor.config.load import Loaded, load_rules
from monitor.config.starter import starter_file
from monitor.errors import InputError, NotFoundError
from monitor.kinds import Kinds
from monitor.language.claims.extract import extract
from monitor.language.detect import language_of
from monitor.language.forms import Dropped, Expand, Form, at_hand
from monitor.language.names import DROPS_NOTHING
from monitor.language.normalize import fold
from monitor.meant import meant
from monitor.model import EntitySpec, Evidence, Severity
from monitor.rules.compile import names_in, names_of
from monitor.rules.naming import Namer, names_asked
from monitor.rules.trace import Traced
from monitor.usecases.check import compiled
from monitor.usecases.claims import ClaimLine

_WORDS = ("keyword", "near", "regex")
_SOME = 12  # ids that a message lists
_LONGEST = 1_000_000  # characters of one passage


class EntityShown(Struct):
    """All that an entity is looked for as. `file` is empty for one of the ready set."""

    id: str
    kind: str
    forms: list[Form]
    dropped: list[Dropped]


class MentionLine(Struct):
    """An entity is named in `[start, end)` of a text; `span` are the words there."""

    entity: str
    span: str
    start: int
    end: int


class RuleLine(Struct):
    """A rule over the text. `holds`: None where a text alone does not tell. `when` is its condition, part by part."""

    rule: str
    severity: Severity
    holds: bool | None
    when: Traced


class Explained(Struct):
    """What a text says, and what each rule makes of it."""

    language: str
    entities: list[MentionLine]
    words: list[Evidence]
    claims: list[ClaimLine]
    rules: list[RuleLine]


class Passage(Struct):
    """A passage with what it says: one line of `monitor extract`."""

    id: str | int
    claims: list[ClaimLine]
    entities: list[MentionLine]


def rules_of(config: Path | None, kinds: Kinds, environ: Mapping[str, str]) -> Loaded:
    """The entities and rules of a watch file, or of the ready set.

    Raises:
        ConfigError: the file cannot be used.
        InputError: the ready set is not part of this installation.
    """
    return load_rules(config or starter_file(), conditions=kinds.conditions, environ=environ)


def entity(entities: Mapping[str, EntitySpec], called: str, expand: Expand) -> EntityShown:
    """All forms of an entity, each once.

    Raises:
        NotFoundError: there is no such entity.
    """
    spec = entities.get(called)
    if spec is None:
        near = meant(called, entities)
        some = ", ".join(list(entities)[:_SOME]) or "none"
        more = f" and {len(entities) - _SOME} more" if len(entities) > _SOME else ""
        hint = f"did you mean {near}?" if near else f"there are: {some}{more}"
        raise NotFoundError(f"no entity is called {called!r}; {hint}")
    names = names_of(spec)
    found = expand(names)
    forms: dict[tuple[str, str], Form] = {}
    for name in names:
        for form in found[name].forms:
            forms.setdefault((form.text, form.case), form)
    dropped: dict[str, Dropped] = {}
    for one in (one for name in names for one in found[name].dropped):
        if one.text not in dropped or dropped[one.text].why == DROPS_NOTHING:  # of one name it may well be a form
            dropped[one.text] = one
    return EntityShown(spec.id, spec.kind, list(forms.values()), list(dropped.values()))


def explain(text: str, read: Loaded, kinds: Kinds, expand: Expand) -> Explained:
    """What a text says, and every rule over it. `from` is not asked.

    Raises:
        ConfigError: some rules cannot be compiled.
    """
    spec = read.spec
    entities = spec.entities.values()
    asked = [*names_in(spec.rules, spec.entities, spec.channels, kinds.conditions), *names_asked(entities)]
    forms = at_hand(expand(asked))
    ruleset = compiled(read, kinds, forms)
    traces = {rule: ruleset.trace(rule, text) for rule in ruleset.rules}
    words = dict.fromkeys(item for trace in traces.values() for item in _evidence(trace) if item.condition in _WORDS)
    return Explained(
        language=language_of(fold(text).text),
        entities=_mentions(Namer(entities, forms), text),
        words=sorted(words, key=lambda item: item.start or 0),
        claims=_claims(text),
        rules=[RuleLine(rule, ruleset.rules[rule].severity, trace.holds, trace) for rule, trace in traces.items()],
    )


def passages(lines: Iterable[str], entities: Iterable[EntitySpec], expand: Expand) -> Iterator[Passage]:
    """What passages say, `{"id", "text"}` one a line.

    Raises:
        InputError: a line is no passage; it says which.
    """
    namer = Namer(entities, expand)
    for number, line in enumerate(lines, 1):
        if line.strip():
            key, text = _passage(number, line)
            yield Passage(key, _claims(text), _mentions(namer, text))


def _passage(number: int, line: str) -> tuple[str | int, str]:
    try:
        found = json.loads(line.removeprefix("\ufeff"))
    except RecursionError:
        raise InputError(
            f'line {number} is nested too deep; write one passage a line: {{"id": …, "text": …}}'
        ) from None
    except ValueError as error:
        raise InputError(
            f'line {number} is no JSON ({error}); write one passage a line: {{"id": …, "text": …}}'
        ) from None
    text, key = (found.get("text"), found.get("id", number)) if isinstance(found, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(key, str | int):
        raise InputError(f'line {number} is no passage; write {{"id": "a-1", "text": "…"}}')
    if len(text) > _LONGEST:
        raise InputError(f"line {number} holds {len(text):,} characters; cut it into passages of at most {_LONGEST:,}")
    return key, text


def _claims(text: str) -> list[ClaimLine]:
    return [ClaimLine.of(claim, text) for claim in extract(fold(text))]


def _mentions(namer: Namer, text: str) -> list[MentionLine]:
    return [MentionLine(one.entity, text[one.start : one.end], one.start, one.end) for one in namer.mentions(text)]


def _evidence(trace: Traced) -> Iterator[Evidence]:
    yield from trace.evidence
    for part in trace.of:
        yield from _evidence(part)
