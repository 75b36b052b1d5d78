"""From the server's counters to a notice: a real client, a real database, and a clock that is pushed on."""

import asyncio
from contextlib import suppress
from typing import Any

from patience import PATIENCE
from pydantic import SecretStr

from monitor.kinds import discover
from monitor.model import AccountSpec, AlertPolicy, ChannelSpec, Leaf, RuleSpec, TelegramSpec
from monitor.ports.clock import SystemClock
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.source import TelegramSource
from monitor.store import look
from monitor.testing.telegram import Server

PACE = Pace(settle=0.02, resolve_every=0.0, flush=0.01, count_every=0.05, count_rest=0.5, count_look=0.05)
MINUTE = 60_000


class Pushed:
    """The system's clock, some way ahead."""

    ahead = 0

    def now(self) -> int:
        return SystemClock().now() + self.ahead


async def until(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


async def until_watching(bench: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await bench.database.cursors("telegram"):
            await asyncio.sleep(0.02)


async def until_counted(bench: Any, channel: Any, views: list[int]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await kept(bench, channel) != views:
            await asyncio.sleep(0.02)


async def kept(bench: Any, channel: Any) -> list[int]:
    """The views of the first post, as often as they were counted."""
    async with bench.database.engines.reading() as connection:
        row = await look.one_post(connection, channel.id, 1)
    return [tally.counters.views for tally in row["counts"]] if row else []


async def test_views_that_rise_are_read_again_kept_and_told(bench: Any) -> None:
    options = discover().conditions["reach"].options.model_validate({"views": 1_000})
    bench.clock = clock = Pushed()
    bench.use(RuleSpec("far", "Far", "high", Leaf("reach", options), notify=("desk",), alert=AlertPolicy(every=0)))
    async with Server() as server:
        user, channel = server.add_user(), server.add_channel("A", handle="a_channel")
        server.join(user, channel)
        spec = TelegramSpec(1, SecretStr("0" * 32), (AccountSpec("desk"),))
        source = TelegramSource(
            spec,
            spec.accounts[0],
            [ChannelSpec("telegram", "a_channel")],
            bench.database,
            clock,
            session=server.session_for(user),
            pace=PACE,
        )
        working = [asyncio.create_task(source.run(bench.bus)), asyncio.create_task(bench.pipeline.run())]
        try:
            await until_watching(bench)
            channel.post("x")
            await until(lambda: bench.watching._channels)  # the post was matched
            channel.react(1, views=400, push=False)
            clock.ahead = 6 * MINUTE
            await until_counted(bench, channel, [1, 400])
            channel.react(1, views=1_204, forwards=3, push=False)
            clock.ahead = 12 * MINUTE
            await until(lambda: bench.told)
        finally:
            for task in working:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*working)
    calls = [call for call in server.calls if "getMessagesViews" in call.method]
    assert len(calls) == 2, "each time that it is due, and not once more"
    assert await kept(bench, channel) == [1, 400, 1_204]
    assert bench.told == [("far", 1, "opened")]
