"""Hashtags and mentions of a post."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.language.normalize import fold
from monitor.model import Post

# For posts that come without formatting: not inside an address or another word.
_BARE = {
    "hashtag": re.compile(r"(?<![\w/#&@?=])#(?=\w*[^\W\d])\w+"),
    "mention": re.compile(r"(?<![\w/#&@?=.])@[A-Za-z]\w{2,}"),
}


class Tag(NamedTuple):
    """A tag as it is compared, and where it stands in the text as posted."""

    name: str
    start: int
    end: int


def tags(post: Post, kind: str) -> Iterator[Tag]:
    """The hashtags or mentions of a post, without # or @. A nameless mention goes by its numeric user."""
    if not post.markup:
        for bare in _BARE[kind].finditer(post.text):
            yield Tag(tag_name(bare[0]), bare.start(), bare.end())
    for mark in post.markup:
        if mark.kind == kind:
            yield Tag(tag_name(mark.value or post.text[mark.start : mark.end]), mark.start, mark.end)


def tag_name(text: str) -> str:
    """A tag as it is compared: folded, without # or @."""
    return fold(text.strip().removeprefix("#").removeprefix("@")).text
