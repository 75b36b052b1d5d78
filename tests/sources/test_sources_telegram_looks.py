"""What counts as a look: an answer of the link for what is pushed, a poll for the rest; told seldom."""

import asyncio
from dataclasses import replace

from monitor.model import ChannelSpec, Looked, Peer
from monitor.ports.clock import SystemClock
from monitor.sources._looking import Looking
from monitor.sources.telegram.looks import Looks
from monitor.sources.telegram.tracker import Tracker
from monitor.sources.telegram.watched import Watched


def watched(number: int, *, state: str = "live", pts: int | None = 1) -> Watched:
    channel = Watched(ChannelSpec("telegram", f"unit_{number}"), peer=Peer("desk-1", number, "unit", 1))
    channel.tracker, channel.told = Tracker(0, pts), (state, "")
    channel.mode, channel.interval = "joined" if state == "live" else "history", 200.0
    return channel


def looks(desk, *channels: Watched) -> Looks:
    by_id = {channel.id: channel for channel in channels}
    return Looks("telegram:desk", by_id, desk.world, SystemClock(), replace(desk.pace, looking=Looking()))


async def test_one_answer_of_the_link_is_a_look_at_all_that_is_pushed_and_up_to_date(desk):
    behind, polled = watched(3, pts=None), watched(4, state="polling")
    telling = looks(desk, watched(1), watched(2), behind, polled)
    before = SystemClock().now()
    telling.alive(1.5)
    (told,) = desk.world.updates
    assert (told.source, told.channels, told.within, told.via) == ("telegram:desk", (1, 2), 120_000, "account")
    assert before - 1501 <= told.seen <= SystemClock().now() - 1500, "what was asked then is what is known"


async def test_looks_are_told_every_so_often_and_at_once_after_a_failure(desk):
    channel = watched(1)
    telling = looks(desk, channel)
    for _ in range(5):
        telling.alive(0.0)
        await telling.read(channel)
    assert len(desk.world.updates) == 1
    channel.relink()
    await telling.read(channel)
    assert len(desk.world.updates) == 1, "it has to be read first"
    channel.tracker.begin()
    channel.tracker.close(2)
    await telling.read(channel)
    assert len(desk.world.updates) == 2


async def test_a_look_that_finds_no_room_is_told_by_the_next_answer(desk):
    telling = looks(desk, watched(1))
    desk.world.refuse = lambda _update: True
    telling.alive(0.0)
    desk.world.refuse = lambda _update: False
    telling.alive(0.0)
    assert len(desk.world.updates) == 1


async def test_a_poll_holds_for_two_and_a_half_intervals_and_says_what_could_not_be_read(desk):
    channel = watched(1, state="polling")
    telling = looks(desk, channel)
    await telling.read(channel)
    channel.unreadable += [9, 8]
    await telling.read(channel)
    await telling.read(channel)
    assert [(u.within, u.missing) for u in desk.world.of(Looked)] == [(500_000, ""), (500_000, "post 8, post 9")]


async def test_the_real_client_looks_at_forty_channels_with_one_update(desk):
    channels = [desk.joined(f"C{n}", f"channel_{n}") for n in range(40)]
    desk.pace = replace(desk.pace, looking=Looking(every=0.3))
    async with desk.watching(*channels):
        await desk.world.until(lambda: any(len(u.channels) == 40 for u in desk.world.of(Looked)))
        began = len(desk.world.of(Looked))
        await asyncio.sleep(0.7)
        assert len(desk.world.of(Looked)) - began <= 3, "not one for each of them"
