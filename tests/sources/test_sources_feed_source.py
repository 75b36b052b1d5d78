"""The source against a site on loopback: rhythm, states, redirects, reloads, and feeds that hang."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from patience import PATIENCE

from monitor.model import ChannelChanged, ChannelSpec, Cursor, Edited, Posted, Reached, SourceChanged, Update
from monitor.ports.clock import SystemClock
from monitor.sources._fetch import Fetcher
from monitor.sources._turns import Manners
from monitor.sources.feed.identity import channel_of
from monitor.sources.feed.pace import Pace
from monitor.sources.feed.source import FeedSource
from monitor.testing.feeds import FeedSite
from monitor.testing.receivers._http import Answer

QUICK = Pace(
    bounds=(0.05, 0.2),
    first=0.05,
    most_asked=0.0,
    fetch_timeout=1.0,
    retry_first=0.05,
    retry_most=0.2,
    closed_first=0.1,
    closed_most=0.2,
    start_within=0.0,
)


@dataclass
class World:
    """Shelf and intake in one: what was handed over is stored at once."""

    updates: list[Update] = field(default_factory=list)
    stored: dict[int, Cursor] = field(default_factory=dict)
    known: dict[tuple[int, str], int] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, update: Update) -> bool:
        self.updates.append(update)
        if isinstance(update, Posted | Edited):
            for key in update.keys:
                self.known.setdefault((update.post.channel, key), update.post.id)
        elif isinstance(update, Reached):
            self.stored[update.cursor.channel] = update.cursor
        self.news.set()
        return True

    async def put(self, update: Update) -> None:
        await asyncio.sleep(0)
        self.offer(update)

    async def cursors(self, source: str) -> Mapping[int, Cursor]:
        assert source == "feed"
        return dict(self.stored)

    async def keys(self, channel: int, keys: Collection[str]) -> Mapping[str, int]:
        return {key: self.known[channel, key] for key in keys if (channel, key) in self.known}

    def of(self, kind: type[Any]) -> list[Any]:
        return [update for update in self.updates if isinstance(update, kind)]

    def texts(self) -> list[str]:
        return [update.post.text for update in self.of(Posted)]

    def states(self, address: str = "") -> list[str]:
        return [update.state for update in self.of(SourceChanged) if update.channel == address]

    def detail(self, address: str) -> str:
        return next((u.detail for u in reversed(self.of(SourceChanged)) if u.channel == address), "")

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self.news.clear()
                await self.news.wait()


def specs(*addresses: str) -> list[ChannelSpec]:
    return [ChannelSpec("feed", address) for address in addresses]  # type: ignore[arg-type]


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with FeedSite() as site:
        yield site


@pytest.fixture
def world() -> World:
    return World()


@asynccontextmanager
async def watching(
    world: World, *addresses: str, pace: Pace = QUICK, allow_private: bool = True
) -> AsyncIterator[FeedSource]:
    async with Fetcher(SystemClock(), Manners(gap=0.0, hold_first=0.1)) as fetcher:
        source = FeedSource(specs(*addresses), world, SystemClock(), fetcher, pace=pace, allow_private=allow_private)  # type: ignore[arg-type]
        task = asyncio.create_task(source.run(world), name="source")
        try:
            yield source
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert task.cancelled()


async def test_a_feed_from_first_contact_to_an_edit(site: FeedSite, world: World) -> None:
    feed, address = site.feed("/rss", "News"), site.url("/rss")
    old = feed.add("Old", guid="1", body="<p>text</p>")
    async with watching(world, address):
        await world.until(lambda: world.stored)
        assert world.of(ChannelChanged)[0].title == "News"
        assert world.of(Posted)[0].history
        feed.add("New", guid="2")
        await world.until(lambda: len(world.texts()) == 2)
        old.body = "<p>other</p>"
        await world.until(lambda: world.of(Edited))
    assert world.texts() == ["Old\n\ntext", "New"]
    assert [edit.post.text for edit in world.of(Edited)] == ["Old\n\nother"]
    assert world.of(Posted)[1].live
    assert world.states() == ["starting", "polling", "stopped"]
    assert world.states(address) == ["polling"]


async def test_what_did_not_change_is_not_sent_again(site: FeedSite, world: World) -> None:
    feed = site.feed("/rss")
    feed.add("A", guid="1")
    async with watching(world, site.url("/rss")):
        await world.until(lambda: world.stored)
        while feed.visits < 4:
            await asyncio.sleep(0.02)
    assert all("if-none-match" in request.headers for request in site.asked[1:])
    assert len(world.of(Posted)) == 1


async def test_a_restart_brings_what_is_new_once_and_edits(site: FeedSite, world: World) -> None:
    feed = site.feed("/rss")
    entry = feed.add("A", guid="1")
    async with watching(world, site.url("/rss")):
        await world.until(lambda: world.stored)
    entry.title = "A, changed"
    feed.add("B", guid="2")
    async with watching(world, site.url("/rss")):
        await world.until(lambda: len(world.texts()) == 2)
    assert world.texts() == ["A", "B"]
    late = world.of(Posted)[1]
    assert (late.live, late.history) == (False, False)
    assert [edit.post.text for edit in world.of(Edited)] == ["A, changed"]


@pytest.mark.parametrize(
    ("answer", "state", "detail"),
    [
        (Answer(404), "vanished", "nothing is at this address"),
        (Answer(410), "vanished", "gone for good"),
        (Answer(401), "private", "password"),
        (Answer(403), "private", "does not let us read"),
        (Answer(418), "failed", "answered 418"),
        (Answer(200), "failed", "the document is empty"),
        (Answer(200, b"<svg/>"), "failed", "is no feed"),
        (Answer(200, b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>"), "failed", "declares entities"),
        (Answer(503), "waiting", "answered 503"),
        (Answer(429, headers={"retry-after": "1"}), "waiting", "answered 429"),
        (Answer(reset=True), "waiting", "127.0.0.1"),
        (Answer(hang=True), "waiting", "did not answer"),
        (
            Answer(200, b'<html><link rel=alternate type="application/rss+xml" href="/rss">'),
            "failed",
            "this is a web page, its feed is http://127.0.0.1",
        ),
        (Answer(200, b"<html><p>x"), "failed", "names no feed"),
    ],
)
async def test_states_say_what_is_wrong(site: FeedSite, world: World, answer: Answer, state: str, detail: str) -> None:
    address = site.url("/x")
    site.pages["/x"] = answer
    async with watching(world, address):
        await world.until(lambda: world.states(address))
        assert world.states(address)[0] == state
        assert detail in world.detail(address)
        assert next(u for u in world.of(SourceChanged) if u.channel == address).until
        site.feed("/x").add("A")
        await world.until(lambda: world.states(address)[-1] == "polling")
    assert world.texts() == ["A"]


async def test_a_feed_that_has_moved_for_good_is_read_where_it_is(site: FeedSite, world: World) -> None:
    site.feed("/new").add("A", guid="1")
    site.moved("/old", "/new", 301)
    address = site.url("/old")
    async with watching(world, address):
        await world.until(lambda: world.states(address))
        assert f"moved for good to {site.url('/new')}" in world.detail(address)
        while len(site.asked) < 4:
            await asyncio.sleep(0.02)
    assert [request.path for request in site.asked[:4]] == ["/old", "/new", "/new", "/new"]
    assert world.of(Posted)[0].post.channel == channel_of(address)


async def test_a_detour_is_taken_every_time_and_a_circle_is_a_state(site: FeedSite, world: World) -> None:
    site.feed("/new").add("A", guid="1")
    site.moved("/old", "/new", 302)
    site.moved("/circle", "/circle", 302)
    async with watching(world, site.url("/old"), site.url("/circle")):
        await world.until(lambda: world.states(site.url("/old")) and world.states(site.url("/circle")))
    assert (world.detail(site.url("/old")), world.states(site.url("/circle"))) == ("", ["failed"])
    assert "without end" in world.detail(site.url("/circle"))


async def test_feeds_that_hang_hold_up_no_other(site: FeedSite, world: World) -> None:
    feed = site.feed("/rss")
    hanging = [site.url(f"/hang{n}", "localhost") for n in range(20)]  # another host by its name
    for n in range(20):
        site.pages[f"/hang{n}"] = Answer(hang=True)
    async with watching(world, *hanging, site.url("/rss"), pace=replace(QUICK, parallel=2)):
        async with asyncio.timeout(PATIENCE):
            await world.until(lambda: world.stored)
            for number in range(5):
                feed.add(f"{number}", guid=f"{number}")
                await world.until(lambda n=number: len(world.texts()) > n)


async def test_a_host_is_asked_one_thing_at_a_time(site: FeedSite, world: World) -> None:
    now = most = 0

    def page(_request: object) -> Answer:
        nonlocal now, most
        now += 1
        most = max(most, now)
        asyncio.get_running_loop().call_later(0.05, leave)
        return Answer(404, delay=0.05)

    def leave() -> None:
        nonlocal now
        now -= 1

    addresses = [site.url(f"/{n}") for n in range(6)]
    site.pages |= {f"/{n}": page for n in range(6)}
    async with watching(world, *addresses):
        await world.until(lambda: all(world.states(address) for address in addresses))
    assert most == 1


async def test_a_reload_starts_and_ends_feeds(site: FeedSite, world: World) -> None:
    a, b = site.feed("/a"), site.feed("/b")
    a.add("A")
    b.add("B")
    async with watching(world, site.url("/a")) as source:
        await world.until(lambda: world.states(site.url("/a")))
        source.watch(specs(site.url("/b"), site.url("/b/")))
        await world.until(lambda: world.texts() == ["A", "B"])
        visits = a.visits
        b.add("C")
        await world.until(lambda: len(world.texts()) == 3)
        assert a.visits <= visits + 1
        source.watch(specs(site.url("/a"), site.url("/b")))
        a.add("D")
        await world.until(lambda: "D" in world.texts())
    assert [(u.post.text, u.history) for u in world.of(Posted)][-1] == ("D", False), "it is known from before"


@pytest.mark.parametrize("address", ["http://[::1", "nonsense", "ftp://site.example/feed"])
async def test_an_address_that_cannot_be_asked_is_a_state(site: FeedSite, world: World, address: str) -> None:
    site.feed("/rss").add("A")
    async with watching(world, address, site.url("/rss")):
        await world.until(lambda: world.texts() and world.states(address))
    assert world.states(address)[0] in ("failed", "waiting")
    assert "bug" not in world.detail(address)


async def test_the_own_network_is_closed_unless_opened(site: FeedSite, world: World) -> None:
    site.feed("/rss").add("A")
    address = site.url("/rss")
    async with watching(world, address, allow_private=False):
        await world.until(lambda: world.states(address))
    assert (world.states(address)[0], site.asked) == ("failed", [])
    assert "private" in world.detail(address)


async def test_nothing_to_watch_is_fine(world: World) -> None:
    async with watching(world):
        await world.until(lambda: world.states() == ["starting", "polling"])


async def test_a_feed_asks_to_be_left_alone(site: FeedSite, world: World) -> None:
    body = b"<rss><channel><item><title>A</title></item>"
    site.pages["/ttl"] = Answer(200, body.replace(b"<item>", b"<ttl>60</ttl><item>", 1))
    site.pages["/fresh"] = Answer(200, body, {"cache-control": "public, max-age=600"})
    both = [site.url("/ttl"), site.url("/fresh")]
    async with watching(world, *both, pace=replace(QUICK, most_asked=60.0)):
        await world.until(lambda: all(map(world.states, both)))
        await asyncio.sleep(0.6)
    assert len(site.asked) == 2


async def test_a_bug_is_one_feeds_own(site: FeedSite, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    site.feed("/good").add("A")
    site.feed("/bad").add("B")
    bad = channel_of(site.url("/bad"))
    keys = world.keys

    async def broken(channel: int, asked: Collection[str]) -> Mapping[str, int]:
        if channel == bad:
            raise KeyError("bug")
        return await keys(channel, asked)

    world.keys = broken  # type: ignore[method-assign]
    async with watching(world, site.url("/bad"), site.url("/good")):
        await world.until(lambda: world.texts() == ["A"] and world.states(site.url("/bad")))
    assert world.detail(site.url("/bad")) == "a bug: KeyError"
