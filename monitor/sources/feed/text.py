"""HTML as a text with markup, counted in code points. Pure, and in time that grows with the length only."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import NamedTuple

from monitor.model import Markup
from monitor.sources.feed.document import Rich
from monitor.sources.feed.html_events import walk
from monitor.sources.feed.links import absolute
from monitor.sources.feed.mending import clean

LONGEST_HTML = 150_000
"""Characters of one stretch of HTML that are read; the rest is cut."""
MOST_MARKUP = 2_000
_LONGEST_TITLE = 1_000
_MOST_OPEN = 30

_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]{0,400}>|<!--")
_SPACES = re.compile("[ \t\r\n\f\v\xa0\u200b\ufeff\xad]+")
_LINE_SPACES = re.compile("[ \t\f\v\xa0]+")
_SPANS = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "dfn"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
    "pre": "pre",
    "blockquote": "quote",
}
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr"}
)
_LINES = frozenset(
    {
        "div",
        "li",
        "dt",
        "dd",
        "tr",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "address",
        "figcaption",
        "form",
        "fieldset",
        "center",
        "body",
    }
)
_DROPPED = frozenset(
    {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "template",
        "noscript",
        "head",
        "select",
        "textarea",
        "button",
        "canvas",
        "applet",
    }
)


class Told(NamedTuple):
    """A text and its markup."""

    text: str
    markup: tuple[Markup, ...] = ()


def to_text(rich: Rich, most: int = LONGEST_HTML) -> Told:
    """What a reader of the page would read: paragraphs by blank lines, lists by bullets, no scripts, no pixels."""
    written = clean(rich.text[:most])
    if rich.plain:
        return Told(_lines(written))
    if len(rich.text) > most and written.rfind("<") > written.rfind(">"):
        written = written[: written.rfind("<")]  # half a tag would be read as words
    if not _TAG.search(written):
        return Told(_lines(clean(unescape(written))))
    return _read(written, rich.base)


def inline_text(rich: Rich) -> str:
    """A title: one line, without markup."""
    written = clean(rich.text[:_LONGEST_TITLE])
    if not rich.plain:
        written = _read(written, rich.base).text if _TAG.search(written) else clean(unescape(written))
    return _SPACES.sub(" ", written).strip()


def _lines(text: str) -> str:
    """Plain text with its line breaks, at most one blank line in a row."""
    lines = [_LINE_SPACES.sub(" ", line).strip() for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


def _read(html: str, base: str) -> Told:
    writer = _Writer(base)
    walk(html, writer)
    return writer.told()


class _Writer:
    """Visits HTML. Breaks and spaces are owed until something follows that they stand before."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._parts: list[str] = []
        self._length = 0
        self._breaks = 0
        self._space = False
        self._dropped = 0
        self._pre = 0
        self._open: list[_Span | None] = []
        self._unset: list[_Span] = []
        self._lists: list[int | None] = []
        self._found: list[Markup] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._dropped or tag in _DROPPED:
            self._dropped += 1
            return
        if tag in _PARAGRAPHS or tag in _LINES:
            self._break(2 if tag in _PARAGRAPHS and not (tag in ("ul", "ol") and self._lists) else 1)
        self._begin(tag)
        self._open_span(tag, attributes)
        if tag == "img":
            self._image(attributes)

    def _begin(self, tag: str) -> None:
        if tag == "br":
            self._breaks = min(2, self._breaks + 1)
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._bullet()
        elif tag == "pre":
            self._pre += 1
        elif tag in ("td", "th"):
            self._space = True

    def end(self, tag: str) -> None:
        if self._dropped:
            self._dropped -= 1
            return
        if self._open:
            self._close_span(self._open.pop())
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._pre -= 1
        if tag in _PARAGRAPHS or tag in _LINES:
            self._break(2 if tag in _PARAGRAPHS and not self._lists else 1)

    def data(self, text: str) -> None:
        if self._dropped:
            return
        if self._pre:
            self._preformatted(text)
            return
        words = _SPACES.sub(" ", text)
        if words.startswith(" "):
            self._space = True
        if body := words.strip(" "):
            self._write(body)
            self._space = words.endswith(" ")

    def told(self) -> Told:
        """What was written; what is still open ends with it."""
        for span in reversed(self._open):
            self._close_span(span)
        return Told("".join(self._parts), tuple(sorted(self._found, key=lambda m: (m.start, -m.end))))

    # Writing

    def _break(self, lines: int) -> None:
        self._breaks = max(self._breaks, lines)

    def _write(self, text: str) -> None:
        if self._length and self._breaks:
            self._put("\n" * self._breaks)
        elif self._length and self._space:
            self._put(" ")
        self._breaks, self._space = 0, False
        for span in self._unset:
            span.start = self._length
        self._unset.clear()
        self._put(text)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _preformatted(self, text: str) -> None:
        """Lines as they are; a break at either end is owed like any other."""
        if text.startswith("\n"):
            self._break(1)
        if body := text.strip("\n"):
            self._write(body)
        if text.endswith("\n"):
            self._break(1)

    def _bullet(self) -> None:
        count = self._lists[-1] if self._lists else None
        if self._lists and count is not None:
            self._lists[-1] = count + 1
            self._write(f"{count + 1}.")
        else:
            self._write("•")
        self._space = True

    def _image(self, attributes: Mapping[str, str]) -> None:
        """The words that stand for a picture. One of a pixel or two counts readers, and shows nothing."""
        alt = _SPACES.sub(" ", clean(attributes.get("alt", ""))).strip()
        tiny = {attributes.get("width", "").removesuffix("px"), attributes.get("height", "").removesuffix("px")}
        if alt and not tiny & {"0", "1", "2"}:
            self._write(alt)

    # Markup

    def _open_span(self, tag: str, attributes: Mapping[str, str]) -> None:
        kind, value = _SPANS.get(tag, ""), ""
        if tag == "a":
            value = _target(attributes.get("href", ""), self._base)
            kind = "link" if value else ""
        full = len(self._found) + len(self._unset) >= MOST_MARKUP or len(self._open) > _MOST_OPEN * 10
        if not kind or full:
            self._open.append(None)
            return
        span = _Span(kind, value)
        self._open.append(span)
        self._unset.append(span)

    def _close_span(self, span: "_Span | None") -> None:
        if span is None:
            return
        if span.start is None:
            if self._unset and self._unset[-1] is span:
                self._unset.pop()
            return
        if span.start < self._length and len(self._found) < MOST_MARKUP:
            self._found.append(Markup(span.kind, span.start, self._length, span.value))


class _Span:
    """A stretch that is open; `start` is None until something was written in it."""

    __slots__ = ("kind", "start", "value")

    def __init__(self, kind: str, value: str) -> None:
        self.kind = kind
        self.value = value
        self.start: int | None = None


def _target(href: str, base: str) -> str:
    """Where a link leads: a page, or a mail address. Scripts and places in the same page lead nowhere."""
    href = href.strip()
    if href.lower().startswith("mailto:"):
        return href[:500]
    return "" if href.startswith("#") else absolute(href, base)


def shifted(markup: Sequence[Markup], by: int, end: int) -> tuple[Markup, ...]:
    """Markup moved by so many code points, and clipped to `end`."""
    moved = (Markup(m.kind, m.start + by, min(m.end + by, end), m.value) for m in markup)
    return tuple(m for m in moved if m.start < m.end)
