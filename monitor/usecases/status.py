"""How things stand: sources and channels, what is owed, what is wrong."""

import fcntl
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from monitor.model import Millis
from monitor.store import blindness, look
from monitor.store.engine import Engines
from monitor.usecases import files, silencing, troubles
from monitor.usecases.alerts import AlertLine
from monitor.usecases.channel_status import ChangeLine, ChannelLine, JoinLine, changes, channels, joins, seen
from monitor.usecases.events import EventLine, line_of
from monitor.usecases.files import FilesStatus
from monitor.usecases.moments import shaped, utc
from monitor.usecases.silencing import SilenceLine
from monitor.usecases.troubles import HeartbeatLine, RefusalLine, TroubleLine

_ALERTS = 20
_EVENTS = 5
_DAY = 86_400_000


class StateLine(Struct):
    """A source, or one channel of it, as it last told of itself. `until`: when a wait ends, if that is known."""

    source: str
    state: str
    detail: str
    since: datetime | None
    until: datetime | None


class OutboxLine(Struct):
    """Deliveries of one entry by state. `oldest_due`: since when the oldest that is due has been owed."""

    receiver: str
    entry: str
    due: int
    held: int
    sent: int
    dead: int
    cancelled: int
    folded: int
    oldest_due: datetime | None


class DisabledLine(Struct):
    """An entry that said "never again". `command` enables it."""

    receiver: str
    entry: str
    at: datetime
    reason: str
    command: str


class UnreachableLine(Struct):
    """An entry that does not answer: since when, when it is tried next, and what came of the last try."""

    receiver: str
    entry: str
    since: datetime
    probe: datetime
    detail: str


class Status(Struct):
    """How things stand. `daemon` is the process that holds the database, if one runs; `size` in bytes.

    `reload_refused`: the daemon goes on with the watch file from before the one on the disk.
    """

    database: str
    size: int
    daemon: int | None
    posts: int
    newest_post: datetime | None
    sources: list[StateLine]
    channels: list[ChannelLine]
    outbox: list[OutboxLine]
    disabled: list[DisabledLine]
    unreachable: list[UnreachableLine]
    alerts_open: int
    newest_alerts: list[AlertLine]
    quarantined: int
    newest_events: list[EventLine]
    joins: list[JoinLine]
    changes: list[ChangeLine]
    files: FilesStatus | None
    silences: list[SilenceLine]
    heartbeat: HeartbeatLine | None
    troubles: list[TroubleLine]
    reload_refused: RefusalLine | None


async def status(engines: Engines, now: Millis, names: Mapping[str, str] = MappingProxyType({})) -> Status:
    """How things stand in a database. `names`: what the watch file calls channels, by address in small letters."""
    daemon = owner(engines.path)
    async with engines.reading() as connection:
        found = await look.states(connection)
        seeing, lags = await blindness.seeing(connection, now), await blindness.lags(connection, now)
        alerts = await look.listed_alerts(connection, _ALERTS, open_only=True)
        events = await look.listed_events(connection, _EVENTS)
        media = await files.status(connection, engines)
        silent = await silencing.lines(connection, now)
        refused = await troubles.refusal(connection) if daemon is not None else None  # the next start reads it anew
        beat, wrong = await troubles.heartbeat(connection), await troubles.listed(connection)
    path = engines.path
    return Status(
        database=str(path),
        size=sum(file_sizes(path).values()),
        daemon=daemon,
        posts=found["posts"],
        newest_post=utc(found["newest_post"]),
        sources=[shaped(StateLine, row) for row in found["sources"] if not row["channel"]],
        channels=[seen(line, seeing, lags, running=daemon is not None) for line in channels(found, names)],
        outbox=_outbox(found["deliveries"]),
        disabled=[_disabled(row) for row in found["disabled"]],
        unreachable=[shaped(UnreachableLine, row) for row in found["unreachable"]],
        alerts_open=found["alerts_open"],
        newest_alerts=[shaped(AlertLine, row) for row in alerts],
        quarantined=found["quarantined"],
        newest_events=[line_of(row) for row in events],
        joins=joins(found, now - _DAY),
        changes=changes(found),
        files=media,
        silences=silent,
        heartbeat=beat,
        troubles=wrong,
        reload_refused=refused,
    )


def owner(path: Path) -> int | None:
    """The process that holds a database, 0 if it cannot be told, None if nobody does.

    Looks by trying the lock for a moment, and never makes its file.
    """
    try:
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        written = os.read(descriptor, 32).decode("ascii", "replace").strip()
        return int(written) if written.isdecimal() else 0
    finally:
        os.close(descriptor)
    return None


def file_sizes(path: Path) -> dict[str, int]:
    """Bytes of a database's files, by name."""
    found = {}
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        with suppress(OSError):
            found[file.name] = file.stat().st_size
    return found


def _outbox(rows: Sequence[Mapping[str, Any]]) -> list[OutboxLine]:
    lines: dict[tuple[str, str], OutboxLine] = {}
    for row in rows:
        place = row["receiver"], row["entry"]
        line = lines.setdefault(place, OutboxLine(*place, 0, 0, 0, 0, 0, 0, None))
        setattr(line, row["state"], row["count"])
        if row["state"] == "due":
            line.oldest_due = utc(row["oldest"])
    return [lines[place] for place in sorted(lines)]


def _disabled(row: Mapping[str, Any]) -> DisabledLine:
    command = f"monitor deliveries retry --dead --receiver {row['receiver']}/{row['entry']}"
    return shaped(DisabledLine, row, command=command)
