"""The `discord` kind: notices as messages of a channel's webhook."""

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._discord import Embed, embeds
from monitor.sinks._options import Rates, Seconds, Updates, web_address
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

if TYPE_CHECKING:
    import httpx

_PATH = re.compile(r"(?:/[\w.-]+)*/webhooks/\d{1,20}/[\w.-]{1,200}", re.ASCII)
_THREAD = re.compile(r"\d{1,20}")
_THREAD_NAME = 100
_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK = 10_003, 10_008, 10_015
_EDITED_TOO_OFTEN, _ARCHIVED, _LOCKED, _FORUM = 30_046, 50_083, 160_005, 220_001
_INVALID = 50_035
# The thread or the message that an update belongs to is not there (any more), or closed.
_GONE = frozenset({_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _ARCHIVED, _LOCKED})
_HINTS = {
    _UNKNOWN_WEBHOOK: "the webhook is gone: make a new one, and put in its address",
    50_027: "the webhook's token is wrong: copy its address again",
    _UNKNOWN_CHANNEL: "check `thread`",
    40_067: "the forum wants a tag on every post, which a webhook cannot choose here: drop that rule of the forum",
}

_PACE = (Rate(5, 2_000), Rate(30, 60_000))  # what Discord has been seen to allow a webhook


class _Said(msgspec.Struct):
    """A message, a webhook, or an error: whatever of it is there."""

    id: str = ""
    channel_id: str = ""
    guild_id: str | None = None
    code: int = 0
    message: str = ""
    retry_after: float | None = None


def _webhook(value: SecretStr) -> SecretStr:
    import httpx  # slow to import, and few watch files hold an address

    web_address(value)
    if not _PATH.fullmatch(httpx.URL(value.get_secret_value()).path):
        raise ValueError("is no webhook's: the channel's settings, Integrations, have it as “Copy Webhook URL”")
    return value


def _thread(value: str) -> str:
    if value and not _THREAD.fullmatch(value):
        raise ValueError("is not the id of a thread: a number, from “Copy Thread ID” in Discord's developer mode")
    return value


class DiscordOptions(Options):
    """Options of a channel in Discord."""

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(_webhook)] = Field(
        description="The address of the channel's webhook. It is treated as a secret."
    )
    thread: Annotated[str, Field(coerce_numbers_to_str=True), AfterValidator(_thread)] = Field(
        default="", description="The id of a thread of the channel: everything goes there."
    )
    updates: Updates = Field(
        default="reply",
        description="reply: an alert's updates are messages that link to its first one, and in a forum follow it in "
        "the thread that the alert has there; edit: the first message is written anew.",
    )
    allow_private: bool = Field(default=False, description="Allow a server on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(
        default=(),
        description="At most so many, such as 20/min, or a list; by default five in two seconds, and 30 a minute.",
    )


class Discord:
    """Posts each notice as embeds, one for each post, by a channel's webhook.

    In a forum each alert has a thread of its own, found out by itself. Webhooks cannot reply: elsewhere,
    updates link to the alert's first message, or that one is written anew. Nothing in a post links, formats
    or calls anybody. Too many requests (429) and faults of Discord are tried again; a webhook that is gone
    stops deliveries there.
    """

    kind: ClassVar[str] = "discord"
    options: ClassVar[type[Options]] = DiscordOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(self, options: DiscordOptions, transport: Transport) -> None:
        import httpx  # slow to import, and a check of the options sends nothing

        self.pace: tuple[Rate, ...] = options.rate or _PACE
        self._options = options
        self._transport = transport
        self._url = httpx.URL(options.url.get_secret_value()).copy_with(query=None, fragment=None, userinfo=b"")
        self._guild: str | None = None  # not asked yet; "" where there is none
        self._forum = False
        self.whole = options.updates == "edit"

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The body of the request that tells of a notice."""
        del delivery
        return [_body(embeds(notice))]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        body, first = _body(embeds(notice, self._transport.links(notice, delivery))), delivery.thread
        if not isinstance(first.get("channel_id"), str):
            return await self._begin(body, notice)  # no message yet, or one of another kind of sink
        thread = first.get("thread_id") or None
        if self.whole:
            answer, said = await self._ask("PATCH", f"/messages/{first['message_id']}", body, thread)
        else:
            answer, said = await self._post(await self._as_update(body, first), thread)
        if said.code in _GONE:
            return await self._begin(body, notice)
        _judge(answer, said)
        return Receipt()

    async def _begin(self, body: dict[str, Any], notice: Notice) -> Receipt:
        """The first message of an alert, and where it is."""
        named = {"thread_name": flat(notice.title, _THREAD_NAME) or "Alert"}
        answer, said = await self._post(body | named if self._forum else body)
        if said.code == _FORUM and not self._forum:
            self._forum = True
            answer, said = await self._post(body | named)
        _judge(answer, said)
        if not said.id:
            return Receipt()
        # A forum's thread is the channel that its first message is in.
        thread = said.channel_id if self._forum else self._options.thread
        place = {"message_id": said.id, "channel_id": said.channel_id, "thread_id": thread, "own": self._forum}
        return Receipt(thread=place)

    async def _as_update(self, body: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
        """In a thread of its own an update needs no word; elsewhere it says whereof."""
        guild = "" if first.get("own") else await self._of_guild()
        if not guild:
            return body
        link = f"https://discord.com/channels/{guild}/{first['channel_id']}/{first['message_id']}"
        return body | {"content": f"Update of {link}"}

    async def _of_guild(self) -> str:
        """The server that the webhook belongs to, which links need; "" if it cannot be found out."""
        if self._guild is None:
            try:
                answer, said = await self._ask("GET", "", None)
            except Unavailable:
                return ""  # an update without its link is better than none
            if answer.ok:
                self._guild = said.guild_id or ""
        return self._guild or ""

    async def _post(self, body: dict[str, Any], thread: str | None = None) -> tuple[Answer, _Said]:
        return await self._ask("POST", "", body, thread or self._options.thread, wait="true")

    async def _ask(
        self,
        method: Literal["GET", "POST", "PATCH"],
        path: str,
        body: dict[str, Any] | None,
        thread: str | None = None,
        **parameters: str,
    ) -> tuple[Answer, _Said]:
        answer, said = await self._ask_once(method, path, body, thread, **parameters)
        if said.code == _INVALID and body is not None and any("url" in embed for embed in body["embeds"]):
            # Where a title leads is looked at: what Discord holds for no address stays in the text alone.
            bare = [{key: value for key, value in embed.items() if key != "url"} for embed in body["embeds"]]
            answer, said = await self._ask_once(method, path, body | {"embeds": bare}, thread, **parameters)
        return answer, said

    async def _ask_once(
        self,
        method: Literal["GET", "POST", "PATCH"],
        path: str,
        body: dict[str, Any] | None,
        thread: str | None,
        **parameters: str,
    ) -> tuple[Answer, _Said]:
        url: httpx.URL = self._url.copy_with(path=self._url.path + path)
        answer = await self._transport.request(
            method,
            url.copy_merge_params(parameters | ({"thread_id": thread} if thread else {})),
            b"" if body is None else msgspec.json.encode(body),
            {} if body is None else {"content-type": "application/json"},
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )
        try:
            return answer, msgspec.json.decode(answer.body, type=_Said)
        except msgspec.MsgspecError:
            return answer, _Said()


def _body(shown: list[Embed]) -> dict[str, Any]:
    return {"embeds": shown, "allowed_mentions": {"parse": []}}


def _judge(answer: Answer, said: _Said) -> None:
    """Raise what an answer means, if not that the message was taken."""
    if answer.ok:
        if answer.whole and not said.id:
            raise Unavailable(f"{answer.host} does not answer as Discord does")
        return  # without its end: taken, but its number did not arrive; to send again would show it twice
    if not said.code and not said.message:
        answer.check()
    told = f"{answer.host} answered {answer.status}: {flat(said.message, 160)} ({said.code})"
    if answer.status == 429 or answer.status >= 500 or said.code == _EDITED_TOO_OFTEN:
        raise Unavailable(told, said.retry_after or answer.retry_after, limited=answer.status == 429)
    hint = f"; {_HINTS[said.code]}" if said.code in _HINTS else ""
    raise Rejected(told + hint, disable=said.code == _UNKNOWN_WEBHOOK)
