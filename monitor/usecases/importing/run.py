"""One import from beginning to end."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct
from sqlalchemy.exc import DBAPIError

from monitor.errors import AlreadyRunningError, InputError, NotFoundError, StoreError, UsageError
from monitor.model import Channel
from monitor.ops.lock import hold
from monitor.ports.clock import Clock
from monitor.sources.export import ExportReader, Folder, result_file
from monitor.sources.packed import Packed, opened
from monitor.sources.recognise import Form, recognise
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.marks import read_mark, set_mark
from monitor.store.past import read_to
from monitor.usecases.importing.batches import Importing, Written
from monitor.usecases.importing.claiming import claims_of
from monitor.usecases.importing.marks import mark_of
from monitor.usecases.importing.matching import Matching
from monitor.usecases.importing.offers import Export, Lines, Tally, choosing

_INDEXED = 500  # posts in a step of the search index
_SHOWN = 10  # chats that a sentence names

Progress = Callable[[str, int, int, int], None]
"""What is done ("reading", "indexing" or "sealing"), posts so far, and of the work: how much is done, of how much."""


class Wishes(Struct, frozen=True):
    """What is asked of an import.

    `chats` are names or numbers, none: all that are public. `newer`: also posts that the daemon has still to read;
    it will then not alert on them. `claims` and `index` are for measuring.
    """

    chats: tuple[str, ...] = ()
    newer: bool = False
    claims: bool = True
    index: bool = True


class Imported(Struct):
    """What an import did. `read` posts were offered, `stored` of them were new, `edited` changed since another import.

    `resumed`: so many messages or lines had been done by a run before. `service` messages are no posts, `unreadable`
    ones nothing at all, `first_unreadable` says where. `left` are newer than where the daemon reads on. `channels`
    were read, `private` counts chats that were passed over.
    """

    file: str
    form: Form
    channels: list[str]
    resumed: int
    read: int
    stored: int
    edited: int
    matches: int
    service: int
    unreadable: int
    first_unreadable: str
    left: int
    private: int


async def import_posts(
    path: Path,
    target: Path,
    clock: Clock,
    wishes: Wishes,
    *,
    matching: Matching | None = None,
    progress: Progress = lambda *_: None,
) -> Imported:
    """Store the posts of a file, or of the folder of an export, in the database `target`; made if it is not there.

    Raises:
        NotFoundError: there is no such file, or no such chat in it.
        InputError: the file is wrong; says where, and how many posts before that are stored.
        AlreadyRunningError: a daemon uses the database.
        StoreError: the database cannot be used.
    """
    file = result_file(path)
    if not file.is_file():
        raise UsageError(f"{file} is no file; write it to one first: an import has to know where it goes on")
    with _held(target, path), opened(file) as source:
        form = recognise(source)
        if form == "posts" and wishes.chats:
            raise UsageError("--chat is for exports of Telegram Desktop; a file of posts is imported whole")
        await schema.prepare(target)
        database = Database(target)
        try:
            await database.open()
            return await _Run(source, form, database, clock, wishes, matching, progress).run()
        except (DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise StoreError(
                f"{target} cannot be written ({cause}); what was imported so far is kept: run this again when it can"
            ) from error
        finally:
            await database.close()


class _Run:
    def __init__(
        self,
        source: Packed,
        form: Form,
        database: Database,
        clock: Clock,
        wishes: Wishes,
        matching: Matching | None,
        progress: Progress,
    ) -> None:
        self._source, self._form, self._database = source, form, database
        self._clock, self._wishes, self._matching, self._progress = clock, wishes, matching, progress
        self._size = source.path.stat().st_size
        self._mark = mark_of(source.path, (*wishes.chats, f"newer {wishes.newer}", f"match {matching is not None}"))

    async def run(self) -> Imported:
        async with self._database.engines.reading() as connection:
            resumed = int(await read_mark(connection, self._mark) or 0)
            reached = {} if self._wishes.newer else await read_to(connection)
        known = {channel.id: channel for channel in await self._database.channels()}
        if self._matching:
            for channel in known.values():
                self._matching.know(channel)
        offers, reader = self._offers(resumed, known)
        with claims_of(self._size, wanted=self._wishes.claims) as claims:
            work = Importing(
                database=self._database,
                offers=offers,
                claims=claims,
                matching=self._matching,
                known=known,
                reached=reached,
                mark=self._mark,
                now=self._clock.now(),
                told=lambda: self._progress("reading", offers.tally.posts, self._source.position, self._size),
                written=Written(resumed),
            )
            try:
                await work.run()
            except InputError as error:
                await self._seal()
                raise InputError(f"{error}\n{_kept(offers.tally, work.written)}") from None
        if reader is not None:
            self._check_chosen(reader)
        await self._finish()
        return self._imported(offers.tally, work.written, reader, resumed, known)

    def _offers(self, skip: int, known: dict[int, Channel]) -> tuple[Export | Lines, ExportReader | None]:
        now = self._clock.now()
        if self._form == "posts":
            return Lines(self._source, now, skip), None
        reader = ExportReader(self._source, choosing(self._wishes.chats), skip)
        handles = {number: channel.handle for number, channel in known.items()}
        return Export(self._source, reader, Folder(self._source.path.parent), handles, now), reader

    def _check_chosen(self, reader: ExportReader) -> None:
        """Whether all was there that was asked for."""
        path = self._source.path
        public = [chat for chat in reader.chats if chat.is_public]
        if missing := [name for name in self._wishes.chats if not any(map(choosing([name]), public))]:
            there = f"it has {', '.join(map(str, public[:_SHOWN]))}" if public else "it has none"
            raise NotFoundError(f"{path} holds no channel and no public group {' or '.join(missing)}; {there}")
        if reader.chats and not public:
            kinds = sorted({chat.kind.replace("_", " ") for chat in reader.chats})
            raise InputError(
                f"{path} holds no channel and no public group, only {' and '.join(kinds)}; what people write to each"
                " other is not imported"
            )
        if not reader.chats:
            raise InputError(f"{path} holds no chats; export again, with “Public channels” chosen")

    async def _finish(self) -> None:
        """Nothing is left to go on with; then the search learns what is new, in steps that may be broken off."""
        async with self._database.write() as unit:
            await set_mark(unit.connection, self._mark, "")
        done = 0
        while self._wishes.index and (step := await self._database.index_some(_INDEXED)):
            done += step
            self._progress("indexing", done, done, 0)
        await self._seal()

    async def _seal(self) -> None:
        """What an import brought can be proved at once: nobody need run the daemon for it."""
        done = 0
        while step := await self._database.seal_some(self._clock.now()):
            done += step
            self._progress("sealing", done, done, 0)

    def _imported(
        self,
        tally: Tally,
        written: Written,
        reader: ExportReader | None,
        resumed: int,
        known: dict[int, Channel],
    ) -> Imported:
        refused = set(reader.refused) if reader is not None else set()
        chosen = [chat for chat in reader.chats if chat not in refused] if reader is not None else []
        return Imported(
            file=str(self._source.path),
            form=self._form,
            channels=[known[chat.id].handle or chat.name if chat.id in known else chat.name for chat in chosen],
            resumed=resumed,
            read=tally.posts,
            stored=written.new,
            edited=written.edited,
            matches=written.matches,
            service=tally.service,
            unreadable=tally.unreadable,
            first_unreadable=tally.first,
            left=tally.left,
            private=sum(not chat.is_public for chat in refused),
        )


def _kept(tally: Tally, written: Written) -> str:
    posts = "1 post" if tally.posts == 1 else f"{tally.posts} posts"
    return (
        f"What stands before that is kept: {posts} read, {written.new} of them new."
        " Run this again with a whole file: what is stored is not stored twice."
    )


@contextmanager
def _held(target: Path, path: Path) -> Iterator[None]:
    """The database for this process, with a sentence for whoever finds it taken."""
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(target))
        except AlreadyRunningError as error:
            sentence = f"{error}, then run `monitor import {path}` again and start it after that"
            raise AlreadyRunningError(sentence) from None
        yield
