"""Due deliveries, and those that wait: what is asked of them, and changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    delete,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Delivery, HeldFor, Millis, Notice
from monitor.ports.store import Owed
from monitor.store import reach
from monitor.store.pairs import among, written
from monitor.store.tables import deliveries, disabled_entries, notices, threads
from monitor.store.text import from_json

DUE: ColumnElement[str] = literal_column(
    "'due'"
)  # written out: with a parameter, the indexes of what is due are not used
_DISABLED = select(disabled_entries.c.receiver, disabled_entries.c.entry, disabled_entries.c.reason)
_earlier = deliveries.alias("earlier")
# Made once: to build and to look up such a statement costs more than to run it.
_OWED = (
    deliveries.c.receiver == bindparam("receiver"),
    deliveries.c.entry == bindparam("entry"),
    deliveries.c.state == DUE,
    deliveries.c.alert.notin_(bindparam("but", expanding=True)),
    ~select(_earlier.c.key)
    .where(
        _earlier.c.alert == deliveries.c.alert,
        _earlier.c.receiver == deliveries.c.receiver,
        _earlier.c.entry == deliveries.c.entry,
        _earlier.c.number < deliveries.c.number,
        _earlier.c.state == DUE,
    )
    .exists(),
)
_DUE = (
    select(deliveries, notices.c.body, threads.c.state.label("thread"))
    .join(notices, (notices.c.alert == deliveries.c.alert) & (notices.c.number == deliveries.c.number))
    .outerjoin(
        threads,
        (threads.c.alert == deliveries.c.alert)
        & (threads.c.receiver == deliveries.c.receiver)
        & (threads.c.entry == deliveries.c.entry),
    )
    .where(*_OWED, deliveries.c.due <= bindparam("now"))
    .order_by(deliveries.c.due, deliveries.c.created)
    .limit(bindparam("most", type_=Integer))
)
_BODIES = among(select(notices.c.alert, notices.c.number, notices.c.body), notices.c.alert, notices.c.number)
_FOLD_PARCEL = (
    update(deliveries)
    .where(deliveries.c.key == bindparam("parcel"), deliveries.c.state == "held")
    .values(state="folded", done=bindparam("at"), detail=bindparam("into"))
)
_HASTEN = (
    update(deliveries)
    .where(
        deliveries.c.state == literal_column("'held'"),
        deliveries.c.due > bindparam("bound", type_=BigInteger()),
        deliveries.c.receiver == bindparam("to"),
        deliveries.c.held == bindparam("what"),
    )
    .values(due=bindparam("bound", type_=BigInteger()))
)
_NEXT = select(deliveries.c.due).where(*_OWED).order_by(deliveries.c.due).limit(1)


async def due(
    connection: AsyncConnection, receiver: str, entry: str, now: Millis, most: int, but: Collection[str]
) -> Sequence[Owed]:
    """What is due for an entry, oldest first; of each alert only the earliest that is not done."""
    asked = {"receiver": receiver, "entry": entry, "now": now, "most": most, "but": list(but)}
    rows = [dict(row) for row in (await connection.execute(_DUE, asked)).mappings()]
    bodies = {(row["alert"], row["number"]): from_json(row["body"], Notice) for row in rows}
    if folding := [row for row in rows if row["folds"]]:
        bodies |= await _bodies(connection, folding)
    states = {row["alert"]: row["thread"] for row in rows if row["thread"]}
    return [_owed(row, bodies, states) for row in rows]


def _owed(row: Mapping[str, Any], bodies: Mapping[tuple[str, int], Notice], states: Mapping[str, str]) -> Owed:
    thread = msgspec.json.decode(states[row["alert"]]) if row["alert"] in states else {}
    delivery = Delivery(
        key=row["key"],
        alert=row["alert"],
        number=row["number"],
        receiver=row["receiver"],
        entry=row["entry"],
        attempts=row["attempts"],
        created=row["created"],
        thread=thread,
    )
    numbers = (*folds_of(row), row["number"])
    return Owed(delivery, tuple(bodies[row["alert"], number] for number in numbers), row["step"])


def folds_of(row: Mapping[str, Any]) -> list[int]:
    return from_json(row["folds"], list[int]) if row["folds"] else []


async def _bodies(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Notice]:
    wanted = {(row["alert"], number) for row in rows for number in (*folds_of(row), row["number"])}
    found = await connection.execute(_BODIES, written(wanted))
    return {(alert, number): from_json(body, Notice) for alert, number, body in found}


async def next_due(connection: AsyncConnection, receiver: str, entry: str, but: Collection[str]) -> Millis | None:
    """When the next delivery of an entry is due: of each alert its earliest, and none of the alerts in `but`."""
    first: Millis | None = await connection.scalar(_NEXT, {"receiver": receiver, "entry": entry, "but": list(but)})
    return first


async def bury_disabled(connection: AsyncConnection, now: Millis) -> None:
    """What is owed to an entry that said "never again" is dead, and says why."""
    for receiver, entry, reason in (await connection.execute(_DISABLED)).all():
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.receiver == receiver, deliveries.c.entry == entry, deliveries.c.state == DUE)
            .values(state="dead", done=now, detail=f"the entry is disabled: {reason}")
        )


async def waiting(connection: AsyncConnection, receiver: str, entry: str, before: Millis) -> Sequence[Owed]:
    """All due deliveries of an entry created before a moment, oldest first."""
    query = (
        select(deliveries)
        .where(
            deliveries.c.receiver == receiver,
            deliveries.c.entry == entry,
            deliveries.c.state == DUE,
            deliveries.c.created < before,
        )
        .order_by(deliveries.c.created, deliveries.c.number)
    )
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    if not rows:
        return []
    bodies = await _bodies(connection, rows)
    return [_owed(row, bodies, {}) for row in rows]


async def fold_into(connection: AsyncConnection, keys: Collection[str], now: Millis) -> None:
    """Mark deliveries as folded into one late summary."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.key.in_(keys))
        .values(state="folded", done=now, detail="folded into one late summary")
    )


async def fold_parcels(connection: AsyncConnection, folded: Sequence[tuple[str, str]], now: Millis) -> None:
    """What waited for a receiver is part of a summary: deliveries, each with the summary's alert."""
    if folded:
        await connection.execute(
            _FOLD_PARCEL, [{"parcel": key, "at": now, "into": f"told in the summary {alert}"} for key, alert in folded]
        )


async def loose(connection: AsyncConnection, keys: Collection[str], now: Millis) -> None:
    """What waited for a receiver goes as it is. It counts from now on, as if it had come now."""
    if keys:
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.key.in_(keys), deliveries.c.state == "held")
            .values(state="due", due=now, created=now, held=None)
        )
        await bury_disabled(connection, now)


async def hasten(connection: AsyncConnection, bounds: Mapping[tuple[str, HeldFor], Millis]) -> None:
    """Let nothing wait longer than that for a (receiver, what it waits for)."""
    if bounds:
        rows = [{"to": to, "what": what, "bound": bound} for (to, what), bound in bounds.items()]
        await connection.execute(_HASTEN, rows)


async def cancel_others(
    connection: AsyncConnection, entries: Collection[tuple[str, str]], now: Millis, anew: Collection[tuple[str, str]]
) -> int:
    """Cancel what is owed to entries that the watch file no longer has, and forget that they were disabled.

    `anew`: entries that may lead elsewhere now, which are tried again even if they were disabled. Returns how many
    were cancelled.
    """
    gone = update(deliveries).where(deliveries.c.state.in_(("due", "held")))
    forgotten = delete(disabled_entries)
    if entries:
        gone = gone.where(tuple_(deliveries.c.receiver, deliveries.c.entry).notin_(entries))
        forgotten = forgotten.where(tuple_(disabled_entries.c.receiver, disabled_entries.c.entry).notin_(entries))
    await connection.execute(forgotten)
    if anew:
        place = tuple_(disabled_entries.c.receiver, disabled_entries.c.entry)
        await connection.execute(delete(disabled_entries).where(place.in_(anew)))
    await reach.forget_others(connection, entries)
    result = await connection.execute(
        gone.values(state="cancelled", done=now, detail="its entry was removed from the watch file")
    )
    return int(result.rowcount)


async def retry(connection: AsyncConnection, keys: Collection[str], now: Millis) -> int:
    """Make dead or cancelled deliveries due again, from the start of the schedule, and enable their entries."""
    rows = (
        await connection.execute(
            select(deliveries.c.key, deliveries.c.receiver, deliveries.c.entry).where(
                deliveries.c.key.in_(keys), deliveries.c.state.in_(("dead", "cancelled"))
            )
        )
    ).all()
    for _, receiver, entry in rows:
        await connection.execute(
            delete(disabled_entries).where(disabled_entries.c.receiver == receiver, disabled_entries.c.entry == entry)
        )
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.key.in_([key for key, _, _ in rows]))
        .values(state="due", due=now, step=0, created=now, done=None, detail="tried again by hand")
    )
    return len(rows)
