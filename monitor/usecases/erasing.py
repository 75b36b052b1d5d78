"""Erasing a post on purpose: its words go, that it was here and why it was erased stays, and the chain holds."""

from pathlib import Path

from msgspec import Struct

from monitor.errors import UsageError
from monitor.files.removing import bury, vault_of
from monitor.model import Millis
from monitor.store import look
from monitor.store.database import Database
from monitor.usecases.moments import in_full, utc
from monitor.usecases.posts import stored_post


class Erased(Struct):
    """A post that was erased. `revisions`: how many had been kept of it."""

    channel: str
    message_id: int
    revisions: int
    reason: str


async def erase_post(path: Path, written: str, reason: str, now: Millis) -> Erased:
    """Erase the post that `CHANNEL/ID` or a link means, while a daemon may run.

    Raises:
        NotFoundError: it is not stored.
        UsageError: it names no post, was erased already, or there is no reason.
        StoreError: it was erased, and a file of it could not be removed from the disk yet.
    """
    if not reason.strip():
        raise UsageError("an erasure wants a reason: --reason 'court order of 2 May'; it is kept, so name nobody in it")
    async with look.looking(path) as engines, engines.reading() as connection:
        row = await stored_post(connection, written)
        vault = await vault_of(connection, path)
    if row["erased"] is not None:
        raise UsageError(f"{written} was erased on {in_full(utc(row['erased']))} already: {row['erased_why']}")
    database = Database(path)
    try:
        await database.erase([row["key"]], reason.strip(), now)
        await database.forget_words()
        await database.seal_some(now)
        await bury(database, vault)
    finally:
        await database.close()
    post = row["post"]
    return Erased(row["handle"] or row["title"] or str(post.channel), post.id, row["revision"], reason.strip())
