"""`backfill` and `backtest`: rules over what has been."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import (
    DEFAULT_CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    database_file,
    hush_telethon,
    loaded,
    nothing_then,
    told_when_interrupted,
)
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.usecases.backtest import Backtest, BacktestMatch, BacktestSummary

_GOES_ON = "Interrupted. What was read so far is stored: run the same again, and it goes on from there."
_EVERY = 5.0  # seconds between two plain lines


def add_to(app: typer.Typer) -> None:
    app.command()(backfill)
    app.command()(backtest)


def backfill(
    channel: Annotated[str, typer.Argument(help="A channel of the watch file.")],
    since: Annotated[str, typer.Option("--since", help="From when on: 2024-12-01, or 7d.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Store and match a channel's older posts; they never alert. Run it again to go on after a failure."""
    from monitor.cli.output import count_of, hint, moment, print_json
    from monitor.ops.log import configure
    from monitor.ports.clock import SystemClock
    from monitor.usecases.backfill import backfill as read
    from monitor.usecases.moments import parse_since

    configure("warning")
    hush_telethon()
    clock = SystemClock()
    start = parse_since(since, clock.now())
    read_file, kinds = loaded(config)
    with told_when_interrupted(_GOES_ON), _progress(channel) as tell:
        found = asyncio.run(read(read_file.spec, kinds, channel, start, clock, progress=tell))
    if as_json:
        print_json(found)
        return
    if found.resumed:
        print(f"Went on from {moment(found.resumed)}, where the last run had stopped.")
    read_posts, matches = count_of(found.read, "post"), count_of(found.matches, "match")
    print(
        f"{found.channel} since {moment(found.since)}: {read_posts} read, {found.stored} of them new, {matches};"
        " nobody was alerted."
    )
    if not found.read:
        hint("Nothing was posted between then and where the daemon began to read; try an earlier --since.")


@contextmanager
def _progress(channel: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and time left on a terminal, a plain line now and then elsewhere; on standard error."""
    if not sys.stderr.isatty():
        yield plain_lines(channel)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(TextColumn):
        def render(self, task: object) -> Text:
            speed = getattr(task, "finished_speed", None) or getattr(task, "speed", None)
            return Text(f"{speed:.0f} posts/s" if speed else "", style="dim")

    columns = (BarColumn(), TaskProgressColumn(), MofNCompleteColumn(), Rate(""), TimeRemainingColumn())
    with Progress(TextColumn("{task.description}"), *columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(channel, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def plain_lines(of: str) -> Callable[[int, int], None]:
    """How far it has come, of how much: a line on standard error every few seconds, and at the end."""
    began = last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if not total or (now - last < _EVERY and done < total):
            return
        last = now
        rate = done / max(now - began, 0.001)
        left = f", about {max(total - done, 0) / rate:.0f} s left" if rate and done < total else ""
        print(f"{of}: {done} of about {total} posts, {rate:.0f} a second{left}", file=sys.stderr, flush=True)

    return tell


def backtest(
    posts: Annotated[
        Path | None, typer.Option("--posts", help="A .jsonl or .jsonl.gz file of posts; default: the stored ones.")
    ] = None,
    start: Annotated[str, typer.Option("--from", help="Stored posts from when on: 2024-12-01, or 7d.")] = "",
    end: Annotated[str, typer.Option("--to", help="Stored posts before then.")] = "",
    report: Annotated[bool, typer.Option("--report", help="With --json: one report by rule, not the matches.")] = False,
    each: Annotated[bool, typer.Option("--each", help="Print each match, not a report by rule.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the rules would have matched. Nothing is stored, nobody is told; what they wait for (`over:`) is not asked.

    With --json one line a match: channel, message_id, rule and evidence.
    """
    from monitor.cli.output import print_json
    from monitor.config.load import load_rules
    from monitor.kinds import discover
    from monitor.lexicon import lexicon_of
    from monitor.ports.clock import SystemClock
    from monitor.usecases.backtest import Backtest
    from monitor.usecases.check import compiled
    from monitor.usecases.moments import parse_stretch

    if posts is not None and (start or end):
        raise UsageError("--from and --to are for stored posts; leave --posts out, or these")
    kinds = discover()
    read = load_rules(config, conditions=kinds.conditions, environ=os.environ)
    test = Backtest(read.spec, compiled(read, kinds, lexicon_of(os.environ)))

    def told(match: "BacktestMatch") -> None:
        if as_json and not report:
            print_json(match)
        elif each:
            _match(match)

    lacking = "There are no posts in that file; `monitor posts export > posts.jsonl` makes one."
    if posts is not None:
        _over_file(test, posts, told)
    else:
        now = SystemClock().now()
        since, until = parse_stretch(start, end, now)
        _over_history(test, database_file(config, database), since, now if until is None else until, told)
        lacking = "" if test.summary.posts else nothing_then(config, database, since, until)
    if as_json and report:
        print_json(test.summary)
    elif as_json or each:
        _summary(test.summary, lacking)
    else:
        _report(test.summary, lacking)


def _over_file(test: "Backtest", path: Path, told: "Callable[[BacktestMatch], None]") -> None:
    from monitor.sources.jsonl import read_posts

    for post, channel in read_posts(path):
        for match in test.take(post, channel):
            told(match)


def _over_history(
    test: "Backtest", path: Path, since: int, until: int, told: "Callable[[BacktestMatch], None]"
) -> None:
    from monitor.store.look import looking
    from monitor.usecases.backtest import over_history

    async def main() -> None:
        async with looking(path) as engines:
            with _progress("stored posts") as tell:
                await over_history(test, engines, since, until, each=told, progress=tell)

    asyncio.run(main())


def _report(summary: "BacktestSummary", lacking: str) -> None:
    from monitor.cli.output import count_of, heading, line

    for one in sorted(summary.reports, key=lambda one: -one.matches):
        if not one.matches:
            continue
        noisiest = ", ".join(f"{line(name)} {count}" for name, count in one.channels)
        heading(f"{one.rule} [{one.severity}]: {count_of(one.matches, 'match')}, {one.per_day} a day")
        print(f"  most in    {noisiest}")
        for match, text in zip(one.samples, one.texts, strict=True):
            words = ", ".join(dict.fromkeys(f"«{line(item.found, 60)}»" for item in match.evidence))
            print(f"  {line(match.channel)}/{match.message_id}  {words}\n      {line(text, 110)}")
        print()
    _summary(summary, lacking)


def _match(match: "BacktestMatch") -> None:
    from monitor.cli.output import line

    words = ", ".join(dict.fromkeys(f"«{line(item.found, 60)}»" for item in match.evidence))
    print(f"{line(match.channel)}/{match.message_id}  {match.rule} [{match.severity}]  {words}")


def _summary(summary: "BacktestSummary", lacking: str) -> None:
    """On standard error: standard output holds the matches. `lacking` is said where there are no posts."""
    from monitor.cli.output import count_of, hint

    over = f" in {summary.days:.1f} days" if summary.days >= 1 else ""
    hint(f"\n{count_of(summary.posts, 'post')}, {count_of(summary.matches, 'match')}{over}")
    width = max((len(rule) for rule in summary.rules), default=0)
    for rule, count in sorted(summary.rules.items(), key=lambda item: -item[1]):
        hint(f"  {rule:<{width}}  {count}")
    for rule, error in summary.failed.items():
        hint(f"  {rule} failed: {error}")
    if summary.unheard:
        hint(f"  These rules listen to no channel of these posts (see their `from:`): {', '.join(summary.unheard)}")
    if not summary.posts:
        hint(f"  {lacking}")
