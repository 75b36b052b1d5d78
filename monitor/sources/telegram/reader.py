"""What is asked of Telegram, and its answers in a handy form."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telethon import utils
from telethon.tl import functions, types

from monitor.errors import Unavailable
from monitor.model import Counters, Millis
from monitor.sources.telegram.calls import UNREADABLE, Calls
from monitor.sources.telegram.convert import handles_of
from monitor.sources.telegram.watched import Watched

LeftOut = Callable[[int, Exception], Awaitable[None]]
"""Told about where a message stood that is left out, and why."""

MOST_IDS = 100
"""Messages that one request may name."""

_MOST_SKIPPED = 20
_PAGE = 100
MOST_JOINED = 500  # twice as many with Premium
_MOST_DIALOG_PAGES = 20  # twice what an account may join; other chats stand among them


@dataclass(frozen=True, slots=True)
class Page:
    """Messages of a channel, lowest id first, with the channel's event count at the moment of reading."""

    messages: tuple[Any, ...]
    pts: int | None
    count: int
    chats: tuple[Any, ...]

    @property
    def top(self) -> int:
        """The highest id of the page, or 0."""
        return self.messages[-1].id if self.messages else 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened in a channel after an event count. `too_long`: it does not say what."""

    pts: int
    final: bool
    timeout: float
    messages: tuple[Any, ...] = ()
    updates: tuple[Any, ...] = ()
    chats: tuple[Any, ...] = ()
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """The channels and groups that an account is in: by each handle in lower case, how many, and how many it may be."""

    by_handle: dict[str, Any]
    count: int
    most: int


class Reader:
    """The requests that reading channels takes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def above(self, channel: Watched, above: int, limit: int, skip: int = 0) -> Page:
        """The `limit` oldest messages above an id, leaving out the `skip` oldest of them."""
        return await self._history(channel, offset_id=above + 1, add_offset=-(limit + skip), limit=limit, min_id=above)

    async def next_page(self, channel: Watched, above: int, limit: int, left_out: LeftOut) -> Page:
        """The oldest messages above an id, as many as can be read at once.

        A page that cannot be read is asked for in smaller ones, down to the one message at fault, which
        is left out.
        """
        size, skip = limit, 0
        while True:
            try:
                return await self.above(channel, above, size, skip)
            except UNREADABLE as error:
                if size > 1:
                    size = max(1, size // 4)
                    continue
                await left_out(above + skip + 1, error)
                skip += 1
                if skip > _MOST_SKIPPED:
                    raise Unavailable("messages.getHistory: too many messages in a row cannot be read") from error

    async def newest(self, channel: Watched, limit: int) -> Page:
        return await self._history(channel, limit=limit)

    async def upto(self, channel: Watched, top: int, limit: int) -> Page:
        """The `limit` newest messages at or below an id."""
        return await self._history(channel, offset_id=top + 1, limit=limit)

    async def before(self, channel: Watched, moment: Millis) -> int:
        """The id of the last message before a moment, or 0."""
        if moment < 1000:
            return 0  # on the wire, date 0 means none
        date = datetime.fromtimestamp(moment / 1000, UTC)
        page = await self._history(channel, offset_date=date, limit=1)
        return page.top

    async def _history(self, channel: Watched, **asked: Any) -> Page:
        fields = {"offset_id": 0, "offset_date": None, "add_offset": 0, "max_id": 0, "min_id": 0, "hash": 0} | asked
        answer = await self._calls.ask(functions.messages.GetHistoryRequest(channel.input_peer, **fields))
        messages = sorted((m for m in answer.messages if m.id > fields["min_id"]), key=lambda m: m.id)
        await self._learn(channel, messages)
        count = getattr(answer, "count", len(messages))
        return Page(tuple(messages), getattr(answer, "pts", None), count, tuple(answer.chats))

    async def difference(self, channel: Watched, pts: int, limit: int) -> Difference:
        """What happened after the event count `pts`."""
        answer = await self._calls.ask(
            functions.updates.GetChannelDifferenceRequest(
                channel.input_channel, types.ChannelMessagesFilterEmpty(), pts=max(pts, 1), limit=limit, force=True
            )
        )
        timeout = float(answer.timeout or 0)
        if isinstance(answer, types.updates.ChannelDifferenceTooLong):
            return Difference(answer.dialog.pts or pts, bool(answer.final), timeout, too_long=True)
        if isinstance(answer, types.updates.ChannelDifferenceEmpty):
            return Difference(answer.pts, True, timeout)
        edited = [update.message for update in answer.other_updates if hasattr(update, "message")]
        await self._learn(channel, [*answer.new_messages, *edited])
        return Difference(
            answer.pts,
            bool(answer.final),
            timeout,
            tuple(sorted(answer.new_messages, key=lambda m: m.id)),
            tuple(answer.other_updates),
            tuple(answer.chats),
        )

    async def _learn(self, channel: Watched, messages: Sequence[Any]) -> None:
        """Of comments: find out which posts they are under, before anybody tells them."""
        if channel.threads is None:
            return
        channel.threads.learn(messages)
        for chunk in _chunks(sorted(channel.threads.missing(messages))):
            wanted = [types.InputMessageID(i) for i in chunk]
            answer = await self._calls.ask(functions.channels.GetMessagesRequest(channel.input_channel, wanted))
            channel.threads.learn(answer.messages)
            channel.threads.give_up(channel.threads.missing(messages) & set(chunk))

    async def discussion(self, channel: Watched) -> Any | None:
        """The group in which a channel's posts are commented on, if it has one."""
        answer = await self._calls.ask(functions.channels.GetFullChannelRequest(channel.input_channel))
        number = answer.full_chat.linked_chat_id
        return next((c for c in answer.chats if c.id == number), None) if number else None

    async def gone(self, channel: Watched, ids: Collection[int]) -> set[int]:
        """Which of these messages do not exist (any more)."""
        gone: set[int] = set()
        for chunk in _chunks(sorted(ids)):
            wanted = [types.InputMessageID(i) for i in chunk]
            answer = await self._calls.ask(functions.channels.GetMessagesRequest(channel.input_channel, wanted))
            gone.update(m.id for m in answer.messages if isinstance(m, types.MessageEmpty))
        return gone & set(ids)

    async def message(self, channel: Watched, number: int) -> Any | None:
        """A message as it is now; None if it is gone."""
        wanted = [types.InputMessageID(number)]
        answer = await self._calls.ask(functions.channels.GetMessagesRequest(channel.input_channel, wanted))
        return next((one for one in answer.messages if isinstance(one, types.Message) and one.id == number), None)

    async def counters(self, channel: Watched, ids: Sequence[int]) -> dict[int, Counters]:
        """Views and forwards of messages, at most `MOST_IDS`, without adding a view; what is gone has none."""
        request = functions.messages.GetMessagesViewsRequest(channel.input_peer, list(ids), increment=False)
        answer = await self._calls.ask(request)
        told = zip(ids, answer.views, strict=False)
        return {number: Counters(one.views, one.forwards) for number, one in told if one.views is not None}

    async def resolve(self, handle: str) -> Any | None:
        """The channel that a handle leads to; None if it leads to a person or a bot."""
        answer = await self._calls.ask(functions.contacts.ResolveUsernameRequest(handle))
        number = getattr(answer.peer, "channel_id", None)
        return next((c for c in answer.chats if c.id == number and isinstance(c, types.Channel)), None)

    async def membership(self) -> Membership:
        """What the account has joined, as its list of dialogs has it."""
        found: dict[str, Any] = {}
        numbers: set[int] = set()
        offset: dict[str, Any] = {"offset_date": None, "offset_id": 0, "offset_peer": types.InputPeerEmpty()}
        for _ in range(_MOST_DIALOG_PAGES):
            answer = await self._calls.ask(functions.messages.GetDialogsRequest(limit=_PAGE, hash=0, **offset))
            for chat in answer.chats:
                if isinstance(chat, types.Channel) and not chat.left and not chat.min:
                    found.update(dict.fromkeys(handles_of(chat), chat))
                    numbers.add(chat.id)
            last = _last_dialog(answer)
            if not isinstance(answer, types.messages.DialogsSlice) or len(answer.dialogs) < _PAGE or last is None:
                break
            offset = last
        return Membership(found, len(numbers), await self._most_joined())

    async def _most_joined(self) -> int:
        (me,) = await self._calls.ask(functions.users.GetUsersRequest([types.InputUserSelf()]))
        return MOST_JOINED * 2 if getattr(me, "premium", False) else MOST_JOINED

    async def join(self, channel: Watched) -> Any:
        """Join a channel; returns the chats that came with the answer. Raises `Flooded` rather than wait."""
        answer = await self._calls.ask(functions.channels.JoinChannelRequest(channel.input_channel), patient=False)
        return tuple(getattr(answer, "chats", ()))


def _last_dialog(answer: Any) -> dict[str, Any] | None:
    """Where the next page of dialogs starts: behind the last one whose peer is known."""
    messages = {(utils.get_peer_id(message.peer_id), message.id): message for message in answer.messages}
    peers = {utils.get_peer_id(peer): peer for peer in (*answer.chats, *answer.users)}
    for dialog in reversed(answer.dialogs):
        number = utils.get_peer_id(dialog.peer)
        message, peer = messages.get((number, dialog.top_message)), peers.get(number)
        if peer is not None:
            date = message.date if message is not None else None
            offset_peer = utils.get_input_peer(peer, check_hash=False)
            return {"offset_date": date, "offset_id": dialog.top_message, "offset_peer": offset_peer}
    return None


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    for at in range(0, len(ids), MOST_IDS):
        yield ids[at : at + MOST_IDS]
