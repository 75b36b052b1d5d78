"""Getting to know a channel: whose page it is, and where its cursor starts."""

from collections.abc import Mapping

from monitor.errors import Unavailable
from monitor.model import ChannelChanged, Cursor, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources.preview.page import Page
from monitor.sources.preview.tree import PageError
from monitor.sources.preview.watched import HISTORY, Closed, Pending, Watched


class Contact:
    """What every page says of its channel. `cursors` and `walks` (of history) are of earlier runs, by channel id."""

    def __init__(
        self, intake: Intake, shelf: Shelf, clock: Clock, cursors: Mapping[int, Cursor], walks: Mapping[int, Cursor]
    ) -> None:
        self._intake = intake
        self._shelf = shelf
        self._clock = clock
        self._cursors = cursors
        self._walks = walks

    async def know(self, channel: Watched, page: Page) -> bool:
        """Take in what a newest page says. False: the channel has no posts yet, and cannot be known before.

        Raises:
            Closed: the handle leads to another channel than before.
            Unavailable: no posts are shown where there were some.
            PageError: the posts do not tell whose they are.
        """
        number = page.channel.id
        pinned = channel.id or await self._pinned(channel)
        if number is None:
            self._nameless(channel, page, pinned)
            return False
        before = pinned or number
        if number != before:
            raise Closed(
                "renamed",
                f"the handle now leads to another channel ({number}) than before ({before}): it was sold or taken over."
                " It is not watched; check who it is, then watch it under a new entry",
            )
        channel.id = number
        if not channel.contacted and number in self._cursors:
            channel.resume(self._cursors[number])
            self._resume_history(channel)
        await self._facts(channel, page)
        if not channel.contacted:
            await self._start(channel, page)
        return True

    async def _pinned(self, channel: Watched) -> int:
        """The id that the handle led to in earlier runs, or 0."""
        key = channel.address.lower()
        return (await self._shelf.pinned([key])).get(key, 0)

    def _nameless(self, channel: Watched, page: Page, known: int) -> None:
        if page.items:
            raise PageError("the posts of the page do not tell which channel they are of")
        if channel.contacted or known in self._cursors:
            raise Unavailable(f"the page of {channel.address} shows no posts where there were some, as busy servers do")
        if channel.empty_since is None:
            channel.empty_since = self._clock.now()

    async def _facts(self, channel: Watched, page: Page) -> None:
        handle, title = page.channel.handle or channel.address, page.channel.title
        if (handle, title) != (channel.handle, channel.title):
            channel.handle, channel.title = handle, title
            await self._intake.put(ChannelChanged(channel.id, "telegram", handle, title, self._clock.now()))

    async def _start(self, channel: Watched, page: Page) -> None:
        """First contact: what stands on the page is history, but for what came after we found the channel empty."""
        since = channel.empty_since
        old = [item.ids[-1] for item in page.items if since is None or item.post is None or item.post.posted <= since]
        channel.read_to = channel.floor = max(old, default=page.oldest - 1)
        await self._intake.put(Reached(channel.cursor))
        if channel.spec.backfill and channel.read_to > 0:
            since = self._clock.now() - channel.spec.backfill
            channel.pending = Pending(since, channel.read_to, channel.read_to + 1)
            await self._intake.put(Reached(channel.pending.cursor(channel.id)))
        channel.contacted = channel.level = True

    def _resume_history(self, channel: Watched) -> None:
        walk = self._walks.get(channel.id)
        if walk is None or walk.pts is None or not channel.spec.backfill or walk.read_to >= walk.pts:
            return
        since = self._clock.now() - channel.spec.backfill
        channel.pending = Pending(since, walk.pts, walk.pts + 1 - walk.read_to)


def finished(channel: Watched, pending: Pending) -> Reached:
    """History is read as far as was asked for."""
    return Reached(Cursor(HISTORY, channel.id, pending.until, pending.until))
