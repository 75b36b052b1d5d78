"""`story verdict`, `story verdicts`: verbs of the group `story`."""

import asyncio
import os
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, database_file, looked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.usecases.graded import OpinionLine, SourceLine, VerdictsShown

StoryArgument = Annotated[str, typer.Argument(metavar="STORY", help="Its id, as s42, or a post of it: CHANNEL/ID.")]


def add_verbs(group: typer.Typer) -> None:
    group.command()(verdict)
    group.command()(verdicts)


def verdict(
    story: StoryArgument,
    ruling: Annotated[
        str, typer.Argument(metavar="VERDICT", help="confirmed (1), disputed (4), false (5), or unverified (6).")
    ],
    by: Annotated[str, typer.Option("--by", help="Who says so.")],
    why: Annotated[str, typer.Option("--why", help="Why; it is kept, and shown to whoever asks.")],
    link: Annotated[str, typer.Option("--link", help="What it rests on: a web address.")] = "",
    claim: Annotated[str, typer.Option("--claim", help="Of one claim, not the story: POST#N, counted from 1.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the desk holds of a story, or of one claim of a post. It is added to what was said before."""
    from monitor.cli.output import clean, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.desk import desk_of
    from monitor.usecases.standing import standing_in_words
    from monitor.usecases.verdicts import Asked, give

    people = desk_of(config, os.environ).people
    asked = Asked(story, ruling, by, why, link, claim)
    done = asyncio.run(give(database_file(config, database), asked, people, SystemClock().now()))
    if as_json:
        print_json(done)
        return
    print(clean(f"{done.claim or done.story}: {standing_in_words(done.standing)}"))


def verdicts(
    story: StoryArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what holds of a story and its claims, who says so and why, and how it is corroborated."""
    from monitor.cli.output import print_json
    from monitor.usecases import graded
    from monitor.usecases.desk import desk_of

    desk = desk_of(config, os.environ)
    found = looked(config, database, lambda engines: graded.show(engines, story, desk))
    if as_json:
        print_json(found)
    else:
        _show(found)


def _show(found: "VerdictsShown") -> None:
    from monitor.cli.output import facts, heading, hint, line, table
    from monitor.usecases.standing import standing_in_words

    facts([("story", found.story), ("holds", standing_in_words(found.standing)), ("corroborated", found.corroborated)])
    if found.sources:
        print()
        rows = ((one.channel, one.side, one.reliability, one.grade, one.link, _counts(one)) for one in found.sources)
        table(("source", "side", "reliability", "grade", "first post", ""), rows)
    _history("\nWhat was said", found.history)
    _history("\nWhat was said of stories that are part of it by now", found.parts, stories=True)
    for claim in found.claims:
        heading(f"\n{claim.claim}{f' ({claim.grade})' if claim.grade else ''}: {standing_in_words(claim.standing)}")
        print(f"  {claim.channel}: {line(claim.words) if claim.words is not None else '(erased)'}")
        _history("", claim.history)
    if not (found.history or found.parts or found.claims):
        hint(f"\nNobody has graded it: monitor story verdict {found.story} confirmed --by NAME --why TEXT")


def _counts(one: "SourceLine") -> str:
    """Why an origin counts for nothing."""
    return ", ".join(filter(None, ("deleted" if one.deleted else "", "a repeat" if one.repeats else "")))


def _history(title: str, said: "Sequence[OpinionLine]", *, stories: bool = False) -> None:
    from monitor.cli.output import heading, table

    if not said:
        return
    if title:
        heading(title)
    names = ("at", "verdict", "code", "by", "why", "link") + (("story",) if stories else ())
    rows = (
        (one.at, one.ruling, one.credibility, one.by, one.why, one.link) + ((one.story,) if stories else ())
        for one in said
    )
    table(names, rows)
