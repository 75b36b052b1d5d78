"""Addresses in a post: what its links point to."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.model import Post

# For posts that come without formatting (files, feeds): what a reader would take for an address.
_BARE = re.compile(r"(?:https?://|\bt\.me/|\btelegram\.me/)[^\s<>\"'«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}*_…"


class Address(NamedTuple):
    """An address, and where it stands in the text as posted; None where the text hides it."""

    url: str
    start: int | None
    end: int | None


def addresses(post: Post) -> list[Address]:
    """All addresses of a post, in order: its links, and what stands in the open."""
    found = [Address(mark.value, None, None) for mark in post.markup if mark.kind == "link" and mark.value]
    found += [
        Address(post.text[mark.start : mark.end], mark.start, mark.end) for mark in post.markup if mark.kind == "url"
    ]
    known = {address.start for address in found}
    for bare in _BARE.finditer(post.text):
        url = bare[0].rstrip(_TRAILING)
        if bare.start() not in known:
            found.append(Address(url, bare.start(), bare.start() + len(url)))
    return found


def host(url: str) -> str:
    """The host of an address in lower case and ASCII, or "" where it has none."""
    try:
        name = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return ascii_host(name)


def ascii_host(name: str) -> str:
    """A host name as the network has it: lower case, international letters encoded."""
    name = name.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
