"""A Discord that knows one webhook: posting, editing and what the webhook is, in a channel or in a forum."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from monitor.testing.receivers._http import Answer, Request
from monitor.testing.receivers._platform import Platform, read_markdown, told

_PATH = "/api/webhooks/42/loopback-not-a-secret"
GUILD, CHANNEL = "7001", "8001"
_EMBEDS = 10
_LIMITS = {"title": 256, "description": 4096}
_IN_ALL = 6000


class DiscordMessage(Struct):
    """One message as it stands now. `channel` is the thread's where it is in one."""

    id: str
    channel: str
    request: dict[str, Any]
    thread_name: str = ""
    edits: int = 0

    @property
    def text(self) -> str:
        parts = [self.request.get("content", "")]
        for embed in self.request.get("embeds", ()):
            parts += [embed.get("title", ""), embed.get("description", ""), embed.get("footer", {}).get("text", "")]
        return read_markdown("\n".join(filter(None, parts)))


class DiscordReceiver(Platform):
    """Speaks webhooks on 127.0.0.1, and keeps what is shown in `messages`.

    `forum`: the channel is one. `threads` are those that there are; `gone`: the webhook was deleted.
    """

    def __init__(self, *, forum: bool = False, threads: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.forum = forum
        self.threads = set(threads)
        self.gone = False
        self.messages: list[DiscordMessage] = []

    @property
    def url(self) -> str:
        """The address of the webhook."""
        return self.root + _PATH

    def flood(self, seconds: float) -> None:
        """Answer the next request with 429 and the wait: exact in the body, rounded up in the header."""
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
        self.answers.append(told(429, body, {"retry-after": str(int(seconds) + 1)}))

    def delete(self, message_id: str) -> None:
        self.messages = [message for message in self.messages if message.id != message_id]

    def respond(self, request: Request, asked: dict[str, Any]) -> Answer:
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if not parts.path.startswith("/api/webhooks/42/"):
            return _failure(404, 10_015, "Unknown Webhook")
        if not parts.path.startswith(_PATH):
            return _failure(401, 50_027, "Invalid Webhook Token")
        if self.gone:
            return _failure(404, 10_015, "Unknown Webhook")
        if request.method == "GET":
            return told(200, {"id": "42", "type": 1, "guild_id": GUILD, "channel_id": CHANNEL, "name": "Desk"})
        if _is_wrong(asked):
            return _failure(400, 50_035, "Invalid Form Body")
        thread = query.get("thread_id", "")
        if thread and thread not in self.threads:
            return _failure(404, 10_003, "Unknown Channel")
        if request.method == "PATCH":
            return self._edit(parts.path.removeprefix(f"{_PATH}/messages/"), thread, asked)
        return self._post(thread, asked, query)

    def _post(self, thread: str, asked: dict[str, Any], query: dict[str, str]) -> Answer:
        named = asked.get("thread_name", "")
        if self.forum and not thread and not named:
            told_so = "Webhooks posted to forum channels must have a thread_name or thread_id"
            return _failure(400, 220_001, told_so)
        if named and not self.forum:
            return _failure(400, 220_003, "Webhooks can only create threads in forum channels")
        if len(named) > 100:
            return _failure(400, 50_035, "Invalid Form Body")
        self.taken()
        ident = str(9000 + self._taken)
        if named:
            self.threads.add(ident)
        message = DiscordMessage(ident, thread or (ident if named else CHANNEL), asked, named)
        self.messages.append(message)
        if query.get("wait") != "true":
            return Answer(204)
        return told(200, {"id": message.id, "channel_id": message.channel, "type": 0, "webhook_id": "42"})

    def _edit(self, ident: str, thread: str, asked: dict[str, Any]) -> Answer:
        place = thread or CHANNEL
        message = next((one for one in self.messages if one.id == ident and one.channel == place), None)
        if message is None:
            return _failure(404, 10_008, "Unknown Message")
        message.request, message.edits = message.request | asked, message.edits + 1
        return told(200, {"id": message.id, "channel_id": message.channel})


def _is_wrong(asked: dict[str, Any]) -> bool:
    embeds = asked.get("embeds", [])
    if any("url" in embed and "." not in (urlsplit(embed["url"]).hostname or "") for embed in embeds):
        return True
    if len(embeds) > _EMBEDS or units(asked.get("content", "")) > 2000 or not (embeds or asked.get("content")):
        return True
    if any(units(embed.get(name, "")) > most for embed in embeds for name, most in _LIMITS.items()):
        return True
    texts = [
        (embed.get("title", ""), embed.get("description", ""), embed.get("footer", {}).get("text", ""))
        for embed in embeds
    ]
    if any(not any(text.strip() for text in of_one) for of_one in texts):
        return True
    return sum(units(text) for of_one in texts for text in of_one) > _IN_ALL


def units(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _failure(status: int, code: int, message: str) -> Answer:
    return told(status, {"message": message, "code": code})
