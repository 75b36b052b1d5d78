"""Writes SVG. All text goes through here, so that no channel's title is ever taken for markup."""

import re
import unicodedata
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

FONT = "'DejaVu Sans', 'Noto Sans', Arial, sans-serif"

# What XML may not hold, and what would turn the direction of a line around.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BOLD = 1.12  # how much wider bold letters are
_NARROW = frozenset("iIjl.,:;'!|()[]ijtfrі ")


def document(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """A whole picture on white. `title` is what is read out to those who do not see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" font-family="{FONT}" font-size="12" fill="#222">'
    )
    inner = "\n".join([tag("title", plain(title)), tag("rect", width=width, height=height, fill="#fff"), *parts])
    return f"{head}\n{inner}\n</svg>\n"


def tag(name: str, *inner: str, **attributes: str | float | None) -> str:
    """An element. `inner` is markup; `stroke_width` is written stroke-width, what is None is left out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text(said: str, x: float, y: float, **attributes: str | float | None) -> str:
    """Words at a place: their base line begins there, unless `text_anchor` says otherwise."""
    return tag("text", plain(said), x=x, y=y, **attributes)


def hover(said: str) -> str:
    """What a pointer shows of the element that this stands in."""
    return tag("title", plain(said))


def plain(said: str) -> str:
    """Any text as markup that means just this text."""
    return escape(visible(said))


def visible(said: str) -> str:
    """Text on one line, without what is not seen or steers others."""
    return " ".join(_FORBIDDEN.sub(" ", said).split())


def number(value: float) -> str:
    """As short as a tenth of a pixel allows."""
    return f"{value:.1f}".removesuffix(".0")


def width_of(said: str, size: float, *, bold: bool = False) -> float:
    """About how wide words are drawn, in pixels: no font is at hand, so rather too wide."""
    ems = sum(_ems(char) for char in visible(said))
    return size * ems * (_BOLD if bold else 1.0)


def _ems(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.36
    return 0.72 if char.isupper() or char in "шщжмюыфwm@%—" else 0.6


def cut(said: str, most: float, size: float, *, bold: bool = False) -> str:
    """Words that fit into `most` pixels, with … where they were cut."""
    said = visible(said)
    if width_of(said, size, bold=bold) <= most:
        return said
    left = most - width_of("…", size, bold=bold)
    for end, char in enumerate(said):
        left -= size * _ems(char) * (_BOLD if bold else 1.0)
        if left < 0:
            return f"{said[:end].rstrip()}…"
    return said
