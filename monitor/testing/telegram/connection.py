"""One client's connection: reads calls, writes answers and pushes. It runs no task of its own."""

import asyncio
import logging
import struct
import time
from typing import Any, Protocol

from telethon import functions
from telethon.tl import types
from telethon.tl.core import GzipPacked, MessageContainer

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.envelope import Envelope, Numbering, Opened, key_id_of
from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.framing import Framing, MalformedError, recognise
from monitor.testing.telegram.handshake import Handshake
from monitor.testing.telegram.people import Key, User
from monitor.testing.telegram.wire import parsed, serialised

_LOG = logging.getLogger(__name__)

_RPC_RESULT = 0xF35C6D01
_KEY_UNKNOWN = (-404).to_bytes(4, "little", signed=True)
_ZIP_ABOVE = 512
_WATCHED_AT_MOST = 10
_WRAPPERS = (
    functions.InvokeWithLayerRequest,
    functions.InitConnectionRequest,
    functions.InvokeWithoutUpdatesRequest,
    functions.InvokeAfterMsgRequest,
)


class House(Protocol):
    """What a connection asks of its server."""

    port: int
    frozen: bool

    def key_of(self, key_id: int) -> Key | None:
        """The auth key with this id."""
        ...

    def admit(self, handshake: Handshake) -> None:
        """A handshake is through: register its key."""
        ...

    def take_call(self, connection: "Connection", request: Any) -> tuple[Any, float]:
        """The answer to a call (an RpcError too), and after how many seconds to give it."""
        ...

    def arrived(self, connection: "Connection") -> None:
        """A client connected."""
        ...

    def left(self, connection: "Connection") -> None:
        """Its connection is gone."""
        ...


class Connection(asyncio.Protocol):
    """A socket, its framing, its key and its session."""

    def __init__(self, house: House) -> None:
        self.port = house.port
        self.wants_updates = False
        self._house = house
        self._transport: asyncio.Transport | None = None
        self._inbox = bytearray()
        self._held: list[bytes] = []
        self._framing: Framing | None = None
        self._handshake = Handshake()
        self._numbering = Numbering()
        self._known: tuple[Key, Envelope] | None = None
        self._watched: dict[int, float] = {}
        self._writable = asyncio.Event()
        self._writable.set()

    # What the server and the methods see

    @property
    def key(self) -> Key:
        """The auth key in use; only asked once there is one."""
        if self._known is None:
            raise CallError(401, "AUTH_KEY_UNREGISTERED")
        return self._known[0]

    @property
    def user(self) -> User:
        """Who is signed in.

        Raises:
            CallError: nobody is.
        """
        user = self.signed_in
        if user is None:
            raise CallError(401, "AUTH_KEY_UNREGISTERED")
        return user

    @property
    def signed_in(self) -> User | None:
        """Who is signed in, if anybody."""
        return self._known[0].user if self._known else None

    def uses(self, key: Key) -> bool:
        """Whether this connection is under an auth key."""
        return self._known is not None and self._known[0] is key

    def watch(self, channel: Channel, seconds: float) -> None:
        """Push a channel's updates here for a while; the ones asked about longest ago make room."""
        self._watched.pop(channel.id, None)
        self._watched[channel.id] = time.monotonic() + seconds
        while len(self._watched) > _WATCHED_AT_MOST:
            del self._watched[next(iter(self._watched))]

    def receives(self, channel: Channel) -> bool:
        """Whether this connection is pushed what happens in a channel."""
        user = self.signed_in
        if user is None or user.banned or not self.wants_updates or self.key.away:
            return False
        if user.id in channel.members:
            return True
        return not channel.private and self._watched.get(channel.id, 0.0) > time.monotonic()

    def push(self, body: bytes) -> None:
        """Send an update's TL bytes."""
        self._send(body, reply=False)

    async def drain(self) -> None:
        """Wait until the socket takes more."""
        await self._writable.wait()

    def abort(self) -> None:
        """Drop the connection now, unsent bytes and all."""
        if self._transport is not None:
            self._transport.abort()

    def freeze(self) -> None:
        """Read nothing and write nothing from now on."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def thaw(self) -> None:
        """Write what was held back, and read on."""
        held, self._held = self._held, []
        for frame in held:
            self._write(frame)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
            self._read()

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream server makes no other
        self._transport = transport
        self._house.arrived(self)
        if self._house.frozen:
            self.freeze()

    def connection_lost(self, _exc: Exception | None) -> None:
        """The socket is closed."""
        self._transport = None
        self._writable.set()
        self._house.left(self)

    def pause_writing(self) -> None:
        """The socket's buffer is full."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has room again."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        self._inbox += data
        if not self._house.frozen:
            self._read()

    # Packets in

    def _read(self) -> None:
        try:
            self._framing = self._framing or (recognise(self._inbox) if self._inbox else None)
            while self._framing and not self._house.frozen and (packet := self._framing.take(self._inbox)) is not None:
                self._packet(packet)
        except MalformedError as error:
            _LOG.warning("dropped a client: %s", error)
            self.abort()

    def _packet(self, packet: bytes) -> None:
        if len(packet) < 24:
            raise MalformedError("a packet too short for any header")
        if key_id_of(packet) == 0:
            self._plain(packet)
            return
        key = self._house.key_of(key_id_of(packet))
        if key is None:
            self._wrap_and_write(_KEY_UNKNOWN)
            if self._transport is not None:
                self._transport.close()
            return
        if self._known is None or self._known[0] is not key:
            self._known = key, Envelope(key.auth, self._numbering)
        envelope = self._known[1]
        opened = envelope.open(packet)
        if opened.session != envelope.session:
            self._greet(envelope, opened)
        self._message(opened.message_id, parsed(opened.body))

    def _plain(self, packet: bytes) -> None:
        answer = self._handshake.answer(parsed(packet[20:]))._bytes()
        if self._handshake.key is not None:
            self._house.admit(self._handshake)
        head = struct.pack("<qqi", 0, self._numbering.next(reply=True), len(answer))
        self._wrap_and_write(head + answer)

    def _greet(self, envelope: Envelope, opened: Opened) -> None:
        envelope.restart(opened.session)
        unique = self._numbering.next(reply=False)
        self._send(types.NewSessionCreated(opened.message_id, unique, 0)._bytes(), reply=False)

    def _message(self, message_id: int, body: Any) -> None:
        if isinstance(body, MessageContainer):
            for inner in body.messages:
                self._message(inner.msg_id, inner.obj)
        elif isinstance(body, GzipPacked):
            self._message(message_id, parsed(body.data))
        elif isinstance(body, functions.PingRequest | functions.PingDelayDisconnectRequest):
            self._send(types.Pong(message_id, body.ping_id)._bytes(), reply=True, content=False)
        elif not isinstance(body, types.MsgsAck):
            self._call(message_id, body)

    def _call(self, message_id: int, request: Any) -> None:
        quiet = False
        while isinstance(request, _WRAPPERS):
            quiet = quiet or isinstance(request, functions.InvokeWithoutUpdatesRequest)
            request = request.query
        self.wants_updates = self.wants_updates or not quiet
        answer, wait = self._house.take_call(self, request)
        if wait:
            asyncio.get_running_loop().call_later(wait, self._result, message_id, answer)
        else:
            self._result(message_id, answer)

    # Packets out

    def _result(self, message_id: int, answer: Any) -> None:
        body = serialised(answer)
        if len(body) > _ZIP_ABOVE:
            body = min(bytes(GzipPacked(body)), body, key=len)
        self._send(struct.pack("<Iq", _RPC_RESULT, message_id) + body, reply=True)

    def _send(self, body: bytes, *, reply: bool, content: bool = True) -> None:
        if self._known is not None:
            self._wrap_and_write(self._known[1].seal(body, reply=reply, content=content))

    def _wrap_and_write(self, packet: bytes) -> None:
        if self._framing is not None:
            self._write(self._framing.wrap(packet))

    def _write(self, frame: bytes) -> None:
        if self._house.frozen:
            self._held.append(frame)
        elif self._transport is not None and not self._transport.is_closing():
            self._transport.write(frame)
