"""What became of deliveries: each attempt, and what follows from it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BindParameter, RowMapping, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import OPERATORS, Incident, Millis, Outcome
from monitor.store import incidents, reach
from monitor.store.outbox import DUE, bury_disabled, folds_of
from monitor.store.tables import alerts, attempts, deliveries, disabled_entries, threads
from monitor.store.text import to_json

# Made once: to build and to look up such a statement costs more than to run it.
_KEY: BindParameter[str] = bindparam("which")
_ONE = select(deliveries).where(deliveries.c.key == _KEY)
_ATTEMPT = insert(attempts)
_TOLD = ("attempts", "detail")
_ENDED, _AGAIN = (
    update(deliveries).where(deliveries.c.key == _KEY).values({name: bindparam(name) for name in (*_TOLD, *also)})
    for also in (("state", "done"), ("due", "step"))
)
_PLACE = ("alert", "receiver", "entry")
_THREAD = select(threads.c.state).where(*(threads.c[name] == bindparam(name) for name in _PLACE))
_thread = insert(threads)
_REMEMBER = _thread.on_conflict_do_update(index_elements=_PLACE, set_={"state": _thread.excluded.state})


async def record(connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write what became of attempts, in one transaction."""
    for outcome in outcomes:
        row = (await connection.execute(_ONE, {"which": outcome.key})).mappings().first()
        if row is None:
            continue
        attempt = {
            "delivery": outcome.key,
            "number": row["attempts"] + 1,
            "at": outcome.at,
            "took": outcome.took,
            "result": outcome.result,
            "detail": outcome.detail,
        }
        await connection.execute(_ATTEMPT, attempt)
        await _settle(connection, row, outcome)


async def _settle(connection: AsyncConnection, row: RowMapping, outcome: Outcome) -> None:
    values: dict[str, Any] = {"which": outcome.key, "attempts": row["attempts"] + 1, "detail": outcome.detail}
    if outcome.result == "unavailable" and outcome.retry_at is not None:
        again = {"due": outcome.retry_at, "step": row["step"] + (0 if outcome.told else 1)}
        await connection.execute(_AGAIN, values | again)
    else:
        if outcome.result != "sent":
            await _note_dead(connection, row, outcome)
        ended = {"state": "sent" if outcome.result == "sent" else "dead", "done": outcome.at}
        await connection.execute(_ENDED, values | ended)
    if outcome.result == "sent":
        if outcome.thread:
            await _remember_thread(connection, row, outcome.thread)
        if row["attempts"]:
            await _fold_waiting(connection, row, outcome.at)
    if outcome.disable:
        await _disable(connection, row["receiver"], row["entry"], outcome)
    if outcome.reach is not None:
        await reach.note(connection, row["receiver"], row["entry"], outcome.reach, outcome.detail)


async def _note_dead(connection: AsyncConnection, row: RowMapping, outcome: Outcome) -> None:
    """A notice to operators that nobody takes makes no further one: it would not be taken either."""
    rule = await connection.scalar(select(alerts.c.rule).where(alerts.c.id == row["alert"]))
    if rule is None or not rule.startswith(OPERATORS):
        about, what = f"{row['receiver']}/{row['entry']}", f"{row['alert']}:{row['number']}"
        await incidents.note(connection, [Incident("dead_letter", about, outcome.at, what, after=outcome.detail)])


async def _remember_thread(connection: AsyncConnection, row: RowMapping, thread: dict[str, Any]) -> None:
    place = {"alert": row["alert"], "receiver": row["receiver"], "entry": row["entry"]}
    known = await connection.scalar(_THREAD, place)
    merged = {**(msgspec.json.decode(known) if known else {}), **thread}
    await connection.execute(_REMEMBER, {**place, "state": msgspec.json.encode(merged).decode()})


async def _fold_waiting(connection: AsyncConnection, row: RowMapping, at: Millis) -> None:
    """What waited behind a failing first goes out as one: the last stands in for those before it."""
    waiting = (
        await connection.execute(
            select(deliveries.c.key, deliveries.c.number, deliveries.c.folds)
            .where(
                deliveries.c.alert == row["alert"],
                deliveries.c.receiver == row["receiver"],
                deliveries.c.entry == row["entry"],
                deliveries.c.state == DUE,
                deliveries.c.attempts == 0,
            )
            .order_by(deliveries.c.number)
        )
    ).mappings()
    *folded, last = [dict(item) for item in waiting] or [{}]
    if not folded:
        return
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.key.in_([item["key"] for item in folded]))
        .values(state="folded", done=at, detail=f"folded into notice {last['number']}")
    )
    numbers = [number for item in folded for number in (*folds_of(item), item["number"])] + folds_of(last)
    await connection.execute(
        update(deliveries).where(deliveries.c.key == last["key"]).values(folds=to_json(sorted(numbers)))
    )


async def _disable(connection: AsyncConnection, receiver: str, entry: str, outcome: Outcome) -> None:
    values = {"receiver": receiver, "entry": entry, "at": outcome.at, "reason": outcome.detail}
    await connection.execute(insert(disabled_entries).values(values).on_conflict_do_nothing())
    await bury_disabled(connection, outcome.at)
