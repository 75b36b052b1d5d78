"""The feeds of receivers, read from what they were told."""

import asyncio
import hmac
from collections.abc import Callable

from msgspec import Struct

from monitor.alerts.notice import fold
from monitor.model import EntrySpec, Millis, WatchSpec
from monitor.ports.clock import Clock
from monitor.sinks.rss import RssOptions
from monitor.store.engine import Engines
from monitor.store.told import told

_DAYS = 90  # a feed that was told nothing for long must not cost a look at all deliveries
_SECOND = 1000


class Page(Struct, frozen=True):
    """A feed as it is served. `modified` is None while a change could still come in the same second."""

    body: bytes
    kind: str
    tag: str
    modified: Millis | None


class Feeds:
    """Finds feeds of the watch file at work."""

    def __init__(self, engines: Engines, spec: Callable[[], WatchSpec], clock: Clock) -> None:
        self._engines, self._spec, self._clock = engines, spec, clock

    async def feed(self, receiver: str, entry: str, token: str) -> Page | None:
        """The feed of a receiver's entry ("": its first feed), or None if there is none for who has this token."""
        from monitor.sinks._feed import KEPT, TYPE, Told, entity_tag, feed  # lxml is slow to import

        found = self._entry(receiver, entry, token)
        if found is None:
            return None
        now = self._clock.now()
        async with self._engines.reading() as connection:
            rows = await told(connection, receiver, found.name, now - _DAYS * 86_400_000, KEPT)
        shown = [Told(key, fold(notices)) for key, _, notices in rows]
        body = await asyncio.to_thread(feed, receiver, found.name, shown)
        newest = max((done for _, done, _ in rows), default=0)
        quiet = newest // _SECOND < now // _SECOND
        return Page(body, TYPE, entity_tag(body), newest if quiet and newest else None)

    def open(self) -> tuple[str, ...]:
        """The feeds that are served to anybody, as `receiver/entry`; what wants a token is not spoken of."""
        return tuple(
            f"{receiver}/{one.name}"
            for receiver, known in self._spec().receivers.items()
            for one in known.entries
            if isinstance(one.options, RssOptions) and one.options.serve and one.options.token is None
        )

    def _entry(self, receiver: str, entry: str, token: str) -> EntrySpec | None:
        known = self._spec().receivers.get(receiver)
        for one in known.entries if known else ():
            options = one.options
            if isinstance(options, RssOptions) and options.serve and entry in {"", one.name}:
                return one if _may(options, token) else None
        return None


def _may(options: RssOptions, token: str) -> bool:
    if options.token is None:
        return True
    return hmac.compare_digest(options.token.get_secret_value().encode(), token.encode(errors="replace"))
