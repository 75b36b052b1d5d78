"""What a sequence needs of its matches: the nearest chains of steps around some moments, and those nobody was told of.

Read within the caller's write transaction, from step to step over an index, so that what it costs is the number of
steps and of moments, not that of the matches.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Entry
from monitor.ports.windows import Asked, Point
from monitor.store.stretches import ENTRY
from monitor.store.text import to_json

_ASKED = """
    asked(key, rule, "group", low, high, steps) AS (
        SELECT key, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]'), json_extract(value, '$[6]') FROM json_each(:asked)
    )"""
# From each start one step on (`way` is 1) or back (-1), to the nearest match of that step, and so on. Ways that meet
# are walked once.
_WALK = """
    {walk}(rule, "group", low, high, steps, way, step, moment) AS (
        SELECT rule, "group", low, high, steps, way, step, moment FROM {start}
        UNION
        SELECT rule, "group", low, high, steps, way, step + way, CASE way WHEN 1 THEN (
            SELECT one.posted FROM window_matches AS one
            WHERE one.rule = {walk}.rule AND one."group" = {walk}."group" AND one.value != ''
            AND one.value = json_extract({walk}.steps, '$[' || ({walk}.step + 1) || ']')
            AND one.posted > {walk}.moment AND one.posted <= {walk}.high
            ORDER BY one.posted LIMIT 1
        ) ELSE (
            SELECT one.posted FROM window_matches AS one
            WHERE one.rule = {walk}.rule AND one."group" = {walk}."group" AND one.value != ''
            AND one.value = json_extract({walk}.steps, '$[' || ({walk}.step - 1) || ']')
            AND one.posted < {walk}.moment AND one.posted >= {walk}.low
            ORDER BY one.posted DESC LIMIT 1
        ) END
        FROM {walk}
        WHERE moment IS NOT NULL AND step + way >= 0 AND step + way < json_array_length(steps)
    )"""
_STOOD = """
    SELECT found.rule, found."group", found.posted, found.post, found.value, found.told
    FROM (
        SELECT DISTINCT rule, "group", json_extract(steps, '$[' || step || ']') AS value, moment FROM walk
        WHERE moment IS NOT NULL
    ) AS stood
    CROSS JOIN window_matches AS found ON found.key = (
        SELECT one.key FROM window_matches AS one
        WHERE one.rule = stood.rule AND one."group" = stood."group" AND one.value != ''
        AND one.value = stood.value AND one.posted = stood.moment LIMIT 1
    )"""
_AROUND = text(
    f"""
    WITH RECURSIVE {_ASKED},
    point(rule, "group", low, high, steps, way, step, moment) AS (
        SELECT rule, "group", low, high, steps, json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]')
        FROM json_each(:points) AS given JOIN asked ON asked.key = json_extract(given.value, '$[0]')
    ), {_WALK.format(walk="walk", start="point")}
    {_STOOD}
"""  # noqa: S608 - of the texts above
).columns(*ENTRY)
# What can stand in a chain stands between the earliest of its step that one from the beginning leads to, and the latest
# that leads to the end.
_UNTOLD = text(
    f"""
    WITH RECURSIVE {_ASKED},
    ends(rule, "group", low, high, steps, way, step, moment) AS (
        SELECT rule, "group", low, high, steps, 1, -1, low - 1 FROM asked
        UNION ALL SELECT rule, "group", low, high, steps, -1, json_array_length(steps), high + 1 FROM asked
    ), {_WALK.format(walk="edge", start="ends")},
    untold(rule, "group", low, high, steps, step, posted, post, value, told) AS (
        SELECT early.rule, early."group", early.low, early.high, early.steps, early.step,
            one.posted, one.post, one.value, one.told
        FROM edge AS early
        CROSS JOIN edge AS late ON late.rule = early.rule AND late."group" = early."group" AND late.low = early.low
            AND late.high = early.high AND late.step = early.step AND late.way = -1
        CROSS JOIN window_matches AS one ON one.rule = early.rule AND one."group" = early."group" AND one.told = ''
            AND one.posted >= early.moment AND one.posted <= late.moment
            AND one.value = json_extract(early.steps, '$[' || early.step || ']')
        WHERE early.way = 1
    ),
    point(rule, "group", low, high, steps, way, step, moment) AS (
        SELECT DISTINCT rule, "group", low, high, steps, way.value, step, posted
        FROM untold CROSS JOIN json_each('[1, -1]') AS way
    ), {_WALK.format(walk="walk", start="point")}
    {_STOOD}
    UNION SELECT rule, "group", posted, post, value, told FROM untold
"""  # noqa: S608 - of the texts above
).columns(*ENTRY)


async def around(connection: AsyncConnection, asked: Sequence[Asked], points: Sequence[Point]) -> Sequence[Entry]:
    """The matches of the nearest chains of steps that lead to these points or on from them, within their stretches."""
    given = {"asked": to_json(list(asked)), "points": to_json(list(points))}
    return [Entry(*row) for row in await connection.execute(_AROUND, given)]


async def untold(connection: AsyncConnection, asked: Sequence[Asked]) -> Sequence[Entry]:
    """The matches that nobody was told of and that may stand in a chain, with the nearest chains of each."""
    return [Entry(*row) for row in await connection.execute(_UNTOLD, {"asked": to_json(list(asked))})]
