"""Reading posts: pages of history, single posts, counters, the list of dialogs."""

from bisect import bisect_left
from typing import Any

from telethon.tl import types

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.methods._board import Caller, serves
from monitor.testing.telegram.world import World

_PAGE = 100


@serves("messages.getHistory")
def get_history(world: World, caller: Caller, request: Any) -> Any:
    """A page of posts, newest first. The window is moved by `add_offset` before it is clipped."""
    channel = world.channel_for(caller.user, request.peer)
    newest_first = channel.ids[::-1]
    start = len(newest_first) - _older_than(channel, request) + request.add_offset
    end = max(0, start + min(request.limit or _PAGE, _PAGE))
    ids = [
        number
        for number in newest_first[max(0, start) : end]
        if number > request.min_id and (not request.max_id or number < request.max_id)
    ]
    return _page(world, caller, channel, [channel.messages[number] for number in ids], len(newest_first))


@serves("channels.getMessages")
def get_channel_messages(world: World, caller: Caller, request: Any) -> Any:
    """Single posts; what is gone comes back empty."""
    channel = world.channel_for(caller.user, request.channel)
    numbers = [getattr(wanted, "id", 0) for wanted in request.id]
    peer = types.PeerChannel(channel.id)
    found = [channel.messages.get(number) or types.MessageEmpty(number, peer) for number in numbers]
    return _page(world, caller, channel, found, len(found))


@serves("messages.getMessages")
def get_messages(_world: World, caller: Caller, request: Any) -> Any:
    """Posts outside channels: this server has none."""
    empty = [types.MessageEmpty(getattr(wanted, "id", 0), None) for wanted in request.id]
    return types.messages.Messages(empty, [], [], [caller.user.tl()])


@serves("messages.getMessagesViews")
def get_messages_views(world: World, caller: Caller, request: Any) -> Any:
    """Counters of posts; `increment` adds a view."""
    channel = world.channel_for(caller.user, request.peer)
    counters = []
    for number in request.id:
        message = channel.messages.get(number)
        if message is not None and request.increment:
            message.views = (message.views or 0) + 1
        counters.append(
            types.MessageViews(views=getattr(message, "views", None), forwards=getattr(message, "forwards", None))
        )
    return types.messages.MessageViews(counters, [channel.tl(caller.user.id)], [])


@serves("messages.getDialogs")
def get_dialogs(world: World, caller: Caller, request: Any) -> Any:
    """The channels that one has joined, the latest post first."""
    user = caller.user
    joined = sorted((c for c in world.channels.values() if user.id in c.members), key=_latest, reverse=True)
    after = getattr(request.offset_peer, "channel_id", 0)
    start = next((place + 1 for place, c in enumerate(joined) if c.id == after), 0)
    part = joined[start : start + min(request.limit or _PAGE, _PAGE)]
    whole = len(part) == len(joined)
    kind = types.messages.Dialogs if whole else types.messages.DialogsSlice
    return kind(
        **({} if whole else {"count": len(joined)}),
        dialogs=[dialog(c) for c in part],
        messages=[c.messages[c.ids[-1]] for c in part if c.ids],
        chats=[c.tl(user.id) for c in part],
        users=[user.tl()],
    )


@serves("messages.readHistory")
def read_history(_world: World, _caller: Caller, _request: Any) -> Any:
    """Reading marks are not kept."""
    return types.messages.AffectedMessages(1, 0)


@serves("channels.readHistory")
def read_channel_history(world: World, caller: Caller, request: Any) -> Any:
    """Reading marks are not kept."""
    world.channel_for(caller.user, request.channel)
    return True


def dialog(channel: Channel) -> Any:
    """A channel's line in the list of dialogs; carries its pts."""
    return types.Dialog(
        peer=types.PeerChannel(channel.id),
        top_message=channel.ids[-1] if channel.ids else 0,
        read_inbox_max_id=0,
        read_outbox_max_id=0,
        unread_count=0,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        notify_settings=types.PeerNotifySettings(),
        pts=channel.pts,
    )


def _older_than(channel: Channel, request: Any) -> int:
    """How many posts lie below the offset."""
    if request.offset_id:
        return bisect_left(channel.ids, request.offset_id)
    if request.offset_date and request.offset_date.timestamp() > 0:
        # Dates need not grow with ids where a test sets them, so this looks at each.
        older = (place + 1 for place in range(len(channel.ids) - 1, -1, -1) if _is_older(channel, place, request))
        return next(older, 0)
    return len(channel.ids)


def _is_older(channel: Channel, place: int, request: Any) -> bool:
    return bool(channel.messages[channel.ids[place]].date < request.offset_date)


def _latest(channel: Channel) -> tuple[float, int]:
    date = channel.messages[channel.ids[-1]].date if channel.ids else channel.created
    return date.timestamp(), channel.id


def _page(world: World, caller: Caller, channel: Channel, messages: list[Any], total: int) -> Any:
    chats = world.chats(channel, messages, caller.user.id)
    return types.messages.ChannelMessages(channel.pts, total, messages, [], chats, [])
