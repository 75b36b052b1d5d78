"""The account among the worlds of the contract: the real client against a Telegram on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from contract_world import BEFORE, CLOCK, House, Life
from pydantic import SecretStr

from monitor.model import AccountSpec, ChannelSpec, TelegramSpec
from monitor.ports.source import Shelf, Source
from monitor.sources.telegram.source import TelegramSource


class AccountWorld:
    """A joined channel. What waits for its turn in the queue is refused to pushes, and read again."""

    loses = frozenset({"\ud800"})  # strings are UTF-8 on the wire

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.channel = desk.joined("News", "news")
        self.ids: dict[int, str] = {}

    def say(self, text: str) -> None:
        self.ids[self.channel.post(text).id] = text

    def passed(self, read_to: int) -> set[str]:
        return {text for number, text in self.ids.items() if number <= read_to and text != BEFORE}

    def place(self, house: House) -> int:
        return house.place()

    @asynccontextmanager
    async def source(self, shelf: Shelf, *, spare: bool = False) -> AsyncIterator[Source]:
        session = self.desk.session
        if spare:
            user = self.desk.server.add_user("desk-2", "15550002")
            self.desk.server.join(user, self.channel)
            session = self.desk.server.session_for(user)
        account = AccountSpec("desk-2" if spare else "desk-1")
        spec = TelegramSpec(1, SecretStr("0" * 32), (account,), poll=(100, 400))
        channels = [ChannelSpec("telegram", "news")]
        yield TelegramSource(spec, account, channels, shelf, CLOCK, session=session, pace=self.desk.pace)

    async def run(self, life: Life) -> None:
        async with self.source(life.database) as source:
            await source.run(life.queue)
