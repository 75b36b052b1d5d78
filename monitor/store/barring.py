"""What a verdict asks of the database beside alerts: what silences and other alerts stand in the way of, when receivers
were last told, and what waits for them.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Subquery,
    Text,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis, Notice
from monitor.ports.store import LongestWait, Parcel, Trait
from monitor.store.pairs import among, written
from monitor.store.tables import alerts, decisions, deliveries, matches, mentions, notices, posts, tellings
from monitor.store.text import from_json, to_json

_SHOWN_OF_A_BUNDLE = 40
_MOST_MATCHES = 2_000
_HELD: ColumnElement[str] = literal_column("'held'")  # a literal, so that the index of what is held can be used
_asked = func.json_each(bindparam("asked", type_=Text())).table_valued("value", name="asked")
_BODIES = among(select(notices.c.body), notices.c.alert, notices.c.number)
_PARCELS = (
    select(
        deliveries.c.key,
        deliveries.c.receiver,
        deliveries.c.entry,
        deliveries.c.held,
        deliveries.c.due,
        deliveries.c.created,
        deliveries.c.alert,
        deliveries.c.number,
        alerts.c.rule,
        alerts.c.title,
        alerts.c.severity,
    )
    .join(alerts, alerts.c.id == deliveries.c.alert)
    .where(deliveries.c.state == _HELD, deliveries.c.due <= bindparam("now", type_=BigInteger()))
    .order_by(deliveries.c.created, deliveries.c.number)
)

_LONGEST = (
    select(deliveries.c.receiver, deliveries.c.held, func.max(deliveries.c.due))
    .where(deliveries.c.state == _HELD, deliveries.c.due > bindparam("now", type_=BigInteger()))
    .group_by(deliveries.c.receiver, deliveries.c.held)
)
_WHAT = (
    decisions.c.rule,
    decisions.c.alert,
    decisions.c.reason,
    posts.c.channel,
    posts.c.id,
    posts.c.key,
    tellings.c.story,
)
_CAME = decisions.c.event.in_(("new", "edited", "reached"))
_BARRED = ("silenced", "inhibited", "muted")
_UNTOLD = (
    select(*_WHAT)
    .join(matches, (matches.c.post == decisions.c.post) & (matches.c.rule == decisions.c.rule))
    .join(posts, posts.c.key == decisions.c.post)
    .outerjoin(tellings, tellings.c.post == decisions.c.post)
    .where(
        matches.c.rule == bindparam("rule"),
        matches.c.at > bindparam("since", type_=BigInteger()),
        decisions.c.reason.in_(_BARRED),
        _CAME,
    )
    .order_by(decisions.c.key.desc())
    .limit(_MOST_MATCHES)
)


async def traits(connection: AsyncConnection, since: Mapping[str, Millis], ids: Collection[str]) -> Sequence[Trait]:
    """The matches that open alerts of rules are made of, and those of some alerts; and of each of these rules those
    since a moment that were barred: they would be in an open alert.
    """
    of_alerts = (
        select(*_WHAT)
        .join(posts, posts.c.key == decisions.c.post)
        .outerjoin(tellings, tellings.c.post == decisions.c.post)
        .where(
            decisions.c.alert.in_(
                select(alerts.c.id).where(
                    or_(alerts.c.id.in_(ids), alerts.c.rule.in_(since) & alerts.c.closed.is_(None))
                )
            ),
            _CAME,
        )
        .order_by(decisions.c.key.desc())
        .limit(_MOST_MATCHES)
    )
    found = list(await connection.execute(of_alerts))[::-1]
    for rule, moment in since.items():
        found += await connection.execute(_UNTOLD, {"rule": rule, "since": moment})
    named: dict[int, set[str]] = {}
    if found:
        about = select(mentions.c.post, mentions.c.entity).where(mentions.c.post.in_({row.key for row in found}))
        for post, entity in await connection.execute(about):
            named.setdefault(post, set()).add(entity)
    return [
        Trait(
            rule=row.rule,
            alert="" if row.reason in _BARRED else row.alert,
            channel=row.channel,
            post=row.id,
            story=row.story or row.key,
            entities=frozenset(named.get(row.key, ())),
            row=row.key,
            barred=row.reason if row.reason in _BARRED else "",
        )
        for row in found
    ]


async def told_to(
    connection: AsyncConnection, budgets: Mapping[str, tuple[int, Millis]], now: Millis
) -> Mapping[str, Sequence[Millis]]:
    """When receivers were last told by now, oldest first: of each at most so many, since a moment.

    A clock that was ahead has left moments that are yet to come: they count for nothing.
    """
    if not budgets:
        return {}
    values: dict[str, object] = {"now": now}
    for number, (receiver, (most, since)) in enumerate(budgets.items()):
        values |= {f"receiver{number}": receiver, f"most{number}": most, f"since{number}": since}
    found: dict[str, list[Millis]] = {}
    for row in (await connection.execute(_told(len(budgets)), values)).mappings():
        found.setdefault(row["receiver"], []).append(row["at"])
    return {receiver: sorted(moments) for receiver, moments in found.items()}


@lru_cache(64)
def _told(many: int) -> CompoundSelect[tuple[str, Millis]]:
    """When each of so many receivers was last told: one statement, of which each part stops at a budget's number."""
    return union_all(*(select(_one_told(number)) for number in range(many)))


def _one_told(number: int) -> Subquery:
    at = func.min(deliveries.c.created).label("at")
    return (
        select(deliveries.c.receiver, at)
        .where(
            deliveries.c.receiver == bindparam(f"receiver{number}"),
            deliveries.c.held.is_(None),
            deliveries.c.created > bindparam(f"since{number}", type_=BigInteger()),
            deliveries.c.created <= bindparam("now", type_=BigInteger()),
        )
        .group_by(deliveries.c.receiver, deliveries.c.alert, deliveries.c.number)
        .order_by(at.desc())
        .limit(bindparam(f"most{number}", type_=Integer()))
        .subquery()
    )


async def longest_waits(connection: AsyncConnection, now: Millis) -> Sequence[LongestWait]:
    """When the last is due of what waits for receivers, where that is later than now."""
    rows = await connection.execute(_LONGEST, {"now": now})
    return [LongestWait(receiver, held, due) for receiver, held, due in rows]


async def parcels(connection: AsyncConnection, now: Millis) -> Sequence[Parcel]:
    """What waited for receivers and is due, oldest first; the newest of each receiver with what they say."""
    rows = (await connection.execute(_PARCELS, {"now": now})).mappings().all()
    shown: dict[tuple[str, str], dict[tuple[str, int], None]] = {}
    for row in reversed(rows):
        bundle = shown.setdefault((row["receiver"], row["held"]), {})
        if len(bundle) < _SHOWN_OF_A_BUNDLE:
            bundle[row["alert"], row["number"]] = None
    wanted = {one for bundle in shown.values() for one in bundle}
    found = [from_json(body, Notice) for (body,) in await connection.execute(_BODIES, written(wanted))] if rows else []
    bodies = {(told.alert, told.number): told for told in found}
    return [Parcel(**row, notice=bodies.get((row["alert"], row["number"]))) for row in rows]


async def notices_of(connection: AsyncConnection, ids: Collection[str]) -> Sequence[Notice]:
    """All notices of alerts, in order."""
    if not ids:
        return []
    query = (
        select(notices.c.body)
        .where(notices.c.alert.in_(select(_asked.c.value)))
        .order_by(notices.c.alert, notices.c.number)
    )
    rows = await connection.execute(query, {"asked": to_json(sorted(ids))})
    return [from_json(row.body, Notice) for row in rows]
