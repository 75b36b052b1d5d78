"""Looks every minute at what may be wrong with the watch itself, and notes what operators may want to hear of."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

import msgspec
import structlog
from msgspec.json import decode, encode

from monitor.alerts.operators import of_silence
from monitor.model import ChannelSpec, Incident, Millis, Silence
from monitor.ops.heartbeat import Beat
from monitor.ops.troubles import Ending, Known, Look, Said, ending, judge
from monitor.ports.clock import Clock
from monitor.store import incidents, pulse, silences, troubles
from monitor.store.database import Database
from monitor.store.marks import read_mark, set_mark
from monitor.store.troubles import HEARTBEAT, TROUBLES

log = structlog.get_logger()

_EVERY = 60.0  # seconds


class Overseer:
    """`states`: the sources that there are, and what they say of themselves; `channels`: those that are watched."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        states: Callable[[], Mapping[str, str]],
        channels: Callable[[], tuple[ChannelSpec, ...]],
        room: Callable[[Path], tuple[int, int]] | None = None,
    ) -> None:
        self._database, self._clock, self._states, self._channels = database, clock, states, channels
        self._room = room or _room

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - it looks again in a minute; alerts may not stop for it
                log.warning("not_overseen", error=repr(error))
            await asyncio.sleep(_EVERY)

    async def look(self) -> None:
        """One look: what began to be wrong, or is over, is noted with what is known by that."""
        now, folder = self._clock.now(), self._database.engines.path.parent
        free, total = await asyncio.to_thread(self._room, folder)
        async with self._database.engines.reading() as connection:
            written = await read_mark(connection, TROUBLES)
            owed = {f"{receiver}/{entry}": one for (receiver, entry), one in (await pulse.owed(connection)).items()}
            rows = await troubles.states(connection)
            waiting = await silences.unannounced(connection)
        known = _known(written)
        after, found = judge(known, Look(now, self._said(rows), owed, str(folder), free, total))
        ends = {one.id: (one, told) for one in waiting if (told := ending(one, now)) is not None}
        if after == known and not ends:
            return
        async with self._database.write() as unit:
            await set_mark(unit.connection, TROUBLES, "" if after == Known() else encode(after).decode())
            await incidents.note(unit.connection, [*found, *_of_silences(ends.values(), now)])
            for name, (_, said) in ends.items():
                await silences.announced(unit.connection, [name], said)
        for one in found:
            log.warning("trouble", matter=one.matter, about=one.about, what=one.what)

    def _said(self, rows: list[Mapping[str, str]]) -> tuple[Said, ...]:
        """Of sources that run what they say now; of channels that are watched what was said last."""
        states, watched = self._states(), {one.address.lower() for one in self._channels()}
        details = {row["source"]: row["detail"] for row in rows if not row["channel"]}
        own = [Said(name, "", state, details.get(name, "")) for name, state in states.items()]
        theirs = [Said(**row) for row in rows if row["source"] in states and row["channel"].lower() in watched]
        return (*own, *theirs)


def _of_silences(ends: Iterable[tuple[Silence, Ending]], now: Millis) -> list[Incident]:
    return [of_silence(one, told, now) for one, told in ends]


def _room(folder: Path) -> tuple[int, int]:
    """Free bytes of a file system, for whoever is not root, and all."""
    found = shutil.disk_usage(folder)
    return found.free, found.total


def _known(written: str) -> Known:
    """What another version wrote otherwise is forgotten: it is told once more."""
    try:
        return decode(written, type=Known) if written else Known()
    except msgspec.DecodeError:
        return Known()


def remembering(database: Database) -> Callable[[Beat | None], Awaitable[None]]:
    """Where the heartbeat writes how it stands, for `monitor status`."""

    async def remember(beat: Beat | None) -> None:
        written = "" if beat is None else encode(beat).decode()
        async with database.engines.reading() as connection:
            before = await read_mark(connection, HEARTBEAT)
        if before != written:
            async with database.write() as unit:
                await set_mark(unit.connection, HEARTBEAT, written)

    return remember
