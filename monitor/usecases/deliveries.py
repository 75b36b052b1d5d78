"""What is owed to whom, what became of it, and trying again by hand."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from monitor.errors import NotFoundError, UsageError
from monitor.model import Millis
from monitor.store import look
from monitor.store.database import Database
from monitor.store.engine import Engines
from monitor.usecases.moments import shaped

State = Literal["due", "held", "sent", "dead", "cancelled", "folded"]
_AGAIN = ("dead", "cancelled")
_STEP = 500
_NAMED = 5


class DeliveryLine(Struct):
    """That a notice is owed to an entry of a receiver.

    `due` is the next try of what is due, and when what is held goes at the latest. `held`: what it waits or waited for,
    of digest, quiet and budget.
    """

    key: str
    alert: str
    number: int
    receiver: str
    entry: str
    state: State
    created: datetime
    due: datetime
    attempts: int
    done: datetime | None
    detail: str
    held: str | None = None


class AttemptLine(Struct):
    """One try. `took` in milliseconds; `detail` is what the other side answered."""

    number: int
    at: datetime
    took: int
    result: str
    detail: str


class DeliveryShown(Struct):
    """A delivery with all tries, and what its notice says."""

    delivery: DeliveryLine
    tries: list[AttemptLine]
    title: str
    kind: str
    posts: list[str]


class Retried(Struct):
    """How many deliveries are due again, and the entries (NAME/ENTRY) that had been disabled and no longer are."""

    due_again: int
    enabled: list[str]


async def listed(engines: Engines, most: int, state: str | None = None, receiver: str = "") -> list[DeliveryLine]:
    """The newest deliveries, of one state or of all; `receiver` is NAME or NAME/ENTRY."""
    name, _, entry = receiver.partition("/")
    async with engines.reading() as connection:
        rows = await look.listed_deliveries(connection, most, state, name, entry)
    return [shaped(DeliveryLine, row) for row in rows]


async def show(engines: Engines, key: str) -> DeliveryShown:
    """One delivery.

    Raises:
        NotFoundError: there is none with this key.
    """
    async with engines.reading() as connection:
        row = await look.one_delivery(connection, key)
    if row is None:
        raise NotFoundError(f"no delivery {key!r}; `monitor deliveries list` shows their keys")
    notice = row["notice"]
    return DeliveryShown(
        shaped(DeliveryLine, row),
        [shaped(AttemptLine, item) for item in row["attempts_made"]],
        notice.title if notice else "",
        notice.kind if notice else "",
        [item.link or f"{item.handle}/{item.post}" for item in notice.excerpts] if notice else [],
    )


async def retry(path: Path, keys: Sequence[str], now: Millis) -> Retried:
    """Make dead or cancelled deliveries due at once, and enable their entries.

    Raises:
        NotFoundError: there is no such database, or no delivery with one of the keys.
        UsageError: one of them is neither dead nor cancelled; nothing was changed.
    """
    async with look.looking(path) as engines:
        async with engines.reading() as connection:
            states = [item for step in _steps(keys) for item in await _states(connection, step)]
        wrong = [f"{key} is {state}" for key, state in states if state not in _AGAIN]
        if wrong:
            more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
            raise UsageError(
                f"only dead and cancelled deliveries can be tried again; {', '.join(wrong[:_NAMED])}{more}"
            )
        return await _make_due(engines, keys, now)


async def retry_dead(path: Path, receiver: str, now: Millis) -> Retried:
    """Make all dead deliveries due at once, or those of a receiver (NAME or NAME/ENTRY), and enable their entries.

    Raises:
        NotFoundError: there is no such database.
    """
    name, _, entry = receiver.partition("/")
    async with look.looking(path) as engines:
        async with engines.reading() as connection:
            keys = await look.delivery_keys(connection, "dead", name, entry)
        return await _make_due(engines, keys, now)


async def _states(connection: look.Connection, keys: Sequence[str]) -> list[tuple[str, str]]:
    found = await look.delivery_states(connection, keys)
    missing = [key for key in keys if key not in found]
    if missing:
        raise NotFoundError(
            f"no delivery {missing[0]!r}; `monitor deliveries list --state dead` shows what can be tried again"
        )
    return [(key, found[key]) for key in keys]


async def _make_due(engines: Engines, keys: Sequence[str], now: Millis) -> Retried:
    """In short steps: a running daemon waits for each no longer than for a batch of its own."""
    before = await _disabled(engines)
    database = Database(engines.path)
    try:
        count = sum([await database.retry(step, now) for step in _steps(list(dict.fromkeys(keys)))])
    finally:
        await database.close()
    after = await _disabled(engines)
    return Retried(count, [entry for entry in before if entry not in after])


async def _disabled(engines: Engines) -> list[str]:
    async with engines.reading() as connection:
        rows = (await look.states(connection))["disabled"]
    return [f"{row['receiver']}/{row['entry']}" for row in rows]


def _steps(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + _STEP] for start in range(0, len(keys), _STEP)]
