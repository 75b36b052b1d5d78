"""What is wrong with the watch itself by now, and how its heartbeat stands, as the daemon left it."""

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.json import decode

from monitor.ops.heartbeat import Beat, State
from monitor.ops.troubles import Known
from monitor.store import look
from monitor.store.marks import read_mark
from monitor.store.troubles import HEARTBEAT, TROUBLES
from monitor.usecases.moments import when


class HeartbeatLine(Struct):
    """Whether the heartbeat is sent, failed (nobody took it) or held (all is not well), since when, and why."""

    state: State
    since: datetime
    detail: str


class TroubleLine(Struct):
    """Something that operators were told of and that is not over."""

    what: str
    since: datetime


async def heartbeat(connection: look.Connection) -> HeartbeatLine | None:
    """None: there is none, or the daemon never ran with it."""
    try:
        written = await read_mark(connection, HEARTBEAT)
        beat = decode(written, type=Beat) if written else None
    except msgspec.DecodeError:  # of another version
        return None
    return None if beat is None else HeartbeatLine(beat.state, when(beat.since), beat.detail)


async def listed(connection: look.Connection) -> list[TroubleLine]:
    try:
        known = decode(await read_mark(connection, TROUBLES) or "{}", type=Known)
    except msgspec.DecodeError:
        return []
    found = [TroubleLine(f"{name} fails", when(one.since)) for name, one in known.failing.items() if one.told]
    found += [TroubleLine(f"notices wait for {name}", when(since)) for name, since in known.old.items()]
    if known.disk is not None:
        found.append(TroubleLine("the disk is nearly full", when(known.disk)))
    return sorted(found, key=lambda one: one.since)
