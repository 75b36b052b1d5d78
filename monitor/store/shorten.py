"""Lets go of what no window can hold any more: part of the caller's write transaction."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.ports.windows import Before
from monitor.store.tables import alerts, window_groups, window_matches, window_rules, window_slots, window_values

_TABLES = (window_matches, window_groups, window_slots, window_values)
_entry, _group = window_matches.c, window_groups.c


async def prune(connection: AsyncConnection, before: Mapping[str, Before], most: int) -> int:
    """Delete the next rows that no window of these rules can hold any more, and those of other rules; returns how many.

    Of rules that wait for a silence, the last match of each group stays until the group is forgotten.
    """
    gone = 0
    for rule in await connection.scalars(select(window_rules.c.rule).where(window_rules.c.rule.notin_(before))):
        left = sum([await _delete(connection, table, table.c.rule == rule, most) for table in _TABLES])
        if not left:  # what it means is known until the last of its rows is gone
            left = await _delete(connection, window_rules, window_rules.c.rule == rule, 1)
        gone += left
    later = window_matches.alias("later")
    newer = select(later.c.key).where(
        later.c.rule == _entry.rule, later.c.group == _entry.group, later.c.posted > _entry.posted
    )
    for rule, one in before.items():
        old = and_(_entry.rule == rule, _entry.posted < one.matches)
        last_stays = and_(old, newer.where(later.c.posted <= one.matches).exists()) if one.groups is not None else old
        gone += await _delete(connection, window_matches, last_stays, most)
        if one.groups is not None:
            gone += await _forget(connection, rule, one.groups, most)
        if one.slots is not None:
            old = and_(window_slots.c.rule == rule, window_slots.c.slot < one.slots)
            gone += await _delete(connection, window_slots, old, most)
        if one.values is not None:
            old = and_(window_values.c.rule == rule, window_values.c.last < one.values)
            gone += await _delete(connection, window_values, old, most)
    return gone


async def _forget(connection: AsyncConnection, rule: str, before: Millis, most: int) -> int:
    """Forget groups that were last heard before a moment, and that no open alert is about; not the rule as a whole."""
    heard = select(_entry.key).where(_entry.rule == _group.rule, _entry.group == _group.group, _entry.posted >= before)
    spoken_of = select(alerts.c.id).where(
        alerts.c.rule == _group.rule, alerts.c.group == _group.group, alerts.c.closed.is_(None)
    )
    unheard = select(_group.group).where(
        _group.rule == rule, _group.group != "", _group.since < before, ~heard.exists(), ~spoken_of.exists()
    )
    gone = list(await connection.scalars(unheard.limit(most)))
    for table in (window_matches, window_groups) if gone else ():
        forgotten = delete(table).where(table.c.rule == rule, table.c.group == bindparam("g"))
        await connection.execute(forgotten, [{"g": group} for group in gone])
    return len(gone)


async def _delete(connection: AsyncConnection, table: Table, which: ColumnElement[bool], most: int) -> int:
    key: ColumnElement[int] = literal_column(f"{table.name}.rowid")
    done = await connection.execute(delete(table).where(key.in_(select(key).where(which).limit(most).correlate(None))))
    return done.rowcount
