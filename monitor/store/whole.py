"""All notices of an alert that were meant for an entry, for a sink that edits what it sent first."""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Notice
from monitor.ports.store import Owed
from monitor.store.tables import deliveries, notices
from monitor.store.text import from_json

NEWEST = 100
"""So many notices are read; a message has room for far fewer."""


async def whole(connection: AsyncConnection, owed: Sequence[Owed]) -> Sequence[Owed]:
    """The same deliveries; where the alert has a thread, with its notices from the first to the delivery's own.

    What became of the earlier ones does not matter: the edit says everything, also what was not taken when it was new.
    """
    return [await _whole(connection, one) if one.delivery.thread else one for one in owed]


async def _whole(connection: AsyncConnection, owed: Owed) -> Owed:
    of = owed.delivery
    meant = (
        deliveries.c.alert == of.alert,
        deliveries.c.receiver == of.receiver,
        deliveries.c.entry == of.entry,
        deliveries.c.number <= of.number,
    )
    query = (
        select(notices.c.body)
        .join(deliveries, (notices.c.alert == deliveries.c.alert) & (notices.c.number == deliveries.c.number))
        .where(*meant)
        .order_by(deliveries.c.number.desc())
        .limit(NEWEST)
    )
    bodies = (await connection.execute(query)).scalars().all()
    told = tuple(from_json(body, Notice) for body in reversed(bodies))
    count = len(told)
    if count == NEWEST:
        count = await connection.scalar(select(func.count()).select_from(deliveries).where(*meant)) or count
    return replace(owed, notices=told, before=count - len(told))
