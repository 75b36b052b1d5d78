"""Albums: several messages that are one post. Pure."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from monitor.model import Caption, Markup, Post

_BETWEEN = "\n\n"


def as_album(part: Post) -> Post:
    """One message of an album as the album that it is so far."""
    return _assemble(part, [Caption(part.id, part.text, part.markup)])


def add_part(album: Post, part: Post) -> Post:
    """The album with a message added, or put in the place of its earlier form."""
    captions = [item for item in album.captions if item.message != part.id]
    captions.append(Caption(part.id, part.text, part.markup))
    media = (*(item for item in album.media if item.message_id != part.id), *part.media)
    edited = max((when for when in (album.edited, part.edited) if when is not None), default=None)
    return _assemble(replace(album, media=media, edited=edited), captions)


def drop_parts(album: Post, gone: Collection[int]) -> Post | None:
    """The album without some of its messages; None if nothing is left."""
    captions = [item for item in album.captions if item.message not in gone]
    if not captions:
        return None
    media = tuple(item for item in album.media if item.message_id not in gone)
    return _assemble(replace(album, media=media), captions)


def is_grown(album: Post, whole: Post) -> bool:
    """Whether an album that is shown whole has more messages than before, and the earlier ones as they were."""
    return (
        bool(album.parts)
        and set(album.parts) < set(whole.parts)
        and set(album.captions) <= set(whole.captions)
        and set(album.media) <= set(whole.media)
    )


def is_told_better(album: Post, part: Post) -> bool:
    """Whether a message of an album is told with its files, of which so far only a page told that they are there."""
    before = [item for item in album.media if item.message_id == part.id]
    return bool(before) and not any(item.file_id for item in before) and any(item.file_id for item in part.media)


def _assemble(album: Post, captions: Iterable[Caption]) -> Post:
    ordered = sorted(captions, key=lambda item: item.message)
    text = ""
    markup: list[Markup] = []
    for caption in ordered:
        if not caption.text:
            continue
        text += _BETWEEN if text else ""
        markup.extend(Markup(m.kind, m.start + len(text), m.end + len(text), m.value) for m in caption.markup)
        text += caption.text
    lowest = ordered[0].message
    link = album.link.removesuffix(str(album.id)) + str(lowest) if album.link else ""
    return replace(
        album,
        id=lowest,
        text=text,
        markup=tuple(markup),
        captions=tuple(ordered),
        parts=tuple(item.message for item in ordered),
        media=tuple(sorted(album.media, key=lambda item: item.message_id)),
        link=link,
    )
