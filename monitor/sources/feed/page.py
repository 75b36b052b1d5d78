"""A web page in a feed's place: which feeds it names. Pure."""

from collections.abc import Mapping

from monitor.sources.feed.html_events import walk
from monitor.sources.feed.links import absolute

_HEAD = 262_144
_MOST = 5
_KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def feeds_of(text: str, address: str) -> tuple[str, ...]:
    """The addresses in a page's `<link rel="alternate">` that lead to feeds, in its order."""
    target = _Links(address)
    walk(text[:_HEAD], target)
    return tuple(dict.fromkeys(target.found))[:_MOST]


class _Links:
    def __init__(self, address: str) -> None:
        self.found: list[str] = []
        self._address = address

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != "link" or len(self.found) > _MOST:
            return
        kind = attributes.get("type", "").lower().strip()
        link = absolute(attributes.get("href", ""), self._address)
        if link and kind in _KINDS and "alternate" in attributes.get("rel", "").lower().split():
            self.found.append(link)

    def end(self, tag: str) -> None:
        """Nothing ends that matters here."""

    def data(self, text: str) -> None:
        """What a page says is not asked."""
