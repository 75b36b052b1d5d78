"""Receivers: how each of their entries stands, and a notice that only tries them."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from monitor.alerts.notice import delivery as owed
from monitor.errors import NotFoundError, Rejected, Unavailable
from monitor.kinds import Kinds
from monitor.meant import meant
from monitor.model import EntrySpec, Evidence, Excerpt, Millis, Notice, ReceiverSpec, Severity, WatchSpec
from monitor.ports.clock import Clock
from monitor.sinks._transport import Transport
from monitor.store.engine import Engines
from monitor.usecases.status import Status, status

_PATIENCE = 60.0  # seconds for an answer; sinks have time-outs of their own
_TEXT = "This is a test: no channel said this, and nobody has to do anything. Words that match look like this: ALARM."


class EntryLine(Struct):
    """How an entry stands. `waiting`: notices that are owed to it, since `oldest`; `detail` says why it is not ok."""

    receiver: str
    entry: str
    kind: str
    severity: Severity
    state: Literal["ok", "unreachable", "disabled"]
    waiting: int
    oldest: datetime | None
    detail: str = ""


class Tried(Struct):
    """What an entry made of a test notice. `took` in milliseconds; `answer` is what the other side said."""

    receiver: str
    entry: str
    kind: str
    result: Literal["sent", "unavailable", "rejected", "failed"]
    took: int
    answer: str


async def listed(spec: WatchSpec, engines: Engines | None, now: Millis) -> list[EntryLine]:
    """Every entry of every receiver. Without a database, none was ever told anything."""
    found = await status(engines, now) if engines is not None else None
    return [_line(receiver, entry, found) for receiver in spec.receivers.values() for entry in receiver.entries]


def _line(receiver: ReceiverSpec, entry: EntrySpec, found: Status | None) -> EntryLine:
    line = EntryLine(receiver.name, entry.name, entry.kind, receiver.severity, "ok", 0, None)
    if found is None:
        return line
    place = (receiver.name, entry.name)
    for box in (box for box in found.outbox if (box.receiver, box.entry) == place):
        line.waiting, line.oldest = box.due, box.oldest_due
    for out in (out for out in found.unreachable if (out.receiver, out.entry) == place):
        line.state, line.detail = "unreachable", out.detail
    for off in (off for off in found.disabled if (off.receiver, off.entry) == place):
        line.state, line.detail = "disabled", off.reason
    return line


def entries_of(spec: WatchSpec, name: str, entry: str = "") -> Mapping[str, EntrySpec]:
    """The entries of a receiver by name, or one of them.

    Raises:
        NotFoundError: there is no such receiver, or no such entry.
    """
    receiver = spec.receivers.get(name)
    if receiver is None:
        raise NotFoundError(f"no receiver is called {name!r}; {_near(name, list(spec.receivers))}")
    found = {one.name: one for one in receiver.entries if entry in ("", one.name)}
    if not found:
        names = [one.name for one in receiver.entries]
        raise NotFoundError(f"receiver {name!r} has no entry {entry!r}; {_near(entry, names)}")
    return found


def _near(name: str, names: Sequence[str]) -> str:
    near = meant(name, names)
    return f"did you mean {near}?" if near else f"there are: {', '.join(names) or 'none'}"


async def test(spec: WatchSpec, kinds: Kinds, name: str, entry: str, clock: Clock) -> list[Tried]:
    """Send a marked sample notice to a receiver. Nothing is stored; a daemon that runs knows nothing of it.

    Raises:
        NotFoundError: there is no such receiver, or no such entry.
    """
    entries = entries_of(spec, name, entry)
    async with Transport(clock) as transport:
        tries = (_try(name, one, kinds, transport, clock) for one in entries.values())
        return await asyncio.gather(*tries)


async def _try(receiver: str, entry: EntrySpec, kinds: Kinds, transport: Transport, clock: Clock) -> Tried:
    now, started = clock.now(), time.monotonic()
    notice = sample(now)

    def tried(result: Literal["sent", "unavailable", "rejected", "failed"], answer: str) -> Tried:
        return Tried(receiver, entry.name, entry.kind, result, round((time.monotonic() - started) * 1000), answer)

    try:
        sink = kinds.sinks[entry.kind](entry.options, transport)
        async with asyncio.timeout(_PATIENCE):
            receipt = await sink.send(notice, owed(notice, receiver, entry.name, now))
    except Rejected as error:
        return tried("rejected", str(error))
    except Unavailable as error:
        return tried("unavailable", str(error))
    except TimeoutError:
        return tried("unavailable", f"no answer within {_PATIENCE:g} s")
    except Exception as error:  # noqa: BLE001 - one entry's bug hides no answer of the others
        return tried("failed", f"a bug in the sink: {type(error).__name__}")
    return tried("sent", receipt.status)


def sample(now: Millis) -> Notice:
    """A notice that says that it is a test. Every one has an id of its own, so that none passes for a repeat."""
    at = _TEXT.index("ALARM")
    post = Excerpt(
        channel="A channel of the test",
        handle="",
        side="",
        labels=("test",),
        post=1,
        link="https://example.org/test",
        text=_TEXT,
        posted=now,
        seen=now,
        evidence=(Evidence("keyword", "alarm", "ALARM", at, at + len("ALARM")),),
    )
    return Notice(
        alert=f"test-{now}",
        number=1,
        kind="opened",
        rule="test",
        title="This is a test",
        severity="info",
        created=now,
        lines=("Sent by `monitor sink test`. Nothing happened.",),
        excerpts=(post,),
        opened=now,
    )
