"""A notice that has to fit into what a platform takes of one message."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from monitor.model import Notice
from monitor.sinks._layout import Block, layout
from monitor.sinks._text import border

_SMALLEST = 200


def fitting(notice: Notice, longest: int, fits: Callable[[Sequence[Block]], bool]) -> tuple[Block, ...]:
    """The layout that fits: first the texts of posts become shorter, then the last posts are only counted.

    `longest` is for the texts of all posts, in code points. Where not even the first post alone fits, that is what
    comes back: the caller has to cut it.
    """
    while True:
        blocks = layout(notice, longest)
        if fits(blocks) or (longest <= _SMALLEST and len(notice.excerpts) <= 1):
            return blocks
        if longest > _SMALLEST * max(1, len(notice.excerpts)):
            longest = max(_SMALLEST, longest * 2 // 3)
        else:
            notice = replace(notice, excerpts=notice.excerpts[:-1], more=notice.more + 1)


def cut_bytes(text: str, most: int, link: str = "") -> str:
    """At most `most` bytes of UTF-8 of a text, cut where a line or a sentence ends, and then "…" and the link."""
    if len(text.encode()) <= most:
        return text
    end = _end(link)
    return _whole(text.encode()[: most - len(end.encode())].decode(errors="ignore")) + end


def cut_chars(text: str, most: int, link: str = "") -> str:
    """As `cut_bytes`, with `most` code points."""
    if len(text) <= most:
        return text
    end = _end(link)
    return _whole(text[: most - len(end)]) + end


def _end(link: str) -> str:
    return f"\n…\n{link}".rstrip()


def _whole(head: str) -> str:
    """Up to the last line, sentence or word that is whole."""
    return head[: border(head, len(head) * 2 // 3, len(head))].rstrip()
