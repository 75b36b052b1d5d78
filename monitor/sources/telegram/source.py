"""Telegram through one account: keeps a connection, whatever happens, and hands over what its channels say."""

import asyncio
from collections.abc import Sequence

import structlog

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.model import AccountSpec, ChannelSpec, Cursor, Millis, Peer, SourceChanged, TelegramSpec
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources._backoff import Backoff
from monitor.sources._handle import handle_in
from monitor.sources.telegram.calls import AccountLost, Calls, Tell
from monitor.sources.telegram.connection import Connection
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.station import Station
from monitor.sources.telegram.verdict import judge, name_of
from monitor.sources.telegram.watched import SOURCE

_log = structlog.get_logger(__name__)


class TelegramSource:
    """One account of the watch file. `session` is its session string.

    `name` stands in logs and states; cursors are kept under "telegram", whatever account read them.
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
    ) -> None:
        self.name = f"{SOURCE}:{account.name}"
        self._spec = spec
        self._account = account.name
        self._channels = tuple(channels)
        self._shelf = shelf
        self._clock = clock
        self._session = session
        self._pace = pace or Pace()
        self._station: Station | None = None
        self._peers: dict[str, Peer] = {}
        self._cursors: dict[int, Cursor] = {}
        self._log = _log.bind(account=account.name)

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        """After a reload: watch these channels, and no others."""
        self._channels = tuple(channels)
        if self._station is not None:
            self._fill(self._station)

    async def run(self, intake: Intake) -> None:
        """Hand updates over until cancelled.

        Raises:
            Rejected: Telegram does not accept the session, or has banned the account.
        """
        await self._tell(intake, "starting")
        calls = Calls(self._account, self._clock, self._pace, self._teller(intake))
        self._station = await self._make_station(intake, calls)
        try:
            await self._supervise(intake, calls, self._station)
        finally:
            self._station = None
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
            if isinstance(reason, AccountLost):
                await self._tell(intake, reason.verdict.state, reason.verdict.detail)
                self._log.error("telegram_account_lost", state=reason.verdict.state)
                raise Rejected(f"account {self._account}: {reason.verdict.detail}") from None
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
        await intake.put(SourceChanged(self.name, state, self._clock.now(), "", detail, until))

    def _teller(self, intake: Intake) -> Tell:
        async def tell(state: str, detail: str, until: Millis | None) -> None:
            await self._tell(intake, state, detail, until)

        return tell

    async def _make_station(self, intake: Intake, calls: Calls) -> Station:
        self._peers = {peer.handle.lower(): peer for peer in await self._shelf.peers(self._account)}
        self._cursors = dict(await self._shelf.cursors(SOURCE))
        handles = [handle_in(spec.address).lower() for spec in self._channels]
        station = Station(
            self.name,
            self._account,
            self._spec,
            intake,
            self._shelf,
            self._clock,
            self._pace,
            calls,
            await self._shelf.pinned(handles),
        )
        self._fill(station)
        return station

    def _fill(self, station: Station) -> None:
        station.keep_only(self._channels)
        for spec in self._channels:
            station.add(spec, self._peers, self._cursors)


def _flat(error: BaseException) -> "list[BaseException]":
    if isinstance(error, BaseExceptionGroup):
        return [inner for part in error.exceptions for inner in _flat(part)]
    return [error]
