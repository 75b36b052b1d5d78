"""Were we blind, or was it quiet? When channels were out of sight, why, and what came of it."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from monitor.model import Millis
from monitor.store import blindness
from monitor.store.engine import Engines
from monitor.store.sight import Gap
from monitor.usecases.channel_status import told_cause
from monitor.usecases.moments import utc, when
from monitor.usecases.posts import channel_number
from monitor.usecases.status import owner


class GapLine(Struct):
    """A stretch in which nobody saw a channel, `seconds` long so far; `until` is None while it goes on.

    `cause`: down (no daemon), network, flood, closed (to us) or unknown. `how`: "read" once everything posted in it
    has been read, at `closed`, of which `late` posts came after they were posted; "lost" where `missing` could not be.
    """

    channel_id: int
    channel: str
    since: datetime
    until: datetime | None
    seconds: float
    cause: str
    closed: datetime | None
    how: str | None
    late: int
    missing: str


async def listed(engines: Engines, now: Millis, most: int, channel: str = "", since: Millis = 0) -> Sequence[GapLine]:
    """Gaps, the newest first, of one channel or of all.

    Raises:
        NotFoundError: no such channel is stored.
    """
    running = owner(engines.path) is not None
    async with engines.reading() as connection:
        number = await channel_number(connection, channel) if channel else None
        found = await blindness.listed_gaps(connection, now, most, number, since)
        names = await blindness.names(connection)
    return [_line(gap, names.get(gap.channel, str(gap.channel)), now, running=running) for gap in found]


def _line(gap: Gap, name: str, now: Millis, *, running: bool) -> GapLine:
    end = now if gap.until is None else gap.until
    return GapLine(
        channel_id=gap.channel,
        channel=name,
        since=when(gap.start),
        until=utc(gap.until),
        seconds=max(0, end - gap.start) / 1000,
        cause=told_cause(gap.cause, running=running or gap.until is not None) or "unknown",
        closed=utc(gap.closed),
        how=gap.how,
        late=gap.late,
        missing=gap.missing,
    )
