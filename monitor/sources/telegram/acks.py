"""What of the server's messages is still to be confirmed: many at a time, rather than each as it comes.

Telethon confirms all that has come by now whenever it has sent something, confirmations included: in a flood each of
them finds the next messages, and every third post costs a packet of its own. Telegram asks for no such haste; while
little comes, Telethon itself confirms with the next call or ping.
"""

import time
from collections.abc import Callable

MOST = 256
"""So many are told at once, however short the time since the last."""

_PATIENCE = 1.0  # seconds in which a sent packet brings no confirmation with it if one was told before


class Unconfirmed(set[int]):
    """In the place of the sender's set of ids: it is true when they are to be told. `wake` has the sender look."""

    def __init__(self, wake: Callable[[], object], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._wake, self._clock = wake, clock
        self._told = -_PATIENCE

    def add(self, message: int) -> None:
        super().add(message)
        if len(self) == MOST:
            self._wake()

    def clear(self) -> None:
        super().clear()
        self._told = self._clock()

    def __bool__(self) -> bool:
        return len(self) >= MOST or (len(self) > 0 and self._clock() - self._told >= _PATIENCE)
