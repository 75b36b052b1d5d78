"""Axes: where round values lie between two bounds, and how they are written."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil, floor

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    1, 2, 5, 10, 15, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR,
    3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 91 * _DAY, 365 * _DAY,
)  # fmt: skip
_DEGREES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


def moments(first: datetime, last: datetime, most: int = 10) -> list[datetime]:
    """Round moments between two, at most so many."""
    start, end = first.timestamp(), last.timestamp()
    step = next((step for step in _STEPS if (end - start) / step <= most), _STEPS[-1])
    return [datetime.fromtimestamp(count * step, UTC) for count in range(ceil(start / step), floor(end / step) + 1)]


def in_words(ticks: Sequence[datetime]) -> list[str]:
    """What is written at each: the time, and the day where it is another than before."""
    seconds = any(tick.second for tick in ticks)
    days = all(not (tick.hour or tick.minute or tick.second) for tick in ticks)
    said = []
    for before, tick in zip([None, *ticks], ticks, strict=False):
        time = "" if days else f"{tick:%H:%M:%S}" if seconds else f"{tick:%H:%M}"
        new = before is None or before.date() != tick.date()
        said.append(" ".join(filter(None, (f"{tick:%d %b}" if new or days else "", time))))
    return said


def lasting(span: timedelta) -> str:
    """ "3 d 4 h", "1 h 20 min", "45 s": the two largest units."""
    seconds = round(span.total_seconds())
    units = (
        ("d", seconds // _DAY),
        ("h", seconds // _HOUR % 24),
        ("min", seconds // _MINUTE % 60),
        ("s", seconds % 60),
    )
    told = [(name, count) for name, count in units if count]
    begun = next((at for at, (_, count) in enumerate(units) if count), 3)
    near = {name for name, _ in units[begun : begun + 2]}
    return " ".join(f"{count} {name}" for name, count in told if name in near) or "0 s"


def degrees(low: float, high: float, most: int = 7) -> list[float]:
    """Round degrees between two, at most so many."""
    step = next((step for step in _DEGREES if (high - low) / step <= most), _DEGREES[-1])
    return [round(count * step, 2) for count in range(ceil(low / step), floor(high / step) + 1)]


def length(most: float) -> int:
    """The longest round length, in km, that is no longer than `most` (at least 1)."""
    return max((one for one in _LENGTHS if one <= most), default=1)
