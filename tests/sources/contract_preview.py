"""The public page among the worlds of the contract."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

from contract_world import BEFORE, CLOCK, House, Life
from preview_world import MANNERS, QUICK

from monitor.model import ChannelSpec
from monitor.ports.source import Shelf, Source
from monitor.sources._fetch import Fetcher
from monitor.sources.preview import PreviewOptions, PreviewSource
from monitor.testing.preview import PreviewServer


class PreviewWorld:
    """A channel's page on loopback."""

    loses = frozenset({"\0", "\ud800"})  # no page of HTML in UTF-8 has them

    def __init__(self, server: PreviewServer) -> None:
        self.server = server
        self.channel = server.add("news", 77)
        self.ids: dict[int, str] = {}

    def say(self, text: str) -> None:
        self.ids[self.channel.post(escape(text))] = text

    def passed(self, read_to: int) -> set[str]:
        return {text for number, text in self.ids.items() if number <= read_to and text != BEFORE}

    def place(self, house: House) -> int:
        return house.place()

    @asynccontextmanager
    async def source(self, shelf: Shelf, *, spare: bool = False) -> AsyncIterator[Source]:
        options = PreviewOptions(self.server.base, allow_private=True, pace=QUICK)
        async with Fetcher(CLOCK, MANNERS) as fetcher:
            yield PreviewSource([ChannelSpec("telegram", "news")], shelf, CLOCK, fetcher, options)

    async def run(self, life: Life) -> None:
        async with self.source(life.database) as source:
            await source.run(life.queue)
