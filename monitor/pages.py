"""The pages of the daemon, put together: health and metrics, and what links in messages lead to."""

import asyncio
import socket
from collections.abc import Callable, Container
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.links import Signer, key_file, read_key
from monitor.model import Tick, WatchSpec
from monitor.ops.vitals import Vitals
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter
from monitor.store.database import Database

if TYPE_CHECKING:
    from monitor.usecases.by_link import Door
    from monitor.usecases.feeds import Feeds


async def signer_of(spec: WatchSpec, database: Path) -> Signer | None:
    """Who makes links, where the watch file names an address that they can lead to.

    Raises:
        InputError: the key beside the database cannot be used.
    """
    return Signer(await asyncio.to_thread(read_key, key_file(database)), spec.address) if spec.address else None


def door_of(
    database: Database,
    signer: Signer | None,
    entries: Callable[[], Container[tuple[str, str]]],
    intake: Intake,
    clock: Clock,
    meter: Meter,
) -> "Door | None":
    """Who opens links. What was done by one is taken up with the next batch, which begins at once."""
    if signer is None:
        return None
    from monitor.usecases.by_link import Door

    def wake() -> None:
        intake.offer(Tick(clock.now()))  # where there is no room, there is a batch to come

    return Door(database, signer, entries, clock, meter, wake)


async def serve_pages(vitals: Vitals, port: socket.socket, feeds: "Feeds", door: "Door | None") -> None:
    """Serve until cancelled."""
    await asyncio.to_thread(import_module, "uvicorn.server")  # slow, and needed only once the rest works
    from monitor.web.app import pages
    from monitor.web.serve import serve

    await serve(pages(vitals, feeds, door), port)
