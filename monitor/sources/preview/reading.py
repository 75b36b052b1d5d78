"""Reading what is new in a channel, oldest first.

The cursor moves only through what was read without a gap: where a page does not reach down to it, the
stretch between is read in windows, from below.
"""

from collections.abc import Awaitable, Callable, Iterable

import structlog

from monitor.model import Millis, Posted, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.preview.message import PageItem
from monitor.sources.preview.pace import Pace
from monitor.sources.preview.page import Page
from monitor.sources.preview.reader import Reader
from monitor.sources.preview.tree import PageError
from monitor.sources.preview.watched import SOURCE, Closed, Watched

TellChannel = Callable[[Watched, str, str, Millis | None], Awaitable[None]]
"""Tells a channel's state: its name, a detail, and until when."""

_log = structlog.get_logger(__name__)


class Reading:
    """Hands over new posts and moves cursors. One call at a time for a channel."""

    def __init__(self, reader: Reader, intake: Intake, clock: Clock, pace: Pace, tell: TellChannel) -> None:
        self._reader = reader
        self._intake = intake
        self._clock = clock
        self._pace = pace
        self._tell = tell

    async def run(self, channel: Watched, top: Page) -> bool:
        """Hand over what stands above the cursor; `top` is the newest page. Returns whether there was anything."""
        found = await self._bridge(channel, top)
        found |= await self._hand_over(channel, top.items, live=channel.level and not found)
        await self._reached(channel, top.newest)
        channel.level = True
        return found

    async def _bridge(self, channel: Watched, top: Page) -> bool:
        """Read what lies between the cursor and the newest page."""
        found = False
        while top.older is not None and channel.read_to < top.oldest - 1:
            await self._tell(channel, "catching_up", "", None)
            target = min(channel.read_to + (channel.window or self._pace.window), top.oldest - 1)
            pages = await self._down_to_cursor(channel, target)
            for page in reversed(pages):
                found |= await self._hand_over(channel, page.items, live=False)
            await self._reached(channel, max(target, *(page.newest for page in pages)))
        return found

    async def _down_to_cursor(self, channel: Watched, target: int) -> list[Page]:
        """The pages from an id down to the cursor, newest first. The next window is larger where ids are sparse."""
        before = target + 1
        pages: list[Page] = []
        while True:
            page = await self._reader.before(channel.address, before)
            if page.channel.id not in (None, channel.id):
                raise Closed("renamed", "the handle began to lead to another channel while it was read")
            pages.append(page)
            if page.older is None or page.oldest <= channel.read_to + 1:
                break
            if page.oldest >= before:
                raise PageError("a page of older posts shows none that is older")
            before = page.oldest
        size = channel.window or self._pace.window
        sparse = len(pages) == 1 and page.oldest < channel.read_to - size // 2
        larger, smaller = min(size * 2, self._pace.window_most), max(size // 2, self._pace.window)
        channel.window = larger if sparse else smaller if len(pages) > 1 else size
        return pages

    async def _hand_over(self, channel: Watched, items: Iterable[PageItem], *, live: bool) -> bool:
        found = False
        for item in items:
            if item.post is None:
                await self._left_out(channel, item)
                continue
            # an album may grow after the cursor has passed its first messages: then it comes once more, as it is
            if item.ids[-1] > channel.read_to and not channel.has_drawn(item.post):
                await self._intake.put(Posted(item.post, self._clock.now(), via=SOURCE, live=live))
                channel.draw(item.post)
                found = True
        return found

    async def _left_out(self, channel: Watched, item: PageItem) -> None:
        """Once for each message that cannot be read. Service messages are no posts."""
        if item.event or item.id <= channel.read_to or item.id in channel.left_out:
            return
        channel.left_out.add(item.id)
        channel.unreadable.append(item.id)
        _log.error("preview_post_unreadable", channel=channel.address, post=item.id)
        await self._tell(channel, "catching_up", f"post {item.id} cannot be read and is left out", None)

    async def _reached(self, channel: Watched, number: int) -> None:
        if number > channel.read_to:
            channel.read_to = number
            await self._intake.put(Reached(channel.cursor))
