"""Makes of a document in characters one that an XML parser can take, and refuses what no feed needs. Pure.

What is mended: characters that XML forbids, HTML's names of characters, ampersands that stand alone,
a document type, junk before the first element. All of it in one pass over the text.
"""

import re
from collections import deque
from html.entities import html5
from typing import NamedTuple

MOST_ITEMS = 500
"""Items that are read; more are cut (see `cut_items`)."""
_COUNTLESS = 200_000
MOST_TAGS = 150_000
MOST_ATTRIBUTES = 200_000
MOST_MENDED = 100_000
"""Tags, attributes and ampersands beyond this are no feed's, but somebody's who wants to see what happens."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_PROLOGUE = 65_536
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})(?=[\s/>])")
_ODD = re.compile(
    r"&(?:"
    # numbers of characters that may be forbidden: controls, halves of characters, U+FFFE and U+FFFF
    r"(#[xX]0{0,6}(?:[01]?[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF]);"
    r"|#0{0,7}(?:[0-2]?[0-9]|3[01]|5[5-7][0-9]{3}|6553[45]);)"
    # anything else than XML's own names and other numbers: perhaps one of HTML's names
    r"|(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7});)(?:([A-Za-z][A-Za-z0-9]{1,31});)?"
    r")"
)
_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s/>])")


class Mended(NamedTuple):
    """`root` is the local name of the first element in lower case; "" where there is none."""

    text: str
    root: str


class Refused(ValueError):
    """The document holds what no feed needs."""


def clean(text: str) -> str:
    """Text without the characters that XML, and a database, cannot hold."""
    return _FORBIDDEN.sub("", text)


def mend(text: str) -> Mended:
    """The document from its first element on.

    Raises:
        Refused: it declares entities of its own, which is how a small document becomes a huge one.
    """
    text = clean(text)
    start, root = _first_element(text)
    return Mended(text[start:], root)


def _first_element(text: str) -> tuple[int, str]:
    """Where the first element begins, past declarations and comments, and its name."""
    at = text.find("<", 0, _PROLOGUE)
    while at >= 0:
        if text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = _after_doctype(text, at)
        elif root := _ROOT.match(text, at):
            return at, root.group(1).lower()
        else:
            at += 1
        at = text.find("<", at, _PROLOGUE) if at >= 0 else at
    return 0, ""


def _after(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1


def _after_doctype(text: str, at: int) -> int:
    """A document type is passed over. One that declares anything is refused."""
    end = text.find(">", at)
    if "[" in text[at : end if end >= 0 else None]:
        raise Refused("declares entities of its own, which no feed needs and attacks are made of")
    return end + 1 if end >= 0 else -1


def cut_items(text: str) -> tuple[str, int]:
    """The document with at most `MOST_ITEMS` items from its top and as many from its end; how many are gone.

    Feeds go from new to old or from old to new: the newest are at one of the ends, and dates tell which.

    Raises:
        Refused: there are more than anybody writes.
    """
    first, count = 0, 0
    last: deque[int] = deque(maxlen=MOST_ITEMS)
    for count, found in enumerate(_ITEM.finditer(text), 1):
        last.append(found.start())
        if count == MOST_ITEMS + 1:
            first = found.start()
        if count > _COUNTLESS:
            raise Refused(f"has more than {_COUNTLESS} items")
    if count <= 2 * MOST_ITEMS:
        return text, 0
    return text[:first] + text[last[0] :], count - 2 * MOST_ITEMS


def mend_references(text: str) -> tuple[str, bool]:
    """Names of characters resolved, lone ampersands escaped; what stands in CDATA stays as it is.

    Returns also whether the document is whole: one with too many tags is cut where they are too many.

    Raises:
        Refused: it has more attributes or odd references than any feed.
    """
    parts: list[str] = []
    at, tags, attributes, mended = 0, 0, 0, 0
    while at < len(text):
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        plain = text[at : start if end >= 0 else None]
        tags, attributes = tags + plain.count("<"), attributes + plain.count("=")
        if attributes > MOST_ATTRIBUTES:
            raise Refused("has more attributes than any feed would")
        if tags > MOST_TAGS:
            parts.append(_until(plain, MOST_TAGS - tags + plain.count("<")))
            return "".join(parts), False
        plain, count = _ODD.subn(_reference, plain, MOST_MENDED)
        mended += count
        if mended >= MOST_MENDED:
            raise Refused("has more ampersands that mean nothing in XML than any feed would")
        parts.append(plain)
        if end < 0:
            break
        parts.append(text[start : end + 3])
        at = end + 3
    return "".join(parts), True


def _until(plain: str, tags: int) -> str:
    """The text before the tag that is one too many."""
    at = -1
    for _ in range(max(1, tags)):
        at = plain.find("<", at + 1)
    return plain[:at]


def _reference(found: "re.Match[str]") -> str:
    number, name = found.groups()
    if number:
        value = int(number[2:-1], 16) if number[1] in "xX" else int(number[1:-1])
        return "" if _FORBIDDEN.match(chr(value)) else found.group()
    meant = html5.get(f"{name};", "") if name else ""
    if not meant:
        return "&amp;" + found.group()[1:]
    return meant.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
