"""How late the event loop comes to its work: what everything else on it waits for as well."""

import asyncio
from collections import deque
from collections.abc import Callable

_EVERY = 0.25  # seconds between samples
_KEPT = 240  # samples: a minute's


class LoopLag:
    """The last minute's delays. `sample` fills it; `also` is called at every sample."""

    def __init__(self, also: Callable[[], None] = lambda: None) -> None:
        self._late: deque[float] = deque(maxlen=_KEPT)
        self._also = also

    def note(self, late: float) -> None:
        """A wake-up came so many seconds late."""
        self._late.append(max(0.0, late))

    @property
    def p99(self) -> float | None:
        """Seconds within which 99 of 100 wake-ups came; None before the first."""
        if not self._late:
            return None
        ordered = sorted(self._late)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]

    async def sample(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY
            await asyncio.sleep(_EVERY)
            self.note(loop.time() - due)
            self._also()
