"""The wiring: what is opened in which order, and closed in the other."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from monitor.alerts.deliver import Deliverer
from monitor.alerts.tick import tick
from monitor.bus import LocalBus
from monitor.chores import index, keep, seal, seal_rest, shorten, unsign
from monitor.eyesight import Eyesight
from monitor.files.chores import view
from monitor.files.desk import FileDesk
from monitor.files.removing import default_folder
from monitor.files.vault import Vault
from monitor.kinds import Kinds
from monitor.language.claims import lexicon, places
from monitor.language.forms import Expand
from monitor.lexicon import lexicon_of
from monitor.model import ChannelSpec, PreviewSpec, Started, WatchSpec
from monitor.ops.gate import Gate
from monitor.ops.health import FileFacts
from monitor.ops.heartbeat import Heartbeat
from monitor.ops.lock import hold
from monitor.ops.metrics import Metrics
from monitor.ops.port import take_port
from monitor.ops.supervise import supervise
from monitor.ops.systemd import Notifier, keep_telling
from monitor.ops.vitals import Stored, Vitals
from monitor.overseeing import Overseer, remembering
from monitor.pages import door_of, serve_pages, signer_of
from monitor.pipeline import Pipeline
from monitor.ports.clock import Clock, SystemClock
from monitor.ports.source import Source
from monitor.ports.store import Verdict
from monitor.reload import Desk, Reloader, compiled, entries_of, reloads, remembering_refusals, sinks_of
from monitor.sinks._transport import Transport
from monitor.sources._fetch import Fetcher
from monitor.store import pulse, schema
from monitor.store.database import Database
from monitor.store.engine import database_path
from monitor.store.media.shown import totals
from monitor.usecases.feeds import Feeds
from monitor.watching import Watching
from monitor.ways import Watcher, Ways, split
from monitor.wishes import kinds_wanted

if TYPE_CHECKING:
    from monitor.sources.telegram.accounts import Accounts

log = structlog.get_logger()

_DRAIN = 2.5  # seconds that the pipeline has to finish the batch at hand before a stop
_LAST_SENDS = 4.0  # seconds that deliveries in flight have to end


@dataclass(frozen=True, slots=True)
class Running:
    """The daemon while it runs: what a program that starts it may touch."""

    database: Database
    bus: LocalBus
    pipeline: Pipeline
    deliverer: Deliverer
    watching: Watching
    ways: Ways
    metrics: Metrics
    vitals: Vitals


async def run(
    spec: WatchSpec,
    kinds: Kinds,
    *,
    stop: asyncio.Event,
    reload: asyncio.Event | None = None,
    reread: Callable[[], WatchSpec] | None = None,
    ready: Callable[[Running], Awaitable[None]] | None = None,
    clock: Clock = SystemClock(),  # noqa: B008 - it has no state
    notifier: Notifier = Notifier(),  # noqa: B008
    open_database: Callable[[Path], Database] = Database,
    expand: Expand | None = None,
) -> None:
    """Run the daemon until `stop` is set. Whenever `reload` is set, the watch file that `reread` gives takes over.

    Raises:
        ConfigError: a rule cannot be compiled, or the address of the pages cannot be used.
        StoreError: the database cannot be used.
        InputError: the key of the links in messages cannot be used.
        AlreadyRunningError: another process owns the database, a session or the port.
    """
    path = database_path(spec.database.get_secret_value())
    async with AsyncExitStack() as stack:
        stack.enter_context(hold(path))
        port = stack.enter_context(take_port(*spec.listen)) if spec.listen else None
        await schema.prepare(path)
        database = open_database(path)
        stack.push_async_callback(database.close)
        await database.open()
        database.hold_signs()
        remember_refusal = remembering_refusals(database)
        await remember_refusal(None)  # this one has been read from the start
        expand = expand or lexicon_of(os.environ)
        ruleset = await asyncio.to_thread(compiled, spec, kinds, expand)
        for prepare in (places.prepare, lexicon.prepare):  # else the first claims would have the loop wait for it
            await asyncio.to_thread(prepare)
        signer = await signer_of(spec, path)
        transport = await stack.enter_async_context(Transport(clock, signer))
        metrics, bus = Metrics(), LocalBus()
        vault = Vault(Path(spec.media.folder) if spec.media.folder else default_folder(path))
        files = FileDesk(database, vault, clock, metrics, lambda: reloader.spec.media.budget)
        accounts = await _accounts(spec, database, clock, path.parent, stack, files)
        ways = await _ways(spec, database, clock, stack, accounts)
        gate = Gate(bus, clock, ways.hear)
        deliverer = Deliverer(database, clock, metrics)
        stack.push_async_callback(deliverer.close, _LAST_SENDS)
        entries = entries_of(spec)
        sinks = sinks_of(entries, kinds, transport)
        await database.cancel_others(list(entries), clock.now(), list(entries))
        watching = Watching(spec, ruleset, await database.channels(), _waker(deliverer))
        pipeline = Pipeline(bus, database, watching, clock, metrics)
        vitals = Vitals(bus, gate, metrics, clock, _looker(database, watching, clock), reach=lambda: deliverer.reach)
        desk = Desk(kinds, expand, database, deliverer, transport, watching, ways, gate, clock, metrics)
        reloader = Reloader(spec, desk)
        overseer = Overseer(database, clock, lambda: gate.states, lambda: reloader.spec.channels)
        heartbeat = Heartbeat(
            lambda: reloader.spec.heartbeat, vitals.unready, transport.call, remembering(database), clock, metrics
        )
        door = door_of(database, signer, lambda: entries_of(reloader.spec), gate, clock, metrics)
        if kinds_wanted(spec):
            await files.open()

        def status() -> str:
            return _status(reloader.spec, gate)

        def reloaded(said: str | None) -> None:
            if said is None:
                notifier.reloading()
                return
            vitals.refused = reloader.refusal is not None
            notifier.ready(f"{said}; {status()}")

        deliverer.open(sinks)
        async with asyncio.TaskGroup() as group:

            def start(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
                return group.create_task(work, name=name)

            working = start(pipeline.run(), "pipeline")
            helping = [
                start(tick(pipeline, gate, clock), "tick"),
                start(index(database, bus), "search index"),
                start(seal(database, bus, clock), "sealer"),
                start(unsign(database, bus, clock, lambda: reloader.spec.stories), "old signs"),
                start(shorten(database, bus, clock, lambda: watching.rules), "old windows"),
                start(keep(database, bus, clock, lambda: reloader.spec.keep, files), "retention"),
                start(view(database, files, bus, kinds_wanted(spec)), "pictures"),
                start(vitals.run(), "vitals"),
                start(overseer.run(), "overseer"),
                start(heartbeat.run(), "heartbeat"),
                start(keep_telling(notifier, vitals.unhealthy, status), "watchdog"),
            ]
            if port is not None:
                feeds = Feeds(database.engines, lambda: reloader.spec, clock)
                helping.append(start(serve_pages(vitals, port, feeds, door), "pages"))
            if reload is not None and reread is not None:
                helping.append(start(reloads(reload, reread, reloader, remember_refusal, reloaded), "reload"))
            reading: list[asyncio.Task[None]] = []

            def read(source: Source) -> None:
                gate.expect([source.name])
                reading.append(start(supervise(source, gate, clock), f"source {source.name}"))

            await gate.put(Started(clock.now()))
            ways.begin(spec.channels, read)
            if accounts is not None:
                reading.append(start(accounts.run(gate), "accounts"))
            if ready is not None:
                await ready(Running(database, bus, pipeline, deliverer, watching, ways, metrics, vitals))
            log.info(
                "ready",
                channels=len(spec.channels),
                rules=len(spec.rules),
                receivers=len(spec.receivers),
                pages="{}:{}".format(*port.getsockname()[:2]) if port else "off",
            )
            notifier.ready(status())
            await stop.wait()
            notifier.stopping()
            log.info("stopping")
            ways.rest()
            await _cancel(reading)
            await _cancel(helping)
            await pipeline.finish(_DRAIN)
            await _cancel([working])
            await seal_rest(database, clock)
    log.info("stopped")


async def _ways(
    spec: WatchSpec, database: Database, clock: Clock, stack: AsyncExitStack, accounts: "Accounts | None"
) -> Ways:
    fetcher = await stack.enter_async_context(Fetcher(clock))

    def pages(channels: Sequence[ChannelSpec]) -> Watcher:
        from monitor.sources.preview.pace import Pace, PreviewOptions
        from monitor.sources.preview.source import PreviewSource

        said = spec.preview
        own = said.base != PreviewSpec().base  # whoever names another place for the pages means it, wherever it lies
        options = PreviewOptions(said.base, own, Pace(poll=_seconds(said.poll)))
        return PreviewSource(channels, database, clock, fetcher, options)

    def feeds(channels: Sequence[ChannelSpec]) -> Watcher:
        from monitor.sources.feed.pace import Pace
        from monitor.sources.feed.source import FeedSource

        return FeedSource(channels, database, clock, fetcher, pace=Pace(bounds=_seconds(spec.feeds.poll)))

    if accounts is None:
        return Ways((), pages, feeds)
    return Ways(accounts.sources, pages, feeds, accounts.watch)


def _seconds(bounds: tuple[int, int]) -> tuple[float, float]:
    return bounds[0] / 1000, bounds[1] / 1000


async def _accounts(
    spec: WatchSpec, database: Database, clock: Clock, folder: Path, stack: AsyncExitStack, files: FileDesk
) -> "Accounts | None":
    """A source for each account, and who shares the channels out among them. Holds all sessions, or none."""
    telegram = spec.telegram
    if telegram is None:
        return None
    from monitor.sources.telegram.accounts import Accounts
    from monitor.sources.telegram.session import SessionLock, only_here, read_session, session_file
    from monitor.sources.telegram.source import TelegramSource

    sources = []
    for account in telegram.accounts:
        path = session_file(folder, account.name)
        stack.enter_context(SessionLock(path))
        session = account.session.get_secret_value() if account.session else read_session(path)
        stack.enter_context(only_here(session, account.name))
        sources.append(TelegramSource(telegram, account, (), database, clock, session=session, files=files))
    accounts = Accounts(sources, split(spec.channels, accounts=True).accounts, clock)
    await accounts.open()
    return accounts


def _waker(deliverer: Deliverer) -> Callable[[Verdict], None]:
    def written(verdict: Verdict) -> None:
        due = [(one.receiver, one.entry) for one in verdict.deliveries]
        due += [(one.receiver, one.entry) for one in verdict.loosed]
        if due:
            deliverer.wake(due)

    return written


def _looker(database: Database, watching: Watching, clock: Clock) -> Callable[[], Awaitable[Stored]]:
    """What metrics and health ask of the database: first of all that it can be written."""
    eyesight = Eyesight(watching.watched)

    async def look() -> Stored:
        async with database.write() as unit:
            await pulse.touch(unit.connection)
        async with database.engines.reading() as connection:
            channels = await eyesight.look(connection, clock.now())
            files = FileFacts(**await totals(connection))
            return Stored(dict(await pulse.owed(connection)), await pulse.dead(connection), channels, files)

    return look


def _status(spec: WatchSpec, gate: Gate) -> str:
    states = ", ".join(f"{source} is {state}" for source, state in gate.states.items()) or "no source"
    counted = ((len(spec.channels), "channel"), (len(spec.rules), "rule"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counted) + f"; {states}"


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
