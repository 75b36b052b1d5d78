"""What stands in stretches of time, of the windows of rules: read within the caller's write transaction.

A group may hold thousands of matches: whoever asks reads none of them that it can do without.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Text, and_, bindparam, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Entry, Millis
from monitor.ports.windows import Asked
from monitor.store.tables import window_matches, window_slots
from monitor.store.text import tame, to_json

_ASKED = func.json_each(bindparam("asked", type_=Text())).table_valued("key", "value", name="asked")
_RULE, _GROUP, _LOW, _HIGH, _FIRST = (func.json_extract(_ASKED.c.value, f"$[{at}]") for at in range(5))
_entry = window_matches.c
ENTRY = (_entry.rule, _entry.group, _entry.posted, _entry.post, _entry.value, _entry.told)
_BETWEEN = (
    select(*ENTRY)
    .distinct()
    .select_from(_ASKED)
    .join(window_matches, and_(_entry.rule == _RULE, _entry.group == _GROUP, _entry.posted <= _HIGH))
    .order_by(_entry.rule, _entry.group, _entry.posted, _entry.post, _entry.value)
)
_before = window_matches.alias("before")
_NTH = (
    select(_before.c.posted)
    .where(_before.c.rule == _RULE, _before.c.group == _GROUP, _before.c.posted < _FIRST)
    .order_by(_before.c.posted.desc())
    .limit(1)
    .offset(bindparam("skip"))
    .correlate(_ASKED)
    .scalar_subquery()
)
_SOME = _BETWEEN.where(_entry.posted >= func.max(_LOW, func.coalesce(_NTH, _LOW)))
_NONE_BEFORE = _BETWEEN.where(_entry.posted >= _FIRST)
# What an index is made for only some rows with has to stand in a statement word for word.
_UNTOLD = _BETWEEN.where(_entry.posted >= _LOW, _entry.posted < _FIRST, literal_column("window_matches.told = ''"))
# From value to value, so that what it costs is their number, not that of the matches.
_LATEST = text("""
    WITH RECURSIVE
    asked(key, rule, "group", low, first) AS (
        SELECT key, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[4]') FROM json_each(:asked)
    ),
    stretch(key, rule, "group", low, first, value, number) AS (
        SELECT key, rule, "group", low, first, (
            SELECT value FROM window_matches AS one
            WHERE one.rule = asked.rule AND one."group" = asked."group" AND one.value != ''
            ORDER BY one.value LIMIT 1
        ), 1 FROM asked
        UNION ALL
        SELECT key, rule, "group", low, first, (
            SELECT value FROM window_matches AS one
            WHERE one.rule = stretch.rule AND one."group" = stretch."group"
            AND one.value != '' AND one.value > stretch.value
            ORDER BY one.value LIMIT 1
        ), number + 1 FROM stretch WHERE value IS NOT NULL AND number < :most
    )
    SELECT stretch.key, found.rule, found."group", found.posted, found.post, found.value, found.told
    FROM stretch LEFT JOIN window_matches AS found ON found.key = (
        SELECT one.key FROM window_matches AS one
        WHERE one.rule = stretch.rule AND one."group" = stretch."group"
        AND one.value != '' AND one.value = stretch.value
        AND one.posted >= stretch.low AND one.posted < stretch.first
        ORDER BY one.posted DESC LIMIT 1
    )
    WHERE stretch.value IS NOT NULL
""").columns(_ASKED.c.key, *ENTRY)
# Of the newest matches, the last of as many values as a window takes.
_NEWEST = text("""
    SELECT rule, "group", max(posted), post, value, told FROM (
        SELECT rule, "group", posted, post, value, told FROM window_matches
        WHERE rule = :rule AND "group" = :group AND posted >= :low AND posted < :first
        ORDER BY posted DESC LIMIT :newest
    ) GROUP BY value ORDER BY max(posted) DESC LIMIT :least
""").columns(*ENTRY)
_MANY = 128  # values of a group
_TAIL = 4096  # matches
_ALL_VALUES = 1 << 40
_NUMBER = (
    select(func.count())
    .select_from(window_matches)
    .where(_entry.rule == _RULE, _entry.group == _GROUP, _entry.posted >= _LOW, _entry.posted < _HIGH)
    .correlate(_ASKED)
    .scalar_subquery()
)
_SUM = (
    select(func.coalesce(func.sum(window_slots.c.count), 0))
    .where(window_slots.c.rule == _RULE, window_slots.c.group == _GROUP)
    .where(window_slots.c.slot >= _LOW, window_slots.c.slot < _HIGH)
    .correlate(_ASKED)
    .scalar_subquery()
)


async def between(connection: AsyncConnection, asked: Collection[Asked], before: int) -> Sequence[Entry]:
    """The entries of groups in stretches of time, in order; at most so many from before `first`."""
    if not before:
        return await _entries(connection, _NONE_BEFORE, asked)
    return await _entries(connection, _SOME, asked, {"skip": before - 1})


async def latest(
    connection: AsyncConnection, asked: Sequence[Asked], many: int = _MANY, tail: int = _TAIL
) -> Sequence[Entry]:
    """Of each value the last entry in `[low, first)` of a stretch, or of the `least` values that came last.

    `many`: of a group with so many values, the newest `tail` entries are looked at first.
    """
    found: list[Entry] = []
    rest: list[Asked] = []
    for one, (number, entries) in zip(asked, await _by_value(connection, asked, many), strict=True):
        if number < many:
            found += entries
            continue
        last = {"rule": one.rule, "group": tame(one.group), "low": one.low, "first": one.first}
        rows = await connection.execute(_NEWEST, {**last, "newest": tail, "least": one.least})
        newest = [Entry(*row) for row in rows]
        if len(newest) < one.least:
            rest.append(one)
        found += newest
    return [*found, *(entry for _, entries in await _by_value(connection, rest, _ALL_VALUES) for entry in entries)]


async def _by_value(
    connection: AsyncConnection, asked: Sequence[Asked], most: int
) -> Sequence[tuple[int, Sequence[Entry]]]:
    """For each that is asked, how many values its group has, at most so many, and the last entry of each."""
    found: list[tuple[int, list[Entry]]] = []
    if not asked:
        return found
    rows: dict[int, list[Any]] = {}
    for row in await connection.execute(_LATEST, {"asked": to_json(list(asked)), "most": most}):
        rows.setdefault(row[0], []).append(row)
    for at in range(len(asked)):
        mine = rows.get(at, [])
        found.append((len(mine), [Entry(*row[1:]) for row in mine if row[1] is not None]))
    return found


async def untold(connection: AsyncConnection, asked: Collection[Asked]) -> Sequence[Entry]:
    """The entries in `[low, first)` of stretches that no alert told of."""
    return await _entries(connection, _UNTOLD, asked)


async def number(connection: AsyncConnection, asked: Sequence[tuple[str, str, Millis, Millis]]) -> Sequence[int]:
    """How many entries groups have in `[from, to)`."""
    return await _numbers(connection, _NUMBER, asked)


async def in_slots(connection: AsyncConnection, asked: Sequence[tuple[str, str, int, int]]) -> Sequence[int]:
    """How many matches there were in slots `[from, to)` of groups."""
    return await _numbers(connection, _SUM, asked)


async def _entries(
    connection: AsyncConnection, query: Any, asked: Collection[Asked], more: Mapping[str, int] | None = None
) -> Sequence[Entry]:
    if not asked:
        return []
    return [Entry(*row) for row in await connection.execute(query, {"asked": to_json(list(asked)), **(more or {})})]


async def _numbers(
    connection: AsyncConnection, which: Any, asked: Sequence[tuple[str, str, int, int]]
) -> Sequence[int]:
    if not asked:
        return []
    query = select(_ASKED.c.key, which).order_by(_ASKED.c.key)
    return [found for _, found in await connection.execute(query, {"asked": to_json(list(asked))})]
