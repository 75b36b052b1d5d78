"""A layout as Slack's blocks. Lines of ours are escaped text, words of posts are runs that no markup is read in."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec.json import encode

from monitor.model import Notice
from monitor.sinks._colours import hexadecimal
from monitor.sinks._fit import Links, fitting
from monitor.sinks._layout import Block, Line, act, safe_link, without_acts
from monitor.sinks._mail import as_text
from monitor.sinks._markdown import calling_nobody, link
from monitor.sinks._text import border, flat, inside

ROOM, SCANTY = 12_000, 5_000
"""Characters of all blocks of a message, as JSON. How Slack counts is not documented: if the first is too much, the
second is not."""

PLAIN = 3_500
"""Characters of a message that is text alone: beyond 4,000 Slack advises against it."""

_LONGEST = 9_000  # of the texts of all posts
_HEADER = 150  # the limits of Slack: characters of a header,
_SECTION = 3_000  # of the text of a section,
_BLOCKS = 50  # and how many blocks a message has
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# There is no way to escape these: signs that look alike, and mean nothing.
_SIGNS = str.maketrans({"*": "∗", "`": "ˋ", "~": "∼"})

Message = dict[str, Any]


def message(notice: Notice, room: int = ROOM, links: Links = ()) -> Message:
    """The part of a request that says what is shown: `text` is for notifications, `blocks` for reading.

    `links`: what readers may do. They are links in a line: a button, even one that only opens an address, tells the app
    of each press, and gets a sign of warning where the app does not listen.
    """
    return fitting(
        notice, min(_LONGEST, room), lambda blocks: _message(blocks, notice), lambda made: _fits(made, room), links
    )


def plain(notice: Notice, links: Links = ()) -> Message:
    """The same as text alone, for a message whose blocks Slack refuses; an empty list takes away those of before."""
    text = fitting(notice, PLAIN, lambda blocks: escaped(calling_nobody(as_text(blocks).strip())), _is_short, links)
    return {
        "text": text, "mrkdwn": False, "blocks": [], "attachments": [], "unfurl_links": False, "unfurl_media": False,
    }  # fmt: skip


def _is_short(text: str) -> bool:
    return len(text) <= PLAIN


def escaped(text: str) -> str:
    """Text for a field that may hold Slack's markup: read as it stands."""
    return text.translate(_SIGNS).translate(_ESCAPED)


def _message(blocks: Sequence[Block], notice: Notice) -> Message:
    head, *posts, foot = blocks
    title = calling_nobody(head[0].text)
    if len(title) > _HEADER:
        title = calling_nobody(flat(head[0].text, _HEADER // 2))
    shown: list[Message] = [{"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}]
    shown += _lines(head[1:])
    for number, post in enumerate(posts):
        shown += [{"type": "divider"}] if number else []
        shown += [part for quoted, lines in groupby(post, _is_quote) for part in (_quotes if quoted else _lines)(lines)]
    told, acts = without_acts(foot[:-1])
    shown += _lines(told)
    if acts:
        shown.append({"type": "section", "text": _marked_up(" · ".join(map(_act, acts))), "expand": True})
    about = _within(foot[-1].text, _SECTION)
    first = next(filter(None, map(safe_link, notice.excerpts)), "")
    return {
        # Slack parses this as well, though it shows it in notifications only.
        "text": "\n".join(
            filter(None, [calling_nobody(escaped(head[0].text)), first and f"<{link(first).translate(_ESCAPED)}>"])
        ),
        "blocks": shown,
        # A coloured bar is to be had here only; what is long is hidden here, so that it holds nothing but the foot.
        "attachments": [
            {
                "color": hexadecimal(notice.severity),
                "fallback": about,
                "blocks": [{"type": "context", "elements": [_marked_up(about)]}],
            }
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _fits(made: Message, room: int) -> bool:
    shown = [*made["blocks"], *made["attachments"]]
    return len(shown) <= _BLOCKS and len(encode(shown).decode()) <= room


def _is_quote(line: Line) -> bool:
    return line.role == "quote"


def _lines(lines: Sequence[Line] | Iterator[Line]) -> list[Message]:
    """Sections with as many lines as each can hold."""
    texts: list[str] = []
    for text in map(_line, lines):
        if texts and len(texts[-1]) + 1 + len(text) <= _SECTION:
            texts[-1] += f"\n{text}"
        else:
            texts.append(text)
    return [{"type": "section", "text": _marked_up(text), "expand": True} for text in texts]


def _marked_up(text: str) -> Message:
    # Nothing is parsed but what is written out: no names, no channels, no addresses.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _line(line: Line) -> str:
    if line.role == "link" and len(address := link(line.text).translate(_ESCAPED)) <= _SECTION - 2:
        return f"<{address}>"
    text = _within(line.text, _SECTION - 2)
    return f"*{text}*" if line.role == "who" else text


def _act(line: Line) -> str:
    label, address = act(line)
    return f"<{link(address).translate(_ESCAPED)}|{escaped(label)}>"


def _within(text: str, most: int) -> str:
    """Text, escaped, in at most so many characters."""
    told = escaped(text)
    return told if len(told) <= most else escaped(flat(text, most // len("&amp;")))


def _quotes(lines: Iterator[Line]) -> list[Message]:
    """Quotations of at most a section's length each."""
    made = []
    for line in lines:
        start = 0
        while start < len(line.text):
            end = min(start + _SECTION, len(line.text))
            if end < len(line.text):
                end = border(line.text, start + _SECTION * 2 // 3, end)
            made.append(
                {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": _runs(line, start, end)}]}
            )
            start = end
    return made


def _runs(line: Line, start: int, end: int) -> list[Message]:
    text, runs, at = line.text[start:end], [], 0
    for mark in inside(line.marks, start, end):
        runs += [_run(text[at : mark.start]), _run(text[mark.start : mark.end], bold=True)]
        at = mark.end
    return [run for run in (*runs, _run(text[at:])) if run["text"]]


def _run(text: str, *, bold: bool = False) -> Message:
    run: Message = {"type": "text", "text": calling_nobody(text)}
    return {**run, "style": {"bold": True}} if bold else run
