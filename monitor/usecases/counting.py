"""How far a post has come, over time."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from monitor.ports.store import Tally
from monitor.usecases.moments import when

_HOUR = 3_600_000


class CountLine(Struct):
    """Counters of a post at a moment, None where they were not told. `reactions` are those of all sorts together.

    `views_per_hour` is how fast views grew since the line before.
    """

    at: datetime
    views: int | None
    forwards: int | None
    reactions: int
    views_per_hour: float | None


def lines(series: Iterable[Tally]) -> list[CountLine]:
    """A series, oldest first, with its growth."""
    found: list[CountLine] = []
    before: Tally | None = None
    for tally in series:
        counters = tally.counters
        growth = _growth(before, tally) if before else None
        found.append(CountLine(when(tally.at), counters.views, counters.forwards, counters.reacted, growth))
        before = tally
    return found


def _growth(before: Tally, tally: Tally) -> float | None:
    took, views, now = tally.at - before.at, before.counters.views, tally.counters.views
    if views is None or now is None or took <= 0:
        return None
    return round((now - views) * _HOUR / took, 1)
