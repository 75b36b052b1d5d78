"""Notices as a feed: Atom, because it says of every text whether it is markup. What a post says never is."""

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid5

from lxml import etree
from msgspec import Struct

from monitor.model import Notice
from monitor.sinks._html import as_fragment
from monitor.sinks._layout import first_link, headline, layout
from monitor.sinks._text import flat, iso

KEPT = 100
"""How many notices a feed shows: the newest."""
TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES: Any = {None: _ATOM}
_LONGEST = 4_000
_IDS = UUID("71cc6de0-38e4-47c5-956d-0b5757c7ae92")
# What XML cannot hold, beyond what every layout is rid of.
_NONCHARACTERS = re.compile("[\ufffe\uffff]")
_MOST_BYTES = 20_000_000


class Told(Struct, frozen=True):
    """A notice under the key of its delivery."""

    key: str
    notice: Notice


class NotOurs(Exception):
    """A file that holds something else than this feed."""


def feed(receiver: str, entry: str, told: Sequence[Told]) -> bytes:
    """A whole feed, the newest first. The same notices always give the same bytes."""
    return _document(receiver, entry, (_entry(one) for one in told))


def merged(receiver: str, entry: str, told: Told, before: bytes) -> bytes:
    """The feed with one more notice, which takes the place of an earlier one with its key; `before` may be empty.

    Raises:
        NotOurs: what was before is not this feed.
    """
    new = _entry(told)
    ident = new.findtext(_tag("id"))
    kept = [one for one in _entries(receiver, entry, before) if one.findtext(_tag("id")) != ident] if before else []
    return _document(receiver, entry, sorted([new, *kept], key=_moment, reverse=True))


def shown(notice: Notice) -> dict[str, str]:
    """What an entry shows: its title, where it leads, and its content as HTML."""
    update = "" if notice.number == 1 else f" · notice {notice.number}"
    return {
        "title": _sound(flat(headline(notice)) + update),
        "link": _sound(first_link(notice)),
        "content": _sound(as_fragment(layout(notice, _LONGEST))),
    }


def entity_tag(body: bytes) -> str:
    """What says by its sameness that a document is the same."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def _document(receiver: str, entry: str, entries: Iterable[etree._Element]) -> bytes:
    newest = list(entries)[:KEPT]
    root = etree.Element(_tag("feed"), nsmap=_NAMESPACES)
    _add(root, "title", f"Alerts for {_sound(receiver)}")
    _add(root, "id", _feed_id(receiver, entry))
    _add(root, "updated", max(map(_moment, newest), default=iso(0)))
    _add(_add(root, "author"), "name", "Channel Monitor")
    _add(root, "generator", "Channel Monitor")
    root.extend(newest)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(told: Told) -> etree._Element:
    notice = told.notice
    entry = etree.Element(_tag("entry"), nsmap=_NAMESPACES)
    told_as = shown(notice)
    _add(entry, "title", told_as["title"], type="text")
    _add(entry, "id", uuid5(_IDS, _sound(told.key)).urn)
    _add(entry, "published", iso(notice.created))
    _add(entry, "updated", iso(notice.created))
    if told_as["link"]:
        _add(entry, "link", rel="alternate", href=told_as["link"])
    _add(entry, "category", term=notice.severity)
    if notice.rule:
        _add(entry, "category", term=_sound(flat(notice.rule)))
    _add(entry, "content", told_as["content"], type="html")
    return entry


def _entries(receiver: str, entry: str, before: bytes) -> list[etree._Element]:
    """The entries of a feed that was written before."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(before, parser) if len(before) <= _MOST_BYTES else None
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.tag != _tag("feed") or root.findtext(_tag("id")) != _feed_id(receiver, entry):
        raise NotOurs
    return root.findall(_tag("entry"))


def _feed_id(receiver: str, entry: str) -> str:
    return uuid5(_IDS, f"{_sound(receiver)}/{_sound(entry)}").urn


def _moment(entry: etree._Element) -> str:
    return entry.findtext(_tag("updated")) or ""


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, _tag(name), attributes)
    made.text = text
    return made


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _sound(text: str) -> str:
    return _NONCHARACTERS.sub("\ufffd", text.encode(errors="replace").decode())
