"""The text of a post as shown, with its formatting in code points. Pure."""

import re
from typing import Literal
from urllib.parse import unquote

from monitor.model import Markup
from monitor.sources.preview.address import place
from monitor.sources.preview.tree import Node

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    "code": "code",
    "pre": "pre",
    "blockquote": "quote",
    "tg-spoiler": "spoiler",
    "tg-emoji": "emoji",
    "a": "link",
}
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "title"})
_LAYOUT = re.compile(r"[ \t\r\f\n]*\n[ \t\r\f\n]*")
_LANGUAGE = re.compile(r"language-(\S{1,64})")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]{0,20}:(?://)?", re.IGNORECASE | re.ASCII)
_OPEN = re.compile(r"(?:https?|tg|ton|tonsite)://", re.IGNORECASE | re.ASCII)

Step = Node | str | tuple[Literal["end"], Node]


def render(*roots: Node) -> tuple[str, tuple[Markup, ...]]:
    """The text of one or more elements, as one. Line breaks of the HTML source are no part of it."""
    writer = _Writer()
    waiting: list[Step] = list(reversed(roots))
    while waiting:
        step = waiting.pop()
        if isinstance(step, str):
            writer.write(step)
        elif isinstance(step, tuple):
            writer.leave(step[1])
        elif step.tag == "br":
            writer.line()
        elif step.tag not in _UNSEEN:
            writer.enter(step)
            waiting.append(("end", step))
            waiting.extend(reversed(_inner(step)))
    return writer.done()


def _inner(node: Node) -> list[Node | str]:
    """What is in an element. Of the picture of an emoji, the character that it stands for."""
    if node.tag == "tg-emoji" or _is_picture(node):
        return [node.words()]
    return node.children


def _is_picture(node: Node) -> bool:
    return "emoji" in node.classes


class _Writer:
    """Puts the text together. `_gap` is white space of the source, which shows only between words.

    `_apart`: a quote or a block of code has ended, and what follows stands on a line of its own.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"  # nothing is to be set apart at the start
        self._gap = False
        self._apart = False
        self._open: list[tuple[Node, str, int]] = []
        self._pre = 0
        self._markup: list[tuple[Node, str, int, int]] = []

    def write(self, text: str) -> None:
        if self._pre and text:
            self._say(text)
            return
        for number, piece in enumerate(_LAYOUT.split(text)):
            self._gap = self._gap or number > 0
            if piece:
                self._say(piece)

    def line(self) -> None:
        self._gap = self._apart = False
        self._append("\n")

    def enter(self, node: Node) -> None:
        kind = self._kind(node)
        if kind in ("quote", "pre"):
            self._gap = False
            self._apart = True
        if kind:
            self._flush()
            self._open.append((node, kind, self._length))
        self._pre += node.tag == "pre"

    def leave(self, node: Node) -> None:
        self._pre -= node.tag == "pre"
        if not self._open or self._open[-1][0] is not node:
            return
        _, kind, start = self._open.pop()
        if start < self._length:
            self._markup.append((node, kind, start, self._length))
        if kind in ("quote", "pre"):
            self._gap = False
            self._apart = True

    def done(self) -> tuple[str, tuple[Markup, ...]]:
        """The text without white space around it, and its formatting in order."""
        whole = "".join(self._parts)
        text = whole.strip()
        shift = len(whole) - len(whole.lstrip())
        found = []
        for node, kind, opened, closed in self._markup:
            start, end = max(0, opened - shift), min(len(text), closed - shift)
            if start < end and (said := _valued(node, kind, text[start:end])) is not None:
                found.append(Markup(said[0], start, end, said[1]))
        return text, tuple(sorted(found, key=lambda m: (m.start, -m.end)))

    def _kind(self, node: Node) -> str:
        if _is_picture(node):
            return ""
        if "tg-spoiler" in node.classes:
            return "spoiler"
        inside = {kind for _, kind, _ in self._open}
        parent = self._open[-1][0] if self._open else None
        if node.tag == "code" and parent is not None and parent.tag == "pre":
            return ""
        kind = _KINDS.get(node.tag, "")
        return "" if kind in inside and kind != "quote" else kind

    def _say(self, text: str) -> None:
        self._flush(text)
        self._append(text)

    def _flush(self, text: str = " ") -> None:
        """Write what was held back, now that something follows."""
        held = "\n" if self._apart else " " if self._gap else ""
        self._gap = self._apart = False
        if held and not self._last.isspace() and not (held == "\n" and text.startswith("\n")):
            self._append(held)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._last = text[-1]


def _valued(node: Node, kind: str, shown: str) -> tuple[str, str] | None:
    """The kind and value of a stretch, from its element and what it shows. None: it is no formatting."""
    if kind == "link":
        return _link(node.get("href").strip(), shown)
    if kind == "emoji":
        return (kind, node.get("emoji-id")) if node.get("emoji-id").isdecimal() else None
    if kind == "pre":
        inner = next((child for child in node.children if isinstance(child, Node) and child.tag == "code"), node)
        found = _LANGUAGE.search(inner.get("class")) or _LANGUAGE.search(node.get("class"))
        return kind, found[1] if found else ""
    return kind, ""


def _link(href: str, shown: str) -> tuple[str, str] | None:
    if shown.startswith("#") and href.startswith("?q=%23"):
        return "hashtag", ""
    if shown.startswith("$") and href.startswith("?q=%24"):
        return "cashtag", ""
    if href.startswith("mailto:"):
        return ("email", "") if href[7:].lower() == shown.lower() else ("link", href)
    if href.startswith("tel:"):
        return "phone", ""
    if href.startswith("tg://user?id=") and href[13:].isdecimal():
        return "mention", href[13:]
    where = place(href)
    if where is not None and where.handle and shown.lower() == f"@{where.handle.lower()}":
        return "mention", ""
    if _bare(href) == _bare(shown):
        return "url", ""
    href = f"https:{href}" if href.startswith("//") else href
    return ("link", href) if _OPEN.match(href) else None


def _bare(address: str) -> str:
    """An address without what differs between a link and how it is shown."""
    return unquote(_SCHEME.sub("", address.strip())).rstrip("/").lower()
