"""A fresh database on disk for each test, empty or with a story in it."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

# Test files import what is beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))

from histories import live_through

from monitor.store import schema
from monitor.store.database import Database


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without posts, to be copied."""
    path: Path = tmp_path_factory.mktemp("empty") / "monitor.db"
    asyncio.run(schema.prepare(path))
    return path


@pytest.fixture(scope="session")
def told(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the whole story in it, sealed, to be copied."""
    path = Path(shutil.copy(empty, tmp_path_factory.mktemp("told")))

    async def live() -> None:
        database = Database(path)
        await database.open()
        await live_through(database)
        await database.close()

    asyncio.run(live())
    return path


@pytest.fixture
async def database(empty: Path, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(Path(shutil.copy(empty, tmp_path)))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def lived(told: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """The story has been lived through."""
    database = Database(Path(shutil.copy(told, tmp_path)))
    await database.open()
    yield database
    await database.close()
