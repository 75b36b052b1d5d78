"""The database as the rest of the house sees it: the ports of `monitor.ports`, on SQLite."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import (
    Channel,
    Cursor,
    Join,
    Marks,
    Millis,
    Outcome,
    Peer,
    Stretch,
    Update,
)
from monitor.ports.store import Kept, Owed, Verdict
from monitor.store import (
    articles,
    attempted,
    counts,
    identity,
    joins,
    outbox,
    posts,
    progress,
    reach,
)
from monitor.store.engine import Engines, is_away
from monitor.store.held_signs import MOST_HELD, HeldSigns
from monitor.store.rows import fresh
from monitor.store.settle import Known, settle
from monitor.store.tables import album_parts, channels, cursors, deliveries, histories, peers
from monitor.store.tables import alerts as alert_table
from monitor.store.tables import posts as post_table
from monitor.store.unit import WriteUnit
from monitor.store.upkeep import Upkeep
from monitor.store.whole import whole

T = TypeVar("T")
_FEW = 32  # so many updates are settled before another thread would have begun


class Database(Upkeep):
    """One open database. Close it with `close`; schema and locks are the business of `schema` and `app`."""

    unit = WriteUnit

    def __init__(self, path: Path) -> None:
        self.engines = Engines(path)
        self._writing = asyncio.Lock()
        self._tops: dict[int, int] = {}
        self._last_key = 0
        self._held = HeldSigns()

    def hold_signs(self, most: int = MOST_HELD) -> None:
        """Hold signs of new posts back and enter them later, many at a time: for the one process that is the daemon."""
        self._held = HeldSigns(most)

    async def open(self) -> None:
        """Learn where row numbers and message ids stand."""
        async with self.engines.reading() as connection:
            self._last_key = (await connection.execute(select(func.max(post_table.c.key)))).scalar() or 0
            for column, message in (
                (post_table.c.channel, post_table.c.id),
                (album_parts.c.channel, album_parts.c.message),
            ):
                for channel, top in await connection.execute(progress.tops(column, message)):
                    self._tops[channel] = max(top, self._tops.get(channel, 0))

    async def close(self) -> None:
        await self.engines.dispose()

    def is_away(self, error: BaseException) -> bool:
        return is_away(error)

    # -- the pipeline's side

    async def channels(self) -> Sequence[Channel]:
        async with self.engines.reading() as connection:
            address = select(func.min(peers.c.handle)).where(peers.c.channel == channels.c.id).scalar_subquery()
            handle = func.coalesce(address, channels.c.handle)
            rows = await connection.execute(select(channels.c.id, channels.c.kind, handle, channels.c.title))
            return [Channel(*row) for row in rows]

    async def settle(self, updates: Sequence[Update], marks: Marks = Marks()) -> Kept:  # noqa: B008 - it is frozen
        named = posts.named(updates, self._tops)

        async def recalled(connection: AsyncConnection) -> Kept:
            return self._settled(updates, await posts.recall(connection, named, marks), marks)

        if any(named):
            return await self.engines.read(recalled)
        if len(updates) > _FEW:
            return await asyncio.to_thread(self._settled, updates, Known(), marks)
        return self._settled(updates, Known(), marks)

    def _settled(self, updates: Sequence[Update], known: Known, marks: Marks) -> Kept:
        """Beside the loop where there are many; batches come one after the other, so nobody draws keys meanwhile."""
        kept = settle(updates, known, self._new_key, marks)
        return replace(kept, fresh=tuple(fresh(change) for change in kept.changes if change.kind == "new"))

    def _new_key(self) -> int:
        self._last_key += 1
        return self._last_key

    async def transact(self, work: Callable[[WriteUnit], Awaitable[T]]) -> T:
        async def whole_of_it(connection: AsyncConnection) -> tuple[T, WriteUnit]:
            unit = self.unit(connection, self._held)
            return await work(unit), unit

        async with self._writing:
            done, unit = await self.engines.write(whole_of_it)
        self._learn(unit)
        return done

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteUnit]:
        """A write transaction as `transact` has it, for work that awaits other things in between."""
        async with self._writing, self.engines.writer.begin() as connection:
            unit = self.unit(connection, self._held)
            yield unit
        self._learn(unit)

    def _learn(self, unit: WriteUnit) -> None:
        """The transaction of a unit is committed."""
        if unit.looked:
            self._held.settled()
        for change in unit.kept_changes:
            post = change.post
            self._tops[post.channel] = max(self._tops.get(post.channel, 0), post.id, *post.parts)

    async def next_due(self) -> Millis | None:
        return await self.engines.read(_next_due)

    # -- the deliverer's side

    async def due(self, receiver: str, entry: str, now: Millis, most: int, but: Collection[str]) -> Sequence[Owed]:
        return await self.engines.read(lambda connection: outbox.due(connection, receiver, entry, now, most, but))

    async def whole(self, owed: Sequence[Owed]) -> Sequence[Owed]:
        if not any(one.delivery.thread for one in owed):
            return owed
        return await self.engines.read(lambda connection: whole(connection, owed))

    async def forget_reach(self, receiver: str, entry: str) -> None:
        async with self.engines.reading() as connection:
            if not await reach.known(connection, receiver, entry):
                return
        await self.transact(lambda unit: reach.forget(unit.connection, receiver, entry))

    async def next_delivery(self, receiver: str, entry: str, but: Collection[str]) -> Millis | None:
        return await self.engines.read(lambda connection: outbox.next_due(connection, receiver, entry, but))

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        await self.transact(lambda unit: attempted.record(unit.connection, outcomes))

    async def waiting(self, receiver: str, entry: str, before: Millis) -> Sequence[Owed]:
        return await self.engines.read(lambda connection: outbox.waiting(connection, receiver, entry, before))

    async def fold_into(self, keys: Collection[str], verdict: Verdict, now: Millis) -> None:
        async def fold(unit: WriteUnit) -> None:
            await outbox.fold_into(unit.connection, keys, now)
            await unit.write(verdict)

        await self.transact(fold)

    async def cancel_others(
        self, entries: Collection[tuple[str, str]], now: Millis, anew: Collection[tuple[str, str]] = ()
    ) -> int:
        """Cancel what is owed to entries that the watch file no longer has; returns how many. `anew` are enabled."""
        return await self.transact(lambda unit: outbox.cancel_others(unit.connection, entries, now, anew))

    async def retry(self, keys: Collection[str], now: Millis) -> int:
        """Make dead deliveries due again. Returns how many."""
        return await self.transact(lambda unit: outbox.retry(unit.connection, keys, now))

    # -- the sources' side

    async def cursors(self, source: str) -> Mapping[int, Cursor]:
        async with self.engines.reading() as connection:
            rows = await connection.execute(select(cursors).where(cursors.c.source == source))
            return {r["channel"]: Cursor(source, r["channel"], r["read_to"], r["pts"]) for r in rows.mappings()}

    async def histories(self) -> Mapping[int, Stretch]:
        async with self.engines.reading() as connection:
            rows = await connection.execute(select(histories))
            return {row["channel"]: Stretch(**row) for row in rows.mappings()}

    async def peers(self, account: str) -> Sequence[Peer]:
        async with self.engines.reading() as connection:
            rows = await connection.execute(select(peers).where(peers.c.account == account))
            return [
                Peer(account, r["channel"], r["handle"], r["access_hash"], bool(r["joined"])) for r in rows.mappings()
            ]

    async def pinned(self, handles: Sequence[str]) -> Mapping[str, int]:
        lower = [handle.lower() for handle in handles]
        return await self.engines.read(lambda connection: identity.pinned(connection, lower))

    async def standing(self, channel: int, low: int, high: int) -> Mapping[int, int]:
        return await self.engines.read(lambda connection: progress.standing(connection, channel, low, high))

    async def keys(self, channel: int, keys: Collection[str]) -> Mapping[str, int]:
        return await self.engines.read(lambda connection: articles.known_keys(connection, channel, keys))

    async def joins(self, account: str) -> Sequence[Join]:
        return await self.engines.read(lambda connection: joins.queue(connection, account))

    async def joins_since(self, account: str, moment: Millis) -> Sequence[Millis]:
        return await self.engines.read(lambda connection: joins.since(connection, account, moment))

    async def keep_join(self, join: Join, tried: Millis | None = None) -> None:
        await self.transact(lambda unit: joins.keep(unit.connection, join, tried))

    async def forget_join(self, account: str, handle: str) -> None:
        await self.transact(lambda unit: joins.forget(unit.connection, account, handle))

    async def countable(self, channel: int, now: Millis) -> Sequence[int]:
        return await self.engines.read(lambda connection: counts.countable(connection, channel, now))


async def _next_due(connection: AsyncConnection) -> Millis | None:
    found = (await connection.execute(_NEXT_DUE)).one()
    return min((when for when in found if when is not None), default=None)


_NEXT_DUE = select(
    select(func.min(alert_table.c.next_due)).scalar_subquery(),
    select(func.min(alert_table.c.closes)).where(alert_table.c.closed.is_(None)).scalar_subquery(),
    select(func.min(alert_table.c.escalates)).scalar_subquery(),
    select(func.min(deliveries.c.due)).where(deliveries.c.state == literal_column("'held'")).scalar_subquery(),
)
