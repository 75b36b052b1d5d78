"""Many small statements in one go, on the thread that a connection lives on.

A statement that is awaited goes to that thread and back several times, and is compiled or looked up on the way: ten
times what SQLite needs to answer it. Who asks twenty small things of one transaction asks them here: the work goes to
the thread once and is done there, with statements that were made ready before.

Only SQLite needs this. On a database that is reached over the network the same work would go through `run_sync`.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from monitor.store.near import Near

T = TypeVar("T")
_DIALECT = sqlite.dialect(paramstyle="named")


class Ready(NamedTuple):
    """A statement as SQLite reads it, its parameters by name, and those that are the same every time."""

    text: str
    fixed: Mapping[str, Any] = {}


def ready(statement: ClauseElement) -> Ready:
    """Make a statement once. Values go in and come out as they are stored: no column type has a say."""
    made = statement.compile(dialect=_DIALECT)
    assert isinstance(made, SQLCompiler)  # noqa: S101 - what else would a statement be compiled by
    return Ready(str(made), {name: bind.value for name, bind in made.binds.items() if not bind.required})


def insertion(table: Table, names: Sequence[str]) -> str:
    """A statement that inserts rows given as tuples, their columns in this order and their values as they are stored.

    Every post pays for its rows: past the statement compiler they cost a third.
    """
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - names of ours


class Hand:
    """A connection at work on its own thread."""

    __slots__ = ("_raw",)

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def rows(self, statement: Ready, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self._raw.execute(statement.text, {**statement.fixed, **values}).fetchall()

    def write(self, statement: Ready, rows: Sequence[Mapping[str, Any]]) -> None:
        """Do a statement for each row."""
        if rows:
            fixed = statement.fixed
            self._raw.executemany(statement.text, [{**fixed, **row} for row in rows] if fixed else rows)

    def write_many(self, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Do a statement for each of very many rows; values that stand in order are bound faster than named ones."""
        self._raw.executemany(text, rows)


async def directly(connection: AsyncConnection, work: Callable[[Hand], T]) -> T:
    """Do some work within the connection's transaction, on its thread."""
    if isinstance(connection, Near):
        return work(Hand(connection.driver))
    if not connection.in_transaction():
        await connection.begin()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    found: T = await driver._execute(_at_work, driver, work)  # noqa: SLF001 - it offers no other way to its thread
    return found


def _at_work(driver: Any, work: Callable[[Hand], T]) -> T:
    return work(Hand(driver._conn))  # noqa: SLF001 - as above
