"""What there is of files: of a post, and in all. Reads only."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.marks import read_mark
from monitor.store.media.jobs import used
from monitor.store.tables import files, picture_hashes, post_files

FOLDER = "media_folder"
"""Mark: where the daemon keeps files, absolute."""

BUDGET = "media_budget"
"""Mark: how many bytes of them, as the watch file had it last."""

FULL = "media_full"
"""Mark: since when (ms) the budget, or the disk, has had no room for the next file."""

_WHOLE = select(
    post_files, files.c.sha256, files.c.size.label("bytes"), files.c.looks, files.c.detail.label("looks_why")
)
_NEWEST = 5


async def fetched(connection: AsyncConnection, posts: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Files of posts that were fetched, removed ones too, by the row of their post."""
    query = _WHOLE.join(files, files.c.key == post_files.c.file).where(post_files.c.post.in_(posts))
    found: dict[int, list[dict[str, Any]]] = {}
    for row in (await connection.execute(query.order_by(post_files.c.post, post_files.c.key))).mappings():
        found.setdefault(row["post"], []).append(dict(row))
    return found


async def of_post(connection: AsyncConnection, post: int) -> list[dict[str, Any]]:
    """Every file of a post that somebody wants, with how its pictures look: (frame, hash)."""
    query = _WHOLE.join(files, files.c.key == post_files.c.file, isouter=True).where(post_files.c.post == post)
    rows = [dict(row) for row in (await connection.execute(query.order_by(post_files.c.key))).mappings()]
    seen = select(picture_hashes).where(picture_hashes.c.file.in_({row["file"] for row in rows if row["file"]}))
    for row in rows:
        row["hashes"] = []
    for one in (await connection.execute(seen.order_by("file", "frame"))).mappings():
        for row in rows:
            if row["file"] == one["file"]:
                row["hashes"].append((one["frame"], one["hash"]))
    return rows


async def totals(connection: AsyncConnection) -> dict[str, Any]:
    """Bytes used and allowed, how many files wait and have failed, and whether there is no room for the next."""
    states = select(post_files.c.state, func.count()).where(post_files.c.state.in_(("due", "failed")))
    counts = {row[0]: row[1] for row in await connection.execute(states.group_by(post_files.c.state))}
    return {
        "used": await used(connection),
        "budget": int(await read_mark(connection, BUDGET) or 0),
        "waiting": counts.get("due", 0),
        "failed": counts.get("failed", 0),
        "full": bool(await read_mark(connection, FULL)),
    }


async def overview(connection: AsyncConnection) -> dict[str, Any]:
    """What `status` shows: posts' files by state, since when (ms) there is no room, what nobody looked at, failures."""
    states = select(post_files.c.state, func.count()).group_by(post_files.c.state)
    unseen = select(files.c.kind, func.count()).where(files.c.looks == "", files.c.kept == 1).group_by(files.c.kind)
    failed = select(post_files).where(post_files.c.state == "failed").order_by(post_files.c.key.desc()).limit(_NEWEST)
    return {
        "used": await used(connection),
        "folder": await read_mark(connection, FOLDER),
        "budget": int(await read_mark(connection, BUDGET) or 0),
        "full": int(await read_mark(connection, FULL) or 0) or None,
        "states": {row[0]: row[1] for row in await connection.execute(states)},
        "unseen": {row[0]: row[1] for row in await connection.execute(unseen)},
        "undecoded": await connection.scalar(select(func.count()).where(files.c.looks == "failed")) or 0,
        "failures": [dict(row) for row in (await connection.execute(failed)).mappings()],
    }


async def is_kept(connection: AsyncConnection, sha256: str) -> bool:
    """Whether some post keeps this content, as `kept_content` has it."""
    held = (post_files.c.at.isnot(None), post_files.c.removed.is_(None), files.c.sha256 == sha256)
    query = select(post_files.c.key).join(files, files.c.key == post_files.c.file).where(*held).limit(1)
    return await connection.scalar(query) is not None


def _held() -> Subquery:
    """Content that some post keeps by what the log can vouch for, each with the first row that does."""
    held = (post_files.c.at.isnot(None), post_files.c.removed.is_(None), post_files.c.file.isnot(None))
    first = func.min(post_files.c.key).label("first")
    return select(post_files.c.file, first).where(*held).group_by(post_files.c.file).subquery()


async def count_kept(connection: AsyncConnection) -> int:
    """How much content there is to be read through."""
    return await connection.scalar(select(func.count()).select_from(_held())) or 0


async def kept_content(connection: AsyncConnection, after: int, most: int) -> list[dict[str, Any]]:
    """Content that some post keeps by what the log can vouch for, in order of rows; with one of its posts."""
    held = _held()
    query = (
        select(files, post_files.c.channel, post_files.c.message)
        .join(held, held.c.file == files.c.key)
        .join(post_files, post_files.c.key == held.c.first)
        .where(files.c.key > after)
    )
    return [dict(row) for row in (await connection.execute(query.order_by(files.c.key).limit(most))).mappings()]
