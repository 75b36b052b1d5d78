"""Hashtags and mentions of a post."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.language.normalize import fold
from monitor.model import Post

# What is not seen, or stands above a letter: a tag goes on behind it.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_JOINED = f"[\\w\u0300-\u036f{_UNSEEN}]"
# For posts that come without formatting: not inside an address or another word. A handle is ASCII, and looks alone
# make none.
_BARE = {
    "hashtag": re.compile(rf"(?<![\w/#&@?=])#(?={_JOINED}*[^\W\d]){_JOINED}+"),
    "mention": re.compile(r"(?<![\w/#&@?=.])@[A-Za-z][A-Za-z0-9_]{2,}(?!\w)"),
}
_SIGN = {"hashtag": "#", "mention": "@"}


class Tag(NamedTuple):
    """A tag as it is compared, and where it stands in the text as posted."""

    name: str
    start: int
    end: int


def tags(post: Post, kind: str) -> Iterator[Tag]:
    """The hashtags or mentions of a post, without # or @. A nameless mention goes by its numeric user."""
    if not post.markup and _SIGN[kind] in post.text:
        for bare in _BARE[kind].finditer(post.text):
            shown = bare[0].rstrip(_UNSEEN)
            yield Tag(tag_name(shown), bare.start(), bare.start() + len(shown))
    for mark in post.markup:
        if mark.kind == kind:
            shown = mark.value or post.text[mark.start : mark.end]
            # A hashtag may name the channel that it is to be looked up in: #tag@channel.
            name = shown.partition("@")[0] if kind == "hashtag" else shown
            yield Tag(tag_name(name), mark.start, mark.end)


def tag_name(text: str) -> str:
    """A tag as it is compared: folded, without # or @."""
    return fold(text.strip().removeprefix("#").removeprefix("@")).text
