"""A layout as Markdown that shows foreign text as it stands: no link, list, heading or call comes of it."""

import re

from monitor.sinks._layout import Block, Line, act
from monitor.sinks._text import Mark, inside, wrapped

JOINER = "\u2060"

# An address stays whole, or it is no link any more; it may hold nothing that could end what it stands in.
_ADDRESS = re.compile(r"https?://[^\s<>*`\[\]()|\\@]+", re.IGNORECASE)
# Tables, not patterns: a text may be nothing but signs, and is written again for every length that is tried.
_SIGNS = {ord(sign): f"\\{sign}" for sign in "\\`*_~|[]"}
_EMPHASIS = {ord(sign): f"\\{sign}" for sign in "\\`*_~|"}
_BEGINNINGS = re.compile(r"(?m)^(\s*)(?:([#>+=-])|(\d+)([.)]))")
# What names people, channels, moments or emoji (`<@1>`, `<!here>`, `<t:1>`), and what calls by name.
_CALLS = re.compile(r"(?<=<)|(?<=@)(?=\S)")
_IN_LINKS = {ord(sign): f"%{ord(sign):02X}" for sign in "<>|*()[]`\\\"^{}~'!@"}


def escaped(text: str) -> str:
    """Text as Markdown that reads as that text, and calls nobody."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [text[at : found.start()].translate(_SIGNS), found[0]]
        at = found.end()
    told = "".join([*parts, text[at:].translate(_SIGNS)])
    return calling_nobody(_BEGINNINGS.sub(_unbegun, told))


def plain_title(text: str) -> str:
    """Text for a place where links are not read, and `[HIGH]` needs no escape."""
    return calling_nobody(text.translate(_EMPHASIS)).replace("](", f"]{JOINER}(")


def calling_nobody(text: str) -> str:
    """An invisible sign after each `<`, and after each `@` before a name."""
    return _CALLS.sub(JOINER, text)


def link(address: str) -> str:
    """A web address in which nothing can end a link or call anybody."""
    return address.translate(_IN_LINKS)


def markdown(block: Block) -> str:
    """A block's lines; the words of posts are quoted, matched words bold, links to act side by side."""
    parts: list[str] = []
    for number, line in enumerate(block):
        parts += [_gap(block[number - 1], line) if number else "", _written(line)]
    return "".join(parts)


def _gap(before: Line, line: Line) -> str:
    if line.role == before.role == "act":
        return " · "
    # Without an empty line, what comes after a quote would be read as its last row.
    return "\n\n" if before.role == "quote" else "\n"


def _written(line: Line) -> str:
    if line.role == "quote":
        rows = (_bold(line.text[start:end], inside(line.marks, start, end)) for start, end in wrapped(line.text, None))
        return "\n".join(f"> {row}" for row in rows)
    if line.role == "link":
        return f"<{link(line.text)}>"
    if line.role == "act":
        label, address = act(line)
        return f"[{escaped(label)}]({link(address)})"
    return f"**{escaped(line.text)}**" if line.role in {"who", "title"} else escaped(line.text)


def _bold(text: str, marks: tuple[Mark, ...]) -> str:
    parts, at = [], 0
    for mark in marks:
        if text[mark.start : mark.end].strip():
            parts += [text[at : mark.start], "\x00", text[mark.start : mark.end], "\x01"]
            at = mark.end
    # Escaped as one text, because what begins a row or an address may lie on both sides of a mark.
    told = escaped("".join([*parts, text[at:]]))
    return told.replace("\x00", "**").replace("\x01", "**")


def _unbegun(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}"
