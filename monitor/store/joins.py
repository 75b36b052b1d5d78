"""The queue of channels to join, and when the accounts last asked to join something."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Join, Millis
from monitor.store.tables import join_queue, joins


async def queue(connection: AsyncConnection, account: str) -> Sequence[Join]:
    """The queue of an account, in its order."""
    rows = await connection.execute(
        select(join_queue).where(join_queue.c.account == account).order_by("asked", "handle")
    )
    return [Join(**row) for row in rows.mappings()]


async def since(connection: AsyncConnection, account: str, moment: Millis) -> Sequence[Millis]:
    """When an account asked to join something, from a moment on, oldest first."""
    mine = (joins.c.account == account) & (joins.c.at >= moment)
    return list(await connection.scalars(select(joins.c.at).where(mine).order_by("at")))


async def keep(connection: AsyncConnection, join: Join, tried: Millis | None) -> None:
    row = {
        "account": join.account,
        "handle": join.handle,
        "asked": join.asked,
        "state": join.state,
        "due": join.due,
        "detail": join.detail,
    }
    statement = insert(join_queue).values(row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["account", "handle"], set_=row))
    if tried is not None:
        asked = insert(joins).values(account=join.account, at=tried, handle=join.handle)
        await connection.execute(asked.on_conflict_do_nothing())


async def forget(connection: AsyncConnection, account: str, handle: str) -> None:
    mine = (join_queue.c.account == account) & (join_queue.c.handle == handle)
    await connection.execute(delete(join_queue).where(mine))
