"""How far sources have come, and what they say of themselves: cursors, channels, peers, states."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Select, Table, delete, func, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import ChannelChanged, Filled, Incident, Millis, Reached, SourceChanged
from monitor.store import identity, incidents
from monitor.store.tables import album_parts, channels, cursors, histories, peers, posts, source_states


def _upsert(table: Table, *keys: str) -> Insert:
    """Insert rows, or overwrite those that have the same keys."""
    statement = insert(table)
    overwritten = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=overwritten)


_PUT_CHANNEL = _upsert(channels, "id")
_PUT_PEER = _upsert(peers, "account", "channel")
_PUT_HISTORY = _upsert(histories, "channel")
_PUT_STATE = _upsert(source_states, "source", "channel")
_LOST = ("banned", "unauthorized")
_ACCOUNT = "telegram:"  # with the account's name: what its source is called

_cursor = insert(cursors)
_PUT_CURSOR = _cursor.on_conflict_do_update(
    index_elements=["source", "channel"],
    set_={"read_to": _cursor.excluded.read_to, "pts": _cursor.excluded.pts},
    where=_cursor.excluded.read_to >= cursors.c.read_to,
)


async def keep_cursors(connection: AsyncConnection, reached: Sequence[Reached]) -> None:
    """Cursors never go back, whatever order they come in."""
    if not reached:
        return
    last = {(item.cursor.source, item.cursor.channel): item.cursor for item in reached}
    for item in reached:  # of several for a channel the highest counts, with the newest pts
        best = last[item.cursor.source, item.cursor.channel]
        if item.cursor.read_to > best.read_to:
            last[best.source, best.channel] = item.cursor
    rows = [
        {"source": c.source, "channel": c.channel, "read_to": c.read_to, "first": c.read_to, "pts": c.pts}
        for c in last.values()
    ]
    await connection.execute(_PUT_CURSOR, rows)


async def keep_histories(connection: AsyncConnection, filled: Sequence[Filled]) -> None:
    """Where the reading of the past goes on; what was read to its end is forgotten."""
    last = {item.stretch.channel: item.stretch for item in filled}
    done = [stretch.channel for stretch in last.values() if stretch.done]
    rows = [
        {"channel": one.channel, "since": one.since, "until": one.until, "above": one.above}
        for one in last.values()
        if not one.done
    ]
    if done:
        await connection.execute(delete(histories).where(histories.c.channel.in_(done)))
    if rows:
        await connection.execute(_PUT_HISTORY, rows)


async def keep_channels(connection: AsyncConnection, changed: Sequence[ChannelChanged]) -> None:
    """At a start every channel comes at once: one statement for all, the last word of each, and how it came there."""
    named = {item.id: item for item in changed}
    known = {(item.peer.account, item.peer.channel): item.peer for item in changed if item.peer is not None}
    if named:
        last, changes = identity.history(await identity.recall(connection, named), changed)
        rows = [
            {
                "id": item.id,
                "kind": item.kind,
                "handle": item.handle,
                "title": last[item.id].title,
                "seen": item.seen,
                "flags": identity.to_column(last[item.id].flags),
            }
            for item in named.values()
        ]
        await connection.execute(_PUT_CHANNEL, rows)
        await identity.keep_changes(connection, changes)
    if known:
        columns = [
            {
                "account": peer.account,
                "channel": peer.channel,
                "handle": peer.handle,
                "access_hash": peer.access_hash,
                "joined": int(peer.joined),
            }
            for peer in known.values()
        ]
        await connection.execute(_PUT_PEER, columns)


async def standing(connection: AsyncConnection, channel: int, low: int, high: int) -> dict[int, Millis]:
    """Messages in `[low, high]` that are stored and not deleted, with when each was last seen."""
    there = (posts.c.channel == channel) & posts.c.deleted.is_(None) & posts.c.erased.is_(None)
    single = await connection.execute(select(posts.c.id, posts.c.checked).where(there, posts.c.id.between(low, high)))
    parts = await connection.execute(
        select(album_parts.c.message, posts.c.checked)
        .join(posts, posts.c.key == album_parts.c.post)
        .where(there, album_parts.c.channel == channel, album_parts.c.message.between(low, high))
    )
    return {row[0]: row[1] for rows in (single, parts) for row in rows}


async def keep_states(connection: AsyncConnection, changed: Sequence[SourceChanged]) -> None:
    last = {(item.source, item.channel): item for item in changed}
    if last:
        await identity.keep_previews(connection, changed)
        await _note_lost(connection, [item for item in changed if item.state in _LOST and not item.channel])
        rows = [
            {
                "source": item.source,
                "channel": item.channel,
                "state": item.state,
                "detail": item.detail,
                "since": item.seen,
                "until": item.until,
            }
            for item in last.values()
        ]
        await connection.execute(_PUT_STATE, rows)


async def _note_lost(connection: AsyncConnection, lost: Sequence[SourceChanged]) -> None:
    """Accounts that Telegram does not let in any more; what is known already is no news."""
    for item in lost:
        mine = (source_states.c.source == item.source) & (source_states.c.channel == "")
        before = (await connection.execute(select(source_states.c.state, source_states.c.detail).where(mine))).first()
        if before != (item.state, item.detail):
            name = item.source.removeprefix(_ACCOUNT)
            await incidents.note(connection, [Incident("account", name, item.seen, item.state, after=item.detail)])


def tops(channel: Column[int], message: Column[int]) -> Select[Any]:
    """The highest message of each channel, by hops over an index that starts with both: no walk over all posts."""
    hop = select(func.min(channel).label("channel")).cte("hop", recursive=True)
    hop = hop.union_all(
        select(select(func.min(channel)).where(channel > hop.c.channel).scalar_subquery()).where(
            hop.c.channel.isnot(None)
        )
    )
    top = select(func.max(message)).where(channel == hop.c.channel).scalar_subquery()
    return select(hop.c.channel, top).where(hop.c.channel.isnot(None))
