"""Posts from a file: one JSON object a line, plain or gzipped."""

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

from monitor.errors import InputError
from monitor.model import Caption, Channel, Counters, Forward, Markup, Media, Millis, Post, Revision
from monitor.sources._complaints import plainly
from monitor.sources.packed import Packed, opened

_LONGEST_LINE = 16 * 1024 * 1024
_Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]  # what a database keeps
_NO_DATE = "Invalid RFC3339"
_TOO_DEEP = "it is nested too deep"
_MOMENTS = {"date", "edited", "seen", "deleted", "deleted_since"}
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_KINDS = {"account": "telegram", "preview": "telegram", "export": "telegram", "feed": "feed"}


class Past(msgspec.Struct, frozen=True):
    """What a database knew of a post besides what it says now: as `monitor posts export` writes it.

    `seen`: when its last revision was; `revisions` are the earlier ones, the oldest first.
    """

    via: str
    seen: Millis
    revision: int = 1
    revisions: tuple[Revision, ...] = ()
    deleted: Millis | None = None
    deleted_how: str = ""
    deleted_since: Millis | None = None


class Line(msgspec.Struct, frozen=True):
    """A line with its number: a post, its channel, and its past if a database wrote it.

    `called` is what the line calls the channel; `channel` is it as that database knew it. `dated`: it says when the
    post was posted.
    """

    number: int
    post: Post
    channel: Channel
    called: str
    past: Past | None
    dated: bool


class _Earlier(msgspec.Struct):
    number: int
    text: str
    seen: datetime
    edited: datetime | None = None
    markup: tuple[Markup, ...] = ()
    media: tuple[Media, ...] = ()


class _Line(msgspec.Struct):
    """The fields of a line; others are passed over."""

    channel_id: _Whole
    message_id: _Whole
    channel: str = ""
    date: datetime | None = None
    text: str = ""
    markup: tuple[Markup, ...] = ()
    media: tuple[Media, ...] = ()
    forward: Forward | None = None
    reply_to: _Whole | None = None
    author: str = ""
    edited: datetime | None = None
    group: _Whole | None = None
    parts: tuple[_Whole, ...] = ()
    captions: tuple[Caption, ...] = ()
    counters: Counters = Counters()
    link: str = ""
    title: str = ""
    seen: datetime | None = None
    via: str = ""
    revision: _Whole = 1
    revisions: tuple[_Earlier, ...] = ()
    deleted: datetime | None = None
    deleted_how: str | None = None
    deleted_since: datetime | None = None


def read_posts(path: str | Path, start: Millis = 0) -> Iterator[tuple[Post, Channel]]:
    """Read the posts of a file of lines, gzipped or not, with the channels that the file names.

    `start` is when a post without a date counts as posted. A date without a zone is in UTC, a day alone its midnight.

    Raises:
        InputError: the file or a line of it cannot be read; says which line, and why.
    """
    try:
        with opened(Path(path)) as source:
            for line in read_lines(source, start):
                yield line.post, Channel(line.post.channel, kind="file", handle=line.called)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None


def read_lines(source: Packed, start: Millis = 0, skip: int = 0) -> Iterator[Line]:
    """Read the posts of an open file, line by line; the first `skip` lines are passed over unread.

    Raises:
        InputError: the file or a line of it cannot be read; says which line, and why.
    """
    decoder = msgspec.json.Decoder(_Line)
    for number, text in _lines(source):
        if number <= skip:
            continue
        try:
            line = _decoded(decoder, text)
            yield Line(number, _post(line, start), _channel(line), line.channel, _past(line), line.date is not None)
        except (msgspec.DecodeError, UnicodeDecodeError, OverflowError) as error:
            raise InputError(f"{source.path}:{number}: {_explained(error)}") from None


def _decoded(decoder: "msgspec.json.Decoder[_Line]", text: bytes) -> _Line:
    """A line; the fast decoder refuses halves of surrogate pairs, which a post may hold, and days without an hour.

    Raises:
        msgspec.DecodeError: it is no JSON, or not a post.
    """
    try:
        return decoder.decode(text)
    except RecursionError:
        raise msgspec.DecodeError(_TOO_DEEP) from None
    except msgspec.DecodeError as error:
        if not _HALF.search(text) and _NO_DATE not in str(error):
            raise
    try:
        return msgspec.convert(_dated(json.loads(text)), _Line)
    except RecursionError:
        raise msgspec.DecodeError(_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise msgspec.DecodeError(str(error)) from None


def _dated(found: Any) -> Any:
    """With every moment written out: a day alone is its midnight, and a blank may stand before the hour."""
    if isinstance(found, dict):
        for name in _MOMENTS & found.keys():
            with suppress(ValueError, TypeError):
                found[name] = datetime.fromisoformat(found[name]).isoformat()
        for earlier in found.get("revisions") or () if isinstance(found.get("revisions"), list) else ():
            _dated(earlier)
    return found


def _lines(source: Packed) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1."""
    try:
        number = 0
        while line := source.file.readline(_LONGEST_LINE + 1):
            number += 1
            if len(line) > _LONGEST_LINE:
                raise InputError(f"{source.path}:{number}: is longer than 16 MiB; one post stands on one line")
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if line:
                yield number, line
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(f"{source.path}: cannot be read: {reason}") from None


def _post(line: _Line, start: Millis) -> Post:
    return Post(
        channel=line.channel_id,
        id=line.message_id,
        posted=start if line.date is None else _millis(line.date),
        text=line.text,
        markup=line.markup,
        media=line.media,
        forward=line.forward,
        reply_to=line.reply_to,
        author=line.author,
        edited=_maybe(line.edited),
        group=line.group,
        parts=line.parts,
        captions=line.captions,
        counters=line.counters,
        link=line.link,
    )


def _channel(line: _Line) -> Channel:
    """`channel` is a handle, unless a database had none and wrote the title or the number there."""
    handle = "" if line.channel in (line.title, str(line.channel_id)) else line.channel
    return Channel(line.channel_id, _KINDS.get(line.via, "file"), handle, line.title)


def _past(line: _Line) -> Past | None:
    if not line.via or line.seen is None:
        return None
    if [one.number for one in line.revisions] != list(range(1, line.revision)):
        raise msgspec.ValidationError(f"revision {line.revision} needs all earlier `revisions`, from 1 on")
    earlier = tuple(
        Revision(one.number, one.text, one.markup, one.media, _millis(one.seen), _maybe(one.edited))
        for one in line.revisions
    )
    return Past(
        via=line.via,
        seen=_millis(line.seen),
        revision=line.revision,
        revisions=earlier,
        deleted=_maybe(line.deleted),
        deleted_how=line.deleted_how or "",
        deleted_since=_maybe(line.deleted_since),
    )


def _maybe(moment: datetime | None) -> Millis | None:
    return None if moment is None else _millis(moment)


def _millis(moment: datetime) -> Millis:
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _explained(error: Exception) -> str:
    """What is wrong with a line, and what a line should be."""
    if isinstance(error, msgspec.ValidationError):
        fields = "a post has channel_id, channel, message_id, date (ISO 8601 or null) and text"
        return f"{plainly(str(error))}; {fields}"
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8; save the file as UTF-8, one post a line"
    return f"is not a JSON object ({error}); write one post a line"
