"""How things stand: sources and channels, what is owed, what is wrong."""

import fcntl
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from monitor.model import Millis
from monitor.store import blindness, look
from monitor.store.blindness import Lag, Seeing
from monitor.store.engine import Engines
from monitor.usecases.alerts import AlertLine
from monitor.usecases.moments import shaped, utc

_ALERTS = 20


class StateLine(Struct):
    """A source, or one channel of it, as it last told of itself. `until`: when a wait ends, if that is known."""

    source: str
    state: str
    detail: str
    since: datetime | None
    until: datetime | None


_AT_WORK = frozenset({"live", "polling", "catching_up"})


class ChannelLine(Struct):
    """A channel: its state, and how far it has been read. `cursor`: everything up to this message has been.

    `via` is the source that reads it now, or that last said something of it. `last_look`: when it was last looked at;
    `blind_since`, `blind_cause`: nobody has seen it since then, and why. `lag_p50`, `lag_p99`: seconds from posted to
    seen, over the newest posts of the last day that came while it was looked at.
    """

    channel: str
    id: int | None
    title: str
    via: str
    state: str
    detail: str
    since: datetime | None
    until: datetime | None
    cursor: int | None
    last_post: datetime | None
    last_message: int | None
    last_look: datetime | None = None
    blind_since: datetime | None = None
    blind_cause: str | None = None
    lag_p50: float | None = None
    lag_p99: float | None = None


class OutboxLine(Struct):
    """Deliveries of one entry by state. `oldest_due`: since when the oldest that is due has been owed."""

    receiver: str
    entry: str
    due: int
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


class Status(Struct):
    """How things stand. `daemon` is the process that holds the database, if one runs; `size` in bytes."""

    database: str
    size: int
    daemon: int | None
    posts: int
    newest_post: datetime | None
    sources: list[StateLine]
    channels: list[ChannelLine]
    outbox: list[OutboxLine]
    disabled: list[DisabledLine]
    alerts_open: int
    newest_alerts: list[AlertLine]
    quarantined: int


async def status(engines: Engines, now: Millis) -> Status:
    """How things stand in a database."""
    daemon = owner(engines.path)
    async with engines.reading() as connection:
        found = await look.states(connection)
        seeing, lags = await blindness.seeing(connection, now), await blindness.lags(connection, now)
        alerts = await look.listed_alerts(connection, _ALERTS, open_only=True)
    path = engines.path
    return Status(
        database=str(path),
        size=sum(file_sizes(path).values()),
        daemon=daemon,
        posts=found["posts"],
        newest_post=utc(found["newest_post"]),
        sources=[shaped(StateLine, row) for row in found["sources"] if not row["channel"]],
        channels=[_seen(line, seeing, lags, running=daemon is not None) for line in _channels(found)],
        outbox=_outbox(found["deliveries"]),
        disabled=[_disabled(row) for row in found["disabled"]],
        alerts_open=found["alerts_open"],
        newest_alerts=[shaped(AlertLine, row) for row in alerts],
        quarantined=found["quarantined"],
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


def _channels(found: Mapping[str, Any]) -> list[ChannelLine]:
    """Channels by what is known of them; those that never got so far by what was said of them."""
    said = _readers(found["sources"])
    cursors: dict[int, int] = {}
    for row in found["cursors"]:
        if ":" not in row["source"]:  # others tell how far back history was read
            cursors[row["channel"]] = max(row["read_to"], cursors.get(row["channel"], 0))
    lines = []
    for row in found["channels"]:
        state = said.pop(row["handle"].lower(), {})
        last = found["last_posts"].get(row["id"], {})
        lines.append(_channel(row["handle"] or str(row["id"]), state, row, cursors.get(row["id"]), last))
    lines += [_channel(row["channel"], row) for row in said.values()]
    return sorted(lines, key=lambda line: line.channel.lower())


def _readers(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """For each channel, in small letters, what is said by the source that reads it, else what was said last."""
    sources = {row["source"]: row for row in rows if not row["channel"]}
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if not row["channel"]:
            continue
        source = sources.get(row["source"])
        if source is None or source["state"] in _AT_WORK:
            now = row
        else:  # what it said of its channels is of before
            now = {**row, **{key: source[key] for key in ("state", "detail", "since", "until")}}
        before = found.get(row["channel"].lower())
        if before is None or _weight(now) > _weight(before):
            found[row["channel"].lower()] = now
    return found


def _weight(row: Mapping[str, Any]) -> tuple[bool, int]:
    return row["state"] in _AT_WORK, row["since"]


def _channel(
    name: str,
    state: Mapping[str, Any],
    known: Mapping[str, Any] | None = None,
    cursor: int | None = None,
    last: Mapping[str, Any] | None = None,
) -> ChannelLine:
    known, last = known or {}, last or {}
    return ChannelLine(
        channel=name,
        id=known.get("id"),
        title=known.get("title", ""),
        via=state.get("source", ""),
        state=state.get("state", "not watched"),
        detail=state.get("detail", ""),
        since=utc(state.get("since")),
        until=utc(state.get("until")),
        cursor=cursor,
        last_post=utc(last.get("posted")),
        last_message=last.get("id"),
    )


def _seen(line: ChannelLine, seeing: Mapping[int, Seeing], lags: Mapping[int, Lag], *, running: bool) -> ChannelLine:
    """The line of a channel with how it is seen."""
    now = seeing.get(line.id or 0)
    if now is not None:
        line.last_look, line.blind_since = utc(now.last), utc(now.since)
        line.blind_cause = told_cause(now.cause, running=running)
    if (lag := lags.get(line.id or 0)) is not None:
        line.lag_p50, line.lag_p99 = lag.p50 / 1000, lag.p99 / 1000
    return line


def told_cause(cause: str | None, *, running: bool) -> str | None:
    """Where no daemon runs, that is why nobody looks; the next start will write it down."""
    return "down" if cause == "unknown" and not running else cause


def _outbox(rows: Sequence[Mapping[str, Any]]) -> list[OutboxLine]:
    lines: dict[tuple[str, str], OutboxLine] = {}
    for row in rows:
        place = row["receiver"], row["entry"]
        line = lines.setdefault(place, OutboxLine(*place, 0, 0, 0, 0, 0, None))
        setattr(line, row["state"], row["count"])
        if row["state"] == "due":
            line.oldest_due = utc(row["oldest"])
    return [lines[place] for place in sorted(lines)]


def _disabled(row: Mapping[str, Any]) -> DisabledLine:
    command = f"monitor deliveries retry --dead --receiver {row['receiver']}/{row['entry']}"
    return shaped(DisabledLine, row, command=command)
