"""A site on loopback with feeds: they grow, change, move, break and vanish as a test or a demo says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import blake2b
from xml.sax.saxutils import escape

from monitor.model import Millis
from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request


@dataclass(slots=True)
class Entry:
    """An item as it will be written: empty parts are left out. `body` is HTML."""

    title: str = ""
    link: str = ""
    guid: str = ""
    body: str = ""
    published: Millis | None = None


@dataclass(slots=True)
class SiteFeed:
    """An RSS document that is written anew for every request, newest item first. `visits` counts the requests."""

    title: str
    entries: list[Entry] = field(default_factory=list)
    visits: int = 0

    def add(
        self, title: str = "", *, link: str = "", guid: str = "", body: str = "", published: Millis | None = None
    ) -> Entry:
        """Put a new item on top. It can be changed afterwards."""
        entry = Entry(title, link, guid, body, published)
        self.entries.insert(0, entry)
        return entry

    def answer(self, request: Request) -> Answer:
        """The document, or 304 where the asker has it already."""
        self.visits += 1
        body = self.document()
        tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            return Answer(304, headers={"etag": tag})
        return Answer(200, body, {"etag": tag, "content-type": "application/rss+xml; charset=utf-8"})

    def document(self) -> bytes:
        """RSS 2.0."""
        items = "".join(map(_item, self.entries))
        head = f"<title>{escape(self.title)}</title>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(entry: Entry) -> str:
    date = "" if entry.published is None else formatdate(entry.published / 1000, usegmt=True)
    parts = {
        "title": entry.title,
        "link": entry.link,
        "guid": entry.guid,
        "pubDate": date,
        "description": entry.body,
    }
    written = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value)
    return f"<item>{written}</item>"


class FeedSite(Listening):
    """Listens on 127.0.0.1 while open (`async with`). What is put under a path in `pages` is answered instead."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[Request], Answer]] = {}
        self.asked: list[Request] = []
        self._http = HttpReceiver(self._respond)

    def feed(self, path: str, title: str = "Feed") -> SiteFeed:
        """A new feed at a path."""
        made = SiteFeed(title)
        self.pages[path] = made.answer
        return made

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self._http.port}{path}"

    def moved(self, path: str, to: str, status: int = 301) -> None:
        """Let a path lead to another address."""
        self.pages[path] = Answer(status, headers={"location": to})

    def _respond(self, request: Request) -> Answer:
        self.asked.append(request)
        page = self.pages.get(request.path, Answer(404, b"nothing here"))
        return page(request) if callable(page) else page
