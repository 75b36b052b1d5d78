"""An ntfy server that takes messages as JSON, with its limits and its refusals."""

import base64
import re
from collections import deque
from typing import Any

import msgspec

from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_MOST_BYTES = 4_096
_LARGEST = 2 * _MOST_BYTES  # of all that is asked, as JSON
_MOST_BUTTONS = 3


class NtfyReceiver(Listening):
    """Listens on 127.0.0.1 while open (`async with`), and keeps the messages that it took in `messages`.

    `token` and `login` (user, password) are needed where they are set. `answers` are given one a request, in order,
    before anything is looked at.
    """

    def __init__(self, *, token: str = "", login: tuple[str, str] | None = None) -> None:
        self.token, self.login = token, login
        self.messages: list[dict[str, Any]] = []
        self.answers: deque[Answer] = deque()
        self._http = HttpReceiver(self._respond)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._http.port}"

    @property
    def drawer(self) -> list[dict[str, Any]]:
        """What a phone shows: of those with the same sequence only the last."""
        return list({message["sequence_id"]: message for message in self.messages}.values())

    def limit(self, seconds: int | None = None) -> None:
        """Answer the next request with "too many"."""
        headers = {} if seconds is None else {"retry-after": str(seconds)}
        said = "limit reached: too many requests, please be nice"
        self.answers.append(_failure(42901, said, headers))

    def _respond(self, request: Request) -> Answer:
        if self.answers:
            return self.answers.popleft()
        if request.method not in {"POST", "PUT"} or request.path != "/":
            return _failure(40401, "page not found")
        if not self._may(request.headers.get("authorization", "")):
            return _failure(40301 if not request.headers.get("authorization") else 40101, "unauthorized")
        if len(request.body) > _LARGEST:
            return _failure(41303, "JSON body too large")
        try:
            asked = msgspec.json.decode(request.body, type=dict[str, Any])
        except msgspec.DecodeError:
            return _failure(40024, "invalid request: request body must be valid JSON")
        return self._refusal(asked) or self._take(asked)

    def _may(self, authorization: str) -> bool:
        if self.token:
            return authorization == f"Bearer {self.token}"
        if self.login:
            return authorization == f"Basic {base64.b64encode(':'.join(self.login).encode()).decode()}"
        return True

    def _refusal(self, asked: dict[str, Any]) -> Answer | None:
        actions = asked.get("actions", [])
        if not _TOPIC.fullmatch(asked.get("topic", "")):
            return _failure(40009, "invalid request: topic invalid")
        if not 1 <= asked.get("priority", 3) <= 5:
            return _failure(40007, "invalid priority parameter")
        if not _TOPIC.fullmatch(asked.get("sequence_id", "a")):
            return _failure(40049, "invalid request: sequence ID invalid")
        if len(actions) > _MOST_BUTTONS or any(not action["url"] or not action["label"] for action in actions):
            return _failure(40018, "invalid request: actions invalid")
        return None

    def _take(self, asked: dict[str, Any]) -> Answer:
        if len(asked.get("message", "").encode()) > _MOST_BYTES:  # it would arrive as a file
            asked = {**asked, "message": "You received a file", "attachment": {"name": "attachment.txt"}}
        ident = f"msg{len(self.messages):09d}"
        self.messages.append({"sequence_id": ident, **asked, "id": ident})
        return Answer(200, msgspec.json.encode({"id": ident, "event": "message"}), {"content-type": "application/json"})


def _failure(code: int, said: str, headers: dict[str, str] | None = None) -> Answer:
    body = msgspec.json.encode({"code": code, "http": code // 100, "error": said})
    return Answer(code // 100, body, {"content-type": "application/json", **(headers or {})})
