"""A mail server that keeps what it is given and refuses what it is told to."""

import asyncio
import ssl
import time
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from msgspec import Struct


class Mail(Struct, frozen=True):
    """One mail that was taken. `at_ns` is monotonic; `recipients` are those of the envelope."""

    message: EmailMessage
    sender: str
    recipients: tuple[str, ...]
    at_ns: int
    secure: bool
    user: str = ""

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


class MailReceiver:
    """Takes mail on 127.0.0.1 while open (`async with`), in the running loop, and keeps it in `mails`.

    `replies` are given one a mail instead of "250 OK", in order, such as "451 try later". `refused` maps
    recipients to the reply that they get. With `login` (name, password), only who signs in may send.
    With `tls`, STARTTLS is offered, or everything is encrypted if `implicit`.
    """

    def __init__(
        self,
        *,
        replies: Sequence[str] = (),
        refused: dict[str, str] | None = None,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        on_receive: Callable[[Mail], None] | None = None,
    ) -> None:
        self.mails: list[Mail] = []
        self.replies = deque(replies)
        self.refused = refused if refused is not None else {}
        self.port = 0
        self.silent = False
        self._login, self._tls, self._implicit, self._on_receive = login, tls, implicit, on_receive
        self._news = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        implicit = self._tls if self._implicit else None
        self._server = await loop.create_server(self._connection, "127.0.0.1", 0, ssl=implicit)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await asyncio.gather(*(connection.leave() for connection in tuple(self._open)))
            await self._server.wait_closed()

    async def wait_for(self, count: int, timeout: float = 60.0) -> list[Mail]:  # noqa: ASYNC109
        """Wait until so many mails have come in all. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while len(self.mails) < count:
                self._news.clear()
                await self._news.wait()
        return self.mails

    # The names of these two are those that the server library calls.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.replies:
            reply = self.replies.popleft()
            if not reply.startswith("2"):
                return reply
        mail = self._parsed(session, envelope)
        self.mails.append(mail)
        self._news.set()
        if self._on_receive is not None:
            self._on_receive(mail)
        return "250 OK"

    def _parsed(self, session: Session, envelope: Envelope) -> Mail:
        content = envelope.original_content or b""
        message = message_from_bytes(content, _class=EmailMessage, policy=default)
        signed_in: Any = session.auth_data
        user = signed_in.login.decode() if isinstance(signed_in, LoginPassword) else ""
        secure = session.ssl is not None or self._implicit
        recipients = tuple(str(recipient) for recipient in envelope.rcpt_tos)
        return Mail(message, str(envelope.mail_from), recipients, time.monotonic_ns(), secure, user)

    def _connection(self) -> "_Connection":
        with warnings.catch_warnings():
            # The library frowns on sign-in without TLS of its own; on loopback it does no harm.
            warnings.simplefilter("ignore", UserWarning)
            return _Connection(
                self,
                self._open,
                enable_SMTPUTF8=True,
                hostname="receiver.localhost",
                loop=asyncio.get_running_loop(),
                tls_context=None if self._implicit else self._tls,
                auth_required=self._login is not None,
                auth_require_tls=False,
                authenticator=self._signs_in,
            )

    def _signs_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self._login, handled=False, auth_data=data)


class _Connection(SMTP):
    """One connection, which can be waited for until its task is gone too."""

    def __init__(self, receiver: MailReceiver, seats: set["_Connection"], **options: Any) -> None:
        super().__init__(receiver, **options)
        self._receiver, self._seats = receiver, seats
        seats.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._seats.discard(self)

    async def push(self, status: Any) -> None:
        if not self._receiver.silent:
            await super().push(status)

    async def leave(self) -> None:
        # After STARTTLS there are two transports; a handshake that failed leaves only the lower one.
        for transport in (self.transport, self._original_transport):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
            await asyncio.gather(self._handler_coroutine, return_exceptions=True)
