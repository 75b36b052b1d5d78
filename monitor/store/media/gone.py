"""Files that go: by retention, which leaves word of it, and with posts that are erased, which leaves none."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.evidence import log
from monitor.store.prune import Place, Step
from monitor.store.tables import doomed_files, files, picture_hashes, post_files

_doom = insert(doomed_files).on_conflict_do_nothing()


async def old(connection: AsyncConnection, before: Millis, after: Place, most: int) -> Step:
    """Files that were fetched before a moment and are kept, by their rows in `post_files`. Reads only."""
    place = tuple_(post_files.c.at, post_files.c.key)
    kept = (post_files.c.state == "kept", post_files.c.at < before, place > after)
    query = select(post_files.c.at, post_files.c.key).where(*kept).order_by(post_files.c.at, post_files.c.key)
    rows = (await connection.execute(query.limit(most))).all()
    return Step([key for _, key in rows], (rows[-1][0], rows[-1][1]) if len(rows) == most else None)


async def remove(connection: AsyncConnection, keys: Collection[int], why: str, now: Millis) -> int:
    """Give files up, given by their rows in `post_files`; part of the caller's write transaction.

    The log says that, and why. What no other post keeps is doomed: it is taken off the disk after the commit.
    """
    query = select(post_files, files.c.sha256, files.c.size.label("bytes"))
    mine = query.join(files, files.c.key == post_files.c.file).where(
        post_files.c.key.in_(keys), post_files.c.state == "kept"
    )
    rows = [dict(row) for row in (await connection.execute(mine)).mappings()]
    told = {"state": "removed", "removed": now, "why": why}
    await connection.execute(update(post_files).where(post_files.c.key.in_([row["key"] for row in rows])).values(told))
    await log.write(connection, [log.removed({**row, **told}) for row in rows])
    await _doom_unkept(connection, {row["file"] for row in rows})
    return len(rows)


async def forget(connection: AsyncConnection, posts: Collection[int]) -> None:
    """Nothing of the files of these posts stays, but what other posts carry too; part of an erasure."""
    query = select(post_files.c.file).where(post_files.c.post.in_(posts), post_files.c.file.isnot(None))
    touched = set(await connection.scalars(query))
    await connection.execute(delete(post_files).where(post_files.c.post.in_(posts)))
    await _doom_unkept(connection, touched)
    wanted = set(await connection.scalars(select(post_files.c.file).where(post_files.c.file.in_(touched))))
    if lost := touched - wanted:
        await connection.execute(delete(picture_hashes).where(picture_hashes.c.file.in_(lost)))
        await connection.execute(delete(files).where(files.c.key.in_(lost)))


async def _doom_unkept(connection: AsyncConnection, touched: set[int]) -> None:
    query = select(post_files.c.file).where(post_files.c.file.in_(touched), post_files.c.state == "kept")
    unkept = touched - set(await connection.scalars(query))
    if not unkept:
        return
    named = (await connection.scalars(select(files.c.sha256).where(files.c.key.in_(unkept)))).all()
    await connection.execute(_doom, [{"sha256": sha256} for sha256 in named])
    await connection.execute(update(files).where(files.c.key.in_(unkept)).values(kept=0))


async def doom(connection: AsyncConnection, sha256: str) -> None:
    """Content is about to be put on the disk that nobody keeps yet: it goes, unless a record follows.

    Part of a write transaction of its own, before the content is placed.
    """
    kept = select(files.c.key).where(files.c.sha256 == sha256, files.c.kept == 1)
    if await connection.scalar(kept) is None:
        await connection.execute(_doom, {"sha256": sha256})


async def doomed(connection: AsyncConnection, after: str, most: int = 100) -> Sequence[str]:
    """Content that may still be on the disk, and that nobody keeps; in order, after a name."""
    query = select(doomed_files.c.sha256).where(doomed_files.c.sha256 > after).order_by("sha256").limit(most)
    return (await connection.scalars(query)).all()


async def buried(connection: AsyncConnection, sha256: str) -> None:
    """It is off the disk; part of a write transaction."""
    await connection.execute(delete(doomed_files).where(doomed_files.c.sha256 == sha256))
