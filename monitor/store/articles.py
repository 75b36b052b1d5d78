"""By what articles of feeds are known again: their ids, links and titles, each with the post that it names."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Edited, Posted, Update
from monitor.store.tables import article_keys

_MOST = 500  # keys in one query: SQLite takes 32,766 variables, and a plan for few is cheap
_KEEP = insert(article_keys).on_conflict_do_nothing()


async def keep_keys(connection: AsyncConnection, updates: Iterable[Update]) -> None:
    """Store the keys that updates bring; one that names a post already goes on naming that one."""
    rows = [
        {"channel": item.post.channel, "key": key, "post": item.post.id}
        for item in updates
        if isinstance(item, Posted | Edited)
        for key in item.keys
    ]
    if rows:
        await connection.execute(_KEEP, rows)


async def known_keys(connection: AsyncConnection, channel: int, keys: Collection[str]) -> Mapping[str, int]:
    """Which of these keys are stored for a channel, and for which post each."""
    wanted, found = list(keys), dict[str, int]()
    for start in range(0, len(wanted), _MOST):
        some = article_keys.c.key.in_(wanted[start : start + _MOST])
        query = select(article_keys.c.key, article_keys.c.post).where(article_keys.c.channel == channel, some)
        found.update({row[0]: row[1] for row in await connection.execute(query)})
    return found
