"""Calls an address while all is well. Who no longer hears it raises the alarm: only somebody outside can.

What is well is what `/-/ready` says: a daemon that lives and reads nothing, or cannot tell anybody, does not call.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, Protocol

import structlog
from msgspec import Struct
from msgspec.json import encode
from pydantic import SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import HeartbeatSpec, Millis
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter

log = structlog.get_logger()

_LOOK = 5.0  # seconds after which a changed watch file is noticed
_PATIENCE = 15.0  # seconds for an answer

State = Literal["sent", "failed", "held"]


class Call(Protocol):
    """Posts JSON to an address that is a secret. Raises `Unavailable` or `Rejected`, which do not tell it."""

    async def __call__(
        self,
        address: SecretStr,
        body: bytes,
        *,
        timeout: float,  # noqa: ASYNC109 - passed on
        allow_private: bool,
    ) -> None: ...


class Beat(Struct, frozen=True):
    """How the heartbeat stands since when: sent, failed (nobody took it) or held (all is not well), and why."""

    state: State
    since: Millis
    detail: str = ""


class Heartbeat:
    """`spec` is asked for again and again: a reload may change it. `remember` is told when it stands differently; None:
    there is no heartbeat any more.
    """

    def __init__(
        self,
        spec: Callable[[], HeartbeatSpec | None],
        unwell: Callable[[], Awaitable[Sequence[str]]],
        call: Call,
        remember: Callable[[Beat | None], Awaitable[None]],
        clock: Clock,
        meter: Meter,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spec, self._unwell, self._call, self._remember = spec, unwell, call, remember
        self._clock, self._meter, self._monotonic = clock, meter, monotonic
        self._known: HeartbeatSpec | None = None
        self._due = 0.0
        self._told: Beat | None = None
        self._begun = False

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            wait = await self.step()
            await asyncio.sleep(wait)

    async def step(self) -> float:
        """Beat if it is time. Returns in how many seconds to look again."""
        spec, now = self._spec(), self._monotonic()
        if spec != self._known or not self._begun:
            self._known, self._due, self._begun = spec, now, True
            if spec is None:
                await self._tell(None)
        if spec is None:
            return _LOOK
        if now >= self._due:
            self._due = now + spec.every / 1000
            state, detail = await self._beat(spec)
            self._meter.count("heartbeats", state)
            await self._tell(Beat(state, self._clock.now(), detail))
        return min(_LOOK, max(0.0, self._due - self._monotonic()))

    async def _beat(self, spec: HeartbeatSpec) -> tuple[State, str]:
        if reasons := await self._unwell():
            return "held", "; ".join(reasons)
        body = encode({"from": "channel-monitor", "at": self._clock.now(), "every": spec.every})
        wait = min(_PATIENCE, spec.every / 2000)
        try:
            await self._call(spec.url, body, timeout=wait, allow_private=spec.allow_private)
        except (Unavailable, Rejected) as error:
            return "failed", str(error)
        except Exception as error:
            log.exception("heartbeat_bug")
            return "failed", f"a bug: {type(error).__name__}"
        return "sent", ""

    async def _tell(self, beat: Beat | None) -> None:
        """Once for each state: what fails every minute is one line."""
        if self._told is not None and beat is not None and self._told.state == beat.state:
            return
        try:
            await self._remember(beat)
        except Exception as error:  # noqa: BLE001 - it is told again; the beat must not stop for it
            log.warning("heartbeat_not_remembered", error=repr(error))
            return
        self._told = beat
        if beat is not None:
            say = log.info if beat.state == "sent" else log.warning
            say("heartbeat", state=beat.state, reason=beat.detail)
