"""Several accounts share the channels of a watch file; who is fit reads what another cannot."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from msgspec.structs import replace

from monitor.model import ChannelSpec, SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.assign import Place, Standing, Wanted, assign
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.source import TelegramSource
from monitor.sources.telegram.watched import Bookmark, key_of, keys_of

_log = structlog.get_logger(__name__)


class Accounts:
    """Gives each source its channels, and moves them when an account falls out or comes back.

    It waits for no account and asks Telegram nothing: it looks at what the sources say of themselves, and tells
    them what to read. Each source is supervised on its own, whatever becomes of the others.
    """

    def __init__(
        self,
        sources: Sequence[TelegramSource],
        channels: Sequence[ChannelSpec],
        clock: Clock,
        pace: Pace | None = None,
    ) -> None:
        self.sources = tuple(sources)
        self._by_name = {source.account: source for source in sources}
        self._channels = tuple(channels)
        self._clock = clock
        self._pace = pace or Pace()
        self._places: Mapping[str, Place] = {}
        self._marks: dict[str, Bookmark] = {}
        self._wake = asyncio.Event()

    async def open(self) -> None:
        """Give every channel its first place, by what is stored of the accounts. Before the sources run."""
        for source in self.sources:
            await source.recall()
            source.changed = self._wake.set
        self._arrange()

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        """After a reload: watch these channels, and no others."""
        self._channels = tuple(channels)
        self._wake.set()

    async def run(self, intake: Intake) -> None:
        """Look at the accounts whenever one changes, and every now and then, until cancelled."""
        while True:
            self._wake.clear()
            before = self._places
            self._arrange()
            await self._tell(before, intake)
            await self._rest()

    async def _rest(self) -> None:
        """Until something happened, or for a while: a wait may be over without anybody saying so."""
        try:
            async with asyncio.timeout(self._pace.look_every):
                await self._wake.wait()
        except TimeoutError:
            return

    def _arrange(self) -> None:
        """Work out who reads what, and have it so: first all let go, then each takes up its own."""
        standings = [source.standing() for source in self.sources]
        wanted = [Wanted(key_of(spec), spec.join) for spec in self._channels]
        self._places = assign(wanted, standings, {key: place.account for key, place in self._places.items()})
        for source in self.sources:
            others = {key for key in source.watched if self._account_of(key) != source.account}
            self._marks |= source.release(others)
        for source in self.sources:
            mine = [spec for spec in self._channels if self._account_of(key_of(spec)) == source.account]
            keys = {key for spec in mine for key in keys_of(spec)}
            marks = {key: self._marks.pop(key) for key in self._marks.keys() & keys}
            source.watch([_lent(spec, source.account, standings) for spec in mine], marks)

    def _account_of(self, key: str) -> str:
        place = self._places.get(key)
        return place.account if place is not None else ""

    async def _tell(self, before: Mapping[str, Place], intake: Intake) -> None:
        """Say of each channel that moved, under the account that let it go, where it is read now, and why."""
        addresses = {key_of(spec): spec.address for spec in self._channels}
        for key, place in self._places.items():
            old = before.get(key)
            if old is None or old.account == place.account:
                continue
            _log.warning(
                "telegram_channel_moved", channel=key, account=place.account, before=old.account, why=place.why
            )
            source, detail = self._by_name[old.account].name, f"{place.account} reads it: {place.why}"
            await intake.put(SourceChanged(source, "moved", self._clock.now(), addresses[key], detail))


def _lent(spec: ChannelSpec, account: str, standings: Sequence[Standing]) -> ChannelSpec:
    """The entry as an account is to read it: what another has joined, and takes back, need not be joined again."""
    key = key_of(spec)
    elsewhere = any(key in one.joined and one.name != account and not one.final for one in standings)
    return replace(spec, join=False) if spec.join and elsewhere else spec
