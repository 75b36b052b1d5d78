"""What sources that read web pages share: one polite, guarded way to get a document."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.net.retry import TRY_AGAIN, retry_after
from monitor.ports.clock import Clock
from monitor.sources._inflate import Body, BrokenBody
from monitor.sources._turns import Manners, Turns

if TYPE_CHECKING:
    import httpx

LARGEST = 4_194_304
TIMEOUT = 20.0
MOST_REDIRECTS = 5
_FRESH = re.compile(r"(?:^|[\s,])max-age=\"?([0-9]{1,9})", re.IGNORECASE)
_MOVED = frozenset({301, 302, 303, 307, 308})


class Fetched(Struct, frozen=True):
    """What a server said: any status but those that mean "not now".

    `body` is unpacked, and at most as long as was asked for; `truncated` if there was more. `etag` and
    `last_modified` are for the next request. `location` is where a redirect that was not followed leads.
    `max_age` is how long the answer says that it stays fresh, in seconds.
    """

    status: int
    final_url: str
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    retry_after: float | None = None
    content_type: str = ""
    truncated: bool = False
    location: str = ""
    max_age: float = 0.0


class Fetcher:
    """Gets documents for all sources; open it with `async with` for as long as sources run.

    Requests go to public addresses only, unless asked otherwise; at most one at a time to a host, with a
    pause after each. Nothing is taken from the environment, no cookie kept. Errors name the host and
    nothing else of an address.
    """

    def __init__(self, clock: Clock, manners: Manners | None = None) -> None:
        self._clock = clock
        self._turns = Turns(manners or Manners())
        self._stack = AsyncExitStack()
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def __aenter__(self) -> Self:
        from monitor.net.client import clients  # slow to import

        for allow_private, client in clients().items():
            self._clients[allow_private] = await self._stack.enter_async_context(client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clients.clear()
        await self._stack.aclose()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = LARGEST,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 (one deadline for connecting, waiting and reading)
        etag: str = "",
        last_modified: str = "",
        redirects: int = MOST_REDIRECTS,
        allow_private: bool = False,
    ) -> Fetched:
        """GET, following at most so many redirects; after the last, its own answer is returned.

        `timeout` is in seconds and for all hops together, without what the host's turn is waited for.
        `etag` and `last_modified` make the request conditional (304 comes back as a status). `headers` and
        `allow_private` are for the host of `url` only, not for where it redirects to.

        Raises:
            Unavailable: no answer, or one that says to come again: 408, 425, 429, 5xx.
            Rejected: the address is not public, or none that HTTP knows.
        """
        target = first = _parsed(url)
        own = {**(headers or {}), **_conditions(etag, last_modified)}
        left = timeout
        while True:
            at_home = _host(target) == _host(first)
            async with self._turns.turn(_host(target)):
                hop = _Hop(self._clients[allow_private and at_home], self._clock, most_bytes, timeout)
                fetched, spent = await hop.run(target, own if at_home else {}, left)
            self._judge(_host(target), fetched)
            left -= spent
            if not fetched.location or redirects <= 0:
                return fetched
            target, redirects = _parsed(fetched.location), redirects - 1

    def _judge(self, host: str, fetched: Fetched) -> None:
        """Raise what a status means, and leave the host alone for as long as it asks."""
        if fetched.status not in TRY_AGAIN and fetched.status < 500:
            self._turns.welcomed(host)
            return
        wait = fetched.retry_after
        if fetched.status == 429 or wait is not None:
            wait = self._turns.refused(host, wait)
        raise Unavailable(f"{host} answered {fetched.status}", wait)


class _Hop:
    """One request and its answer."""

    def __init__(self, client: "httpx.AsyncClient", clock: Clock, most: int, whole: float) -> None:
        self._client = client
        self._clock = clock
        self._most = most
        self._whole = whole

    async def run(self, url: "httpx.URL", headers: Mapping[str, str], left: float) -> tuple[Fetched, float]:
        """What came back, and the seconds that it took, of those that are left."""
        from monitor.net.client import FAILURES

        now = asyncio.get_running_loop().time
        began = now()
        try:
            async with asyncio.timeout(max(0.0, left)):
                fetched = await self._ask(url, headers, left)
        except TimeoutError:
            raise Unavailable(f"{url.host} did not answer within {self._whole:g} s") from None
        except BrokenBody as error:
            raise Unavailable(f"{url.host} sent a body that is {error}") from None
        except FAILURES as error:
            raise _complaint(error, url.host) from None
        return fetched, now() - began

    async def _ask(self, url: "httpx.URL", headers: Mapping[str, str], left: float) -> Fetched:
        import httpx

        from monitor.net.client import CONNECT_TIMEOUT

        request = self._client.build_request(
            "GET",
            url,
            headers={"user-agent": _AGENT, "accept-encoding": "gzip, deflate", **headers},
            timeout=httpx.Timeout(left, connect=min(CONNECT_TIMEOUT, left), pool=None),
        )
        response = await self._client.send(request, stream=True)
        try:
            return await self._read(response)
        finally:
            await response.aclose()

    async def _read(self, response: "httpx.Response") -> Fetched:
        said = response.headers
        body = Body(said.get("content-encoding", ""), self._most)
        async for chunk in response.aiter_raw():
            body.add(chunk)
            if body.full:
                break
        return Fetched(
            status=response.status_code,
            final_url=str(response.request.url),
            body=body.done(),
            etag=said.get("etag", ""),
            last_modified=said.get("last-modified", ""),
            retry_after=retry_after(said.get("retry-after", ""), self._clock.now()),
            content_type=said.get("content-type", ""),
            truncated=body.full,
            location=_location(response),
            max_age=_max_age(said.get("cache-control", "")),
        )


def _max_age(control: str) -> float:
    found = _FRESH.search(control)
    return float(found.group(1)) if found else 0.0


def _location(response: "httpx.Response") -> str:
    import httpx

    where = response.headers.get("location", "")
    if response.status_code not in _MOVED or not where:
        return ""
    try:
        return str(response.request.url.join(where))
    except (httpx.InvalidURL, ValueError):
        raise Rejected(f"{response.request.url.host} redirects to what is no address") from None


def _parsed(url: str) -> "httpx.URL":
    """An address that can be asked; one with a name and password in it is not, as it would go to logs."""
    import httpx

    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise Rejected("the address cannot be read: give a full http:// or https:// address") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Rejected(f"{parsed.host or 'the address'} cannot be asked: give a full http:// or https:// address")
    if parsed.userinfo:
        raise Rejected(f"{parsed.host}: an address with a name and password in it is not asked")
    return parsed


def _host(url: "httpx.URL") -> str:
    return url.host if url.port is None else f"{url.host}:{url.port}"


def _conditions(etag: str, last_modified: str) -> dict[str, str]:
    named = {"if-none-match": etag, "if-modified-since": last_modified}
    return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


def _complaint(error: Exception, host: str) -> MonitorError:
    from monitor.net.client import explain

    failure = explain(error)
    if failure.kind == "forbidden":
        return Rejected(f"{host} is a private, local or reserved address, which sources may not read from")
    if failure.kind == "unusable":
        return Rejected(f"{host or 'the address'} cannot be asked: give a full http:// or https:// address")
    return Unavailable(f"{host} {failure.sentence}")


def _agent() -> str:
    try:
        number = version("channel-monitor")
    except PackageNotFoundError:
        number = "0"
    return f"channel-monitor/{number} (+feeds and public pages)"


_AGENT = _agent()
