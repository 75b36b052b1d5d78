"""What is attached to a message of an export, as facts about it. Pure but for the sizes that it is told of."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from monitor.model import Media
from monitor.sources.export.fields import number, real, words

SizeOf = Callable[[str], int | None]
"""The size in bytes of a file that an export names, if it can be told."""

_KINDS = {
    "sticker": "sticker",
    "video_message": "round",
    "voice_message": "voice",
    "animation": "gif",
    "video_file": "video",
    "audio_file": "audio",
}
_OTHERS = frozenset(
    {"game_title", "invoice_information", "giveaway_information", "giveaway_results", "story_id", "todo_list"}
)
_NOT_THERE = "("  # "(File not included. Change data exporting settings to download.)" stands in a path's place


def to_media(message: dict[str, Any], message_id: int, size_of: SizeOf) -> tuple[Media, ...]:
    """The attachment of a message: one at most, for an album's messages stand by themselves."""
    if "photo" in message:
        return (_photo(message, message_id, size_of),)
    if "file" in message:
        return (_document(message, message_id, size_of),)
    if "poll" in message:
        return (Media("poll", message_id),)
    if "location_information" in message or "place_name" in message:
        return (Media("geo", message_id),)
    if "contact_information" in message:
        return (Media("contact", message_id),)
    return (Media("other", message_id),) if not _OTHERS.isdisjoint(message) else ()


def _photo(message: dict[str, Any], message_id: int, size_of: SizeOf) -> Media:
    path = _path(message, "photo")
    return Media(
        "photo",
        message_id,
        mime="image/jpeg",
        size=_size(message, "photo_file_size", path, size_of),
        width=number(message, "width"),
        height=number(message, "height"),
    )


def _document(message: dict[str, Any], message_id: int, size_of: SizeOf) -> Media:
    path = _path(message, "file")
    return Media(
        _KINDS.get(words(message, "media_type"), "document"),
        message_id,
        mime=words(message, "mime_type"),
        size=_size(message, "file_size", path, size_of),
        width=number(message, "width"),
        height=number(message, "height"),
        duration=real(message, "duration_seconds"),
        file_name=words(message, "file_name") or PurePosixPath(path).name,
    )


def _path(message: dict[str, Any], key: str) -> str:
    """Where the file lies inside of the export, or "" if it was not exported."""
    path = words(message, key)
    return "" if path.startswith(_NOT_THERE) else path


def _size(message: dict[str, Any], key: str, path: str, size_of: SizeOf) -> int | None:
    told = number(message, key)
    return told if told is not None or not path else size_of(path)
