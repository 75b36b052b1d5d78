"""Writes what became of deliveries."""

import asyncio
from collections.abc import Sequence

from monitor.model import Outcome
from monitor.ports.store import Outbox


class Recorder:
    """Writes outcomes; those that end together share a transaction.

    The writing has a task of its own: a delivery that is cancelled while it waits takes no other with it.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, outcome: Outcome) -> None:
        """Returns when the outcome is durable."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="record deliveries")
        await done

    async def finish(self, patience: float) -> None:
        """Wait until all that was handed over is written, at most `patience` seconds."""
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=patience)

    async def close(self) -> None:
        """Let go of what is not written by now; it stays due."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait([self._writing])

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error = await self._write([outcome for outcome, _ in batch])
            for done in (done for _, done in batch if not done.done()):
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)

    async def _write(self, outcomes: Sequence[Outcome]) -> Exception | None:
        try:
            await self._outbox.record(outcomes)
        except Exception as error:  # noqa: BLE001 - it is for those who wait
            return error
        return None
