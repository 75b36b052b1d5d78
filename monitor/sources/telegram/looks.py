"""Saying that channels were looked at: by the link for those that are pushed, by each poll for the others."""

import asyncio
from collections.abc import Mapping

from monitor.model import Looked
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.watched import Watched


class Looks:
    """Looks through one account. `source` is its name in states, `channels` are by id and may change at any time.

    A joined channel that has been read up to the present is seen for as long as the link answers: the server pushes
    what is new, and what it forgets to push is found by the next re-read, which says so. One update tells of all of
    them.
    """

    def __init__(self, source: str, channels: Mapping[int, Watched], intake: Intake, clock: Clock, pace: Pace) -> None:
        self._source = source
        self._channels = channels
        self._intake = intake
        self._clock = clock
        self._looking = pace.looking
        self._link = pace.ping_every + pace.ping_timeout
        self._told: float | None = None

    def alive(self, seconds: float) -> None:
        """The link has answered what it was asked so many seconds ago: one update for all channels behind it."""
        now = asyncio.get_running_loop().time()
        if not self._looking.is_due(now, self._told):
            return
        seen = [channel for channel in self._channels.values() if _is_pushed(channel)]
        asked = self._clock.now() - int(seconds * 1000)
        told = Looked(self._source, tuple(channel.id for channel in seen), asked, self._looking.within(self._link))
        if seen and self._intake.offer(told):  # else the next answer tells
            self._told = now
            for channel in seen:
                channel.looked = now

    async def read(self, channel: Watched) -> None:
        """A channel has just been read, up to the present if it is not behind."""
        now = asyncio.get_running_loop().time()
        if channel.tracker.behind or not (channel.unreadable or self._looking.is_due(now, channel.looked)):
            return
        within = self._looking.within(self._link if channel.mode == "joined" else channel.interval)
        missing = ", ".join(f"post {number}" for number in sorted(set(channel.unreadable)))
        channel.unreadable.clear()
        await self._intake.put(Looked(self._source, (channel.id,), self._clock.now(), within, missing=missing))
        channel.looked = now


def _is_pushed(channel: Watched) -> bool:
    """Whether the link brings all that is new in it, and nothing that it brought waits to be read."""
    return channel.told[0] == "live" and not (channel.tracker.behind or channel.unreadable)
