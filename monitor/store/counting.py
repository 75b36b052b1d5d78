"""Counters over time: which of two tellings counts, and how often they are worth reading and keeping. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from monitor.model import Counters, Marks, Millis
from monitor.store.views import RANK

_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

FOLLOWED: Final = 7 * _DAY
"""For so long after it was posted, the counters of a post are asked for again and again (ms)."""

PACES: Final = ((_HOUR, 5 * _MINUTE), (_DAY, 30 * _MINUTE), (FOLLOWED, 6 * _HOUR))
"""How often, up to what age of a post (ms): both rise."""

_OLD: Final = _DAY
_NO_MARKS: Final = Marks()


def is_due(posted: Millis, last: Millis | None, now: Millis) -> bool:
    """Whether the counters of a post are due again, `last` being when they were before (None: never).

    Every 5 minutes in its first hour, every 30 in its first day, every 6 hours in its first week, then daily: a post
    has some 80 rows in its first week, however busy it is.
    """
    if last is None:
        return True
    age = now - posted
    pace = next((pace for until, pace in PACES if age < until), _OLD)
    return now - last >= pace


def merged(kept: Counters, kept_via: str, told: Counters, via: str, *, bare: bool = False) -> Counters:
    """What is known once a source told counters. What it did not tell stays as it is.

    A page rounds ("1.2M"): what a kind of source tells counts where the post is kept as that kind, or a lesser one,
    shows it, and anywhere as a first value. `bare`: without reactions, it tells nothing of them.
    """
    if RANK.get(via, 0) < RANK.get(kept_via, 0):
        return Counters(
            _first(kept.views, told.views), _first(kept.forwards, told.forwards), kept.reactions or told.reactions
        )
    silent = bare or (told.views is None) != (told.forwards is None)  # small updates bring one of them alone
    return Counters(
        _first(told.views, kept.views),
        _first(told.forwards, kept.forwards),
        told.reactions if told.reactions or not silent else kept.reactions,
    )


def passed(marks: Marks, before: Counters, now: Counters) -> Marks:
    """The marks that counters came to: what was below one is at or above it now."""
    return Marks(
        _between(marks.views, before.views, now.views),
        _between(marks.forwards, before.forwards, now.forwards),
        _between(marks.reactions, before.reacted, now.reacted) if marks.reactions else (),
    )


def may_pass(marks: Marks, kept: Counters, told: Sequence[Counters]) -> bool:
    """Whether some of these tellings, one after the other, may come to a mark."""
    return marks != _NO_MARKS and any(passed(marks, one, now) != _NO_MARKS for one in (kept, *told) for now in told)


def is_whole(told: Counters) -> bool:
    """Whether all is told that is worth asking for again."""
    return told.views is not None and told.forwards is not None


def _between(marks: tuple[int, ...], before: int | None, now: int | None) -> tuple[int, ...]:
    return marks[bisect_right(marks, before or 0) : bisect_right(marks, now or 0)] if marks else ()


def _first(one: int | None, other: int | None) -> int | None:
    return other if one is None else one
