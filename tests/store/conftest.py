"""A fresh database on disk for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.store import schema
from monitor.store.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    database = Database(path)
    await database.open()
    yield database
    await database.close()
