"""A document of any kind, as bytes from a stranger, to what it says. Pure; a second and 100 MB at most.

Why libxml2 and a table of names, and not feedparser, which knows every dialect: feedparser's time and memory
are the document's to choose. Of hostile ones of 8 MB it takes 14 s for inline XHTML and for lone ampersands, and
had to be stopped after 25 s for 100,000 items, for deep elements and for attributes; here none takes a second
(`tests/sources/test_sources_feed_hostile.py` has the list). It also takes EET, EEST and MSK for UTC without a word.
Once a document has been bounded, mended and cut so that feedparser could have it, a table of names is all that is
left to do, and that is `dialects`. The tests ask feedparser for a second opinion.

Where a limit is met, the newest items come first, and what is left out is said.
"""

from msgspec.structs import replace

from monitor.sources.feed.article import articles_of
from monitor.sources.feed.decoding import decode
from monitor.sources.feed.dialects import to_feed
from monitor.sources.feed.document import Feed, Item, Outcome, Page, Reading, Request, Unreadable
from monitor.sources.feed.elements import read_elements
from monitor.sources.feed.json_feed import read_json
from monitor.sources.feed.mending import MOST_ITEMS, Refused, cut_items, mend, mend_references
from monitor.sources.feed.page import feeds_of

MOST_BYTES = 8_388_608
"""Of a document, unpacked."""

_ROOTS = frozenset({"rss", "feed", "rdf"})


def read(request: Request) -> Outcome:
    """What a document says: a feed's articles, a page's feeds, or why it cannot be read."""
    text = decode(request.body[:MOST_BYTES], request.content_type)
    truncated = request.truncated or len(request.body) > MOST_BYTES
    try:
        if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
            return _told(read_json(text, request.address))
        mended = mend(text)
        if mended.root == "html":
            return Page(feeds_of(mended.text, request.address))
        if mended.root not in _ROOTS:
            return Unreadable(_no_feed(text, mended.root))
        return _told(_read_xml(mended.text, request.address, truncated=truncated))
    except Refused as refused:
        return Unreadable(f"the document {refused}")


def _read_xml(text: str, address: str, *, truncated: bool) -> Feed:
    text, cut = cut_items(text)
    text, whole = mend_references(text)
    torn = truncated or not whole
    elements = read_elements(text, torn=torn)
    if elements is None:
        raise Refused("is too broken to be read")
    return replace(to_feed(elements, address), cut=cut, whole=not torn)


def _no_feed(text: str, root: str) -> str:
    if not text.strip():
        return "the document is empty"
    named = f" (it begins with <{root}>)" if root else ""
    return f"the document is no feed{named}"


def _told(feed: Feed) -> Reading:
    """The feed with its newest items, each with its text."""
    items = _newest(feed.items)
    cut = feed.cut + len(feed.items) - len(items)
    return Reading(feed.title, feed.link, tuple(articles_of(items)), cut, feed.pause, feed.whole)


def _newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """At most `MOST_ITEMS`, in their order: the newest where all have dates, else those that come first."""
    if len(items) <= MOST_ITEMS:
        return items
    dates = [item.published or item.updated for item in items]
    if None in dates:
        return items[:MOST_ITEMS]
    order = sorted(range(len(items)), key=lambda n: (dates[n] or 0, -n))
    kept = set(order[-MOST_ITEMS:])
    return tuple(item for n, item in enumerate(items) if n in kept)
