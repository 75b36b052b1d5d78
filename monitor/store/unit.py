"""One write transaction, as the pipeline sees it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Alert, Change, Desked, Incident, Millis, Opinion, Update
from monitor.ports.store import Held, Kept, Recorded, Said, Verdict, Wish
from monitor.ports.stories import StoryStore
from monitor.store import alerts as desk
from monitor.store import claims, deskwork, incidents, ledger, opinions, posts, signs
from monitor.store.deciding import Deciding
from monitor.store.direct import Hand, directly
from monitor.store.held_signs import HeldSigns
from monitor.store.media import jobs
from monitor.store.stories import StoredStories
from monitor.store.windows import WindowRows

T = TypeVar("T")


class WriteUnit(Deciding):
    """One write transaction."""

    def __init__(self, connection: AsyncConnection, held: HeldSigns | None = None) -> None:
        """`held` are the signs that wait; without, nobody waits."""
        self.connection = connection
        self._held = held or HeldSigns()
        self.looked = False  # after the signs that wait
        self.kept_changes: tuple[Change, ...] = ()
        self._keys: dict[tuple[int, int], int] = {}

    async def keep(self, kept: Kept, said: Sequence[Said] = ()) -> None:
        await posts.keep(self.connection, kept)
        await claims.keep(self.connection, said)
        await ledger.keep(self.connection, kept)
        self.kept_changes = kept.changes
        self._keys = {(change.post.channel, change.post.id): change.key for change in kept.changes}

    async def in_stories(self, work: Callable[[StoryStore], T]) -> T:
        return await directly(self.connection, lambda hand: work(StoredStories(hand, self._held_now(hand))))

    async def unsign_old(self, before: Millis, most: int) -> int:
        """Let posts from before a moment be found by nothing any more. Returns how many there were."""
        return await directly(self.connection, lambda hand: signs.unsign_old(hand, self._held_now(hand), before, most))

    def _held_now(self, hand: Hand) -> HeldSigns:
        if not self.looked:
            self._held.look(hand)
            self.looked = True
        return self._held

    async def stories_of(self, keys: Collection[int]) -> Mapping[int, int]:
        return await directly(self.connection, lambda hand: StoredStories(hand).stories_of(keys))

    async def want(self, wishes: Sequence[Wish], now: Millis) -> None:
        await jobs.want(self.connection, wishes, now)

    async def recorded(self, wanted: Collection[tuple[int, int]]) -> Sequence[Recorded]:
        return await desk.recorded(self.connection, wanted)

    async def open_alerts(
        self, keys: Collection[tuple[str, str]], groups: Collection[str], now: Millis
    ) -> Sequence[Alert]:
        return await desk.open_alerts(self.connection, keys, groups, now)

    async def alerts(self, ids: Collection[str]) -> Sequence[Alert]:
        return await desk.by_id(self.connection, ids)

    async def held(self, ids: Collection[str]) -> Sequence[Held]:
        return await desk.held_of(self.connection, ids)

    @property
    def windows(self) -> WindowRows:
        return WindowRows(self.connection, self._keys)

    async def incidents(self) -> Sequence[Incident]:
        return await incidents.take(self.connection)

    async def desked(self) -> tuple[Mapping[int, int], Sequence[Desked]]:
        return await deskwork.take(self.connection)

    async def opinions(self, numbers: Collection[int]) -> Mapping[int, Sequence[Opinion]]:
        return await opinions.of_stories(self.connection, numbers)

    async def write(self, verdict: Verdict) -> None:
        await desk.write(self.connection, verdict, self._keys)
        await self.settle_rest(verdict)
        await self.windows.mark_told(verdict.windows)

    async def quarantine(self, update: Update, error: str, now: Millis) -> None:
        await incidents.set_aside(self.connection, update, error, now)
