"""What is attached to a post, as far as its page shows. Pure."""

from collections.abc import Callable, Iterator

from monitor.model import Media
from monitor.sources.preview.address import place
from monitor.sources.preview.amounts import percent, pixels, seconds, size
from monitor.sources.preview.tree import Block, Node

UNSUPPORTED = "message_media_not_supported_wrap"


def media_in(block: Block, post: int) -> list[tuple[Node, Media]]:
    """The attachments with their elements, in order. Each names the message that it belongs to."""
    found = [(node, media) for name, read in WRAPS.items() for node, media in _of(block, name, read, post)]
    return sorted(found, key=lambda item: block.place(item[0]))


def _of(block: Block, name: str, read: "Reader", post: int) -> Iterator[tuple[Node, Media]]:
    for node in block.all(name):
        where = place(node.get("href"))
        number = where.post if where is not None and where.post else post
        media = read(node, Block(node), number)
        if media is not None:
            yield node, media


def _photo(node: Node, block: Block, number: int) -> Media:
    width = pixels(node.get("style"), "width")
    inner = block.first("tgme_widget_message_photo")
    share = percent(inner.get("style"), "padding-top") if inner is not None else None
    return Media(
        "photo",
        number,
        width=width if share is not None else None,  # in an album both are those of the layout
        height=round(width * share / 100) if width and share is not None else None,
        file_id=next((name for name in node.get("class").split() if name.isdecimal() and len(name) > 10), ""),
    )


def _video(_node: Node, block: Block, number: int) -> Media:
    video = block.first("tgme_widget_message_video")
    duration = seconds(block.words("message_video_duration"))
    looped = video is not None and not {"loop", "autoplay"}.isdisjoint(video.attributes)
    return Media("gif" if looped and duration is None else "video", number, duration=duration)


def _round(_node: Node, block: Block, number: int) -> Media:
    return Media("round", number, duration=seconds(block.words("tgme_widget_message_roundvideo_duration")))


def _voice(_node: Node, block: Block, number: int) -> Media:
    return Media("voice", number, duration=seconds(block.words("tgme_widget_message_voice_duration")))


def _document(_node: Node, block: Block, number: int) -> Media:
    title = block.words("tgme_widget_message_document_title")
    icon = block.first("tgme_widget_message_document_icon")
    if icon is not None and "audio" in icon.classes:
        return Media("audio", number, file_name=title)
    return Media("document", number, size=size(block.words("tgme_widget_message_document_extra")), file_name=title)


def _unsupported(node: Node, _block: Block, number: int) -> Media | None:
    """Beside a sticker stands the same box, for browsers that cannot show it."""
    return None if "media_not_supported_cont" in node.classes else Media("other", number)


def _named(kind: str) -> "Reader":
    return lambda _node, _block, number: Media(kind, number)


Reader = Callable[[Node, Block, int], Media | None]

WRAPS: dict[str, Reader] = {
    "tgme_widget_message_photo_wrap": _photo,
    "tgme_widget_message_video_player": _video,
    "tgme_widget_message_roundvideo_player": _round,
    "tgme_widget_message_voice_player": _voice,
    "tgme_widget_message_document_wrap": _document,
    "tgme_widget_message_sticker_wrap": _named("sticker"),
    "tgme_widget_message_poll": _named("poll"),
    "tgme_widget_message_location_wrap": _named("geo"),
    "tgme_widget_message_venue_wrap": _named("geo"),
    "tgme_widget_message_contact_wrap": _named("contact"),
    "tgme_widget_message_invoice": _named("other"),
    "tgme_widget_message_game": _named("other"),
    UNSUPPORTED: _unsupported,
}
"""The elements that hold one attachment each, and how they are read."""
