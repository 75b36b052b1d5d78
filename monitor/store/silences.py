"""Silences in the database: who wants to hear nothing of what, until when, and what they held."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from sqlalchemy import Case, Select, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis, Silence
from monitor.store.tables import channels, silences

_COLUMNS = [silences.c[name] for name in Silence.__struct_fields__]
# Made once: the pipeline asks with every batch.
_ACTIVE = (
    select(*_COLUMNS)
    .where(silences.c.ends > bindparam("now"), silences.c.starts <= bindparam("now"))
    .order_by(silences.c.created, silences.c.id)
)
_COUNT = (
    update(silences)
    .where(silences.c.id == bindparam("silence"))
    .values(
        matched=silences.c.matched + bindparam("more"),
        last=case((silences.c.last > bindparam("at"), silences.c.last), else_=bindparam("at")),
    )
)


async def active(connection: AsyncConnection, now: Millis) -> Sequence[Silence]:
    """Those that hold at a moment, the oldest first."""
    return await _read(connection, _ACTIVE, {"now": now})


async def listed(connection: AsyncConnection, now: Millis, *, ended: bool = False) -> Sequence[Silence]:
    """Those that hold or will, and with `ended` also those that are over; the newest first."""
    query = select(*_COLUMNS).order_by(silences.c.created.desc(), silences.c.id)
    return await _read(connection, query if ended else query.where(silences.c.ends > now))


async def unannounced(connection: AsyncConnection) -> Sequence[Silence]:
    """Those of whose end nobody was told yet, the next to end first. Who is told what, `announced` notes."""
    return await _read(connection, select(*_COLUMNS).where(silences.c.told != "over").order_by(silences.c.ends))


async def announced(connection: AsyncConnection, ids: Collection[str], told: Literal["soon", "over", "idle"]) -> None:
    """Note how far the end of silences was told of."""
    if ids:
        await connection.execute(update(silences).where(silences.c.id.in_(ids)).values(told=told))


async def named(connection: AsyncConnection, start: str) -> Sequence[Silence]:
    """At most two whose id begins so: one is meant, two are not told apart."""
    return await _read(connection, select(*_COLUMNS).where(silences.c.id.startswith(start, autoescape=True)).limit(2))


async def add(connection: AsyncConnection, silence: Silence) -> None:
    await connection.execute(silences.insert(), {name: getattr(silence, name) for name in Silence.__struct_fields__})


async def expire(connection: AsyncConnection, silence: str, now: Millis, comment: str) -> bool:
    """End one now, before its time, under a comment that says who did; False if it had ended by itself."""
    mine = (silences.c.id == silence) & (silences.c.ends > now)
    done = await connection.execute(
        update(silences).where(mine).values(ends=now, starts=_not_after(now), comment=comment)
    )
    return bool(done.rowcount)


async def channel_names(connection: AsyncConnection) -> Mapping[int, str]:
    """What the channels that silences name are called, by their numbers."""
    query = select(channels.c.id, channels.c.handle, channels.c.title)
    rows = await connection.execute(query.where(channels.c.id.in_(select(silences.c.channel))))
    return {number: handle or title or str(number) for number, handle, title in rows}


async def count(connection: AsyncConnection, found: Mapping[str, tuple[int, Millis]]) -> None:
    """Add what silences held: by id, how many matches and when the last of them."""
    if found:
        rows = [{"silence": name, "more": more, "at": at} for name, (more, at) in found.items()]
        await connection.execute(_COUNT, rows)


def _not_after(now: Millis) -> Case[Millis]:
    """One that was to begin later never did: it begins and ends at once."""
    return case((silences.c.starts > now, now), else_=silences.c.starts)


async def _read(
    connection: AsyncConnection, query: Select[tuple[object, ...]], values: Mapping[str, object] | None = None
) -> Sequence[Silence]:
    return [Silence(**row) for row in (await connection.execute(query, values)).mappings()]
