"""The `slack` kind: notices as messages of an app, by its webhook or its bot."""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec
from msgspec.structs import replace
from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from monitor.errors import MonitorError, Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._fit import Links
from monitor.sinks._options import Rates, Seconds, Updates, base_address, web_address
from monitor.sinks._slack import ROOM, SCANTY, message, plain
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

_TOKEN = re.compile(r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,300}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,30}")
# What Slack says of itself, not of what it was asked.
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_PASSING = frozenset(
    {
        *("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"),
        *("team_added_to_org", "external_channel_migrating", "rollup_error"),
    }
)
# The message that an update belongs to is not there (any more), or may not be changed.
_GONE = frozenset(
    {
        *("message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed", "is_inactive"),
        *("cannot_reply_to_message", "invalid_thread_ts", "channel_not_found"),
    }
)
_TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long"})
_BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_attachments"})
_DEAD_HOOKS = frozenset({"no_service", "no_active_hooks", "no_team", "team_disabled"})
_HINTS = {
    "not_in_channel": "invite the bot to the channel",
    "channel_not_found": "check `channel`, and invite the bot to it",
    "is_archived": "the channel is archived: name another one",
    "channel_is_archived": "the channel is archived: name another one",
    "missing_scope": "the bot needs the scope chat:write",
    "restricted_action": "a rule of the workspace keeps the bot from posting there",
    **dict.fromkeys(
        ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        "check the bot's token (xoxb-…)",
    ),
    **dict.fromkeys(("invalid_token", *_DEAD_HOOKS), "the webhook is gone: make a new one, and put in its address"),
}

_PACE = (Rate(1, 1_000),)  # what Slack names for a channel


class _TooLong(Rejected):
    """The message has more characters than Slack takes."""


class _BadBlocks(Rejected):
    """Slack does not take the blocks, and seldom says why."""


class _Reply(msgspec.Struct):
    """What a method of the Web API answers."""

    ok: bool
    error: str = ""
    ts: str = ""


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not the token of a bot: the app's page “OAuth & Permissions” has one like xoxb-…")
    return value


def _channel(value: str) -> str:
    if value and not _CHANNEL.fullmatch(value):
        raise ValueError("is not a channel's id, such as C0123456789: it stands at the end of the channel's details")
    return value


class SlackOptions(Options):
    """Options of a channel in Slack."""

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(web_address)] | None = Field(
        default=None, description="The address of an incoming webhook. It is treated as a secret."
    )
    token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="Instead of `url`: a bot's token (xoxb-…) with the scope chat:write."
    )
    channel: Annotated[str, AfterValidator(_channel)] = Field(
        default="", description="With `token`: the channel's id, such as C0123456789. The bot must be a member."
    )
    updates: Updates = Field(
        default="reply",
        description="reply: an alert's updates go into the thread of its first message; edit: it is written anew. "
        "A webhook can do neither: there, updates are messages that name the alert.",
    )
    base: Annotated[str, AfterValidator(base_address)] = Field(
        default="https://slack.com/api", description="The address of the Web API."
    )
    allow_private: bool = Field(default=False, description="Allow a server on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default one a second.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.url is None) == (self.token is None):
            raise ValueError("give either `url`, of an incoming webhook, or `token` and `channel`, of a bot")
        if self.url is not None and self.channel:
            raise ValueError("a webhook's channel is chosen in Slack: leave `channel` out, or use a bot's `token`")
        if self.token is not None and not self.channel:
            raise ValueError("`token` needs `channel`: the id of the channel to post to, such as C0123456789")
        if self.url is not None and self.updates == "edit":
            raise ValueError("a webhook cannot edit: `updates: edit` needs a bot's `token` and `channel`")
        return self


class Slack:
    """Posts each notice to a channel of Slack, by an app's incoming webhook (`url`) or its bot (`token`, `channel`).

    A bot puts an alert's updates into the thread of its first message, or writes that one anew; a webhook
    posts them beside it. Words of posts are runs without markup, so that they link to nothing and call
    nobody. Too many requests (429, `ratelimited`) and faults of Slack are tried again; a channel or a token
    that Slack does not know is final, and a webhook that is gone stops deliveries there.
    """

    kind: ClassVar[str] = "slack"
    options: ClassVar[type[Options]] = SlackOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(self, options: SlackOptions, transport: Transport) -> None:
        self.pace: tuple[Rate, ...] = options.rate or _PACE
        self._options = options
        self._transport = transport
        self.whole = options.updates == "edit"

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The body of the request that tells of a notice."""
        return [self._body(notice, delivery, ROOM, ())]

    def _body(self, notice: Notice, delivery: Delivery, room: int, links: Links) -> dict[str, Any]:
        """`room`: characters of all blocks, 0 for text alone. `links`: what readers may do."""
        made = message(notice, room, links) if room else plain(notice, links)
        if self._options.url is not None:
            return made
        first = self._first(delivery)
        if not first:
            ours = {}
        elif self.whole:  # unlike a new message, one that is edited has its names looked up unless told otherwise
            ours = {"ts": first, "parse": "none"}
        else:
            ours = {"thread_ts": first}
        return {"channel": self._options.channel, **ours, **made}

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        try:
            return await self._send(notice, delivery, ROOM)
        except _TooLong:
            return await self._send(notice, delivery, SCANTY)
        except _BadBlocks:  # better told in plain words than not at all
            return await self._send(notice, delivery, 0)

    def _first(self, delivery: Delivery) -> str:
        """The alert's first message, if there is one in this channel."""
        found = delivery.thread.get("ts", "")
        return str(found) if delivery.thread.get("channel") == self._options.channel else ""

    async def _send(self, notice: Notice, delivery: Delivery, room: int) -> Receipt:
        links = self._transport.links(notice, delivery)
        if self._options.url is not None:
            return await self._hook(self._options.url, self._body(notice, delivery, room, links))
        first = self._first(delivery)
        method = "chat.update" if self.whole and first else "chat.postMessage"
        answer, reply = await self._call(method, self._body(notice, delivery, room, links))
        if first and reply is not None and not reply.ok and reply.error in _GONE:
            first = ""
            anew = self._body(notice, replace(delivery, thread={}), room, links)
            answer, reply = await self._call("chat.postMessage", anew)
        _judge(answer, reply)
        if first or reply is None or not reply.ts:
            return Receipt()
        return Receipt(thread={"ts": reply.ts, "channel": self._options.channel})

    async def _call(self, method: str, body: dict[str, Any]) -> tuple[Answer, _Reply | None]:
        token = self._options.token.get_secret_value() if self._options.token else ""
        answer = await self._post(f"{self._options.base}/{method}", body, {"authorization": f"Bearer {token}"})
        try:
            return answer, msgspec.json.decode(answer.body, type=_Reply)
        except msgspec.MsgspecError:
            return answer, None

    async def _hook(self, url: SecretStr, body: dict[str, Any]) -> Receipt:
        """Webhooks say what is wrong in a word, with a status of its own."""
        answer = await self._post(url.get_secret_value(), body, {})
        if not answer.ok:
            word = flat(answer.body.decode("utf-8", "replace"), 60)
            raise _refusal(answer, word if re.fullmatch(r"[a-z_]+", word) else "")
        if answer.whole and answer.body.strip() != b"ok":  # such as the page at which a network wants a sign-in
            raise Unavailable(f"{answer.host} does not answer as Slack does")
        return Receipt()

    async def _post(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> Answer:
        import httpx  # slow to import, and a check of the options sends nothing

        return await self._transport.post(
            httpx.URL(url),
            msgspec.json.encode(body),
            {"content-type": "application/json; charset=utf-8", **headers},
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )


def _judge(answer: Answer, reply: _Reply | None) -> None:
    """Raise what an answer means, if not that the message was taken."""
    if answer.ok and reply is not None and reply.ok:
        return
    if answer.ok and not answer.whole and answer.body.startswith(b'{"ok":true'):
        return  # taken, but its number did not arrive: to send again would show the message twice
    if answer.ok and reply is None:
        raise Unavailable(f"{answer.host} does not answer as Slack does")
    raise _refusal(answer, flat(reply.error, 60) if reply is not None else "")


def _refusal(answer: Answer, word: str) -> MonitorError:
    said = f"{answer.host} answered {answer.status}{word and f': {word}'}"
    if word in _PASSING or answer.status == 429 or answer.status >= 500:
        return Unavailable(said, answer.retry_after, limited=answer.status == 429 or word in _LIMITED)
    if word in _TOO_LONG:
        return _TooLong(said)
    if word in _BAD_BLOCKS:
        return _BadBlocks(said)
    if 300 <= answer.status < 400:
        answer.check()
    hint = f"; {_HINTS[word]}" if word in _HINTS else ""
    if word or not answer.ok:
        gone = word in _DEAD_HOOKS or answer.status == 410
        return Rejected(f"{said}{hint}", disable=gone)
    return Unavailable(f"{said}, and no reason")
