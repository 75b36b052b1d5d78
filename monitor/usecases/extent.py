"""From when to when posts are stored: what to say to whoever asks of another time."""

from monitor.model import Millis
from monitor.store import look
from monitor.store.engine import Engines
from monitor.usecases.moments import when

_NONE = "No post is stored: `monitor run` collects new ones, `monitor backfill CHANNEL --since 7d` older ones."


async def nothing_then(engines: Engines, since: Millis, until: Millis | None = None) -> str:
    """A sentence where no post at all is stored of a stretch of time, whatever else it was asked for; else ""."""
    async with engines.reading() as connection:
        if await look.count_posts(connection, since, until):
            return ""
        bounds = await look.bounds(connection)
        stored = await look.count_posts(connection, 0, None)
    if bounds is None:
        return _NONE
    first, last = (f"{when(moment):%Y-%m-%d %H:%M}" for moment in bounds)
    posts = "the only stored post is" if stored == 1 else f"the {stored:,} stored posts are"
    return f"No post is stored of that time: {posts} from {first} to {last} (UTC)."
