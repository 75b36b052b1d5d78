"""`entity`, `explain` and `extract`: what names are looked for as, and what texts say."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, JsonOption, standard_input

if TYPE_CHECKING:
    from monitor.language.forms import Form
    from monitor.rules.trace import Traced
    from monitor.usecases.explaining import EntityShown, Explained

OtherConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="A watch file, or a file with entities alone; default: config/monitor.yaml, else the ready set.",
        envvar="MONITOR_CONFIG",
        readable=False,
    ),
]
_SIGNS = {True: "yes", False: "no ", None: "?  "}
_FEW = 3  # places of a word that are shown
_ORIGINS = ("name", "hand", "dictionary", "rule", "romanisation")


def add_to(app: typer.Typer) -> None:
    app.command()(entity)
    app.command()(explain)
    app.command()(extract)


def entity(
    name: Annotated[str, typer.Argument(metavar="ID", help="The entity's id.")],
    config: OtherConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every form that an entity is looked for as, by language and by where it comes from."""
    from monitor.cli.output import print_json
    from monitor.kinds import discover
    from monitor.lexicon import lexicon_of
    from monitor.usecases import explaining

    read = explaining.rules_of(_file(config), discover(), os.environ)
    found = explaining.entity(read.spec.entities, name, lexicon_of(os.environ))
    if as_json:
        print_json(found)
    else:
        _show_entity(found)


def explain(
    text: Annotated[str, typer.Argument(help="A text; - reads it from standard input.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show what a text says (entities, words, claims), and what each rule makes of it, condition by condition."""
    from monitor.cli.output import print_json
    from monitor.kinds import discover
    from monitor.lexicon import lexicon_of
    from monitor.usecases import explaining

    kinds = discover()
    read = explaining.rules_of(config, kinds, os.environ)
    said = _standard_text() if text == "-" else text
    found = explaining.explain(said, read, kinds, lexicon_of(os.environ))
    if as_json:
        print_json(found)
    else:
        _show_text(said, found)


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE.jsonl|-", help='Passages: {"id", "text"}, one a line.')],
    config: OtherConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As always here: one object a line.")] = False,  # noqa: ARG001
) -> None:
    """Print the claims and entities of passages as JSON, one line for each."""
    from monitor.cli.output import print_json
    from monitor.kinds import discover
    from monitor.lexicon import lexicon_of
    from monitor.usecases import explaining

    read = explaining.rules_of(_file(config), discover(), os.environ)
    with _lines(file) as lines:
        for passage in explaining.passages(lines, read.spec.entities.values(), lexicon_of(os.environ)):
            print_json(passage)


def _file(config: Path | None) -> Path | None:
    """The file that is meant; None: the ready set."""
    if config is not None:
        return config
    return DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None


@contextmanager
def _lines(file: str) -> Iterator[TextIO]:
    from monitor.errors import InputError

    named = "standard input" if file == "-" else file
    try:
        if file == "-":
            yield standard_input()
            return
        with Path(file).open(encoding="utf-8") as lines:
            yield lines
    except UnicodeDecodeError:
        raise InputError(f"{named} is not UTF-8; save it as UTF-8, one JSON object a line") from None
    except (FileNotFoundError, IsADirectoryError):
        raise InputError(f"{file} is no file; name one with passages, one JSON object a line, or -") from None


def _standard_text() -> str:
    from monitor.errors import InputError

    try:
        return standard_input().read()
    except UnicodeDecodeError:
        raise InputError("standard input is not UTF-8; give the text as UTF-8") from None


def _show_entity(found: "EntityShown") -> None:
    from monitor.cli.output import count_of, heading, hint, line

    heading(f"{found.id} ({found.kind}): {count_of(len(found.forms), 'form')}")
    by = sorted(found.forms, key=lambda form: (form.language, _ORIGINS.index(form.origin)))
    for (language, origin), forms in groupby(by, key=lambda form: (form.language, form.origin)):
        said = {"name": "as written", "hand": "by hand"}.get(origin, origin)
        print(f"  {language:<4}{said:<14}{line(', '.join(map(_form, forms)))}")
    if any(form.case == "title" for form in found.forms):
        print("* only with a capital letter, or as a hashtag: a common word is written alike")
    if found.dropped:
        heading("\nNot looked for")
        for one in found.dropped:
            print(f"  {line(one.text)}: {line(one.why)}")
    hint("\nTo correct it, in its entity: forms: {add: [...], drop: [...]}")


def _form(form: "Form") -> str:
    return f"{form.text}*" if form.case == "title" else form.text


def _show_text(text: str, found: "Explained") -> None:
    from monitor.cli.output import heading, hint, line, paragraph
    from monitor.usecases.claims import in_words

    paragraph(text, [(one.start, one.end) for one in found.entities])
    print(f"\nLanguage   {found.language or 'it does not tell'}")
    _show_list("Entities", [f"{one.entity}: «{line(one.span)}» at {one.start}" for one in found.entities])
    by_word: dict[str, list[str]] = {}
    for one in found.words:
        place = f" at {one.start}" if one.start is not None else ""
        by_word.setdefault(line(one.what), []).append(f"«{line(one.found, 60)}»{place}")
    _show_list("Words", [f"{what}: {_some(places, len(places))}" for what, places in by_word.items()])
    claims = [f"{line(in_words(one))}: «{line(text[one.start : one.end], 100)}»" for one in found.claims]
    _show_list("Claims", claims)
    heading("\nRules")
    for rule in found.rules:
        print(f"{_SIGNS[rule.holds]}  {rule.rule} [{rule.severity}]")
        _show_trace(rule.when, 1)
    if any(rule.holds is None for rule in found.rules):
        hint("? a text alone does not tell: a forward, media or names of files decide. `from` is not asked here.")


def _show_list(name: str, items: list[str]) -> None:
    for number, item in enumerate(items or ["none"]):
        print(f"{name if not number else '':<11}{item}")


def _some(found: list[str], looked_up: int) -> str:
    """The first few; of the others, how many there are. `looked_up`: how often it stands there, as far as we looked."""
    from monitor.usecases.explaining import COUNTED

    if len(found) <= _FEW + 1:
        return ", ".join(found)
    least = "at least " if looked_up >= COUNTED else ""
    return f"{', '.join(found[:_FEW])} and {least}{len(found) - _FEW} more"


def _show_trace(trace: "Traced", depth: int) -> None:
    from monitor.cli.output import as_json, line

    asks = line(" ".join(f"{key}: {as_json(value)}" for key, value in trace.asks.items()), 120)
    found = _some(list(dict.fromkeys(f"«{line(item.found, 60)}»" for item in trace.evidence)), len(trace.evidence))
    said = "  ".join(part for part in (trace.condition, asks, found) if part)
    print(f"{_SIGNS[trace.holds]}  {'  ' * depth}{said}")
    for part in trace.of:
        _show_trace(part, depth + 1)
