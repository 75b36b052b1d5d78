"""Reading what was missed, in order, and finding again what changed.

The cursor moves page by page. Where a page ends, everything below it has been handed over; live posts
above it are handed over meanwhile and do not move it.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telethon.tl import types

from monitor.model import Deleted, Edited, Millis, Post, Posted, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.calls import UNREADABLE
from monitor.sources.telegram.convert import to_post
from monitor.sources.telegram.live import Convert
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Difference, Page, Reader
from monitor.sources.telegram.watched import Watched

TellChannel = Callable[[Watched, str, str, Millis | None], Awaitable[None]]
"""Tells a channel's state: its name, a detail, and until when."""

_log = structlog.get_logger(__name__)


class CatchUp:
    """Reads channels of one account. One call at a time for a channel."""

    def __init__(
        self,
        reader: Reader,
        intake: Intake,
        clock: Clock,
        pace: Pace,
        tell: TellChannel,
        facts: Callable[[Watched, Sequence[Any]], Awaitable[None]],
        reread: Callable[[Watched, int], Awaitable[object]],
        convert: Convert = to_post,
    ) -> None:
        self._reader = reader
        self._intake = intake
        self._clock = clock
        self._pace = pace
        self._tell = tell
        self._facts = facts
        self._reread = reread
        self._convert = convert

    async def run(self, channel: Watched, *, by_history: bool = True) -> bool:
        """Hand over everything that was missed. Returns whether there was anything.

        `by_history`: read the posts above the cursor first; else ask only what happened since the last
        event count, which is one call where nothing did.
        """
        tracker = channel.tracker
        tracker.begin()
        handed: set[int] = set()
        try:
            start, pts, news = tracker.read_to, tracker.pts, 0
            if by_history or pts is None:
                top = await self._history(channel, handed)
                pts = top if pts is None else pts
                if pts < max(top, tracker.heard):
                    pts, news = await self._differences(channel, pts, start, handed)
            else:
                pts, news = await self._differences(channel, pts, start, handed)
            await self._intake.put(Reached(channel.cursor(max(pts, tracker.pts or 0))))
        except BaseException:
            tracker.abort()
            raise
        tracker.close(pts)
        if not tracker.behind:
            channel.caught_up()
        return bool(handed or news)

    async def _history(self, channel: Watched, handed: set[int]) -> int:
        """Read everything above the cursor, oldest first. Returns the event count at which that was all."""

        async def left_out(number: int, error: Exception) -> None:
            await self._left_out(channel, number, error)

        while True:
            page = await self._reader.next_page(channel, channel.tracker.read_to, self._pace.page, left_out)
            if not handed:
                await self._facts(channel, page.chats)
            if not page.messages:
                return page.pts or channel.tracker.pts or 0
            await self._tell(channel, "catching_up", "", None)
            await self._hand_over(channel, page, handed)

    async def _hand_over(self, channel: Watched, page: Page, handed: set[int]) -> None:
        for message in page.messages:
            if message.id not in channel.ahead:
                await self._hand_over_post(channel, message, page.chats)
            handed.add(message.id)
        channel.tracker.read(page.top)
        await self._intake.put(Reached(channel.cursor(channel.tracker.pts)))

    async def _hand_over_post(self, channel: Watched, message: Any, chats: Sequence[Any]) -> None:
        post = await self._read(channel, message, chats)
        if post is None:
            return
        await self._intake.put(Posted(post, self._clock.now(), live=False))
        if message.id in channel.gone:  # told while the page was on its way, before there was a post to delete
            await self._intake.put(Deleted(channel.id, (message.id,), self._clock.now()))

    async def _read(self, channel: Watched, message: Any, chats: Sequence[Any]) -> Post | None:
        try:
            post: Post | None = channel.as_said(message, self._convert(message, channel.handle, chats))
        except Exception as error:  # noqa: BLE001 - one post that cannot be read must not hold up the channel
            await self._left_out(channel, message.id, error)
            return None
        return post

    async def _left_out(self, channel: Watched, number: int, error: Exception) -> None:
        _log.error("telegram_post_unreadable", channel=channel.address, post=number, error=type(error).__name__)
        channel.unreadable.append(number)
        detail = f"post {number} cannot be read ({type(error).__name__}) and is left out"
        await self._tell(channel, "catching_up", detail, None)

    async def _differences(self, channel: Watched, pts: int, start: int, handed: set[int]) -> tuple[int, int]:
        """Edits, deletions, and posts that history did not bring. Returns the event count and how many there were."""
        news = 0
        while True:
            try:
                part = await self._reader.difference(channel, pts, self._pace.page)
            except UNREADABLE as error:
                _log.error("telegram_difference_unreadable", channel=channel.address, error=type(error).__name__)
                part = Difference(pts, final=False, timeout=0, too_long=True)
            if part.timeout:
                channel.server_timeout = part.timeout
            if part.too_long:
                # Asked after that answer, the history holds every post that it would not tell of.
                pts = max(pts, part.pts, await self._history(channel, handed))
                await self._reread(channel, start)  # what is newer was read just now
                if channel.ahead:  # but not what was pushed before: that may have been edited since
                    await self._reread(channel, channel.tracker.read_to)
                return pts, news + 1
            news += await self._apply(channel, part, handed)
            stuck = part.pts <= pts
            pts = max(pts, part.pts)
            if part.final or stuck:
                return pts, news
            await self._intake.put(Reached(channel.cursor(pts)))

    async def _apply(self, channel: Watched, part: Difference, handed: set[int]) -> int:
        await self._facts(channel, part.chats)
        for message in part.messages:
            if message.id not in handed and message.id not in channel.ahead:
                await self._hand_over_post(channel, message, part.chats)
            handed.add(message.id)
        if part.messages:
            channel.tracker.read(part.messages[-1].id)
        for update in part.updates:
            await self._apply_update(channel, update, part.chats)
        return len(part.messages) + len(part.updates)

    async def _apply_update(self, channel: Watched, update: Any, chats: Sequence[Any]) -> None:
        if isinstance(update, types.UpdateDeleteChannelMessages):
            await self._intake.put(Deleted(channel.id, tuple(update.messages), self._clock.now()))
        elif isinstance(update, types.UpdateEditChannelMessage):
            if channel.is_older(update.pts, update.message.id):
                return  # pushed and handed over while this answer was on its way
            post = await self._read(channel, update.message, chats)
            if post is not None:
                await self._intake.put(Edited(post, self._clock.now()))
                channel.overtaken(update.pts, update.message.id)
        elif isinstance(update, types.UpdateNewChannelMessage):
            await self._hand_over_post(channel, update.message, chats)
