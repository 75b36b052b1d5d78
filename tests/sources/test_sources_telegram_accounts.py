"""Several accounts: who reads what, and how channels change hands. Nothing is missed and no cursor goes back."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest
from accounts_world import Crew

from monitor.model import ChannelSpec, Posted, SourceChanged


@pytest.fixture
def crew(desk):
    pace = replace(desk.pace, patience=0.3, look_every=0.05)
    return Crew(desk.server, desk.world, pace)


def handed(world, channel):
    """How often each post was handed over."""
    return Counter(u.post.id for u in world.of(Posted) if u.post.channel == channel.id)


async def test_channels_are_shared_and_each_is_read_by_one(crew):
    channels = [crew.channel(f"channel_{n}") for n in range(6)]
    async with crew.at_work(*channels):
        for channel in channels:
            await crew.world.until(lambda c=channel: crew.readers(c.handle))
            channel.post("x")
            await crew.world.caught_up(channel)
    by_account = Counter(crew.readers(channel.handle)[0] for channel in channels)
    assert by_account == {"desk-1": 3, "desk-2": 3}
    assert all(len(crew.readers(channel.handle)) == 1 for channel in channels)
    assert all(handed(crew.world, channel) == {1: 1} for channel in channels)


async def test_who_has_joined_a_channel_reads_it(crew):
    channels = [crew.channel("first", 2), crew.channel("second", 1), crew.channel("third", 2)]
    async with crew.at_work(*channels):
        await crew.read_by("first", 2)
        await crew.read_by("second", 1)
        await crew.read_by("third", 2)
    # After a restart the stored addresses say so at once, and nobody has to look a handle up.
    crew.server.calls.clear()
    crew.world.updates.clear()
    async with crew.at_work(*channels):
        for channel, number in zip(channels, (2, 1, 2), strict=True):
            await crew.read_by(channel.handle, number)
            assert crew.readers(channel.handle) == [f"desk-{number}"]
    assert "contacts.resolveUsername" not in {call.method for call in crew.server.calls}


@pytest.mark.parametrize(("fault", "why"), [("ban", "is banned"), ("revoke", "is signed out")])
async def test_a_lost_account_hands_its_channels_over(crew, fault, why):
    channels = [crew.channel(f"channel_{n}", 1) for n in range(4)]
    async with crew.at_work(*channels):
        for channel in channels:
            await crew.read_by(channel.handle, 1)
            for n in range(5):
                channel.post(f"before {n}")
        await crew.world.caught_up(channels[0])
        getattr(crew.server, fault)(crew.users[0])
        for n in range(5):
            for channel in channels:
                channel.post(f"in between {n}", push=False)
        for channel in channels:
            channel.post("wakes it up")
        crew.server.drop_connections()
        for channel in channels:
            await crew.read_by(channel.handle, 2)
            channel.post("after")
            await crew.world.caught_up(channel)
            assert crew.world.posts(channel) == list(range(1, 13))
            assert crew.moves(channel.handle)[-1] == f"desk-2 reads it: desk-1 {why}"
    assert all(set(handed(crew.world, channel).values()) == {1} for channel in channels)


async def test_a_long_flood_moves_channels_and_those_that_were_joined_return(crew):
    visited, joined = crew.channel("visited"), crew.channel("joined", 1)
    async with crew.at_work(visited, joined):
        await crew.read_by("joined", 1)
        await crew.read_by("visited", 1)
        crew.server.flood("messages.getHistory", seconds=1)
        joined.post("missed", push=False)
        joined.post("tells of a gap")
        await crew.read_by("joined", 2)
        await crew.read_by("visited", 2)
        await crew.world.until(lambda: sorted(crew.world.posts(joined)) == [1, 2])
        await crew.read_by("joined", 1)
        joined.post("back home")
        visited.post("stays abroad")
        await crew.world.caught_up(joined)
        await crew.world.caught_up(visited)
        assert crew.readers("visited")[-1] == "desk-2"
    assert crew.moves("joined")[-2].startswith("desk-2 reads it: desk-1 may not call messages.getHistory before ")
    assert crew.moves("joined")[-1] == "desk-1 reads it: desk-1 has joined it, desk-2 has not"
    assert sorted(crew.world.posts(joined)) == [1, 2, 3]


async def test_a_channel_that_was_left_meanwhile_is_polled(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        await desk.world.until(lambda: "live" in desk.world.states("a_channel"))
    desk.server.leave(desk.user, channel)
    async with desk.running(desk.source(channel)):
        await desk.world.until(lambda: "polling" in desk.world.states("a_channel"))
        channel.post("heard")
        await desk.world.caught_up(channel)


async def test_a_short_flood_moves_nothing(crew):
    crew.pace = replace(crew.pace, patience=5.0)
    channel, other = crew.channel("first", 1), crew.channel("second", 2)
    async with crew.at_work(channel, other):
        await crew.read_by("first", 1)
        crew.server.flood("messages.getHistory", seconds=1)
        channel.post("missed", push=False)
        channel.post("tells of a gap")
        await crew.world.until(lambda: "flooded" in crew.world.states())
        await crew.world.caught_up(channel)
    assert crew.readers("first") == ["desk-1"]


async def test_an_account_without_connection_does_not_hold_up_the_other(crew):
    mine, its = crew.channel("mine", 1), crew.channel("its", 2)
    crew.server.forget_key(crew.users[1])
    async with crew.at_work(mine, its):
        await crew.read_by("mine", 1)
        await crew.read_by("its", 1)
        its.post("heard")
        await crew.world.caught_up(its)
    assert {u.state for u in crew.world.of(SourceChanged) if u.source == "telegram:desk-2" and not u.channel} == {
        "starting", "unauthorized",
    }  # fmt: skip


async def test_nobody_is_left_and_nothing_moves(crew):
    channel = crew.channel("first", 1)
    async with crew.at_work(channel):
        await crew.read_by("first", 1)
        for user in crew.users:
            crew.server.ban(user)
        crew.server.drop_connections()
        await crew.world.until(lambda: crew.world.states().count("banned") == 2)
    assert crew.moves("first") == []


async def test_what_the_other_account_knew_goes_on_from_its_cursor_after_a_restart(crew):
    channel = crew.channel("first", 1)
    async with crew.at_work(channel):
        await crew.read_by("first", 1)
        channel.post("one")
        await crew.world.caught_up(channel)
    channel.post("while nobody looked")
    crew.server.ban(crew.users[0])
    async with crew.at_work(channel):
        await crew.read_by("first", 2)
        await crew.world.caught_up(channel)
    assert handed(crew.world, channel) == {1: 1, 2: 1}


async def test_a_reload_goes_through_and_what_stays_stays(crew):
    first, second, third = (crew.channel(name) for name in ("first", "second", "third"))
    entries = [ChannelSpec("telegram", name) for name in ("third", "first")]
    async with crew.at_work(first, second) as accounts:
        await crew.read_by("first", 1)
        await crew.read_by("second", 2)
        accounts.watch(entries)
        await crew.read_by("third", 2)
        first.post("a")
        second.post("unheard")
        third.post("b")
        await crew.world.caught_up(first)
        await crew.world.caught_up(third)
    assert sorted(crew.world.texts()) == ["a", "b"]
    assert crew.readers("first") == ["desk-1"]


async def test_a_handle_that_was_sold_is_not_read_by_the_next_account(crew):
    channel = crew.channel("the_unit", 1)
    async with crew.at_work(channel):
        await crew.read_by("the_unit", 1)
        impostor = crew.server.add_channel("Impostor")
        crew.server.move_handle("the_unit", impostor)
        impostor.post("fake")
        crew.server.ban(crew.users[0])
        crew.server.drop_connections()
        await crew.world.until(lambda: "renamed" in crew.world.states("the_unit"))
    assert "fake" not in crew.world.texts()


async def test_posts_that_come_while_channels_go_to_and_fro(crew):
    """Handed back and forth under load: every post is handed over, and the cursor only grows (the world checks)."""
    channel = crew.channel("busy", 1)
    async with crew.at_work(channel) as accounts:
        await crew.read_by("busy", 1)
        one, two = accounts.sources
        entry = [ChannelSpec("telegram", "busy")]
        for turn in range(6):
            for _ in range(20):
                channel.post("x", push=turn % 3 != 2)
                await asyncio.sleep(0)
            giver, taker = (one, two) if turn % 2 == 0 else (two, one)
            marks = giver.release(["busy"])
            giver.watch([])
            taker.watch(entry, marks)
            await asyncio.sleep(0.01 * turn)
        channel.post("the last one tells of the gap before it")
        await crew.world.caught_up(channel)
    assert sorted(handed(crew.world, channel)) == list(range(1, 122))
