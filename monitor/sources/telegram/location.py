"""Where the file of a message lies, as requests name it. Pure."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from telethon.tl import types


class Location(NamedTuple):
    """`place` is what `upload.getFile` wants, good for some hours; `dc` the data centre; `size` in bytes, if told."""

    place: Any
    dc: int
    size: int | None
    file_id: str
    exact: bool


def location_of(media: Any, file_id: str) -> Location | None:
    """The file with this id that is attached to a message; with no id, the first there is."""
    found = (_location(part) for part in _parts(media))
    return next((one for one in found if one is not None and file_id in ("", one.file_id)), None)


def _parts(media: Any) -> Iterator[Any]:
    if isinstance(media, types.MessageMediaPaidMedia):
        for part in media.extended_media:
            yield getattr(part, "media", None)
    else:
        yield media


def _location(media: Any) -> Location | None:
    if isinstance(media, types.MessageMediaPhoto) and isinstance(media.photo, types.Photo):
        photo = media.photo
        size, kind = max((_photo_size(one) for one in photo.sizes), default=(0, ""))
        place = types.InputPhotoFileLocation(photo.id, photo.access_hash, photo.file_reference, kind)
        return Location(place, photo.dc_id, size, str(photo.id), exact=False) if size else None
    if isinstance(media, types.MessageMediaDocument) and isinstance(media.document, types.Document):
        document = media.document
        place = types.InputDocumentFileLocation(document.id, document.access_hash, document.file_reference, "")
        return Location(place, document.dc_id, document.size, str(document.id), exact=True)
    return None


def _photo_size(size: Any) -> tuple[int, str]:
    """Bytes and name of a photo's size; those that are part of the message are too small to be the picture."""
    if isinstance(size, types.PhotoSize):
        return size.size, size.type
    if isinstance(size, types.PhotoSizeProgressive):
        return max(size.sizes, default=0), size.type
    return 0, ""
