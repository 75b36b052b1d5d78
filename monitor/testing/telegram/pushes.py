"""Handing what happens in channels to the connections that are due it."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from telethon.tl import types

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.connection import Connection
from monitor.testing.telegram.wire import Ready

_STAMPS_KEPT = 200_000

PushListener = Callable[[int, int, int], None]


class Pushes:
    """Fans updates out. An update is serialised once, a body once for each account, sealed for each connection.

    `stamps` are {(channel id, message id): time.monotonic_ns()} of new posts handed to a socket; `listeners`
    are called with the same three numbers.
    """

    def __init__(self, connections: Collection[Connection]) -> None:
        self.stamps: dict[tuple[int, int], int] = {}
        self.listeners: list[PushListener] = []
        self._connections = connections

    def fan_out(
        self, channel: Channel, updates: list[Any], message_ids: Sequence[int], chats: Callable[[int], list[Any]]
    ) -> None:
        """Push updates of a channel. `message_ids` are the new posts among them, `chats` what goes with them."""
        receivers = [connection for connection in self._connections if connection.receives(channel)]
        if not receivers:
            return
        ready = [Ready(update) for update in updates]
        bodies: dict[int, bytes] = {}
        for connection in receivers:
            user_id = connection.user.id
            if user_id not in bodies:
                bodies[user_id] = _body(ready, chats(user_id))
            connection.push(bodies[user_id])
        self._stamp(channel.id, message_ids)

    def announce_loss(self, channel: Channel) -> None:
        """Tell members that a channel is gone for them."""
        for connection in self._connections:
            if connection.receives(channel):
                number = channel.access_hash(connection.user.id)
                lost = types.ChannelForbidden(channel.id, number, channel.title, broadcast=True)
                connection.push(_body([types.UpdateChannel(channel.id)], [lost]))

    def _stamp(self, channel_id: int, message_ids: Sequence[int]) -> None:
        now = time.monotonic_ns()
        for message_id in message_ids:
            self.stamps[channel_id, message_id] = now
            for listener in self.listeners:
                listener(channel_id, message_id, now)
        while len(self.stamps) > _STAMPS_KEPT:
            del self.stamps[next(iter(self.stamps))]


def _body(updates: list[Any], chats: list[Any]) -> bytes:
    body: bytes = types.Updates(updates, [], chats, datetime.now(UTC), 0)._bytes()
    return body
