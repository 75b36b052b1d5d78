"""Getting to know a channel: from a handle to an address, and to a cursor."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from msgspec.structs import replace
from telethon.tl import types

from monitor.errors import Unavailable
from monitor.model import ChannelChanged, Filled, HandleTaken, Peer, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.convert import flags_of, handle_of, handles_of
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Membership, Reader
from monitor.sources.telegram.threads import Threads
from monitor.sources.telegram.verdict import ChannelClosed, Verdict
from monitor.sources.telegram.watched import Pending, Watched

Pins = Callable[[Sequence[str]], Awaitable[Mapping[str, int]]]
"""For handles in lower case that were resolved before, by any account: the channel's id."""

Found = Callable[[Membership], None]
"""Told what the account has joined, once its list of dialogs was read."""

_log = structlog.get_logger(__name__)

_NO_CHANNEL = Verdict("channel", "vanished", "this handle belongs to a person or a bot, not to a channel")
_NO_COMMENTS = Verdict("channel", "vanished", "the channel has no comments")
_PRIVATE = Verdict("channel", "private", "the channel does not let this account in")


class FirstContact:
    """Resolves handles (once ever for an account, one at a time and spaced) and keeps what is known up to date."""

    def __init__(
        self,
        account: str,
        reader: Reader,
        intake: Intake,
        clock: Clock,
        pace: Pace,
        pinned: Pins,
        found: Found = lambda _membership: None,
    ) -> None:
        self._account = account
        self._reader = reader
        self._intake = intake
        self._clock = clock
        self._pace = pace
        self._pinned = pinned
        self._found = found
        self._turn = asyncio.Lock()
        self._joined: dict[str, Any] | None = None

    async def resolve(self, channel: Watched) -> None:
        """Find the channel behind the handle. Raises `ChannelClosed` where it cannot be watched."""
        async with self._turn:
            chat = await self._find(channel.address)
        if chat is None:
            raise ChannelClosed(_NO_CHANNEL)
        known = channel.pinned or (await self._pinned([channel.key])).get(channel.key, chat.id)
        if known != chat.id:
            await self._intake.put(HandleTaken(channel.address, known, chat.id, chat.title, self._clock.now()))
            detail = (
                f"the handle now leads to another channel ({chat.id}) than before ({known}): it was sold or taken over."
                " It is not watched; check who it is, then watch it under a new entry"
            )
            raise ChannelClosed(Verdict("channel", "renamed", detail))
        channel.peer = Peer(self._account, chat.id, channel.address, chat.access_hash or 0)
        await self.facts(channel, (chat,))

    async def find_comments(self, channel: Watched, parent: Watched) -> None:
        """Find the group in which a channel is commented on; asked once a run, for it may have changed."""
        if parent.peer is None:
            raise Unavailable("the channel itself has to be found first")
        group = await self._reader.discussion(parent)
        if not isinstance(group, types.Channel):
            raise ChannelClosed(_NO_COMMENTS)
        if channel.pinned not in (None, group.id):
            channel.contacted = False  # the bookmark is of the group before it
        channel.peer = Peer(self._account, group.id, channel.address, group.access_hash or 0)
        channel.threads = Threads(parent.id, parent.handle or parent.address)
        await self.facts(channel, (group,))

    async def _find(self, handle: str) -> Any | None:
        """Resolving is what burns accounts: what the account has joined is found in its list of dialogs, at once."""
        if self._joined is None:
            self._joined = dict((await self.membership()).by_handle)
        chat = self._joined.pop(handle.lower(), None)  # asked again after a failure, the server decides
        if chat is None:
            chat = await self._reader.resolve(handle)
            await asyncio.sleep(self._pace.resolve_every)
        return chat

    async def membership(self) -> Membership:
        """What the account has joined, asked anew."""
        membership = await self._reader.membership()
        self._found(membership)
        return membership

    async def start(self, channel: Watched) -> None:
        """Set the cursor at the newest post: what is older is history."""
        channel.tracker.begin()
        try:
            page = await self._reader.newest(channel, 1)
            await self.facts(channel, page.chats)
            pts = page.pts or 1
            channel.tracker.read(page.top)
            await self._note_history(channel, page.top)
            await self._intake.put(Reached(channel.cursor(pts)))
        except BaseException:
            channel.tracker.abort()
            raise
        channel.tracker.close(pts)
        channel.floor = page.top
        channel.contacted = True

    async def _note_history(self, channel: Watched, top: int) -> None:
        """Told before the cursor: with it there is no first contact any more, and nobody else would think of it."""
        if channel.spec.backfill and top:
            channel.pending = Pending(self._clock.now() - channel.spec.backfill, top)
            await self._intake.put(Filled(channel.pending.stretch(channel.id)))

    async def facts(self, channel: Watched, chats: Sequence[Any]) -> None:
        """Hand over a new handle, title or flag, or that the account joined or left.

        Raises `ChannelClosed` if it is shut out.
        """
        chat = next((c for c in chats if c.id == channel.id), None)
        if isinstance(chat, types.ChannelForbidden):
            raise ChannelClosed(_PRIVATE)
        if not isinstance(chat, types.Channel) or channel.peer is None or chat.min:
            return
        peer = replace(channel.peer, joined=not chat.left, access_hash=chat.access_hash or channel.peer.access_hash)
        handle, title, flags = self._identity(channel, chat)
        if (peer, handle, title, flags) == (channel.peer, channel.handle, channel.title, channel.flags):
            return
        if channel.threads is None and channel.key not in handles_of(chat):
            _log.warning("telegram_channel_renamed", channel=channel.address, handle=handle)
        channel.peer, channel.handle, channel.title, channel.flags = peer, handle, title, flags
        now = self._clock.now()
        await self._intake.put(
            ChannelChanged(channel.id, "telegram", handle or channel.address, title, now, peer, flags)
        )

    def _identity(self, channel: Watched, chat: types.Channel) -> tuple[str, str, frozenset[str] | None]:
        """Handle, title and flags. Comments go by the address of their channel, whatever the group is called."""
        return ("", chat.title, None) if channel.threads is not None else (handle_of(chat), chat.title, flags_of(chat))
