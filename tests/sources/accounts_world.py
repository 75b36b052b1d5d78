"""Several accounts over one loopback Telegram, each source supervised as the daemon does it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from monitor.model import AccountSpec, ChannelSpec, SourceChanged, TelegramSpec
from monitor.ops.supervise import Restarts, supervise
from monitor.ports.clock import SystemClock
from monitor.sources.telegram.accounts import Accounts
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.source import TelegramSource
from monitor.testing.telegram import Server

RESTARTS = Restarts(first=0.05, most=0.2)


class Crew:
    """Accounts `desk-1`, `desk-2`… of a server; `world` is shelf and intake in one."""

    def __init__(self, server: Server, world: Any, pace: Pace, size: int = 2) -> None:
        self.server, self.world, self.pace = server, world, pace
        self.users = [server.add_user(f"desk-{n}", f"1555000{n}") for n in range(1, size + 1)]
        self.sessions = [server.session_for(user) for user in self.users]

    def channel(self, handle: str, *members: int) -> Any:
        channel = self.server.add_channel(handle.title(), handle)
        for number in members:
            self.server.join(self.users[number - 1], channel)
        return channel

    @asynccontextmanager
    async def at_work(self, *channels: Any, **more: Any) -> AsyncIterator[Accounts]:
        names = [AccountSpec(f"desk-{n}") for n in range(1, len(self.users) + 1)]
        spec = TelegramSpec(1, SecretStr("0" * 32), tuple(names), poll=(100, 400), **more)
        entries = [c if isinstance(c, ChannelSpec) else ChannelSpec("telegram", c.handle) for c in channels]
        clock = SystemClock()
        sources = [
            TelegramSource(spec, name, (), self.world, clock, session=session, pace=self.pace)
            for name, session in zip(names, self.sessions, strict=True)
        ]
        accounts = Accounts(sources, entries, clock, self.pace)
        await accounts.open()
        tasks = [asyncio.create_task(supervise(one, self.world, clock, RESTARTS)) for one in sources]
        tasks.append(asyncio.create_task(accounts.run(self.world)))
        try:
            yield accounts
            assert not tasks[-1].done(), "who shares out the channels has died"
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def readers(self, handle: str) -> list[str]:
        """The accounts that read a channel, one after the other."""
        found = [
            u.source.removeprefix("telegram:")
            for u in self.world.of(SourceChanged)
            if u.channel == handle and u.state in ("live", "polling")
        ]
        return [name for at, name in enumerate(found) if at == 0 or found[at - 1] != name]

    def moves(self, handle: str) -> list[str]:
        return [u.detail for u in self.world.of(SourceChanged) if u.channel == handle and u.state == "moved"]

    async def read_by(self, handle: str, number: int) -> None:
        """Wait until an account, and no other after it, reads a channel."""
        await self.world.until(lambda: self.readers(handle)[-1:] == [f"desk-{number}"])

    def asked(self, number: int, method: str) -> int:
        user = self.users[number - 1].id
        return sum(call.method == method and call.user_id == user for call in self.server.calls)
