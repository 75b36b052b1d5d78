"""Whether what is kept is what was recorded, and the head that proves it elsewhere."""

import asyncio
from datetime import datetime

from msgspec import Struct

from monitor.errors import NotFoundError, UsageError
from monitor.files.removing import vault_of
from monitor.store.engine import Engines
from monitor.store.evidence.audit import Progress, audit
from monitor.store.evidence.called import called
from monitor.store.evidence.sealing import last_seal
from monitor.store.media.shown import is_kept
from monitor.usecases.moments import utc, when

_DIGITS = 64


class Verified(Struct):
    """What reading the log through brought. `whole`: nothing is broken, and the head that was asked for is there.

    `early` entries are of what was stored before the log began; `waiting` posts of that time are not entered yet.
    `files` are those of media that were read through.
    `unsealed` entries are younger than the last seal. `sought` is the seal that has the head that was asked for.
    """

    whole: bool
    entries: int
    seals: int
    posts: int
    files: int
    erased: int
    erasures: list[str]
    early: int
    waiting: int
    unsealed: int
    unsealed_since: datetime | None
    head: str
    sealed: datetime | None
    sought: int | None
    broken: list[str]
    more: int


class HeadLine(Struct):
    """The last seal: it stands for every entry up to `last`."""

    number: int
    last: int
    at: datetime
    head: str


async def verify(engines: Engines, head: str = "", progress: Progress | None = None, *, files: bool = True) -> Verified:
    """Work out every digest and every head again, in one consistent state, while others write.

    `files`: read every file of media through as well.

    Raises:
        UsageError: what was given as a head is none.
    """
    head = head.strip().lower()
    if head and (len(head) != _DIGITS or set(head) - set("0123456789abcdef")):
        raise UsageError("a head is 64 hexadecimal digits, as `monitor evidence head` prints it")
    async with engines.reading() as connection:
        vault = await vault_of(connection, engines.path)

        async def weigh(digest: str) -> str:
            found = await asyncio.to_thread(vault.digest_of, digest)
            if not found:
                async with engines.reading() as newer:  # than the state that is verified: it may have been let go since
                    return "" if await is_kept(newer, digest) else digest
            return found

        found = await audit(connection, head, progress, weigh if files else None)
        broken, erasures = await called(connection, found.broken), await called(connection, found.erasures)
    newest = found.newest
    return Verified(
        whole=not found.broken and not (head and found.sought is None),
        entries=found.entries,
        seals=found.seals,
        posts=found.posts,
        files=found.files,
        erased=found.erased,
        erasures=erasures,
        early=found.early,
        waiting=found.waiting,
        unsealed=found.unsealed,
        unsealed_since=utc(found.unsealed_since),
        head=newest.head if newest else "",
        sealed=when(newest.at) if newest else None,
        sought=found.sought,
        broken=broken,
        more=found.more,
    )


async def head(engines: Engines) -> HeadLine:
    """The last seal.

    Raises:
        NotFoundError: nothing is sealed yet.
    """
    async with engines.reading() as connection:
        newest = await last_seal(connection)
    if newest is None:
        raise NotFoundError("nothing is sealed yet; `monitor run` seals what it stores within a second")
    return HeadLine(newest.number, newest.last, when(newest.at), newest.head)
