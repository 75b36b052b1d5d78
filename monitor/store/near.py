"""Work on a connection that is done whole, on the thread that the connection lives on.

A statement that is awaited travels to that thread and back three times: twenty of them in a row cost ten times what
SQLite needs. So a transaction may be handed over as one piece of work: it goes to the thread once, and every statement
that it awaits there is answered before `await` returns. Nothing of it is written differently for that; it only may
await nothing but its connection.

Only SQLite needs this: on a database behind a network the same work would be awaited where it is.
"""

import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
_thread = threading.local()


class Near(AsyncConnection):
    """A connection as seen from its own thread. `driver` is SQLite's."""

    __slots__ = ("driver",)

    def __init__(self, engine: AsyncEngine, connection: Connection, driver: Any) -> None:
        super().__init__(engine, connection)
        self.driver = driver

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        return self._proxied.execute(statement, parameters, execution_options=execution_options)

    async def exec_driver_sql(self, statement: Any, parameters: Any = None, execution_options: Any = None) -> Any:
        return self._proxied.exec_driver_sql(statement, parameters, execution_options)


async def at_once(connection: AsyncConnection, begin: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Do a whole transaction, which `begin` opens, on the thread of a connection that has none open.

    Whoever is cancelled while it is under way does not stop it: it is finished all the same.

    Raises:
        RuntimeError: the work awaits something else than its connection.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    found: T = await driver._execute(_whole, connection.engine, driver, begin, work)  # noqa: SLF001 - see `direct`
    return found


def _whole(engine: AsyncEngine, driver: Any, begin: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    raw = _thread.lent = driver._conn  # noqa: SLF001 - see `direct`
    with _lending.connect() as connection:
        connection.exec_driver_sql(begin)
        try:
            found = _answered(work(Near(engine, connection, raw)))
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            raw.rollback()
            raise
    return found


def _answered(work: Awaitable[T]) -> T:
    """What comes of work that never has to wait."""
    steps = cast("Coroutine[Any, Any, T]", work)
    try:
        steps.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    steps.close()
    raise RuntimeError("work on a connection's own thread may await nothing but the connection")


class _Lent:
    """SQLite's connection without a say over transactions and its own end: `_whole` and its owner have that."""

    __slots__ = ("_raw",)

    def __init__(self) -> None:
        self._raw = _thread.lent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def commit(self) -> None:
        """Nothing."""

    rollback = close = commit

    def create_function(self, *_: Any, **__: Any) -> None:
        """Its owner has done that."""


# One for all threads, so that each statement is compiled once.
_lending = create_engine("sqlite://", creator=_Lent, poolclass=NullPool)
