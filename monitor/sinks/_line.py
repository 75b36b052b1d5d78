"""Guarded connections, and why a request over them failed. Imported only where requests are sent."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from msgspec import Struct

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.sinks._guard import ForbiddenAddressError, guarded_socket

_CONNECT_TIMEOUT = 5.0
# Shorter than the idle limit of common servers: a request must not meet a connection that is being closed.
_IDLE = 4.0


class Said(Struct, frozen=True):
    """What came back. `retry_after` is the header as it stands; `whole` is False if the body was cut."""

    status: int
    retry_after: str
    body: bytes
    whole: bool


class Line:
    """A client and its connections; open with `async with`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def post(
        self,
        url: httpx.URL,
        body: bytes,
        headers: Mapping[str, str],
        timeout: float,  # noqa: ASYNC109 (one deadline for sending, waiting and reading)
        linger: float,
        most: int,
    ) -> Said:
        """As `Transport.post`, with at most so many bytes of the answer's body."""
        deadline = asyncio.get_running_loop().time() + timeout
        request = self._client.build_request(
            "POST",
            url,
            content=body,
            headers={"accept-encoding": "identity", "user-agent": "channel-monitor", **headers},
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT_TIMEOUT, timeout), pool=None),
        )
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._client.send(request, stream=True)
        except TimeoutError:
            raise Unavailable(f"{url.host} did not answer within {timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            raise _complaint(error, url.host) from None
        data, whole = await _read(response, min(deadline, asyncio.get_running_loop().time() + linger), most)
        return Said(response.status_code, response.headers.get("retry-after", ""), data, whole)


def lines() -> dict[bool, Line]:
    """A line to public addresses only (False), and one to any (True)."""
    tls = httpx.create_ssl_context(trust_env=False)
    tls.load_default_certs()  # beside the bundled roots, those that the machine's owner trusts
    return {allow_private: Line(_client(tls, allow_private=allow_private)) for allow_private in (False, True)}


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


async def _read(response: httpx.Response, deadline: float, most: int) -> tuple[bytes, bool]:
    """The body as sent, not decompressed, up to the cap; whether that is all of it."""
    data = bytearray()
    whole = False
    try:
        async with asyncio.timeout_at(deadline):
            async for chunk in response.aiter_raw():
                data += chunk
                if len(data) > most:
                    break
            else:
                whole = True
    except (TimeoutError, httpx.HTTPError, aiohttp.ClientError, OSError):
        whole = False  # the status has been given; what the body lacks is for the sink to judge
    finally:
        with suppress(httpx.HTTPError, aiohttp.ClientError, OSError):
            await response.aclose()
    return bytes(data[:most]), whole


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
