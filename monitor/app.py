"""The wiring: what is opened in which order, and closed in the other."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import structlog

from monitor.alerts.deliver import Deliverer
from monitor.alerts.tick import tick
from monitor.bus import LocalBus
from monitor.errors import ConfigError
from monitor.kinds import Kinds
from monitor.model import WatchSpec
from monitor.ops.lock import hold
from monitor.ops.supervise import supervise
from monitor.pipeline import Pipeline
from monitor.ports.clock import Clock, SystemClock
from monitor.ports.meter import Meter, NoMeter
from monitor.ports.sink import Sink
from monitor.ports.source import Source
from monitor.ports.store import Verdict
from monitor.rules.compile import CompileError, Ruleset, compile_rules
from monitor.sinks._transport import Transport
from monitor.sources.telegram.session import SessionLock, read_session
from monitor.sources.telegram.source import TelegramSource
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.engine import database_path
from monitor.watching import Watching

log = structlog.get_logger()

_INDEX_PAUSE = 0.2  # seconds between two steps of the search index while there is work
_INDEX_IDLE = 2.0
_DRAIN = 3.0  # seconds that the pipeline has to finish what was handed over before a stop


@dataclass(frozen=True, slots=True)
class Running:
    """The daemon while it runs: what a reload, status and tests may touch."""

    database: Database
    bus: LocalBus
    pipeline: Pipeline
    deliverer: Deliverer
    watching: Watching
    sources: tuple[Source, ...]


async def run(
    spec: WatchSpec,
    kinds: Kinds,
    *,
    stop: asyncio.Event,
    ready: Callable[[Running], Awaitable[None]] | None = None,
    clock: Clock = SystemClock(),  # noqa: B008 - it has no state
    meter: Meter = NoMeter(),  # noqa: B008
    open_database: Callable[[Path], Database] = Database,
) -> None:
    """Run the daemon until `stop` is set.

    Raises:
        ConfigError: a rule cannot be compiled.
        StoreError: the database cannot be used.
        AlreadyRunningError: another process owns the database or a session.
    """
    path = database_path(spec.database.get_secret_value())
    async with AsyncExitStack() as stack:
        stack.enter_context(hold(path))
        await schema.prepare(path)
        database = open_database(path)
        stack.push_async_callback(database.close)
        await database.open()
        ruleset = await asyncio.to_thread(compiled, spec, kinds)
        transport = await stack.enter_async_context(Transport(clock))
        deliverer = Deliverer(database, clock, meter)
        stack.push_async_callback(deliverer.close)
        sinks = sinks_of(spec, kinds, transport)
        await database.cancel_others(list(sinks), clock.now())
        watching = Watching(spec, ruleset, await database.channels(), _waker(deliverer))
        bus = LocalBus()
        pipeline = Pipeline(bus, database, watching, clock, meter)
        sources = _sources(spec, database, clock, path.parent, stack)
        deliverer.open(sinks)
        async with asyncio.TaskGroup() as group:
            working = group.create_task(pipeline.run(), name="pipeline")
            helping = [
                group.create_task(tick(pipeline, bus, clock), name="tick"),
                group.create_task(index(database), name="search index"),
            ]
            reading = [
                group.create_task(supervise(source, bus, clock), name=f"source {source.name}") for source in sources
            ]
            if ready is not None:
                await ready(Running(database, bus, pipeline, deliverer, watching, tuple(sources)))
            await stop.wait()
            await _cancel(reading)
            await _cancel(helping)
            await pipeline.finish(_DRAIN)
            await _cancel([working])


def compiled(spec: WatchSpec, kinds: Kinds) -> Ruleset:
    """The rules, ready to match.

    Raises:
        ConfigError: a rule cannot be compiled.
    """
    try:
        return compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions)
    except CompileError as error:
        raise ConfigError([f"rule {rule}: {sentence}" for rule, sentence in error.problems]) from error


def sinks_of(spec: WatchSpec, kinds: Kinds, transport: Transport) -> Mapping[tuple[str, str], Sink]:
    """A sink for each entry of each receiver, by (receiver, entry)."""
    return {
        (receiver.name, entry.name): kinds.sinks[entry.kind](entry.options, transport)
        for receiver in spec.receivers.values()
        for entry in receiver.entries
    }


async def index(database: Database) -> None:
    """Feed the search index behind the alert path, in small steps."""
    while True:
        try:
            done = await database.index_some()
        except Exception as error:  # noqa: BLE001 - search may lag; alerts may not stop for it
            log.warning("search_index_failed", error=repr(error))
            done = 0
        await asyncio.sleep(_INDEX_PAUSE if done else _INDEX_IDLE)


def session_file(folder: Path, account: str) -> Path:
    """Where `monitor login` keeps the session of an account."""
    return folder / "sessions" / f"{account}.session"


def _sources(
    spec: WatchSpec, database: Database, clock: Clock, folder: Path, stack: AsyncExitStack
) -> Sequence[TelegramSource]:
    telegram = spec.telegram
    if telegram is None:
        return []
    account = telegram.accounts[0]
    path = session_file(folder, account.name)
    stack.enter_context(SessionLock(path))
    session = account.session.get_secret_value() if account.session else read_session(path)
    return [TelegramSource(telegram, account, spec.channels, database, clock, session=session)]


def _waker(deliverer: Deliverer) -> Callable[[Verdict], None]:
    def written(verdict: Verdict) -> None:
        if verdict.deliveries:
            deliverer.wake([(delivery.receiver, delivery.entry) for delivery in verdict.deliveries])

    return written


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
