"""The `matrix` kind: notices as messages in a room."""

import re
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Rate
from monitor.sinks._fit import Links, fitting
from monitor.sinks._html import as_fragment
from monitor.sinks._layout import Block, headline
from monitor.sinks._mail import as_text
from monitor.sinks._options import Rates, Seconds, Updates, base_address, plain_token
from monitor.sinks._text import flat
from monitor.sinks._transport import TIMEOUT, Answer, Transport

_LONGEST = 10_000
# An event may have 65,536 bytes, of which a server needs some for its signatures and for what came before.
_MOST_BYTES = 56_000
_ROOM = re.compile(r"[!#][^\s\0]{1,254}")
# Clients that know `m.mentions` call nobody; for older ones, the word that calls a whole room is broken.
_CALLS_ROOM = re.compile(r"(?<=@)(?=room)", re.IGNORECASE)
_JOINER = "\u2060"


class _Reply(msgspec.Struct):
    """What a homeserver answers."""

    event_id: str = ""
    room_id: str = ""
    content: dict[str, Any] | None = None
    errcode: str = ""
    error: str = ""
    retry_after_ms: float | None = None


class _Unrelated(Rejected):
    """Refused without a reason of its own: so servers refuse what relates to an event that they do not have."""


def _room(value: str) -> str:
    if not _ROOM.fullmatch(value) or (value.startswith("#") and ":" not in value):
        raise ValueError("is neither the id of a room (!abc:example.org) nor an alias (#desk:example.org)")
    return value


class MatrixOptions(Options):
    """Options of a room."""

    model_config = ConfigDict(hide_input_in_errors=True)

    homeserver: Annotated[str, AfterValidator(base_address)] = Field(
        description="The address under which clients reach the homeserver, such as https://matrix.example.org."
    )
    token: Annotated[SecretStr, AfterValidator(plain_token)] = Field(
        description="The access token of the account that sends. It must have joined the room."
    )
    room: Annotated[str, AfterValidator(_room)] = Field(
        description="The room: its id (!abc:example.org) or an alias (#desk:example.org). In quotes."
    )
    updates: Updates = Field(
        default="reply",
        description="reply: what follows an alert goes into a thread under its first message; "
        "edit: the first message is edited, and tells everything so far.",
    )
    allow_private: bool = Field(default=False, description="Allow a homeserver on a private or loopback address.")
    timeout: Seconds = Field(default=TIMEOUT, description="How long an answer may take in all, such as 15s.")
    rate: Rates = Field(default=(), description="At most so many, such as 20/min, or a list; by default no limit.")


class Matrix:
    """Sends each notice as a message to a Matrix room; updates go into a thread, or edit the first message.

    A repeat after a crash makes no second message, and one that people removed is followed by a new one, not edited.
    Messages mention nobody, and a post's text is never read as markup. They are not encrypted by us. Too many requests
    and server errors are tried again; a token that is not known, and a room that is closed to the account, are final.
    """

    kind: ClassVar[str] = "matrix"
    options: ClassVar[type[Options]] = MatrixOptions
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1

    def __init__(self, options: MatrixOptions, transport: Transport) -> None:
        self.pace: tuple[Rate, ...] = options.rate
        self._options = options
        self._transport = transport
        self._base = f"{options.homeserver}/_matrix/client/v3"
        self._headers = {
            "authorization": f"Bearer {options.token.get_secret_value()}",
            "content-type": "application/json",
        }
        self._found = "" if options.room.startswith("#") else options.room
        self.whole = options.updates == "edit"

    def render(self, notice: Notice, delivery: Delivery) -> list[str | dict[str, Any]]:
        """The message's content, without what it relates to."""
        del delivery
        return [_content(notice)]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        room = await self._room()
        # Ids of another room would be refused: the watch file may name another one by now.
        thread = delivery.thread if delivery.thread.get("room") == room else {}
        root, last = thread.get("event_id"), thread.get("last")
        links = self._transport.links(notice, delivery)
        content = _content(notice, links)
        if root and self.whole and await self._was_removed(room, root):
            root = None  # an edit of it would be taken, and shown to nobody
        if root and self.whole:
            content = _edited(content, notice, root)
        elif root:
            content["m.relates_to"] = {
                "rel_type": "m.thread",
                "event_id": root,
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": last or root},
            }
        try:
            sent = await self._put(room, delivery.key, content)
        except _Unrelated:
            if not root:
                raise
            # The first message is gone from the server: what follows begins anew.
            root, sent = None, await self._put(room, f"{delivery.key}:anew", _content(notice, links))
        return Receipt(thread={"room": room, "event_id": root or sent, "last": sent})

    async def _room(self) -> str:
        """The room's id; an alias is looked up once."""
        if not self._found:
            _, reply = await self._call("GET", f"/directory/room/{_quoted(self._options.room)}")
            if not reply.room_id:
                raise Unavailable("the homeserver names no room for the alias")
            self._found = reply.room_id
        return self._found

    async def _was_removed(self, room: str, event: str) -> bool:
        """Whether people removed a message: what is left of it says nothing."""
        try:
            _, reply = await self._call("GET", f"/rooms/{_quoted(room)}/event/{_quoted(event)}")
        except Rejected:  # whatever that is, the edit will be told as well
            return False
        return reply.content == {}

    async def _put(self, room: str, key: str, content: dict[str, Any]) -> str:
        """Send a message under a key that makes a repeat harmless; its id."""
        path = f"/rooms/{_quoted(room)}/send/m.room.message/{_quoted(key)}"
        try:
            answer, reply = await self._call("PUT", path, content)
        except Rejected:
            self._found = self._found if self._options.room.startswith("!") else ""  # an alias may lead elsewhere now
            raise
        if not reply.event_id:  # to send it again makes no second message
            raise Unavailable(f"{answer.host} does not answer as a homeserver does")
        return reply.event_id

    async def _call(
        self, method: Literal["GET", "PUT"], path: str, content: dict[str, Any] | None = None
    ) -> tuple[Answer, _Reply]:
        import httpx  # slow to import, and a check of the options sends nothing

        answer = await self._transport.request(
            method,
            httpx.URL(self._base + path),
            b"" if content is None else msgspec.json.encode(content),
            self._headers,
            timeout=self._options.timeout,
            allow_private=self._options.allow_private,
        )
        try:
            reply = msgspec.json.decode(answer.body, type=_Reply)
        except msgspec.MsgspecError:
            reply = _Reply()
        _judge(answer, reply)
        return answer, reply


_HINTS = {
    "M_FORBIDDEN": "; invite the account to the room, let it join, and let it send messages",
    "M_UNKNOWN_TOKEN": "; the token is not valid (any more): log in again and put the new one into the watch file",
    "M_MISSING_TOKEN": "; check `token`",
    "M_NOT_FOUND": "; check `room`",
    "M_UNRECOGNIZED": "; check `homeserver`",
}


def _judge(answer: Answer, reply: _Reply) -> None:
    """Raise what an answer means, if it is not that the request was taken."""
    if answer.ok:
        return
    if not reply.errcode:
        answer.check()
    said = f"{answer.host} answered {answer.status}: {flat(reply.errcode, 60)} {flat(reply.error, 160)}".rstrip()
    if answer.status in {408, 425, 429} or answer.status >= 500 or reply.errcode == "M_LIMIT_EXCEEDED":
        told = reply.retry_after_ms / 1000 if reply.retry_after_ms is not None else answer.retry_after
        raise Unavailable(said, told, limited=answer.status == 429 or reply.errcode == "M_LIMIT_EXCEEDED")
    refusal = _Unrelated if answer.status == 400 and reply.errcode == "M_UNKNOWN" else Rejected
    raise refusal(said + _HINTS.get(reply.errcode, ""))


def _content(notice: Notice, links: Links = ()) -> dict[str, Any]:
    """A notice as a text message, small enough for an event. `links`: what readers may do."""
    return fitting(notice, _LONGEST, _message, lambda made: len(msgspec.json.encode(made)) <= _MOST_BYTES, links)


def _message(blocks: tuple[Block, ...]) -> dict[str, Any]:
    return {
        "msgtype": "m.text",
        "body": _inert(as_text(blocks).rstrip()),
        "format": "org.matrix.custom.html",
        "formatted_body": _inert(as_fragment(blocks)),
        "m.mentions": {},
    }


def _edited(content: dict[str, Any], notice: Notice, root: str) -> dict[str, Any]:
    """An edit of a message; who cannot show edits sees that there was one."""
    return {
        "msgtype": "m.text",
        "body": _inert(f"* {headline(notice)}"),
        "m.mentions": {},
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": root},
    }


def _inert(text: str) -> str:
    return _CALLS_ROOM.sub(_JOINER, text)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
