"""`init`, `login`, `check`, `schema`, `kinds`: everything before the first run."""

import asyncio
import os
import re
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, JsonOption, hush_telethon

_PROBLEM = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<problem>.*)", re.DOTALL)


def add_to(app: typer.Typer) -> None:
    for verb in (init, login, check, schema, kinds):
        app.command()(verb)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("config"), as_json: JsonOption = False
) -> None:
    """Write a commented watch file, entities and rules to begin with."""
    from monitor.cli.output import print_json
    from monitor.config.starter import write_starter

    written, kept = write_starter(folder)
    if as_json:
        print_json({"written": [str(path) for path in written], "kept": [str(path) for path in kept]})
        return
    for path in written:
        print(path)
    if kept:
        if not written:
            print("Nothing was written.")
        print("These were there already, just as they would be written now, and were left alone:")
    for path in kept:
        print(path)
    main = folder / "monitor.yaml"
    option = "" if main == DEFAULT_CONFIG else f" --config {main}"
    print(f"\nNext: set what {main} names, then `monitor login desk-1{option}`, `monitor check{option}`.")


def login(
    name: Annotated[str, typer.Argument(help="The account, as the watch file calls it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    session_string: Annotated[
        bool, typer.Option("--session-string", help="Print the session instead of writing its file.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Sign in to Telegram: phone, code, two-factor password."""
    from monitor.cli.asking import ask
    from monitor.cli.output import hint, print_json
    from monitor.usecases.visits import sign_in

    hush_telethon()
    file, session = asyncio.run(sign_in(config, name, os.environ, ask, hint, keep=not session_string))
    if as_json:
        print_json({"account": name, **({"session": session} if session_string else {"file": str(file)})})
        return
    if not session_string:
        print(f"Signed in; the session is in {file}. Whoever has this file has the account.")
        return
    hint("This is the account itself: whoever has these characters can read and write as you. Keep them as a secret.")
    print(session)


def check(
    config: ConfigOption = DEFAULT_CONFIG,
    online: Annotated[bool, typer.Option("--online", help="Also ask Telegram where each handle leads.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say everything that is wrong with the watch file, with file and line."""
    from monitor.cli.output import clean, count_of, print_json
    from monitor.errors import ConfigError
    from monitor.kinds import discover
    from monitor.usecases.check import check as look_through

    found, read = look_through(config, discover(), os.environ)
    problems = found.problems
    if online and read is not None:
        from monitor.cli.output import hint
        from monitor.ports.clock import SystemClock
        from monitor.usecases.visits import lost_channels

        hush_telethon()
        if read.spec.telegram is None:
            hint("Handles are looked up through an account, and there is no section telegram:; `monitor run` and")
            hint("`monitor status` say what each page shows.")
        else:
            handles = sum(channel.kind == "telegram" for channel in read.spec.channels)
            hint(f"Asking Telegram for {count_of(handles, 'handle')}, one every 3 s.")
            problems += asyncio.run(lost_channels(read, SystemClock()))
    if as_json:
        counts = {"channels": found.channels, "rules": found.rules, "receivers": found.receivers}
        print_json(
            {
                "file": found.file,
                "ok": not problems,
                "problems": [_parted(one) for one in problems],
                **counts,
                "notes": [_parted(one) for one in found.notes],
            }
        )
        raise typer.Exit(ConfigError.exit_code if problems else 0)
    if problems:
        raise ConfigError(problems)
    counted = ((found.channels, "channel"), (found.rules, "rule"), (found.receivers, "receiver"))
    print(f"{config} is fine: {', '.join(count_of(*one) for one in counted)}")
    for note in found.notes:
        print(f"note: {clean(note)}")


def _parted(problem: str) -> dict[str, str | int]:
    found = _PROBLEM.fullmatch(problem)
    if found is None:
        return {"file": "", "line": 0, "problem": problem}
    return {"file": found["file"], "line": int(found["line"]), "problem": found["problem"]}


def schema(
    as_json: Annotated[bool, typer.Option("--json", help="As always here.")] = False,  # noqa: ARG001
) -> None:
    """Print the JSON Schema of the watch file, for editors."""
    import json

    from monitor.config.schema import json_schema
    from monitor.kinds import discover

    known = discover()
    print(json.dumps(json_schema(known.conditions, known.sinks), indent=2, ensure_ascii=False))


def kinds(as_json: JsonOption = False) -> None:
    """List the kinds of conditions, sources and sinks, with their options."""
    from dataclasses import asdict

    from monitor.cli.output import heading, print_json, table
    from monitor.usecases.listing import every_kind

    rows = every_kind()
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        short = f" (short form: {row.short})" if row.short else ""
        heading(f"{row.sort} {row.kind}: {row.what}{short}")
        if row.options:
            options = ((one.name, one.type, one.default or "(wanted)", one.description) for one in row.options)
            table(("option", "type", "default", "what"), options)
        print()
