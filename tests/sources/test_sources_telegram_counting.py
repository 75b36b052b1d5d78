"""Counters are read again, politely, and nothing that is live waits for them."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import PATIENCE

from monitor.model import Counted, Counters
from monitor.sources.telegram.counting import Turns

METHOD = "messages.getMessagesViews"


def asked(desk):
    return [call.request for call in desk.server.calls if call.method == METHOD]


async def until_asked(desk, times=1):
    async with asyncio.timeout(PATIENCE):
        while len(asked(desk)) < times:
            await asyncio.sleep(0.01)


def test_turns_go_round_and_rest():
    turns = Turns(60.0)
    for now, channel in ((100.0, 1), (103.0, 2), (106.0, 3)):
        assert turns.next([1, 2, 3], now) == channel
        turns.looked(channel, now)
    assert turns.next([1, 2, 3], 159.9) is None
    assert turns.next([1, 2, 3], 160.0) == 1
    turns.looked(1, 160.0, rest=3_600.0)  # it is closed to us
    assert [turns.next([1, 2], now) for now in (170.0, 3_000.0)] == [2, 2]
    assert turns.next([], 9e9) is None
    assert turns.next([1], 170.0) == 1, "one that was let go of in between is new again"


@given(st.integers(1, 30), st.integers(1, 200))
def test_no_channel_is_looked_at_too_often_and_none_is_forgotten(channels, steps):
    turns, last = Turns(60.0), {}
    for step in range(steps):
        now = 1.0 + 3.0 * step
        number = turns.next(range(channels), now)
        if number is None:
            assert all(now - at < 60.0 for at in last.values())
            continue
        assert now - last.get(number, -60.0) >= 60.0
        turns.looked(number, now)
        last[number] = now
    assert len(last) == min(channels, steps)


async def test_views_that_rise_on_the_server_are_told_without_adding_one(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("x")
        channel.post("y", views=7)
        await desk.world.caught_up(channel)
        channel.react(1, views=5_000, forwards=12, push=False)
        channel.delete([2])
        desk.world.due[channel.id] = (2, 1)
        await desk.world.until(lambda: desk.world.of(Counted))
    told = desk.world.of(Counted)
    assert {(u.id, u.counters, u.via, u.bare) for u in told} == {(1, Counters(5_000, 12), "account", True)}
    assert channel.messages[1].views == 5_000
    assert not any(request.increment for request in asked(desk))


async def test_a_call_names_a_hundred_at_most_and_nothing_is_asked_where_nothing_is_due(desk):
    one, other = desk.joined("A", "a_channel"), desk.joined("B", "b_channel")
    desk.world.due[one.id] = range(250, 0, -1)
    async with desk.watching(one, other):
        await until_asked(desk)
    assert {tuple(request.id) for request in asked(desk)} == {tuple(range(250, 150, -1))}
    assert {request.peer.channel_id for request in asked(desk)} == {one.id}


async def test_a_channel_that_was_not_joined_is_counted_too(desk):
    channel = desk.server.add_channel("Public", handle="public_one")
    channel.post("x", views=9)
    desk.world.due[channel.id] = (1,)
    async with desk.watching(channel):
        await desk.world.until(lambda: desk.world.of(Counted))
    assert desk.world.of(Counted)[0].counters.views == 9


async def test_a_flood_of_counting_holds_up_no_post_and_is_no_state_of_the_account(desk):
    channel = desk.joined("A", "a_channel")
    desk.world.due[channel.id] = (1,)
    desk.server.flood(METHOD, seconds=300)
    async with desk.watching(channel):
        await until_asked(desk)
        for number in range(20):
            channel.post(f"live {number}")
        await desk.world.caught_up(channel, seconds=2)
        desk.server.drop_connections()
        channel.post("while away")
        await desk.world.until(lambda: "while away" in desk.world.texts())
        await desk.world.caught_up(channel)
    assert len(desk.world.posts(channel)) == 21
    assert "flooded" not in desk.world.states()
    assert len(asked(desk)) == 1, "who has to wait is not asked"


async def test_after_a_flood_it_goes_on(desk):
    channel = desk.joined("A", "a_channel")
    channel.post("x", views=9)
    desk.world.due[channel.id] = (1,)
    desk.server.flood(METHOD, seconds=1)
    async with desk.watching(channel):
        await desk.world.until(lambda: desk.world.of(Counted))


@pytest.mark.parametrize("error", [(400, "MSG_ID_INVALID"), (500, "INTERNAL"), (400, "CHANNEL_PRIVATE")])
async def test_what_fails_for_one_channel_is_passed_over(desk, error):
    one, other = desk.joined("A", "a_channel"), desk.joined("B", "b_channel")
    other.post("x")
    desk.world.due.update({one.id: (1,), other.id: (1,)})
    desk.server.fail(METHOD, *error, times=1)
    async with desk.watching(one, other):
        await desk.world.until(lambda: desk.world.of(Counted))
        one.post("still read")
        await desk.world.until(lambda: "still read" in desk.world.texts())


async def test_an_intake_without_room_loses_counters_only(desk):
    channel = desk.joined("A", "a_channel")
    channel.post("x")
    desk.world.due[channel.id] = (1,)
    full = True
    desk.world.refuse = lambda update: full and isinstance(update, Counted)
    async with desk.watching(channel):
        await until_asked(desk, times=2)
        full = False
        await desk.world.until(lambda: desk.world.of(Counted))
