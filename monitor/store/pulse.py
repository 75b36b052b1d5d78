"""What metrics and health ask of the database: few rows, by the index of what is due."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.tables import deliveries

_DUE: ColumnElement[str] = literal_column("'due'")  # a literal, so that the index of what is due can be used
_TOUCH = text("PRAGMA user_version = 0")


async def owed(connection: AsyncConnection) -> Mapping[tuple[str, str], tuple[int, Millis]]:
    """How many deliveries wait for each (receiver, entry), and since when the oldest."""
    query = (
        select(deliveries.c.receiver, deliveries.c.entry, func.count(), func.min(deliveries.c.created))
        .where(deliveries.c.state == _DUE)
        .group_by(deliveries.c.receiver, deliveries.c.entry)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in await connection.execute(query)}


async def dead(connection: AsyncConnection) -> int:
    """How many deliveries were given up."""
    query = select(func.count()).select_from(deliveries).where(deliveries.c.state == literal_column("'dead'"))
    return await connection.scalar(query) or 0


async def touch(connection: AsyncConnection) -> None:
    """Write a page that changes nothing: fails where the disk is full or the file cannot be written."""
    await connection.execute(_TOUCH)
