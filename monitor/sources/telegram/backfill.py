"""Reading a channel's history back to a date, oldest first."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from monitor.model import Posted
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.convert import to_post
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.watched import Pending, Watched

Progress = Callable[[int, int], None]
"""Posts handed over so far, and about how many there are in all."""

_log = structlog.get_logger(__name__)


async def read_back(
    reader: Reader,
    channel: Watched,
    pending: Pending,
    intake: Intake,
    clock: Clock,
    pace: Pace,
    progress: Progress | None = None,
) -> int:
    """Hand over the posts of `pending` as history. Returns how many.

    `pending.above` moves with every page: called again with the same value after a failure, it goes on
    where it stopped. One page every `Pace.history_every` seconds.
    """
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
        if progress is not None:
            progress(done, _estimate(done, first, pending))
        await asyncio.sleep(pace.history_every)
    pending.above = pending.until
    return done


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
