"""Another watch file while the daemon runs: read, compiled and swapped in, or refused as a whole."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from msgspec.json import encode
from msgspec.structs import replace
from pydantic import SecretStr

from monitor.alerts.deliver import Deliverer
from monitor.errors import ConfigError, MonitorError
from monitor.kinds import Kinds
from monitor.language.forms import Expand
from monitor.model import ChannelSpec, EntrySpec, Millis, Tick, WatchSpec
from monitor.ops.troubles import Refusal
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter
from monitor.ports.sink import Sink
from monitor.rules.compile import CompileError, compile_rules
from monitor.rules.ruleset import Ruleset
from monitor.sinks._transport import Transport
from monitor.store.database import Database
from monitor.store.marks import set_mark
from monitor.store.troubles import REFUSAL
from monitor.watching import Watching

log = structlog.get_logger()

Entries = Mapping[tuple[str, str], EntrySpec]


class Debts(Protocol):
    """What is owed to receivers."""

    async def cancel_others(
        self, entries: Sequence[tuple[str, str]], now: Millis, anew: Sequence[tuple[str, str]]
    ) -> int: ...


class Watcher(Protocol):
    """Whoever hands channels to the sources that read them."""

    def watch(self, channels: Sequence[ChannelSpec]) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a reload touches."""

    kinds: Kinds
    expand: Expand
    database: Debts
    deliverer: Deliverer
    transport: Transport
    watching: Watching
    ways: Watcher
    intake: Intake
    clock: Clock
    meter: Meter


class Reloader:
    """Puts watch files in the place of the one at work. `spec` is what is at work.

    `refusal`: why that is not the newest file.
    """

    def __init__(self, spec: WatchSpec, desk: Desk) -> None:
        self.spec = spec
        self.refusal: Refusal | None = None
        self._desk = desk

    async def reload(self, reread: Callable[[], WatchSpec]) -> str:
        """One reload. Whatever is wrong with the new file, the one at work stays. Returns what came of it, in words."""
        try:
            found = await asyncio.to_thread(reread)
            ruleset = await asyncio.to_thread(compiled, found, self._desk.kinds, self._desk.expand)
            said = await self._apply(found, ruleset)
        except ConfigError as error:
            count = len(error.problems)
            return self._refuse(f"{count} problem{'' if count == 1 else 's'} in the watch file", error.problems)
        except MonitorError as error:
            return self._refuse(str(error))
        except Exception as error:
            log.exception("reload_bug")
            return self._refuse(f"a bug: {type(error).__name__}")
        self.refusal = None
        self._desk.meter.count("reloads", "applied")
        return said

    def _refuse(self, reason: str, problems: Sequence[str] = ()) -> str:
        for problem in problems:
            log.error("watch_file_problem", problem=problem)
        self.refusal = Refusal(self._desk.clock.now(), reason, tuple(problems))
        self._desk.meter.count("reloads", "refused")
        log.error("reload_refused", reason=reason)
        return f"reload refused, the watch file from before is at work: {reason}"

    async def _apply(self, found: WatchSpec, ruleset: Ruleset) -> str:
        later = needs_restart(self.spec, found)
        if later:
            log.warning("needs_restart", keys=list(later), what="these keys of the watch file apply from a restart on")
        old = self.spec
        kept = {key: getattr(old, key) for key in ("database", "telegram", "preview", "feeds", "listen", "address")}
        new = replace(found, **kept, media=replace(found.media, folder=old.media.folder))
        before, after = entries_of(old), entries_of(new)
        stays = {name for name, entry in after.items() if before.get(name) == entry}
        sinks = sinks_of({name: after[name] for name in after.keys() - stays}, self._desk.kinds, self._desk.transport)
        begun = self._desk.watching.swap(new, ruleset)
        self.spec = new
        await self._desk.intake.put(Tick(self._desk.clock.now()))  # so that there is a next batch
        await begun.wait()
        await self._desk.deliverer.shut(before.keys() - stays)
        cancelled = await self._cancel_others(after, list(sinks))
        self._desk.deliverer.open(sinks)
        if new.channels != old.channels:
            self._desk.ways.watch(new.channels)
        log.info(
            "reloaded",
            channels=len(new.channels),
            rules=len(new.rules),
            receivers=len(new.receivers),
            entries_opened=len(sinks),
            entries_closed=len(before.keys() - stays),
            deliveries_cancelled=cancelled,
        )
        return "reloaded" + (f"; from a restart on: {', '.join(later)}" if later else "")

    async def _cancel_others(self, entries: Entries, anew: Sequence[tuple[str, str]]) -> int:
        """What is owed to entries that are gone has no lane any more: if it cannot be cancelled now, it waits.

        Those that changed are no longer disabled: somebody may have put in the address that the refusal asked for.
        """
        try:
            return await self._desk.database.cancel_others(list(entries), self._desk.clock.now(), anew)
        except Exception as error:  # noqa: BLE001 - the new file is at work by now, and needs its lanes
            log.warning("debts_not_cancelled", error=repr(error))
            return 0


async def reloads(
    wanted: asyncio.Event,
    reread: Callable[[], WatchSpec],
    reloader: Reloader,
    remember: Callable[[Refusal | None], Awaitable[None]],
    tell: Callable[[str | None], None],
) -> None:
    """Reload whenever it is wanted, until cancelled. `tell` hears None before, and what came of it after."""
    while True:
        await wanted.wait()
        wanted.clear()
        tell(None)
        said = await reloader.reload(reread)
        try:
            await remember(reloader.refusal)
        except Exception as error:  # noqa: BLE001 - the database is away: log and metrics tell of the refusal all the same
            log.warning("reload_not_remembered", error=repr(error))
        tell(said)


def remembering_refusals(database: Database) -> Callable[[Refusal | None], Awaitable[None]]:
    """Where it is written that a watch file was refused, for `monitor status`; None: none was."""

    async def remember(refusal: Refusal | None) -> None:
        async with database.write() as unit:
            await set_mark(unit.connection, REFUSAL, "" if refusal is None else encode(refusal).decode())

    return remember


def needs_restart(old: WatchSpec, new: WatchSpec) -> tuple[str, ...]:
    """The keys whose change cannot be applied to a daemon that runs."""
    pairs = (
        ("database", _open(old.database), _open(new.database)),
        ("telegram", old.telegram, new.telegram),
        ("preview", old.preview, new.preview),
        ("feeds", old.feeds, new.feeds),
        ("web.listen", old.listen, new.listen),
        ("web.address", old.address, new.address),
        ("media.folder", old.media.folder, new.media.folder),
    )
    return tuple(key for key, before, after in pairs if before != after)


def _open(secret: SecretStr) -> str:
    return secret.get_secret_value()


def compiled(spec: WatchSpec, kinds: Kinds, expand: Expand) -> Ruleset:
    """The rules, ready to match.

    Raises:
        ConfigError: a rule cannot be compiled.
    """
    try:
        return compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand, mentions=True)
    except CompileError as error:
        raise ConfigError([f"rule {rule}: {sentence}" for rule, sentence in error.problems]) from error


def entries_of(spec: WatchSpec) -> Entries:
    """Each entry of each receiver, by (receiver, entry)."""
    return {(receiver.name, entry.name): entry for receiver in spec.receivers.values() for entry in receiver.entries}


def sinks_of(entries: Entries, kinds: Kinds, transport: Transport) -> Mapping[tuple[str, str], Sink]:
    """A sink for each entry."""
    return {name: kinds.sinks[entry.kind](entry.options, transport) for name, entry in entries.items()}
