"""What the server pushes, handed over at once. Nothing here waits: a full intake leaves a gap that is read later."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from telethon.tl import types

from monitor.model import Counted, Counters, Deleted, Edited, Posted, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.convert import to_post, to_reactions
from monitor.sources.telegram.watched import Watched

Convert = Callable[[Any, str, Sequence[Any]], Any]

_log = structlog.get_logger(__name__)


class Live:
    """Takes raw updates of one account. `channels` is by id and may change at any time."""

    def __init__(
        self,
        account: str,
        channels: Mapping[int, Watched],
        intake: Intake,
        clock: Clock,
        convert: Convert = to_post,
    ) -> None:
        self._channels = channels
        self._intake = intake
        self._clock = clock
        self._convert = convert
        self._chats: Sequence[Any] = ()
        self._moved: set[Watched] = set()
        self._log = _log.bind(account=account)
        self._handlers: dict[type, Callable[[Any], None]] = {
            types.UpdateNewChannelMessage: self._posted,
            types.UpdateEditChannelMessage: self._edited,
            types.UpdateDeleteChannelMessages: self._deleted,
            types.UpdateChannelMessageViews: self._viewed,
            types.UpdateChannelMessageForwards: self._forwarded,
            types.UpdateMessageReactions: self._reacted,
            types.UpdateChannelTooLong: self._too_long,
            types.UpdateChannel: self._changed,
        }

    def take(self, updates: Any) -> None:
        """One raw update, or a bundle of them, as it came from the wire."""
        sort = type(updates)
        if sort is types.Updates or sort is types.UpdatesCombined:
            self._chats = updates.chats
            for update in updates.updates:
                self._one(update)
        elif sort is types.UpdateShort:
            self._chats = ()
            self._one(updates.update)
        elif sort is types.UpdatesTooLong:
            for channel in self._channels.values():
                self._mark(channel)

    def flush(self) -> bool:
        """Hand over the cursors that moved. False: some had no room and stay for the next time."""
        for channel in list(self._moved):
            if channel.tracker.open or channel.tracker.behind:
                self._moved.discard(channel)  # the catch-up tells
            elif self._intake.offer(Reached(channel.cursor(channel.tracker.pts))):
                self._moved.discard(channel)
            else:
                return False
        return True

    def moved(self, channel: Watched) -> None:
        """A channel's cursor may stand further than was told."""
        self._moved.add(channel)

    def forget(self, channel: Watched) -> None:
        """It is not watched any more: its cursor is another's to tell."""
        self._moved.discard(channel)

    def _one(self, update: Any) -> None:
        handler = self._handlers.get(type(update), self._counted_on)
        try:
            handler(update)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one update, the next ones go on
            self._poison(update, error)

    def _posted(self, update: Any) -> None:
        message = update.message
        channel = self._channels.get(message.peer_id.channel_id)
        if channel is None or channel.tracker.verdict(update.pts, update.pts_count) == "seen":
            return
        if self._is_unknown(channel, message):
            self._account(channel, update, False)
            return
        post = channel.as_said(message, self._convert(message, channel.handle, self._chats))
        taken = post is None or self._intake.offer(Posted(post, self._clock.now()))
        self._account(channel, update, taken, message.id)

    def _edited(self, update: Any) -> None:
        message = update.message
        channel = self._channels.get(message.peer_id.channel_id)
        if channel is None or channel.tracker.verdict(update.pts, update.pts_count) == "seen":
            return
        if self._is_unknown(channel, message):
            self._account(channel, update, False)
            return
        post = channel.as_said(message, self._convert(message, channel.handle, self._chats))
        taken = post is None or self._intake.offer(Edited(post, self._clock.now()))
        self._account(channel, update, taken)
        if taken:
            channel.was_pushed(message.id, update.pts)  # a page with what it said before may be on its way

    def _is_unknown(self, channel: Watched, message: Any) -> bool:
        """Of a comment: nobody knows which post it is under, so it has to be read rather than taken as pushed."""
        if channel.threads is None:
            return False
        channel.threads.learn([message])
        return bool(channel.threads.missing([message]))

    def _deleted(self, update: Any) -> None:
        channel = self._channels.get(update.channel_id)
        if channel is None or channel.tracker.verdict(update.pts, update.pts_count) == "seen":
            return
        gone = Deleted(channel.id, tuple(update.messages), self._clock.now())
        taken = self._intake.offer(gone)
        self._account(channel, update, taken)
        if taken:
            channel.was_deleted(update.messages, update.pts)

    def _counted_on(self, update: Any) -> None:
        """An event that brings nothing for us and yet counts (a pin, a link preview)."""
        channel = self._channels.get(getattr(update, "channel_id", 0))
        if channel is None or getattr(update, "pts_count", None) is None:
            return
        if channel.tracker.verdict(update.pts, update.pts_count) != "seen":
            self._account(channel, update, True)

    def _account(self, channel: Watched, update: Any, taken: bool, top: int = 0) -> None:
        tracker = channel.tracker
        before = tracker.behind
        if taken:
            tracker.handed(update.pts, update.pts_count, top)
            if top:
                channel.was_pushed(top, update.pts)
        else:
            tracker.missed(update.pts)
        if not tracker.behind:
            self._moved.add(channel)
            return
        channel.wake.set()
        if not before:
            self._log.info("telegram_gap", channel=channel.address, refused=not taken)

    def _viewed(self, update: Any) -> None:
        self._count(update.channel_id, update.id, Counters(views=update.views))

    def _forwarded(self, update: Any) -> None:
        self._count(update.channel_id, update.id, Counters(forwards=update.forwards))

    def _reacted(self, update: Any) -> None:
        if isinstance(update.peer, types.PeerChannel):
            reactions = to_reactions(update.reactions)
            self._count(update.peer.channel_id, update.msg_id, Counters(reactions=reactions))

    def _count(self, number: int, message: int, counters: Counters) -> None:
        if number in self._channels:
            self._intake.offer(Counted(number, message, counters, self._clock.now()))  # the next re-read tells again

    def _too_long(self, update: Any) -> None:
        if channel := self._channels.get(update.channel_id):
            self._mark(channel)

    _changed = _too_long  # joined, left, renamed, closed: the next page tells which

    def _mark(self, channel: Watched) -> None:
        channel.tracker.mark()
        channel.wake.set()

    def _poison(self, update: Any, error: Exception) -> None:
        message = getattr(update, "message", None)
        peer = getattr(message, "peer_id", update)
        channel = self._channels.get(getattr(peer, "channel_id", 0))
        self._log.error(
            "telegram_update_unreadable",
            kind=type(update).__name__,
            channel=channel.address if channel else "",
            post=getattr(message, "id", None),
            error=type(error).__name__,
        )
        if channel is not None:
            channel.tracker.missed(getattr(update, "pts", 0) or 0)
            channel.wake.set()
