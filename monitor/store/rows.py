"""Posts as rows, and rows as posts."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from secrets import token_hex
from typing import Any

from msgspec.structs import replace
from sqlalchemy import RowMapping

from monitor.model import Caption, Change, Counters, Forward, Markup, Media, Post
from monitor.ports.store import Fresh
from monitor.store.counting import is_whole
from monitor.store.evidence.canonical import content, digest
from monitor.store.text import from_json, tame, to_json

_SALT = 16  # bytes

NEW_POST = (
    *("key", "channel", "id", "album", "posted", "edited", "seen", "checked", "via", "text", "markup", "forward"),
    *("captions", "parts", "reply_to", "author", "link", "content", "revision", "views", "forwards", "reactions"),
    *("salt", "counted"),
)
"""The columns in which `Fresh` has a post; `ATTACHED` and `PART` those of what is attached, and of an album's part."""

ATTACHED = (
    "post",
    "position",
    "message",
    "kind",
    "mime",
    "size",
    "width",
    "height",
    "duration",
    "file_name",
    "file_id",
)
PART = ("channel", "message", "post")
_post, _attached, _part = (itemgetter(*names) for names in (NEW_POST, ATTACHED, PART))


def new_salt() -> str:
    """What is hashed with content, and goes with it, so that nobody can guess it from its digest."""
    return token_hex(_SALT)


def fresh(change: Change) -> Fresh:
    """A new post ready to be written, as it is stored: no column type has a say any more."""
    row, post = post_row(change), change.post
    record = content(row, media_json(post.media))
    row |= {"text": record.text, "author": record.author, "link": record.link}  # in their written form
    attached = media_rows(change.key, post)
    for item in attached:
        item |= {"mime": tame(item["mime"]), "file_name": tame(item["file_name"])}
    parts = part_rows(change.key, post)
    return Fresh(_post(row), [_attached(item) for item in attached], [_part(one) for one in parts], digest(record))


def post_row(change: Change) -> dict[str, Any]:
    """A new post as a row of `posts`."""
    post = change.post
    return {
        "key": change.key,
        "channel": post.channel,
        "id": post.id,
        "posted": post.posted,
        "seen": change.seen,
        "checked": change.seen,
        "via": change.via,
        "revision": change.revision,
        **origin_columns(post),
        **content_columns(post),
        **counter_columns(post.counters),
        "counted": change.seen if is_whole(post.counters) else None,
    }


def content_columns(post: Post) -> dict[str, Any]:
    """The columns that an edit, or a late part of an album, changes."""
    return {
        "edited": post.edited,
        "text": post.text,
        "markup": to_json(post.markup) if post.markup else None,
        "captions": to_json(post.captions) if post.captions else None,
        "parts": to_json(post.parts) if post.parts else None,
        "link": post.link,
        "content": post.content,
        "salt": new_salt(),
    }


def origin_columns(post: Post) -> dict[str, Any]:
    """What does not change, but one kind of source may know better than another."""
    return {
        "album": post.group,
        "reply_to": post.reply_to,
        "author": post.author,
        "forward": to_json(post.forward) if post.forward else None,
    }


def counter_columns(counters: Counters) -> dict[str, Any]:
    return {
        "views": counters.views,
        "forwards": counters.forwards,
        "reactions": to_json(counters.reactions) if counters.reactions else None,
    }


def media_rows(key: int, post: Post) -> list[dict[str, Any]]:
    """What is attached to a post, as rows of `media`."""
    return [
        {
            "post": key,
            "position": position,
            "message": item.message_id,
            "kind": item.kind,
            "mime": item.mime,
            "size": item.size,
            "width": item.width,
            "height": item.height,
            "duration": item.duration,
            "file_name": item.file_name,
            "file_id": item.file_id,
        }
        for position, item in enumerate(post.media)
    ]


def part_rows(key: int, post: Post) -> list[dict[str, Any]]:
    """The messages of an album, as rows of `album_parts`."""
    return [{"channel": post.channel, "message": part, "post": key} for part in post.parts]


def media_json(items: Iterable[Media]) -> str | None:
    """What is attached as JSON, the same whether it comes from a source or from the table `media`."""
    told = [item if item.duration is None else replace(item, duration=float(item.duration)) for item in items]
    return to_json(told) if told else None


def media_of(rows: Iterable[RowMapping | Mapping[str, Any]]) -> dict[int, tuple[Media, ...]]:
    """Rows of `media`, in order of position, by post."""
    found: dict[int, list[Media]] = {}
    for row in rows:
        found.setdefault(row["post"], []).append(
            Media(
                kind=row["kind"],
                message_id=row["message"],
                mime=row["mime"],
                size=row["size"],
                width=row["width"],
                height=row["height"],
                duration=row["duration"],
                file_name=row["file_name"],
                file_id=row["file_id"],
            )
        )
    return {key: tuple(items) for key, items in found.items()}


def post_of(row: RowMapping | Mapping[str, Any], media: Sequence[Media] = ()) -> Post:
    """A row of `posts` as the post that was stored."""
    return Post(
        channel=row["channel"],
        id=row["id"],
        posted=row["posted"],
        text=row["text"],
        markup=from_json(row["markup"], tuple[Markup, ...]) if row["markup"] else (),
        media=tuple(media),
        forward=from_json(row["forward"], Forward) if row["forward"] else None,
        reply_to=row["reply_to"],
        author=row["author"],
        edited=row["edited"],
        group=row["album"],
        parts=from_json(row["parts"], tuple[int, ...]) if row["parts"] else (),
        captions=from_json(row["captions"], tuple[Caption, ...]) if row["captions"] else (),
        counters=counters_of(row),
        link=row["link"],
    )


def counters_of(row: RowMapping | Mapping[str, Any]) -> Counters:
    """A row with counters, of whatever table, as what was counted."""
    reactions = row["reactions"]
    return Counters(
        row["views"], row["forwards"], from_json(reactions, tuple[tuple[str, int], ...]) if reactions else ()
    )
