"""Joining channels: few, minutes apart, capped by day. Joining many at once floods or bans an account."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from monitor.errors import Unavailable
from monitor.model import Millis
from monitor.ports.clock import Clock
from monitor.sources.telegram.calls import UNREADABLE
from monitor.sources.telegram.catchup import TellChannel
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.verdict import ChannelClosed, name_of
from monitor.sources.telegram.watched import Watched

_DAY: Millis = 86_400_000
_log = structlog.get_logger(__name__)


class Joiner:
    """A queue of channels whose entry says `join: true` and that the account has not joined.

    `joined` is called with the channels that came with the answer. The first join waits like all others,
    so that restarting in a circle joins nothing.
    """

    def __init__(
        self, reader: Reader, clock: Clock, pace: Pace, tell: TellChannel, joined: Callable[..., Awaitable[None]]
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._pace = pace
        self._tell = tell
        self._joined = joined
        self._queue: asyncio.Queue[Watched] = asyncio.Queue()
        self._known: set[Watched] = set()
        self._done: deque[Millis] = deque()

    def want(self, channel: Watched) -> None:
        """Queue a channel, once."""
        if channel not in self._known:
            self._known.add(channel)
            self._queue.put_nowait(channel)

    def drop(self, channel: Watched) -> None:
        """It is not watched any more."""
        self._known.discard(channel)

    async def run(self) -> None:
        """Join what waits, for ever."""
        while True:
            channel = await self._queue.get()
            try:
                await self._one(channel)
            except asyncio.CancelledError:
                self._queue.put_nowait(channel)
                raise

    async def _one(self, channel: Watched) -> None:
        wait = max(random.uniform(*self._pace.join_every), self._until_tomorrow())  # noqa: S311
        until = self._clock.now() + int(wait * 1000)
        await self._tell(channel, "waiting", "waits for its turn to be joined; it is read meanwhile", until)
        await asyncio.sleep(wait)
        if channel not in self._known or (channel.peer is not None and channel.peer.joined):
            return
        self._done.append(self._clock.now())
        try:
            await self._joined(channel, await self._reader.join(channel))
        except (ChannelClosed, Unavailable, *UNREADABLE) as error:
            _log.warning("telegram_join_failed", channel=channel.address, reason=name_of(error))
            return
        _log.info("telegram_joined", channel=channel.address)

    def _until_tomorrow(self) -> float:
        """Seconds until the day's cap lets another join pass."""
        now = self._clock.now()
        while self._done and self._done[0] <= now - _DAY:
            self._done.popleft()
        return (self._done[0] + _DAY - now) / 1000 if len(self._done) >= self._pace.joins_a_day else 0.0
