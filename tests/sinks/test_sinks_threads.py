"""Over a restart, an alert's updates still find its first message: the thread is kept in the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from patience import PATIENCE
from sinks_samples import POSTED, notice

from monitor.alerts.deliver import Deliverer
from monitor.alerts.group import open_summary
from monitor.alerts.notice import delivery
from monitor.kinds import discover
from monitor.ports.clock import SystemClock
from monitor.ports.meter import NoMeter
from monitor.ports.store import Verdict
from monitor.sinks._transport import Transport
from monitor.store import look, schema
from monitor.store.database import Database
from monitor.testing.receivers import DiscordReceiver, MattermostReceiver, SlackReceiver
from monitor.testing.receivers.discord import CHANNEL as DISCORD_CHANNEL
from monitor.testing.receivers.mattermost import CHANNEL as MATTERMOST_CHANNEL
from monitor.testing.receivers.mattermost import TOKEN as MATTERMOST_TOKEN

SINKS = discover().sinks


@asynccontextmanager
async def lifetime(path: Path, kind: str, options: dict[str, Any]) -> AsyncIterator[Database]:
    """A process: its database, its lane, its sink."""
    async with Transport(SystemClock()) as transport:
        sink = SINKS[kind](SINKS[kind].options.model_validate(options | {"allow_private": True}), transport)
        database = Database(path)
        deliverer = Deliverer(database, SystemClock(), NoMeter())
        deliverer.open({("desk", kind): sink})
        try:
            yield database
        finally:
            await deliverer.close(patience=1)
            await database.close()


async def tell(path: Path, kind: str, options: dict[str, Any], number: int) -> None:
    """One process that owes one notice, and ends when it is sent."""
    told = notice(number=number, kind="opened" if number == 1 else "matched")
    alert = replace(open_summary("desk", "Alarm", POSTED), id=told.alert, notices=number, closed=POSTED)
    owed = delivery(told, "desk", kind, POSTED)
    database = Database(path)
    async with database.write() as unit:
        await unit.write(Verdict(alerts=(alert,), notices=(told,), deliveries=(owed,)))
    await database.close()
    async with lifetime(path, kind, options) as running, asyncio.timeout(PATIENCE):
        while True:
            async with running.engines.reading() as connection:
                if len(await look.listed_deliveries(connection, 10, "sent")) == number:
                    return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("updates", ["reply", "edit"])
async def test_updates_find_the_first_message_after_a_restart(tmp_path: Path, updates: str) -> None:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackReceiver())
        mattermost = await stack.enter_async_context(MattermostReceiver())
        discord = await stack.enter_async_context(DiscordReceiver())
        ways: dict[str, dict[str, Any]] = {
            "slack": {"token": slack.token, "channel": "C0123456789", "base": slack.base},
            "mattermost": {"token": MATTERMOST_TOKEN, "channel": MATTERMOST_CHANNEL, "base": mattermost.root},
            "discord": {"url": discord.url},
        }
        for kind, options in ways.items():
            each = tmp_path / f"{kind}.db"
            await schema.prepare(each)
            await tell(each, kind, options | {"updates": updates}, 1)
            await tell(each, kind, options | {"updates": updates}, 2)
    if updates == "edit":
        assert [message.edits for message in slack.messages] == [1]
        assert [post.edits for post in mattermost.posts] == [1]
        assert [message.edits for message in discord.messages] == [1]
        return
    assert [message.thread for message in slack.messages] == ["", slack.messages[0].ts]
    assert [post.root for post in mattermost.posts] == ["", mattermost.posts[0].id]
    assert discord.messages[1].request["content"].endswith(f"/{DISCORD_CHANNEL}/{discord.messages[0].id}")
