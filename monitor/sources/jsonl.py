"""Posts from a file: one JSON object a line, plain or gzipped."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

import msgspec

from monitor.errors import InputError
from monitor.model import Caption, Channel, Counters, Forward, Markup, Media, Millis, Post

_LONGEST_LINE = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b"


class _Line(msgspec.Struct):
    """The fields of a line; others are passed over."""

    channel_id: int
    message_id: int
    channel: str = ""
    date: datetime | None = None
    text: str = ""
    markup: tuple[Markup, ...] = ()
    media: tuple[Media, ...] = ()
    forward: Forward | None = None
    reply_to: int | None = None
    author: str = ""
    edited: datetime | None = None
    group: int | None = None
    parts: tuple[int, ...] = ()
    captions: tuple[Caption, ...] = ()
    counters: Counters = Counters()
    link: str = ""


def read_posts(path: str | Path, start: Millis = 0) -> Iterator[tuple[Post, Channel]]:
    """Read the posts of a file of lines, gzipped or not, with the channels that the file names.

    `start` is when a post without a date counts as posted. A date without a zone is in UTC.

    Raises:
        InputError: the file or a line of it cannot be read; says which line, and why.
    """
    decoder = msgspec.json.Decoder(_Line)
    for number, line in _lines(Path(path)):
        try:
            yield _post(decoder.decode(line), start)
        except (msgspec.DecodeError, UnicodeDecodeError, OverflowError) as error:
            raise InputError(f"{path}:{number}: {_explained(error)}") from None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1."""
    with ExitStack() as stack:
        try:
            file = _opened(path, stack)
            number = 0
            while line := file.readline(_LONGEST_LINE + 1):
                number += 1
                if len(line) > _LONGEST_LINE:
                    raise InputError(f"{path}:{number}: is longer than 16 MiB; one post stands on one line")
                line = line.strip().removeprefix(b"\xef\xbb\xbf")
                if line:
                    yield number, line
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise InputError(f"{path}: cannot be read: {reason}") from None


def _opened(path: Path, stack: ExitStack) -> IO[bytes]:
    """Gzip is known by its first bytes: a pipe has no name that tells."""
    file = stack.enter_context(path.open("rb"))
    if file.peek(2)[:2] == _GZIP:
        return cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=file)))
    return file


def _post(line: _Line, start: Millis) -> tuple[Post, Channel]:
    post = Post(
        channel=line.channel_id,
        id=line.message_id,
        posted=start if line.date is None else _millis(line.date),
        text=line.text,
        markup=line.markup,
        media=line.media,
        forward=line.forward,
        reply_to=line.reply_to,
        author=line.author,
        edited=None if line.edited is None else _millis(line.edited),
        group=line.group,
        parts=line.parts,
        captions=line.captions,
        counters=line.counters,
        link=line.link,
    )
    return post, Channel(id=line.channel_id, kind="file", handle=line.channel)


def _millis(moment: datetime) -> Millis:
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _explained(error: Exception) -> str:
    """What is wrong with a line, and what a line should be."""
    if isinstance(error, msgspec.ValidationError):
        return f"{error}; a post has channel_id, channel, message_id, date (ISO 8601 or null) and text"
    return f"is not a JSON object ({error}); write one post a line"
