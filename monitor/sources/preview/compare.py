"""What changed on the newest page: edits, counters, and posts that are gone."""

import asyncio
from collections.abc import Mapping

import structlog

from monitor.errors import Unavailable
from monitor.model import Counted, Deleted, Edited, Post, Posted
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources.preview.pace import Pace
from monitor.sources.preview.page import Page
from monitor.sources.preview.reader import Reader
from monitor.sources.preview.tree import PageError
from monitor.sources.preview.watched import SOURCE, Watched

_log = structlog.get_logger(__name__)


class Compare:
    """Compares a page with what was seen last, and with what is stored."""

    def __init__(self, reader: Reader, intake: Intake, shelf: Shelf, clock: Clock, pace: Pace) -> None:
        self._reader = reader
        self._intake = intake
        self._shelf = shelf
        self._clock = clock
        self._pace = pace

    async def run(self, channel: Watched, page: Page, top: int) -> bool:
        """Look at what stands at or below `top`, where the cursor was. Returns whether anything was another."""
        if not page.items:
            return False
        low = page.oldest if page.older is not None else 1
        standing = await self._shelf.standing(channel.id, low, top) if low <= top else {}
        # deletions first: an album that lost a message is then known to be another, and not edited besides
        news = await self._find_gone(channel, page, standing)
        for post in page.posts:
            if post.id <= top:
                news |= await self._compare(channel, post, standing)
        self._forget(channel, page.oldest)
        return news

    async def _compare(self, channel: Watched, post: Post, standing: Mapping[int, int]) -> bool:
        now = self._clock.now()
        drawn = channel.drawn.get(post.id)
        if drawn is None and post.id not in standing:
            if post.id <= channel.floor:
                return False  # older than our first contact
            _log.info("preview_post_not_stored_yet", channel=channel.address, post=post.id)
            await self._intake.put(Posted(post, now, via=SOURCE, live=False))
        elif not channel.has_drawn(post):
            await self._intake.put(Edited(post, now, via=SOURCE))  # whether it differs from the stored, the store knows
        elif drawn is not None and drawn[1] != post.counters:
            await self._intake.put(Counted(channel.id, post.id, post.counters, now, via=SOURCE))
        changed = drawn is not None and not channel.has_drawn(post)
        channel.draw(post)
        return changed

    def _forget(self, channel: Watched, below: int) -> None:
        for memory in (channel.drawn, channel.spared):
            for number in [number for number in memory if number < below]:
                del memory[number]

    async def _find_gone(self, channel: Watched, page: Page, standing: Mapping[int, int]) -> bool:
        """What is stored and not on the page is asked for by itself: a page may be old, or show less than there is."""
        now = asyncio.get_running_loop().time()
        absent = [number for number in standing.keys() - page.shown if channel.spared.get(number, 0.0) <= now]
        gone = False
        for number in sorted(absent, reverse=True)[: self._pace.looks]:
            stands = await self._ask(channel, number)
            if stands is None:
                break  # at the next poll
            channel.spared[number] = now + self._pace.look_again
            if not stands:
                await self._gone(channel, number, standing[number])
                gone = True
        return gone

    async def _gone(self, channel: Watched, number: int, since: int) -> None:
        await self._intake.put(Deleted(channel.id, (number,), self._clock.now(), how="page", since=since))
        channel.drawn.pop(number, None)

    async def _ask(self, channel: Watched, number: int) -> bool | None:
        """Whether a post stands, by its own page; None where that does not tell."""
        try:
            return await self._reader.stands(channel.address, number)
        except (PageError, Unavailable) as error:
            _log.info("preview_post_not_asked", channel=channel.address, post=number, reason=str(error))
            return None
