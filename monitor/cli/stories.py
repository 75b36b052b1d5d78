"""`stories` and `ledger`."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import plots, weaving
from monitor.cli.shared import (
    DEFAULT_CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    LimitOption,
    looked,
    nothing_then,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from monitor.usecases.ledger import LedgerLine
    from monitor.usecases.retelling import Scene
    from monitor.usecases.stories import StoryLine

_ENTITIES = 4  # that a line names
_LETTERS = 60  # of the words by which a story goes that claims nothing
_SIDES_UNKNOWN = (
    "Which side a channel speaks for stands in the watch file, and none was found: sides, and who contradicts whom,"
    " are not known. --config names it."
)


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at many stories.")
    group.callback(invoke_without_command=True)(stories)
    plots.add_stories_verbs(group)
    weaving.add_verb(group)
    app.add_typer(group, name="stories")
    app.command()(ledger)


def stories(
    context: typer.Context,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    entity: Annotated[str, typer.Option("--entity", help="Only those that name this entity, by its id.")] = "",
    place: Annotated[str, typer.Option("--place", help="Only those at this place or near it.")] = "",
    since: Annotated[str, typer.Option("--since", help="Only with a post since then: 2024-12-01, or 24h.")] = "",
    alone: Annotated[bool, typer.Option("--alone", help="Also posts that are stories by themselves.")] = False,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List stories, the newest first: what is told, by how many independent origins. With --json one a line."""
    if context.invoked_subcommand is not None:
        return
    from monitor.cli.output import hint, line, print_json, table
    from monitor.ports.clock import SystemClock
    from monitor.usecases.claims import in_words
    from monitor.usecases.moments import parse_since
    from monitor.usecases.stories import listed

    start = parse_since(since, SystemClock().now()) if since else 0
    scene = scene_of(config, database)
    found = looked(
        config,
        database,
        lambda engines: listed(engines, scene, limit, entity=entity, place=place, since=start, alone=alone),
    )
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        rows = (
            (
                one.id,
                one.first,
                one.last,
                one.posts,
                one.origins,
                sides_in_words(one.sides),
                one.grade,
                ", ".join(filter(None, ("contested" if one.contested else "", one.ruling))),
                _about(one),
                line(in_words(one.headline)) if one.headline else "",
            )
            for one in found
        )
        table(("story", "first", "last", "posts", "origins", "sides", "grade", "standing", "about", "claim"), rows)
        if not scene.known:
            hint(_SIDES_UNKNOWN)
    else:
        hint(
            nothing_then(config, database, start)
            or "No such story. Posts that nothing is tied to are left out; --alone shows them, too."
        )


def _about(one: "StoryLine") -> str:
    """What it names; a story that names nothing and claims nothing goes by its first words."""
    from monitor.cli.output import line

    if one.entities or one.headline:
        return ", ".join(one.entities[:_ENTITIES])
    return f"«{line(one.title, _LETTERS)}»"


def ledger(
    entity: Annotated[str, typer.Option("--entity", help="Whose claims: who suffered, where, or who says so.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    start: Annotated[str, typer.Option("--from", help="Said from then on: 2024-12-14, or 7d.")] = "",
    end: Annotated[str, typer.Option("--to", help="Said before: 2024-12-17, or 1d.")] = "",
    story: Annotated[str, typer.Option("--story", help="Only of this story: s12, or a post of it.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets: a table with a heading.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List who counts whom: all claims about an entity, fact by fact. With --json one a line."""
    from monitor.cli.output import hint, print_csv, print_json
    from monitor.errors import UsageError
    from monitor.ports.clock import SystemClock
    from monitor.usecases.ledger import LedgerLine, of_entity
    from monitor.usecases.moments import parse_stretch

    if as_csv and as_json:
        raise UsageError("--csv and --json are two forms of one answer; name one")
    since, until = parse_stretch(start, end, SystemClock().now())
    scene = scene_of(config, database)
    found = looked(config, database, lambda engines: of_entity(engines, entity, scene, since, until, story))
    if as_json:
        for one in found:
            print_json(one)
    elif as_csv:
        names = LedgerLine.__struct_fields__
        print_csv(names, ([getattr(one, name) for name in names] for one in found))
    elif found:
        show_ledger(found)
        if not scene.known:
            hint(_SIDES_UNKNOWN)
    if not found:
        hint(
            nothing_then(config, database, since, until)
            or f"No claim counts {entity}, is of that place, or is said by it. `monitor stories --entity {entity}` may."
        )


def show_ledger(lines: "Iterable[LedgerLine]") -> None:
    """Fact by fact, a line for each claim, and the words below it."""
    from monitor.cli.output import heading, line, moment
    from monitor.usecases.claims import in_words

    before = None
    for one in lines:
        fact = (one.story, one.fact)
        if fact != before:
            contested = ", contested between sides" if one.contested else ""
            denied = f", by {line(', '.join(one.denied_by))}" if one.denied_by else ""
            heading(f"{'' if before is None else chr(10)}{one.story}, {one.kind}: {one.verdict}{denied}{contested}")
        before = fact
        side = f" ({', '.join(word for word in (one.side, one.grade) if word)})" if one.side or one.grade else ""
        print(f"  {moment(one.date)}  {line(one.channel)}{side}: {line(in_words(one))}")
        print(f"    «{line(one.words)}»  {one.link or f'{line(one.channel)}/{one.message_id}'}")
        for note in _notes(one):
            print(f"    {note}")


def _notes(one: "LedgerLine") -> "Iterable[str]":
    from monitor.cli.output import line, moment

    if one.who_implied:
        yield f"does not say of whom; taken to be of {', '.join(one.who_implied)}"
    if one.deleted:
        yield f"deleted, gone by {moment(one.deleted)}"
    if one.revision is not None and one.revision > 1:
        yield f"as of revision {one.revision}"
    if one.updates:
        yield f"replaces the lower number of {line(one.updates)}"
    if one.copies:
        yield f"the same origin: {line(', '.join(one.copies))}"


def sides_in_words(sides: "Sequence[str] | None", why: str = "") -> str:
    """Of a story; where they are not known, with a reason."""
    return f"not known {why}".strip() if sides is None else ", ".join(sides)


def scene_of(config: "Path", database: "Path | None") -> "Scene":
    """What the watch file says of sides and entities; a database that is named can be read without one."""
    from monitor.kinds import discover
    from monitor.usecases import retelling

    return retelling.scene_of(config, discover(), os.environ, must=database is None)
