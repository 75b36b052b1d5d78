"""Windows over time in the database: part of the caller's write transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Change, Entry, Evidence, Known, Millis
from monitor.ports.windows import Asked, Pair, Past, Point, Quiet, Slot, StoredMatch, Told
from monitor.store import blindness, chains, stretches
from monitor.store.listed import listed
from monitor.store.pairs import among, written
from monitor.store.rows import media_of, post_of
from monitor.store.stretches import ENTRY
from monitor.store.tables import (
    decisions,
    matches,
    media,
    mentions,
    posts,
    window_groups,
    window_matches,
    window_rules,
    window_slots,
    window_values,
)
from monitor.store.text import from_json

_entry = window_matches.c
_add = insert(window_matches).on_conflict_do_nothing().returning(*ENTRY)
_slot, _group, _value = insert(window_slots), insert(window_groups), insert(window_values)
_COUNT = _slot.on_conflict_do_update(
    index_elements=["rule", "group", "slot"], set_={"count": window_slots.c.count + _slot.excluded.count}
)
_SEEN = _group.on_conflict_do_update(
    index_elements=["rule", "group"], set_={"since": func.min(window_groups.c.since, _group.excluded.since)}
)
_LEARN = _value.on_conflict_do_update(
    index_elements=["rule", "value"], set_={"first": _value.excluded.first, "last": _value.excluded.last}
)
_RULE_ROW = insert(window_rules)
_PUT_RULE = _RULE_ROW.on_conflict_do_update(
    index_elements=["rule"], set_={"shape": _RULE_ROW.excluded.shape, "since": _RULE_ROW.excluded.since}
)
_ONE = and_(
    _entry.rule == bindparam("r"),
    _entry.group == bindparam("g"),
    _entry.post == bindparam("p"),
)
_REMOVE = delete(window_matches).where(_ONE, _entry.posted == bindparam("t"), _entry.value == bindparam("v"))
_MARK_TOLD = update(window_matches).where(_ONE, _entry.told == "").values(told=bindparam("alert"))
_MARK_SILENT = (
    update(window_groups)
    .where(window_groups.c.rule == bindparam("r"), window_groups.c.group == bindparam("g"))
    .values(told=bindparam("t"))
)
_DECIDED = (
    select(decisions.c.reason)
    .where(decisions.c.post == matches.c.post, decisions.c.rule == matches.c.rule)
    .order_by(decisions.c.key.desc())
    .limit(1)
    .correlate(matches)
    .scalar_subquery()
)
_MATCHES = among(
    select(
        matches.c.rule,
        matches.c.revision.label("matched_revision"),
        matches.c.event,
        matches.c.evidence,
        _DECIDED.label("reason"),
        posts,
    ).join(posts, posts.c.key == matches.c.post),
    matches.c.rule,
    matches.c.post,
)
_PAST = select(posts).join(matches, matches.c.post == posts.c.key)


def _nearest(column: Column[int], *, before: bool) -> ScalarSelect[int]:
    """Of the last match of a group up to a moment, or the first after it."""
    edge: ColumnElement[int] = bindparam("edge")
    mine = select(column).where(_entry.rule == window_groups.c.rule, _entry.group == window_groups.c.group)
    found = mine.where(_entry.posted <= edge if before else _entry.posted > edge)
    order = (_entry.posted.desc(), _entry.post.desc()) if before else (_entry.posted, _entry.post)
    return found.order_by(*order).limit(1).correlate(window_groups).scalar_subquery()


_QUIET = (
    select(
        window_groups.c.rule,
        window_groups.c.group,
        window_groups.c.told,
        *(_nearest(column, before=before) for before in (True, False) for column in (_entry.posted, _entry.post)),
    )
    .where(window_groups.c.rule == listed())
    .order_by(window_groups.c.rule, window_groups.c.group)
)
_TABLES = (window_matches, window_groups, window_slots, window_values)


class WindowRows:
    """What `monitor.ports.windows` asks for. `keys` learns the rows of posts that are looked up, by (channel, id)."""

    def __init__(self, connection: AsyncConnection, keys: dict[tuple[int, int], int]) -> None:
        self._connection, self._keys = connection, keys

    async def register(self, shapes: Mapping[str, str], now: Millis) -> tuple[Mapping[str, Millis], Collection[str]]:
        rows = await self._connection.execute(select(window_rules))
        known = {row.rule: row for row in rows}
        others = {rule for rule, shape in shapes.items() if rule not in known or known[rule].shape != shape}
        fresh = {rule for rule in others if rule not in known or _base(known[rule].shape) != _base(shapes[rule])}
        for table in _TABLES if fresh & known.keys() else ():
            await self._connection.execute(delete(table).where(table.c.rule.in_(fresh)))
        await self._each(_PUT_RULE, [{"rule": rule, "shape": shapes[rule], "since": now} for rule in sorted(others)])
        return {rule: now if rule in others else known[rule].since for rule in shapes}, fresh

    async def leave_off(self, rules: Collection[str]) -> None:
        rows = await self._connection.execute(select(window_rules).where(window_rules.c.shape.contains("#")))
        gone = [row for row in rows if row.rule not in rules and not row.shape.endswith("#gone")]
        mark = update(window_rules).where(window_rules.c.rule == bindparam("r")).values(shape=bindparam("s"))
        await self._each(mark, [{"r": row.rule, "s": f"{_base(row.shape)}#gone"} for row in gone])

    async def reach_back(self, since: Mapping[str, Millis]) -> None:
        earlier = update(window_rules).where(window_rules.c.rule == bindparam("r")).values(since=bindparam("t"))
        await self._each(earlier, [{"r": rule, "t": moment} for rule, moment in since.items()])

    async def past(self, rule: str, since: Millis, most: int) -> Sequence[Past]:
        query = _PAST.where(matches.c.rule == rule, posts.c.posted >= since).order_by(posts.c.posted.desc())
        rows = (await self._connection.execute(query.limit(most))).mappings().all()
        named: dict[int, list[str]] = {}
        asked = select(mentions.c.post, mentions.c.entity).where(mentions.c.post == listed())
        for key, entity in await self._connection.execute(asked, listed.of([row["key"] for row in rows])):
            named.setdefault(key, []).append(entity)
        return [Past(_change(row), tuple(named.get(row["key"], ()))) for row in rows]

    async def of_posts(self, keys: Collection[int]) -> Sequence[Entry]:
        query = select(*ENTRY).where(_entry.post == listed()).order_by(_entry.posted, _entry.value)
        return [Entry(*row) for row in await self._connection.execute(query, listed.of(keys))]

    async def add(self, entries: Collection[Entry]) -> Sequence[Entry]:
        if not entries:
            return []
        names = [column.name for column in ENTRY]
        rows = [{name: getattr(entry, name) for name in names} for entry in entries]
        return [Entry(*row) for row in await self._connection.execute(_add, rows)]

    async def remove(self, entries: Collection[Entry]) -> None:
        rows = [{"r": e.rule, "g": e.group, "p": e.post, "t": e.posted, "v": e.value} for e in entries]
        await self._each(_REMOVE, rows)

    async def count(self, slots: Mapping[Slot, int]) -> None:
        rows = [{"rule": r, "group": g, "slot": s, "count": number} for (r, g, s), number in slots.items() if number]
        await self._each(_COUNT, rows)

    async def usual(self, asked: Sequence[tuple[str, str, int, int]]) -> Sequence[int]:
        return await stretches.in_slots(self._connection, asked)

    async def seen(self, groups: Mapping[Pair, Millis]) -> None:
        await self._each(_SEEN, [{"rule": r, "group": g, "since": moment} for (r, g), moment in groups.items()])

    async def groups(self, groups: Collection[Pair]) -> Mapping[Pair, tuple[Millis, Millis | None]]:
        query = among(select(window_groups), window_groups.c.rule, window_groups.c.group)
        rows = await self._connection.execute(query, written(groups))
        return {(row.rule, row.group): (row.since, row.told) for row in rows}

    async def between(self, asked: Collection[Asked], before: int) -> Sequence[Entry]:
        return await stretches.between(self._connection, asked, before)

    async def latest(self, asked: Sequence[Asked]) -> Sequence[Entry]:
        return await stretches.latest(self._connection, asked)

    async def untold_between(self, asked: Collection[Asked]) -> Sequence[Entry]:
        return await stretches.untold(self._connection, asked)

    async def around(self, asked: Sequence[Asked], points: Sequence[Point]) -> Sequence[Entry]:
        return await chains.around(self._connection, asked, points)

    async def untold_chains(self, asked: Sequence[Asked]) -> Sequence[Entry]:
        return await chains.untold(self._connection, asked)

    async def number(self, asked: Sequence[tuple[str, str, Millis, Millis]]) -> Sequence[int]:
        return await stretches.number(self._connection, asked)

    async def known(self, values: Collection[Pair]) -> Mapping[Pair, Known]:
        query = among(select(window_values), window_values.c.rule, window_values.c.value)
        rows = await self._connection.execute(query, written(values))
        return {(row.rule, row.value): Known(row.first, row.last) for row in rows}

    async def learn(self, values: Mapping[Pair, Known]) -> None:
        rows = [{"rule": r, "value": v, "first": k.first, "last": k.last} for (r, v), k in values.items()]
        await self._each(_LEARN, rows)

    async def matches(self, wanted: Collection[tuple[str, int]], shown: Collection[int]) -> Sequence[StoredMatch]:
        if not wanted:
            return []
        attached: dict[int, Any] = {}
        if shown:
            query = select(media).where(media.c.post == listed()).order_by(media.c.post, media.c.position)
            attached = media_of((await self._connection.execute(query, listed.of(shown))).mappings())
        rows = (await self._connection.execute(_MATCHES, written(wanted))).mappings().all()
        self._keys.update({(row["channel"], row["id"]): row["key"] for row in rows})
        return [
            StoredMatch(
                row["rule"],
                row["key"],
                row["channel"],
                row["id"],
                row["matched_revision"],
                row["event"],
                from_json(row["evidence"], tuple[Evidence, ...]),
                _change(row, attached.get(row["key"], ())) if row["key"] in shown else None,
                row["reason"] or "",
            )
            for row in rows
        ]

    async def quiet(self, rules: Iterable[str], edge: Millis) -> Sequence[Quiet]:
        rows = await self._connection.execute(_QUIET, {**listed.of(list(rules)), "edge": edge})
        return [
            Quiet(rule, group, told, _both(last, last_post), _both(after, after_post))
            for rule, group, told, last, last_post, after, after_post in rows
        ]

    async def blind(self, channels: Collection[int], start: Millis, end: Millis) -> Mapping[int, Millis]:
        return await blindness.blind_for(self._connection, channels, start, end)

    async def mark_told(self, told: Told) -> None:
        """Write what somebody was told of."""
        rows = [{"r": rule, "g": group, "p": post, "alert": alert} for rule, group, post, alert in told.entries]
        await self._each(_MARK_TOLD, rows)
        silent = [{"r": rule, "g": group, "t": moment} for rule, group, moment in told.silences]
        await self._each(_MARK_SILENT, silent)

    async def _each(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            await self._connection.execute(statement, rows)


def _base(shape: str) -> str:
    return shape.partition("#")[0]


def _both(posted: Millis | None, post: int | None) -> tuple[Millis, int] | None:
    return None if posted is None or post is None else (posted, post)


def _change(row: Any, attached: Sequence[Any] = ()) -> Change:
    """A stored post as the change that brought it."""
    return Change("new", post_of(row, attached), row["seen"], row["revision"], row["key"], row["via"])
