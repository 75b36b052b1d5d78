"""Requests of one account: flood waits in the open, second tries, and a bound on how many at once."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telethon import errors

from monitor.errors import Unavailable
from monitor.model import Millis
from monitor.ports.clock import Clock
from monitor.sources._backoff import Backoff
from monitor.sources.telegram.client import Client, LinkLost
from monitor.sources.telegram.flood import Floods
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.verdict import ChannelClosed, Verdict, judge

Tell = Callable[[str, str, Millis | None], Awaitable[None]]
"""Tells the account's state: its name, a detail, and until when."""

UNREADABLE = (errors.TypeNotFoundError, struct.error, UnicodeDecodeError)
"""An answer that came and cannot be read: asking again gives the same."""

STALE = (
    errors.FileReferenceExpiredError,
    errors.FileReferenceInvalidError,
    errors.FileReferenceEmptyError,
    errors.FilerefUpgradeNeededError,
)
"""What was known of a file's place is out of date: the message has to be read again."""

_BESIDE = frozenset({"messages.getMessagesViews", "upload.getFile"})
"""Methods whose floods are no state of the account: what waits for them holds up nothing else."""

_log = structlog.get_logger(__name__)


class Flooded(Exception):
    """Telegram asks to wait, and the caller does not want to do so inside of a call. `until` in ms."""

    def __init__(self, method: str, until: Millis) -> None:
        super().__init__(f"{method} has to wait")
        self.until = until


class AccountLost(Exception):
    """The account cannot be used any more."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


def method_of(request: type[Any]) -> str:
    """Telegram's name of a request, such as `messages.getHistory`."""
    room = request.__module__.rsplit(".", 1)[-1]
    name = request.__name__.removesuffix("Request")
    return (f"{room}." if room != "functions" else "") + name[0].lower() + name[1:]


class Calls:
    """Asks through the present connection.

    `ask` raises `AccountLost`, `ChannelClosed`, `LinkLost`, `Unavailable` (tried `Pace.attempts` times,
    or refused), one of `UNREADABLE`, or, where a file is asked for, one of `STALE` or `FileMigrateError`; anything else
    is a bug. Floods are waited out, unless the caller is not `patient`: then they raise `Flooded`.
    """

    def __init__(self, account: str, clock: Clock, pace: Pace, tell: Tell) -> None:
        self._clock = clock
        self._pace = pace
        self._tell = tell
        self._slots = asyncio.Semaphore(pace.parallel)
        self._client: Client | None = None
        self.floods = Floods()
        self._log = _log.bind(account=account)

    def attach(self, client: Client | None) -> None:
        """Use this connection from now on."""
        self._client = client

    async def ask(self, request: Any, *, patient: bool = True, dc: int = 0) -> Any:
        """The answer. `dc`: ask this data centre, which has the file; 0: the account's own."""
        method = method_of(type(request))
        backoff = Backoff(self._pace.retry_first, self._pace.retry_most)
        left = self._pace.attempts
        while True:
            await self._wait_out(method, patient=patient)
            try:
                return await self._once(request, dc)
            except (LinkLost, *UNREADABLE, *STALE, errors.FileMigrateError):
                raise
            except Exception as error:
                verdict = judge(error)
                if verdict is None:
                    raise
                left -= verdict.scope == "passing"
                await self._settle(method, verdict, left, patient=patient)
            if verdict.scope == "passing":
                await asyncio.sleep(backoff.wait())

    async def _once(self, request: Any, dc: int) -> Any:
        client = self._client
        if client is None:
            raise LinkLost("not connected")
        async with self._slots:
            return await client.ask(request, self._pace.call_timeout, dc)

    async def _settle(self, method: str, verdict: Verdict, left: int, *, patient: bool) -> None:
        """Note a flood; raise for what a second try does not mend."""
        if verdict.scope == "flood":
            await self._flooded(method, verdict, tell=patient)
            return
        if verdict.scope == "account":
            raise AccountLost(verdict)
        if verdict.scope == "channel":
            raise ChannelClosed(verdict)
        self._log.warning("telegram_call_failed", method=method, reason=verdict.detail, tries_left=left)
        if verdict.scope == "refused" or left <= 0:
            raise Unavailable(f"{method}: {verdict.detail}")

    async def _flooded(self, method: str, verdict: Verdict, *, tell: bool) -> None:
        now = self._clock.now()
        known = self.floods.wait(method, now) > 0
        until = self.floods.note(method, verdict.seconds, now)
        if not known:
            self._log.warning("telegram_flooded", method=method, seconds=verdict.seconds)
        if tell and not known and method not in _BESIDE:
            await self._tell("flooded", f"{method} waits {verdict.seconds:.0f} s as Telegram asks", until)

    async def _wait_out(self, method: str, *, patient: bool) -> None:
        waited = False
        while (seconds := self.floods.wait(method, self._clock.now())) > 0:
            if not patient:
                raise Flooded(method, self._clock.now() + int(seconds * 1000))
            waited = True
            await asyncio.sleep(seconds)
        if not waited or self._client is None or method in _BESIDE:
            return
        if not self.floods.standing(self._clock.now()).keys() - _BESIDE:
            await self._tell("live", "", None)
