"""What is done behind the alert path: in small steps, and fewer of them while updates wait."""

import asyncio
from collections.abc import Sized

import structlog

from monitor.ports.clock import Clock
from monitor.store.database import Database

log = structlog.get_logger()

_INDEX_STEP = 32  # posts; a live post that meets a step waits a few milliseconds for it
_PAUSE = 0.05  # seconds between two steps while there is work
_INDEX_BUSY = 1.0
_INDEX_IDLE = 2.0
_SEAL_STEP = 2_000  # entries; they are hashed beside the writer, which only writes the seal's row
_SEAL_PAUSE = 0.5  # an entry is sealed within a second, however busy the rest is
_ENTER_STEP = 200  # posts from before the log


async def index(database: Database, waiting: Sized) -> None:
    """Feed the search index."""
    while True:
        try:
            done = await database.index_some(_INDEX_STEP)
        except Exception as error:  # noqa: BLE001 - search may lag; alerts may not stop for it
            log.warning("search_index_failed", error=repr(error))
            done = 0
        await asyncio.sleep(_INDEX_BUSY if len(waiting) else _PAUSE if done else _INDEX_IDLE)


async def seal(database: Database, waiting: Sized, clock: Clock) -> None:
    """Link what was written to the log; enter what is older than the log while nothing else waits."""
    while True:
        more = False
        try:
            if not len(waiting):
                more = await database.enter_some(clock.now(), _ENTER_STEP) > 0
            more = await database.seal_some(clock.now(), _SEAL_STEP) == _SEAL_STEP or more
        except Exception as error:  # noqa: BLE001 - the log may stay open for a while; alerts may not stop for it
            log.warning("sealing_failed", error=repr(error))
        await asyncio.sleep(_PAUSE if more else _SEAL_PAUSE)


async def seal_rest(database: Database, clock: Clock) -> None:
    """Leave nothing unsealed behind; if this fails, the next start seals it."""
    try:
        while await database.seal_some(clock.now(), _SEAL_STEP):
            pass
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("sealing_failed", error=repr(error))
