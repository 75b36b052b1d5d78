"""When an account may join the next channel. Pure: time and chance are arguments."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Millis

DAY: Millis = 86_400_000


@dataclass(frozen=True, slots=True)
class Turn:
    """The moment of the next join, and in `detail` what it waits for where that is more than its turn."""

    due: Millis
    detail: str = ""


def next_turn(tried: Sequence[Millis], now: Millis, a_day: int, gap: Millis) -> Turn:
    """`tried` are the moments of earlier joins, oldest first; `a_day` is at least 1; `gap` stands between two joins.

    The first one waits for a gap as well: channels that were just added are not joined while somebody still edits.
    """
    recent = [moment for moment in tried if moment > now - DAY]
    soonest = recent[-1] + gap if recent else now + gap
    if len(recent) < a_day:
        return Turn(soonest)
    free = recent[-a_day] + DAY
    joins, are = "1 join" if len(recent) == 1 else f"{len(recent)} joins", "is" if a_day == 1 else "are"
    return Turn(max(free, soonest), f"{joins} in 24 hours; {a_day} {are} allowed")
