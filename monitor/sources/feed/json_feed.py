"""JSON Feed 1.0 and 1.1. Pure; a field of a wrong type counts as absent, and never costs the document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from monitor.model import Media, Millis
from monitor.sources.feed.attachments import media_of, unique
from monitor.sources.feed.dates import read_date
from monitor.sources.feed.document import Feed, Item, Rich
from monitor.sources.feed.links import absolute
from monitor.sources.feed.mending import MOST_ITEMS, Refused, clean

MOST_VALUES = 200_000
"""Lists and objects in a document; what holds more is meant to fill the memory."""

# An escape, a whole pair of halves taken as one; the group is a half that stands alone.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)

_T = TypeVar("_T")


class _Document(msgspec.Struct):
    """The parts that are read, each still as bytes: the rest is never built."""

    version: msgspec.Raw = msgspec.Raw(b"null")
    title: msgspec.Raw = msgspec.Raw(b"null")
    home_page_url: msgspec.Raw = msgspec.Raw(b"null")
    language: msgspec.Raw = msgspec.Raw(b"null")
    items: msgspec.Raw = msgspec.Raw(b"null")


def read_json(text: str, address: str) -> Feed:
    """A JSON Feed. `address` is where it was read.

    Raises:
        Refused: it is no JSON, or JSON that is no feed.
    """
    data = text.encode("utf-8", "replace")
    if data.count(b"{") + data.count(b"[") > MOST_VALUES or data.count(b",") > 5 * MOST_VALUES:
        raise Refused("holds more values than any feed would")
    if b"\\ud" in data or b"\\uD" in data:
        data = _ESCAPE.sub(lambda found: b"" if found[1] else found[0], data)  # one would cost the document
    try:
        document = msgspec.json.decode(data, type=_Document)
        raw = msgspec.json.decode(document.items, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Refused("is JSON, but no JSON Feed") from None
    link = absolute(_as(document.home_page_url, str, ""), address)
    language = _as(document.language, str, "")
    top, end = raw[:MOST_ITEMS], raw[max(MOST_ITEMS, len(raw) - MOST_ITEMS) :]
    told = [found for found in (_as(one, dict[str, Any], {}) for one in [*top, *end]) if found]
    return Feed(
        title=" ".join(clean(_as(document.title, str, "")).split())[:500],
        link=link,
        items=tuple(_item(fields, link or address, language) for fields in told),
        cut=len(raw) - len(top) - len(end),
    )


def _as(raw: msgspec.Raw, kind: type[_T], absent: _T) -> _T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return absent


def _item(fields: Mapping[str, Any], base: str, language: str) -> Item:
    html, plain = _text(fields, "content_html"), _text(fields, "content_text")
    return Item(
        title=Rich(_text(fields, "title"), plain=True),
        link=absolute(_text(fields, "url") or _text(fields, "external_url"), base),
        guid=_text(fields, "id"),
        published=_date(fields, "date_published"),
        updated=_date(fields, "date_modified"),
        author=_author(fields),
        body=Rich(html, plain=False, base=base) if html else Rich(plain, plain=True),
        summary=Rich(_text(fields, "summary"), plain=True),
        media=unique(_media(fields, base)),
        language=(_text(fields, "language") or language)[:20],
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    """A field as text; an id is often a number."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value)).strip()


def _date(fields: Mapping[str, Any], name: str) -> Millis | None:
    return read_date(_text(fields, name))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))


def _author(fields: Mapping[str, Any]) -> str:
    named = [*_objects(fields.get("authors")), *_objects(fields.get("author"))]
    return next((name for one in named if (name := _text(one, "name"))), "")[:200]


def _media(fields: Mapping[str, Any], base: str) -> Iterator[Media]:
    for one in _objects(fields.get("attachments")):
        if url := absolute(_text(one, "url"), base):
            told = {
                "type": _text(one, "mime_type"),
                "length": _text(one, "size_in_bytes"),
                "duration": _text(one, "duration_in_seconds"),
            }
            yield media_of(url, told)
