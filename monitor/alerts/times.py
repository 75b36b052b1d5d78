"""Times that come again: whether one is now, when it ends, when the next digest is. Pure.

Wall clocks decide: where they are set back, an hour that comes twice counts twice; one that is left out counts as over.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim

from monitor.model import Millis, Recurrence

_DAY = timedelta(days=1)
_MOST_DAYS = 400  # hours that leave no gap never end; whoever waits for that is told after a year


def within(spans: Iterable[Recurrence], now: Millis) -> bool:
    """Whether any of these is now."""
    return any(_holds(one, now) for one in spans)


def _holds(span: Recurrence, now: Millis) -> bool:
    local = _local(now, span.timezone)
    minute, today = local.hour * 60 + local.minute, local.date()
    if span.start < span.end:
        return span.start <= minute < span.end and _on(span, today)
    return (minute >= span.start and _on(span, today)) or (minute < span.end and _on(span, today - _DAY))


def _on(span: Recurrence, day: date) -> bool:
    return (
        (not span.weekdays or day.weekday() in span.weekdays)
        and (not span.months or day.month in span.months)
        and (not span.years or day.year in span.years)
        and (not span.days or any(_of_month(one, day) for one in span.days))
    )


def _of_month(days: int | tuple[int, int], day: date) -> bool:
    from_end = day.day - _length(day) - 1
    if isinstance(days, tuple):
        return days[0] <= day.day and from_end <= days[1]
    return days in (day.day, from_end)


def _length(day: date) -> int:
    """How many days its month has."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1).toordinal() - day.replace(day=1).toordinal()


def end_of(span: Recurrence, now: Millis) -> Millis:
    """When a time that is now is over."""
    day = _local(now, span.timezone).date()
    for _ in range(_MOST_DAYS):
        over = datetime.combine(day, datetime.min.time()) + timedelta(minutes=span.end)
        for moment in _moments(over, _zone(span.timezone)):
            if moment > now and not _holds(span, moment):
                return moment
        day += _DAY
    return now + _MOST_DAYS * 86_400_000


def _moments(wall: datetime, zone: ZoneInfo) -> list[Millis]:
    """The moments at which clocks show a time: two where they are set back; where they leave it out, that at which
    they are set forth.
    """
    first, second = (round(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    if first <= second:
        return sorted({first * 1000, second * 1000})
    while first - second > 1:  # the clocks are set forth after the second, and not after the first
        middle = (first + second) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == datetime.fromtimestamp(second, zone).utcoffset():
            second = middle
        else:
            first = middle
    return [first * 1000]


def next_at(cron: str, timezone: str, now: Millis) -> Millis:
    """The next moment after now that a cron expression names. An hour that the clocks leave out comes right after it,
    one that they repeat counts once.
    """
    moments = (round(found.timestamp() * 1000) for found in CronSim(cron, _local(now, timezone)))
    return next(moment for moment in moments if moment > now)  # within a repeated hour it begins with what is over


def clock(moment: Millis, timezone: str) -> str:
    """A moment as the clocks of a zone show it."""
    return f"{_local(moment, timezone):%d %b %H:%M}"


def _local(now: Millis, timezone: str) -> datetime:
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(_zone(timezone))


@lru_cache(64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
