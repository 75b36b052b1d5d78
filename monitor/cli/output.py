"""How answers look: colours and tables on a terminal, plain aligned text elsewhere, JSON for programs.

Text from posts is never trusted: what steers a terminal is made visible or dropped.
"""

import csv
import io
import json
import os
import re
import sys
from codecs import lookup
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.usecases.differing import Piece, in_signs

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BETWEEN = 3  # blanks between two columns
_NARROWEST = 24  # columns of a terminal that a sentence needs at least
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STYLES = {
    **dict.fromkeys(("live", "sent", "ok", "new", "update"), "green"),
    **dict.fromkeys(("polling", "starting", "catching_up", "waiting", "flooded", "due", "unavailable"), "yellow"),
    **dict.fromkeys(
        (
            "dead",
            "rejected",
            "failed",
            "banned",
            "unauthorized",
            "private",
            "no_preview",
            "vanished",
            "renamed",
            "disconnected",
        ),
        "red",
    ),
    **dict.fromkeys(("stopped", "cancelled", "folded", "not watched", "history"), "dim"),
    "high": "bold yellow",
    "critical": "bold red",
}
_CHANGED = {"same": "", "removed": "red strike", "added": "green"}

Cell = str | int | datetime | None


def print_json(value: Any) -> None:
    """One JSON document on a line of its own, in UTF-8 whatever the locale."""
    if lookup(sys.stdout.encoding).name != "utf-8" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(as_json(value))


def as_json(value: Any) -> str:
    """JSON in UTF-8; half characters, which are no text, as U+FFFD."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        written = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
        return written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def indented(value: Any) -> str:
    """JSON for people; what steers a terminal stays an escape."""
    written = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def print_csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for spreadsheets, in UTF-8; lists are joined by blanks. What a spreadsheet would run is made text."""
    if lookup(sys.stdout.encoding).name != "utf-8" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_in_a_cell(value) for value in row])


def _in_a_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        value = " ".join(value)
    if not isinstance(value, str):
        return value
    said = clean(value)
    return f"'{said}" if said[:1] in ("=", "+", "-", "@", "\t", "\r") else said


def hint(sentence: str) -> None:
    """What to do next, on standard error: standard output holds nothing but the answer."""
    sys.stdout.flush()
    print(clean(sentence), file=sys.stderr)


def clean(text: str) -> str:
    """Text without what steers a terminal or turns its direction around."""
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n").expandtabs(4))


def line(text: str, most: int = 0) -> str:
    """Text on one line, cut where it is longer than `most`."""
    flat = " ".join(clean(text).split())
    return flat if not most or len(flat) <= most else flat[: most - 1] + "…"


def moment(when: datetime | None) -> str:
    """`2024-12-14 09:30:05Z`, or "" if it is not known."""
    return "" if when is None else f"{when:%Y-%m-%d %H:%M:%S}Z"


def bytes_of(count: int) -> str:
    """`1.4 MB`."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{count} B" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"


def count_of(number: int, noun: str) -> str:
    """`1 post`, `2 posts`, `2 deliveries`, `2 matches`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("ry"):
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}es" if noun.endswith("ch") else f"{number} {noun}s"


def heading(text: str) -> None:
    """A line above what follows."""
    if on_terminal():
        _console().print(Text(clean(text), style="bold"))
    else:
        print(clean(text))


def facts(pairs: Iterable[tuple[str, Cell]]) -> None:
    """Names and values below each other; those without a value are left out."""
    known = [(name, _said(value)) for name, value in pairs if value not in (None, "")]
    width = max((len(name) for name, _ in known), default=0)
    for name, value in known:
        if on_terminal():
            _console().print(Text.assemble((f"{name:<{width}}  ", "dim"), (value, _STYLES.get(value, ""))))
        else:
            print(f"{name:<{width}}  {value}")


def table(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Rows under their names. On a terminal that is too narrow for them, one below the other: nothing is cut."""
    said = [[line(_said(cell)) for cell in row] for row in rows]
    if on_terminal():
        _drawn([(name, cells) for name, *cells in zip(names, *said, strict=True) if any(cells)])
        return
    widths = [max(map(cell_len, column)) for column in zip(names, *said, strict=True)]
    for cells_of in ([name.upper() for name in names], *said):
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(cells_of, widths, strict=True))
        print("  ".join(cells).rstrip())


def _drawn(columns: Sequence[tuple[str, Sequence[str]]]) -> None:
    console = _console()
    shown = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    least = _BETWEEN * (len(columns) - 1)
    for name, cells in columns:
        width = max(map(cell_len, (name, *cells)))
        words = any(cell.count(" ") > 1 for cell in cells)  # a sentence may be wrapped; keys and moments are copied
        least += min(width, _NARROWEST) if words else width
        shown.add_column(name, no_wrap=not words, overflow="fold")
    if least > console.width:
        _stacked(columns)
        return
    for row in zip(*(cells for _, cells in columns), strict=True):
        shown.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console.print(shown)


def _stacked(columns: Sequence[tuple[str, Sequence[str]]]) -> None:
    (_, keys), *others = columns
    for number, key in enumerate(keys):
        heading(key)
        facts((f"  {name}", cells[number]) for name, cells in others)


def paragraph(text: str, marked: Sequence[tuple[int, int]] = ()) -> None:
    """Text as posted, indented; on a terminal with its marked spans in bold."""
    shown = Text(_STEERING.sub("\ufffd", text))
    if on_terminal():
        for start, end in marked:
            shown.stylize("bold yellow", start, end)
        for part in shown.split("\n"):
            _console().print(Text("  ").append_text(part))
        return
    for plain in clean(text).split("\n"):
        print(f"  {plain}".rstrip())


def differing(pieces: Sequence[Piece]) -> None:
    """What changed, indented: in colours on a terminal, elsewhere as [-removed-]{+added+}."""
    if not on_terminal():
        paragraph(in_signs(pieces))
        return
    shown = Text()
    for piece in pieces:
        shown.append(_STEERING.sub("\ufffd", piece.text), _CHANGED[piece.what])
    for part in shown.split("\n"):
        _console().print(Text("  ").append_text(part))


def on_terminal() -> bool:
    """Whether a person looks."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


def _said(value: Cell) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return "" if value is None else clean(str(value))
