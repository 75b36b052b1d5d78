"""What a post can carry. Files get their bytes served by upload.getFile once they are posted."""

import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telethon.tl import types

_PICTURE = b"\xff\xd8\xff\xe0loopback picture\xff\xd9"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A TL media object, and its bytes if it is a file; `dc` is the data centre that has them (0: the server's own)."""

    tl: Any
    data: bytes | None = None
    dc: int = 0


def photo(size: tuple[int, int] = (640, 480), data: bytes = _PICTURE) -> Attachment:
    """A photo of `size` (width, height) pixels."""
    sizes = [types.PhotoSize("x", *size, len(data))]
    return Attachment(
        types.MessageMediaPhoto(photo=types.Photo(_new_id(), _new_id(), b"", datetime.now(UTC), sizes, 0)), data
    )


def video(
    seconds: float = 10.0,
    width: int = 1280,
    height: int = 720,
    name: str = "video.mp4",
    *,
    data: bytes = b"loopback video",
    animated: bool = False,
    round_: bool = False,
) -> Attachment:
    """A video; `animated` makes it what Telegram shows as a GIF, `round_` a video message."""
    shape = types.DocumentAttributeVideo(
        float(seconds), width, height, round_message=round_, nosound=animated, supports_streaming=True
    )
    extra = [types.DocumentAttributeAnimated()] if animated else []
    attributes = [shape, *extra, types.DocumentAttributeFilename(name)]
    return _file("video/mp4", attributes, data, video=True, round=round_)


def document(name: str = "report.pdf", mime: str = "application/pdf", data: bytes = b"loopback document") -> Attachment:
    """Any other file."""
    return _file(mime, [types.DocumentAttributeFilename(name)], data)


def voice(seconds: int = 5, *, data: bytes = b"loopback voice") -> Attachment:
    """A voice message."""
    return _file("audio/ogg", [types.DocumentAttributeAudio(seconds, voice=True)], data, voice=True)


def audio(
    seconds: int = 180, title: str = "Song", performer: str = "Band", *, data: bytes = b"loopback music"
) -> Attachment:
    """A music file."""
    shape = types.DocumentAttributeAudio(seconds, title=title, performer=performer)
    return _file("audio/mpeg", [shape, types.DocumentAttributeFilename(f"{title}.mp3")], data)


def sticker(emoji: str = "👍", *, data: bytes = b"loopback sticker") -> Attachment:
    """A still sticker of 512 by 512 pixels."""
    shape = types.DocumentAttributeSticker(emoji, types.InputStickerSetEmpty())
    return _file("image/webp", [types.DocumentAttributeImageSize(512, 512), shape], data)


def poll(question: str, answers: list[str]) -> Attachment:
    """A poll without votes."""
    choices = [types.PollAnswer(_plain(text), str(number).encode()) for number, text in enumerate(answers)]
    body = types.Poll(_new_id(), _plain(question), choices, 0)
    return Attachment(types.MessageMediaPoll(body, types.PollResults(total_voters=0)))


def geo(lat: float, long: float) -> Attachment:
    """A point on the map, in degrees."""
    return Attachment(types.MessageMediaGeo(types.GeoPoint(long, lat, _new_id())))


def page(url: str, title: str = "", description: str = "") -> Attachment:
    """A link's preview."""
    body = types.WebPage(
        _new_id(), url, url.split("://", 1)[-1], 0, type="article", title=title or None, description=description or None
    )
    return Attachment(types.MessageMediaWebPage(body))


class Shelf:
    """The files of a server by id. Where a file's dc is not the session's, clients look elsewhere."""

    def __init__(self, dc: int) -> None:
        self._dc = dc
        self._data: dict[int, bytes] = {}
        self._bodies: dict[int, Any] = {}
        self._homes: dict[int, int] = {}
        self._reference = os.urandom(8)

    def put(self, media: Any) -> Any:
        """The TL media of an attachment (or of bare TL media), its bytes shelved."""
        if not isinstance(media, Attachment):
            return media
        if media.data is not None:
            body = getattr(media.tl, "photo", None) or media.tl.document
            home = self._homes[body.id] = media.dc or self._dc
            body.dc_id, body.file_reference = home, self._reference
            self._data[body.id], self._bodies[body.id] = media.data, body
        return media.tl

    def home(self, file_id: int) -> int:
        """The data centre that has a file."""
        return self._homes.get(file_id, self._dc)

    def read(self, file_id: int, reference: bytes) -> bytes | None:
        """A file's bytes; None if the reference is not (or no longer) good."""
        return self._data.get(file_id) if reference == self._reference else None

    def expire(self) -> None:
        """Every reference handed out so far stops working; messages read from now on carry a new one."""
        self._reference = os.urandom(8)
        for body in self._bodies.values():
            body.file_reference = self._reference


def _file(mime: str, attributes: list[Any], data: bytes, **flags: bool) -> Attachment:
    body = types.Document(_new_id(), _new_id(), b"", datetime.now(UTC), mime, len(data), 0, attributes)
    return Attachment(types.MessageMediaDocument(document=body, **flags), data)


def _plain(text: str) -> Any:
    return types.TextWithEntities(text, [])


def _new_id() -> int:
    return random.getrandbits(62)
