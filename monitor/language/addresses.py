"""Addresses in a post: what its links point to."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.model import Post

_BEFORE = r"(?<![^\W_])(?<![@./\\-])"
_REST = r"[^\s<>\"'«»`]{0,2000}"  # bounded: a text of nothing but beginnings must not be read anew for each
_SCHEME_FIRST = rf"https?://{_REST}"
_TELEGRAM = rf"{_BEFORE}(?:t|telegram)\.me/{_REST}"
_NAME = rf"{_BEFORE}(?:[a-z0-9-]+\.)+[a-z]{{2,24}}"
# A source's own formatting names all links but these.
_MARKED = re.compile(f"{_SCHEME_FIRST}|{_TELEGRAM}", re.IGNORECASE)
# For posts that come without formatting (files, feeds): what a reader would take for an address.
_BARE = re.compile(rf"{_SCHEME_FIRST}|{_NAME}/{_REST}|(?=www\.){_NAME}(?![\w@-]|\.[\w-])", re.IGNORECASE)
# x.com; but node.js too: only for those who ask for just this name.
_NAMED = re.compile(rf"{_SCHEME_FIRST}|{_NAME}(?![\w@-]|\.[\w-])(?:[:/?]{_REST})?", re.IGNORECASE)
_SHORTEST = len("x.ua")
_TRAILING = ".,;:!?*_…\\|"
_BRACKET = re.compile(r"[()\[\]]")
_CLOSING = {")": "(", "]": "["}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_LONGEST_HOST = 253
_FEW = 64  # slashes
_WEB = frozenset({"http", "https", "ftp"})


class Address(NamedTuple):
    """An address, and where it stands in the text as posted; None where the text hides it."""

    url: str
    start: int | None
    end: int | None


def addresses(post: Post, *, names: bool = False) -> list[Address]:
    """All addresses of a post, in order: its links, and what stands in the open. `names`: mere names too."""
    found = [Address(mark.value, None, None) for mark in post.markup if mark.kind == "link" and mark.value]
    found += [
        Address(post.text[mark.start : mark.end], mark.start, mark.end) for mark in post.markup if mark.kind == "url"
    ]
    known = {address.start for address in found}
    found += [address for address in _bare(post, names=names) if address.start not in known]
    return found


def _bare(post: Post, *, names: bool) -> Iterator[Address]:
    pattern = _MARKED if post.markup else _NAMED if names else _BARE
    at = 0
    # No address has a space within; to search the whole text takes five times as long.
    for word in _suspects(post.text, pattern):
        start = post.text.index(word, at)
        at = start + len(word)
        bare = pattern.search(word)
        while bare is not None:
            url = _unbracketed(bare[0]).rstrip(_TRAILING)
            first = bare.start()
            yield Address(url, start + first, start + first + len(url))
            rest = first + max(len(url), 1)
            bare = pattern.search(word, rest) if len(word) - rest >= _SHORTEST else None


def _suspects(text: str, pattern: re.Pattern[str]) -> Iterable[str]:
    """The words of a text, in order, in which the pattern may find something."""
    if pattern is _NAMED:
        return [word for word in text.split() if "." in word or "/" in word]
    if pattern is _BARE and ("w." in text or "W." in text):
        return [word for word in text.split() if "/" in word or "w." in word or "W." in word]
    return _slashed(text)


def _slashed(text: str) -> Iterator[str]:
    """The words with a slash. To cut a whole text into words takes longer than to look around the slashes of it."""
    if text.count("/") > _FEW:  # looking around each of very many takes longer
        yield from (word for word in text.split() if "/" in word)
        return
    at = text.find("/")
    while at >= 0:
        begins = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
        blank, line = text.find(" ", at), text.find("\n", at)
        ends = min(blank, line) if blank >= 0 and line >= 0 else max(blank, line)
        ends = ends if ends >= 0 else len(text)
        for word in text[begins:ends].split():  # other signs are spaces too
            if "/" in word:
                yield word
        at = text.find("/", ends)


def _unbracketed(url: str) -> str:
    """An address up to a bracket that was opened before it: `[text](address)[more](address)`."""
    if "(" not in url and "[" not in url:
        return url.partition(")")[0].partition("]")[0]
    opened: list[str] = []
    for bracket in _BRACKET.finditer(url):
        sign = bracket[0]
        if sign not in _CLOSING:
            opened.append(sign)
        elif not opened or opened.pop() != _CLOSING[sign]:
            return url[: bracket.start()]
    return url


def host(url: str) -> str:
    """The host of a web address in lower case and ASCII, or "" where it has none."""
    url = url.strip().replace("\\", "/")  # as browsers read it
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[1].lower() not in _WEB:
        return ""
    try:
        name = urlsplit(url if scheme is not None else f"//{url}").hostname or ""
    except ValueError:
        return ""
    name = ascii_host(name)
    return name if len(name) <= _LONGEST_HOST else ""


def ascii_host(name: str) -> str:
    """A host name as the network has it: lower case, international letters encoded."""
    name = name.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
