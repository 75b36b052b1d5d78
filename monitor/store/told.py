"""What an entry of a receiver was told last."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis, Notice
from monitor.store.pairs import among, written
from monitor.store.tables import deliveries, notices
from monitor.store.text import from_json

_BODIES = among(select(notices.c.alert, notices.c.number, notices.c.body), notices.c.alert, notices.c.number)


async def told(
    connection: AsyncConnection, receiver: str, entry: str, since: Millis, most: int
) -> Sequence[tuple[str, Millis, tuple[Notice, ...]]]:
    """The newest deliveries that were sent: key, when, and the notices of each (several, where some were folded)."""
    query = (
        select(deliveries.c.key, deliveries.c.alert, deliveries.c.number, deliveries.c.folds, deliveries.c.done)
        .where(
            deliveries.c.receiver == receiver,
            deliveries.c.entry == entry,
            deliveries.c.state == "sent",
            deliveries.c.created >= since,
        )
        .order_by(deliveries.c.created.desc(), deliveries.c.number.desc(), deliveries.c.key)
        .limit(most)
    )
    rows = (await connection.execute(query)).all()
    numbers = {row.key: [*(from_json(row.folds, list[int]) if row.folds else []), row.number] for row in rows}
    wanted = {(row.alert, number) for row in rows for number in numbers[row.key]}
    found = await connection.execute(_BODIES, written(wanted)) if wanted else ()
    bodies = {(alert, number): from_json(body, Notice) for alert, number, body in found}
    return [
        (row.key, row.done or 0, whole)
        for row in rows
        if (whole := tuple(bodies[row.alert, n] for n in numbers[row.key] if (row.alert, n) in bodies))
    ]
