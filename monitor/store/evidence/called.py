"""Findings name posts by number, which is what the log has; where the channel's handle is known, people get it too."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.tables import channels

_POST = re.compile(r"(?:post|tombstone|entry \d+ \(\w+|file [0-9a-f]{64} of) (?P<channel>-?\d+)/(?P<post>\d+)")


async def called(connection: AsyncConnection, findings: Iterable[str]) -> list[str]:
    """`post 1400000002/1 (row 3): …` becomes `post 1400000002/1, rybar/1 (row 3): …`.

    The number stays: a handle is no part of the log, and whoever changed rows may have changed that. What cannot be
    read of the channels names nobody.
    """
    said = list(findings)
    try:
        rows = (await connection.execute(select(channels.c.id, channels.c.handle))).all() if said else []
    except (DBAPIError, ValueError, TypeError):
        return said
    handles = {row.id: row.handle for row in rows}
    return [_named(finding, handles) for finding in said]


def _named(finding: str, handles: dict[int, str | None]) -> str:
    found = _POST.match(finding)
    handle = handles.get(int(found["channel"])) if found else None
    if found is None or not handle:
        return finding
    return f"{found[0]}, {handle}/{found['post']}{finding[found.end() :]}"
