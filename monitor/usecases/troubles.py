"""What is wrong with the watch itself by now, how its heartbeat stands, and which watch file, as the daemon left it."""

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.json import decode

from monitor.ops.heartbeat import Beat, State
from monitor.ops.troubles import Known, Refusal
from monitor.store import look
from monitor.store.marks import read_mark
from monitor.store.troubles import HEARTBEAT, REFUSAL, TROUBLES
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


class RefusalLine(Struct):
    """The watch file on the disk was refused: when, why, and each problem in full. The one from before is at work."""

    at: datetime
    reason: str
    problems: tuple[str, ...]


async def refusal(connection: look.Connection) -> RefusalLine | None:
    """None: the newest watch file that a daemon was given is the one at work."""
    try:
        written = await read_mark(connection, REFUSAL)
        found = decode(written, type=Refusal) if written else None
    except msgspec.DecodeError:  # of another version
        return None
    return None if found is None else RefusalLine(when(found.at), found.reason, found.problems)


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
