"""Messages of an export as posts. Pure."""

from typing import Any

from msgspec import Struct

from monitor.model import Counters, Forward, Markup, Post
from monitor.sources.export.fields import moment, number, words
from monitor.sources.export.media import SizeOf, to_media
from monitor.sources.export.text import to_text

_NO_COUNTERS = Counters()


class Origin(Struct, frozen=True):
    """Whose messages they are: the channel's number, and its handle if it is known."""

    channel: int
    handle: str = ""


def to_post(message: dict[str, Any], origin: Origin, size_of: SizeOf) -> Post | None:
    """A message as a post; None for what is none: a service message, one from before a group became what it is.

    Raises:
        ValueError: it is none that Telegram Desktop writes; says what is missing.
    """
    kind = words(message, "type")
    if kind != "message":
        if not kind:
            raise ValueError("it has no type")
        return None
    message_id = number(message, "id")
    posted = moment(message, "date")
    if message_id is None or posted is None:
        raise ValueError(f"it has no {'id' if message_id is None else 'date'}")
    if message_id <= 0:
        return None  # numbers of another chat, which this one grew out of
    text, markup = _said(message)
    return Post(
        channel=origin.channel,
        id=message_id,
        posted=posted,
        text=text,
        markup=markup,
        media=to_media(message, message_id, size_of),
        forward=_forward(message),
        reply_to=number(message, "reply_to_message_id") if "reply_to_peer_id" not in message else None,
        author=words(message, "author"),
        edited=moment(message, "edited"),
        counters=_counters(message),
        link=f"https://t.me/{origin.handle or f'c/{origin.channel}'}/{message_id}",
    )


def _said(message: dict[str, Any]) -> tuple[str, tuple[Markup, ...]]:
    """Body or caption, and a poll's question."""
    text, markup = to_text(message.get("text_entities") or message.get("text"))
    poll = message.get("poll")
    if isinstance(poll, dict):
        before = f"{text}\n" if text else ""
        question, asked = to_text(poll.get("question"), shift=len(before))
        text, markup = before + question, markup + asked
    return text, markup


def _forward(message: dict[str, Any]) -> Forward | None:
    if "forwarded_from" not in message and "forwarded_from_id" not in message:
        saved = words(message, "saved_from")
        return Forward(name=saved) if saved else None
    peer = words(message, "forwarded_from_id")
    channel = peer.removeprefix("channel")
    return Forward(
        channel=int(channel) if channel != peer and channel.isdecimal() and len(channel) < 19 else None,
        name=words(message, "forwarded_from"),
    )


def _counters(message: dict[str, Any]) -> Counters:
    """Reactions; an export tells neither views nor forwards."""
    listed = message.get("reactions")
    if not listed or not isinstance(listed, list):
        return _NO_COUNTERS
    counted = [(_reaction(item), number(item, "count")) for item in listed if isinstance(item, dict)]
    return Counters(reactions=tuple((name, count) for name, count in counted if name and count is not None))


def _reaction(item: dict[str, Any]) -> str:
    kind = words(item, "type")
    if kind == "custom_emoji":
        return f"custom:{item.get('document_id')}" if number(item, "document_id") is not None else "custom"
    return "paid" if kind == "paid" else words(item, "emoji")
