"""What operators may want to hear of: written with what is recorded, taken by whoever decides."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Incident, Millis, Update
from monitor.store.tables import incidents, quarantine
from monitor.store.text import to_json

_FIELDS = tuple(Incident.__struct_fields__)
_AT_ONCE = 500
_NEXT = select(incidents).order_by(incidents.c.key).limit(_AT_ONCE)


async def note(connection: AsyncConnection, found: Iterable[Incident]) -> None:
    """Part of the transaction that records what happened: neither is there without the other."""
    rows = [{name: getattr(one, name) for name in _FIELDS} for one in found]
    if rows:
        await connection.execute(incidents.insert(), rows)


async def take(connection: AsyncConnection) -> Sequence[Incident]:
    """The oldest that are not decided, which are forgotten; part of the transaction that writes what is decided."""
    rows = (await connection.execute(_NEXT)).mappings().all()
    if rows:
        await connection.execute(delete(incidents).where(incidents.c.key <= rows[-1]["key"]))
    return [Incident(**{name: row[name] for name in _FIELDS}) for row in rows]


async def set_aside(connection: AsyncConnection, update: Update, error: str, now: Millis) -> None:
    """Keep an update that cannot be processed. Its error may hold words of a post: only the name goes further."""
    kind = type(update).__name__
    row = {"at": now, "kind": kind, "raw": to_json(update), "error": error}
    await connection.execute(quarantine.insert().values(row))
    await note(connection, [Incident("quarantine", kind, now, kind, after=error.partition("(")[0])])
