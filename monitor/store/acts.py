"""What people did with alerts, and the links of one use that they did it by."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import NotFoundError
from monitor.model import Act, Alert, Millis
from monitor.store.alerts import by_id
from monitor.store.tables import acts, alerts, used_links

_FIELDS = tuple(Act.__struct_fields__)
_AT_ONCE = 200
_UNTOLD = (
    select(acts.c.key, *(acts.c[name] for name in _FIELDS)).where(acts.c.told == 0).order_by(acts.c.key).limit(_AT_ONCE)
)


class Done(Struct, frozen=True):
    """What came of an act. `alert` is as it is by then.

    "already": it was so before, and nothing was written; "closed": the alert is closed, and nothing can be done with
    it. `before` is the act that made it so, None where none is recorded.
    """

    outcome: Literal["done", "already", "closed"]
    alert: Alert
    before: Act | None = None


async def act(connection: AsyncConnection, one: Act) -> Done:
    """Do something with an alert: write it down, and what the alert is by that, in the caller's transaction.

    What is so already is done once. Who is told of it is the daemon's business: see `untold`.

    Raises:
        NotFoundError: there is no such alert.
    """
    found = await by_id(connection, [one.alert])
    if not found:
        raise NotFoundError("that alert is gone; `monitor alerts list` shows those that are there")
    alert = found[0]
    if _is_so(alert, one):
        return Done("already", alert, await _last(connection, one))
    if alert.closed is not None:
        return Done("closed", alert, await _last(connection, Act(one.alert, "closed", "", 0)))
    await connection.execute(acts.insert(), {name: getattr(one, name) for name in _FIELDS} | {"told": 0})
    await connection.execute(update(alerts).where(alerts.c.id == one.alert).values(_makes(one)))
    return Done("done", (await by_id(connection, [one.alert]))[0])


async def untold(connection: AsyncConnection) -> Sequence[tuple[int, Act]]:
    """The oldest acts that the daemon has not taken up, with the keys to say so by: see `told`."""
    rows = await connection.execute(_UNTOLD)
    return [(row["key"], _act(row)) for row in rows.mappings()]


async def told(connection: AsyncConnection, keys: Collection[int]) -> None:
    """Acts are taken up; part of the transaction that writes what comes of them."""
    if keys:
        await connection.execute(update(acts).where(acts.c.key.in_(keys)).values(told=1))


async def of_alerts(connection: AsyncConnection, ids: Collection[str]) -> Mapping[str, Sequence[Act]]:
    """What was done with alerts, by their ids, in its order."""
    found: dict[str, list[Act]] = {}
    if ids:
        for one in await _read(connection, acts.c.alert.in_(ids)):
            found.setdefault(one.alert, []).append(one)
    return found


async def use(connection: AsyncConnection, mark: str, until: Millis, now: Millis) -> bool:
    """Use a link up, in the transaction that does what it is for; False if somebody has. Forgets what ran out."""
    await connection.execute(delete(used_links).where(used_links.c.until <= now))
    row = insert(used_links).values(mark=mark, until=until).on_conflict_do_nothing()
    return bool((await connection.execute(row)).rowcount)


async def is_used(connection: AsyncConnection, mark: str) -> bool:
    return await connection.scalar(select(used_links.c.mark).where(used_links.c.mark == mark)) is not None


def _is_so(alert: Alert, one: Act) -> bool:
    match one.kind:
        case "closed":
            return alert.closed is not None
        case "acknowledged":
            return alert.closed is None and alert.acknowledged is not None
        case "assigned":
            return alert.closed is None and alert.assigned == one.to


def _makes(one: Act) -> dict[str, Any]:
    """Columns of an alert by what is done with it."""
    match one.kind:
        case "closed":
            return {"closed": one.at, "next_due": None, "escalates": None}
        case "acknowledged":
            return {"acknowledged": one.at}
        case "assigned":
            return {"assigned": one.to}


async def _last(connection: AsyncConnection, one: Act) -> Act | None:
    """The last act of the same kind on the same alert."""
    said = await _read(connection, (acts.c.alert == one.alert) & (acts.c.kind == one.kind))
    return said[-1] if said else None


async def _read(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Act]:
    rows = await connection.execute(select(acts).where(where).order_by(acts.c.key))
    return [_act(row) for row in rows.mappings()]


def _act(row: Mapping[Any, Any]) -> Act:
    return Act(**{name: row[name] for name in _FIELDS})
