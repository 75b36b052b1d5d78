"""How much may be sent to an entry, and when: the rates that its platform allows. Pure; time is an argument."""

from collections import deque
from collections.abc import Sequence

from monitor.model import Millis
from monitor.ports.sink import Rate


class Budget:
    """Counts messages against rates, each over any stretch of its length: never more, wherever a stretch begins.

    What was sent is kept in memory only. After a restart the other side may say that it is too much (429), which
    pauses the entry and costs nothing else.
    """

    def __init__(self, rates: Sequence[Rate]) -> None:
        self._sent: list[tuple[Rate, deque[Millis]]] = [(rate, deque(maxlen=rate.count)) for rate in rates]
        self._ahead: Millis = 0  # how far what is taken at a moment may reach beyond it

    def ready(self, now: Millis, cost: int = 1) -> Millis:
        """The first moment, `now` or later, at which `cost` messages may be sent together.

        Where they are more than a rate allows at all, its whole stretch has to be free for the first, and they count as
        sent one after the other, as fast as the rates allow.
        """
        at = now
        for rate, times in self._sent:
            spare = max(0, rate.count - cost)  # how many of those before may still count
            if len(times) > spare:
                # No longer than the stretch, so that a clock that was set back cannot stop an entry for hours.
                at = max(at, min(times[-1 - spare], now + self._ahead) + rate.per)
        return at

    def take(self, now: Millis, cost: int = 1) -> None:
        """Note that so many are sent from now on."""
        after = [max((nth // rate.count * rate.per for rate, _ in self._sent), default=0) for nth in range(cost)]
        self._ahead = max(self._ahead, *after)
        for _, times in self._sent:
            times.extend(now + gap for gap in after)
