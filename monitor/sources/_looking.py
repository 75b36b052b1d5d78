"""How often a look is told, and for how long it holds. Pure."""

from typing import NamedTuple

from monitor.model import Millis


class Looking(NamedTuple):
    """In seconds. A look is told every `every` at most, and at once after one that failed.

    It holds for `least`, or `times` the interval at which the channel is looked at, if that is longer: a channel
    that is found quiet every quarter of an hour is not unseen in between.
    """

    every: float = 30.0
    times: float = 2.5
    least: float = 120.0

    def within(self, interval: float) -> Millis:
        """For how long a look holds, in ms."""
        return int(1000 * max(self.least, self.times * max(self.every, interval)))

    def is_due(self, now: float, told: float | None) -> bool:
        """Whether a look is to be told now; `told` is when one was last, on the same clock, None if none or failed."""
        return told is None or now - told >= self.every


USUAL = Looking()
