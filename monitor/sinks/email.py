"""The `email` kind: notices as mails of a thread, as text and as HTML."""

import asyncio
import re
import socket
import ssl
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import blake2b
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._layout import headline, layout
from monitor.sinks._mail import as_html, as_text
from monitor.sinks._options import Rates, Seconds, Texts
from monitor.sinks._text import flat
from monitor.sinks._transport import Transport

_LONGEST = 30_000
_FAREWELL = 2.0  # seconds for a server to say goodbye; the mail has been taken by then
_TAKEN_KEPT = 256
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[^\s<>@,;:\"\\]+@[^\s<>@,;:\"\\]+")


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    if not _ADDRESS.fullmatch(address) or not address.isascii() or not text.isprintable():
        raise ValueError(f"{text!r} is not a mail address: write it as desk@example.org or Desk <desk@example.org>")
    return Address(name, addr_spec=address)


def _is_address(text: str) -> str:
    _address(text)
    return text


def _certificates(value: Path) -> Path:
    try:
        ssl.create_default_context(cafile=value)
    except OSError as error:  # of which errors of TLS are a kind
        why = "no certificates in PEM" if isinstance(error, ssl.SSLError) else error.strerror
        raise ValueError(f"cannot be read ({why}): name a file of certificates in PEM") from None
    return value


class EmailOptions(Options):
    """Options of a mailbox."""

    model_config = ConfigDict(hide_input_in_errors=True)

    to: Annotated[Texts, Field(min_length=1)] = Field(description="Addresses to send to; one mail goes to all of them.")
    host: str = Field(default="localhost", min_length=1, description="The mail server that takes our mail.")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Its port; by default 587 for starttls, 465 for tls, 25 for none."
    )
    security: Literal["starttls", "tls", "none"] | None = Field(
        default=None, description="How the connection is protected; by default starttls, and none for localhost."
    )
    username: str = Field(default="", description="The name to sign in with, if the server asks for it.")
    password: SecretStr = Field(default=SecretStr(""), description="The password to sign in with.")
    ca: Annotated[Path, AfterValidator(_certificates)] | None = Field(
        default=None, description="A file of certificates (PEM) to trust instead of the usual ones."
    )
    from_: Annotated[str, AfterValidator(_is_address)] = Field(
        default="Channel monitor <monitor@localhost>",
        alias="from",
        description="The sender, such as monitor@example.org.",
    )
    subject_prefix: str = Field(default="", description="Stands before every subject, such as [desk].")
    timeout: Seconds = Field(default=30.0, description="How long a mail may take in all, such as 30s.")
    rate: Rates = Field(default=(), description="At most so many mails, such as 100/h, or a list; by default no limit.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for recipient in self.to:
            _address(recipient)
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("username and password go together: give both or none")
        if self.username and self.protection == "none" and not _is_local(self.host):
            raise ValueError("security: none would send the password in the clear; use starttls or tls")
        return self

    @property
    def protection(self) -> Literal["starttls", "tls", "none"]:
        return self.security or ("none" if _is_local(self.host) else "starttls")


class Email:
    """Sends each notice as a mail with a text and an HTML part; updates of an alert stay in its thread.

    What a thread is known by comes from the alert, so that it holds even where its first mail never arrived.

    A 4xx answer of the server is tried again, a 5xx is final. Where the server takes a mail for some recipients only,
    it is tried again for those whom it put off (4xx), and for nobody else; whom it refused for good (5xx) the receipt
    counts. The server may be on a private network (one's own relay commonly is), so there is no `allow_private` here.
    """

    kind: ClassVar[str] = "email"
    options: ClassVar[type[Options]] = EmailOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 2
    whole: ClassVar[bool] = False

    def __init__(self, options: EmailOptions, transport: Transport) -> None:
        self.pace: tuple[Rate, ...] = options.rate
        self._options = options
        self._transport = transport
        self._clock = transport.clock
        self._from = _address(options.from_)
        self._to = tuple(_address(recipient) for recipient in options.to)
        # What the server said of each recipient of notices that it did not take for all, "" for "taken".
        self._taken: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._tls = None if options.protection == "none" else ssl.create_default_context(cafile=options.ca)

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The mail as text; the HTML part says the same."""
        del delivery
        to = ", ".join(map(str, self._to))
        head = f"From: {self._from}\nTo: {to}\nSubject: {self._subject(notice)}"
        return [f"{head}\n\n{as_text(layout(notice, _LONGEST))}"]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        message = self._message(notice, delivery)
        done = self._taken.setdefault(delivery.key, {})
        while len(self._taken) > _TAKEN_KEPT:
            self._taken.popitem(last=False)
        due = [address.addr_spec for address in self._to if address.addr_spec not in done]
        try:
            refused = await self._hand_over(message, due)
        except TimeoutError:
            raise Unavailable(f"{self._options.host} did not answer in time") from None
        except (SMTPException, OSError, MessageError) as error:
            refused = _refused(error) if done else {}  # who was put off is refused by now; others have the mail
            if not refused:
                raise _complaint(error, self._options.host) from None
        done |= {address: refused.get(address, "") for address in due}
        self._wait_for_others(done)
        self._taken.pop(delivery.key, None)
        first = delivery.thread.get("message_id") or message["Message-ID"]
        lost = sum(bool(said) for said in done.values())
        status = f"sent, but refused for {lost} of {len(self._to)} recipients" if lost else "sent"
        return Receipt(status=status, thread={"message_id": str(first)})

    def _wait_for_others(self, done: dict[str, str]) -> None:
        """Raise, where the server put some recipients off: the next try is for these."""
        later = {address: said for address, said in done.items() if said.startswith("4")}
        for address in later:
            del done[address]
        if later:
            told = f"{self._options.host} took it, but not yet for {len(later)} of {len(self._to)} recipients"
            raise Unavailable(f"{told}: {next(iter(later.values()))}")

    async def _hand_over(self, message: EmailMessage, to: Sequence[str]) -> dict[str, str]:
        """Send one mail over a connection of its own; what the server said to each recipient that it refused."""
        options = self._options
        client = aiosmtplib.SMTP(
            hostname=options.host,
            port=options.port or _PORTS[options.protection],
            use_tls=options.protection == "tls",
            start_tls=options.protection == "starttls",
            tls_context=self._tls,
            username=options.username or None,
            password=options.password.get_secret_value() or None,
            timeout=options.timeout,
            local_hostname=_own_name(),  # the library would ask a name server for it, and block the loop
        )
        try:
            async with asyncio.timeout(options.timeout):
                await client.connect()
                refused, _ = await client.send_message(message, recipients=list(to))
            # Whatever becomes of the farewell: the mail has been taken, and must not be sent again.
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(_FAREWELL):
                    await client.quit()
        finally:
            client.close()
        return {address: _said(answer.code, answer.message) for address, answer in refused.items()}

    def _subject(self, notice: Notice) -> str:
        return flat(f"{self._options.subject_prefix} {headline(notice)}".strip(), 200)

    def _ident(self, of: str) -> str:
        return f"<{_digest(of)}@{self._from.domain}>"

    def _message(self, notice: Notice, delivery: Delivery) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self._subject(notice)
        message["From"] = self._from
        message["To"] = self._to
        message["Date"] = format_datetime(datetime.fromtimestamp(self._clock.now() // 1000, UTC))
        root = self._ident(f"{delivery.alert}:{delivery.receiver}:{delivery.entry}")
        if delivery.number == 1:
            message["Message-ID"] = root
        else:
            message["Message-ID"] = self._ident(delivery.key)
            first = str(delivery.thread.get("message_id", root))
            message["In-Reply-To"] = first
            message["References"] = " ".join(dict.fromkeys((root, first)))
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["X-Monitor-Alert"] = _digest(notice.alert)
        message["X-Monitor-Rule"] = flat(notice.rule, 60)
        message["X-Monitor-Severity"] = notice.severity
        blocks = layout(notice, _LONGEST, self._transport.links(notice, delivery))
        message.set_content(as_text(blocks), cte="base64")
        message.add_alternative(as_html(blocks, notice.severity), subtype="html", cte="base64")
        return message


def _said(code: int, message: str) -> str:
    return f"{code} {flat(message, 120)}".rstrip()


def _refused(error: Exception) -> dict[str, str]:
    """What the server said to each recipient, where it refused all of them."""
    if not isinstance(error, SMTPRecipientsRefused):
        return {}
    return {one.recipient: _said(one.code, one.message) for one in error.recipients}


def _complaint(error: Exception, host: str) -> MonitorError:
    """What an answer of the server, or none, means."""
    if isinstance(error, SMTPRecipientsRefused):
        softest = min(error.recipients, key=lambda recipient: recipient.code)
        return _judged(softest.code, f"{host} refused every recipient: {_said(softest.code, softest.message)}")
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):  # what was said may repeat what was sent
        return _judged(error.code, f"{host} refused the sign-in ({error.code}): check username and password")
    if isinstance(error, SMTPResponseException):
        return _judged(error.code, f"{host} answered {_said(error.code, error.message)}")
    # The library raises its bare base class where STARTTLS or a way to sign in is not offered.
    if isinstance(error, aiosmtplib.SMTPNotSupported) or type(error) is SMTPException:
        return Rejected(f"{host} does not offer what was asked for (STARTTLS, sign-in or UTF-8): check `security`")
    if isinstance(error, MessageError):
        return Rejected(f"no mail can be made of this notice ({type(error).__name__})")
    if _has_cause(error, ssl.SSLCertVerificationError):
        return Unavailable(f"{host} shows a certificate that does not hold; `ca` can name one to trust")
    return Unavailable(f"{host} cannot be reached or broke off ({type(error).__name__})")


def _judged(code: int, said: str) -> MonitorError:
    return Rejected(said) if 500 <= code < 600 else Unavailable(said)


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _own_name() -> str:
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else "localhost"


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
