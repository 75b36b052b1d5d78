"""What is done behind the alert path: in small steps, and fewer of them while updates wait."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sized

import structlog

from monitor.alerts.windows.placing import useless_before
from monitor.files.chores import let_files_go
from monitor.files.desk import FileDesk
from monitor.model.watch import KeepSpec, RuleSpec, StoriesSpec
from monitor.ports.clock import Clock
from monitor.store.database import Database
from monitor.store.prune import START, Place, Step

log = structlog.get_logger()

_INDEX_STEP = 32  # posts; a live post that meets a step waits a few milliseconds for it
_PAUSE = 0.05  # seconds between two steps while there is work
_BUSY = 1.0  # seconds while updates wait
_INDEX_IDLE = 2.0
_SEAL_STEP = 2_000  # entries; they are hashed beside the writer, which only writes the seal's row
_SEAL_PAUSE = 0.5  # an entry is sealed within a second, however busy the rest is
_KEEP_EVERY = 3600.0
_UNSIGN_STEP = 64
_UNSIGN_IDLE = 60.0
_DAY = 86_400_000
_SHORTEN_STEP = 500
_SHORTEN_EVERY = 600.0
_ENTER_STEP = 200  # posts from before the log


async def index(database: Database, waiting: Sized) -> None:
    """Feed the search index."""
    while True:
        try:
            done = await database.index_some(_INDEX_STEP)
        except Exception as error:  # noqa: BLE001 - search may lag; alerts may not stop for it
            log.warning("search_index_failed", error=repr(error))
            done = 0
        await asyncio.sleep(_BUSY if len(waiting) else _PAUSE if done else _INDEX_IDLE)


async def seal(database: Database, waiting: Sized, clock: Clock) -> None:
    """Link what was written to the log; enter what is older than the log while nothing else waits."""
    while True:
        more = False
        try:
            if not len(waiting):
                more = await database.enter_some(clock.now(), _ENTER_STEP) > 0
            more = await database.seal_some(clock.now(), _SEAL_STEP) == _SEAL_STEP or more
        except Exception as error:  # noqa: BLE001 - the log may stay open for a while; alerts may not stop for it
            log.warning("sealing_failed", error=repr(error))
        await asyncio.sleep(_PAUSE if more else _SEAL_PAUSE)


async def unsign(database: Database, waiting: Sized, clock: Clock, spec: Callable[[], StoriesSpec]) -> None:
    """Let go of what posts are found by once nothing new can join them: looking up stays as quick as on day one."""
    while True:
        done = 0
        try:
            now, term = clock.now(), max(spec().copies, spec().events) + _DAY
            done = await database.unsign_some(now - term, _UNSIGN_STEP, now)
        except Exception as error:  # noqa: BLE001 - there is no haste
            log.warning("unsigning_failed", error=repr(error))
        await asyncio.sleep(_BUSY if len(waiting) else _PAUSE if done == _UNSIGN_STEP else _UNSIGN_IDLE)


async def shorten(
    database: Database, waiting: Sized, clock: Clock, rules: Callable[[], Mapping[str, RuleSpec]]
) -> None:
    """Let go of matches that are older than the windows of their rules, every ten minutes."""
    while True:
        done = 0
        try:
            looking = [rule for rule in rules().values() if rule.window is not None]
            before = {rule.id: useless_before(rule, clock.now()) for rule in looking}
            done = await database.prune_windows(before, _SHORTEN_STEP)
        except Exception as error:  # noqa: BLE001 - there is no haste
            log.warning("windows_not_shortened", error=repr(error))
        await asyncio.sleep(_SHORTEN_EVERY if done < _SHORTEN_STEP else _BUSY if len(waiting) else _PAUSE)


async def keep(
    database: Database, waiting: Sized, clock: Clock, spec: Callable[[], KeepSpec], files: FileDesk | None = None
) -> None:
    """Let go of what is kept for a time only, once an hour; what the watch file says then counts."""
    while True:
        try:
            await let_go(database, waiting, clock, spec(), files)
        except Exception as error:  # noqa: BLE001 - it is tried again in an hour; alerts may not stop for it
            log.warning("retention_failed", error=repr(error))
        await asyncio.sleep(_KEEP_EVERY)


async def let_go(
    database: Database, waiting: Sized, clock: Clock, spec: KeepSpec, files: FileDesk | None = None
) -> None:
    """One pass over what is too old."""
    now = clock.now()

    async def over(step: Callable[[int, Place], Awaitable[Step]], term: int | None) -> int:
        gone, place = 0, START if term is not None else None
        while place is not None:
            taken = await step(now - (term or 0), place)
            gone, place = gone + len(taken.keys), taken.next
            await asyncio.sleep(_BUSY if len(waiting) else _PAUSE)
        return gone

    posts = await over(lambda before, place: database.erase_old(before, now, place), spec.posts)
    if posts:
        await database.forget_words()
    decisions = await over(database.delete_old_decisions, spec.decisions)
    counters = await over(database.delete_old_counts, spec.counters)
    removed = await let_files_go(database, files, waiting, clock, spec.media) if files is not None else 0
    if posts or decisions or counters or removed:
        log.info("let_go", posts=posts, decisions=decisions, counters=counters, files=removed)


async def seal_rest(database: Database, clock: Clock) -> None:
    """Leave nothing unsealed behind; if this fails, the next start seals it."""
    try:
        while await database.seal_some(clock.now(), _SEAL_STEP):
            pass
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("sealing_failed", error=repr(error))
