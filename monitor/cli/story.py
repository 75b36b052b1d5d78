"""The group `story`: show, split, merge and release; verdicts and plots stand in files of their own."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import plots, verdicts
from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, database_file, looked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.usecases.correcting import Corrected
    from monitor.usecases.story import DecisionTold, OriginTold, StoryShown, Tie, Told

WhyOption = Annotated[str, typer.Option("--why", help="The reason; it is kept, and shown with the story.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides; default: the user of this machine.")]

_SHOWN = 300


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at one story, and put it right by hand.", no_args_is_help=True)
    for verb in (show, split, merge, release):
        group.command()(verb)
    verdicts.add_verbs(group)
    plots.add_story_verbs(group)
    app.add_typer(group, name="story")


def show(
    story: Annotated[str, typer.Argument(help="Its id, as s12, or a post of it: CHANNEL/ID or link.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a story in order: where posts come from, who was first, what is claimed, what people decided."""
    from monitor.cli.output import print_json
    from monitor.cli.stories import scene_of
    from monitor.usecases import story as telling

    scene = scene_of(config, database)
    found = looked(config, database, lambda engines: telling.show(engines, story, scene))
    if as_json:
        print_json(found)
    else:
        _show(found)


def split(
    story: Annotated[str, typer.Argument(help="Its id, as s12.")],
    posts: Annotated[list[str], typer.Argument(metavar="POST...", help="What is another story: CHANNEL/ID or link.")],
    why: WhyOption,
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a story of its own of some posts. The first post of an origin takes its copies along."""
    from monitor.ports.clock import SystemClock
    from monitor.usecases import correcting

    path, now = database_file(config, database), SystemClock().now()
    _told(asyncio.run(correcting.split(path, story, posts, why, by, now)), as_json=as_json)


def merge(
    one: Annotated[str, typer.Argument(metavar="STORY", help="Its id, as s12.")],
    other: Annotated[str, typer.Argument(help="The id of what is the same story.")],
    why: WhyOption,
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one story of two; the older id stays."""
    from monitor.ports.clock import SystemClock
    from monitor.usecases import correcting

    path, now = database_file(config, database), SystemClock().now()
    _told(asyncio.run(correcting.merge(path, one, other, why, by, now)), as_json=as_json)


def release(
    decision: Annotated[str, typer.Argument(help="The decision's id, as d3: `monitor story show` lists them.")],
    why: WhyOption,
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a split or a merge back: what it fixed is judged again."""
    from monitor.ports.clock import SystemClock
    from monitor.usecases import correcting

    path, now = database_file(config, database), SystemClock().now()
    _told(asyncio.run(correcting.release(path, decision, why, by, now)), as_json=as_json)


def _told(done: "Corrected", *, as_json: bool) -> None:
    from monitor.cli.output import count_of, hint, print_json

    if as_json:
        print_json(done)
        return
    print(f"{done.decision}: {done.verb}; " + ", ".join(f"{s}: {count_of(n, 'post')}" for s, n in done.stories.items()))
    if done.verb != "release":
        hint(f"Later posts follow. To take it back: monitor story release {done.decision} --why TEXT")


def _show(found: "StoryShown") -> None:
    from monitor.cli.output import count_of, facts, heading, line
    from monitor.cli.stories import show_ledger, sides_in_words
    from monitor.usecases.claims import in_words
    from monitor.usecases.standing import standing_in_words

    one = found.story
    facts(
        [
            ("story", one.id + (f", which {found.asked} has become part of" if found.asked else "")),
            ("first", one.first),
            ("last", one.last),
            ("posts", f"{one.posts}, of {count_of(one.origins, 'independent origin')}{_gone(found)}{_beside(found)}"),
            ("sides", sides_in_words(one.sides, "without the watch file; --config names it")),
            ("about", ", ".join(one.entities)),
            ("claim", line(in_words(one.headline)) if one.headline else None),
            ("contested", "sides contradict each other" if one.contested else None),
            ("grade", one.grade),
            ("desk", line(standing_in_words(found.standing)) if found.standing.by or found.standing.proposed else None),
            ("parts", ", ".join(found.parts)),
        ]
    )
    print(f"\nCorroboration: {line(found.corroborated)}")
    if found.first_on:
        heading("\nFirst on each side")
        for side in found.first_on:
            print(f"  {line(side.side)}: {line(side.post)}{_later(side.after)}")
    claims = {one.fact: line(in_words(one)) for one in reversed(found.ledger) if one.max != 0}
    for origin in found.origins:
        _origin(origin, claims)
    if found.ledger:
        heading("\nWho counts whom\n")
        show_ledger(found.ledger)
    if found.decisions:
        heading("\nDecided by hand")
        for decision in found.decisions:
            _decision(decision)


def _gone(found: "StoryShown") -> str:
    """How many origins have deleted what they said."""
    deleted = found.corroboration.deleted
    if not deleted:
        return ""
    return ", which was deleted since" if found.story.origins == 1 else f", {deleted} of them deleted since"


def _beside(found: "StoryShown") -> str:
    """What of a story counts for nothing: " (2 repeats, 1 copy)"."""
    repeats = sum(bool(origin.repeats) for origin in found.origins)
    copies = sum(len(origin.copies) for origin in found.origins)
    said = [
        f"{many} {one if many == 1 else more}"
        for many, one, more in ((repeats, "repeat", "repeats"), (copies, "copy", "copies"))
        if many
    ]
    return f" ({', '.join(said)})" if said else ""


def _origin(origin: "OriginTold", claims: "Mapping[int, str]") -> None:
    """`claims` are what is claimed first of each fact."""
    from monitor.cli.output import heading, line, moment, paragraph

    said = ", ".join(filter(None, (origin.side, origin.grade)))
    side = f" ({said})" if said else ""
    heading(f"\n{moment(origin.date)}  {line(origin.post)}{side}{', a repeat' if origin.repeats else ''}")
    if origin.repeats:
        print(f"  the same voice as {line(origin.repeats)}: no further origin")
    if origin.quotes:
        print(f"  {line(origin.quotes)}, quoted by {len(origin.quoted_by)}: {line(', '.join(origin.quoted_by))}")
    elif origin.came_from in [copy.post for copy in origin.copies]:
        print(f"  says what {line(origin.came_from)} says")
    elif origin.came_from != origin.post:
        print(f"  came from {line(origin.came_from)}, which is not stored")
    print(f"  {_place(origin)}")
    _denied(origin, claims, "  ")
    _became(origin, "  ")
    paragraph(line(origin.text, _SHOWN) or ("(erased)" if origin.erased else "(no text)"))
    if origin.link:
        print(f"  {line(origin.link)}")
    for copy in origin.copies:
        side = f" ({copy.side})" if copy.side else ""
        tied = f": {_tie(copy.because)}" if copy.because else ": of the same origin; why is not stored any more"
        print(f"    {moment(copy.date)}  {line(copy.post)}{side}{_later(copy.after)}{tied}")
        _denied(copy, claims, "      ")
        _became(copy, "      ")


def _place(origin: "OriginTold") -> str:
    if origin.by_hand:
        return "here by hand"
    if origin.opened:
        return "opened the story"
    return _tie(origin.because) if origin.because else "joined the story"


def _tie(tie: "Tie") -> str:
    from monitor.cli.output import line

    detail = f", {line(tie.detail)}" if tie.detail else ""
    return (
        f"{tie.reason} of {line(tie.to)}{detail} ({tie.score:.2f})"
        if tie.reason != "event"
        else (f"the same event as {line(tie.to)}{detail} ({tie.score:.2f})")
    )


def _denied(post: "Told", claims: "Mapping[int, str]", margin: str) -> None:
    if post.denies is None:
        return
    said = "; ".join(claims[fact] for fact in post.denies if fact in claims)
    print(f"{margin}denies {said}" if said else f"{margin}denies what was told before; no claim can be held against it")


def _became(post: "Told", margin: str) -> None:
    from monitor.cli.output import moment

    for edit in post.edits:
        print(f"{margin}edited, seen {moment(edit)}")
    if post.deleted:
        print(f"{margin}deleted, gone by {moment(post.deleted)}")
    if post.erased:
        print(f"{margin}erased {moment(post.erased)}")


def _later(seconds: float) -> str:
    from monitor.cli.gaps import length

    return f", {length(seconds)} later" if seconds else ""


def _decision(one: "DecisionTold") -> None:
    from monitor.cli.output import line, moment

    what = f"{one.other} split from {one.story}" if one.verb == "split" else f"{one.other} made part of {one.story}"
    posts = f" ({line(', '.join(one.posts))})" if one.posts else ""
    print(f"  {one.id}  {moment(one.at)}  {what}{posts}, by {line(one.by)}: {line(one.why)}")
    if one.released:
        print(
            f"      taken back {moment(one.released)}, by {line(one.released_by or '')}: {line(one.released_why or '')}"
        )
