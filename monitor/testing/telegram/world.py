"""A small Telegram: who exists, what channels there are. It knows no sockets."""

import os
from collections.abc import Iterable
from typing import Any

from telethon.crypto import AuthKey

from monitor.testing.telegram.channel import Channel, Publish
from monitor.testing.telegram.discussion import Discussion
from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.media import Shelf
from monitor.testing.telegram.people import Key, User

_FIRST_USER = 7_000_001
_FIRST_CHANNEL = 1_400_000_001


class World:
    """Users, channels, files and keys of one server."""

    def __init__(self, dc: int, publish: Publish) -> None:
        self.dc = dc
        self.users: dict[int, User] = {}
        self.channels: dict[int, Channel] = {}
        self.keys: dict[int, Key] = {}
        self.shelf = Shelf(dc)
        self.other_dcs = tuple(number for number in (1, 4) if number != dc)
        self.vouchers: dict[bytes, tuple[User, int]] = {}
        self.login_code = "12345"
        self.too_long_after = 1000
        self.difference_timeout = 30.0
        self._publish = publish
        self._channels_made = 0

    def add_user(self, name: str, phone: str, password: str) -> User:
        """A new account."""
        user = User(_FIRST_USER + len(self.users), name, phone.lstrip("+"), password)
        self.users[user.id] = user
        return user

    def add_channel(self, title: str, handle: str, *, private: bool, verified: bool) -> Channel:
        """A new channel without members or posts."""
        number = _FIRST_CHANNEL + self._channels_made
        self._channels_made += 1
        channel = Channel(
            number, title, handle, private=private, verified=verified, shelf=self.shelf, publish=self._publish
        )
        self.channels[number] = channel
        return channel

    def add_discussion(self, channel: Channel, handle: str) -> Discussion:
        """A group for comments on a channel's posts, those of before among them."""
        number = _FIRST_CHANNEL + self._channels_made
        self._channels_made += 1
        group = Discussion(number, channel, handle, shelf=self.shelf, publish=self._publish)
        self.channels[number] = channel.discussion = group
        return group

    def add_key(self, auth: AuthKey | None = None, user: User | None = None) -> Key:
        """Register an auth key; a random one if none is given."""
        key = Key(auth or AuthKey(os.urandom(256)), user)
        return self.keys.setdefault(key.auth.key_id, key)

    def keys_of(self, user: User) -> list[Key]:
        """Every sign-in of an account."""
        return [key for key in self.keys.values() if key.user is user]

    def user_by_phone(self, phone: str) -> User | None:
        """The account with this number, with or without the plus."""
        return next((user for user in self.users.values() if user.phone == phone.lstrip("+")), None)

    def channel_by_handle(self, handle: str) -> Channel | None:
        """The channel that has a handle now, whatever the case."""
        wanted = handle.lower()
        return next((c for c in self.channels.values() if c.handle and c.handle.lower() == wanted), None)

    def channel_for(self, user: User, peer: Any) -> Channel:
        """The channel that an InputChannel or InputPeerChannel means.

        Raises:
            CallError: CHANNEL_INVALID (no such channel, or another account's hash), CHANNEL_PRIVATE.
        """
        channel = self.channels.get(getattr(peer, "channel_id", 0))
        if channel is None or getattr(peer, "access_hash", None) != channel.access_hash(user.id):
            raise CallError(400, "CHANNEL_INVALID")
        if not channel.visible_to(user.id):
            raise CallError(400, "CHANNEL_PRIVATE")
        return channel

    def chats(self, channel: Channel, messages: Iterable[Any], user_id: int) -> list[Any]:
        """The channel, and the visible origins of forwards among the messages, as an account sees them."""
        origins = {_origin(message): None for message in messages}
        known = [self.channels[number] for number in origins if number in self.channels and number != channel.id]
        return [channel.tl(user_id), *(origin.tl(user_id) for origin in known if origin.visible_to(user_id))]


def _origin(message: Any) -> int:
    header = getattr(message, "fwd_from", None)
    return int(getattr(header.from_id, "channel_id", 0)) if header else 0
