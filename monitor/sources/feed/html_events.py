"""HTML as a row of events: no tree, no recursion, and whatever is broken is closed as a browser would close it."""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from lxml import etree

_CHUNK = 32_768


class Visitor(Protocol):
    """What is called for every tag, its end, and the text between."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


def walk(html: str, visitor: Visitor) -> None:
    """Take a visitor through a document, as far as it can be read."""
    parser = etree.HTMLParser(
        target=cast("Any", _Target(visitor)), recover=True, no_network=True, remove_comments=True, huge_tree=False
    )
    try:
        for start in range(0, len(html), _CHUNK):
            parser.feed(html[start : start + _CHUNK])
        parser.close()
    except (etree.LxmlError, UnicodeError):
        return


class _Target:
    """What lxml wants of a target beside a visitor."""

    def __init__(self, visitor: Visitor) -> None:
        self.start = visitor.start
        self.end = visitor.end
        self.data = visitor.data

    def close(self) -> None:
        """The visitor has what it wanted."""
