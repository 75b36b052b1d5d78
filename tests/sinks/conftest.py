import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.ports.clock import SystemClock
from monitor.sinks._transport import Transport

# Test files import the samples beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    async with Transport(SystemClock()) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def nothing_is_left_running() -> AsyncIterator[None]:
    """Lost tasks do not fail a test by themselves."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not left, f"tasks left behind: {left}"
