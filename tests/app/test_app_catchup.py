"""After downtime: nothing missing, nothing twice, order kept, what is old is summarised."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

CHANNELS, POSTS, LIVE = 40, 3000, 200


def read_in_order(world: Any) -> dict[int, list[int]]:
    """Ids by channel in the order in which they were stored."""
    found: dict[int, list[int]] = {}
    for channel, number in world.ask("SELECT channel, id FROM posts ORDER BY key"):
        found.setdefault(channel, []).append(number)
    return found


async def test_three_thousand_posts_in_forty_channels_while_live_posts_arrive(world: Any) -> None:
    world.add_channels(CHANNELS)
    await world.start()
    await world.until_watching()
    assert await world.stop() == 0

    world.server.too_long_after = 200
    long_ago = datetime.now(UTC) - timedelta(hours=8)
    alarms, stale, expected = set(), set(), set()
    for number in range(POSTS):
        # a third goes to one channel: its difference is too long for Telegram to give
        channel = world.channels[0] if number % 3 == 0 else world.channels[number % CHANNELS]
        old = number < POSTS // 2
        alarm = number % 50 == 0
        message = channel.post(f"{'alarm' if alarm else 'quiet'} {number}", date=long_ago if old else None)
        expected.add((channel.handle, message.id))
        if alarm:
            (stale if old else alarms).add((channel.handle, message.id))

    missed = {channel.id: set(channel.ids) for channel in world.channels}
    await world.start()
    for number in range(LIVE):
        await asyncio.sleep(0.02)
        channel = world.channels[number % CHANNELS]
        message = channel.post(f"alarm live {number}")
        expected.add((channel.handle, message.id))
        alarms.add((channel.handle, message.id))

    await world.until("SELECT count(*) FROM posts", len(expected))
    handles = {channel.id: channel.handle for channel in world.channels}
    order = read_in_order(world)
    assert {(handles[channel], number) for channel, ids in order.items() for number in ids} == expected
    for channel, ids in order.items():
        caught_up = [number for number in ids if number in missed[channel]]
        assert caught_up == sorted(caught_up), "a catch-up hands over oldest first"

    # the summary of what is old waits half a minute for more
    await world.until("SELECT count(*) FROM notices WHERE kind = 'away'", 1, seconds=90)
    await world.until("SELECT count(*) FROM deliveries WHERE state != 'sent'", 0)
    notices = world.told().values()
    (away,) = [notice for notice in notices if notice["kind"] == "away"]
    assert len(away["excerpts"]) + away["more"] == len(stale)
    told = {(e["handle"], e["post"]) for n in notices if n["kind"] != "away" for e in n["excerpts"]}
    assert told == alarms
    assert len(world.hook.received) == len(world.told())
    cursors = dict(world.ask("SELECT channel, read_to FROM cursors"))
    await world.until("SELECT count(*) FROM source_states WHERE state = 'failed'", 0)
    assert all(cursors[channel.id] <= max(channel.ids) for channel in world.channels)
    assert await world.stop() == 0
