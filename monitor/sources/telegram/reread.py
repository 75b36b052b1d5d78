"""Reading the newest posts once more: what was edited, what is gone, what the pushes never told."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from monitor.model import Counted, Counters, Deleted, Edited, Post, Posted
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources.telegram.calls import UNREADABLE
from monitor.sources.telegram.convert import to_post
from monitor.sources.telegram.live import Convert
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Page, Reader
from monitor.sources.telegram.watched import Watched

_log = structlog.get_logger(__name__)


class Reread:
    """Compares the newest posts of a channel with what is stored; `run` returns whether anything was new."""

    def __init__(
        self, reader: Reader, intake: Intake, shelf: Shelf, clock: Clock, pace: Pace, convert: Convert = to_post
    ) -> None:
        self._reader = reader
        self._intake = intake
        self._shelf = shelf
        self._clock = clock
        self._pace = pace
        self._convert = convert

    async def run(self, channel: Watched, top: int | None = None) -> bool:
        """`top`: only what stands at or below this id. By default, what stands below the cursor."""
        newest = top is None
        top = channel.tracker.read_to if top is None else top  # taken before asking: what comes later is not missing
        try:
            page = await (
                self._reader.newest(channel, self._pace.reread)
                if newest
                else self._reader.upto(channel, top, self._pace.reread)
            )
        except UNREADABLE as error:
            _log.error("telegram_reread_unreadable", channel=channel.address, error=type(error).__name__)
            return False
        low = page.messages[0].id if len(page.messages) >= self._pace.reread else 1
        standing = await self._shelf.standing(channel.id, low, top) if low <= top else {}
        drawn: dict[int, tuple[str, Counters]] = {}
        news = False
        for message in page.messages:
            if message.id > top or channel.is_older(page.pts or 0, message.id):
                continue
            if (post := self._read(channel, message, page.chats)) is not None:
                news |= await self._compare(channel, post, message.id, standing)
                if not channel.overtaken(page.pts or 0, message.id):
                    drawn[message.id] = (post.content, post.counters)
        if page.pts is not None and page.pts > (channel.tracker.pts or 0):
            channel.tracker.missed(page.pts)  # or is on its way: then the gap closes by itself
        channel.drawn.update(drawn)
        for number in [n for n in channel.drawn if n < low]:
            del channel.drawn[number]
        news |= await self._find_gone(channel, page, standing)
        return news

    def _read(self, channel: Watched, message: Any, chats: Sequence[Any]) -> Post | None:
        try:
            post: Post | None = channel.as_said(message, self._convert(message, channel.handle, chats))
        except Exception as error:  # noqa: BLE001 - one post that cannot be read must not hold up the channel
            _log.error("telegram_post_unreadable", channel=channel.address, post=message.id, error=type(error).__name__)
            return None
        return post

    async def _compare(self, channel: Watched, post: Post, number: int, standing: Mapping[int, int]) -> bool:
        now = self._clock.now()
        if number not in standing:
            return await self._found_missing(channel, post, number, standing)
        content, counters = channel.drawn.get(number, ("", None))
        if post.content != content:
            await self._intake.put(Edited(post, now))  # whether it differs from what is stored, the store knows
            return bool(content)
        if post.counters != counters:
            await self._intake.put(Counted(channel.id, number, post.counters, now))
        return False

    async def _found_missing(self, channel: Watched, post: Post, number: int, standing: Mapping[int, int]) -> bool:
        """A post that is not stored: missed since we watch, or older than that."""
        if number > channel.floor:
            _log.info("telegram_post_not_stored_yet", channel=channel.address, post=number)
            await self._intake.put(Posted(post, self._clock.now(), live=False))
            return True
        if channel.pending is None and standing and number > min(standing):
            await self._intake.put(Posted(post, self._clock.now(), live=False, history=True))
        return False

    async def _find_gone(self, channel: Watched, page: Page, standing: Mapping[int, int]) -> bool:
        absent = standing.keys() - {message.id for message in page.messages}
        if not absent:
            return False
        gone = await self._reader.gone(channel, absent)
        now = self._clock.now()
        for number in sorted(gone):
            await self._intake.put(Deleted(channel.id, (number,), now, how="reread", since=standing[number]))
        return bool(gone)
