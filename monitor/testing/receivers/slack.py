"""A Slack that knows one workspace: a bot's methods to post and to edit, and incoming webhooks."""

import re
from typing import Any

from msgspec import Struct, json

from monitor.testing.receivers._http import Answer, Request
from monitor.testing.receivers._platform import Platform, read_escaped, told

TOKEN = "xoxb-1-loopback-not-a-secret"
"""The token of the bot that a receiver knows unless it is given another."""

_LIMITS = {"header": 150, "section": 3000}
_MESSAGE = 13_200  # found out by people who were refused
_BLOCKS = {"header", "section", "divider", "context", "rich_text"}
_TEXTS = {"plain_text", "mrkdwn"}
_HOOK = "/services/T1/B1/secret"


class SlackMessage(Struct):
    """One message as it stands now. `thread` is the `ts` of the message that it answers to, or ""."""

    ts: str
    channel: str
    thread: str
    request: dict[str, Any]
    edits: int = 0

    @property
    def text(self) -> str:
        """All that is read in the channel."""
        return "\n".join(_read(block) for block in _blocks(self.request))

    def bold(self) -> list[str]:
        """The bold runs of quotations."""
        return [read_escaped(run["text"]) for run in _runs(self.request) if run.get("style", {}).get("bold")]


class SlackReceiver(Platform):
    """Speaks `chat.postMessage`, `chat.update` and webhooks on 127.0.0.1, and keeps what is shown in `messages`.

    `channels` are those that the bot is a member of, `others` exist without it. `hook_word` is what a webhook
    answers instead of "ok", with a status.
    """

    def __init__(self, token: str = TOKEN, channels: tuple[str, ...] = ("C0123456789",)) -> None:
        super().__init__()
        self.token = token
        self.channels = set(channels)
        self.others: set[str] = set()
        self.archived: set[str] = set()
        self.messages: list[SlackMessage] = []
        self.hook_word: tuple[int, str] | None = None

    @property
    def base(self) -> str:
        return f"{self.root}/api"

    @property
    def hook(self) -> str:
        """The address of the webhook."""
        return f"{self.root}{_HOOK}"

    def flood(self, seconds: int) -> None:
        """Answer the next request with 429 and the wait."""
        self.answers.append(told(429, {"ok": False, "error": "ratelimited"}, {"retry-after": str(seconds)}))

    def fail(self, error: str) -> None:
        """Answer the next request with an error of the Web API."""
        self.answers.append(_failure(error))

    def delete(self, ts: str) -> None:
        self.messages = [message for message in self.messages if message.ts != ts]

    def respond(self, request: Request, asked: dict[str, Any]) -> Answer:
        if request.path == _HOOK:
            return self._hooked(asked)
        method = request.path.removeprefix("/api/")
        if method not in {"chat.postMessage", "chat.update"}:
            return _failure("unknown_method")
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _failure("invalid_auth")
        error = self._refusal(asked) or _malformed(asked)
        if error:
            return _failure(error)
        return self._update(asked) if method == "chat.update" else self._post(asked)

    def _hooked(self, asked: dict[str, Any]) -> Answer:
        if self.hook_word is not None:
            status, word = self.hook_word
            return Answer(status, word.encode())
        if _malformed(asked):
            return Answer(400, _malformed(asked).encode())
        self._keep("hook", asked)
        return Answer(200, b"ok")

    def _refusal(self, asked: dict[str, Any]) -> str:
        channel = asked.get("channel")
        if channel in self.archived:
            return "is_archived"
        if channel in self.others:
            return "not_in_channel"
        return "" if channel in self.channels else "channel_not_found"

    def _post(self, asked: dict[str, Any]) -> Answer:
        thread = asked.get("thread_ts", "")
        if thread and not self._find(thread):
            return _failure("thread_not_found")
        message = self._keep(asked["channel"], asked)
        return told(200, {"ok": True, "channel": message.channel, "ts": message.ts, "message": {"ts": message.ts}})

    def _update(self, asked: dict[str, Any]) -> Answer:
        message = self._find(asked.get("ts", ""))
        if message is None or message.channel != asked["channel"]:
            return _failure("message_not_found")
        message.request, message.edits = asked, message.edits + 1
        return told(200, {"ok": True, "channel": message.channel, "ts": message.ts, "text": asked.get("text", "")})

    def _keep(self, channel: str, asked: dict[str, Any]) -> SlackMessage:
        self.taken()
        message = SlackMessage(f"1734172260.{self._taken:06d}", channel, asked.get("thread_ts", ""), asked)
        self.messages.append(message)
        return message

    def _find(self, ts: str) -> SlackMessage | None:
        return next((message for message in self.messages if message.ts == ts), None)


def _failure(error: str) -> Answer:
    return told(200, {"ok": False, "error": error})


def _malformed(asked: dict[str, Any]) -> str:
    blocks = _blocks(asked)
    if not blocks and not asked.get("text"):
        return "no_text"
    if len(asked.get("blocks", ())) > 50 or any(_is_wrong(block) for block in blocks):
        return "invalid_blocks"
    if len(json.encode([asked.get("blocks", []), asked.get("attachments", [])]).decode()) > _MESSAGE:
        return "msg_blocks_too_long"
    return "msg_too_long" if len(asked.get("text", "")) > 4_000 else ""


def _is_wrong(block: dict[str, Any]) -> bool:
    kind = block.get("type")
    if kind not in _BLOCKS:
        return True
    if kind == "rich_text":
        runs = [run for element in block["elements"] for run in element["elements"]]
        return not runs or any(run["type"] != "text" or not run["text"] for run in runs)
    texts = block.get("elements", [block["text"]] if "text" in block else [])
    most = _LIMITS.get(str(kind), 3000)
    return any(text["type"] not in _TEXTS or not 1 <= len(text["text"]) <= most for text in texts)


def _blocks(asked: dict[str, Any]) -> list[dict[str, Any]]:
    attached = [block for attachment in asked.get("attachments", ()) for block in attachment.get("blocks", ())]
    return [*asked.get("blocks", ()), *attached]


def _runs(asked: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        run
        for block in _blocks(asked)
        if block["type"] == "rich_text"
        for element in block["elements"]
        for run in element["elements"]
    ]


def _read(block: dict[str, Any]) -> str:
    if block["type"] == "rich_text":
        return "".join(read_escaped(run["text"]) for element in block["elements"] for run in element["elements"])
    texts = block.get("elements", [block["text"]] if "text" in block else [])
    # A link shows its address.
    return "\n".join(read_escaped(re.sub(r"<(https?:[^>|]+)>", r"\1", text["text"])) for text in texts)
