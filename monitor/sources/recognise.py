"""What a file of posts is, by what stands in it: its name tells nothing."""

import zlib
from typing import Literal

from monitor.errors import InputError
from monitor.sources.export.events import JsonError, events_of, pass_over
from monitor.sources.packed import Packed

Form = Literal["export", "posts"]
"""An export of Telegram Desktop, or posts, one a line."""

_EXPORT = frozenset({"messages", "chats", "left_chats", "about", "personal_information"})
_POSTS = frozenset({"channel_id", "message_id"})


def recognise(source: Packed) -> Form:
    """Look at the beginning of a file, and go back there.

    Raises:
        InputError: it is neither, or cannot be read; says what it looks like.
    """
    try:
        first = source.file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
        source.file.seek(0)
        form = _form(source) if first[:1] == b"{" else None
        source.file.seek(0)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{source.path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if form is not None:
        return form
    if not first:
        return "posts"  # none
    if first[:1] == b"<":
        raise InputError(
            f"{source.path}: is a web page; export again in the format “Machine-readable JSON” and name its result.json"
        )
    raise InputError(
        f"{source.path}: is neither an export of Telegram Desktop (result.json) nor posts, one JSON object a line"
        " with channel_id, channel, message_id, date and text"
    )


def _form(source: Packed) -> Form | None:
    """What the names tell that stand in the outermost object, as far as it is sound."""
    events = events_of(source.file)
    try:
        next(events)
        for event, key in events:
            if event == "end_map" or key in _POSTS:
                return None if event == "end_map" else "posts"
            if key in _EXPORT:
                return "export"
            pass_over(events)
    except JsonError:
        return None
    return None
