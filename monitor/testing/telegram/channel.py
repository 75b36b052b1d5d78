"""A broadcast channel: its posts, the log of what happened to them, and who sees it."""

import copy
import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal, Protocol

from telethon.tl import types
from telethon.tl.types import Message, MessageFwdHeader

from monitor.testing.telegram.media import Attachment, Shelf

MediaLike = Attachment | Any | None
Publish = Callable[["Channel", list[Any], Sequence[int]], None]
_SAME: Any = object()


@dataclass(frozen=True, slots=True)
class Happening:
    """One step of a channel's log; `pts` is the channel's after it."""

    pts: int
    count: int
    kind: Literal["new", "edit", "delete"]
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Where a forward comes from: a channel (and its post), or only a name."""

    channel: "Channel | None" = None
    message_id: int | None = None
    name: str = ""
    date: datetime | None = None
    author: str = ""

    def header(self) -> MessageFwdHeader:
        """The TL header."""
        origin = types.PeerChannel(self.channel.id) if self.channel else None
        return MessageFwdHeader(
            date=moment(self.date),
            from_id=origin,
            from_name=self.name or None,
            channel_post=self.message_id if origin else None,
            post_author=self.author or None,
        )


class Copies(Protocol):
    """The group that a channel's posts are copied into."""

    id: int

    def copy(self, message: Message, *, push: bool) -> None: ...

    def tl(self, user_id: int) -> Any: ...


class Channel:
    """Made by `Server.add_channel`. What is posted here is pushed to members; `push=False` makes a gap."""

    def __init__(
        self, number: int, title: str, handle: str, *, private: bool, verified: bool, shelf: Shelf, publish: Publish
    ) -> None:
        self.id = number
        self.title = title
        self.handle = handle
        self.private = private
        self.verified = verified
        self.created = datetime.now(UTC)
        self.members: set[int] = set()
        self.messages: dict[int, Any] = {}
        self.ids: list[int] = []
        self.log: list[Happening] = []
        self.pts = 1
        self.changed = self.created
        self._next_id = 1
        self._next_group = number << 20
        self._secret = os.urandom(16)
        self._shelf = shelf
        self._publish = publish
        self.discussion: Copies | None = None

    # What happens in a channel

    def post(
        self,
        text: str = "",
        *,
        entities: list[Any] | None = None,
        media: MediaLike = None,
        forward: Forwarded | MessageFwdHeader | None = None,
        reply_to: int | None = None,
        views: int | None = None,
        forwards: int = 0,
        date: datetime | None = None,
        push: bool = True,
        author: str | None = None,
        group: int | None = None,
    ) -> Message:
        """A new post. `entities` are TL entities; `group` makes it part of an album that other posts share."""
        message = Message(
            self._next_id,
            types.PeerChannel(self.id),
            date=moment(date),
            message=text,
            post=True,
            media=self._shelf.put(media),
            entities=entities,
            fwd_from=forward.header() if isinstance(forward, Forwarded) else forward,
            reply_to=types.MessageReplyHeader(reply_to_msg_id=reply_to) if reply_to else None,
            views=1 if views is None else views,
            forwards=forwards,
            post_author=author,
            grouped_id=group,
        )
        self._say([self._keep(message)], push=push)
        if self.discussion is not None:
            self.discussion.copy(message, push=push)
        return message

    def album(
        self, parts: Iterable[tuple[str, MediaLike]], *, date: datetime | None = None, push: bool = True
    ) -> list[Message]:
        """Several posts with one grouped id, pushed together."""
        self._next_group += 1
        messages = [
            self.post(text, media=media, date=date, group=self._next_group, push=False) for text, media in parts
        ]
        if push:
            first = self.pts - len(messages) + 1
            updates = [types.UpdateNewChannelMessage(m, first + place, 1) for place, m in enumerate(messages)]
            self._publish(self, updates, [m.id for m in messages])
        return messages

    def forward_from(
        self, other: "Channel", message_id: int, *, date: datetime | None = None, push: bool = True
    ) -> Message:
        """Forward another channel's post; a forward of a forward keeps the first origin."""
        source = other.messages[message_id]
        header = source.fwd_from or Forwarded(other, message_id, date=source.date).header()
        return self.post(
            source.message, entities=source.entities, media=source.media, forward=header, date=date, push=push
        )

    def edit(
        self,
        message_id: int,
        text: str = _SAME,
        *,
        entities: list[Any] | None = _SAME,
        media: MediaLike = _SAME,
        date: datetime | None = None,
        push: bool = True,
    ) -> Message:
        """Change a post's content; what is not named stays, but a new text drops the old entities."""
        message = self._revise(message_id)
        if text is not _SAME:
            message.message, message.entities = text, None
        if entities is not _SAME:
            message.entities = entities
        if media is not _SAME:
            message.media = self._shelf.put(media)
        message.edit_date, message.edit_hide = moment(date), None
        self._tell_edit(message, push=push)
        return message

    def react(
        self,
        message_id: int,
        reactions: dict[str, int] | None = None,
        *,
        views: int | None = None,
        forwards: int | None = None,
        push: bool = True,
    ) -> Message:
        """Move counters. Telegram sends reactions as a hidden edit, views and forwards as small updates."""
        message = self._revise(message_id)
        extra = self._count(message, views, forwards)
        if reactions is not None:
            results = [types.ReactionCount(types.ReactionEmoji(emoji), n) for emoji, n in reactions.items()]
            message.reactions = types.MessageReactions(results)
            message.edit_date, message.edit_hide = moment(None), True
            self._tell_edit(message, push=push)
        if extra and push:
            self._publish(self, extra, ())
        return message

    def delete(self, message_ids: Iterable[int], *, push: bool = True) -> None:
        """Take posts away. Ids that are not there are told of all the same, as Telegram does."""
        gone = tuple(message_ids)
        for message_id in gone:
            if self.messages.pop(message_id, None):
                del self.ids[bisect_left(self.ids, message_id)]
        pts = self._record("delete", gone)
        if push:
            self._publish(self, [types.UpdateDeleteChannelMessages(self.id, list(gone), pts, len(gone))], ())

    def rename(self, handle: str | None = None, title: str | None = None, *, push: bool = True) -> None:
        """Change handle or title; a new title is also told by a service message, as Telegram does."""
        if handle is not None:
            self.handle = handle
        if title is not None:
            self.title = title
            action = types.MessageActionChatEditTitle(title)
            notice = types.MessageService(
                self._next_id, types.PeerChannel(self.id), date=moment(None), action=action, post=True
            )
            self._say([self._keep(notice)], push=push)
        if push:
            self._publish(self, [types.UpdateChannel(self.id)], ())

    # What callers see of it

    def access_hash(self, user_id: int) -> int:
        """How one account addresses this channel; worthless to any other."""
        digest = blake2b(user_id.to_bytes(8, "little"), key=self._secret, digest_size=8).digest()
        return int.from_bytes(digest, "little") >> 2

    def tl(self, user_id: int) -> Any:
        """The channel as one account sees it."""
        return types.Channel(
            self.id,
            self.title,
            types.ChatPhotoEmpty(),
            self.created,
            access_hash=self.access_hash(user_id),
            username=self.handle or None,
            broadcast=True,
            verified=self.verified,
            left=user_id not in self.members,
            participants_count=len(self.members),
        )

    def visible_to(self, user_id: int) -> bool:
        """Whether an account may read here."""
        return not self.private or user_id in self.members

    def since(self, pts: int, limit: int) -> tuple[list[Happening], bool]:
        """The next happenings after `pts`, at most `limit`, and whether that is all of them."""
        start = bisect_right(self.log, pts, key=lambda happening: happening.pts)
        return self.log[start : start + limit], start + limit >= len(self.log)

    def _keep(self, message: Any) -> Any:
        self.messages[message.id] = message
        self.ids.append(message.id)
        self._next_id += 1
        return message

    def _revise(self, message_id: int) -> Any:
        # A copy, so that what a test was handed earlier stays as it was.
        revised = copy.copy(self.messages[message_id])
        self.messages[message_id] = revised
        return revised

    def _record(self, kind: Literal["new", "edit", "delete"], ids: tuple[int, ...]) -> int:
        self.pts += len(ids)
        self.log.append(Happening(self.pts, len(ids), kind, ids))
        self.changed = datetime.now(UTC)
        return self.pts

    def _say(self, messages: list[Any], *, push: bool) -> None:
        updates = [types.UpdateNewChannelMessage(m, self._record("new", (m.id,)), 1) for m in messages]
        if push:
            self._publish(self, updates, [m.id for m in messages])

    def _tell_edit(self, message: Any, *, push: bool) -> None:
        pts = self._record("edit", (message.id,))
        if push:
            self._publish(self, [types.UpdateEditChannelMessage(message, pts, 1)], ())

    def _count(self, message: Any, views: int | None, forwards: int | None) -> list[Any]:
        extra: list[Any] = []
        if views is not None:
            message.views = views
            extra.append(types.UpdateChannelMessageViews(self.id, message.id, views))
        if forwards is not None:
            message.forwards = forwards
            extra.append(types.UpdateChannelMessageForwards(self.id, message.id, forwards))
        return extra


def moment(date: datetime | None) -> datetime:
    """A time as the wire has it; now, if none is given."""
    return (date or datetime.now(UTC)).replace(microsecond=0)
