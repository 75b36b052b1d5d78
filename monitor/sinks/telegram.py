"""The `telegram` kind: notices as messages of a bot."""

import re
from collections import OrderedDict
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import SEVERITIES, Delivery, Notice, Receipt, Severity
from monitor.ports.options import Options
from monitor.sinks._chat import Piece, keyboard, pieces
from monitor.sinks._layout import layout, safe_link
from monitor.sinks._options import Seconds
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

_LONGEST = 10_000
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,100}")
_CHAT = re.compile(r"-?\d{1,20}|@[A-Za-z]\w{3,31}", re.ASCII)
_BUTTON = re.compile(r"button|reply.?markup", re.IGNORECASE)
_BEGUN_KEPT = 256


class _Parameters(msgspec.Struct):
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


class _Message(msgspec.Struct):
    message_id: int


class _Reply(msgspec.Struct):
    """What the Bot API answers to `sendMessage`."""

    ok: bool
    result: _Message | None = None
    description: str = ""
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not the token of a bot: BotFather gives one like 123456:ABC-DEF")
    return value


def _chat(value: str) -> str:
    if not _CHAT.fullmatch(value):
        raise ValueError("is neither the number of a chat (-1001234567890) nor the @name of a public one")
    return value


def _base(value: str) -> str:
    import httpx  # slow to import, and hardly anybody has a server of their own

    try:
        url = httpx.URL(value)
    except httpx.InvalidURL:
        raise ValueError("is not a web address: give a plain one, such as https://api.telegram.org") from None
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.userinfo:
        raise ValueError("must be a plain http:// or https:// address")
    return value.rstrip("/")


class TelegramOptions(Options):
    """Options of a bot's chat."""

    model_config = ConfigDict(hide_input_in_errors=True)

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(description="The bot's token, from BotFather.")
    chat: Annotated[str, Field(coerce_numbers_to_str=True), AfterValidator(_chat)] = Field(
        description="The chat: its number, or the @name of a public group or channel. The bot must be a member."
    )
    topic: int | None = Field(default=None, ge=1, description="The number of a topic, in a group that has topics.")
    silent_below: Severity = Field(
        default="info", description="Notices below this severity arrive without a sound; by default none do."
    )
    base: Annotated[str, AfterValidator(_base)] = Field(
        default="https://api.telegram.org", description="The address of the Bot API, for a server of one's own."
    )
    allow_private: bool = Field(default=False, description="Allow a Bot API server on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")


class Telegram:
    """Sends each notice as a message of a bot; updates of an alert reply to its first message.

    Long notices become up to three messages, then "…" and the link. Formatting goes as entities, so no text
    of a post is ever read as markup, and names in it call nobody. Too many requests (429) and server
    errors are tried again; a chat that is gone, or closed to the bot, is final.
    """

    kind: ClassVar[str] = "telegram"
    options: ClassVar[type[Options]] = TelegramOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(self, options: TelegramOptions, transport: Transport) -> None:
        import httpx  # slow to import, and a check of the options sends nothing

        self._options = options
        self._transport = transport
        self._url = httpx.URL(f"{options.base}/bot{options.token.get_secret_value()}/sendMessage")
        self._chat: int | str = options.chat if options.chat.startswith("@") else int(options.chat)
        # The first messages of notices that failed half-way: a retry goes on where it stopped.
        self._begun: OrderedDict[str, list[int | None]] = OrderedDict()

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        quiet = SEVERITIES.index(notice.severity) < SEVERITIES.index(self._options.silent_below)
        thread: int | None = delivery.thread.get("message_id")
        sent = self._begun.setdefault(delivery.key, [])
        while len(self._begun) > _BEGUN_KEPT:
            self._begun.popitem(last=False)
        parts = pieces(layout(notice, _LONGEST), _first_link(notice))
        acts = keyboard(self._transport.links(notice, delivery))
        for number, piece in enumerate(parts[len(sent) :], len(sent) + 1):
            more = acts if number == len(parts) else {}
            sent.append(await self._post(piece, reply_to=thread or next(iter(sent), None), quiet=quiet, more=more))
        self._begun.pop(delivery.key, None)
        first = thread or sent[0]
        return Receipt(thread={"message_id": first} if first else {})

    async def _post(self, piece: Piece, *, reply_to: int | None, quiet: bool, more: dict[str, Any]) -> int | None:
        """Send one message; its id, if the answer gave it."""
        answer, reply = await self._call(piece, reply_to=reply_to, quiet=quiet, more=more)
        if more and answer.status == 400 and reply is not None and _BUTTON.search(reply.description):
            more = {}  # it takes no such address for a button: the alert goes before
            answer, reply = await self._call(piece, reply_to=reply_to, quiet=quiet, more=more)
        if reply is not None and reply.parameters.migrate_to_chat_id is not None:
            # A group that grows into a supergroup gets a new number; its old messages cannot be replied to.
            self._chat = reply.parameters.migrate_to_chat_id
            answer, reply = await self._call(piece, reply_to=None, quiet=quiet, more=more)
        return _judge(answer, reply)

    async def _call(
        self, piece: Piece, *, reply_to: int | None, quiet: bool, more: dict[str, Any]
    ) -> tuple[Answer, _Reply | None]:
        message: dict[str, Any] = {
            "chat_id": self._chat,
            "text": piece.text,
            "entities": piece.entities,
            "link_preview_options": {"is_disabled": True},
            "disable_notification": quiet,
            **more,
        }
        if self._options.topic is not None:
            message["message_thread_id"] = self._options.topic
        if reply_to is not None:
            message["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        answer = await self._transport.post(
            self._url,
            msgspec.json.encode(message),
            {"content-type": "application/json"},
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )
        try:
            return answer, msgspec.json.decode(answer.body, type=_Reply)
        except msgspec.MsgspecError:
            return answer, None


def _judge(answer: Answer, reply: _Reply | None) -> int | None:
    """The id of a message that was taken. Raises what the answer means otherwise."""
    if answer.ok and reply is not None and reply.ok:
        return reply.result.message_id if reply.result else None
    if answer.ok and not answer.whole:
        return None  # taken, but the id did not arrive: to send again would show the message twice
    if answer.ok or reply is None:
        answer.check()
        raise Unavailable(f"{answer.host} does not answer as the Bot API does")
    said = f"{answer.host} answered {answer.status}: {flat(reply.description, 160)}"
    if answer.status == 429 or answer.status >= 500:
        raise Unavailable(said, reply.parameters.retry_after or answer.retry_after)
    if answer.status in {401, 404}:
        raise Rejected(f"{said}; check the bot's token")
    answer_hint = "; add the bot to the chat, and check `chat` and `topic`" if answer.status in {400, 403} else ""
    raise Rejected(said + answer_hint)


def _first_link(notice: Notice) -> str:
    return next(filter(None, map(safe_link, notice.excerpts)), "")
