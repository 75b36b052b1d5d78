"""Joining channels: few, minutes apart, capped by day. Joining many at once floods or bans an account."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping

import structlog
from msgspec.structs import replace

from monitor.errors import Unavailable
from monitor.model import Join, Millis
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources.telegram.calls import UNREADABLE, Flooded
from monitor.sources.telegram.first import FirstContact
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.turns import DAY, Turn, next_turn
from monitor.sources.telegram.verdict import ChannelClosed, name_of
from monitor.sources.telegram.watched import Watched

_LONGEST_NAP = 60.0  # seconds; the clock may be set meanwhile
_log = structlog.get_logger(__name__)

Joined = Callable[..., Awaitable[None]]
"""Called with a channel and the chats that came with the answer."""


class Joiner:
    """The queue of channels whose entry says `join: true` and that the account has not joined.

    It is kept in the database: a restart changes neither the order nor the next turn, and every join was written
    down before Telegram was asked. `watched` are the account's channels, by key, as they stand at any time.
    """

    def __init__(
        self,
        account: str,
        a_day: int,
        watched: Mapping[str, Watched],
        reader: Reader,
        first: FirstContact,
        shelf: Shelf,
        clock: Clock,
        pace: Pace,
        joined: Joined,
    ) -> None:
        self._account, self._a_day, self._watched = account, a_day, watched
        self._reader, self._first, self._shelf = reader, first, shelf
        self._clock, self._pace, self._joined = clock, pace, joined
        self._queue: dict[str, Join] = {}
        self._tried: list[Millis] = []
        self._turn: Turn | None = None
        self._news = asyncio.Event()
        self._log = _log.bind(account=account)

    def look(self) -> None:
        """A channel may have to be queued, or need not be joined any more."""
        self._news.set()

    async def run(self) -> None:
        """Join what waits, for as long as there is a connection."""
        await self._recall()
        while True:
            self._news.clear()
            await self._tidy()
            first = self._next()
            if first is None:
                await self._nap(_LONGEST_NAP)
            elif await self._is_due(first):
                await self._ask(self._watched[first.handle], first)

    async def _recall(self) -> None:
        queue = await self._shelf.joins(self._account)
        self._queue = {join.handle: join for join in queue}
        self._tried = list(await self._shelf.joins_since(self._account, self._clock.now() - DAY))
        turns = [Turn(join.due, join.detail) for join in queue if join.state == "waiting" and join.due is not None]
        self._turn = max(turns, key=lambda turn: turn.due, default=None)

    # The queue

    async def _tidy(self) -> None:
        """Let go of what is not to be joined any more, queue what is to be, and queue again what a day ago was not."""
        for handle in [handle for handle in self._queue if not _wants(self._watched.get(handle))]:
            del self._queue[handle]
            await self._shelf.forget_join(self._account, handle)
        for handle, channel in list(self._watched.items()):
            known = self._queue.get(handle)
            again = known is not None and known.state == "refused" and (known.due or 0) <= self._clock.now()
            if self._a_day and channel.peer is not None and _wants(channel) and (known is None or again):
                await self._keep(Join(self._account, handle, self._last_place()))

    def _last_place(self) -> Millis:
        return max([self._clock.now(), *(join.asked + 1 for join in self._queue.values())])

    def _next(self) -> Join | None:
        """The first in the queue that is known; what is met later in this run was queued earlier, and is first then.

        Channels may have been let go while the queue was written.
        """
        met = {handle for handle, channel in self._watched.items() if channel.peer is not None}
        waiting = [one for one in self._queue.values() if one.state == "waiting" and self._a_day and one.handle in met]
        return min(waiting, key=lambda join: join.asked, default=None)

    async def _is_due(self, first: Join) -> bool:
        """Wait for the turn; False where the queue has to be looked at before."""
        now = self._clock.now()
        if self._turn is None:
            gap = int(random.uniform(*self._pace.join_every) * 1000)  # noqa: S311 - spreads joins
            self._turn = next_turn(self._tried, now, self._a_day, gap)
        if (first.due, first.detail) != (self._turn.due, self._turn.detail):
            await self._keep(replace(first, due=self._turn.due, detail=self._turn.detail))
        left = (self._turn.due - now) / 1000
        if left > 0:
            await self._nap(min(left, _LONGEST_NAP))
        return self._clock.now() >= self._turn.due and not self._news.is_set()

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def _keep(self, join: Join, tried: Millis | None = None) -> None:
        """There is one turn, and it is the first one's: where another stood before it, that one's is void."""
        if join.due is not None and join.state == "waiting":
            for other in [one for one in self._queue.values() if one.due and one.state == "waiting"]:
                if other.handle != join.handle:
                    await self._keep(replace(other, due=None, detail=""))
        self._queue[join.handle] = join
        await self._shelf.keep_join(join, tried)

    # One join

    async def _ask(self, channel: Watched, join: Join) -> None:
        now = self._clock.now()
        membership = await self._first.membership()
        if self._watched.get(join.handle) is not channel:
            return
        if membership.count >= membership.most:
            self._turn = _full(membership.count, now)
            return
        self._turn, join = None, replace(join, due=None, detail="")
        self._tried.append(now)
        await self._keep(join, tried=now)
        try:
            chats = await self._reader.join(channel)
        except Flooded as flood:
            self._turn = Turn(flood.until, "Telegram asks to wait")
        except ChannelClosed as closed:
            if closed.verdict.state == "full":
                self._turn = _full(membership.count, now)
            else:
                await self._refused(join, closed.verdict.detail)
        except Unavailable as error:
            await self._refused(join, str(error))
        except UNREADABLE as error:
            await self._refused(join, f"the answer cannot be read ({name_of(error)})")
        else:
            await self._joined(channel, chats)
            self._log.info("telegram_joined", channel=channel.address)

    async def _refused(self, join: Join, detail: str) -> None:
        self._log.warning("telegram_join_failed", channel=join.handle, reason=detail)
        await self._keep(replace(join, state="refused", due=self._clock.now() + DAY, detail=detail))


def _wants(channel: Watched | None) -> bool:
    return channel is not None and channel.spec.join and not (channel.peer is not None and channel.peer.joined)


def _full(count: int, now: Millis) -> Turn:
    """People leave channels; once a day is often enough to ask."""
    return Turn(now + DAY, f"the account is in {count} channels, as many as Telegram allows; the rest is polled")
