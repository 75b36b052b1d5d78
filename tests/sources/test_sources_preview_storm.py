"""A channel that does everything at once, pages that fail, and processes that end: what must hold at the end."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from preview_world import QUICK, Desk

from monitor.model import Posted
from monitor.testing.preview import PreviewChannel, PreviewServer
from monitor.testing.receivers import Answer

FAULTS = (
    Answer(429),
    Answer(500),
    Answer(reset=True),
    Answer(200, b"<html>half"),
    Answer(302, b"", {"location": "/elsewhere"}),
    Answer(404),
)


@pytest.fixture
async def desk(no_task_left: None) -> AsyncIterator[Desk]:
    async with PreviewServer() as server:
        yield Desk(server, pace=replace(QUICK, look_again=0.1, looks=20))


class Weather:
    """Does something to a channel, and remembers what it did."""

    def __init__(self, channel: PreviewChannel, seed: int) -> None:
        self.channel = channel
        self.draw = random.Random(seed)
        self.first = channel.next_id
        self.said: set[int] = set()
        self.deleted: set[int] = set()

    def act(self) -> None:
        do = self.draw.choice(
            (self._post, self._post, self._burst, self._album, self._hole, self._edit, self._delete, self._fail)
        )
        do()

    def _post(self) -> None:
        self.said.add(self.channel.post(f"post {self.channel.next_id}"))

    def _burst(self) -> None:
        self.said.update(self.channel.posts(self.draw.randrange(1, 45)))

    def _album(self) -> None:
        self.said.update(self.channel.album(self.draw.randrange(2, 6), "album"))

    def _hole(self) -> None:
        self.channel.hole(self.draw.randrange(1, 60))
        self.channel.service("Channel pinned a photo")

    def _edit(self) -> None:
        if single := [n for n, said in self.channel.said.items() if not said.parts and not said.service]:
            self.channel.edit(self.draw.choice(single), f"edited {self.draw.random()}")

    def _delete(self) -> None:
        if standing := sorted(self.said - self.deleted):
            number = self.draw.choice(standing)
            said = self.channel.holds(number)
            # the page of an album is that of its first message: without it, all go
            numbers = said.parts if said is not None and said.parts and number == said.id else (number,)
            self.channel.delete(*reversed(numbers))
            self.deleted.update(numbers)

    def _fail(self) -> None:
        self.channel.faults.extend([self.draw.choice(FAULTS)] * self.draw.randrange(1, 3))


@pytest.mark.parametrize("seed", range(8))
async def test_storm(desk: Desk, seed: int) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(10)
    weather = Weather(channel, seed)
    for _ in range(3):  # processes, one after the other
        began = len(desk.shelf.updates)
        async with desk.watching(channel):
            for _ in range(12):
                weather.act()
                await asyncio.sleep(weather.draw.random() * 0.05)
        posts = [update.post for update in desk.shelf.updates[began:] if isinstance(update, Posted)]
        handed = [number for post in posts for number in post.parts or (post.id,)]
        assert len(handed) == len(set(handed)), "one process handed a post over twice"
        for _ in range(3):
            weather.act()
    channel.faults.clear()
    async with desk.watching(channel):
        last = weather.channel.post("the end")
        weather.said.add(last)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == last)
        await desk.polls(channel, 4)
    _holds(desk, channel, weather)


def _holds(desk: Desk, channel: PreviewChannel, weather: Weather) -> None:
    handed = desk.shelf.ids(channel)
    standing = weather.said - weather.deleted
    assert standing <= set(handed), "a post was missed"
    assert set(handed) <= weather.said, "a post was made up, or one from before the first contact was handed over"
    assert set(desk.shelf.gone()) <= weather.deleted, "a post that stands was called gone"
    assert not any(update.history for update in desk.shelf.of(Posted))
    on_page = channel.before(None)
    lowest = on_page[0].id
    called_gone = set(desk.shelf.gone())
    assert {n for n in weather.deleted & set(handed) if n >= lowest} <= called_gone, "a deletion on the page was missed"
    for said in on_page:
        if not said.parts and not said.service and said.id in standing:
            texts = [u.post.text for u in desk.shelf.updates if getattr(getattr(u, "post", None), "id", 0) == said.id]
            assert texts[-1] == said.text, "an edit was missed"
