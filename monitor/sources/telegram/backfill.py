"""Reading a channel's history back to a date, oldest first."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from monitor.errors import Unavailable
from monitor.model import Filled, Posted
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources._backoff import Backoff
from monitor.sources.telegram.calls import AccountLost
from monitor.sources.telegram.client import LinkLost
from monitor.sources.telegram.convert import to_post
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.verdict import ChannelClosed
from monitor.sources.telegram.watched import Pending, Watched

Progress = Callable[[int, int], None]
"""Posts handed over so far, and about how many there are in all."""

Moved = Callable[[], Awaitable[None]]
"""Told whenever the stretch that is still to be read has become shorter, after what it held was handed over."""

Bug = Callable[[str, Watched, Exception], None]
"""Told of an error that is a bug: the event's name, the channel, the error."""

_log = structlog.get_logger(__name__)


async def read_back(
    reader: Reader,
    channel: Watched,
    pending: Pending,
    intake: Intake,
    clock: Clock,
    pace: Pace,
    progress: Progress | None = None,
    moved: Moved | None = None,
) -> int:
    """Hand over the posts of `pending` as history. Returns how many.

    `pending.above` moves with every page, and `moved` is told: called again with the same value after a failure,
    it goes on where it stopped. One page every `Pace.history_every` seconds.
    """
    moved = moved or _untold
    if pending.above is None:
        pending.above = await reader.before(channel, pending.since)
    first, done = pending.above, 0

    async def left_out(number: int, error: Exception) -> None:
        _left_out(channel, number, error)

    while pending.above < pending.until:
        page = await reader.next_page(channel, pending.above, pace.page, left_out)
        messages = [m for m in page.messages if m.id <= pending.until]
        if not messages:
            break
        done += await _hand_over(channel, messages, page.chats, intake, clock)
        pending.above = messages[-1].id
        await moved()
        if progress is not None:
            progress(done, _estimate(done, first, pending))
        await asyncio.sleep(pace.history_every)
    pending.above = pending.until
    await moved()
    return done


async def _untold() -> None:
    """Nobody keeps how far it has come."""


def _estimate(done: int, first: int, pending: Pending) -> int:
    """Ids have holes: take it that the rest has as many as what was read."""
    read = (pending.above or first) - first
    return max(done, round(done * (pending.until - first) / read)) if read else done


async def _hand_over(
    channel: Watched, messages: Sequence[Any], chats: Sequence[Any], intake: Intake, clock: Clock
) -> int:
    done = 0
    for message in messages:
        try:
            post = to_post(message, channel.handle, chats)
        except Exception as error:  # noqa: BLE001 - one post that cannot be read must not end the history
            _left_out(channel, message.id, error)
            continue
        if post is not None:
            await intake.put(Posted(post, clock.now(), live=False, history=True))
            done += 1
    return done


def _left_out(channel: Watched, number: int, error: Exception) -> None:
    _log.error("telegram_post_unreadable", channel=channel.address, post=number, error=type(error).__name__)


class Filler:
    """Reads the past that the entries of channels ask for, behind everything else. A restart goes on where it was."""

    def __init__(self, reader: Reader, intake: Intake, clock: Clock, pace: Pace, bug: Bug) -> None:
        self._reader, self._intake, self._clock, self._pace, self._bug = reader, intake, clock, pace, bug

    async def run(self, channel: Watched) -> None:
        """All that is pending of one channel, with pauses after failures."""
        backoff = Backoff(self._pace.retry_first, self._pace.retry_most)
        while channel.pending is not None:
            try:
                done = await self._read(channel, channel.pending)
            except Unavailable:
                await asyncio.sleep(backoff.wait())
            except ChannelClosed:
                return
            except (LinkLost, AccountLost):
                raise
            except Exception as error:  # noqa: BLE001 - old posts must not end what is live
                self._bug("telegram_history_failed", channel, error)
                return
            else:
                _log.info("telegram_history_read", channel=channel.address, posts=done)
                channel.pending = None

    async def _read(self, channel: Watched, pending: Pending) -> int:
        async def moved() -> None:
            await self._intake.put(Filled(pending.stretch(channel.id)))

        return await read_back(self._reader, channel, pending, self._intake, self._clock, self._pace, moved=moved)
