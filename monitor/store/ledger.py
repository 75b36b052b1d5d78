"""The ledger of sight in the database: what a batch changes of it, in the batch's transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select, true
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Looked, Millis, SourceChanged, Started, Tick
from monitor.ports.store import Kept
from monitor.store.sight import CAUSES, Event, Eye, Gap, Glance, Late, Ledger, Sight, Trouble, moment
from monitor.store.tables import channels, gaps, looks, peers, sight

_MOST = 500  # channels in one query


async def keep(connection: AsyncConnection, kept: Kept) -> None:
    """Write what a batch says of who looked at which channel, and when. Most batches say nothing."""
    if not _concerns(kept):
        return
    events = await _events(connection, kept)
    ledger = Ledger(await _eyes(connection, events))
    for event in events:
        ledger.hear(event)
    await _put(connection, looks, ledger.glances.values())
    await _put(connection, sight, ledger.sights.values())
    await _put(connection, gaps, ledger.gaps.values())


def _concerns(kept: Kept) -> bool:
    told = any(
        isinstance(item, Looked | Started | Tick) or (isinstance(item, SourceChanged) and item.state in CAUSES)
        for item in kept.rest
    )
    return told or any(change.kind == "new" and not (change.live or change.history) for change in kept.changes)


async def _events(connection: AsyncConnection, kept: Kept) -> list[Event]:
    """In the order of time: posts stand apart from the rest in what is kept."""
    troubles = [item for item in kept.rest if isinstance(item, SourceChanged) and item.state in CAUSES]
    called = await _called(connection, {item.channel.lower() for item in troubles if item.channel})
    found: list[Event] = [
        Late(change.post.channel, change.seen)
        for change in kept.changes
        if change.kind == "new" and not (change.live or change.history)
    ]
    found += [item for item in kept.rest if isinstance(item, Looked | Started | Tick)]
    for item in troubles:
        theirs = called.get(item.channel.lower(), frozenset()) if item.channel else None
        found.append(Trouble(item.source, theirs, CAUSES[item.state], item.seen))
    return sorted(found, key=moment)


async def _called(connection: AsyncConnection, handles: Collection[str]) -> dict[str, frozenset[int]]:
    """The channels that have, or had, these handles (in small letters)."""
    found: dict[str, set[int]] = {}
    if handles:
        for handle, number in ((channels.c.handle, channels.c.id), (peers.c.handle, peers.c.channel)):
            query = select(func.lower(handle), number).where(func.lower(handle).in_(handles))
            for name, channel in await connection.execute(query):
                found.setdefault(name, set()).add(channel)
    return {name: frozenset(numbers) for name, numbers in found.items()}


async def _eyes(connection: AsyncConnection, events: Sequence[Event]) -> list[Eye]:
    """What is known of the channels that events concern."""
    eyes: dict[int, Eye] = {}
    for wanted in await _wanted(connection, events):
        for row in await _rows(connection, looks, wanted):
            glance = Glance(**row)
            eyes.setdefault(glance.channel, Eye(glance.channel)).glances[glance.source] = glance
        mine = select(looks.c.channel).where(wanted)
        for row in await _rows(connection, sight, sight.c.channel.in_(mine) & sight.c.until.is_(None)):
            eyes[row["channel"]].sight = Sight(**row)
        for row in await _rows(connection, gaps, gaps.c.channel.in_(mine) & gaps.c.until.is_(None)):
            eyes[row["channel"]].gap = Gap(**row)
    return list(eyes.values())


async def _wanted(connection: AsyncConnection, events: Sequence[Event]) -> list[ColumnElement[bool]]:
    """Conditions on `looks` that together hold all channels concerned, each channel with all of its sources."""
    numbers: set[int] = set()
    sources: set[str] = set()
    lapsed: Millis | None = None
    for event in events:
        match event:
            case Looked(channels=some):
                numbers.update(some)
            case Late(channel=one):
                numbers.add(one)
            case Trouble(source=source, channels=None):
                sources.add(source)
            case Trouble(channels=some) if some is not None:
                numbers.update(some)
            case Started():
                return [true()]
            case Tick(now=now):
                lapsed = max(now, lapsed or 0)
            case _:
                pass
    others: list[ColumnElement[bool]] = []
    if sources:
        others.append(looks.c.source.in_(sources))
    if lapsed is not None:
        others.append(looks.c.lapses < lapsed)
    if others:
        numbers.update(await connection.scalars(select(looks.c.channel).where(or_(*others))))
    known = sorted(numbers)
    return [looks.c.channel.in_(known[start : start + _MOST]) for start in range(0, len(known), _MOST)]


async def _rows(connection: AsyncConnection, table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await connection.execute(select(table).where(where))).mappings()]


async def _put(connection: AsyncConnection, table: Table, rows: Iterable[Glance | Sight | Gap]) -> None:
    columns = [{name: getattr(row, name) for name in row.__struct_fields__} for row in rows]
    if not columns:
        return
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), columns)
