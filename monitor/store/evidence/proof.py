"""What it takes to show somebody that a post is part of the chain, and nothing more."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.evidence import canonical
from monitor.store.evidence.chain import Entry, path, skip
from monitor.store.evidence.judge import Stored
from monitor.store.evidence.log import entries_of
from monitor.store.evidence.sealing import Head, head_at, last_seal
from monitor.store.evidence.stored import stored_posts
from monitor.store.rows import media_json, media_of
from monitor.store.tables import log_entries, seals


class Told(Struct):
    """An entry with the bytes that its digest is of; none where later content took their place, or was erased."""

    entry: Entry
    record: bytes | None


class Link(Struct):
    """A seal with the two heads that it leans on; with all entries that it covers where one of them is wanted."""

    seal: Head
    before: str
    skipped: str
    entries: list[Entry]


class Proof(Struct):
    """Entries by post's row, the links from the newest head down to them, and entries that no seal covers yet."""

    told: dict[int, list[Told]]
    links: list[Link]
    unsealed: int


async def prove(connection: AsyncConnection, keys: Sequence[int]) -> Proof:
    """The proof of posts given by their rows."""
    told = {stored.post["key"]: list(_told(stored)) for stored in await stored_posts(connection, keys)}
    wanted = {one.entry.key for entries in told.values() for one in entries}
    newest = await last_seal(connection)
    covering = await _covering(connection, wanted)
    numbers = {number for seal in covering for number in path(newest.number if newest else 0, seal)}
    links = [await _link(connection, number, whole=number in covering) for number in sorted(numbers, reverse=True)]
    reached = newest.last if newest else 0
    return Proof(told, links, sum(key > reached for key in wanted))


def _told(stored: Stored) -> Iterator[Told]:
    """What is stored stands for the newest entry of each revision."""
    post = stored.post
    records: dict[int, canonical.Record] = {}
    written: list[canonical.Record]
    if not stored.erased:
        attached = media_json(media_of(stored.media).get(post["key"], ()))
        contents = [canonical.earlier_content(post, row) for row in stored.revisions]
        newest = stored.last_of_revision()
        for record in (*contents, canonical.content(post, attached)):
            if entry := newest.get(record.revision):
                records[entry.key] = record
    if (entry := stored.last("deletion")) and post["deleted"] is not None:
        records[entry.key] = canonical.deletion({**post, "id": entry.post})
    if (entry := stored.last("erasure")) and stored.erased:
        records[entry.key] = canonical.erasure(post)
    written = [canonical.file(row) for row in stored.files]
    written += [canonical.removal(row) for row in stored.files if row["removed"] is not None]
    by_digest = {canonical.digest(one): one for one in written}
    for entry in stored.entries:
        its = records.get(entry.key) or by_digest.get(entry.digest)
        yield Told(entry, None if its is None else canonical.canonical(its))


async def _covering(connection: AsyncConnection, wanted: set[int]) -> set[int]:
    """The numbers of the seals that cover entries."""
    found = set()
    for key in wanted:
        query = select(seals.c.number).where(seals.c.last >= key).order_by(seals.c.number).limit(1)
        found.add(await connection.scalar(query))
    return {number for number in found if number is not None}


async def _link(connection: AsyncConnection, number: int, *, whole: bool) -> Link:
    row = (await connection.execute(select(seals).where(seals.c.number == number))).mappings().one()
    seal, entries = Head(**row), list[Entry]()
    if whole:
        inside = log_entries.c.key.between(seal.first, seal.last)
        query = select(log_entries).where(inside).order_by(log_entries.c.key)
        entries = entries_of((await connection.execute(query)).mappings())
    before, skipped = await head_at(connection, number - 1), await head_at(connection, skip(number))
    return Link(seal, before, skipped, entries)
