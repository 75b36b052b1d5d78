"""The `mattermost` kind: notices as posts of a webhook or a bot."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._colours import hexadecimal
from monitor.sinks._fit import Links, fitting
from monitor.sinks._layout import Block
from monitor.sinks._markdown import escaped, markdown
from monitor.sinks._options import Rates, Seconds, Updates, base_address, web_address
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

_LONGEST = 9_000
_LIMITS = (16_383, 4_000)  # characters of a post, and on servers whose database is from before 2018
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{16,300}")
_ID = re.compile(r"[a-z0-9]{26}")
_TOO_LONG = re.compile(r"\.is_valid\.(?:message_length|msg)\.app_error")
_NO_ROOT = re.compile(r"create_post\.(?:channel_)?root_id\.app_error")
_HINTS = {
    401: "; check the bot's token",
    403: "; the bot must be a member of the channel, and allowed to post",
    404: "; check `channel` and `base`",
}


class _Said(msgspec.Struct):
    """A post (its id), or an error (its name as id, and a status): whatever of it is there."""

    id: str = ""
    message: str = ""


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not an access token: “Bot Accounts” in the Integrations of Mattermost makes one")
    return value


def _channel(value: str) -> str:
    if value and not _ID.fullmatch(value):
        raise ValueError("is not a channel's id: 26 letters and digits, from the channel's “View Info”")
    return value


class MattermostOptions(Options):
    """Options of a channel in Mattermost."""

    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(web_address)] | None = Field(
        default=None, description="The address of an incoming webhook. It is treated as a secret."
    )
    token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="Instead of `url`: a bot's access token."
    )
    channel: Annotated[str, AfterValidator(_channel)] = Field(
        default="", description="With `token`: the channel's id. The bot must be a member."
    )
    base: Annotated[str, AfterValidator(base_address)] | None = Field(
        default=None, description="With `token`: the server, such as https://chat.example.org."
    )
    updates: Updates = Field(
        default="reply",
        description="reply: an alert's updates go into the thread of its first post; edit: it is written anew. "
        "A webhook can do neither: there, updates are posts that name the alert.",
    )
    allow_private: bool = Field(default=False, description="Allow a server on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default no limit.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.url is None) == (self.token is None):
            raise ValueError("give either `url`, of an incoming webhook, or `token`, `channel` and `base`, of a bot")
        if self.url is not None and (self.channel or self.base):
            raise ValueError("a webhook has its own channel and server: leave `channel` and `base` out")
        if self.token is not None and not (self.channel and self.base):
            raise ValueError("`token` needs `channel`, the channel's id, and `base`, the address of the server")
        if self.url is not None and self.updates == "edit":
            raise ValueError("a webhook cannot edit: `updates: edit` needs a bot's `token`, `channel` and `base`")
        return self


class Mattermost:
    """Posts each notice to a channel of Mattermost, by an incoming webhook (`url`) or a bot (`token`, `channel`…).

    A bot puts an alert's updates into the thread of its first post, or writes that one anew; a webhook
    posts them beside it. Markdown in posts is escaped, and names in them call nobody. Too many requests
    (429) and faults of the server are tried again; a channel or a token that it does not know is final.
    """

    kind: ClassVar[str] = "mattermost"
    options: ClassVar[type[Options]] = MattermostOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(self, options: MattermostOptions, transport: Transport) -> None:
        self.pace: tuple[Rate, ...] = options.rate
        self._options = options
        self._transport = transport
        self._limit = _LIMITS[0]
        self.whole = options.updates == "edit"

    def render(self, notice: Notice, delivery: Delivery) -> list[Part]:
        """The body of the request that tells of a notice."""
        return [self._body(notice, delivery, ())]

    def _body(self, notice: Notice, delivery: Delivery, links: Links) -> dict[str, Any]:
        text, about = fitting(
            notice, min(_LONGEST, self._limit), _texts, lambda made: sum(map(len, made)) <= self._limit, links
        )
        bar = [{"color": hexadecimal(notice.severity), "fallback": about, "text": about}]
        if self._options.url is not None:
            return {"text": text, "attachments": bar}
        body = {"message": text, "props": {"attachments": bar}}
        first = self._first(delivery)
        if self.whole and first:
            return body
        return {"channel_id": self._options.channel, **({"root_id": first} if first else {}), **body}

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        answer, said = await self._tell(notice, delivery)
        if _TOO_LONG.search(said.id) and self._limit != _LIMITS[-1]:
            self._limit = _LIMITS[-1]
            answer, said = await self._tell(notice, delivery)
        if self._options.url is not None:
            _judge(answer, said, {404: "; the webhook is gone: make a new one, and put in its address"})
            return Receipt()
        first = self._first(delivery)
        if first and self._is_gone(answer, said):
            first = ""
            answer, said = await self._tell(notice, msgspec.structs.replace(delivery, thread={}))
        _judge(answer, said, _HINTS)
        return (
            Receipt()
            if first or not said.id
            else Receipt(thread={"post_id": said.id, "channel": self._options.channel})
        )

    def _first(self, delivery: Delivery) -> str:
        """The alert's first post, if there is one in this channel."""
        found = str(delivery.thread.get("post_id", ""))
        ours = delivery.thread.get("channel") == self._options.channel and _ID.fullmatch(found)
        return found if ours else ""

    def _is_gone(self, answer: Answer, said: _Said) -> bool:
        """Whether the first post was deleted, or may not be changed any more."""
        # For a post that is gone, editing answers that the permission is missing.
        return answer.status in {400, 403, 404} if self.whole else bool(_NO_ROOT.search(said.id))

    async def _tell(self, notice: Notice, delivery: Delivery) -> tuple[Answer, _Said]:
        import httpx  # slow to import, and a check of the options sends nothing

        options, first = self._options, self._first(delivery)
        headers = {"content-type": "application/json"}
        method: Literal["POST", "PUT"] = "POST"
        if options.url is not None:
            url = options.url.get_secret_value()
        else:
            url = f"{options.base}/api/v4/posts"
            if self.whole and first:
                method, url = "PUT", f"{url}/{first}/patch"
            headers["authorization"] = f"Bearer {options.token.get_secret_value() if options.token else ''}"
        answer = await self._transport.request(
            method,
            httpx.URL(url),
            msgspec.json.encode(self._body(notice, delivery, self._transport.links(notice, delivery))),
            headers,
            timeout=options.timeout,
            allow_private=options.allow_private,
        )
        try:
            return answer, msgspec.json.decode(answer.body, type=_Said)
        except msgspec.MsgspecError:
            return answer, _Said()


def _texts(blocks: Sequence[Block]) -> tuple[str, str]:
    """What is read, and the foot, which has a coloured bar."""
    shown = [*blocks[:-1], blocks[-1][:-1]]
    return "\n\n".join(markdown(block) for block in shown if block), escaped(blocks[-1][-1].text)


def _judge(answer: Answer, said: _Said, hints: dict[int, str]) -> None:
    """Raise what an answer means, if not that the post was taken."""
    if answer.ok:
        if answer.whole and not said.id and answer.body != b"ok":
            raise Unavailable(f"{answer.host} does not answer as Mattermost does")
        return  # without its end: taken, but its id did not arrive; to send again would show it twice
    if not said.id:
        answer.check()
    told = f"{answer.host} answered {answer.status}: {flat(said.message, 160)} ({flat(said.id, 80)})"
    if answer.status == 501:  # what is turned off stays off until somebody turns it on
        raise Rejected(f"{told}; turn incoming webhooks on in the System Console")
    if answer.status in {408, 429} or answer.status >= 500:
        raise Unavailable(told, answer.retry_after, limited=answer.status == 429)
    raise Rejected(told + hints.get(answer.status, ""))
