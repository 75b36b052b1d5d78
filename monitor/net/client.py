"""The HTTP client that sources and sinks share, and why a request with it failed. Slow to import."""

import ssl
from collections.abc import Iterator
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Literal

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from msgspec import Struct

from monitor.net.guard import ForbiddenAddressError, guarded_socket

CONNECT_TIMEOUT = 5.0
FAILURES = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, UnicodeError)
"""What a request over the client raises; `explain` says why."""

# Shorter than the idle limit of common servers: a request must not meet a connection that is being closed.
_IDLE = 4.0


class Failure(Struct, frozen=True):
    """Why a request failed. `sentence` goes after the host's name, and is empty for a "forbidden" address.

    forbidden: the address is private, local or reserved. unusable: it is none that HTTP knows.
    passing: anything that may go better next time.
    """

    kind: Literal["forbidden", "unusable", "passing"]
    sentence: str = ""


def clients() -> dict[bool, httpx.AsyncClient]:
    """A client that reaches public addresses only (False), and one that reaches any (True).

    Two, so that no connection that one was allowed to open serves the other. Nothing is taken from the
    environment, no redirect is followed, no cookie kept. Needs a running loop.
    """
    return {allow_private: _client(_tls(), allow_private=allow_private) for allow_private in (False, True)}


@cache
def _tls() -> ssl.SSLContext:
    """Whom connections trust. One for all clients: to read the roots takes 0.1 s and a megabyte each time."""
    tls = httpx.create_ssl_context(trust_env=False)
    tls.load_default_certs()  # beside the bundled roots, those that the machine's owner trusts
    return tls


def explain(error: Exception) -> Failure:
    """Say why a request failed. Client libraries name the wrong kind: only the causes tell."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, ForbiddenAddressError) for cause in causes):
        return Failure("forbidden")
    # A name that no DNS can hold, such as `a..example`, fails as text.
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return Failure("unusable")
    for kind, sentence in _SENTENCES:
        if any(isinstance(cause, kind) for cause in causes):
            return Failure("passing", sentence)
    return Failure("passing", f"cannot be reached ({type(causes[-1]).__name__})")


def _client(tls: ssl.SSLContext, *, allow_private: bool) -> httpx.AsyncClient:
    connector = aiohttp.TCPConnector(
        ssl=tls,
        limit=0,  # the sender bounds what is in flight; one that hangs must not use up the others' connections
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
