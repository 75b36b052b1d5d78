"""What the elements of RSS, Atom and RDF mean. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from monitor.model import Media, Millis
from monitor.sources.feed.attachments import media_of, unique
from monitor.sources.feed.dates import read_date
from monitor.sources.feed.document import Feed, Item, Rich
from monitor.sources.feed.elements import Elements, Field
from monitor.sources.feed.links import absolute
from monitor.sources.feed.text import inline_text

_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created", "date")
_UPDATED = ("updated", "modified", "dcterms:modified", "atom:updated", "lastmodified")
_BODIES = ("content:encoded", "content", "xhtml:body", "body", "fulltext")
_SUMMARIES = ("description", "summary", "dc:description", "itunes:summary", "media:description", "abstract")
_GUIDS = ("guid", "id", "dc:identifier", "rdf:about")
_AUTHORS = ("dc:creator", "author", "itunes:author", "creator")
_TRIES = 5  # of fields with the same name; the first that says something counts
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def to_feed(elements: Elements, address: str) -> Feed:
    """The feed that the elements make. `address` is where it was read: relative links start from it."""
    channel = elements.channel
    link = _link(channel, address)
    language = _first(channel, ("language", "dc:language")) or elements.root.language
    return Feed(
        title=_plain_title(channel),
        link=link,
        items=tuple(_item(fields, link or address, language) for fields in elements.items if fields),
        pause=_pause(channel),
    )


def _item(fields: Sequence[Field], base: str, language: str) -> Item:
    link = _link(fields, base)
    guid = _first(fields, _GUIDS)
    return Item(
        title=_rich(fields, ("title", "dc:title", "media:title"), base),
        link=link or _permalink(fields, base),
        guid=guid,
        published=_date(fields, _PUBLISHED),
        updated=_date(fields, _UPDATED),
        author=_author(fields),
        body=_rich(fields, _BODIES, base),
        summary=_rich(fields, _SUMMARIES, base),
        media=unique(_media(fields, base)),
        language=(_first(fields, ("language", "dc:language")) or fields[0].language or language)[:20],
    )


def _top(fields: Iterable[Field], names: Sequence[str]) -> Iterator[Field]:
    """Fields with something in them right in an item, by the order of `names`."""
    by_name: dict[str, list[Field]] = {}
    for found in fields:
        if not found.parent and len(by_name.get(found.name, ())) < _TRIES:
            by_name.setdefault(found.name, []).append(found)
    for name in names:
        yield from by_name.get(name, ())


def _first(fields: Iterable[Field], names: Sequence[str]) -> str:
    return next((text for found in _top(fields, names) if (text := found.text)), "")


def _date(fields: Iterable[Field], names: Sequence[str]) -> Millis | None:
    dates = (read_date(found.text) for found in _top(fields, names))
    return next((moment for moment in dates if moment is not None), None)


def _rich(fields: Iterable[Field], names: Sequence[str], base: str) -> Rich:
    for found in _top(fields, names):
        kind = found.attributes.get("type", "").lower()
        if (text := found.text) and _is_text(kind, found.attributes.get("mode", "")):
            plain = not found.markup and kind in ("text", "text/plain")
            return Rich(text, plain, absolute(found.base, base) or base)
    return Rich()


def _is_text(kind: str, mode: str) -> bool:
    """Whether content is to be read: Atom also carries pictures and archives in base64."""
    return mode != "base64" and ("/" not in kind or kind.startswith("text/") or kind.endswith(("html", "xml")))


def _plain_title(fields: Iterable[Field]) -> str:
    return inline_text(_rich(fields, ("title", "dc:title"), ""))[:500]


def _link(fields: Sequence[Field], base: str) -> str:
    """The page: an original behind a counting service, RSS's text, or Atom's alternate, HTML preferred."""
    for found in _top(fields, ("feedburner:origlink", "link", "atom:link", "rdf:link")):
        relation = found.attributes.get("rel", "alternate")
        target = found.attributes.get("href") or found.text
        kind = found.attributes.get("type", "text/html")
        if relation == "alternate" and "html" in kind and (link := absolute(target, found.base or base)):
            return link
    return ""


def _permalink(fields: Sequence[Field], base: str) -> str:
    """A guid that is an address, unless it says that it is none."""
    for found in _top(fields, ("guid", "id", "rdf:about")):
        if found.attributes.get("ispermalink", "true").lower() != "false" and "://" in found.text:
            return absolute(found.text, base)
    return ""


def _author(fields: Sequence[Field]) -> str:
    names = (f.text for f in fields if f.parent == "author" and f.name == "name")
    named = next((name for name in names if name), "") or _first(fields, _AUTHORS)
    mail, bracket, name = named.partition(" (")
    if bracket and "@" in mail:
        named = name.rstrip(") ")
    return " ".join(named.split())[:200]


def _media(fields: Iterable[Field], base: str) -> Iterator[Media]:
    for found in fields:
        told = found.attributes
        if found.name in ("enclosure", "media:content"):
            url = absolute(told.get("url", ""), found.base or base)
        elif found.name in ("link", "atom:link") and told.get("rel") == "enclosure":
            url = absolute(told.get("href", ""), found.base or base)
        else:
            continue
        if url:
            yield media_of(url, told)


def _pause(channel: Sequence[Field]) -> float:
    """How long the feed asks to be left alone, in seconds."""
    minutes = _number(_first(channel, ("ttl",)))
    period = _PERIODS.get(_first(channel, ("sy:updateperiod",)).lower(), 0)
    often = max(1.0, _number(_first(channel, ("sy:updatefrequency",))))
    return max(minutes * 60, period / often)


def _number(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0
