"""A Bot API server that knows one bot, its chats, and `sendMessage` and `editMessageText` with their refusals."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request

TOKEN = "123456:loopback-only_not-a-secret-000000"
"""The token of the bot that a receiver knows unless it is given another."""

_LIMIT = 4096
_KINDS = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote"),
        *("expandable_blockquote", "text_link", "mention", "hashtag", "url"),
    }
)


class BotMessage(Struct, frozen=True):
    """One message that was taken. `request` is what the bot asked for; `at_ns` is monotonic.

    An edit is kept as the message that it makes, with `edited`.
    """

    message_id: int
    chat: int | str
    text: str
    request: dict[str, Any]
    at_ns: int
    edited: bool = False

    @property
    def reply_to(self) -> int | None:
        found = self.request.get("reply_parameters", {}).get("message_id")
        return found if isinstance(found, int) else None

    def marked(self, kind: str) -> list[str]:
        """The stretches of the text that entities of a kind cover."""
        wide = self.text.encode("utf-16-le")
        spans = ((e["offset"], e["offset"] + e["length"]) for e in self.request["entities"] if e["type"] == kind)
        return [wide[start * 2 : end * 2].decode("utf-16-le") for start, end in spans]


class BotReceiver(Listening):
    """Speaks the Bot API on 127.0.0.1 while open (`async with`), and keeps what was sent in `messages`.

    `chats` are those that the bot is a member of, `kicked` those that it was put out of, `moved` groups with
    the number that they have now. `answers` are given one a request, in order, before anything is looked at.

    `edits` are the edits that were taken, `shown` is the text of each message as it stands. With `clock` (milliseconds)
    `asked` has the time of each request with the status that it got, and with `allowed` (pairs of a count and a stretch
    in milliseconds), what goes beyond is answered with 429 and a wait of 35 seconds, as the service does.
    """

    def __init__(
        self,
        token: str = TOKEN,
        chats: tuple[int | str, ...] = (-1001,),
        *,
        on_receive: Callable[[BotMessage], None] | None = None,
        clock: Callable[[], int] | None = None,
        allowed: tuple[tuple[int, int], ...] = (),
    ) -> None:
        self.token = token
        self.clock, self.allowed = clock, allowed
        self.asked: list[tuple[int, int]] = []
        self.edits: list[BotMessage] = []
        self.shown: dict[int, str] = {}
        self.closed_until = 0  # by the clock: until then, everything is too much
        self.chats = set(chats)
        self.kicked: set[int | str] = set()
        self.moved: dict[int | str, int] = {}
        self.messages: list[BotMessage] = []
        self.answers: deque[Answer] = deque()
        self._gone: set[int] = set()
        self._on_receive = on_receive
        self._news = asyncio.Event()
        self._http = HttpReceiver(self._respond)

    @property
    def url(self) -> str:
        """The base address of the API."""
        return f"http://127.0.0.1:{self._http.port}"

    def flood(self, seconds: int) -> None:
        """Answer the next request with 429 and the wait."""
        self.answers.append(_failure(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds))

    def delete(self, message_id: int) -> None:
        """Delete a message: nothing can reply to it any more."""
        self._gone.add(message_id)

    async def wait_for(self, count: int, timeout: float = 60.0) -> list[BotMessage]:  # noqa: ASYNC109
        """Wait until so many messages have come in all. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while len(self.messages) < count:
                self._news.clear()
                await self._news.wait()
        return self.messages

    @property
    def taken_at(self) -> list[int]:
        """By the clock: when messages and edits were taken."""
        return [at for at, status in self.asked if status == 200]

    def _respond(self, request: Request) -> Answer:
        answer = self._answer(request)
        if self.clock is not None:
            self.asked.append((self.clock(), answer.status))
        return answer

    def _too_many(self) -> bool:
        if self.clock is None:
            return False
        now, taken = self.clock(), self.taken_at
        beyond = (sum(now - at < stretch for at in taken[-count:]) >= count for count, stretch in self.allowed)
        return now < self.closed_until or any(beyond)

    def _answer(self, request: Request) -> Answer:
        if self.answers:
            return self.answers.popleft()
        if self._too_many():
            return _failure(429, "Too Many Requests: retry after 35", retry_after=35)
        method = request.path.removeprefix(f"/bot{self.token}/")
        if method not in ("sendMessage", "editMessageText"):
            known = request.path.startswith(f"/bot{self.token}/")
            return _failure(404, "Not Found") if known else _failure(401, "Unauthorized")
        try:
            asked = msgspec.json.decode(request.body, type=dict[str, Any])
        except msgspec.DecodeError:
            return _failure(400, "Bad Request: can't parse JSON object")
        if method == "editMessageText":
            return self._refusal(asked) or self._no_edit(asked) or self._edit(asked, request.at_ns)
        return self._refusal(asked) or self._take(asked, request.at_ns)

    def _no_edit(self, asked: dict[str, Any]) -> Answer | None:
        message = asked.get("message_id", 0)
        if not self._stands(message):
            return _failure(400, "Bad Request: message to edit not found")
        last = next((one for one in reversed(self.edits) if one.message_id == message), self.messages[message - 1])
        if all(last.request.get(key) == asked.get(key) for key in ("text", "entities", "reply_markup")):
            return _failure(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        return None

    def _edit(self, asked: dict[str, Any], at_ns: int) -> Answer:
        edit = BotMessage(asked["message_id"], asked["chat_id"], asked["text"], asked, at_ns, edited=True)
        self.edits.append(edit)
        self.shown[edit.message_id] = edit.text
        return _taken(edit)

    def _refusal(self, asked: dict[str, Any]) -> Answer | None:
        chat, text = asked.get("chat_id"), asked.get("text", "")
        reply = asked.get("reply_parameters", {})
        if chat in self.moved:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            return _failure(400, said, migrate_to_chat_id=self.moved[chat])
        if chat in self.kicked:
            return _failure(403, "Forbidden: bot was kicked from the supergroup chat")
        if chat not in self.chats:
            return _failure(400, "Bad Request: chat not found")
        if not text.strip():
            return _failure(400, "Bad Request: message text is empty")
        if _units(text) > _LIMIT:
            return _failure(400, "Bad Request: message is too long")
        if any(not _fits(entity, text) for entity in asked.get("entities", ())):
            return _failure(400, "Bad Request: entity is out of the text or of an unknown type")
        rows = asked.get("reply_markup", {}).get("inline_keyboard", [])
        if any("." not in (urlsplit(button["url"]).hostname or "") for row in rows for button in row):
            return _failure(400, "Bad Request: inline keyboard button URL is invalid: wrong HTTP URL")
        if reply and not self._stands(reply["message_id"]) and not reply.get("allow_sending_without_reply"):
            return _failure(400, "Bad Request: message to be replied not found")
        return None

    def _take(self, asked: dict[str, Any], at_ns: int) -> Answer:
        message = BotMessage(len(self.messages) + 1, asked["chat_id"], asked["text"], asked, at_ns)
        self.messages.append(message)
        self.shown[message.message_id] = message.text
        self._news.set()
        if self._on_receive is not None:
            self._on_receive(message)
        return _taken(message)

    def _stands(self, message_id: int) -> bool:
        return 1 <= message_id <= len(self.messages) and message_id not in self._gone


def _taken(message: BotMessage) -> Answer:
    result = {"message_id": message.message_id, "chat": {"id": message.chat}, "date": 0, "text": message.text}
    return Answer(200, msgspec.json.encode({"ok": True, "result": result}), {"content-type": "application/json"})


def _fits(entity: dict[str, Any], text: str) -> bool:
    """Whether an entity covers whole characters of the text."""
    wide = text.encode("utf-16-le")
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if entity["type"] not in _KINDS or not 0 <= start < end <= len(wide) // 2:
        return False
    try:
        wide[start * 2 : end * 2].decode("utf-16-le")
        wide[end * 2 :].decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _failure(code: int, description: str, **parameters: int) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Answer(code, msgspec.json.encode(body), {"content-type": "application/json"})
