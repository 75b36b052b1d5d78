"""The `ntfy` kind: notices as push messages of an ntfy server."""

import base64
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt, Severity
from monitor.ports.options import Options
from monitor.ports.sink import Rate
from monitor.sinks._cut import cut_bytes
from monitor.sinks._fit import Links, fitting
from monitor.sinks._layout import Block, first_link, headline, safe_link, untitled
from monitor.sinks._mail import as_text
from monitor.sinks._options import Rates, Seconds, Updates, base_address, plain_token
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

_LONGEST = 3_000
_MOST_BYTES = 4_096  # what is longer would arrive as a file
_MOST_JSON = 8_192 - 256  # of all of a message as JSON: twice as much, less the topic and what is around it
_MOST_AROUND = 3_000  # of what is beside the text
_LONGEST_TITLE = 200
_MOST_BUTTONS = 3
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_PRIORITY: dict[Severity, int] = {"info": 2, "low": 2, "medium": 3, "high": 4, "critical": 5}
_SIGN: dict[Severity, list[str]] = {"high": ["warning"], "critical": ["rotating_light"]}

_PACE = (Rate(60, 300_000),)  # what ntfy.sh allows anybody, one more every five seconds


class _Reply(msgspec.Struct):
    """What a server answers: the message that it took, or why not."""

    id: str = ""
    error: str = ""


def _topic(value: SecretStr) -> SecretStr:
    if not _TOPIC.fullmatch(value.get_secret_value()):
        raise ValueError("is no name of a topic: it has 1 to 64 of the letters a-z, A-Z, digits, - and _")
    return value


class NtfyOptions(Options):
    """Options of a topic."""

    model_config = ConfigDict(hide_input_in_errors=True)

    server: Annotated[str, AfterValidator(base_address)] = Field(
        default="https://ntfy.sh", description="The address of the server, without the topic."
    )
    topic: Annotated[SecretStr, AfterValidator(_topic)] = Field(
        description="The topic, treated as a secret: who knows its name can read it, unless the server protects it."
    )
    token: Annotated[SecretStr, AfterValidator(plain_token)] | None = Field(
        default=None, description="An access token (tk_…), where the topic is protected."
    )
    username: str | None = Field(default=None, description="The user, where there is no token.")
    password: SecretStr | None = Field(default=None, description="The user's password.")
    updates: Updates = Field(
        default="reply",
        description="reply: what follows an alert is a message of its own; edit: it takes the place of the first "
        "(server 2.16 and later).",
    )
    allow_private: bool = Field(default=False, description="Allow a server on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(
        default=(), description="At most so many, such as 20/min, or a list; by default 60 in five minutes."
    )

    @model_validator(mode="after")
    def _one_login(self) -> Self:
        if self.token is not None and (self.username or self.password):
            raise ValueError("has a token and a user: keep one of them")
        if (self.username is None) != (self.password is None):
            raise ValueError("has one of username and password: give both")
        return self


class Ntfy:
    """Sends each notice as a push message: severity as its priority, the first post behind a tap.

    A message has at most 4,096 bytes: what does not fit is cut, and the link stays. Too many requests (429) and
    server errors are tried again; a topic or login that is refused is final. A repeat after a crash takes the place
    of the first message on servers from 2.16 on.
    """

    kind: ClassVar[str] = "ntfy"
    options: ClassVar[type[Options]] = NtfyOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(self, options: NtfyOptions, transport: Transport) -> None:
        self.pace: tuple[Rate, ...] = options.rate or _PACE
        self._options = options
        self._transport = transport
        self._topic = options.topic.get_secret_value()
        self._headers = {"content-type": "application/json", **_login(options)}
        self.whole = options.updates == "edit"

    def render(self, notice: Notice, delivery: Delivery) -> list[str | dict[str, Any]]:
        """The message, without its topic."""
        del delivery
        return [_message(notice)]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        import httpx  # slow to import, and a check of the options sends nothing

        earlier = delivery.thread.get("sequence_id") if self.whole else None
        sequence = earlier or blake2b(delivery.key.encode(errors="replace"), digest_size=16).hexdigest()
        message = _message(notice, self._transport.links(notice, delivery))
        answer = await self._transport.post(
            httpx.URL(f"{self._options.server}/"),
            msgspec.json.encode({"topic": self._topic, "sequence_id": sequence, **message}),
            self._headers,
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )
        self._judge(answer)
        return Receipt(thread={"sequence_id": sequence})

    def _judge(self, answer: Answer) -> None:
        """Raise what an answer means, if it is not that the message was taken."""
        try:
            reply = msgspec.json.decode(answer.body, type=_Reply)
        except msgspec.MsgspecError:
            reply = _Reply()
        if answer.ok and (reply.id or not answer.whole):
            return
        if answer.ok or not reply.error:
            answer.check()
            raise Unavailable(f"{answer.host} does not answer as an ntfy server does")
        said = f"{answer.host} answered {answer.status}: {flat(reply.error.replace(self._topic, '…'), 160)}"
        if answer.status in {408, 425, 429} or answer.status >= 500:
            raise Unavailable(said, answer.retry_after, limited=answer.status == 429)
        if answer.status in {401, 403}:
            raise Rejected(f"{said}; check the login, and whether it may write to the topic")
        raise Rejected(said)


def _login(options: NtfyOptions) -> dict[str, str]:
    if options.token is not None:
        return {"authorization": f"Bearer {options.token.get_secret_value()}"}
    if options.username is None or options.password is None:
        return {}
    pair = f"{options.username}:{options.password.get_secret_value()}".encode()
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _message(notice: Notice, links: Links = ()) -> dict[str, Any]:
    """A message, with a button for each of `links` (what readers may do) and of the first posts."""
    link = first_link(notice)
    around: dict[str, Any] = {
        "title": flat(headline(notice), _LONGEST_TITLE),
        "priority": _PRIORITY[notice.severity],
        "tags": [*_SIGN.get(notice.severity, ()), notice.severity],
    }
    if link:
        around["click"] = link
    shown = [*links, *_posts(notice)][:_MOST_BUTTONS]
    buttons = [{"action": "view", "label": label, "url": address} for label, address in shown]
    while len(buttons) > len(links) and _size(around | {"actions": buttons}) > _MOST_AROUND:
        buttons.pop()  # links of a post may be long
    if buttons:
        around["actions"] = buttons
    text = fitting(notice, _LONGEST, _text, lambda made: _is_taken(around, made))
    most = _MOST_BYTES
    while not _is_taken(around, told := cut_bytes(text, most, link)):
        most = most * 7 // 8  # signs that JSON writes as two
    return {"title": around.pop("title"), "message": told, **around}


def _is_taken(around: dict[str, Any], text: str) -> bool:
    return len(text.encode()) <= _MOST_BYTES and _size(around | {"message": text}) <= _MOST_JSON


def _size(message: dict[str, Any]) -> int:
    return len(msgspec.json.encode(message))


def _text(blocks: tuple[Block, ...]) -> str:
    return as_text(untitled(blocks)).strip()


def _posts(notice: Notice) -> Iterator[tuple[str, str]]:
    """Label and address of each post that has a link."""
    links = dict.fromkeys(filter(None, map(safe_link, notice.excerpts)))
    for number, link in enumerate(links, 1):
        yield "Open the post" if len(links) == 1 else f"Open post {number}", link
