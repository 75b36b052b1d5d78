"""One visit to a feed: ask for its document, have it read, hand it over."""

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from typing import Protocol

import structlog

from monitor.sources._fetch import Fetched
from monitor.sources.feed.document import Outcome, Page, Reading, Request, Unreadable
from monitor.sources.feed.followed import Followed
from monitor.sources.feed.handover import Handover
from monitor.sources.feed.links import host_of
from monitor.sources.feed.pace import Pace
from monitor.sources.feed.parse import MOST_BYTES
from monitor.sources.feed.verdict import FeedClosed, Verdict, judge, on_page

_MOST_HOPS = 5
_FOR_GOOD = frozenset({301, 308})
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)

_log = structlog.get_logger(__name__)


class Reads(Protocol):
    """Whoever reads a document: `Reader`, or something quicker in tests."""

    async def read(self, request: Request) -> Outcome: ...


class Gets(Protocol):
    """Whoever gets a document: `Fetcher`."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = ...,
        timeout: float = ...,  # noqa: ASYNC109 - passed on
        etag: str = "",
        last_modified: str = "",
        redirects: int = ...,
        allow_private: bool = False,
    ) -> Fetched: ...


class Visitor:
    """Visits feeds: some at a time, and no two of the same host, so that a slow host takes one place and not all."""

    def __init__(
        self, fetcher: Gets, reader: Reads, handover: Handover, pace: Pace, *, allow_private: bool = False
    ) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._handover = handover
        self._pace = pace
        self._allow_private = allow_private
        self._hosts: dict[str, asyncio.Lock] = {}
        self._places = asyncio.Semaphore(pace.parallel)

    async def visit(self, feed: Followed) -> bool:
        """Hand over what is new. Returns whether there was anything.

        Raises:
            FeedClosed: there is no feed, or none for us.
            Unavailable: the site does not answer now.
            Rejected: the address is none that may be asked.
        """
        fetched, url = await self._fetch(feed)
        if verdict := judge(fetched.status):
            raise FeedClosed(verdict)
        digest = blake2b(fetched.body, digest_size=16).digest()
        news = False
        if fetched.status != 304 and digest != feed.digest:
            news = await self._read(feed, fetched)
            feed.digest = digest
        feed.fresh_for = fetched.max_age
        if fetched.status != 304:
            feed.validated = url
            feed.etag, feed.last_modified = fetched.etag, fetched.last_modified
        feed.steady = True
        return news

    async def _read(self, feed: Followed, fetched: Fetched) -> bool:
        """Have a document read and hand it over."""
        request = Request(fetched.body, fetched.content_type, fetched.final_url, fetched.truncated)
        outcome = await self._reader.read(request)
        if isinstance(outcome, Page):
            raise FeedClosed(on_page(outcome))
        if isinstance(outcome, Unreadable):
            raise FeedClosed(Verdict("failed", f"{outcome.reason}; open the address in a browser to see what it is"))
        feed.pause = outcome.pause
        feed.partly = _partly(outcome)
        if feed.partly:
            _log.info("feed_read_in_part", feed=feed.host, what=feed.partly)
        return await self._handover.hand_over(feed, outcome)

    async def _fetch(self, feed: Followed) -> tuple[Fetched, str]:
        """Follow redirects by hand: one that is for good is remembered, and said. Returns also who answered."""
        url, for_good = feed.url or feed.address, True
        fetched = await self._get(feed, url)
        for _ in range(_MOST_HOPS):
            if not fetched.location:
                break
            for_good = for_good and fetched.status in _FOR_GOOD
            url = fetched.location
            if for_good:
                feed.url = url
            fetched = await self._get(feed, url)
        return fetched, url

    async def _get(self, feed: Followed, url: str) -> Fetched:
        host = host_of(url)
        known = url == feed.validated
        async with self._hosts.setdefault(host, asyncio.Lock()), self._places:
            return await self._fetcher.get(
                url,
                headers={"accept": _ACCEPT},
                most_bytes=MOST_BYTES,
                timeout=self._pace.fetch_timeout,
                etag=feed.etag if known else "",
                last_modified=feed.last_modified if known else "",
                redirects=0,
                allow_private=(self._allow_private or feed.spec.allow_private) and host == feed.host,
            )


def _partly(reading: Reading) -> str:
    """What was not read, as a clause; "" if all was."""
    cut = f"{reading.cut} of its items are not read, only the newest {len(reading.articles)}" if reading.cut else ""
    torn = "" if reading.whole else "the document is longer than is read, its end is missing"
    return "; ".join(clause for clause in (cut, torn) if clause)
