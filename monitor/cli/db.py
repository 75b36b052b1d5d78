"""`db upgrade`, `db backup`, `db restore`, `db size`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, database_file, looked


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Care for the database.", no_args_is_help=True)
    for verb in (upgrade, backup, restore, size):
        group.command()(verb)
    app.add_typer(group, name="db")


def upgrade(
    config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = None, as_json: JsonOption = False
) -> None:
    """Bring the database to the schema of this version, after a backup beside it."""
    from monitor.cli.output import print_json
    from monitor.usecases import upkeep

    path = database_file(config, database)
    done = asyncio.run(upkeep.upgrade(path, datetime.now(UTC)))
    if as_json:
        print_json(done)
    elif done.backup:
        print(f"{path} now has the schema {done.after}; what it was before is in {done.backup}")
    else:
        print(f"{path} has the schema of this version already ({done.after}).")


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the database while it is in use, and read the copy through."""
    from msgspec import to_builtins

    from monitor.cli.output import bytes_of, print_json
    from monitor.usecases import upkeep

    path = database_file(config, database)
    done, others = upkeep.backup(path, file), upkeep.beside(path)
    if as_json:
        print_json({**to_builtins(done), "beside": others})
        return
    print(f"{done.file}: {bytes_of(done.size)}, whole.")
    if others:
        print("No part of it, and to be kept as well (see docs/operation.md, Backup):")
    for one in others:
        print(f"  {one}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `monitor db backup` made.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the place of the database; what stood there is kept."""
    from monitor.cli.output import print_json
    from monitor.usecases import upkeep

    done = upkeep.restore(database_file(config, database), file, datetime.now(UTC))
    if as_json:
        print_json(done)
        return
    print(f"{done.file} is {file} now." + (f" What stood there is kept as {done.replaced}." if done.replaced else ""))
    print("What was delivered after that backup may be delivered again, under the same ids.")


def size(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """How large the database is, and what is in it."""
    from monitor.cli.output import bytes_of, facts, print_json, table
    from monitor.usecases import upkeep

    found = looked(config, database, upkeep.size)
    if as_json:
        print_json(found)
        return
    facts([("database", found.database), ("size", bytes_of(found.bytes)), ("unused inside", bytes_of(found.free))])
    print()
    table(("file", "bytes"), found.files.items())
    print()
    table(("rows of", "count"), found.rows.items())
