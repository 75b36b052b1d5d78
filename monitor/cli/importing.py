"""`import`: posts from a file."""

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
    told_when_interrupted,
)

if TYPE_CHECKING:
    from monitor.usecases.importing import Imported, Progress
    from monitor.usecases.importing.matching import Matching

_STAGES = {"indexing": "search index", "sealing": "evidence log"}
_GOES_ON = "Interrupted. What was read so far is stored: run the same again, and it goes on from there."
_EVERY = 5.0  # seconds between two plain lines


def add_to(app: typer.Typer) -> None:
    app.command(name="import")(import_)


def import_(
    file: Annotated[
        Path,
        typer.Argument(help="result.json or its folder, as Telegram Desktop wrote it; or posts, .jsonl or .jsonl.gz."),
    ],
    chat: Annotated[
        list[str] | None, typer.Option("--chat", help="Only this chat of an export: its name or number (repeatable).")
    ] = None,
    match: Annotated[
        bool, typer.Option("--match", help="Record what the rules say of posts that are new here.")
    ] = False,
    newer: Annotated[
        bool,
        typer.Option("--newer", help="Also posts that the daemon has still to read; it will not alert on them."),
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store the posts of a file; they never alert. Run it again to go on after a failure, or with a newer export."""
    from monitor.cli.output import count_of, print_json
    from monitor.errors import InputError
    from monitor.ops.log import configure
    from monitor.ports.clock import SystemClock
    from monitor.usecases.importing import Wishes, import_posts

    configure("warning")
    matching = _matching(config) if match else None
    wishes = Wishes(chats=tuple(chat or ()), newer=newer)
    target = database_file(config, database)
    with told_when_interrupted(_GOES_ON), _progress(file.name) as tell:
        done = asyncio.run(import_posts(file, target, SystemClock(), wishes, matching=matching, progress=tell))
    if as_json:
        print_json(done)
    else:
        _tell(done, matched=match)
    if done.unreadable:
        raise InputError(
            f"{file}: {count_of(done.unreadable, 'message')} could not be read and"
            f" {_were(done.unreadable)} left out; the first is {done.first_unreadable}"
        )


def _matching(config: Path) -> "Matching":
    from monitor.config.load import load_rules
    from monitor.kinds import discover
    from monitor.lexicon import lexicon_of
    from monitor.usecases.check import compiled
    from monitor.usecases.importing.matching import Matching

    kinds = discover()
    read = load_rules(config, conditions=kinds.conditions, environ=os.environ)
    return Matching(read.spec, compiled(read, kinds, lexicon_of(os.environ)))


def _tell(done: "Imported", *, matched: bool) -> None:
    from monitor.cli.output import count_of, hint, line

    if done.resumed:
        what = "messages" if done.form == "export" else "lines"
        print(f"Went on after {done.resumed} {what}, where the last run had stopped.")
    of = f" of {', '.join(map(line, done.channels))}" if done.channels else ""
    found = f", {count_of(done.matches, 'match')}; nobody was alerted" if matched else ""
    edits = f", {done.edited} edited since an earlier import" if done.edited else ""
    print(f"{count_of(done.read, 'post')}{of} read, {done.stored} of them new{edits}{found}.")
    if done.service:
        are = "that is no post" if done.service == 1 else "that are no posts"
        print(f"{count_of(done.service, 'message')} {are} {_were(done.service)} passed over.")
    if done.private:
        what = count_of(done.private, "conversation")
        print(f"{what}, neither channel nor public group, {_were(done.private)} passed over.")
    if done.left:
        hint(
            f"{count_of(done.left, 'post')} newer than where `monitor run` stopped reading {_were(done.left)} left to"
            " it; --newer imports them too, and it will not alert on them."
        )


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


@contextmanager
def _progress(name: str) -> "Iterator[Progress]":
    """A bar over the file's bytes on a terminal, a plain line now and then elsewhere; on standard error."""
    if not sys.stderr.isatty():
        yield _plain(name)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[posts]}"), TimeRemainingColumn())
    with Progress(TextColumn("{task.description}"), *columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(name, total=None, posts="")
        rate = _rate()

        def tell(stage: str, posts: int, done: int, total: int) -> None:
            said = _STAGES.get(stage, name)
            shown.update(task, description=said, completed=done, total=total or None, posts=rate(posts))

        yield tell


def _plain(name: str) -> "Progress":
    last, rate = time.monotonic(), _rate()

    def tell(stage: str, posts: int, done: int, total: int) -> None:
        nonlocal last
        said = rate(posts)
        if (now := time.monotonic()) - last < _EVERY:
            return
        last = now
        part = _STAGES.get(stage) or (f"{name}, {100 * done // total} %" if total else name)
        print(f"{part}: {said}", file=sys.stderr, flush=True)

    return tell


def _rate() -> Callable[[int], str]:
    """Posts so far and in a second; it begins anew where the count does."""
    began, before = time.monotonic(), 0

    def said(posts: int) -> str:
        nonlocal began, before
        now = time.monotonic()
        if posts < before:
            began = now
        before = posts
        return f"{posts:,} posts, {posts / max(now - began, 0.1):,.0f} a second"

    return said
