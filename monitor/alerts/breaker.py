"""Whether an entry can be reached at all. Pure; time is an argument."""

from monitor.model import Millis, Reach

OPENS_AFTER = 5
"""So many failures in a row, of whatever deliveries, mean that the entry is out of reach."""

FIRST_PROBE = 30_000
LONGEST_PROBE = 600_000
"""How long an entry that is out of reach is left alone between two probes: doubled from the first to this."""


class Breaker:
    """Closed while an entry can be reached, open from the fifth failure in a row to the first answer.

    Any answer closes it: a message that was taken, one that was refused for good, and "too many" (429). While it is
    open, one delivery that is due is tried at a time, the probe. The others are not touched: they stay due, and use up
    no step of their schedule. Nor does the probe, which is due again with the next one, until the whole schedule is
    over. It lives in memory; a restart begins closed, and learns in five tries.
    """

    def __init__(self) -> None:
        self.since: Millis | None = None
        self.probe_at: Millis = 0
        self._failures = 0
        self._wait = FIRST_PROBE

    @property
    def is_open(self) -> bool:
        return self.since is not None

    @property
    def reach(self) -> Reach:
        return Reach(self.since, self.probe_at)

    def failed(self, now: Millis, *, probe: bool) -> bool:
        """No answer came. Returns whether anything changed. What was in flight when it opened is no probe."""
        if self.since is None:
            self._failures += 1
            if self._failures < OPENS_AFTER:
                return False
            self.since, self._wait = now, FIRST_PROBE
        elif probe:
            self._wait = min(self._wait * 2, LONGEST_PROBE)
        else:
            return False
        self.probe_at = now + self._wait
        return True

    def answered(self) -> bool:
        """An answer came. Returns whether it had been open."""
        was_open = self.is_open
        self.since, self.probe_at, self._failures = None, 0, 0
        return was_open
