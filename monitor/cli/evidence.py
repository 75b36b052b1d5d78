"""`evidence verify`, `evidence head`, `evidence export`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, looked

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.usecases.evidence import Verified

HeadOption = Annotated[
    str, typer.Option("--head", help="A head that was published: make sure that it is part of the chain.")
]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Prove that what is kept is what was recorded.", no_args_is_help=True)
    for verb in (verify, head, export):
        group.command()(verb)
    app.add_typer(group, name="evidence")


def verify(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    published: HeadOption = "",
    skip_files: Annotated[
        bool,
        typer.Option("--skip-files", help="Do not read files of media through; that takes as long as they are large."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Work out every digest and every seal again. Leaves with 1 if anything is broken."""
    from monitor.cli.output import print_json
    from monitor.usecases import evidence

    progress = _progress()
    found = looked(
        config, database, lambda engines: evidence.verify(engines, published, progress, files=not skip_files)
    )
    if as_json:
        print_json(found)
    else:
        _show(found, published)
    if not found.whole:
        raise typer.Exit(1)


def head(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """The last seal's number, time and hash: publish it, and it proves what was recorded before."""
    from monitor.cli.output import facts, hint, print_json
    from monitor.usecases import evidence

    found = looked(config, database, evidence.head)
    if as_json:
        print_json(found)
        return
    facts([("seal", found.number), ("covers entries up to", found.last), ("sealed", found.at), ("head", found.head)])
    hint(
        "\nPut it where nobody can change it and its date is certain: `monitor evidence head --json > head.json` and a"
        " timestamp of that file (OpenTimestamps), a mail to somebody else, a printed page.\n"
        f"Later: monitor evidence verify --head {found.head}"
    )


def export(
    posts: Annotated[list[str], typer.Argument(help="Links, or CHANNEL/ID.", metavar="POST...")],
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder to write; new, or empty.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write posts with all that proves them to a folder that anybody can check without this program."""
    from monitor.cli.output import count_of, hint, print_json
    from monitor.usecases import bundle

    now = datetime.now(UTC)
    done = looked(config, database, lambda engines: bundle.export(engines, posts, folder, now))
    if as_json:
        print_json(done)
        return
    print(f"{done.folder}: {count_of(done.posts, 'post')}, proven by {count_of(done.entries, 'entry')} of the log.")
    hint(f"Whoever gets it runs: python3 verify.py, and compares the head with one that was published: {done.head}")


def _show(found: "Verified", published: str) -> None:
    from monitor.cli.output import clean, count_of, facts, heading, moment

    newest = f"since {moment(found.unsealed_since)}" if found.unsealed else ""
    facts(
        [
            ("posts", found.posts),
            ("files of media", found.files or None),
            ("entries", found.entries),
            ("  before the log began", found.early or None),
            ("  not sealed yet", f"{found.unsealed} {newest}".strip()),
            ("seals", found.seals),
            ("erased posts", found.erased or None),
            ("posts still to be entered", found.waiting or None),
            ("last seal", found.sealed),
            ("head", found.head),
        ]
    )
    for sentence in found.erasures:
        print(f"erased: {clean(sentence)}")
    for sentence in found.broken:
        print(f"broken: {clean(sentence)}")
    if found.more:
        print(f"broken: and {found.more} more")
    if found.broken:
        heading(
            "\nThis database is not as it was written. Either the file was damaged, or somebody changed it by another"
            "\nway than this program. What is not named above still is as it was recorded; a backup may have the rest."
        )
    elif published and found.sought is None:
        heading(
            "\nThis chain holds together, but does not have the head that was published: it is another chain, or was"
            "\nbuilt again. It proves nothing of the time before that head."
        )
    elif published:
        heading(
            f"\nWhole. The head that was published is that of seal {found.sought}: what it covers stands unchanged."
        )
    else:
        waiting = (
            f" {count_of(found.unsealed, 'entry')} still to be sealed: the daemon does so, or an import at its end."
        )
        unsealed = waiting if newest else ""
        heading(f"\nWhole: every row is as it was recorded.{unsealed}")


def _progress() -> "Callable[[int, int], None] | None":
    """A line on standard error that counts, where a person looks."""
    if not sys.stderr.isatty():
        return None

    def told(done: int, every: int) -> None:
        end = "\n" if done >= every else ""
        print(f"\rread {done:,} of {every:,} rows", end=end, file=sys.stderr, flush=True)

    return told
