"""How well each channel is seen, for metrics and health: asked as often as one likes, worked out seldom."""

from collections.abc import Callable, Container, Mapping

from monitor.model import Millis
from monitor.ops.health import ChannelFacts
from monitor.store import blindness
from monitor.store.blindness import Lag, Seeing
from monitor.store.look import Connection

_LAGS_HOLD = 60_000  # ms: lags are sorted out of all posts of a day


class Eyesight:
    """Remembers the lags for a minute, and the names of channels for as long; who looks now is read every time.

    `watched` tells the channels that are to be looked at: no one is alarmed by a channel that nobody wants.
    """

    def __init__(self, watched: Callable[[], Container[int]]) -> None:
        self._watched = watched
        self._lags: Mapping[int, Lag] = {}
        self._names: Mapping[int, str] = {}
        self._due: Millis = 0

    async def look(self, connection: Connection, now: Millis) -> Mapping[int, ChannelFacts]:
        """Every channel that is watched and was ever looked at, by its id."""
        if not self._due - _LAGS_HOLD <= now < self._due:
            self._lags, self._names = await blindness.lags(connection, now), await blindness.names(connection)
            self._due = now + _LAGS_HOLD
        seeing, watched = await blindness.seeing(connection, now), self._watched()
        return {number: self._facts(number, one, now) for number, one in seeing.items() if number in watched}

    def _facts(self, number: int, one: Seeing, now: Millis) -> ChannelFacts:
        lag = self._lags.get(number)
        lags = {} if lag is None else {"0.5": lag.p50 / 1000, "0.99": lag.p99 / 1000}
        handle = self._names.get(number, "")
        return ChannelFacts(handle, max(0, now - one.last) / 1000, one.since is not None, lags)
