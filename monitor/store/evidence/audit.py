"""Reading the whole log through, beside everything that is stored: page by page, in one consistent state."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, field
from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.evidence import canonical
from monitor.store.evidence.chain import Entry, Heads, head_of, line
from monitor.store.evidence.early import bounds
from monitor.store.evidence.judge import Row, Stored, wrong_with, wrong_with_record
from monitor.store.evidence.log import entries_of
from monitor.store.evidence.sealing import Head
from monitor.store.evidence.stored import stored_posts
from monitor.store.media.shown import count_kept, kept_content
from monitor.store.tables import (
    album_parts,
    events,
    log_entries,
    media,
    post_files,
    posts,
    revisions,
    seals,
    tombstones,
)

_PAGE = 500
_MOST = 100  # findings that are told; the rest is counted

Progress = Callable[[int, int], None]
"""Rows read through so far, and how many there are in all."""


class Audited(Struct):
    """What reading through brought. `broken` is empty where all is whole; `more` findings were not kept.

    `waiting` posts are from before the log and have still to be entered. `unsealed` entries are covered by no seal
    yet, the oldest since `unsealed_since`. `erasures` are the first posts that we erased, with the reasons. `sought`
    is the seal whose head was asked for, `newest` the last one.
    """

    entries: int = 0
    seals: int = 0
    posts: int = 0
    files: int = 0
    erased: int = 0
    erasures: list[str] = field(default_factory=list)
    early: int = 0
    waiting: int = 0
    unsealed: int = 0
    unsealed_since: Millis | None = None
    newest: Head | None = None
    sought: int | None = None
    broken: list[str] = field(default_factory=list)
    more: int = 0


Weigh = Callable[[str], Awaitable[str]]
"""The SHA-256 of what lies on the disk under a name, which is a SHA-256; empty if nothing does."""


async def audit(
    connection: AsyncConnection, sought: str = "", progress: Progress | None = None, weigh: Weigh | None = None
) -> Audited:
    """Work out every digest and every head again. `sought` is a head that was published.

    Files of media are read through by `weigh`; without it they are not.
    """
    reading = _Reading(connection, sought, progress or (lambda _done, _all: None))
    await reading.count(files=weigh is not None)
    await reading.read_chain()
    await reading.read_posts()
    await reading.read_tombstones()
    await reading.read_events()
    await reading.read_strays()
    if weigh is not None:
        await reading.read_files(weigh)
    return reading.found


class _Reading:
    def __init__(self, connection: AsyncConnection, sought: str, progress: Progress) -> None:
        self._connection, self._sought, self._progress = connection, sought, progress
        self._done = self._all = 0
        self._entering = False
        self.found = Audited()

    async def count(self, *, files: bool) -> None:
        for table in (log_entries, posts):
            self._all += await self._connection.scalar(select(func.count()).select_from(table)) or 0
        self._all += await count_kept(self._connection) if files else 0
        _, until = await bounds(self._connection)
        self._entering = until is not None

    # -- the log by itself

    async def read_chain(self) -> None:
        """Every seal covers what it covered when it was made, and none is missing."""
        found, heads, entries = self.found, Heads(), self._entries()
        reached, waiting = 0, await anext(entries, None)
        async for row in self._pages(seals, "number"):
            sealed = Head(**row)
            if sealed.number != found.seals + 1:
                self._broken(f"seal {found.seals + 1} is missing")
            hashed = sha256()
            while waiting is not None and waiting.key <= sealed.last:
                reached = self._follow(waiting, reached)
                hashed.update(line(waiting))
                waiting = await anext(entries, None)
            if reached != sealed.last:
                self._broken(f"seal {sealed.number} covers entries up to {sealed.last}, and {reached} is the last")
            self._weigh(sealed, hashed.hexdigest(), heads)
            heads.add(sealed.number, sealed.head)
            found.seals, found.newest = sealed.number, sealed
        while waiting is not None:
            reached = self._follow(waiting, reached)
            found.unsealed += 1
            found.unsealed_since = min(waiting.at, found.unsealed_since or waiting.at)
            waiting = await anext(entries, None)

    def _follow(self, entry: Entry, reached: int) -> int:
        if entry.key != reached + 1:
            self._broken(f"entries {reached + 1} to {entry.key - 1} of the log are missing")
        self.found.entries += 1
        self.found.early += entry.early
        return entry.key

    def _weigh(self, sealed: Head, root: str, heads: Heads) -> None:
        where = f"seal {sealed.number}, of entries {sealed.first} to {sealed.last}"
        before, skipped = heads.behind(sealed.number)
        if root != sealed.root:
            self._broken(f"{where}: they are not what was sealed; one was changed, removed, added or moved")
        elif before and skipped and head_of(sealed.seal, before, skipped) != sealed.head:
            self._broken(f"{where}: its head is not that of its contents and of the seals before it")
        if sealed.head == self._sought:
            self.found.sought = sealed.number

    async def _entries(self) -> AsyncIterator[Entry]:
        page: list[Row] = []
        async for row in self._pages(log_entries, "key"):
            page.append(row)
            if len(page) == _PAGE:
                for entry in await self._backed(page):
                    yield entry
                page = []
        for entry in await self._backed(page):
            yield entry

    async def _backed(self, rows: Sequence[Row]) -> list[Entry]:
        """Entries, after a look at whether what they tell of is there."""
        entries = entries_of(rows)
        told = [entry for entry in entries if entry.kind not in ("tombstone", "event")]
        there = set(await self._scalars(select(posts.c.key).where(posts.c.key.in_({one.row for one in told}))))
        self._gone(one for one in told if one.row not in there)
        told = [entry for entry in entries if entry.kind == "event"]
        there = set(await self._scalars(select(events.c.key).where(events.c.key.in_({one.row for one in told}))))
        self._gone(one for one in told if one.row not in there)
        told = [entry for entry in entries if entry.kind == "tombstone"]
        place = tuple_(tombstones.c.channel, tombstones.c.message)
        query = select(*place).where(place.in_({(one.channel, one.post) for one in told}))
        graves = {tuple(row) for row in await self._connection.execute(query)} if told else set()
        self._gone(one for one in told if (one.channel, one.post) not in graves)
        self._advance(len(rows))
        return entries

    def _gone(self, entries: Iterable[Entry]) -> None:
        for one in entries:
            self._broken(f"entry {one.key} ({one.kind} {one.channel}/{one.post}): its row is gone")

    # -- what is stored

    async def read_posts(self) -> None:
        """Every post is what the log has of it."""
        last = -(2**63)
        while keys := await self._scalars(select(posts.c.key).where(posts.c.key > last).order_by("key").limit(_PAGE)):
            last = keys[-1]
            with self._readable(f"posts of the rows {keys[0]} to {last}"):
                for stored in await stored_posts(self._connection, keys):
                    if stored.erased:
                        self._erased(stored)
                    self.found.waiting += stored.waiting
                    with self._readable(stored.name):
                        self._broken(*wrong_with(stored))
            self.found.posts += len(keys)
            self._advance(len(keys))

    def _erased(self, stored: Stored) -> None:
        self.found.erased += 1
        if len(self.found.erasures) < _MOST:
            self.found.erasures.append(f"{stored.name}: {stored.post['erased_why']}")

    async def read_tombstones(self) -> None:
        """Every tombstone is what the log has of it."""
        place, last = tuple_(tombstones.c.channel, tombstones.c.message), (-(2**63), 0)
        query = select(tombstones).order_by("channel", "message").limit(_PAGE)
        while rows := (await self._connection.execute(query.where(place > last))).mappings().all():
            last = rows[-1]["channel"], rows[-1]["message"]
            entry = log_entries.c
            places = tuple_(entry.channel, entry.post).in_([(row["channel"], row["message"]) for row in rows])
            told = defaultdict(list)
            for one in await self._told(places, entry.row.is_(None)):
                told[one.channel, one.post].append(one)
            for row in rows:
                name = f"tombstone {row['channel']}/{row['message']}"
                with self._readable(name):
                    record, mine = canonical.tombstone(dict(row)), told[row["channel"], row["message"]]
                    self._broken(*wrong_with_record(name, record, mine, waiting=self._entering))

    async def read_events(self) -> None:
        """Every event is what the log has of it."""
        async for row in self._pages(events, "key"):
            name, entry = f"event {row['key']} of channel {row['channel']}", log_entries.c
            with self._readable(name):
                told = await self._told(entry.row == row["key"], entry.kind == "event")
                self._broken(*wrong_with_record(name, canonical.event(row), told, waiting=False))

    async def read_strays(self) -> None:
        """Nothing hangs on a post that is not there."""
        for table in (media, album_parts, revisions, post_files):
            lost = select(func.count()).where(~select(posts.c.key).where(posts.c.key == table.c.post).exists())
            if count := await self._connection.scalar(lost.select_from(table)):
                self._broken(f"rows of {table.name} that belong to no post: {count}")

    async def read_files(self, weigh: Weigh) -> None:
        """Every file that is kept holds what it held."""
        last = -(2**63)
        while rows := await kept_content(self._connection, last, _PAGE):
            last = rows[-1]["key"]
            for row in rows:
                found, name = await weigh(row["sha256"]), f"file {row['sha256']} of {row['channel']}/{row['message']}"
                if not found:
                    self._broken(f"{name}: is gone, or cannot be read")
                elif found != row["sha256"]:
                    self._broken(f"{name}: holds something else by now")
                self.found.files += 1
                self._advance(1)

    # -- reading

    async def _pages(self, table: Table, column: str) -> AsyncIterator[dict[str, Any]]:
        key, last = table.c[column], -(2**63)
        while True:
            query = select(table).where(key > last).order_by(key).limit(_PAGE)
            rows = (await self._connection.execute(query)).mappings().all()
            for row in rows:
                yield dict(row)
            if len(rows) < _PAGE:
                return
            last = rows[-1][column]

    async def _told(self, *where: Any) -> list[Entry]:
        query = select(log_entries).where(*where).order_by(log_entries.c.key)
        return entries_of([dict(row) for row in (await self._connection.execute(query)).mappings()])

    async def _scalars(self, query: Any) -> Sequence[int]:
        return (await self._connection.scalars(query)).all()

    @contextmanager
    def _readable(self, what: str) -> Iterator[None]:
        """What cannot even be read was not written by us."""
        try:
            yield
        except (TypeError, ValueError, AttributeError, msgspec.MsgspecError, DBAPIError) as error:
            self._broken(f"{what}: cannot be read ({type(error).__name__})")

    def _broken(self, *sentences: str) -> None:
        for sentence in sentences:
            if len(self.found.broken) < _MOST:
                self.found.broken.append(sentence)
            else:
                self.found.more += 1

    def _advance(self, by: int) -> None:
        self._done += by
        self._progress(self._done, self._all)
