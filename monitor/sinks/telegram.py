"""The `telegram` kind: notices as messages of a bot."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import SEVERITIES, Delivery, Notice, Receipt, Severity
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._chat import keyboard, pieces
from monitor.sinks._layout import first_link, layout
from monitor.sinks._options import Rates, Seconds, base_address
from monitor.sinks._posts import buttons, one_piece
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

_LONGEST = 10_000
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,100}")
_CHAT = re.compile(r"-?\d{1,20}|@[A-Za-z]\w{3,31}", re.ASCII)
_BEGUN_KEPT = 256
_LONGEST_GAP = 10_000  # between the messages of one notice, whatever the rate: a notice is sent within two minutes
_NONE: dict[str, Any] = {"inline_keyboard": []}
_PERSON = (Rate(1, 1_000),)
_GROUP = (Rate(1, 1_000), Rate(20, 60_000))
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


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


class _Said(msgspec.Struct):
    """What came back, and what the Bot API says by it, if that could be read."""

    answer: Answer
    reply: _Reply | None

    def refused(self, *words: str) -> bool:
        """Whether it was refused with one of these words."""
        if self.reply is None or self.answer.status != 400:
            return False
        said = self.reply.description.lower()
        return any(word in said for word in words)


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not the token of a bot: BotFather gives one like 123456:ABC-DEF")
    return value


def _chat(value: str) -> str:
    if not _CHAT.fullmatch(value):
        raise ValueError("is neither the number of a chat (-1001234567890) nor the @name of a public one")
    return value


class TelegramOptions(Options):
    """Options of a bot's chat."""

    model_config = ConfigDict(hide_input_in_errors=True)

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(description="The bot's token, from BotFather.")
    chat: Annotated[str, Field(coerce_numbers_to_str=True), AfterValidator(_chat)] = Field(
        description="The chat: its number, or the @name of a public group or channel. The bot must be a member."
    )
    topic: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="The number of a topic, in a group that has topics."
    )
    silent_below: Severity = Field(
        default="info", description="Notices below this severity arrive without a sound; by default none do."
    )
    updates: Literal["reply", "edit"] = Field(
        default="reply",
        description="reply: updates of an alert answer its first message; edit: they rewrite it, without a sound.",
    )
    buttons: bool = Field(default=True, description="Buttons below a notice that lead to its posts, three at most.")
    base: Annotated[str, AfterValidator(base_address)] = Field(
        default="https://api.telegram.org", description="The address of the Bot API, for a server of one's own."
    )
    allow_private: bool = Field(default=False, description="Allow a Bot API server on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(
        default=(),
        description="At most so many messages, such as 20/min, or a list; by default what the service asks for.",
    )


class Telegram:
    """Sends each notice as a message of a bot; updates of an alert reply to its first message, or edit it.

    Long notices become up to three messages, then "…" and the link; the last has buttons that lead to the posts (three
    at most). Formatting goes as entities, so no text of a post is ever read as markup, and names in it call nobody.
    With `updates: edit` an alert is one message, which is rewritten with everything so far (the newest posts, where
    there is no room for all); the app tells nobody of an edit. Too many requests (429) and server errors are tried
    again; a chat that is gone, or closed to the bot, is final. By default at most a message a second, in groups and
    channels at most 20 a minute, as the service asks for.
    """

    kind: ClassVar[str] = "telegram"
    options: ClassVar[type[Options]] = TelegramOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(
        self,
        options: TelegramOptions,
        transport: Transport,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        import httpx  # slow to import, and a check of the options sends nothing

        self._options = options
        self._transport = transport
        self._base = httpx.URL(f"{options.base}/bot{options.token.get_secret_value()}/")
        self._chat: int | str = options.chat if options.chat.startswith("@") else int(options.chat)
        self.pace: tuple[Rate, ...] = options.rate or (_PERSON if _is_person(self._chat) else _GROUP)
        self.whole: bool = options.updates == "edit"
        self._sleep = sleep
        self._gap = min(max((rate.per for rate in self.pace if rate.count == 1), default=0), _LONGEST_GAP)
        self._last = 0  # when the last message of a notice with several was sent
        # The first messages of notices that failed half-way: a retry goes on where it stopped.
        self._begun: OrderedDict[str, list[int | None]] = OrderedDict()

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The messages: `text`, `entities` and `reply_markup` as the Bot API has them."""
        del delivery
        return list(self._messages(notice))

    def _messages(self, notice: Notice) -> list[dict[str, Any]]:
        made = one_piece(notice) if self.whole else pieces(layout(notice, _LONGEST), first_link(notice))
        parts: list[dict[str, Any]] = [{"text": piece.text, "entities": piece.entities} for piece in made]
        if self._options.buttons and (rows := buttons(notice)):
            parts[-1]["reply_markup"] = {"inline_keyboard": rows}
        return parts

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        quiet = SEVERITIES.index(notice.severity) < SEVERITIES.index(self._options.silent_below)
        thread: int | None = delivery.thread.get("message_id")
        parts = self._messages(notice)
        if acts := keyboard(self._transport.links(notice, delivery)):  # never in `render`: they are for this message
            parts[-1]["reply_markup"] = {
                "inline_keyboard": [acts, *parts[-1].get("reply_markup", _NONE)["inline_keyboard"]]
            }
        if self.whole and thread is not None:
            if await self._edit(parts[0], thread):
                return Receipt(status="edited", thread={"message_id": thread})
            thread = None  # it is gone: a new message takes its place
        sent = self._begun.setdefault(delivery.key, [])
        while len(self._begun) > _BEGUN_KEPT:
            self._begun.popitem(last=False)
        for part in parts[len(sent) :]:
            if len(parts) > 1:
                await self._in_turn()
            sent.append(await self._post(part, reply_to=thread or next(iter(sent), None), quiet=quiet))
        self._begun.pop(delivery.key, None)
        first = thread or sent[0]
        return Receipt(thread={"message_id": first} if first else {})

    async def _in_turn(self) -> None:
        """Wait until the chat may have the next of several messages: the lane's pace is for whole notices."""
        now = self._transport.clock.now()
        wait = min(self._last + self._gap - now, self._gap)
        if wait > 0:
            await self._sleep(wait / 1000)
        self._last = self._transport.clock.now()

    async def _post(self, part: dict[str, Any], *, reply_to: int | None, quiet: bool) -> int | None:
        """Send one message; its id, if the answer gave it."""
        message: dict[str, Any] = {"disable_notification": quiet}
        if self._options.topic is not None:
            message["message_thread_id"] = self._options.topic
        said = await self._call("sendMessage", part, message | _reply(reply_to))
        if said.reply is not None and said.reply.parameters.migrate_to_chat_id is not None:
            # A group that grows into a supergroup gets a new number; its old messages cannot be replied to.
            self._chat = said.reply.parameters.migrate_to_chat_id
            said = await self._call("sendMessage", part, message)
        return _judge(said.answer, said.reply)

    async def _edit(self, part: dict[str, Any], message: int) -> bool:
        """Rewrite a message; False if it is not there any more, or cannot be edited."""
        said = await self._call("editMessageText", part, {"message_id": message})
        if said.reply is not None and said.reply.parameters.migrate_to_chat_id is not None:
            self._chat = said.reply.parameters.migrate_to_chat_id
            return False
        if said.refused(*_GONE):
            return False
        if not said.refused("message is not modified"):  # a repeat: it says so already
            _judge(said.answer, said.reply)
        return True

    async def _call(self, method: str, part: dict[str, Any], more: dict[str, Any]) -> "_Said":
        """One request; a second one without buttons, if the first was refused for them: a link may be anything."""
        message = {"chat_id": self._chat, "link_preview_options": {"is_disabled": True}, **part, **more}
        said = await self._ask(method, message)
        if "reply_markup" in message and said.refused("button", "reply markup is invalid"):
            del message["reply_markup"]
            said = await self._ask(method, message)
        return said

    async def _ask(self, method: str, message: dict[str, Any]) -> "_Said":
        answer = await self._transport.post(
            self._base.join(method),
            msgspec.json.encode(message),
            {"content-type": "application/json"},
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )
        try:
            return _Said(answer, msgspec.json.decode(answer.body, type=_Reply))
        except msgspec.MsgspecError:
            return _Said(answer, None)


def _is_person(chat: int | str) -> bool:
    return isinstance(chat, int) and chat > 0


def _reply(to: int | None) -> dict[str, Any]:
    if to is None:
        return {}
    return {"reply_parameters": {"message_id": to, "allow_sending_without_reply": True}}


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
        wait = reply.parameters.retry_after or answer.retry_after
        raise Unavailable(said, wait, limited=answer.status == 429)
    if answer.status in {401, 404}:
        raise Rejected(f"{said}; check the bot's token")
    answer_hint = "; add the bot to the chat, and check `chat` and `topic`" if answer.status in {400, 403} else ""
    raise Rejected(said + answer_hint)
