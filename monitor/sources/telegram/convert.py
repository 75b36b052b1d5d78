"""Telegram's messages as posts. Pure: nothing is asked, and what cannot be read raises."""

from collections.abc import Sequence
from typing import Any

from telethon.tl import types

from monitor.model import Caption, Counters, Forward, Millis, Post
from monitor.sources.telegram.markup import to_markup
from monitor.sources.telegram.media import to_media

_NO_COUNTERS = Counters()


def to_post(message: Any, handle: str, chats: Sequence[Any] = ()) -> Post | None:
    """A channel's message as a post; None for a service message, or for one that is gone.

    `handle` makes the permalink (without one: the form for members). `chats` came with the message
    and name the channel that a forward is from. One part of an album becomes a post with `group`.
    """
    if not isinstance(message, types.Message):
        return None
    channel, number = message.peer_id.channel_id, message.id
    text = message.message or ""
    markup = to_markup(text, message.entities)
    media = message.media
    if type(media) is types.MessageMediaPoll:
        text, asked = _with_question(text, media.poll.question)
        markup += asked
    group = message.grouped_id
    return Post(
        channel=channel,
        id=number,
        posted=_millis(message.date),
        text=text,
        markup=markup,
        media=to_media(media, number) if media is not None else (),
        forward=_forward(message.fwd_from, chats) if message.fwd_from is not None else None,
        reply_to=_reply_to(message.reply_to) if message.reply_to is not None else None,
        author=message.post_author or "",
        edited=_millis(message.edit_date) if message.edit_date is not None else None,
        group=group,
        parts=(number,) if group is not None else (),
        captions=(Caption(number, text, markup),) if group is not None else (),
        counters=_counters(message),
        link=f"https://t.me/{handle}/{number}" if handle else f"https://t.me/c/{channel}/{number}",
    )


def to_reactions(reactions: Any) -> tuple[tuple[str, int], ...]:
    """Reactions with their counts: an emoji, `custom:ID`, or `paid`."""
    if not isinstance(reactions, types.MessageReactions):
        return ()
    return tuple((_reaction(r.reaction), r.count) for r in reactions.results)


def handle_of(chat: Any) -> str:
    """The handle by which a channel is reached now, or ""."""
    if getattr(chat, "username", None):
        return str(chat.username)
    for name in getattr(chat, "usernames", None) or ():
        if name.active:
            return str(name.username)
    return ""


def handles_of(chat: Any) -> frozenset[str]:
    """Every handle that leads to a channel now, in lower case."""
    names = {name.username.lower() for name in getattr(chat, "usernames", None) or () if name.active}
    if getattr(chat, "username", None):
        names.add(chat.username.lower())
    return frozenset(names)


def flags_of(chat: Any) -> frozenset[str]:
    """What Telegram says of a channel as a whole, as in `ChannelChanged.flags`."""
    flags = {name for name in ("verified", "scam", "fake", "restricted") if getattr(chat, name, None)}
    return frozenset(flags if handle_of(chat) else flags | {"private"})


def _millis(moment: Any) -> Millis:
    return int(moment.timestamp()) * 1000 if moment is not None else 0


def _with_question(text: str, question: Any) -> tuple[str, Any]:
    before = f"{text}\n" if text else ""
    return before + question.text, to_markup(question.text, question.entities, shift=len(before))


def _reaction(reaction: Any) -> str:
    if isinstance(reaction, types.ReactionEmoji):
        return str(reaction.emoticon)
    if isinstance(reaction, types.ReactionCustomEmoji):
        return f"custom:{reaction.document_id}"
    return "paid"


def _counters(message: Any) -> Counters:
    if message.views is None and message.forwards is None and message.reactions is None:
        return _NO_COUNTERS
    return Counters(message.views, message.forwards, to_reactions(message.reactions))


def _reply_to(reply: Any) -> int | None:
    if not isinstance(reply, types.MessageReplyHeader) or reply.reply_to_peer_id is not None:
        return None
    if reply.forum_topic and reply.reply_to_top_id is None:
        return None  # it names the topic, not a post
    number: int | None = reply.reply_to_msg_id
    return number


def _forward(header: Any, chats: Sequence[Any]) -> Forward:
    peer = header.from_id
    channel = peer.channel_id if isinstance(peer, types.PeerChannel) else None
    origin = next((c for c in chats if c.id == channel and hasattr(c, "access_hash")), None) if channel else None
    return Forward(
        channel=channel,
        handle=handle_of(origin) if origin is not None else "",
        name=header.from_name or (origin.title if origin is not None else "") or header.post_author or "",
        message_id=header.channel_post,
        posted=_millis(header.date) if header.date is not None else None,
    )
