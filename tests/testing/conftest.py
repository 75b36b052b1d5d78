"""A loopback Telegram server per test, and real Telethon clients that talk to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from patience import PATIENCE
from telethon import TelegramClient, events
from telethon.crypto import rsa as telethon_keys
from telethon.network import ConnectionTcpAbridged, ConnectionTcpFull, ConnectionTcpIntermediate
from telethon.sessions import StringSession

from monitor.testing.telegram import Server, User

Connect = Callable[..., Awaitable[Any]]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as running:
        yield running
    # Whatever a test left running, of Telethon's or ours, would warn in the middle of another test.
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture(params=[ConnectionTcpFull, ConnectionTcpAbridged, ConnectionTcpIntermediate], ids=lambda t: t.__name__)
def transport(request: pytest.FixtureRequest) -> type:
    return request.param


@pytest.fixture
def trusted(server: Server) -> None:
    """Clients may shake hands with the server, as with any whose key they know."""
    telethon_keys.add_key(server.public_key_pem, old=False)


@pytest.fixture
async def client_of(server: Server) -> AsyncIterator[Callable[..., Any]]:
    """Makes clients that are signed in (or, without a user, not), not yet connected; closes them afterwards."""
    made: list[Any] = []

    def make(user: User | None, transport: type = ConnectionTcpFull, session: str = "", **options: Any) -> Any:
        settings: dict[str, Any] = {
            "auto_reconnect": False,
            "connection_retries": 1,
            "retry_delay": 0,
            "flood_sleep_threshold": 0,
            "request_retries": 1,
            "timeout": PATIENCE,
            **options,
        }
        state = StringSession(server.session_for(user) if user else session)
        if user is None:
            state.set_dc(server.dc, server.host, server.port)
        client = TelegramClient(state, 1, "0" * 32, connection=transport, **settings)
        made.append(client)
        return client

    yield make
    for client in made:
        await client.disconnect()


@pytest.fixture
async def connect(client_of: Callable[..., Any]) -> Connect:
    """A connected client."""

    async def make(user: User | None, **options: Any) -> Any:
        client = client_of(user, **options)
        await asyncio.wait_for(client.connect(), PATIENCE)
        return client

    return make


class Inbox:
    """The raw updates that reach a client's handlers."""

    def __init__(self, client: Any) -> None:
        self._queue: asyncio.Queue[Any] = asyncio.Queue()
        client.add_event_handler(self._queue.put, events.Raw())

    async def next(self, kind: type) -> Any:
        """The next update of a kind; others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                update = await self._queue.get()
                if isinstance(update, kind):
                    return update

    def empty(self) -> bool:
        return self._queue.empty()


@pytest.fixture
def inbox_of() -> type[Inbox]:
    return Inbox
