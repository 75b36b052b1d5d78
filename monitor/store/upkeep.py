"""What is done to the database beside the pipeline, in small steps: searching, sealing, letting go."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeVar

from monitor.model import Millis
from monitor.ports.windows import Before
from monitor.store import erase, marks, prune, search, unwoven
from monitor.store.engine import Engines
from monitor.store.evidence import early, sealing
from monitor.store.shorten import prune as prune_windows
from monitor.store.unit import WriteUnit

T = TypeVar("T")


class Upkeep(ABC):
    """The part of a database that works in the background."""

    engines: Engines
    _all_entered = False

    @abstractmethod
    async def transact(self, work: Callable[[WriteUnit], Awaitable[T]]) -> T:
        """A write transaction: all of `work`, or nothing."""

    async def index_some(self, most: int = 200) -> int:
        """Feed the search index a small step. Returns how many posts it took."""
        return await self.transact(lambda unit: search.index_some(unit.connection, most))

    async def erase(self, keys: Collection[int], reason: str, now: Millis) -> int:
        """Erase posts, given by their rows. Returns how many; their words leave the file with `forget_words`."""
        return await self.transact(lambda unit: erase.erase(unit.connection, keys, reason, now))

    async def forget_words(self) -> None:
        """Take what is not in any post any more out of the search, in small steps."""
        first = more = True
        while more:
            more = await self.transact(lambda unit, first=first: search.merge_some(unit.connection, first=first))  # type: ignore[misc]
            first = False

    async def erase_old(self, before: Millis, now: Millis, after: prune.Place, most: int = 200) -> prune.Step:
        """Erase the next posts that were posted before a moment."""
        step = await self.engines.read(lambda connection: prune.old_posts(connection, before, after, most))
        if step.keys:
            await self.erase(step.keys, "retention", now)
        return step

    async def unsign_some(self, before: Millis, most: int, now: Millis = 0) -> int:
        """Let posts from before a moment be found by no sign any more. Returns how many there were.

        Not while somebody weaves the past at this time (`now`): what they have woven has to be found.
        """

        async def unsign(unit: WriteUnit) -> int:
            if now and int(await marks.read_mark(unit.connection, unwoven.WEAVING) or 0) > now:
                return 0
            return await unit.unsign_old(before, most)

        return await self.transact(unsign)

    async def prune_windows(self, before: Mapping[str, Before], most: int = 500) -> int:
        """Delete the next rows that no window of these rules can hold any more. Returns how many."""
        return await self.transact(lambda unit: prune_windows(unit.connection, before, most))

    async def delete_old_decisions(self, before: Millis, after: prune.Place, most: int = 200) -> prune.Step:
        """Delete the next decisions from before a moment whose alert is closed."""
        return await self.transact(lambda unit: prune.delete_decisions(unit.connection, before, after, most))

    async def delete_old_counts(self, before: Millis, after: prune.Place, most: int = 500) -> prune.Step:
        """Delete the next counters from before a moment that are not the last of their post."""
        step = await self.engines.read(lambda connection: prune.old_counts(connection, before, after, most))
        if step.keys:
            await self.transact(lambda unit: prune.delete_counts(unit.connection, step.keys))
        return step

    async def seal_some(self, now: Millis, most: int = 2_000) -> int:
        """Link the oldest entries of the log that no seal covers. Returns how many it took.

        They are read and hashed beside the writer; if another process was faster, nothing is done.
        """
        drawn = await self.engines.read(lambda connection: sealing.draw(connection, now, most))
        if drawn is None:
            return 0
        done = await self.transact(lambda unit: sealing.put(unit.connection, drawn))
        return drawn.entries if done else 0

    async def enter_some(self, now: Millis, most: int = 200) -> int:
        """Enter posts into the log that were stored before it began. Returns how many posts it looked at."""
        if self._all_entered:
            return 0
        done = await self.transact(lambda unit: early.enter_some(unit.connection, now, most))
        self._all_entered = not done
        return done
