"""The past that an entry asks for: a run that is cut off is gone on with, by whichever account."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from accounts_world import Crew

from monitor.model import ChannelSpec, Filled, Posted

DAY = 86_400_000
PAGE = 10
WEEK = ChannelSpec("telegram", "a_channel", backfill=7 * DAY)


@pytest.fixture
def channel(desk):
    """Five posts that are too old, and ten pages of a week."""
    desk.pace = replace(desk.pace, page=PAGE, history_every=0.02)
    channel, now = desk.joined("A", "a_channel"), datetime.now(UTC)
    for n in range(5):
        channel.post(f"too old {n}", date=now - timedelta(days=9))
    for n in range(10 * PAGE):
        channel.post(f"old {n}", date=now - timedelta(hours=100 - n))
    return channel


def past(world):
    return Counter(u.post.id for u in world.of(Posted) if u.history)


async def test_a_run_that_was_cut_off_goes_on_where_it_stopped(desk, channel):
    for pages in (2, 5):
        async with desk.running(desk.source(WEEK)):
            await desk.world.until(lambda n=pages: len(past(desk.world)) >= n * PAGE)
        channel.post("while it was down", push=False)
    async with desk.running(desk.source(WEEK)):
        await desk.world.until(lambda: not desk.world.pasts and len(past(desk.world)) == 10 * PAGE)
        await desk.world.caught_up(channel)
    found = past(desk.world)
    assert sorted(found) == list(range(6, 6 + 10 * PAGE))
    assert sum(found.values()) <= (10 + 2) * PAGE, "a crash costs a page, not the whole way"
    assert [u.post.text for u in desk.world.of(Posted) if not u.history] == ["while it was down"] * 2
    desk.world.updates.clear()
    async with desk.running(desk.source(WEEK)):
        await desk.world.until(lambda: "live" in desk.world.states("a_channel"))
        await asyncio.sleep(0.1)
    assert not past(desk.world)


async def test_it_is_noted_before_there_is_a_cursor(desk, channel):
    """A crash between the two would leave a channel that is known, and whose past nobody would read."""
    async with desk.running(desk.source(WEEK)):
        await desk.world.until(lambda: desk.world.stored)
    kinds = [type(update).__name__ for update in desk.world.updates]
    assert kinds.index("Filled") < kinds.index("Reached")
    desk.world.stored.clear()  # as if the crash had come in between
    desk.world.pasts.clear()
    desk.world.updates.clear()
    async with desk.running(desk.source(WEEK)):
        await desk.world.until(lambda: len(past(desk.world)) == 10 * PAGE)


async def test_who_no_longer_asks_for_it_does_not_get_it(desk, channel):
    async with desk.running(desk.source(WEEK)):
        await desk.world.until(lambda: past(desk.world))
    desk.world.updates.clear()
    async with desk.running(desk.source(ChannelSpec("telegram", "a_channel"))):
        await desk.world.until(lambda: "live" in desk.world.states("a_channel"))
        await asyncio.sleep(0.1)
    assert not past(desk.world)
    assert not desk.world.of(Filled)


async def test_the_next_account_goes_on_with_the_past(desk):
    crew = Crew(
        desk.server, desk.world, replace(desk.pace, page=PAGE, history_every=0.05, patience=0.3, look_every=0.05)
    )
    channel, now = crew.channel("a_channel", 1), datetime.now(UTC)
    for n in range(10 * PAGE):
        channel.post(f"old {n}", date=now - timedelta(hours=100 - n))
    async with crew.at_work(WEEK):
        await crew.read_by("a_channel", 1)
        await crew.world.until(lambda: len(past(crew.world)) >= 3 * PAGE)
        crew.server.ban(crew.users[0])
        crew.server.drop_connections()
        await crew.read_by("a_channel", 2)
        await crew.world.until(lambda: not crew.world.pasts)
    found = past(crew.world)
    assert sorted(found) == list(range(1, 1 + 10 * PAGE))
    assert sum(found.values()) <= 12 * PAGE
