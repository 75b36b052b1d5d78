"""Reading a channel's past into the database: stored, matched with the reason `history`, and never alerted."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from monitor.bus import LocalBus
from monitor.errors import AlreadyRunningError, Unavailable, UsageError
from monitor.kinds import Kinds
from monitor.lexicon import lexicon_of
from monitor.meant import meant
from monitor.model import AccountSpec, ChannelSpec, Millis, Posted, Update, WatchSpec
from monitor.ops.lock import hold
from monitor.pipeline import Pipeline
from monitor.ports.clock import Clock
from monitor.ports.meter import NoMeter
from monitor.reload import compiled
from monitor.sources.telegram import History, Pace
from monitor.sources.telegram import backfill as read_back
from monitor.sources.telegram.watched import SOURCE, Pending
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.engine import database_path
from monitor.store.marks import read_mark, set_mark
from monitor.usecases.moments import when
from monitor.usecases.visits import session_of
from monitor.watching import Watching

_STEP = 100  # posts in a transaction: a page of history

Progress = Callable[[int, int], None]
"""Posts read so far, and about how many there are in all."""


class Backfilled(Struct):
    """What a backfill did. `resumed`: where an earlier run had stopped. `stored` of the `read` posts were new."""

    channel: str
    since: datetime
    resumed: datetime | None
    read: int
    stored: int
    matches: int


class _Mark(Struct):
    """How far a backfill that did not end has come: from `since` on, all posts up to `reached` are stored."""

    since: Millis
    reached: Millis


class _Count(NoMeter):
    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def count(self, name: str, label: str = "", by: int = 1) -> None:
        self.counted[f"{name} {label}"] += by


class _Straight:
    """An intake that goes through the pipeline at once, and then remembers how far it has come."""

    def __init__(self, pipeline: Pipeline, remember: "_Memory") -> None:
        self._pipeline, self._remember = pipeline, remember
        self._waiting: list[Update] = []

    def offer(self, _update: Update, /) -> bool:
        """Never at once: whoever reads history waits with `put`."""
        return False

    async def put(self, update: Update) -> None:
        self._waiting.append(update)
        if len(self._waiting) >= _STEP:
            await self.flush()

    async def flush(self) -> None:
        batch, self._waiting = self._waiting, []
        if batch:
            await self._pipeline.absorb(batch)
            await self._remember.reached(batch)


class _Memory:
    """Where a backfill stands, kept in the database so that the next run goes on there."""

    def __init__(self, database: Database, handle: str, since: Millis) -> None:
        self._database, self._name, self._since = database, f"backfill:{handle.lower()}", since

    async def start(self) -> Millis | None:
        """Where an earlier run stopped that began no later than this one; None if there was none."""
        async with self._database.engines.reading() as connection:
            written = await read_mark(connection, self._name)
        mark = msgspec.json.decode(written, type=_Mark) if written else None
        if mark is None or mark.since > self._since or mark.reached <= self._since:
            return None
        self._since = mark.since
        return mark.reached

    async def reached(self, batch: Sequence[Update]) -> None:
        last = max((update.post.posted for update in batch if isinstance(update, Posted)), default=None)
        if last is not None:
            await self._set(msgspec.json.encode(_Mark(self._since, last)).decode())

    async def forget(self) -> None:
        await self._set("")

    async def _set(self, value: str) -> None:
        async with self._database.write() as unit:
            await set_mark(unit.connection, self._name, value)


async def backfill(
    spec: WatchSpec,
    kinds: Kinds,
    called: str,
    since: Millis,
    clock: Clock,
    *,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> Backfilled:
    """Read a channel of the watch file since a moment. After a failure, another run goes on where it stopped.

    Raises:
        UsageError: the channel is not in the watch file.
        AlreadyRunningError: a daemon uses the database or the session.
        NotFoundError, InputError: nobody has signed in yet.
        Rejected: the session is not accepted, or the channel cannot be read.
        Unavailable: Telegram cannot be reached.
    """
    channel = _channel(spec, called)
    path = database_path(spec.database.get_secret_value())
    with _held(path, channel.address):
        await schema.prepare(path)
        database = Database(path)
        try:
            await database.open()
            return await _read(spec, kinds, channel, since, database, clock, progress, pace)
        finally:
            await database.close()


async def _read(
    spec: WatchSpec,
    kinds: Kinds,
    channel: ChannelSpec,
    since: Millis,
    database: Database,
    clock: Clock,
    progress: Progress | None,
    pace: Pace | None,
) -> Backfilled:
    telegram = spec.telegram
    assert telegram is not None  # noqa: S101 - a watch file with channels and without it is refused
    account, meter = await _account(telegram.accounts, channel, database), _Count()
    with session_of(account, database.engines.path.parent) as session:
        ruleset = await asyncio.to_thread(compiled, spec, kinds, lexicon_of(os.environ))
        watching = Watching(spec, ruleset, await database.channels(), lambda _verdict: None)
        memory = _Memory(database, channel.address, since)
        resumed = await memory.start()
        intake = _Straight(Pipeline(LocalBus(), database, watching, clock, meter), memory)
        start = since if resumed is None else resumed
        history = History(channel, start, pending=await _pending(database, channel, start))
        try:
            read = await read_back(
                telegram, account, history, intake, database, clock, session=session, pace=pace, progress=progress
            )
        except Unavailable as error:
            raise Unavailable(f"{error}; run this again: it goes on where it stopped", error.retry_after) from None
        finally:
            await intake.flush()
        await memory.forget()
    counted = meter.counted
    return Backfilled(
        channel=channel.address,
        since=when(since),
        resumed=None if resumed is None else when(resumed),
        read=read,
        stored=counted["changes new"],
        matches=counted["decisions history"],
    )


async def _account(accounts: Sequence[AccountSpec], channel: ChannelSpec, database: Database) -> AccountSpec:
    """The account that has joined the channel, or knows its address: nobody need look the handle up again."""

    async def distance(account: AccountSpec) -> int:
        known = [peer for peer in await database.peers(account.name) if peer.handle.lower() == channel.address.lower()]
        return 2 if not known else 1 - known[0].joined

    found = [(await distance(account), number, account) for number, account in enumerate(accounts)]
    return min(found, key=lambda one: one[:2])[2]


async def _pending(database: Database, channel: ChannelSpec, since: Millis) -> Pending | None:
    """What stands above the cursor is not ours: the daemon reads it when it starts, and alerts on it."""
    number = (await database.pinned([channel.address])).get(channel.address.lower())
    cursor = (await database.cursors(SOURCE)).get(number) if number is not None else None
    return Pending(since, cursor.read_to) if cursor is not None else None


def _check_readable(spec: WatchSpec, channel: ChannelSpec) -> None:
    """Only an account reads a channel's past here; the daemon does it for pages."""
    if channel.kind == "feed":
        raise UsageError(f"{channel.address} is a feed, which shows no more of its past than it holds; nothing to read")
    if spec.telegram is None or channel.via == "preview":
        raise UsageError(
            f"{channel.address} is read from its public page: write `backfill: 7d` into its entry, and the daemon"
            " reads its past at first contact; or add the section telegram: to read it through an account"
        )


def _channel(spec: WatchSpec, called: str) -> ChannelSpec:
    bare = called.removeprefix("https://").removeprefix("t.me/").removeprefix("@").rstrip("/").lower()
    for channel in spec.channels:
        if called == channel.address or bare == channel.address.lower() or called.lower() == channel.name.lower():
            _check_readable(spec, channel)
            return channel
    near = meant(bare, [channel.address for channel in spec.channels])
    hint = f"did you mean {near}?" if near else "add it there first"
    raise UsageError(f"{called} is no channel of the watch file; {hint}")


@contextmanager
def _held(path: Path, handle: str) -> Iterator[None]:
    """The database for this process, with a sentence for whoever finds it taken."""
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(path))
        except AlreadyRunningError as error:
            sentence = f"{error}, then run `monitor backfill {handle}` again and start it after that"
            raise AlreadyRunningError(sentence) from None
        yield
