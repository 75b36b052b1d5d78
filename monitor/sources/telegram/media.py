"""What is attached to a message, as facts about it. Pure."""

from collections.abc import Callable
from typing import Any

from telethon.tl import types

from monitor.model import Media


def to_media(media: Any, message_id: int) -> tuple[Media, ...]:
    """The attachments of a message. A preview of a link is none."""
    if media is None or isinstance(media, (types.MessageMediaWebPage, types.MessageMediaEmpty)):
        return ()
    if isinstance(media, types.MessageMediaPaidMedia):
        return tuple(fact for part in media.extended_media for fact in _paid(part, message_id))
    read = _READERS.get(type(media))
    return (read(media, message_id) if read else Media("other", message_id),)


def _paid(part: Any, message_id: int) -> tuple[Media, ...]:
    inner = getattr(part, "media", None)
    return to_media(inner, message_id) if inner is not None else (Media("other", message_id),)


def _photo(media: Any, message_id: int) -> Media:
    photo = media.photo
    if not isinstance(photo, types.Photo):
        return Media("photo", message_id)
    size, width, height = max((_photo_size(s) for s in photo.sizes), default=(0, 0, 0))
    return Media(
        "photo",
        message_id,
        mime="image/jpeg",
        size=size or None,
        width=width or None,
        height=height or None,
        file_id=str(photo.id),
    )


def _photo_size(size: Any) -> tuple[int, int, int]:
    if isinstance(size, types.PhotoSize):
        return size.size, size.w, size.h
    if isinstance(size, types.PhotoSizeProgressive):
        return max(size.sizes, default=0), size.w, size.h
    if isinstance(size, types.PhotoCachedSize):
        return len(size.bytes), size.w, size.h
    return 0, 0, 0


def _document(media: Any, message_id: int) -> Media:
    document = media.document
    if not isinstance(document, types.Document):
        return Media("other", message_id)
    has = {type(attribute): attribute for attribute in document.attributes}
    video, audio = has.get(types.DocumentAttributeVideo), has.get(types.DocumentAttributeAudio)
    frame = video or has.get(types.DocumentAttributeImageSize)
    timed = video or audio
    name = has.get(types.DocumentAttributeFilename)
    return Media(
        _document_kind(has),
        message_id,
        mime=document.mime_type or "",
        size=document.size,
        width=frame.w if frame else None,
        height=frame.h if frame else None,
        duration=float(timed.duration) if timed else None,
        file_name=name.file_name if name else "",
        file_id=str(document.id),
    )


def _document_kind(has: dict[type, Any]) -> str:
    if types.DocumentAttributeSticker in has:
        return "sticker"
    if types.DocumentAttributeAnimated in has:
        return "gif"
    video = has.get(types.DocumentAttributeVideo)
    if video:
        return "round" if video.round_message else "video"
    audio = has.get(types.DocumentAttributeAudio)
    if audio:
        return "voice" if audio.voice else "audio"
    return "document"


def _named(kind: str) -> Callable[[Any, int], Media]:
    return lambda _media, message_id: Media(kind, message_id)


_READERS: dict[type, Callable[[Any, int], Media]] = {
    types.MessageMediaPhoto: _photo,
    types.MessageMediaDocument: _document,
    types.MessageMediaPoll: _named("poll"),
    types.MessageMediaGeo: _named("geo"),
    types.MessageMediaGeoLive: _named("geo"),
    types.MessageMediaVenue: _named("geo"),
    types.MessageMediaContact: _named("contact"),
}
