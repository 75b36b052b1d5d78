"""`posts search`, `posts show`, `posts export`, `posts erase`."""

import asyncio
import os
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import (
    DEFAULT_CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    LimitOption,
    database_file,
    looked,
    nothing_then,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.usecases.counting import CountLine
    from monitor.usecases.files import FileLine
    from monitor.usecases.posts import DecisionLine, PostLine, PostShown

ChannelOption = Annotated[str, typer.Option("--channel", help="Only this channel: its handle, title or id.")]
SinceOption = Annotated[str, typer.Option("--since", help="Only from then on: 2024-12-01, or 7d.")]

_SHOWN = 100
_LOOKS = {
    "": "nobody has looked at it yet",
    "none": "neither a picture nor a film",
    "flat": "a picture without anything to see",
    "failed": "could not be decoded",
}


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at stored posts, and erase them.", no_args_is_help=True)
    for verb in (search, show, export, erase):
        group.command()(verb)
    app.add_typer(group, name="posts")


def search(
    query: Annotated[str, typer.Argument(help="Words; all have to stand in the post. дрон* finds beginnings.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    channel: ChannelOption = "",
    since: SinceOption = "",
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Find posts by their words, the newest first. With --json one object a line."""
    from monitor.cli.output import count_of, hint, line, print_json, table
    from monitor.usecases import posts

    start = _start(since)
    found = looked(config, database, lambda engines: posts.search(engines, query, limit, channel, start))
    if as_json:
        for post in found.posts:
            print_json(post)
    elif found.posts:
        rows = ((_name(post), post.date, _state(post), line(post.text, _SHOWN)) for post in found.posts)
        table(("post", "posted", "", "text"), rows)
    if found.behind:
        hint(f"The search does not know the newest {count_of(found.behind, 'post')} yet; `monitor run` feeds it.")
    if not found.posts:
        hint(nothing_then(config, database, start) or "No post holds all these words. Try fewer, or a beginning: дрон*")


def show(
    post: Annotated[str, typer.Argument(help="CHANNEL/ID, or the link of a post.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a post with its edits, and what became of it."""
    from monitor.cli.output import print_json
    from monitor.usecases import graded
    from monitor.usecases.desk import desk_or_nobody

    desk = desk_or_nobody(config, os.environ, must=database is None)
    found = looked(config, database, lambda engines: graded.show_post(engines, post, desk))
    if as_json:
        print_json(found)
    else:
        _show(found)


def export(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    channel: ChannelOption = "",
    since: SinceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="As always here: one object a line.")] = False,  # noqa: ARG001
) -> None:
    """Print posts as JSON, one a line, in the order in which they were stored; `monitor backtest` reads this."""
    from monitor.cli.output import hint, print_json
    from monitor.store.look import looking
    from monitor.usecases import posts

    path, start = database_file(config, database), _start(since)

    async def main() -> int:
        count = 0
        async with looking(path) as engines:
            async for post in posts.export(engines, channel, start):
                print_json(post)
                count += 1
        return count

    if not asyncio.run(main()):
        of = " of this channel" if channel else ""
        hint(
            nothing_then(config, database, start)
            or f"No posts{of}: `monitor run` collects new ones, `monitor backfill CHANNEL --since 7d` older ones."
        )


def erase(
    post: Annotated[str, typer.Argument(help="CHANNEL/ID, or the link of a post.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept, and shown to whoever asks.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase what a post said, for good. That it was here and why it was erased stays in the log."""
    from monitor.cli.output import count_of, hint, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.erasing import erase_post

    done = asyncio.run(erase_post(database_file(config, database), post, reason, SystemClock().now()))
    if as_json:
        print_json(done)
        return
    print(
        f"{done.channel}/{done.message_id}: erased, with {count_of(done.revisions, 'revision')}. It is not read again."
    )
    hint(
        "Backups, exports and what was delivered already still have it; free pages of the database are overwritten, and"
        " files of media that no other post carries are removed."
    )


def _start(since: str) -> int:
    from monitor.ports.clock import SystemClock
    from monitor.usecases.moments import parse_since

    return parse_since(since, SystemClock().now()) if since else 0


def _name(post: "PostLine") -> str:
    return f"{post.channel}/{post.message_id}"


def _state(post: "PostLine") -> str:
    return "deleted" if post.deleted else "edited" if post.revision > 1 else ""


def _show(found: "PostShown") -> None:
    from monitor.cli.output import differing, facts, heading, hint, line, moment, paragraph
    from monitor.model import Counters
    from monitor.usecases.claims import in_words
    from monitor.usecases.posts import gone_in_words
    from monitor.usecases.standing import standing_in_words

    post, counted = found.post, found.post.counters or Counters()
    origin = post.forward
    forward = (origin.name or origin.handle or str(origin.channel or "a hidden author")) if origin else None
    facts(
        [
            ("post", _name(post)),
            ("channel", post.title),
            ("link", post.link),
            ("posted", post.date),
            ("seen", found.first_seen),
            ("edited", post.edited),
            ("edit seen", post.seen if found.revisions else None),
            ("deleted", gone_in_words(post)),
            ("erased", f"{moment(post.erased)}: {post.erased_why}" if post.erased else None),
            ("forwarded from", forward),
            ("story", found.story),
            ("grade", found.grade),
            ("desk", line(standing_in_words(found.standing)) if found.standing else None),
            ("reply to", post.reply_to),
            ("media", ", ".join(item.kind for item in post.media)),
            ("views", _grouped(counted.views)),
            ("forwards", _grouped(counted.forwards)),
            ("reactions", _grouped(counted.reacted or None)),
        ]
    )
    spans = [(one.start, one.end) for match in found.matches for one in match.evidence if one.field == "text"]
    print()
    paragraph(
        post.text or ("(erased)" if post.erased else "(no text)"),
        [(a, b) for a, b in spans if a is not None and b is not None],
    )
    if found.claims:
        heading("\nClaims")
        newest = [claim for claim in found.claims if claim.revision in (None, post.revision)]
        for claim in found.claims:
            # the number by which `monitor story verdict --claim` knows it
            number = f"#{newest.index(claim) + 1} " if claim in newest else ""
            print(f"  {number}{line(in_words(claim))}" + (f", in revision {claim.revision}" if found.revisions else ""))
    for revision in reversed(found.revisions):
        heading(f"\nRevision {revision.number}, seen {moment(revision.seen)}, until {moment(revision.replaced)}")
        paragraph(revision.text)
        heading(f"\nWhat revision {revision.number + 1} changed")
        differing(revision.changes)
    if found.files:
        heading("\nFiles")
        _files(found.files)
    if found.counts:
        heading("\nHow far it came")
        _counts(found.counts)
    if found.decisions:
        heading("\nWhat became of it")
        _decisions(found.decisions)
        hint(f"\nThe whole path: monitor alerts why {_name(post)}")


def _decisions(decisions: "Sequence[DecisionLine]") -> None:
    from monitor.cli.output import table

    rows = ((one.at, one.rule, one.event, one.reason, one.alert, one.notice, one.detail) for one in decisions)
    table(("at", "rule", "event", "reason", "alert", "notice", "detail"), rows)


def _files(files: "Sequence[FileLine]") -> None:
    from monitor.cli.output import bytes_of, clean, facts, moment

    for one in files:
        removed = f", removed {moment(one.removed)}: {one.why}" if one.removed else ""
        looks = _LOOKS.get(one.looks, "") if one.sha256 else ""
        facts(
            [
                (f"  {one.kind}", f"{one.state}{removed}" + (f": {clean(one.detail)}" if one.detail else "")),
                ("    size", bytes_of(one.size) if one.size is not None else None),
                ("    sha256", one.sha256),
                ("    fetched", one.fetched),
                ("    lies at", one.path or ("not where it should be" if one.state == "kept" else None)),
                ("    looks like", " ".join(one.hashes)),
                ("    looked at", ": ".join(filter(None, (looks, one.looks_why))) or None),
            ]
        )


def _counts(counts: "Sequence[CountLine]") -> None:
    from monitor.cli.output import table

    rows = (
        (one.at, _grouped(one.views), _grouped(one.forwards), _grouped(one.reactions), _growth(one.views_per_hour))
        for one in counts
    )
    table(("at", "views", "forwards", "reactions", "views per hour"), rows)


def _grouped(count: int | None) -> str:
    """ "100,000"; nothing where it was not told."""
    return "" if count is None else f"{count:,}"


def _growth(per_hour: float | None) -> str:
    return "" if per_hour is None else f"{per_hour:+,.0f}"
