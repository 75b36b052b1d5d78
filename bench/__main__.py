"""`make bench`: prints a table and writes bench.json. `--only NAME` runs one part."""

import argparse
import asyncio
import inspect
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import burst, conditions, evidence, footprint, importing, latency, matcher, names, stories, texts, throughput
from bench.row import Row

PARTS: dict[str, Callable[[], Any]] = {
    "matcher": matcher.run,
    "names": names.run,
    "conditions": conditions.run,
    "evidence": evidence.run,
    "stories": stories.run,
    "throughput": throughput.run,
    "latency": latency.run,
    "burst": burst.run,
    "footprint": footprint.run,
    "importing": importing.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures what it costs.")
    parser.add_argument("--only", choices=sorted(PARTS), action="append", help="run only this part (repeatable)")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    options = parser.parse_args()
    rows: list[Row] = []
    for name in options.only or PARTS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found = PARTS[name]()
        rows += asyncio.run(found) if inspect.isawaitable(found) else found
    _show(rows)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine()}
    options.out.write_text(
        json.dumps({"texts": texts.source(), **machine, "rows": [row.as_dict() for row in rows]}, indent=1)
    )


def _show(rows: list[Row]) -> None:
    table = Table()
    for title in ("what", "", "measured", "", "aim"):
        table.add_column(title, justify="right" if title == "measured" else "left")
    part = ""
    for row in rows:
        table.add_row(row.part if row.part != part else "", row.name, f"{row.value:,.2f}", row.unit, row.aim)
        part = row.part
    Console(width=None if sys.stdout.isatty() else 140).print(table)


main()
