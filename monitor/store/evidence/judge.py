"""Whether what is stored is what was recorded. Pure: rows and entries in, sentences out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from monitor.model import Markup, Media, Post
from monitor.store.evidence import canonical
from monitor.store.evidence.chain import Entry
from monitor.store.rows import media_json, media_of
from monitor.store.text import from_json

Row = Mapping[str, Any]

_JSON = ("markup", "captions", "parts", "forward", "media")
_BLANK = {"text": "", "author": "", "content": "", "markup": None, "captions": None, "forward": None, "salt": None}
_WORDS = "its text, formatting or media"
_AROUND = "what stands around its text: times, source, author, forward, album, link, or details of its media"


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that is stored of a post, and the entries of the log that tell of it, the oldest first.

    `waiting`: it is from before the log and has still to be entered. `files` are rows of `post_files` that were
    fetched, each with the `sha256` and `bytes` of its file.
    """

    post: Row
    media: Sequence[Row]
    parts: Sequence[Row]
    revisions: Sequence[Row]
    entries: Sequence[Entry]
    waiting: bool = False
    files: Sequence[Row] = ()

    @property
    def name(self) -> str:
        """The post in words."""
        return f"post {self.post['channel']}/{self.post['id']} (row {self.post['key']})"

    @property
    def erased(self) -> bool:
        """Whether we erased it, as its row has it."""
        return self.post["erased"] is not None

    def last(self, kind: str) -> Entry | None:
        """The newest entry of a kind."""
        return next((entry for entry in reversed(self.entries) if entry.kind == kind), None)

    def last_of_revision(self) -> dict[int, Entry]:
        """The newest entry of each revision: an album that was completed has several."""
        told = (entry for entry in self.entries if entry.kind in ("post", "revision"))
        return {entry.revision or 0: entry for entry in told}


def wrong_with(stored: Stored) -> Iterator[str]:
    """What does not fit, a sentence each."""
    yield from (f"{stored.name}: {sentence}" for sentence in _wrong(stored))


def wrong_with_record(name: str, record: canonical.Record, entries: Sequence[Entry], *, waiting: bool) -> Iterator[str]:
    """What does not fit of a tombstone or an event."""
    if not entries:
        if not waiting:
            yield f"{name}: no entry of the log tells of it; its row was added by another hand, or the entry removed"
    elif entries[-1].digest != canonical.digest(record):
        yield f"{name}: was changed since entry {entries[-1].key} recorded it"


def _wrong(stored: Stored) -> Iterator[str]:
    erasure = stored.last("erasure")
    if stored.erased:
        yield from _wrong_with_erased(stored, erasure)
    elif erasure is not None:
        yield f"entry {erasure.key} tells of its erasure, and its row does not"
    elif stored.post["erased_why"] is not None:
        yield "has the reason of an erasure that no entry of the log tells of"
    else:
        yield from _wrong_with_revisions(stored)
        yield from _wrong_with_media(stored)
        yield from _wrong_with_files(stored, "file", stored.files, canonical.file)
        gone = [row for row in stored.files if row["removed"] is not None]
        yield from _wrong_with_files(stored, "removal", gone, canonical.removal)
    yield from _wrong_with_parts(stored)
    yield from _wrong_with_deletion(stored)


def _wrong_with_erased(stored: Stored, erasure: Entry | None) -> Iterator[str]:
    if erasure is None:
        yield "is marked as erased, and no entry of the log tells of an erasure"
    elif erasure.digest != canonical.digest(canonical.erasure(stored.post)):
        yield f"what was left of it, or the reason, was changed since entry {erasure.key} recorded its erasure"
    full = [name for name, blank in _BLANK.items() if stored.post[name] != blank]
    if full or stored.media or stored.revisions or stored.files:
        yield "was erased, and has content again"


def _wrong_with_revisions(stored: Stored) -> Iterator[str]:
    post, recorded = stored.post, stored.last_of_revision()
    seen = [row["seen"] for row in stored.revisions[1:]] + [post["seen"]]
    for row, replaced in zip(stored.revisions, seen, strict=False):
        its = canonical.earlier_content(post, row)
        media = from_json(row["media"], tuple[Media, ...]) if row["media"] else ()
        yield from _wrong_with_content(stored, recorded, its, row, media)
        if row["replaced"] != replaced:
            yield f"the time at which revision {row['number']} was replaced is not that of the next one"
    attached = media_of(stored.media).get(post["key"], ())
    its = canonical.content(post, media_json(attached))
    yield from _wrong_with_content(stored, recorded, its, post, attached)
    there = {row["number"] for row in stored.revisions} | {post["revision"]}
    for number in sorted(recorded.keys() - there):
        yield f"revision {number} is gone, which entry {recorded[number].key} recorded"


def _wrong_with_content(
    stored: Stored, recorded: Mapping[int, Entry], its: canonical.Content, row: Row, media: Iterable[Media]
) -> Iterator[str]:
    entry = recorded.get(its.revision)
    if entry is None:
        if not stored.waiting:
            yield (
                f"revision {its.revision}: no entry of the log tells of it; it was added by another hand,"
                " or the entry removed"
            )
    elif entry.digest != canonical.digest(its):
        what = _WORDS if _content(row, tuple(media)) != row["content"] else _AROUND
        yield f"revision {its.revision}: {what} was changed since entry {entry.key} recorded it"
    elif not all(_is_json(row[name]) for name in _JSON if name in row):
        yield f"revision {its.revision}: a column holds what is no JSON"


def _content(row: Row, media: tuple[Media, ...]) -> str:
    """The hash that the row's content should have; empty where it cannot be read."""
    try:
        markup = from_json(row["markup"], tuple[Markup, ...]) if row["markup"] else ()
    except msgspec.MsgspecError:
        return ""
    return Post(0, 0, 0, row["text"], markup, media).content


def _is_json(column: str | None) -> bool:
    try:
        return column is None or msgspec.json.decode(column) is not None
    except msgspec.MsgspecError:
        return False


def _wrong_with_media(stored: Stored) -> Iterator[str]:
    if [row["position"] for row in stored.media] != list(range(len(stored.media))):
        yield "the rows of what is attached are not numbered as they were written"


def _wrong_with_files(
    stored: Stored, kind: str, rows: Sequence[Row], record: Callable[[Row], canonical.Record]
) -> Iterator[str]:
    """Each row is what an entry of its message recorded, and each entry has its row."""
    told = {entry.digest: entry for entry in stored.entries if entry.kind == kind}
    strange = [row for row in rows if told.pop(canonical.digest(record(row)), None) is None]
    left = {entry.post: entry for entry in told.values()}
    what = "the file" if kind == "file" else "the removal of the file"
    for row in strange:
        entry = left.pop(row["message"], None)
        if entry is None:
            yield f"{what} of message {row['message']}: no entry of the log tells of it; it was added by another hand"
        else:
            yield f"{what} of message {row['message']}: what is told of it was changed since entry {entry.key}"
    for entry in left.values():
        yield f"{what} of message {entry.post}: its row is gone, which entry {entry.key} recorded"


def _wrong_with_parts(stored: Stored) -> Iterator[str]:
    post = stored.post
    told = from_json(post["parts"], tuple[int, ...]) if post["parts"] and _is_json(post["parts"]) else ()
    found = sorted((row["channel"], row["message"]) for row in stored.parts)
    if found != sorted((post["channel"], message) for message in told):
        yield "the rows of its album's messages are not those that were written"


def _wrong_with_deletion(stored: Stored) -> Iterator[str]:
    entry, post = stored.last("deletion"), stored.post
    if post["deleted"] is None:
        if entry is not None:
            yield f"entry {entry.key} tells of its deletion, and its row does not"
        elif post["deleted_how"] is not None or post["deleted_since"] is not None:
            yield "has a part of a deletion that no entry of the log tells of"
    elif entry is None:
        if not stored.waiting:
            yield "is marked as deleted, and no entry of the log tells of a deletion"
    elif entry.digest != canonical.digest(canonical.deletion({**post, "id": entry.post})):  # an album's id may fall
        yield f"its deletion was changed since entry {entry.key} recorded it"
