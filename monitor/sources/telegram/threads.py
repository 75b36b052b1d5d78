"""Comments: which messages of a discussion group answer which post of its channel. Pure.

Telegram copies every post of a channel into its linked group; what answers the copy, or answers an answer, is a
comment. All else that is said in the group is none.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace
from telethon.tl import types

from monitor.model import Post

MOST_ROOTS = 50_000
"""More than this and the oldest are forgotten: they are asked for again where a comment names them."""


class Threads:
    """What is known of one group. `channel` and `handle` are of the channel that it belongs to."""

    __slots__ = ("_channel", "_handle", "_posts")

    def __init__(self, channel: int, handle: str) -> None:
        self._channel = channel
        self._handle = handle
        self._posts: dict[int, int] = {}  # by the id of a message: the post that it is a copy of, or 0

    def learn(self, messages: Iterable[Any]) -> None:
        """Take note of which messages are copies of posts."""
        for message in messages:
            self._note(message.id, self._copied(message))

    def give_up(self, numbers: Iterable[int]) -> None:
        """These messages were asked for, and are not there."""
        for number in numbers:
            self._note(number, 0)

    def missing(self, messages: Iterable[Any]) -> set[int]:
        """Ids of messages that have to be learnt before these can be told."""
        roots = {_root_of(message) for message in messages} - {0}
        for root in roots & self._posts.keys():
            self._note(root, self._posts.pop(root))  # what is needed now is forgotten last
        return roots - self._posts.keys()

    def _note(self, number: int, post: int) -> None:
        while len(self._posts) >= MOST_ROOTS:
            del self._posts[next(iter(self._posts))]
        self._posts[number] = post

    def comment(self, message: Any, post: Post | None) -> Post | None:
        """A message as a comment: with the link that opens it under its post; None if it is none.

        Who wrote it is not kept: people who comment are no channels.
        """
        number = self._posts.get(_root_of(message), 0)
        if post is None or not number:
            return None
        return replace(post, author="", link=f"https://t.me/{self._handle}/{number}?comment={post.id}")

    def _copied(self, message: Any) -> int:
        """Copies are told from what people forward by who sent them: the channel itself."""
        header, sender = getattr(message, "fwd_from", None), getattr(message, "from_id", None)
        ours = isinstance(sender, types.PeerChannel) and sender.channel_id == self._channel
        return int(header.channel_post or 0) if ours and header is not None else 0


def _root_of(message: Any) -> int:
    """The message at the head of its thread, or 0."""
    reply = getattr(message, "reply_to", None)
    if not isinstance(reply, types.MessageReplyHeader) or reply.reply_to_peer_id is not None:
        return 0
    return int(reply.reply_to_top_id or reply.reply_to_msg_id or 0)
