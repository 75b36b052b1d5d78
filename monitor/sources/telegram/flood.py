"""Flood waits of one account, per method: who has to wait, and until when. Pure."""

from collections.abc import Collection

from monitor.model import Millis


class Floods:
    """Telegram's waits by method name. A method without one is free, whatever the others do."""

    __slots__ = ("_long", "_until")

    def __init__(self) -> None:
        self._until: dict[str, Millis] = {}
        self._long: dict[str, Millis] = {}  # how long each wait was when it was named

    def note(self, method: str, seconds: float, now: Millis) -> Millis:
        """The server named a wait. Returns when the method may be called again; a longer wait stands."""
        until = max(self._until.get(method, 0), now + int(seconds * 1000))
        if until > self._until.get(method, 0):
            self._long[method] = until - now
        self._until[method] = until
        return until

    def wait(self, method: str, now: Millis) -> float:
        """Seconds that a call of this method still has to wait; 0 when it is free."""
        until = self._until.get(method)
        if until is None:
            return 0.0
        if until <= now:
            del self._until[method]
            return 0.0
        return (until - now) / 1000

    def standing(self, now: Millis) -> dict[str, Millis]:
        """The methods that wait now."""
        return {method: until for method, until in self._until.items() if until > now}

    def long(self, methods: Collection[str], least: float, now: Millis) -> tuple[str, Millis] | None:
        """The one of these methods that waits longest and until when, of waits that were `least` seconds or more.

        What counts is how long it was at first: a wait of hours is one until it is over.
        """
        waits = [
            (until, method)
            for method, until in self.standing(now).items()
            if method in methods and self._long[method] >= least * 1000
        ]
        return (max(waits)[1], max(waits)[0]) if waits else None
