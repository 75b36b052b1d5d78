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
    Alert,
    Change,
    Channel,
    Cursor,
    Desked,
    Incident,
    Join,
    Marks,
    Millis,
    Opinion,
    Outcome,
    Peer,
    Stretch,
    Update,
)
from monitor.ports.store import Held, Kept, Owed, Recorded, Said, Verdict, Wish
from monitor.ports.stories import StoryStore
from monitor.ports.windows import Before
from monitor.store import alerts as desk
from monitor.store import (
    articles,
    claims,
    counts,
    deskwork,
    erase,
    identity,
    incidents,
    joins,
    ledger,
    marks,
    opinions,
    outbox,
    posts,
    progress,
    prune,
    reach,
    search,
    signs,
    unwoven,
)
from monitor.store.deciding import Deciding
from monitor.store.direct import directly
from monitor.store.engine import Engines, is_away
from monitor.store.evidence import early, sealing
from monitor.store.media import jobs
from monitor.store.rows import fresh
from monitor.store.settle import Known, settle
from monitor.store.shorten import prune as prune_windows
from monitor.store.stories import StoredStories
from monitor.store.tables import album_parts, channels, cursors, deliveries, histories, peers
from monitor.store.tables import alerts as alert_table
from monitor.store.tables import posts as post_table
from monitor.store.whole import whole
from monitor.store.windows import WindowRows

T = TypeVar("T")


class WriteUnit(Deciding):
    """One write transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.kept_changes: tuple[Change, ...] = ()
        self._keys: dict[tuple[int, int], int] = {}

    async def keep(self, kept: Kept, said: Sequence[Said] = ()) -> None:
        await posts.keep(self.connection, kept)
        await claims.keep(self.connection, said)
        await ledger.keep(self.connection, kept)
        self.kept_changes = kept.changes
        self._keys = {(change.post.channel, change.post.id): change.key for change in kept.changes}

    async def in_stories(self, work: Callable[[StoryStore], T]) -> T:
        return await directly(self.connection, lambda hand: work(StoredStories(hand)))

    async def stories_of(self, keys: Collection[int]) -> Mapping[int, int]:
        return await directly(self.connection, lambda hand: StoredStories(hand).stories_of(keys))

    async def want(self, wishes: Sequence[Wish], now: Millis) -> None:
        await jobs.want(self.connection, wishes, now)

    async def recorded(self, wanted: Collection[tuple[int, int]]) -> Sequence[Recorded]:
        return await desk.recorded(self.connection, wanted)

    async def open_alerts(
        self, keys: Collection[tuple[str, str]], groups: Collection[str], now: Millis
    ) -> Sequence[Alert]:
        return await desk.open_alerts(self.connection, keys, groups, now)

    async def alerts(self, ids: Collection[str]) -> Sequence[Alert]:
        return await desk.by_id(self.connection, ids)

    async def held(self, ids: Collection[str]) -> Sequence[Held]:
        return await desk.held_of(self.connection, ids)

    @property
    def windows(self) -> WindowRows:
        return WindowRows(self.connection, self._keys)

    async def incidents(self) -> Sequence[Incident]:
        return await incidents.take(self.connection)

    async def desked(self) -> tuple[Mapping[int, int], Sequence[Desked]]:
        return await deskwork.take(self.connection)

    async def opinions(self, numbers: Collection[int]) -> Mapping[int, Sequence[Opinion]]:
        return await opinions.of_stories(self.connection, numbers)

    async def write(self, verdict: Verdict) -> None:
        await desk.write(self.connection, verdict, self._keys)
        await self.settle_rest(verdict)
        await self.windows.mark_told(verdict.windows)

    async def quarantine(self, update: Update, error: str, now: Millis) -> None:
        await incidents.set_aside(self.connection, update, error, now)


class Database:
    """One open database. Close it with `close`; schema and locks are the business of `schema` and `app`."""

    unit = WriteUnit

    def __init__(self, path: Path) -> None:
        self.engines = Engines(path)
        self._writing = asyncio.Lock()
        self._tops: dict[int, int] = {}
        self._last_key = 0
        self._all_entered = False

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
        named, known = posts.named(updates, self._tops), Known()
        if any(named):
            known = await self.engines.read(lambda connection: posts.recall(connection, named, marks))
        kept = settle(updates, known, self._new_key, marks)
        return replace(kept, fresh=tuple(fresh(change) for change in kept.changes if change.kind == "new"))

    def _new_key(self) -> int:
        self._last_key += 1
        return self._last_key

    async def transact(self, work: Callable[[WriteUnit], Awaitable[T]]) -> T:
        async def whole_of_it(connection: AsyncConnection) -> tuple[T, WriteUnit]:
            unit = self.unit(connection)
            return await work(unit), unit

        async with self._writing:
            done, unit = await self.engines.write(whole_of_it)
        self._learn(unit)
        return done

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteUnit]:
        """A write transaction as `transact` has it, for work that awaits other things in between."""
        async with self._writing, self.engines.writer.begin() as connection:
            unit = self.unit(connection)
            yield unit
        self._learn(unit)

    def _learn(self, unit: WriteUnit) -> None:
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
        await self.transact(lambda unit: outbox.record(unit.connection, outcomes))

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

    # -- background

    async def index_some(self, most: int = 200) -> int:
        """Feed the search index a small step. Returns how many posts it took."""
        return await self.transact(lambda unit: search.index_some(unit.connection, most))

    async def erase(self, keys: Collection[int], reason: str, now: Millis) -> int:
        """Erase posts, given by their rows. Returns how many; their words leave the file with `forget_words`."""
        return await self.transact(lambda unit: erase.erase(unit.connection, keys, reason, now))

    async def forget_words(self) -> None:
        """Take what is not in any post any more out of the search, in small steps."""
        first = more = True
        while more:
            more = await self.transact(lambda unit, first=first: search.merge_some(unit.connection, first=first))  # type: ignore[misc]
            first = False

    async def erase_old(self, before: Millis, now: Millis, after: prune.Place, most: int = 200) -> prune.Step:
        """Erase the next posts that were posted before a moment."""
        step = await self.engines.read(lambda connection: prune.old_posts(connection, before, after, most))
        if step.keys:
            await self.erase(step.keys, "retention", now)
        return step

    async def unsign_some(self, before: Millis, most: int, now: Millis = 0) -> int:
        """Let posts from before a moment be found by no sign any more. Returns how many there were.

        Not while somebody weaves the past at this time (`now`): what they have woven has to be found.
        """

        async def unsign(unit: WriteUnit) -> int:
            if now and int(await marks.read_mark(unit.connection, unwoven.WEAVING) or 0) > now:
                return 0
            return await directly(unit.connection, lambda hand: signs.unsign_old(hand, before, most))

        return await self.transact(unsign)

    async def prune_windows(self, before: Mapping[str, Before], most: int = 500) -> int:
        """Delete the next rows that no window of these rules can hold any more. Returns how many."""
        return await self.transact(lambda unit: prune_windows(unit.connection, before, most))

    async def delete_old_decisions(self, before: Millis, after: prune.Place, most: int = 200) -> prune.Step:
        """Delete the next decisions from before a moment whose alert is closed."""
        return await self.transact(lambda unit: prune.delete_decisions(unit.connection, before, after, most))

    async def delete_old_counts(self, before: Millis, after: prune.Place, most: int = 500) -> prune.Step:
        """Delete the next counters from before a moment that are not the last of their post."""
        step = await self.engines.read(lambda connection: prune.old_counts(connection, before, after, most))
        if step.keys:
            await self.transact(lambda unit: prune.delete_counts(unit.connection, step.keys))
        return step

    async def seal_some(self, now: Millis, most: int = 2_000) -> int:
        """Link the oldest entries of the log that no seal covers. Returns how many it took.

        They are read and hashed beside the writer; if another process was faster, nothing is done.
        """
        drawn = await self.engines.read(lambda connection: sealing.draw(connection, now, most))
        if drawn is None:
            return 0
        done = await self.transact(lambda unit: sealing.put(unit.connection, drawn))
        return drawn.entries if done else 0

    async def enter_some(self, now: Millis, most: int = 200) -> int:
        """Enter posts into the log that were stored before it began. Returns how many posts it looked at."""
        if self._all_entered:
            return 0
        done = await self.transact(lambda unit: early.enter_some(unit.connection, now, most))
        self._all_entered = not done
        return done


async def _next_due(connection: AsyncConnection) -> Millis | None:
    found = (await connection.execute(_NEXT_DUE)).one()
    return min((when for when in found if when is not None), default=None)


_NEXT_DUE = select(
    select(func.min(alert_table.c.next_due)).scalar_subquery(),
    select(func.min(alert_table.c.closes)).where(alert_table.c.closed.is_(None)).scalar_subquery(),
    select(func.min(alert_table.c.escalates)).scalar_subquery(),
    select(func.min(deliveries.c.due)).where(deliveries.c.state == literal_column("'held'")).scalar_subquery(),
)
