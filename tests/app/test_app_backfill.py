"""The past that an entry asks for, when the daemon is killed while it reads it."""

import signal
from datetime import UTC, datetime, timedelta
from typing import Any


async def test_a_kill_costs_the_past_nothing(world: Any) -> None:
    (channel,) = world.add_channels(1)
    world.entry = ", backfill: 7d"
    now = datetime.now(UTC)
    for number in range(250):
        channel.post(f"alarm {number}", date=now - timedelta(hours=100) + timedelta(minutes=number))
    await world.start()
    await world.until("SELECT count(*) >= 100 FROM posts", 1)
    await world.stop(signal.SIGKILL)
    stored = world.ask("SELECT above FROM histories")[0][0]
    channel.post("alarm at last", push=False)
    world.server.calls.clear()
    await world.start()
    await world.until("SELECT count(*) FROM posts", 251)
    await world.until("SELECT count(*) FROM histories", 0)
    pages = [call.request for call in world.server.calls if call.method == "messages.getHistory"]
    assert min(page.min_id for page in pages if page.min_id) >= stored
    await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    assert world.told_posts() == {("channel_0", 251)}
    assert world.ask("SELECT count(*) FROM decisions WHERE reason = 'history'") == [(250,)]
    assert await world.stop() == 0
