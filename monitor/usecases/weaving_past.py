"""Stored posts that are in no story are put into stories: an import's, and those from before stories were kept."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from monitor.kinds import Kinds
from monitor.lexicon import lexicon_of
from monitor.model import COMMENTS, Change, Desked, Telling, WatchSpec
from monitor.ports.clock import Clock
from monitor.ports.desk import Settled
from monitor.reload import compiled
from monitor.store import deskwork, look, schema, unwoven
from monitor.store.database import Database
from monitor.store.look import Row
from monitor.store.marks import set_mark
from monitor.stories.telling import telling_of
from monitor.watching import Watching

_STEP = 32  # posts in a transaction: a live post that meets one waits some hundredths of a second
_HOLD = 600_000  # ms for which what was woven can be found, counted from the last step
_PAUSE = 0.01  # seconds between two steps at least; else as long as the step took

Progress = Callable[[int, int], None]
"""Posts done so far, and how many there are in all."""


class WovenPast(Struct):
    """What was done: `posts` are in stories now, `joined` of them in one with others. `failed` could not be read for
    it, `comments` are in no story.
    """

    posts: int = 0
    joined: int = 0
    failed: int = 0
    comments: int = 0


async def weave_past(
    path: Path, spec: WatchSpec, kinds: Kinds, since: int, clock: Clock, progress: Progress | None = None
) -> WovenPast:
    """Put them into stories in the order in which they were posted, while a daemon may run. Nobody is told.

    Broken off, it is done again for the rest. What others were found by is let go of some days after they were posted:
    only what is woven in one go, or is that new, finds each other.

    Raises:
        NotFoundError: there is no such database.
        ConfigError: a rule cannot be compiled.
        StoreError: the database is of another version.
    """
    async with look.looking(path) as engines, engines.reading() as connection:
        keys = await unwoven.missing(connection, since)
    await schema.prepare(path)
    ruleset = await asyncio.to_thread(compiled, spec, kinds, lexicon_of(os.environ))
    database, done = Database(path), WovenPast()
    try:
        work = _Past(database, Watching(spec, ruleset, await database.channels(), lambda _verdict: None), clock, done)
        for start in range(0, len(keys), _STEP):
            began = time.monotonic()
            await work.step(keys[start : start + _STEP])
            if progress is not None:
                progress(min(start + _STEP, len(keys)), len(keys))
            await asyncio.sleep(max(_PAUSE, time.monotonic() - began))
        async with database.write() as unit:
            await set_mark(unit.connection, unwoven.WEAVING, "")
    finally:
        await database.close()
    return done


class _Past:
    def __init__(self, database: Database, watching: Watching, clock: Clock, done: WovenPast) -> None:
        self._database, self._watching, self._clock, self._done = database, watching, clock, done
        watching.weaver.begin_in_the_past()

    async def step(self, keys: Sequence[int]) -> None:
        """A few posts, read before the write opens; what the daemon wove meanwhile, or was erased, drops out."""
        async with self._database.engines.reading() as connection:
            rows = [row for row in await unwoven.read(connection, keys) if row["erased"] is None]
        telling = [one for row in rows if (one := self._telling(row)) is not None]
        now = self._clock.now()
        async with self._database.write() as unit:
            known = await unit.stories_of([one.key for one in telling])
            fresh = [one for one in telling if one.key not in known]
            woven = Settled()
            if fresh:
                woven = await unit.in_stories(lambda store: self._watching.weaver.weave(store, fresh, (), now))
            # alerts go where their story goes
            await deskwork.note(unit.connection, [Desked(gone) for gone in woven.merged])
            await set_mark(unit.connection, unwoven.WEAVING, str(now + _HOLD))
        self._done.posts += len(fresh)
        self._done.joined += sum(story.posts > 1 for story in woven.posts.values())

    def _telling(self, row: Row) -> Telling | None:
        post = row["post"]
        channel = self._watching.channel(post.channel)
        if COMMENTS in channel.labels:
            self._done.comments += 1
            return None
        change = Change("new", post, row["seen"], row["revision"], row["key"], row["via"], live=False, history=True)
        try:
            found = self._watching.match(post, channel, "new")
            return telling_of(change, channel.handle, found.folded, found.claims, found.mentions, channel.entity)
        except Exception:  # noqa: BLE001 - as in the daemon: whatever a text does to the stories, the others go on
            self._done.failed += 1
            return None
