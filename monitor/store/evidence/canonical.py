"""What is hashed, byte for byte. Pure; docs/evidence.md tells others how to recompute it.

A record is one JSON object, without blanks, with its keys in the order in which they stand below. Columns that
hold JSON are put in as they are stored. Text is in its written form (`monitor.store.text.tame`).
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from monitor.store.text import tame

EntryKind = Literal["post", "revision", "deletion", "tombstone", "erasure", "event", "file", "removal"]

_NULL = Raw(b"null")
_encode = msgspec.json.Encoder().encode


class Content(Struct, tag_field="record", tag="content"):
    """One revision of a post: all that is stored of it but counters. `salt` keeps its digest from being guessed."""

    channel: int
    id: int
    revision: int
    album: int | None
    posted: int
    edited: int | None
    seen: int
    via: str | None
    text: str
    markup: Raw
    captions: Raw
    media: Raw
    parts: Raw
    forward: Raw
    reply_to: int | None
    author: str | None
    link: str | None
    content: str
    salt: str | None


class Deletion(Struct, tag_field="record", tag="deletion"):
    """That a post is gone. The deletion lies between `since` and `deleted`."""

    channel: int
    id: int
    deleted: int
    how: str | None
    since: int | None


class Tombstone(Struct, tag_field="record", tag="tombstone"):
    """That a message is gone which was never seen."""

    channel: int
    id: int
    seen: int
    how: str


class Erasure(Struct, tag_field="record", tag="erasure"):
    """That we erased a post, why, and what is left of its row."""

    channel: int
    id: int
    revision: int
    album: int | None
    posted: int
    edited: int | None
    seen: int
    via: str
    parts: Raw
    reply_to: int | None
    link: str
    deleted: int | None
    how: str | None
    since: int | None
    erased: int
    reason: str


class Event(Struct, tag_field="record", tag="event"):
    """That something happened which is more than its parts."""

    at: int
    channel: int
    kind: str
    detail: Raw


class File(Struct, tag_field="record", tag="file"):
    """That a file was fetched: what message `id` carried. `how`: download, or from another post with its `file_id`."""

    channel: int
    id: int
    file_id: str
    kind: str
    sha256: str
    size: int
    fetched: int
    how: str
    salt: str


class Removal(Struct, tag_field="record", tag="removal"):
    """That a file of a message was removed, and why; other posts may keep the same content."""

    channel: int
    id: int
    file_id: str
    sha256: str
    size: int
    removed: int
    reason: str
    salt: str


Record = Content | Deletion | Tombstone | Erasure | Event | File | Removal


def canonical(record: Record) -> bytes:
    """The bytes that are hashed."""
    return _encode(record)


def digest(record: Record) -> str:
    """The SHA-256 of a record, in hexadecimal."""
    return sha256(_encode(record)).hexdigest()


def content(row: Mapping[str, Any], media: str | None) -> Content:
    """A row of `posts` as a record. `media` is what is attached, as JSON."""
    return Content(
        channel=row["channel"],
        id=row["id"],
        revision=row["revision"],
        album=row["album"],
        posted=row["posted"],
        edited=row["edited"],
        seen=row["seen"],
        via=row["via"],
        text=tame(row["text"]),
        markup=_raw(row["markup"]),
        captions=_raw(row["captions"]),
        media=_raw(media),
        parts=_raw(row["parts"]),
        forward=_raw(row["forward"]),
        reply_to=row["reply_to"],
        author=_tamed(row["author"]),
        link=_tamed(row["link"]),
        content=row["content"],
        salt=row["salt"],
    )


def earlier_content(post: Mapping[str, Any], revision: Mapping[str, Any]) -> Content:
    """A row of `revisions` as the record that it was while it stood; only where and when is its post's."""
    row = {**revision, "id": revision["message"], "revision": revision["number"]}
    row |= {"channel": post["channel"], "posted": post["posted"]}
    return content(row, revision["media"])


def deletion(row: Mapping[str, Any]) -> Deletion:
    """The deletion that a row of `posts` tells of."""
    return Deletion(row["channel"], row["id"], row["deleted"], row["deleted_how"], row["deleted_since"])


def tombstone(row: Mapping[str, Any]) -> Tombstone:
    """A row of `tombstones` as a record."""
    return Tombstone(row["channel"], row["message"], row["seen"], row["how"])


def erasure(row: Mapping[str, Any]) -> Erasure:
    """What a row of `posts` tells of its erasure."""
    return Erasure(
        channel=row["channel"],
        id=row["id"],
        revision=row["revision"],
        album=row["album"],
        posted=row["posted"],
        edited=row["edited"],
        seen=row["seen"],
        via=row["via"],
        parts=_raw(row["parts"]),
        reply_to=row["reply_to"],
        link=tame(row["link"]),
        deleted=row["deleted"],
        how=row["deleted_how"],
        since=row["deleted_since"],
        erased=row["erased"],
        reason=tame(row["erased_why"] or ""),
    )


def event(row: Mapping[str, Any]) -> Event:
    """A row of `events` as a record."""
    return Event(row["at"], row["channel"], row["kind"], _raw(row["detail"]))


def file(row: Mapping[str, Any]) -> File:
    """A row of `post_files`, with the `sha256` and `bytes` of its file, as a record."""
    named = row["channel"], row["message"], tame(row["file_id"]), row["kind"]
    return File(*named, row["sha256"], row["bytes"], row["at"], row["how"], row["salt"])


def removal(row: Mapping[str, Any]) -> Removal:
    """What the same row tells of its removal."""
    named = row["channel"], row["message"], tame(row["file_id"]), row["sha256"], row["bytes"]
    return Removal(*named, row["removed"], tame(row["why"] or ""), row["salt"])


def _raw(column: str | None) -> Raw:
    return _NULL if column is None else Raw(column.encode("utf-8", "surrogatepass"))


def _tamed(text: str | None) -> str | None:
    return None if text is None else tame(text)
