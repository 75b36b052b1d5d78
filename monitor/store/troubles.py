"""What is wrong for long: what there is to see of it, and what of it was told."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.tables import source_states

TROUBLES = "troubles"
"""Mark: what is wrong by now, as JSON."""

HEARTBEAT = "heartbeat"
"""Mark: how the heartbeat stands, as JSON; none: there is no heartbeat."""


REFUSAL = "reload_refused"
"""Mark: why the newest watch file is not at work, as JSON; none: it is."""


async def states(connection: AsyncConnection) -> list[Mapping[str, Any]]:
    """What each source says of itself and of its channels."""
    columns = (source_states.c.source, source_states.c.channel, source_states.c.state, source_states.c.detail)
    rows = await connection.execute(select(*columns).order_by("source", "channel"))
    return [dict(row) for row in rows.mappings()]
