"""The way of posts from a file into the database: taken in batches, compared, read for claims, written; side by side.

While a batch is written, the claims of the next ones are read in other processes, and the one after them is taken
from the file. To compare, all has to be known that is stored: a batch that names a post under way waits for it.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from monitor.alerts.facts import Judged
from monitor.errors import InputError
from monitor.model import Channel, ChannelChanged, Claim, Millis, Update
from monitor.ports.store import Kept, Said
from monitor.store.database import Database
from monitor.store.marks import set_mark
from monitor.store.past import Restored, restore
from monitor.usecases.importing.claiming import Claims
from monitor.usecases.importing.matching import Matching
from monitor.usecases.importing.offers import Offer, Offers
from monitor.usecases.importing.restoring import with_past

_STEP = 500  # posts in a transaction
_AHEAD = 3  # batches whose claims are read while another is written

_Names = set[tuple[int, int, str]]


@dataclass(slots=True)
class Written:
    """What was written so far. `position` is where the next run would go on."""

    position: int = 0
    new: int = 0
    edited: int = 0
    matches: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """Posts on their way. `claims` are those of `texts`: (row, revision, text, whether it replaces earlier claims)."""

    position: int
    names: _Names
    kept: Kept
    restored: Sequence[Restored]
    texts: Sequence[tuple[int, int, str, bool]]
    claims: asyncio.Task[list[tuple[Claim, ...]]]
    judged: Sequence[Judged]


@dataclass(slots=True)
class Importing:
    """One import under way.

    `mark` is the name under which the database remembers how far it has come, `reached` how far the daemon has read
    each channel, `told` is called after each batch.
    """

    database: Database
    offers: Offers
    claims: Claims
    matching: Matching | None
    known: dict[int, Channel]
    reached: Mapping[int, int]
    mark: str
    now: Millis
    told: Callable[[], None]
    written: Written = field(default_factory=Written)
    failure: InputError | None = None
    _back: Offer | None = None  # taken, and left for the next batch
    _under_way: _Names = field(default_factory=set)

    async def run(self) -> None:
        """Store all that the file offers; what was taken before a failure of the file is stored too.

        Raises:
            InputError: the file is wrong at some place.
        """
        queue: asyncio.Queue[_Batch | None] = asyncio.Queue(_AHEAD)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(queue, group), name="import-read")
                group.create_task(self._write_all(queue), name="import-write")
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        if self.failure is not None:
            raise self.failure

    async def _read(self, queue: "asyncio.Queue[_Batch | None]", group: asyncio.TaskGroup) -> None:
        offers = iter(self.offers)
        # Taken here and not in a thread: SQLite would wait for its turn after each row while that reads.
        while taken := self._take(offers):
            names = _names(taken)
            if not names.isdisjoint(self._under_way):
                await queue.join()
            self._under_way |= names
            await queue.put(await self._prepared(taken, names, group))
        await queue.put(None)

    def _take(self, offers: Iterator[Offer]) -> list[Offer]:
        """The next offers, no message twice, and without those that the daemon will read itself."""
        taken: list[Offer] = []
        named: set[tuple[int, int]] = set()
        while len(taken) < _STEP and (offer := self._next(offers)) is not None:
            if self._is_ahead(offer):
                self.offers.tally.left += 1
                continue
            if not named.isdisjoint(offer.names):
                self._back = offer
                break
            named |= offer.names
            taken.append(offer)
        return taken

    def _next(self, offers: Iterator[Offer]) -> Offer | None:
        offer, self._back = self._back, None
        if offer is not None or self.failure is not None:
            return offer
        try:
            return next(offers, None)
        except InputError as error:
            self.failure = error
            return None

    def _is_ahead(self, offer: Offer) -> bool:
        """Whether the daemon will read it when it goes on, and alert: of a post that is stored it would say nothing."""
        reached = self.reached.get(offer.channel.id)
        return reached is not None and offer.updates[0].post.id > reached

    async def _prepared(self, taken: Sequence[Offer], names: _Names, group: asyncio.TaskGroup) -> _Batch:
        updates: list[Update] = [*self._met(taken), *(update for offer in taken for update in offer.updates)]
        pasts = {(o.channel.id, o.updates[0].post.id): o.past for o in taken if o.past is not None}
        kept, restored = with_past(await self.database.settle(updates), pasts)
        texts = [
            (change.key, change.revision, change.post.text, change.kind == "completed")
            for change in kept.changes
            if change.kind != "deleted"
        ]
        texts += [(one.key, earlier.number, earlier.text, False) for one in restored for earlier in one.revisions]
        claims = group.create_task(self.claims([text for _, _, text, _ in texts]), name="import-claims")
        judged = self.matching.judge(kept.changes) if self.matching else ()
        return _Batch(taken[-1].position, names, kept, restored, texts, claims, judged)

    def _met(self, taken: Sequence[Offer]) -> Iterator[ChannelChanged]:
        """Channels of which nothing was known yet."""
        for offer in taken:
            channel = offer.channel
            if channel.id not in self.known:
                self.known[channel.id] = channel
                if self.matching:
                    self.matching.know(channel)
                yield ChannelChanged(channel.id, channel.kind, channel.handle, channel.title, self.now)

    async def _write_all(self, queue: "asyncio.Queue[_Batch | None]") -> None:
        while (batch := await queue.get()) is not None:
            await self._write(batch)
            self._under_way -= batch.names
            self.told()
            queue.task_done()

    async def _write(self, batch: _Batch) -> None:
        said = [
            Said(key, revision, text, claims, replaces)
            for (key, revision, text, replaces), claims in zip(batch.texts, await batch.claims, strict=True)
            if claims or replaces
        ]
        async with self.database.write() as unit:
            await unit.keep(batch.kept, said)
            await restore(unit.connection, batch.restored)
            if self.matching:
                self.written.matches += await self.matching.rule_on(unit, batch.judged, self.now)
            await set_mark(unit.connection, self.mark, msgspec.json.encode(batch.position).decode())
        self.written.position = batch.position
        self.written.new += sum(change.kind == "new" for change in batch.kept.changes)
        self.written.edited += sum(change.kind == "edited" for change in batch.kept.changes)


def _names(taken: Sequence[Offer]) -> _Names:
    """What a batch speaks of: messages, and albums by their group."""
    names: _Names = set()
    for offer in taken:
        for update in offer.updates:
            names.add((update.post.channel, update.post.id, ""))
            if update.post.group is not None:
                names.add((update.post.channel, update.post.group, "album"))
    return names
