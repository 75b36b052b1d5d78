"""Connections. One writer with BEGIN IMMEDIATE, several readers; what only SQLite can do stands here."""

import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from monitor.errors import ErasedMeanwhile, StoreError
from monitor.store.near import at_once

T = TypeVar("T")
_READERS = 4
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"
# Pages in KB that each connection keeps. The system keeps them too: four times as many made no write faster.
_WRITER = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "cache_size": "-4096"}
_READER = {"query_only": "ON", "cache_size": "-1024"}


class Engines:
    """The writer and the readers of one database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer = _engine(path, 1, _WRITER, begin=_WRITE)
        self.reader = _engine(path, _READERS, _READER, begin=_READ)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state and cannot write."""
        async with self.reader.connect() as connection:
            yield connection

    async def read(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """The same for work that awaits nothing but the connection: much cheaper."""
        async with self.reader.connect() as connection:
            return await at_once(connection, _READ, work)

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """A write transaction, likewise: all of it, or nothing."""
        async with self.writer.connect() as connection:
            return await at_once(connection, _WRITE, work)

    async def dispose(self) -> None:
        await self.reader.dispose()
        await self.writer.dispose()


def database_path(url: str) -> Path:
    """The file of a `sqlite:///` URL.

    Raises:
        StoreError: it is another kind of database.
    """
    if not url.startswith("sqlite:///"):
        raise StoreError("only sqlite:///PATH databases are built so far; set `database: sqlite:///var/monitor.db`")
    return Path(url.removeprefix("sqlite:///"))


def create_private(path: Path) -> None:
    """Make an empty database file that only its owner can read; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.close(descriptor)


def is_away(error: BaseException) -> bool:
    """Whether the database itself is out of reach for now (locked, disk full, unreadable): worth a retry."""
    if isinstance(error, NoConnectionLeft | ErasedMeanwhile):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, sqlite3.OperationalError) and any(
        sign in str(cause) for sign in ("locked", "busy", "disk", "readonly", "unable to open")
    )


def _engine(path: Path, size: int, pragmas: dict[str, str], *, begin: str) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        pool_reset_on_return=None,  # whoever borrows one ends the transaction
        connect_args={"timeout": 10.0},
    )

    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come late and be deferred
        cursor = connection.cursor()
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine
