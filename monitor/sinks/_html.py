"""A layout as the few elements of HTML that chats and feed readers show; nothing of a post is left unescaped."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from monitor.sinks._layout import Block, Line, act
from monitor.sinks._mail import woven
from monitor.sinks._text import Mark


def as_fragment(blocks: Sequence[Block]) -> str:
    """A paragraph for each block and a `<blockquote>` for each text of a post; no styles, nothing that is loaded."""
    return "".join(part for block in blocks for part in _parts(block))


def _parts(block: Block) -> list[str]:
    parts: list[str] = []
    lines: list[str] = []
    for role, alike in groupby(block, lambda line: line.role):
        if role == "quote":
            parts += [_paragraph(lines), *(f"<blockquote>{_line(line)}</blockquote>" for line in alike)]
            lines = []
        elif role == "act":
            lines.append(" · ".join(map(_act, alike)))
        else:
            lines.extend(map(_line, alike))
    return [*parts, _paragraph(lines)]


def _paragraph(lines: Sequence[str]) -> str:
    return f"<p>{'<br>'.join(lines)}</p>" if lines else ""


def _line(line: Line) -> str:
    text = woven(line, lambda text: escape(text).replace("\n", "<br>"), _tags)
    if line.role == "title":
        return f"<strong>{text}</strong>"
    return f"<em>{text}</em>" if line.role == "foot" else text


def _act(line: Line) -> str:
    label, address = act(line)
    return f'<a href="{escape(address)}">{escape(label)}</a>'


def _tags(mark: Mark) -> tuple[str, str]:
    if mark.kind == "link":
        return f'<a href="{escape(mark.href)}">', "</a>"
    return "<strong><u>", "</u></strong>"
