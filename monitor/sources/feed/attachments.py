"""What is attached to an item, as facts about it. Pure."""

from collections.abc import Iterable, Mapping
from posixpath import basename
from urllib.parse import unquote, urlsplit

from monitor.model import Media

MOST_MEDIA = 50

_BY_ENDING = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "avif", "bmp"), "photo"),
    "gif": "gif",
    **dict.fromkeys(("mp4", "m4v", "webm", "mov", "avi", "mkv", "m3u8"), "video"),
    **dict.fromkeys(("mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac"), "audio"),
}
_BY_SORT = {"image": "photo", "video": "video", "audio": "audio"}


def media_of(url: str, told: Mapping[str, str]) -> Media:
    """An attachment from its address and what the feed tells of it (type, medium, length, width, height, duration)."""
    mime = told.get("type", "").lower().partition(";")[0].strip()[:100]
    name = unquote(basename(urlsplit(url).path))[:200]
    ending = name.rpartition(".")[2].lower()
    sort = mime.partition("/")[0]
    kind = "gif" if mime == "image/gif" else _BY_SORT.get(sort) or _BY_SORT.get(told.get("medium", "").lower())
    return Media(
        kind or _BY_ENDING.get(ending, "document"),
        0,  # the message is not known before the item's identity is
        mime=mime,
        size=_whole(told.get("length") or told.get("filesize")),
        width=_whole(told.get("width")),
        height=_whole(told.get("height")),
        duration=float(duration) if (duration := _whole(told.get("duration"))) else None,
        file_name=name,
        file_id=url,
    )


def unique(media: Iterable[Media]) -> tuple[Media, ...]:
    """Each address once, and not more than anybody looks at."""
    by_url: dict[str, Media] = {}
    for one in media:
        by_url.setdefault(one.file_id, one)
        if len(by_url) == MOST_MEDIA:
            break
    return tuple(by_url.values())


def _whole(text: str | None) -> int | None:
    """A positive number, or None: many feeds write 0 where they do not know."""
    text = (text or "").strip()
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 16 else None
