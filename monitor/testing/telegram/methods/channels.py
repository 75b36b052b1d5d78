"""Finding, joining and describing channels."""

from datetime import UTC, datetime
from typing import Any

from telethon.tl import types

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.methods._board import Caller, serves
from monitor.testing.telegram.people import User
from monitor.testing.telegram.world import World


@serves("contacts.resolveUsername")
def resolve_username(world: World, caller: Caller, request: Any) -> Any:
    """Who has a handle now."""
    channel = world.channel_by_handle(request.username)
    if channel is None or not channel.visible_to(caller.user.id):
        raise CallError(400, "USERNAME_NOT_OCCUPIED")
    return types.contacts.ResolvedPeer(types.PeerChannel(channel.id), [channel.tl(caller.user.id)], [])


@serves("channels.joinChannel")
def join_channel(world: World, caller: Caller, request: Any) -> Any:
    """Become a member; from now on this account gets the channel's updates."""
    user, channel = caller.user, world.channel_for(caller.user, request.channel)
    if sum(user.id in other.members for other in world.channels.values()) >= user.most_channels:
        raise CallError(400, "CHANNELS_TOO_MUCH")
    channel.members.add(user.id)
    return _changed(channel, caller.user)


@serves("channels.leaveChannel")
def leave_channel(world: World, caller: Caller, request: Any) -> Any:
    """Be a member no longer."""
    channel = world.channel_for(caller.user, request.channel)
    if caller.user.id not in channel.members:
        raise CallError(400, "USER_NOT_PARTICIPANT")
    channel.members.discard(caller.user.id)
    return _changed(channel, caller.user)


@serves("channels.getChannels")
def get_channels(world: World, caller: Caller, request: Any) -> Any:
    """Channels by id and hash."""
    return types.messages.Chats([world.channel_for(caller.user, peer).tl(caller.user.id) for peer in request.id])


@serves("channels.getFullChannel")
def get_full_channel(world: World, caller: Caller, request: Any) -> Any:
    """What a channel's page shows, and its pts."""
    channel = world.channel_for(caller.user, request.channel)
    full = types.ChannelFull(
        channel.id,
        about="",
        read_inbox_max_id=0,
        read_outbox_max_id=0,
        unread_count=0,
        chat_photo=types.PhotoEmpty(0),
        notify_settings=types.PeerNotifySettings(),
        bot_info=[],
        pts=channel.pts,
        participants_count=len(channel.members),
        linked_chat_id=channel.discussion.id if channel.discussion else None,
    )
    chats = [channel.tl(caller.user.id)]
    if channel.discussion is not None:
        chats.append(channel.discussion.tl(caller.user.id))
    return types.messages.ChatFull(full, chats, [])


def _changed(channel: Channel, user: User) -> Any:
    return types.Updates([types.UpdateChannel(channel.id)], [], [channel.tl(user.id)], datetime.now(UTC), 0)
