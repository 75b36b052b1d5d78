"""A layout as an adaptive card: lines of ours as text blocks, words of posts as runs that no Markdown is read in."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from monitor.model import Notice, Severity
from monitor.sinks._fit import Links, fitting
from monitor.sinks._layout import Block, Line, act
from monitor.sinks._markdown import JOINER, link
from monitor.sinks._text import inside, wrapped

LARGEST = 28 * 1024
"""Bytes that Teams takes of one message."""

_ROOM = LARGEST - 1024  # what the workflow puts around a card counts as well
_LONGEST = 12_000
_BUTTONS = 5  # a sixth would hide behind a menu
_STYLES: dict[Severity, str] = {
    "info": "emphasis",
    "low": "accent",
    "medium": "warning",
    "high": "attention",
    "critical": "attention",
}
_QUIET = {"isSubtle": True, "size": "Small"}
_LOOKS: dict[str, dict[str, Any]] = {"who": {"weight": "Bolder"}, "when": _QUIET, "why": _QUIET, "foot": _QUIET}

Part = dict[str, Any]


def card(notice: Notice, links: Links = ()) -> Part:
    """The body of the request: a message with one card, small enough to be taken. `links`: what readers may do."""
    return fitting(notice, _LONGEST, lambda blocks: _message(blocks, notice), _fits, links)


def _fits(made: Part) -> bool:
    return len(msgspec.json.encode(made)) <= _ROOM


def _message(blocks: Sequence[Block], notice: Notice) -> Part:
    head, *rest = blocks
    title = {"type": "TextBlock", "text": _plain(head[0].text), "size": "Large", "weight": "Bolder", "wrap": True}
    body: list[Part] = [{"type": "Container", "style": _STYLES[notice.severity], "bleed": True, "items": [title]}]
    for number, block in enumerate((head[1:], *rest)):
        parts = [part for line in block if not _is_button(line) for part in _parts(line)]
        if parts and number:
            parts[0] = {**parts[0], "separator": True, "spacing": "Medium"}
        body += parts
    made = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": _plain(head[0].text),
        "body": body,
        "actions": _actions(blocks),
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": made}
    return {"type": "message", "attachments": [attachment]}


def _actions(blocks: Sequence[Block]) -> list[Part]:
    """What readers may do, and then the first posts."""
    acts = [act(line) for block in blocks for line in block if _is_button(line)]
    links = [link(line.text) for block in blocks for line in block if line.role == "link" and _is_safe(line.text)]
    titles = ["Open the post"] if len(links) == 1 else [f"Open post {number + 1}" for number in range(len(links))]
    shown = [*acts, *zip(titles, links, strict=True)][:_BUTTONS]
    return [{"type": "Action.OpenUrl", "title": title, "url": address} for title, address in shown]


def _is_button(line: Line) -> bool:
    """Whether it is shown as one; to a page without TLS only its address can be."""
    return line.role == "act" and _is_safe(act(line)[1])


def _is_safe(address: str) -> bool:
    return address.startswith("https://")


def _parts(line: Line) -> Iterator[Part]:
    if line.role == "quote":
        rows = wrapped(line.text, None)
        items = [_row(line, start, end) for start, end in rows if line.text[start:end].strip()]
        yield {"type": "Container", "style": "emphasis", "items": items}
        return
    text = _plain(line.text)
    if line.role == "link" and _is_safe(line.text):
        text = f"[{link(line.text)}]({link(line.text)})"
    yield {"type": "TextBlock", "text": text, "wrap": True, "spacing": "None", **_LOOKS.get(line.role, {})}


def _row(line: Line, start: int, end: int) -> Part:
    """One row of a post's text; a run would lose its line breaks."""
    text, runs, at = line.text[start:end], [], 0
    for mark in inside(line.marks, start, end):
        runs += [
            _run(text[at : mark.start]),
            {**_run(text[mark.start : mark.end]), "weight": "Bolder", "highlight": True},
        ]
        at = mark.end
    runs.append(_run(text[at:]))
    return {"type": "RichTextBlock", "spacing": "None", "inlines": [run for run in runs if run["text"]]}


def _run(text: str) -> Part:
    return {"type": "TextRun", "text": _plain(text)}


def _plain(text: str) -> str:
    """No link is read in it, and no moment (`{{DATE(…)}}`). There are clients that would show a backslash."""
    return text.replace("](", f"]{JOINER}(").replace("{{", f"{{{JOINER}{{")
