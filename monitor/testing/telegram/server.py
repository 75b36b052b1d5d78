"""The loopback Telegram server: its sockets, its faults, and the calls that drive it."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from telethon.sessions import StringSession
from telethon.tl import types

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.connection import Connection
from monitor.testing.telegram.discussion import Discussion
from monitor.testing.telegram.faults import CallError, Faults
from monitor.testing.telegram.handshake import Handshake, public_key_pem
from monitor.testing.telegram.methods import method_name, method_of
from monitor.testing.telegram.people import Key, User
from monitor.testing.telegram.pushes import Pushes
from monitor.testing.telegram.world import World

_CALLS_KEPT = 10_000
_WITHOUT_SIGN_IN = ("auth.", "help.", "account.getPassword")


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came in. `at` is `time.monotonic()`; `user_id` is None before sign-in."""

    at: float
    user_id: int | None
    method: str
    request: Any


class Server:
    """One small Telegram on 127.0.0.1. Make it with `await Server.start()`, or `async with Server() as server`.

    `calls` are the latest calls; `pushed` says when each new post was handed to a socket, as
    {(channel id, message id): time.monotonic_ns()}; `on_push` listeners are told the same three numbers.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0, dc: int = 2) -> None:
        self.host = host
        self.port = port
        self.dc = dc
        self.frozen = False
        self.refusing = False
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._connections: set[Connection] = set()
        self._faults = Faults()
        self._pushes = Pushes(self._connections)
        self.pushed = self._pushes.stamps
        self.on_push = self._pushes.listeners
        self.world = World(dc, self._publish)
        self._listener: asyncio.Server | None = None
        self._empty = asyncio.Event()
        self._empty.set()

    # Life

    @classmethod
    async def start(cls, host: str = "127.0.0.1", port: int = 0, dc: int = 2) -> Self:
        """A server that listens; port 0 takes a free one."""
        server = cls(host, port, dc)
        await server.open_port()
        return server

    async def stop(self) -> None:
        """Stop listening, drop every connection, wait until they are gone."""
        listener = self._listener
        self.close_port()
        await self._empty.wait()
        if listener is not None:
            await listener.wait_closed()

    async def __aenter__(self) -> Self:
        if self._listener is None:
            await self.open_port()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def open_port(self) -> None:
        """Listen (again), on the same port as before."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Connection(self), self.host, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    def close_port(self) -> None:
        """Nobody listens any more, and every connection is dropped."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self.drop_connections()

    @property
    def public_key_pem(self) -> str:
        """The key that a client must trust to shake hands; a session from `session_for` needs none."""
        return public_key_pem()

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._connections)

    # Who and what exists

    def add_user(self, name: str = "desk", phone: str = "15550001", password: str = "") -> User:
        """A new account; a password makes sign-in ask for it."""
        return self.world.add_user(name, phone, password)

    def session_for(self, user: User) -> str:
        """A string session that is signed in already: one new device of this account."""
        session = StringSession()
        session.set_dc(self.dc, self.host, self.port)
        session.auth_key = self.world.add_key(user=user).auth
        return str(session.save())

    def add_channel(self, title: str, handle: str = "", private: bool = False, verified: bool = False) -> Channel:
        """A new channel; one without a handle can only be addressed by who was given its hash."""
        return self.world.add_channel(title, handle, private=private, verified=verified)

    def add_discussion(self, channel: Channel, handle: str = "") -> Discussion:
        """A group in which the channel's posts can be commented on."""
        return self.world.add_discussion(channel, handle)

    def remove_channel(self, channel: Channel) -> None:
        """The channel vanishes: members are told, calls answer CHANNEL_INVALID."""
        self._pushes.announce_loss(channel)
        del self.world.channels[channel.id]

    def move_handle(self, handle: str, to: Channel) -> None:
        """Give a handle to another channel, as sold or seized handles go."""
        owner = self.world.channel_by_handle(handle)
        if owner is not None:
            owner.rename(handle="")
        to.rename(handle=handle)

    def join(self, user: User, channel: Channel) -> None:
        """Make an account a member."""
        channel.members.add(user.id)

    def leave(self, user: User, channel: Channel) -> None:
        """Make it one no longer."""
        channel.members.discard(user.id)

    @property
    def login_code(self) -> str:
        """The code that sign-in expects."""
        return self.world.login_code

    @login_code.setter
    def login_code(self, code: str) -> None:
        self.world.login_code = code

    @property
    def too_long_after(self) -> int:
        """More missed pts than this make a channel difference answer TooLong."""
        return self.world.too_long_after

    @too_long_after.setter
    def too_long_after(self, pts: int) -> None:
        self.world.too_long_after = pts

    @property
    def difference_timeout(self) -> float:
        """For how many seconds asking for a difference makes the server push to one who is no member."""
        return self.world.difference_timeout

    @difference_timeout.setter
    def difference_timeout(self, seconds: float) -> None:
        self.world.difference_timeout = seconds

    # Faults

    def flood(self, method: str = "messages.getHistory", seconds: int = 7, times: int = 1) -> None:
        """The next calls of a method answer FLOOD_WAIT."""
        self.fail(method, 420, f"FLOOD_WAIT_{seconds}", times)

    def fail(self, method: str, code: int, text: str, times: int = 1) -> None:
        """The next calls of a method answer an error."""
        self._faults.fail(method, CallError(code, text), times)

    def delay(self, seconds: float, method: str | None = None) -> None:
        """Answers to a method, or to all, come late; 0 ends it."""
        self._faults.delay(seconds, method)

    def drop_connections(self) -> None:
        """Reset every connection."""
        for connection in tuple(self._connections):
            connection.abort()

    def half_open(self) -> None:
        """Keep all sockets, old and new, but read nothing and send nothing."""
        self.frozen = True
        for connection in self._connections:
            connection.freeze()

    def recover(self) -> None:
        """End `half_open`: what was held back arrives, as it does over TCP."""
        self.frozen = False
        for connection in tuple(self._connections):
            connection.thaw()

    def refuse(self, refusing: bool = True) -> None:
        """Accept new connections and close them at once; those that stand are left alone."""
        self.refusing = refusing

    def revoke(self, user: User) -> None:
        """Sign the account out everywhere: calls answer AUTH_KEY_UNREGISTERED."""
        for key in self.world.keys_of(user):
            key.user = None
            self._drop(key)

    def ban(self, user: User) -> None:
        """Calls answer USER_DEACTIVATED_BAN from now on."""
        user.banned = True

    def duplicate_key(self, user: User) -> None:
        """As if a second address had used the session: it is dead, calls answer AUTH_KEY_DUPLICATED."""
        for key in self.world.keys_of(user):
            key.refusal = CallError(406, "AUTH_KEY_DUPLICATED")

    def forget_key(self, user: User) -> None:
        """The next packet under the account's keys gets the transport error -404."""
        for key in self.world.keys_of(user):
            key.user = None
            del self.world.keys[key.auth.key_id]

    def expire_references(self) -> None:
        """File references handed out so far stop working."""
        self.world.shelf.expire()

    async def drain(self) -> None:
        """Wait until every client's socket takes more."""
        for connection in tuple(self._connections):
            await connection.drain()

    # What connections ask

    def key_of(self, key_id: int) -> Key | None:
        """The auth key with this id."""
        return self.world.keys.get(key_id)

    def admit(self, handshake: Handshake) -> None:
        """A handshake is through: register its key."""
        self.world.add_key(handshake.key)

    def arrived(self, connection: Connection) -> None:
        """A client connected; also one whose connection was under way when the port closed."""
        self._connections.add(connection)
        self._empty.clear()
        if self.refusing or self._listener is None:
            connection.abort()

    def left(self, connection: Connection) -> None:
        """A connection is gone."""
        self._connections.discard(connection)
        if not self._connections:
            self._empty.set()

    def take_call(self, connection: Connection, request: Any) -> tuple[Any, float]:
        """The answer to a call, an error among them, and after how many seconds to give it."""
        name = method_name(request)
        user = connection.signed_in
        self.calls.append(Call(time.monotonic(), user.id if user else None, name, request))
        try:
            answer = self._answer(connection, name, request)
        except CallError as error:
            answer = types.RpcError(error.code, error.text)
        return answer, self._faults.delay_of(name)

    def _answer(self, connection: Connection, name: str, request: Any) -> Any:
        error = connection.key.refusal or self._faults.next_error(name)
        if error is not None:
            raise error
        method = method_of(name)
        if not name.startswith(_WITHOUT_SIGN_IN) and connection.user.banned:
            raise CallError(401, "USER_DEACTIVATED_BAN")
        return method(self.world, connection, request)

    def _publish(self, channel: Channel, updates: list[Any], message_ids: Sequence[int]) -> None:
        messages = [update.message for update in updates if hasattr(update, "message")]
        self._pushes.fan_out(
            channel, updates, message_ids, lambda user_id: self.world.chats(channel, messages, user_id)
        )

    def _drop(self, key: Key) -> None:
        for connection in tuple(self._connections):
            if connection.uses(key):
                connection.abort()
