"""Telegram through one account: keeps a connection, whatever happens, and hands over what its channels say."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.model import AccountSpec, ChannelSpec, Millis, Peer, SourceChanged, TelegramSpec
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.files import Files
from monitor.ports.source import Shelf
from monitor.sources._backoff import Backoff
from monitor.sources.telegram.assign import Standing
from monitor.sources.telegram.calls import AccountLost, Calls, Tell
from monitor.sources.telegram.connection import Connection
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Membership
from monitor.sources.telegram.standing import Bearing
from monitor.sources.telegram.station import Station
from monitor.sources.telegram.verdict import judge, name_of
from monitor.sources.telegram.watched import SOURCE, Bookmark, key_of, keys_of

_log = structlog.get_logger(__name__)


class TelegramSource:
    """One account of the watch file. `session` is its session string.

    `name` stands in logs and states; cursors are kept under "telegram", whatever account read them. `changed` is
    called whenever `standing` may have changed. Without `files`, none are fetched.
    """

    def __init__(
        self,
        spec: TelegramSpec,
        account: AccountSpec,
        channels: Sequence[ChannelSpec],
        shelf: Shelf,
        clock: Clock,
        *,
        session: str,
        pace: Pace | None = None,
        files: Files | None = None,
    ) -> None:
        self.name = f"{SOURCE}:{account.name}"
        self.account = account.name
        self.changed: Callable[[], None] = lambda: None
        self._spec = spec
        self._channels = tuple(channels)
        self._shelf = shelf
        self._clock = clock
        self._session = session
        self._files = files
        self._pace = pace or Pace()
        self._bearing = Bearing(account.name, self._pace, clock.now())
        self._station: Station | None = None
        self._peers: dict[str, Peer] = {}
        self._marks: dict[str, Bookmark] = {}
        self._log = _log.bind(account=account.name)

    # Which channels

    def watch(self, channels: Sequence[ChannelSpec], marks: Mapping[str, Bookmark] | None = None) -> None:
        """Watch these channels, and no others; go on from the bookmarks that others left, by key."""
        if self._channels == tuple(channels) and not marks:
            return
        self._channels = tuple(channels)
        self._marks |= marks or {}
        if self._station is not None:
            self._fill(self._station)

    @property
    def watched(self) -> Collection[str]:
        """Keys of the channels that it is to watch."""
        return {key_of(spec) for spec in self._channels}

    def release(self, keys: Collection[str]) -> Mapping[str, Bookmark]:
        """Stop reading channels, at once, and say how far each was read."""
        keys = {key for spec in self._channels if key_of(spec) in keys for key in keys_of(spec)} | set(keys)
        self._channels = tuple(spec for spec in self._channels if key_of(spec) not in keys)
        marks = {key: self._marks.pop(key) for key in self._marks.keys() & keys}
        if self._station is not None:
            marks |= self._station.release(keys)
        return marks

    async def recall(self) -> None:
        """Look up which channels the account knows; needed before its first `standing`."""
        stored = {peer.handle.lower(): peer for peer in await self._shelf.peers(self.account)}
        self._peers = stored | self._peers

    def standing(self) -> Standing:
        """How fit the account is to read, and what it knows."""
        return self._bearing.standing(self._known_peers(), self._clock.now())

    def _known_peers(self) -> Mapping[str, Peer]:
        return {**self._peers, **(self._station.peers if self._station is not None else {})}

    # One run

    async def run(self, intake: Intake) -> None:
        """Hand updates over until cancelled.

        Raises:
            Rejected: Telegram does not accept the session, or has banned the account.
        """
        await self._tell(intake, "starting")
        calls = Calls(self.account, self._clock, self._pace, self._teller(intake))
        self._bearing.floods = calls.floods
        self._station = station = await self._make_station(intake, calls)
        try:
            await self._supervise(intake, calls, station)
        finally:
            self._station, self._peers = None, dict(self._known_peers())
            self._bearing.down(self._clock.now())
            self._marks |= station.release(list(station.watched))
            if not self._bearing.lost:  # then it has said so, and that stands
                intake.offer(SourceChanged(self.name, "stopped", self._clock.now()))

    async def _supervise(self, intake: Intake, calls: Calls, station: Station) -> None:
        """Connect again and again, with growing pauses until a connection has held for a while."""
        backoff = Backoff(self._pace.reconnect_first, self._pace.reconnect_most)
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._connected(intake, calls, station)
            except BaseExceptionGroup as group:
                reason = self._reason(group)
            except Exception as error:  # noqa: BLE001 - sorted out by `_reason`, which raises what is not passing
                reason = self._reason(error)
            self._bearing.down(self._clock.now())
            if isinstance(reason, AccountLost):
                self._bearing.lost = reason.verdict.state
                await self._tell(intake, reason.verdict.state, reason.verdict.detail)
                self._log.error("telegram_account_lost", state=reason.verdict.state)
                raise Rejected(f"account {self.account}: {reason.verdict.detail}") from None
            if loop.time() - began > self._pace.steady_after:
                backoff.reset()
            await self._pause(intake, f"no connection ({name_of(reason)})", backoff.wait())

    async def _pause(self, intake: Intake, reason: str, wait: float) -> None:
        self._log.warning("telegram_disconnected", reason=reason, again_in_s=round(wait, 1))
        await self._tell(intake, "disconnected", reason, self._clock.now() + int(wait * 1000))
        await asyncio.sleep(wait)

    async def _connected(self, intake: Intake, calls: Calls, station: Station) -> None:
        async with Connection(
            self._spec, self._session, self._pace, station.live, calls, station.looks.alive
        ) as connection:
            self._bearing.up()
            await self._tell(intake, "live")
            self._log.info("telegram_connected")
            async with asyncio.TaskGroup() as group:
                group.create_task(connection.watch(), name="telegram-link")
                group.create_task(station.attend(), name="telegram-channels")

    def _reason(self, error: BaseException) -> BaseException:
        """The error that counts among those that ended a connection. Raises what is a bug."""
        errors = list(_flat(error))
        for found in errors:
            if isinstance(found, AccountLost):
                return found
            if isinstance(found, Unavailable):
                return found
            if isinstance(found, MonitorError):
                raise found
        for found in errors:
            verdict = judge(found)
            if verdict is None:
                raise found
            if verdict.scope == "account":
                return AccountLost(verdict)
        return errors[0]

    # Telling, and what is stored

    async def _tell(self, intake: Intake, state: str, detail: str = "", until: Millis | None = None) -> None:
        self.changed()
        await intake.put(SourceChanged(self.name, state, self._clock.now(), "", detail, until))

    def _teller(self, intake: Intake) -> Tell:
        async def tell(state: str, detail: str, until: Millis | None) -> None:
            await self._tell(intake, state, detail, until)

        return tell

    async def _make_station(self, intake: Intake, calls: Calls) -> Station:
        await self.recall()
        station = Station(
            self.name,
            self.account,
            self._spec,
            intake,
            self._shelf,
            self._clock,
            self._pace,
            calls,
            await self._shelf.cursors(SOURCE),
            await self._shelf.histories(),
            self._found,
            self._files,
        )
        self._fill(station)
        return station

    def _fill(self, station: Station) -> None:
        station.release(set(station.watched) - {key for spec in self._channels for key in keys_of(spec)})
        marks, self._marks = self._marks, {}
        for spec in self._channels:
            station.add(spec, self._peers.get(key_of(spec)), marks)

    def _found(self, membership: Membership) -> None:
        self._bearing.dialogs = frozenset(membership.by_handle)
        self._bearing.member_of, self._bearing.most = membership.count, membership.most
        self.changed()


def _flat(error: BaseException) -> "list[BaseException]":
    if isinstance(error, BaseExceptionGroup):
        return [inner for part in error.exceptions for inner in _flat(part)]
    return [error]
