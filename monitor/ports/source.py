"""Where updates come from."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from monitor.model import Cursor, Join, Millis, Peer, Stretch
from monitor.ports.bus import Intake


class Shelf(Protocol):
    """What a source may look up of what is stored, and its queue of joins: the one thing that must be written
    before Telegram is asked, so that no crash makes an account join more than it may.
    """

    async def cursors(self, source: str) -> Mapping[int, Cursor]:
        """All cursors of a source, by channel id."""
        ...

    async def histories(self) -> Mapping[int, Stretch]:
        """What is still to be read of the past of channels, by channel id."""
        ...

    async def peers(self, account: str) -> Sequence[Peer]:
        """The channels that an account knows how to address."""
        ...

    async def pinned(self, handles: Sequence[str]) -> Mapping[str, int]:
        """For handles (lower case) that were resolved before, by any account: the channel id."""
        ...

    async def standing(self, channel: int, low: int, high: int) -> Mapping[int, int]:
        """Message ids in `[low, high]` that are stored and not deleted, with when each was last seen (ms)."""
        ...

    async def joins(self, account: str) -> Sequence[Join]:
        """The queue of an account, in its order."""
        ...

    async def joins_since(self, account: str, moment: Millis) -> Sequence[Millis]:
        """When the account last asked to join something, oldest first."""
        ...

    async def keep_join(self, join: Join, tried: Millis | None = None) -> None:
        """Write a place in the queue. `tried`: it is asked for right now; that is counted, whatever comes of it."""
        ...

    async def forget_join(self, account: str, handle: str) -> None:
        """It is not to be joined any more, or was. What was counted stays so."""
        ...

    async def countable(self, channel: int, now: Millis) -> Sequence[int]:
        """The posts of a channel whose counters are due to be read again, newest first; a hundred at most."""
        ...

    async def keys(self, channel: int, keys: Collection[str]) -> Mapping[str, int]:
        """Which of these keys are stored for posts of a channel, and for which post each."""
        ...


class Source(Protocol):
    """One source, supervised on its own. `name` is its identity in cursors, logs and status."""

    name: str

    async def run(self, intake: Intake) -> None:
        """Hand updates over until cancelled. Raises `Unavailable` or `Rejected`; anything else is a bug."""
        ...
