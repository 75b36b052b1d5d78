"""Telegram's formatting entities, counted in UTF-16, as `Markup` counted in code points. Pure."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from telethon.tl import types

from monitor.model import Markup

_KINDS: dict[type, str] = {
    types.MessageEntityBold: "bold",
    types.MessageEntityItalic: "italic",
    types.MessageEntityUnderline: "underline",
    types.MessageEntityStrike: "strike",
    types.MessageEntityCode: "code",
    types.MessageEntityPre: "pre",
    types.MessageEntityBlockquote: "quote",
    types.MessageEntitySpoiler: "spoiler",
    types.MessageEntityTextUrl: "link",
    types.MessageEntityUrl: "url",
    types.MessageEntityEmail: "email",
    types.MessageEntityPhone: "phone",
    types.MessageEntityHashtag: "hashtag",
    types.MessageEntityCashtag: "cashtag",
    types.MessageEntityMention: "mention",
    types.MessageEntityMentionName: "mention",
    types.MessageEntityCustomEmoji: "emoji",
}

_VALUES: dict[type, Callable[[Any], str]] = {
    types.MessageEntityTextUrl: lambda e: str(e.url),
    types.MessageEntityPre: lambda e: str(e.language),
    types.MessageEntityMentionName: lambda e: str(e.user_id),
    types.MessageEntityCustomEmoji: lambda e: str(e.document_id),
}

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def to_markup(text: str, entities: Sequence[Any] | None, shift: int = 0) -> tuple[Markup, ...]:
    """The known kinds of formatting, clipped to the text. `shift` is added to every offset."""
    if not entities:
        return ()
    place = _places(text)
    found = []
    for entity in entities:
        sort = type(entity)
        kind = _KINDS.get(sort)
        if kind is None:
            continue
        start, end = place(entity.offset), place(entity.offset + entity.length)
        if start < end:
            value = _VALUES.get(sort)
            found.append(Markup(kind, start + shift, end + shift, value(entity) if value else ""))
    return tuple(found)


def _places(text: str) -> Callable[[int], int]:
    """A function from UTF-16 offsets to code points. Most text has no character past the first plane."""
    length = len(text)
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * length:
        return lambda at: min(max(at, 0), length)
    wide = [match.start() + n for n, match in enumerate(_ASTRAL.finditer(text))]
    return lambda at: min(max(at - bisect_left(wide, at), 0), length)
