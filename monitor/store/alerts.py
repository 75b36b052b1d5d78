"""Matches, decisions, alerts and notices in the database."""

from collections.abc import Collection, Sequence

from sqlalchemy import Integer, Text, bindparam, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Alert, Delivery, Evidence, Excerpt, Millis
from monitor.ports.store import Held, Recorded, Ruled, Ruling, Verdict
from monitor.store.outbox import bury_disabled
from monitor.store.pairs import among, written
from monitor.store.tables import alerts, decisions, deliveries, held, matches, notices, posts
from monitor.store.text import from_json, to_json

_MOST_OPEN = 2_000
_FIELDS = tuple(Alert.__struct_fields__)
# Made once: to build such a statement costs more than to run it.
_alert, _match = insert(alerts), insert(matches)
_PUT_ALERT = _alert.on_conflict_do_update(
    index_elements=["id"], set_={name: _alert.excluded[name] for name in _FIELDS if name != "id"}
)
_named = alerts.alias("named")
_GROUPS = func.json_each(bindparam("groups", type_=Text())).table_valued("value", name="groups").c.value
_OPEN = (
    select(alerts)
    .where(
        or_(
            alerts.c.next_due <= bindparam("now"),
            alerts.c.escalates <= bindparam("now"),
            (alerts.c.closes <= bindparam("now")) & alerts.c.closed.is_(None),
            alerts.c.group.in_(select(_GROUPS)) & alerts.c.closed.is_(None),
            alerts.c.id.in_(among(select(_named.c.id).where(_named.c.closed.is_(None)), _named.c.rule, _named.c.group)),
        )
    )
    .order_by(alerts.c.opened, alerts.c.id)
)
_LAST_OPENED = (
    select(alerts.c.opened)
    .where(alerts.c.rule == bindparam("rule"))
    .order_by(alerts.c.opened.desc())
    .limit(bindparam("most", type_=Integer()))
)
_PAST = (
    select(decisions.c.key)
    .where(decisions.c.post == matches.c.post, decisions.c.rule == matches.c.rule, decisions.c.reason == "history")
    .exists()
)
_RECORDED = among(
    select(matches.c.rule, posts.c.channel, posts.c.id, matches.c.alert, matches.c.holds, matches.c.evidence, _PAST)
    .join(posts, posts.c.key == matches.c.post)
    .order_by(matches.c.key),
    posts.c.channel,
    posts.c.id,
)
_PUT_MATCH = _match.on_conflict_do_update(
    index_elements=["post", "rule"],
    set_={
        "revision": _match.excluded.revision,
        "event": _match.excluded.event,
        "evidence": _match.excluded.evidence,
        "holds": _match.excluded.holds,
        "alert": func.coalesce(_match.excluded.alert, matches.c.alert),
    },
)


async def recorded(connection: AsyncConnection, wanted: Collection[tuple[int, int]]) -> Sequence[Recorded]:
    """The stored matches of posts given as (channel, id)."""
    if not wanted:
        return []
    rows = await connection.execute(_RECORDED, written(wanted))
    return [
        Recorded(rule, channel, post, alert or "", bool(holds), from_json(evidence, tuple[Evidence, ...]), bool(past))
        for rule, channel, post, alert, holds, evidence, past in rows
    ]


async def open_alerts(
    connection: AsyncConnection, keys: Collection[tuple[str, str]], groups: Collection[str], now: Millis
) -> Sequence[Alert]:
    """Open alerts of (rule, group) keys, of groups whatever their rule, and all whose next notice or closing is due."""
    rows = await connection.execute(_OPEN, {**written(keys), "groups": to_json(list(groups)), "now": now})
    return [Alert(**{name: row[name] for name in _FIELDS}) for row in rows.mappings()]


async def open_of(connection: AsyncConnection, rules: Collection[str]) -> Sequence[Alert]:
    """The open alerts of rules, the newest first; a flood of them is cut short."""
    mine = select(alerts).where(alerts.c.rule.in_(rules), alerts.c.closed.is_(None))
    rows = await connection.execute(mine.order_by(alerts.c.opened.desc()).limit(_MOST_OPEN))
    return [Alert(**{name: row[name] for name in _FIELDS}) for row in rows.mappings()]


async def by_id(connection: AsyncConnection, ids: Collection[str]) -> Sequence[Alert]:
    if not ids:
        return []
    rows = await connection.execute(select(alerts).where(alerts.c.id.in_(ids)))
    return [Alert(**{name: row[name] for name in _FIELDS}) for row in rows.mappings()]


async def last_opened(connection: AsyncConnection, rules: Collection[str], most: int) -> dict[str, list[Millis]]:
    """When each rule last opened alerts, oldest first, at most so many of each."""
    found: dict[str, list[Millis]] = {}
    for rule in rules:
        rows = await connection.execute(_LAST_OPENED, {"rule": rule, "most": most})
        found[rule] = [row.opened for row in rows][::-1]
    return found


async def held_of(connection: AsyncConnection, ids: Collection[str]) -> Sequence[Held]:
    if not ids:
        return []
    rows = await connection.execute(
        select(held.c.alert, held.c.kind, held.c.rule, held.c.excerpt, held.c.line)
        .where(held.c.alert.in_(ids))
        .order_by(held.c.key)
    )
    return [
        Held(alert, kind, rule, from_json(excerpt, Excerpt) if excerpt else None, line or "")
        for alert, kind, rule, excerpt, line in rows
    ]


async def write(connection: AsyncConnection, verdict: Verdict, keys: dict[tuple[int, int], int]) -> None:
    """Write all of a verdict. `keys` are the rows of the posts it speaks of."""
    await _write_alerts(connection, verdict.alerts)
    await _write_rulings(connection, verdict.rulings, keys)
    await _write_ruled(connection, verdict.ruled)
    if verdict.released:
        await connection.execute(delete(held).where(held.c.alert.in_(verdict.released)))
    if verdict.held:
        await connection.execute(held.insert(), [_held_row(item) for item in verdict.held])
    if verdict.notices:
        rows = [
            {"alert": n.alert, "number": n.number, "kind": n.kind, "created": n.created, "body": to_json(n)}
            for n in verdict.notices
        ]
        await connection.execute(notices.insert(), rows)
    if verdict.deliveries:
        await connection.execute(deliveries.insert(), [_delivery_row(one) for one in verdict.deliveries])
        await bury_disabled(connection, verdict.deliveries[0].created)


def _held_row(item: Held) -> dict[str, str | None]:
    return {
        "alert": item.alert,
        "kind": item.kind,
        "rule": item.rule,
        "excerpt": _excerpt(item),
        "line": item.line or None,
    }


def _delivery_row(one: Delivery) -> dict[str, str | int | None]:
    return {
        "key": one.key,
        "alert": one.alert,
        "number": one.number,
        "receiver": one.receiver,
        "entry": one.entry,
        "state": "held" if one.held else "due",
        "created": one.created,
        "due": one.due or one.created,
        "attempts": 0,
        "step": 0,
        "detail": "",
        "held": one.held or None,
    }


def _excerpt(item: Held) -> str | None:
    return None if item.excerpt is None else to_json(item.excerpt)


async def _write_alerts(connection: AsyncConnection, changed: Sequence[Alert]) -> None:
    if not changed:
        return
    # closed ones first: an alert that opens may take the (rule, group) of one that this batch closes
    ordered = sorted(changed, key=lambda alert: alert.closed is None)
    await connection.execute(_PUT_ALERT, [{name: getattr(alert, name) for name in _FIELDS} for alert in ordered])


async def _write_rulings(
    connection: AsyncConnection, rulings: Sequence[Ruling], keys: dict[tuple[int, int], int]
) -> None:
    if not rulings:
        return
    await connection.execute(
        _PUT_MATCH,
        [
            {
                "rule": r.rule,
                "post": keys[r.channel, r.post],
                "revision": r.revision,
                "event": r.event,
                "evidence": to_json(r.evidence),
                "at": r.decision.at,
                "holds": int(r.holds),
                "alert": r.decision.alert or None,
            }
            for r in rulings
        ],
    )
    await connection.execute(
        decisions.insert(),
        [
            {
                "post": keys[r.channel, r.post],
                "rule": r.rule,
                "event": r.event,
                "reason": r.decision.reason,
                "at": r.decision.at,
                "alert": r.decision.alert,
                "notice": r.notice,
                "detail": r.decision.detail,
            }
            for r in rulings
        ],
    )


async def _write_ruled(connection: AsyncConnection, ruled: Sequence[Ruled]) -> None:
    if not ruled:
        return
    rows = [
        {
            "post": r.row,
            "rule": r.rule,
            "event": "new",
            "reason": r.decision.reason,
            "at": r.decision.at,
            "alert": r.decision.alert,
            "notice": None,
            "detail": r.decision.detail,
        }
        for r in ruled
    ]
    await connection.execute(decisions.insert(), rows)
