"""Asking how far posts have come since: behind everything else, and no more often than is polite."""

import asyncio
import traceback
from collections.abc import Collection, Mapping

import structlog

from monitor.errors import Unavailable
from monitor.model import Counted
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources.telegram.calls import UNREADABLE, AccountLost
from monitor.sources.telegram.client import LinkLost
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import MOST_IDS, Reader
from monitor.sources.telegram.verdict import ChannelClosed
from monitor.sources.telegram.watched import Watched

_log = structlog.get_logger(__name__)


class Turns:
    """Whose turn it is to be counted, by channel id; times are seconds of any clock that goes forward. Pure.

    A channel that was looked at rests for `rest` seconds; of those that are rested, the one that has waited longest
    is next, and those that were never looked at come first.
    """

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._from: dict[int, float] = {}

    def next(self, channels: Collection[int], now: float) -> int | None:
        """The channel to look at, or None if all of these rest."""
        self._from = {channel: since for channel, since in self._from.items() if channel in channels}
        first = min(channels, key=lambda channel: self._from.get(channel, 0.0), default=None)
        return None if first is None or self._from.get(first, 0.0) > now else first

    def looked(self, channel: int, now: float, rest: float = 0.0) -> None:
        """It has had its turn; `rest` is longer than usual where there is a reason."""
        self._from[channel] = now + max(self._rest, rest)


class Counting:
    """Reads counters of one account's channels again. `channels` is by id and may change at any time.

    One call after the other: of the calls that an account may have under way at once, all but one stay free for
    what is live. A channel that has something to catch up with waits.
    """

    def __init__(
        self, channels: Mapping[int, Watched], reader: Reader, intake: Intake, shelf: Shelf, clock: Clock, pace: Pace
    ) -> None:
        self._channels = channels
        self._reader = reader
        self._intake = intake
        self._shelf = shelf
        self._clock = clock
        self._pace = pace
        self._turns = Turns(pace.count_rest)

    async def run(self) -> None:
        """Until cancelled, or until the account or the link is lost."""
        wait = self._pace.count_every
        while True:
            await asyncio.sleep(wait)
            ready = {number for number, channel in self._channels.items() if _is_level(channel)}
            number = self._turns.next(ready, asyncio.get_running_loop().time())
            asked = number is None or await self._try(self._channels[number])
            wait = self._pace.count_every if asked else self._pace.count_look

    async def _try(self, channel: Watched) -> bool:
        """Give a channel its turn. Returns whether Telegram was asked."""
        rest = 0.0
        try:
            return await self._count(channel)
        except (LinkLost, AccountLost):
            raise
        except ChannelClosed:
            rest = self._pace.blocked_retry  # whoever reads its posts says so
        except (Unavailable, *UNREADABLE) as error:
            _log.info("telegram_counters_unread", channel=channel.address, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - counters may lag; posts may not stop for them
            stack = "".join(traceback.format_tb(error.__traceback__))  # where, in lines of source: values may be secret
            _log.error("telegram_counting_failed", channel=channel.address, error=type(error).__name__, stack=stack)
        finally:
            self._turns.looked(channel.id, asyncio.get_running_loop().time(), rest)
        return True

    async def _count(self, channel: Watched) -> bool:
        due = (await self._shelf.countable(channel.id, self._clock.now()))[:MOST_IDS]
        if not due:
            return False
        told = await self._reader.counters(channel, due)
        now = self._clock.now()
        for number, counters in told.items():
            if not self._intake.offer(Counted(channel.id, number, counters, now, bare=True)):
                break  # no room: they stay due
        return True


def _is_level(channel: Watched) -> bool:
    return channel.contacted and not channel.tracker.behind
