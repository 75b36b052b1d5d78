"""Requests over guarded connections. Imported only where requests are sent."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

import httpx
from msgspec import Struct

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.net.client import CONNECT_TIMEOUT, FAILURES, clients, explain


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

    async def request(
        self,
        method: str,
        url: httpx.URL,
        body: bytes,
        headers: Mapping[str, str],
        timeout: float,  # noqa: ASYNC109 (one deadline for sending, waiting and reading)
        linger: float,
        most: int,
    ) -> Said:
        """As `Transport.request`, with at most so many bytes of the answer's body."""
        deadline = asyncio.get_running_loop().time() + timeout
        request = self._client.build_request(
            method,
            url,
            content=body,
            headers={"accept-encoding": "identity", "user-agent": "channel-monitor", **headers},
            timeout=httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout), pool=None),
        )
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._client.send(request, stream=True)
        except TimeoutError:
            raise Unavailable(f"{url.host} did not answer within {timeout:g} s") from None
        except FAILURES as error:
            raise _complaint(error, url.host) from None
        data, whole = await _read(response, min(deadline, asyncio.get_running_loop().time() + linger), most)
        return Said(response.status_code, response.headers.get("retry-after", ""), data, whole)


def lines() -> dict[bool, Line]:
    """A line to public addresses only (False), and one to any (True)."""
    return {allow_private: Line(client) for allow_private, client in clients().items()}


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
    except FAILURES:
        whole = False  # the status has been given; what the body lacks is for the sink to judge
    finally:
        with suppress(*FAILURES):
            await response.aclose()
    return bytes(data[:most]), whole


def _complaint(error: Exception, host: str) -> MonitorError:
    failure = explain(error)
    if failure.kind == "forbidden":
        return Rejected(
            f"{host} is a private, local or reserved address, which requests may not reach; "
            "if you mean it, set `allow_private: true` for this receiver"
        )
    if failure.kind == "unusable":
        return Rejected(f"{host or 'the address'} cannot be posted to: give a full http:// or https:// address")
    return Unavailable(f"{host} {failure.sentence}")
