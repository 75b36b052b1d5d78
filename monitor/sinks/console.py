"""The `console` kind: notices as readable blocks on standard output."""

import os
import shutil
import sys
from typing import ClassVar, Literal

from pydantic import Field

from monitor.errors import Unavailable
from monitor.model import Delivery, Notice, Receipt, Severity
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._layout import Block, Line, layout
from monitor.sinks._text import Mark, inside, wrapped
from monitor.sinks._threads import Threads
from monitor.sinks._transport import Transport

_LONGEST = 4_000
_DIM, _MATCH, _PLAIN = "\x1b[2m", "\x1b[1;33m", "\x1b[0m"
_SEVERITY: dict[Severity, str] = {
    "info": "\x1b[1m",
    "low": "\x1b[1;36m",
    "medium": "\x1b[1;33m",
    "high": "\x1b[1;31m",
    "critical": "\x1b[1;37;41m",
}


class ConsoleOptions(Options):
    """Options of the console."""

    colour: Literal["auto", "never"] = Field(
        default="auto", description="auto: colours on a terminal, unless NO_COLOR is set; never: plain text."
    )


class Console:
    """Prints each notice as a readable block on standard output; colours only on a terminal."""

    kind: ClassVar[str] = "console"
    options: ClassVar[type[Options]] = ConsoleOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 1
    pace: ClassVar[tuple[Rate, ...]] = ()
    whole: ClassVar[bool] = False

    def __init__(self, options: ConsoleOptions, transport: Transport, patience_s: float = 10.0) -> None:
        del transport
        self._colour = options.colour == "auto"
        self._patience = patience_s
        self._threads = Threads(1, "console")

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """As it is printed where there is no terminal."""
        del delivery
        return [_render(layout(notice, _LONGEST), notice.severity, colour=False)]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        del delivery
        if not self._threads.is_free:
            raise Unavailable("standard output takes nothing: whoever reads it has stopped reading")
        colour, width = self._colour and _coloured(), _width()
        text = _render(layout(notice, _LONGEST), notice.severity, colour=colour, width=width)
        # A full pipe blocks its writer: that must be neither the loop nor a thread that a stop would wait for.
        try:
            await self._threads.run(lambda: _write(text), self._patience)
        except TimeoutError:
            raise Unavailable(f"standard output took nothing for {self._patience:g} s") from None
        except (OSError, ValueError) as error:
            raise Unavailable(f"standard output cannot be written ({type(error).__name__})") from None
        return Receipt()


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int | None:
    """Columns of the terminal; None where there is none, and rows stay whole."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _write(text: str) -> None:
    out = sys.stdout
    encoded = text.encode(out.encoding or "utf-8", "replace")
    raw = getattr(getattr(out, "buffer", None), "raw", None)
    if raw is None:
        out.write(encoded.decode(out.encoding or "utf-8"))
        out.flush()
        return
    out.flush()
    # Past the buffer: who blocks in it holds its lock, and Python cannot end without that.
    left = memoryview(encoded)
    while left:
        left = left[raw.write(left) or 0 :]


def _render(blocks: tuple[Block, ...], severity: Severity, *, colour: bool, width: int | None = None) -> str:
    lines: list[str] = []
    for block in blocks:
        lines.extend(_line(line, severity, colour=colour, width=width) for line in block)
        lines.append("")
    return "\n".join([*lines, ""])


def _line(line: Line, severity: Severity, *, colour: bool, width: int | None) -> str:
    # A border of its own on every row, so that a post cannot pass for a line of ours, not even where it wraps.
    before = {"title": "", "foot": "", "quote": "  │ "}.get(line.role, "  ")
    rows = []
    for start, end in wrapped(line.text, None if width is None else max(20, width - len(before))):
        row = line.text[start:end]
        if colour:
            row = _highlighted(row, inside(line.marks, start, end))
        rows.append(f"{before}{row}")
    text = "\n".join(rows)
    if colour and line.role in ("title", "foot"):
        return f"{_SEVERITY[severity] if line.role == 'title' else _DIM}{text}{_PLAIN}"
    return text


def _highlighted(text: str, marks: tuple[Mark, ...]) -> str:
    parts, at = [], 0
    for mark in marks:
        if mark.kind == "match":
            parts += [text[at : mark.start], _MATCH, text[mark.start : mark.end], _PLAIN]
            at = mark.end
    return "".join([*parts, text[at:]])
