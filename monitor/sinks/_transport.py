"""What sinks that speak HTTP share: guarded connections, one time-out, and what an answer means."""

import asyncio
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from msgspec import Struct

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.model import Millis
from monitor.ports.clock import Clock
from monitor.sinks._guard import ForbiddenAddressError, guarded_socket

LARGEST_BODY = 65_536
TIMEOUT = 15.0
CONNECT_TIMEOUT = 5.0
# Shorter than the idle limit of common servers: a request must not meet a connection that is being closed.
_IDLE = 4.0
_WAIT = re.compile(r"\d{1,9}")
_TRY_AGAIN = frozenset({408, 425, 429})


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
        if self.status in _TRY_AGAIN or self.status >= 500:
            raise Unavailable(said, self.retry_after)
        if self.status == 410:
            raise Rejected(f"{said}: the receiver is gone for good; remove or correct its address", disable=True)
        if 300 <= self.status < 400:
            raise Rejected(f"{said}: redirects are not followed; put the final address into the watch file")
        raise Rejected(said)


class Transport:
    """Sends requests for all sinks; open it with `async with` for as long as sinks are in use.

    Requests go to public addresses only, unless asked otherwise. Nothing is taken from the environment,
    no redirect is followed, no cookie kept. Errors name the host and nothing else of an address.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._stack = AsyncExitStack()
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def __aenter__(self) -> Self:
        tls = httpx.create_ssl_context(trust_env=False)
        tls.load_default_certs()  # beside the bundled roots, those that the machine's owner trusts
        for allow_private in (False, True):
            client = _client(tls, allow_private=allow_private)
            self._clients[allow_private] = await self._stack.enter_async_context(client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clients.clear()
        await self._stack.aclose()

    async def post(
        self,
        url: httpx.URL,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 (one deadline for sending, waiting and reading)
        linger: float = TIMEOUT,
        allow_private: bool = False,
    ) -> Answer:
        """POST, and wait `timeout` seconds for the status, of which `linger` at most for the body after it.

        Raises:
            Unavailable: no answer came.
            Rejected: the address is not public, or none at all.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        request = self._clients[allow_private].build_request(
            "POST",
            url,
            content=body,
            headers={"accept-encoding": "identity", "user-agent": "channel-monitor", **headers},
            timeout=httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout), pool=None),
        )
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._clients[allow_private].send(request, stream=True)
        except TimeoutError:
            raise Unavailable(f"{url.host} did not answer within {timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            raise _complaint(error, url.host) from None
        data, whole = await _read(response, min(deadline, asyncio.get_running_loop().time() + linger))
        wait = retry_after(response.headers.get("retry-after", ""), self.clock.now())
        return Answer(url.host, response.status_code, data, whole, wait)


def retry_after(value: str, now: Millis) -> float | None:
    """Seconds to wait by a `Retry-After` header (a number of seconds, or an HTTP date); None if it says nothing."""
    value = value.strip()
    if _WAIT.fullmatch(value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now / 1000)


def _client(tls: ssl.SSLContext, *, allow_private: bool) -> httpx.AsyncClient:
    connector = aiohttp.TCPConnector(
        ssl=tls,
        limit=0,  # the sender bounds what is in flight; a receiver that hangs must not use up the others' connections
        keepalive_timeout=_IDLE,
        socket_factory=None if allow_private else guarded_socket,
    )
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
    return httpx.AsyncClient(
        transport=AiohttpTransport(verify=tls, client=session, trust_env=False),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        trust_env=False,
    )


async def _read(response: httpx.Response, deadline: float) -> tuple[bytes, bool]:
    """The body as sent, not decompressed, up to the cap; whether that is all of it."""
    data = bytearray()
    whole = False
    try:
        async with asyncio.timeout_at(deadline):
            async for chunk in response.aiter_raw():
                data += chunk
                if len(data) > LARGEST_BODY:
                    break
            else:
                whole = True
    except (TimeoutError, httpx.HTTPError, aiohttp.ClientError, OSError):
        whole = False  # the status has been given; what the body lacks is for the sink to judge
    finally:
        with suppress(httpx.HTTPError, aiohttp.ClientError, OSError):
            await response.aclose()
    return bytes(data[:LARGEST_BODY]), whole


def _complaint(error: Exception, host: str) -> MonitorError:
    """Say why a request failed. Client libraries name the wrong kind: only the causes tell."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, ForbiddenAddressError) for cause in causes):
        return Rejected(
            f"{host} is a private, local or reserved address, which requests may not reach; "
            "if you mean it, set `allow_private: true` for this receiver"
        )
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Rejected(f"{host or 'the address'} cannot be posted to: give a full http:// or https:// address")
    for kind, sentence in _SENTENCES:
        if any(isinstance(cause, kind) for cause in causes):
            return Unavailable(f"{host} {sentence}")
    return Unavailable(f"{host} cannot be reached ({type(causes[-1]).__name__})")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "cannot be resolved: no such name, or no name server answers"),
    (ssl.SSLCertVerificationError, "shows a certificate that does not hold"),
    (ssl.SSLError, "does not speak TLS as expected"),
    (ConnectionRefusedError, "refuses connections"),
    (TimeoutError, "did not answer in time"),
    (aiohttp.ServerDisconnectedError, "closed the connection before it answered"),
    (ConnectionResetError, "closed the connection before it answered"),
    (aiohttp.ClientResponseError, "does not answer in HTTP"),
)


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""
