"""How pictures look, and which look alike."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model.picture import FARTHEST, bands, distance
from monitor.store.tables import files, picture_hashes, post_files, stories_due

METHOD = "dct64"
_BANDS = 4


class Unseen(NamedTuple):
    """Content that nobody has looked at yet."""

    key: int
    sha256: str
    kind: str


class Alike(NamedTuple):
    """A post that carries the same picture, or one that looks like it; `bits` in which the hashes differ."""

    channel: int
    message: int
    post: int
    sha256: str
    frame: int
    bits: int


def signed(value: int) -> int:
    """64 bits as the signed number that databases take."""
    return value - 2**64 if value >= 2**63 else value


async def unseen(connection: AsyncConnection, kinds: Collection[str], after: int, most: int) -> list[Unseen]:
    """Content on the disk, of these kinds of files, that nobody has looked at."""
    waiting = (files.c.looks == "", files.c.kept == 1, files.c.kind.in_(kinds), files.c.key > after)
    query = select(files.c.key, files.c.sha256, files.c.kind).where(*waiting).order_by(files.c.key).limit(most)
    return [Unseen(*row) for row in await connection.execute(query)]


async def put_looks(
    connection: AsyncConnection, file: int, looks: str, detail: str = "", hashes: Sequence[tuple[int, int]] = ()
) -> None:
    """What came of looking at a file: `hashes` are (frame, signed hash). Part of a write transaction."""
    there = select(files.c.key).where(files.c.key == file)
    if await connection.scalar(there) is None:
        return  # erased while it was looked at
    await connection.execute(update(files).where(files.c.key == file).values(looks=looks, detail=detail))
    rows = [_row(file, frame, value) for frame, value in hashes]
    if rows:
        await connection.execute(insert(picture_hashes).on_conflict_do_nothing(), rows)
        carriers = select(post_files.c.post).where(post_files.c.file == file).distinct()
        await connection.execute(insert(stories_due).from_select(["post"], carriers).on_conflict_do_nothing())


async def alike(connection: AsyncConnection, value: int, most: int = FARTHEST) -> list[Alike]:
    """Posts with pictures that differ from a (signed) hash in at most `most` bits (3 at the highest), nearest first."""
    columns = [picture_hashes.c[f"band{number}"] for number in range(_BANDS)]
    near = or_(*(column == band for column, band in zip(columns, bands(value), strict=True)))
    found = await connection.execute(_CARRIERS.where(picture_hashes.c.method == METHOD, near))
    far = [Alike(*row[:5], distance(row[5], value)) for row in found]
    return sorted((one for one in far if one.bits <= min(most, FARTHEST)), key=lambda one: one.bits)


async def same(connection: AsyncConnection, sha256: str) -> Sequence[tuple[int, int, int]]:
    """Posts that carry this very content: (channel, message, row of the post)."""
    query = select(post_files.c.channel, post_files.c.message, post_files.c.post)
    mine = query.join(files, files.c.key == post_files.c.file).where(files.c.sha256 == sha256)
    return [tuple(row) for row in await connection.execute(mine.order_by(post_files.c.key))]


_CARRIERS = (
    select(
        post_files.c.channel,
        post_files.c.message,
        post_files.c.post,
        files.c.sha256,
        picture_hashes.c.frame,
        picture_hashes.c.hash,
    )
    .join(files, files.c.key == picture_hashes.c.file)
    .join(post_files, post_files.c.file == files.c.key)
)


def _row(file: int, frame: int, value: int) -> dict[str, Any]:
    parts = {f"band{number}": band for number, band in enumerate(bands(value))}
    return {"file": file, "frame": frame, "method": METHOD, "hash": value, **parts}
