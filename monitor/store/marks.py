"""Small things to remember by name: how far some long work has come."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.tables import facts

INDEXED = "search_indexed_to"
"""The row number of the newest post that the search knows."""

ENTERED = "log_entered"
"""While a database from before the log is being entered into it: "row number reached/row number to reach"."""


async def read_mark(connection: AsyncConnection, name: str) -> str:
    """What was set under a name, or ""."""
    return await connection.scalar(select(facts.c.value).where(facts.c.name == name)) or ""


async def set_mark(connection: AsyncConnection, name: str, value: str) -> None:
    """Remember a value; an empty one forgets the name. Part of the caller's write transaction."""
    if not value:
        await connection.execute(delete(facts).where(facts.c.name == name))
        return
    statement = insert(facts).values(name=name, value=value)
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
