"""State, and what was missed since a state."""

from datetime import UTC, datetime
from typing import Any

from telethon.tl import types

from monitor.testing.telegram.channel import Channel, Happening
from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.methods._board import Caller, serves
from monitor.testing.telegram.methods.messages import dialog
from monitor.testing.telegram.world import World

_SLICE = 100
_TOO_LONG_SHOWS = 10


@serves("updates.getState")
def get_state(_world: World, _caller: Caller, _request: Any) -> Any:
    """Nothing ever happens outside channels, so the account's pts stands still."""
    return _state()


@serves("updates.getDifference")
def get_difference(world: World, caller: Caller, request: Any) -> Any:
    """Channels that changed since `date`, for the client to ask about one by one."""
    user = caller.user
    since = request.date.replace(microsecond=0)
    changed = [c for c in world.channels.values() if user.id in c.members and c.log and c.changed >= since]
    if not changed:
        return types.updates.DifferenceEmpty(datetime.now(UTC), 0)
    hints = [types.UpdateChannelTooLong(c.id, pts=c.pts) for c in changed]
    return types.updates.Difference([], [], hints, [c.tl(user.id) for c in changed], [], _state())


@serves("updates.getChannelDifference")
def get_channel_difference(world: World, caller: Caller, request: Any) -> Any:
    """What happened in a channel since `pts`. Asking also makes the server push for a while."""
    user = caller.user
    channel = world.channel_for(user, request.channel)
    if request.pts < 1:
        raise CallError(400, "PERSISTENT_TIMESTAMP_EMPTY")
    if user.id not in channel.members:
        caller.watch(channel, world.difference_timeout)
    timeout = max(1, round(world.difference_timeout))
    if request.pts >= channel.pts:
        return types.updates.ChannelDifferenceEmpty(channel.pts, final=True, timeout=timeout)
    if channel.pts - request.pts > world.too_long_after:
        return _too_long(world, channel, user.id, timeout)
    happenings, final = channel.since(request.pts, min(request.limit, _SLICE))
    new, other = _told(channel, happenings)
    return types.updates.ChannelDifference(
        pts=happenings[-1].pts,
        new_messages=new,
        other_updates=other,
        chats=world.chats(channel, new, user.id),
        users=[],
        final=final,
        timeout=timeout,
    )


def _told(channel: Channel, happenings: list[Happening]) -> tuple[list[Any], list[Any]]:
    """New posts as they are now, and edits and deletions as updates; what is gone again is left out."""
    new: list[Any] = []
    other: list[Any] = []
    for step in happenings:
        if step.kind == "delete":
            other.append(types.UpdateDeleteChannelMessages(channel.id, list(step.ids), step.pts, step.count))
            continue
        message = channel.messages.get(step.ids[0])
        if message is None:
            continue
        if step.kind == "new":
            new.append(message)
        else:
            other.append(types.UpdateEditChannelMessage(message, step.pts, step.count))
    return new, other


def _too_long(world: World, channel: Channel, user_id: int, timeout: int) -> Any:
    latest = [channel.messages[number] for number in channel.ids[-_TOO_LONG_SHOWS:]]
    chats = world.chats(channel, latest, user_id)
    return types.updates.ChannelDifferenceTooLong(dialog(channel), latest, chats, [], final=True, timeout=timeout)


def _state() -> Any:
    return types.updates.State(pts=1, qts=0, date=datetime.now(UTC), seq=0, unread_count=0)
