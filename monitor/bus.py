"""The way of updates inside one process: a bounded queue with two ends."""

import asyncio
from collections import deque

from monitor.model import Update


class LocalBus:
    """Holds at most `bound` updates. A source that hears "no" reads again later; nothing is lost with it."""

    def __init__(self, bound: int = 16384) -> None:
        self._bound = bound
        self._waiting: deque[Update] = deque()
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(self, update: Update) -> bool:
        if len(self._waiting) >= self._bound:
            self._room.clear()
            return False
        self._waiting.append(update)
        self._filled.set()
        return True

    async def put(self, update: Update) -> None:
        while not self.offer(update):
            await self._room.wait()

    async def take(self, most: int) -> list[Update]:
        await self._filled.wait()
        count = min(most, len(self._waiting))
        batch = [self._waiting.popleft() for _ in range(count)]
        if not self._waiting:
            self._filled.clear()
        self._room.set()
        return batch
