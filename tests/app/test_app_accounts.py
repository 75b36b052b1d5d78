"""Two accounts in one daemon: one is banned, and the daemon is killed; nothing is missed, nothing comes twice."""

import signal
from typing import Any

from monitor.ports.clock import SystemClock
from monitor.store import look
from monitor.usecases.status import status


async def test_a_banned_account_and_a_kill_cost_no_post(world: Any) -> None:
    world.users.append(world.server.add_user("second", "15550002"))
    channels = world.add_channels(4)
    for channel in channels[2:]:
        world.server.leave(world.user, channel)
        world.server.join(world.users[1], channel)
    await world.start()
    await world.until_watching()
    posted = 0

    def post(push: bool = True) -> None:
        nonlocal posted
        for channel in channels:
            channel.post(f"alarm {channel.handle}", push=push)
        posted += len(channels)

    post()
    await world.until("SELECT count(*) FROM posts", posted)
    world.server.ban(world.user)
    post(push=False)
    post()
    world.server.drop_connections()
    await world.until("SELECT count(*) FROM posts", posted)
    async with look.looking(world.folder / "monitor.db") as engines:
        found = {one.channel: one for one in (await status(engines, SystemClock().now())).channels}
    assert {one.via for one in found.values()} == {"telegram:second"}
    assert [found[c.handle].moved for c in channels[:2]] == ["second reads it: desk is banned"] * 2

    post(push=False)
    await world.stop(signal.SIGKILL)
    post()
    await world.start()
    await world.until("SELECT count(*) FROM posts", posted)
    post()
    await world.until("SELECT count(*) FROM posts", posted)
    assert world.ask("SELECT count(*) FROM (SELECT DISTINCT channel, id FROM posts)") == [(posted,)]
    assert len(world.told_posts()) <= posted
    await world.until("SELECT count(*) FROM deliveries WHERE state != 'sent'", 0)
    assert world.told_posts() == {(c.handle, n) for c in channels for n in range(1, posted // 4 + 1)}
    assert await world.stop() == 0
