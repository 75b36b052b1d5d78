"""Feeds among the worlds of the contract: RSS, and JSON Feed, which can carry what XML cannot."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

from contract_world import CLOCK, House, Life

from monitor.model import ChannelSpec
from monitor.ports.source import Shelf, Source
from monitor.sources._fetch import Fetcher
from monitor.sources._turns import Manners
from monitor.sources.feed.document import Outcome
from monitor.sources.feed.document import Request as Document
from monitor.sources.feed.pace import Pace
from monitor.sources.feed.parse import read
from monitor.sources.feed.source import FeedSource
from monitor.testing.feeds import FeedSite
from monitor.testing.receivers import Answer
from monitor.testing.receivers._http import Request

QUICK = Pace(bounds=(0.05, 0.1), first=0.05, most_asked=0.0, start_within=0.0, retry_first=0.05, retry_most=0.1)


class Here:
    """Reads documents in this process: to start one for each life takes longer than all that is tested."""

    def __init__(self, deadline: float) -> None:
        pass

    async def read(self, request: Document) -> Outcome:
        return read(request)

    async def close(self) -> None:
        pass


class RssWorld:
    """A feed on loopback. Its one cursor says no more than that the first contact is over."""

    loses = frozenset({"\0", "\ud800"})  # XML 1.0 has no way to write them

    def __init__(self, site: FeedSite) -> None:
        self.site, self.said = site, 0
        self.feed = site.feed("/feed", "News")

    def say(self, text: str) -> None:
        self.said += 1
        self.feed.add(body=escape(text), guid=str(self.said), published=1_700_000_000_000 + self.said * 60_000)

    def passed(self, read_to: int) -> set[str]:
        return set()

    def place(self, house: House) -> int:
        return house.place()

    @asynccontextmanager
    async def source(self, shelf: Shelf, *, spare: bool = False) -> AsyncIterator[Source]:
        address = self.site.url("/feed", "localhost" if spare else "127.0.0.1")
        async with Fetcher(CLOCK, Manners(gap=0.0, hold_first=0.1)) as fetcher:
            channels = [ChannelSpec("feed", address)]
            yield FeedSource(channels, shelf, CLOCK, fetcher, pace=QUICK, allow_private=True)

    async def run(self, life: Life) -> None:
        async with self.source(life.database) as source:
            await source.run(life.queue)


class JsonFeedWorld(RssWorld):
    """The same as JSON Feed, with texts that are no HTML."""

    loses = frozenset({"\0", "\ud800"})  # JSON can write them: they are left out, as from XML

    def __init__(self, site: FeedSite) -> None:
        super().__init__(site)
        self.items: list[dict[str, str]] = []
        site.pages["/feed"] = self._answer

    def say(self, text: str) -> None:
        self.said += 1
        day = f"2023-11-14T{self.said // 60:02d}:{self.said % 60:02d}:00Z"
        self.items.insert(0, {"id": str(self.said), "content_text": text, "date_published": day})

    def _answer(self, _request: Request) -> Answer:
        document = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": self.items}
        return Answer(200, json.dumps(document).encode(), {"content-type": "application/feed+json"})
