"""A small, quick HTTP/1.1 server on loopback that can also misbehave on purpose."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Self, cast

from msgspec import Struct

_MOST_HEAD = 65_536
# Close with unsent data dropped: the client sees a reset, not an end.
_ABORT = struct.pack("ii", 1, 0)


class Request(Struct, frozen=True):
    """A whole request. Names of headers are in lower case; `at_ns` is monotonic."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at_ns: int


class Answer(Struct, frozen=True):
    """What to say, and how badly. `delay` and `drip` are in seconds.

    `hang`: never answer. `reset`: drop the connection instead. `drip`: one byte of the body at a time,
    so long apart. `close`: close after the answer.
    """

    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = {}
    delay: float = 0.0
    hang: bool = False
    reset: bool = False
    drip: float = 0.0
    close: bool = False


class HttpReceiver:
    """Listens on 127.0.0.1 while open (`async with`), in the running loop, without threads."""

    def __init__(self, respond: Callable[[Request], Answer]) -> None:
        self._respond = respond
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()
        self.connections = 0
        self.port = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Connection(self._respond, self._enter, self._open.discard), "127.0.0.1", 0, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            gone = [connection.leave() for connection in tuple(self._open)]
            await asyncio.gather(*gone)
            await self._server.wait_closed()

    def _enter(self, connection: "_Connection") -> None:
        self.connections += 1
        self._open.add(connection)


class Listening:
    """Whatever answers by an `HttpReceiver` of its own, `_http`, and listens while it is open (`async with`)."""

    _http: HttpReceiver

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)


class _Connection(asyncio.Protocol):
    def __init__(
        self,
        respond: Callable[[Request], Answer],
        entered: Callable[["_Connection"], None],
        left: Callable[["_Connection"], None],
    ) -> None:
        self._respond, self._entered, self._left = respond, entered, left
        self._loop = asyncio.get_running_loop()
        self._gone = self._loop.create_future()
        self._buffer = bytearray()
        self._head: tuple[str, str, dict[str, str]] | None = None
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._entered(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._left(self)
        if not self._gone.done():
            self._gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._step()

    async def leave(self) -> None:
        self._transport.abort()
        await self._gone

    def _step(self) -> None:
        """Answer what is complete, one request after the other."""
        while not self._busy and not self._transport.is_closing():
            request = self._take()
            if request is None:
                return
            self._busy = True
            answer = self._respond(request)
            if answer.delay:
                self._timer = self._loop.call_later(answer.delay, self._say, answer)
            else:
                self._say(answer)

    def _take(self) -> Request | None:
        if self._head is None:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self._buffer) > _MOST_HEAD:
                    self._transport.abort()
                return None
            self._head = _parse(bytes(self._buffer[:end]))
            del self._buffer[: end + 4]
        method, path, headers = self._head
        length = int(headers.get("content-length", "0"))
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._head = None
        return Request(method, path, headers, body, time.monotonic_ns())

    def _say(self, answer: Answer) -> None:
        if answer.hang:
            return
        if answer.reset:
            self._reset()
            return
        head = _head(answer)
        if answer.drip:
            self._transport.write(head)
            self._drip(answer, 0)
            return
        self._transport.write(head + answer.body)
        self._done(answer)

    def _drip(self, answer: Answer, at: int) -> None:
        if at >= len(answer.body):
            self._done(answer)
            return
        self._transport.write(answer.body[at : at + 1])
        self._timer = self._loop.call_later(answer.drip, self._drip, answer, at + 1)

    def _done(self, answer: Answer) -> None:
        self._busy = False
        if answer.close:
            self._transport.close()
        elif self._buffer:
            self._loop.call_soon(self._step)

    def _reset(self) -> None:
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        self._transport.abort()


def _parse(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *rest = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in rest)
    return method, path, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _head(answer: Answer) -> bytes:
    headers = {"content-length": str(len(answer.body)), **answer.headers}
    if answer.close:
        headers["connection"] = "close"
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines.extend(f"{name}: {value}" for name, value in headers.items())
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
