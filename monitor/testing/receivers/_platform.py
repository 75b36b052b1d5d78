"""What the receivers of chat platforms have in common: a server, what came, and answers out of turn."""

import asyncio
import html
import re
from collections import deque
from typing import Any

import msgspec

from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_JSON = {"content-type": "application/json"}


class Platform(Listening):
    """Listens on 127.0.0.1 while open (`async with`). A subclass answers requests in `respond`.

    `answers` are given one a request, in order, before anything is looked at. `bodies` are the JSON bodies
    of all requests that were looked at, refused ones included.
    """

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.bodies: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._taken = 0
        self._http = HttpReceiver(self._answer)

    @property
    def root(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._http.port}"

    async def wait_for(self, count: int, timeout: float = 60.0) -> None:  # noqa: ASYNC109
        """Wait until so many messages were taken in all. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while self._taken < count:
                self._news.clear()
                await self._news.wait()

    def respond(self, request: Request, asked: dict[str, Any]) -> Answer:
        raise NotImplementedError

    def taken(self) -> None:
        """Count one more message."""
        self._taken += 1
        self._news.set()

    def _answer(self, request: Request) -> Answer:
        if self.answers:
            return self.answers.popleft()
        try:
            asked = msgspec.json.decode(request.body, type=dict[str, Any]) if request.body else {}
        except msgspec.MsgspecError:
            return Answer(400, b"invalid_payload")
        self.bodies.append(asked)
        return self.respond(request, asked)


def told(status: int, body: Any, headers: dict[str, str] | None = None) -> Answer:
    """An answer in JSON."""
    return Answer(status, msgspec.json.encode(body), _JSON | (headers or {}))


def read_markdown(text: str) -> str:
    """Markdown as somebody would read it who sees its signs, but no escapes and nothing invisible."""
    return _ESCAPED.sub(r"\1", text).replace("\u2060", "")


def read_escaped(text: str) -> str:
    """Slack's text, as somebody would read it."""
    return html.unescape(text).replace("\u2060", "")
