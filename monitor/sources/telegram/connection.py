"""One connection, from the first packet to the end of the link."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from telethon.tl import functions

from monitor.model import TelegramSpec
from monitor.sources.telegram.calls import Calls
from monitor.sources.telegram.client import Client, LinkLost
from monitor.sources.telegram.live import Live
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.transport import make_client


class Connection:
    """Entered once: connects, signs in with the session, and makes the server push. Raises what `judge` knows.

    `alive` is told when the link has answered, and how many seconds ago it was asked.
    """

    def __init__(
        self,
        spec: TelegramSpec,
        session: str,
        pace: Pace,
        live: Live,
        calls: Calls,
        alive: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._pace = pace
        self._live = live
        self._calls = calls
        self._flush_at = 0.0
        self._flushing: asyncio.TimerHandle | None = None
        self._client: Client = make_client(spec, session, pace, live.take, self._idle, alive)

    async def __aenter__(self) -> Self:
        try:
            await self._client.connect()
            self._calls.attach(self._client)
            await self._calls.ask(functions.updates.GetStateRequest())  # only after such a call does it push
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def watch(self) -> None:
        """Wait for the end of the link, and raise what ended it."""
        error = await self._client.lost()
        raise error if isinstance(error, Exception) else LinkLost("the connection ended")

    async def _close(self) -> None:
        self._calls.attach(None)
        if self._flushing is not None:
            self._flushing.cancel()
        self._live.flush()
        await self._client.close()

    def _idle(self) -> None:
        """Tell cursors at once, in one batch with their posts; under load, only so often."""
        if self._flushing is None:
            left = self._flush_at - asyncio.get_running_loop().time()
            if left <= 0:
                self._flush()
            else:
                self._flush_later(left)

    def _flush(self) -> None:
        self._flushing = None
        self._flush_at = asyncio.get_running_loop().time() + self._pace.flush
        if not self._live.flush():
            self._flush_later(self._pace.flush)  # no room: a little later

    def _flush_later(self, seconds: float) -> None:
        self._flushing = asyncio.get_running_loop().call_later(seconds, self._flush)
