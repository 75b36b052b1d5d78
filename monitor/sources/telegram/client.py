"""The one place that touches Telethon's insides (pinned, and held by tests).

Telethon's own loops lose what a channel difference brings, reconnect without a pause, give up on a closed
port, and notice a silent link after two minutes. So this client connects once and says when the link is
lost; it hands every raw update on as it came, and pings for itself.
"""

import asyncio
import contextlib
import copy
import logging
import random
from collections.abc import Callable
from typing import Any

import structlog
from telethon import TelegramClient
from telethon.errors import InvalidDCError
from telethon.network import MTProtoSender
from telethon.sessions import StringSession
from telethon.tl import functions
from telethon.tl.alltlobjects import LAYER

from monitor.sources.telegram.acks import Unconfirmed
from monitor.sources.telegram.pace import Pace

BURST = 256
"""Updates handled before other tasks get their turn."""

_log = structlog.get_logger(__name__)

_CLOSING = 2.0  # seconds


class LinkLost(ConnectionError):
    """The connection is gone, or the other side has fallen silent."""


class QuietSession(StringSession):  # type: ignore[misc]
    """A session that keeps no list of everything it was ever told about: addresses live in our store."""

    def process_entities(self, tlo: Any) -> None:
        """Take no notice."""


class Client(TelegramClient):  # type: ignore[misc]
    """One connection. `on_updates` gets every raw update, `on_idle` is called when no more wait.

    `on_alive` is called whenever a ping was answered, with how many seconds ago it was sent.
    """

    def __init__(
        self,
        session: StringSession,
        api_id: int,
        api_hash: str,
        *,
        pace: Pace,
        on_updates: Callable[[Any], None],
        on_idle: Callable[[], None],
        on_alive: Callable[[float], None],
        **transport: Any,
    ) -> None:
        super().__init__(
            session,
            api_id,
            api_hash,
            timeout=pace.connect_timeout,
            request_retries=1,
            connection_retries=1,
            retry_delay=0,
            auto_reconnect=False,
            flood_sleep_threshold=0,
            raise_last_call_error=True,
            receive_updates=True,
            base_logger=logging.getLogger("telethon"),
            **transport,
        )
        self._sender._pending_ack = Unconfirmed(self._sender._send_queue._ready.set)  # noqa: SLF001
        self._pace = pace
        self._on_updates = on_updates
        self._on_idle = on_idle
        self._on_alive = on_alive
        self._asked: set[asyncio.Future[Any]] = set()
        self._elsewhere: dict[int, MTProtoSender] = {}
        self._lost: asyncio.Future[BaseException | None] | None = None

    async def connect(self) -> None:
        """Connect once, tell the server who we are, and start the loops.

        Raises what the network or the server says; `judge` knows what it means.
        """
        self._loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._pace.connect_timeout):
            await self._sender.connect(
                self._connection(
                    self.session.server_address,
                    self.session.port,
                    self.session.dc_id,
                    loggers=self._log,
                    proxy=self._proxy,
                )
            )
            self._lost = self._loop.create_future()
            self._sender._disconnected.add_done_callback(self._link_ended)  # noqa: SLF001
            self.session.auth_key = self._sender.auth_key
            self._init_request.query = functions.help.GetConfigRequest()
            hello = functions.InvokeWithLayerRequest(LAYER, self._init_request)
            await self.ask(hello, self._pace.connect_timeout)
        self._updates_handle = asyncio.create_task(self._update_loop(), name="telegram-updates")
        self._keepalive_handle = asyncio.create_task(self._keepalive_loop(), name="telegram-ping")
        for loop in (self._updates_handle, self._keepalive_handle):
            loop.add_done_callback(self._loop_ended)

    async def ask(self, request: Any, seconds: float, dc: int = 0) -> Any:
        """Send one request and wait for its answer, once: waits and second tries belong to the caller.

        `dc`: ask that data centre; only files lie elsewhere than in the account's own.
        """
        if dc in (0, self.session.dc_id):
            return await self._ask(self._sender, request, seconds)
        sender = self._elsewhere.get(dc)
        if sender is None or not sender.is_connected():
            sender = self._elsewhere[dc] = await self._sign_in(dc)
        return await self._ask(sender, request, seconds)

    async def _sign_in(self, dc: int) -> MTProtoSender:
        """A connection to another data centre, under a key of its own that this account vouches for."""
        config = await self.ask(functions.help.GetConfigRequest(), self._pace.call_timeout)
        usable = (one for one in config.dc_options if one.id == dc and not (one.ipv6 or one.cdn or one.tcpo_only))
        option = next(usable, None)
        if option is None:
            raise InvalidDCError(None, f"no address of data centre {dc} is known")
        sender = MTProtoSender(None, loggers=self._log, retries=1, auto_reconnect=False)
        address = option.ip_address, option.port, option.id
        async with asyncio.timeout(self._pace.connect_timeout):
            await sender.connect(self._connection(*address, loggers=self._log, proxy=self._proxy))
        try:
            voucher = await self.ask(functions.auth.ExportAuthorizationRequest(dc), self._pace.call_timeout)
            hello = copy.copy(self._init_request)
            hello.query = functions.auth.ImportAuthorizationRequest(voucher.id, voucher.bytes)
            await self._ask(sender, functions.InvokeWithLayerRequest(LAYER, hello), self._pace.call_timeout)
        except BaseException:
            await sender.disconnect()
            raise
        return sender

    async def _ask(self, sender: MTProtoSender, request: Any, seconds: float) -> Any:
        future: asyncio.Future[Any] = sender.send(request)
        self._asked.add(future)
        try:
            async with asyncio.timeout(seconds):
                return await future
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if future.cancelled() and task is not None and not task.cancelling():
                raise LinkLost("the connection ended before the answer came") from None
            raise
        finally:
            self._asked.discard(future)

    async def lost(self) -> BaseException | None:
        """Wait until the link is gone; returns why, if anybody said."""
        if self._lost is None:
            return None
        return await asyncio.shield(self._lost)

    async def close(self) -> None:
        """Drop the link at once: what is still buffered for a silent peer is not waited for."""
        self._abort()
        elsewhere, self._elsewhere = list(self._elsewhere.values()), {}
        for disconnect in (*(sender.disconnect for sender in elsewhere), self._disconnect):
            with contextlib.suppress(Exception):
                async with asyncio.timeout(_CLOSING):  # Telethon waits for its own loops, for ever if one hangs
                    await disconnect()
        self._fail_asked()

    def _link_ended(self, ended: "asyncio.Future[Any]") -> None:
        error = None if ended.cancelled() else ended.exception()
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(error)
        self._fail_asked(error)

    def _loop_ended(self, loop: "asyncio.Task[None]") -> None:
        """A bug in one of our loops must not leave a link that is up and deaf."""
        error = None if loop.cancelled() else loop.exception()
        if error is not None and self._lost is not None and not self._lost.done():
            self._lost.set_result(error)

    def _fail_asked(self, error: BaseException | None = None) -> None:
        for future in list(self._asked):
            if not future.done():
                future.set_exception(error or LinkLost("the connection ended"))

    def _abort(self) -> None:
        connection = self._sender._connection  # noqa: SLF001
        writer = getattr(connection, "_writer", None)
        if writer is not None:
            writer.transport.abort()

    async def _update_loop(self) -> None:
        queue: asyncio.Queue[Any] = self._updates_queue
        while True:
            self._on_updates(await queue.get())
            for _ in range(BURST):
                if queue.empty():
                    break
                self._on_updates(queue.get_nowait())
            self._on_idle()
            await asyncio.sleep(0)

    async def _keepalive_loop(self) -> None:
        while True:
            await asyncio.sleep(self._pace.ping_every)
            sent = self._loop.time()
            try:
                await self.ask(functions.PingRequest(random.getrandbits(62)), self._pace.ping_timeout)
            except TimeoutError:
                _log.warning("telegram_link_silent", after_s=self._pace.ping_every + self._pace.ping_timeout)
                self._abort()
                return
            except (OSError, EOFError):
                return
            self._on_alive(self._loop.time() - sent)
