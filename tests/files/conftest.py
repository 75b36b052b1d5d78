"""A town for each test."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

# Test files import what is beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))

from files_world import Town

from monitor.store import schema
from monitor.testing.telegram import Server


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Server() as server:
        town = Town(tmp_path, server)
        await schema.prepare(tmp_path / "monitor.db")
        await town.database.open()
        yield town
        await town.database.close()
