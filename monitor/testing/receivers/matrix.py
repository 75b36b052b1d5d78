"""A homeserver that knows one account, its rooms, and how messages are sent, with their refusals."""

from collections import deque
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request

TOKEN = "syt_loopback_only_000000"
"""The access token that a server knows unless it is given another."""

_SEND = "/_matrix/client/v3/rooms/"
_ALIAS = "/_matrix/client/v3/directory/room/"
_LARGEST = 65_536
_OVERHEAD = 1_500  # what a server adds to an event: ids, hashes, signatures, what came before it


class RoomMessage(Struct, frozen=True):
    """One message that was taken, under the transaction's id."""

    event_id: str
    room: str
    transaction: str
    content: dict[str, Any]

    @property
    def relation(self) -> tuple[str, str]:
        """Kind and event of what it relates to; empty if to nothing."""
        found = self.content.get("m.relates_to", {})
        return found.get("rel_type", ""), found.get("event_id", "")


class MatrixReceiver(Listening):
    """Speaks the client-server API on 127.0.0.1 while open (`async with`), and keeps what was sent in `messages`.

    `rooms` are those that the account has joined, `closed` those that it may not send to, `aliases` lead to rooms.
    `answers` are given one a request, in order, before anything is looked at.
    """

    def __init__(self, token: str = TOKEN, rooms: tuple[str, ...] = ("!desk:example.org",)) -> None:
        self.token = token
        self.rooms = set(rooms)
        self.closed: set[str] = set()
        self.aliases: dict[str, str] = {}
        self.messages: list[RoomMessage] = []
        self.answers: deque[Answer] = deque()
        self.requests: list[Request] = []
        self._done: dict[str, str] = {}
        self._removed: set[str] = set()
        self._http = HttpReceiver(self._respond)

    @property
    def url(self) -> str:
        """The homeserver's address."""
        return f"http://127.0.0.1:{self._http.port}"

    @property
    def contents(self) -> list[dict[str, Any]]:
        """What every message shows, edits applied."""
        shown: dict[str, dict[str, Any]] = {}
        for message in self.messages:
            kind, of = message.relation
            if {message.event_id, of} & self._removed and kind != "m.thread":
                continue
            if kind == "m.replace":
                shown[of] = message.content["m.new_content"]
            else:
                shown[message.event_id] = message.content
        return list(shown.values())

    def limit(self, millis: int) -> None:
        """Answer the next request with "too many" and the wait."""
        self.answers.append(_failure(429, "M_LIMIT_EXCEEDED", "Too Many Requests", retry_after_ms=millis))

    def forget(self, event_id: str) -> None:
        """Lose an event: nothing can relate to it any more."""
        self.messages = [message for message in self.messages if message.event_id != event_id]

    def remove(self, event_id: str) -> None:
        """Redact an event, as people do with "Remove": it stays, without what it said."""
        self._removed.add(event_id)

    def _respond(self, request: Request) -> Answer:
        self.requests.append(request)
        if self.answers:
            return self.answers.popleft()
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _failure(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.", soft_logout=False)
        if request.method == "GET" and request.path.startswith(_ALIAS):
            return self._led(unquote(request.path.removeprefix(_ALIAS)))
        parts = [unquote(part) for part in request.path.removeprefix(_SEND).split("/")]
        if request.method == "GET" and len(parts) == 3 and parts[1] == "event":
            return self._event(parts[0], parts[2])
        if request.method != "PUT" or len(parts) != 4 or parts[1:3] != ["send", "m.room.message"]:
            return _failure(404, "M_UNRECOGNIZED", "Unrecognized request")
        return self._send(request, parts[0], parts[3])

    def _led(self, alias: str) -> Answer:
        if alias not in self.aliases:
            return _failure(404, "M_NOT_FOUND", f"Room alias {alias} not found")
        return _json(200, {"room_id": self.aliases[alias], "servers": ["example.org"]})

    def _event(self, room: str, event: str) -> Answer:
        for message in self.messages:
            if (message.room, message.event_id) == (room, event):
                content = {} if event in self._removed else message.content
                return _json(200, {"event_id": event, "room_id": room, "type": "m.room.message", "content": content})
        return _failure(404, "M_NOT_FOUND", "Event not found.")

    def _send(self, request: Request, room: str, transaction: str) -> Answer:
        if request.path in self._done:
            return _json(200, {"event_id": self._done[request.path]})
        if room not in self.rooms or room in self.closed:
            return _failure(403, "M_FORBIDDEN", "User @monitor:example.org not in room")
        if len(request.body) + _OVERHEAD > _LARGEST:
            return _failure(413, "M_TOO_LARGE", "event too large")
        content = msgspec.json.decode(request.body, type=dict[str, Any])
        if not content.get("body") or content.get("msgtype") not in {"m.text", "m.notice"}:
            return _failure(400, "M_BAD_JSON", "'body' not in content")
        related = content.get("m.relates_to", {}).get("event_id")
        if related and not any(one.event_id == related and one.room == room for one in self.messages):
            return _failure(400, "M_UNKNOWN", "Can't send relation to unknown event")
        message = RoomMessage(f"$event{len(self._done)}", room, transaction, content)
        self._done[request.path] = message.event_id
        self.messages.append(message)
        return _json(200, {"event_id": message.event_id})


def _json(status: int, data: dict[str, Any]) -> Answer:
    return Answer(status, msgspec.json.encode(data), {"content-type": "application/json"})


def _failure(status: int, code: str, said: str, **more: Any) -> Answer:
    return _json(status, {"errcode": code, "error": said, **more})
