"""What sinks that speak HTTP share: one way to send a request, one time-out, and what an answer means."""

import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from msgspec import Struct

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice
from monitor.net.retry import TRY_AGAIN, retry_after
from monitor.ports.clock import Clock
from monitor.ports.links import Links
from monitor.sinks._template import Renderer

if TYPE_CHECKING:
    from httpx import URL
    from pydantic import SecretStr

    from monitor.sinks._line import Line

LARGEST_BODY = 65_536
TIMEOUT = 15.0
# A link by which anybody may act, where a server repeats what it was sent: of its answer we tell, and keep, a part.
_ACT = re.compile(rb"(/act\\?/)[\w-]{80,}", re.ASCII)


class Answer(Struct, frozen=True):
    """What a server said. `body` is raw and at most 64 KB; `whole` is False if it was cut or did not come in time."""

    host: str
    status: int
    body: bytes
    whole: bool
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def check(self) -> None:
        """Raise what a status means: `Unavailable` for 408 425 429 5xx, `Rejected` for all else but 2xx."""
        if self.ok:
            return
        said = f"{self.host} answered {self.status}{_phrase(self.status)}"
        if self.status in TRY_AGAIN or self.status >= 500:
            raise Unavailable(said, self.retry_after, limited=self.status == 429)
        if self.status == 410:
            raise Rejected(f"{said}: the receiver is gone for good; remove or correct its address", disable=True)
        if 300 <= self.status < 400:
            raise Rejected(f"{said}: redirects are not followed; put the final address into the watch file")
        raise Rejected(said)


class Transport:
    """Sends requests for all sinks; open it with `async with` for as long as sinks are in use.

    Requests go to public addresses only, unless asked otherwise. Nothing is taken from the environment,
    no redirect is followed, no cookie kept. Errors name the host and nothing else of an address. Answers come without
    the links by which readers act.
    `renderer` makes bodies of users' templates, for all sinks.
    `signer` makes the links by which readers act on an alert, where there is a page that they lead to.
    """

    def __init__(self, clock: Clock, signer: Links | None = None) -> None:
        self.clock = clock
        self.signer = signer
        self._stack = AsyncExitStack()
        self._lines: dict[bool, Line] = {}
        self.renderer = Renderer()

    async def __aenter__(self) -> Self:
        from monitor.sinks._line import lines  # slow to import, and `monitor check` sends nothing

        for allow_private, line in lines().items():
            self._lines[allow_private] = await self._stack.enter_async_context(line)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.clear()
        await self.renderer.close()
        await self._stack.aclose()

    def links(self, notice: Notice, delivery: Delivery) -> tuple[tuple[str, str], ...]:
        """What readers may do, as (label, address). For what is sent now: they are kept nowhere, and shown nobody else.

        They are those of when the notice was made: a message that is sent again carries the same.
        """
        if self.signer is None:
            return ()
        return self.signer.links(notice, delivery.receiver, delivery.entry, notice.created)

    async def call(
        self,
        address: "SecretStr",
        body: bytes,
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 (one deadline for all)
        allow_private: bool = False,
    ) -> None:
        """POST JSON to an address that is a secret.

        Raises:
            Unavailable, Rejected: it did not take it. They name its host and nothing else of it.
        """
        import httpx  # slow to import

        try:
            url = httpx.URL(address.get_secret_value())
        except httpx.InvalidURL:
            raise Rejected("the address is no web address: give a full http:// or https:// address") from None
        headers = {"content-type": "application/json"}
        try:
            answer = await self.post(url, body, headers, timeout=timeout, linger=1.0, allow_private=allow_private)
        except Rejected as error:
            raise Rejected(str(error).removesuffix(" for this receiver")) from None
        answer.check()

    async def post(
        self,
        url: "URL",
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 (one deadline for sending, waiting and reading)
        linger: float = TIMEOUT,
        allow_private: bool = False,
    ) -> Answer:
        """`request` by POST."""
        return await self.request(
            "POST", url, body, headers, timeout=timeout, linger=linger, allow_private=allow_private
        )

    async def request(
        self,
        method: Literal["GET", "POST", "PUT", "PATCH"],
        url: "URL",
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 (as above)
        linger: float = TIMEOUT,
        allow_private: bool = False,
    ) -> Answer:
        """Ask, and wait `timeout` seconds for the status, of which `linger` at most for the body after it.

        Raises:
            Unavailable: no answer came.
            Rejected: the address is not public, or none at all.
        """
        said = await self._lines[allow_private].request(method, url, body, headers, timeout, linger, LARGEST_BODY)
        wait = retry_after(said.retry_after, self.clock.now())
        return Answer(url.host, said.status, _ACT.sub(rb"\1...", said.body), said.whole, wait)


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""
