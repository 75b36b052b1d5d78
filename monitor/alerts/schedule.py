"""When a delivery that failed is tried again. Pure."""

from monitor.model import Millis

STEPS = tuple(seconds * 1000 for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: 75 hours and a half in all."""

CHAT_PATIENCE = 6 * 3_600_000
"""After so long, what waits for a chat is told as one summary: nobody scrolls through a day of old alerts."""

LONGEST_TOLD = 86_400_000
"""Longer waits that the other side names are cut."""

_WHOLE = sum(STEPS)
_JITTER = 0.1


def retry_at(now: Millis, created: Millis, step: int, retry_after: float | None, chance: float) -> Millis | None:
    """The next attempt after a failure, or None to give up.

    `step` counts earlier failures of the schedule, `retry_after` (seconds) is a wait that the other side
    named, `chance` in [0, 1) spreads retries that failed together.
    """
    if retry_after is not None:
        if now - created > _WHOLE:
            return None
        return now + round(named_wait(retry_after) * (1 + _JITTER * chance))  # never earlier than we were told
    if step >= len(STEPS):
        return None
    return now + round(STEPS[step] * (1 + _JITTER * (2 * chance - 1)))


def named_wait(seconds: float) -> Millis:
    """A wait that the other side named, as it is kept: at least a second, at most a day."""
    return round(min(max(seconds, 1.0) * 1000, LONGEST_TOLD))
