"""Files that are wanted, and what became of fetching them."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.ports.files import FileJob
from monitor.ports.store import Wish
from monitor.store.evidence import log
from monitor.store.rows import new_salt
from monitor.store.tables import doomed_files, files, post_files, stories_due

_JOB = [post_files.c[name] for name in FileJob.__struct_fields__]
_row = insert(post_files)
_WANT = _row.on_conflict_do_update(  # what was left because it was too large, a rule may want all the same
    index_elements=["post", "message", "file_id"],
    set_={name: _row.excluded[name] for name in ("state", "largest", "due", "detail")},
    where=(post_files.c.state == "left") & (_row.excluded.state == "due"),
)


class Content(Struct, frozen=True):
    """What is on the disk."""

    sha256: str
    size: int


async def want(connection: AsyncConnection, wishes: Sequence[Wish], now: Millis) -> None:
    """Note files to be fetched; part of the transaction that writes their posts."""
    for wish in wishes:  # a page names no files; an account that sees the same post does
        if wish.file_id:
            mine = (post_files.c.post == wish.post, post_files.c.message == wish.message, post_files.c.file_id == "")
            same = post_files.c.state != "kept"
            await connection.execute(update(post_files).where(*mine, same).values(file_id=wish.file_id))
    rows = [
        {
            "post": wish.post,
            "channel": wish.channel,
            "message": wish.message,
            "file_id": wish.file_id,
            "kind": wish.kind,
            "size": wish.size,
            "largest": wish.largest,
            "state": "left" if wish.refused else "due",
            "attempts": 0,
            "due": now,
            "detail": wish.refused,
        }
        for wish in wishes
    ]
    if rows:
        await connection.execute(_WANT, rows)


async def next_due(connection: AsyncConnection, channels: Collection[int], now: Millis) -> FileJob | None:
    """The job of these channels that has been due for longest."""
    mine = (post_files.c.state == "due", post_files.c.due <= now, post_files.c.channel.in_(channels))
    query = select(*_JOB).where(*mine).order_by(post_files.c.due, post_files.c.key).limit(1)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else FileJob(**row)


async def twin(connection: AsyncConnection, file_id: str) -> Content | None:
    """What another post brought under the same name of the source, if it is kept."""
    if not file_id:
        return None
    query = (
        select(files.c.sha256, files.c.size)
        .join(post_files, post_files.c.file == files.c.key)
        .where(post_files.c.file_id == file_id, post_files.c.state == "kept")
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    return None if row is None else Content(row[0], row[1])


async def used(connection: AsyncConnection) -> int:
    """Bytes of all that is kept, each content counted once."""
    return await connection.scalar(select(func.sum(files.c.size)).where(files.c.kept == 1)) or 0


async def keep(
    connection: AsyncConnection, job: FileJob, content: Content, how: str, now: Millis, file_id: str = ""
) -> bool:
    """Record that a job's file is there, and enter it into the log; part of the caller's write transaction.

    Returns False if nobody wants it any more: its post was erased meanwhile.
    """
    mine = post_files.c.key == job.key
    row = (await connection.execute(select(post_files).where(mine, post_files.c.state == "due"))).mappings().first()
    if row is None:
        return False
    number = await _content(connection, content, job.kind)
    told = {"state": "kept", "detail": "", "file": number, "at": now, "how": how, "salt": new_salt()}
    if file_id and not job.file_id:
        told["file_id"] = file_id
    await connection.execute(update(post_files).where(mine).values(told))
    await connection.execute(insert(stories_due).values(post=row["post"]).on_conflict_do_nothing())
    line = log.fetched({**row, **told, "sha256": content.sha256, "bytes": content.size})
    await log.write(connection, [line])
    return True


async def _content(connection: AsyncConnection, content: Content, kind: str) -> int:
    """The row of some content, which is kept from now on."""
    row = insert(files).values(sha256=content.sha256, size=content.size, kind=kind, kept=1, looks="", detail="")
    await connection.execute(row.on_conflict_do_update(index_elements=["sha256"], set_={"kept": 1}))
    await connection.execute(delete(doomed_files).where(doomed_files.c.sha256 == content.sha256))
    number: Any = await connection.scalar(select(files.c.key).where(files.c.sha256 == content.sha256))
    return int(number)


async def put_off(connection: AsyncConnection, job: FileJob, detail: str, due: Millis) -> None:
    """It failed, and is due again at a moment; part of a write transaction."""
    told = {"attempts": job.attempts + 1, "detail": detail, "due": due}
    still = (post_files.c.key == job.key, post_files.c.state == "due")
    await connection.execute(update(post_files).where(*still).values(told))


async def end(connection: AsyncConnection, job: FileJob, state: str, detail: str) -> None:
    """It is left, or failed for good; part of a write transaction."""
    still = (post_files.c.key == job.key, post_files.c.state == "due")
    await connection.execute(update(post_files).where(*still).values(state=state, detail=detail))
