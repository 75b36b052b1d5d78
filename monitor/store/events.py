"""What is more than its parts: many posts of a channel gone at once. Pure but for the writing."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Change
from monitor.store.evidence import log
from monitor.store.tables import events
from monitor.store.text import to_json

MASS = 10
"""So many posts of one channel gone in one batch are an event of their own."""


def mass_deletions(changes: Iterable[Change], mass: int = MASS) -> list[dict[str, Any]]:
    """Rows of `events`, one for each channel that lost many posts in a batch, with every post by its id.

    All of it lies between `since`, the earliest moment at which one of them was last known to stand, and the
    event's time.
    """
    by_channel: dict[int, list[Change]] = {}
    for change in changes:
        if change.kind == "deleted":
            by_channel.setdefault(change.post.channel, []).append(change)
    return [_row(channel, gone) for channel, gone in by_channel.items() if len(gone) >= mass]


async def keep(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> list[log.Line]:
    """Write events; part of the batch's transaction. Returns their lines for the log."""
    if not rows:
        return []
    newest = await connection.scalar(select(func.max(events.c.key))) or 0
    keyed = [{**row, "key": key} for key, row in enumerate(rows, newest + 1)]
    await connection.execute(events.insert(), keyed)
    return [log.happened(row) for row in keyed]


def _row(channel: int, gone: Sequence[Change]) -> dict[str, Any]:
    detail = {
        "posts": sorted(change.post.id for change in gone),
        "since": min((change.since for change in gone if change.since is not None), default=None),
        "how": sorted({change.how for change in gone}),
    }
    return {
        "at": max(change.seen for change in gone),
        "channel": channel,
        "kind": "mass_deletion",
        "detail": to_json(detail),
    }
