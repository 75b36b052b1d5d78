"""Public channels through the web preview: polls their pages politely and hands over what they say."""

from collections.abc import Mapping, Sequence

from monitor.model import ChannelSpec, Cursor, SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources._fetch import Fetcher
from monitor.sources.preview.contact import Contact
from monitor.sources.preview.pace import PreviewOptions
from monitor.sources.preview.reader import Reader
from monitor.sources.preview.station import Station
from monitor.sources.preview.watched import HISTORY, SOURCE

_ACCOUNTS = "telegram"


class PreviewSource:
    """All channels that are read without an account. `fetcher` is open for as long as the source runs."""

    name = SOURCE

    def __init__(
        self,
        channels: Sequence[ChannelSpec],
        shelf: Shelf,
        clock: Clock,
        fetcher: Fetcher,
        options: PreviewOptions | None = None,
    ) -> None:
        self._channels = tuple(channels)
        self._shelf = shelf
        self._clock = clock
        self._fetcher = fetcher
        self._options = options or PreviewOptions()
        self._station: Station | None = None

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        """After a reload: watch these channels, and no others."""
        self._channels = tuple(channels)
        if self._station is not None:
            self._fill(self._station)

    async def run(self, intake: Intake) -> None:
        """Hand updates over until cancelled."""
        await intake.put(SourceChanged(self.name, "starting", self._clock.now()))
        self._station = await self._make_station(intake)
        try:
            await self._station.attend()
        finally:
            self._station = None
            intake.offer(SourceChanged(self.name, "stopped", self._clock.now()))

    async def _make_station(self, intake: Intake) -> Station:
        reader = Reader(self._fetcher, self._options)
        walks = await self._shelf.cursors(HISTORY)
        cursors = _furthest(await self._shelf.cursors(SOURCE), await self._shelf.cursors(_ACCOUNTS))
        station = Station(
            reader,
            Contact(intake, self._shelf, self._clock, cursors, walks),
            intake,
            self._shelf,
            self._clock,
            self._options.pace,
        )
        self._fill(station)
        return station

    def _fill(self, station: Station) -> None:
        station.keep_only(self._channels)
        for spec in self._channels:
            station.add(spec)


def _furthest(own: Mapping[int, Cursor], accounts: Mapping[int, Cursor]) -> Mapping[int, Cursor]:
    """Where to go on, by channel: a channel that an account has read so far is not begun anew."""
    found = {number: Cursor(SOURCE, number, cursor.read_to) for number, cursor in accounts.items()}
    for number, cursor in own.items():
        if number not in found or cursor.read_to > found[number].read_to:
            found[number] = cursor
    return found
