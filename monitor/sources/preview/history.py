"""Reading a channel's history back to a date, newest page first, behind what is live."""

import asyncio

from monitor.model import Posted, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.preview.contact import finished
from monitor.sources.preview.pace import Pace
from monitor.sources.preview.page import Page
from monitor.sources.preview.reader import Reader
from monitor.sources.preview.tree import PageError
from monitor.sources.preview.watched import SOURCE, Pending, Watched


async def read_back(
    reader: Reader,
    channel: Watched,
    pending: Pending,
    intake: Intake,
    clock: Clock,
    pace: Pace,
    turn: asyncio.Lock,
) -> int:
    """Hand over the posts of `pending` as history. Returns how many.

    `pending.before` moves with every page, and with it a cursor that outlives the process: called again
    after a failure, it goes on where it stopped. One page every `Pace.history_every` seconds
    for all channels that share the `turn`.
    """
    done = 0
    while True:
        async with turn:
            await asyncio.sleep(pace.history_every)
            page = await reader.before(channel.address, pending.before)
        done += await _hand_over(page, pending, intake, clock)
        oldest = min((post.posted for post in page.posts), default=pending.since)
        if page.older is None or page.oldest <= 1 or oldest < pending.since:
            await intake.put(finished(channel, pending))
            return done
        if page.oldest >= pending.before:
            raise PageError("a page of older posts shows none that is older")
        pending.before = page.oldest
        await intake.put(Reached(pending.cursor(channel.id)))


async def _hand_over(page: Page, pending: Pending, intake: Intake, clock: Clock) -> int:
    done = 0
    for post in page.posts:
        if post.posted >= pending.since and post.id <= pending.until:
            await intake.put(Posted(post, clock.now(), via=SOURCE, live=False, history=True))
            done += 1
    return done
