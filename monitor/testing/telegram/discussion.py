"""The group in which a channel's posts are commented on: Telegram copies every post into it."""

from typing import Any

from telethon.tl import types
from telethon.tl.types import Message

from monitor.testing.telegram.channel import Channel, Forwarded, Publish, moment
from monitor.testing.telegram.media import Shelf


class Discussion(Channel):
    """Made by `Server.add_discussion`. Whoever writes here is a user, and none in particular."""

    def __init__(self, number: int, channel: Channel, handle: str, *, shelf: Shelf, publish: Publish) -> None:
        title = f"{channel.title} Chat"
        super().__init__(number, title, handle, private=False, verified=False, shelf=shelf, publish=publish)
        self.channel = channel
        self._copies: dict[int, int] = {}
        for message_id in channel.ids:
            self.copy(channel.messages[message_id], push=False)

    def copy(self, message: Message, *, push: bool) -> None:
        """What Telegram does with every post of the channel."""
        header = Forwarded(self.channel, message.id, date=message.date).header()
        header.saved_from_peer, header.saved_from_msg_id = types.PeerChannel(self.channel.id), message.id
        self._copies[message.id] = self._write(
            message.message, types.PeerChannel(self.channel.id), header, push=push
        ).id

    def comment(self, post_id: int, text: str, *, answers: int | None = None, push: bool = True) -> Message:
        """Somebody comments on a post of the channel, or answers a comment on it."""
        root = self._copies[post_id]
        reply = types.MessageReplyHeader(reply_to_msg_id=answers or root, reply_to_top_id=root if answers else None)
        return self._write(text, types.PeerUser(1), reply=reply, push=push)

    def chat(self, text: str, *, answers: int | None = None, push: bool = True) -> Message:
        """Somebody says something that is no comment."""
        reply = types.MessageReplyHeader(reply_to_msg_id=answers) if answers else None
        return self._write(text, types.PeerUser(1), reply=reply, push=push)

    def _write(self, text: str, sender: Any, header: Any = None, reply: Any = None, *, push: bool) -> Message:
        message = Message(
            self._next_id,
            types.PeerChannel(self.id),
            date=moment(None),
            message=text,
            from_id=sender,
            fwd_from=header,
            reply_to=reply,
        )
        self._say([self._keep(message)], push=push)
        return message

    def tl(self, user_id: int) -> Any:
        """The group as one account sees it."""
        seen = super().tl(user_id)
        seen.broadcast, seen.megagroup, seen.has_link = False, True, True
        return seen
