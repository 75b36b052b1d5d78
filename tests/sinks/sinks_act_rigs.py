"""Chats on loopback with their sinks, and the links by which readers act as each of them shows them."""

import html
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from html.parser import HTMLParser
from typing import Any

from msgspec import Struct

from monitor.kinds import discover
from monitor.model import Notice
from monitor.ports.sink import Sink
from monitor.sinks._transport import Transport
from monitor.testing.receivers import (
    DiscordReceiver,
    MatrixReceiver,
    MattermostReceiver,
    NtfyReceiver,
    SlackReceiver,
    TeamsReceiver,
)
from monitor.testing.receivers.mattermost import CHANNEL
from monitor.testing.receivers.mattermost import TOKEN as MATTERMOST_TOKEN

SINKS = discover().sinks


class Signer:
    """Makes links that can be told apart. `more` makes them longer."""

    def __init__(self, more: int = 0) -> None:
        self._more = "A" * more

    def links(self, notice: Notice, receiver: str, entry: str, now: int) -> tuple[tuple[str, str], ...]:
        base = f"https://monitor.example.org/act/{notice.alert}-{receiver}-{entry}-{now}{self._more}"
        return (("Acknowledge", f"{base}-a?x=1&y=2"), ("Close", f"{base}-c"))


class Buttons(HTMLParser):
    """The links of HTML, by what stands in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self._href = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_endtag(self, tag: str) -> None:
        self._href = "" if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        if self._href:
            self.links[data] = self._href


class Chat(Struct, frozen=True):
    """A sink, what its chat shows now (a request's body each), and the links in one of these, by label."""

    sink: Sink
    shown: Callable[[], list[dict[str, Any]]]
    links: Callable[[dict[str, Any]], dict[str, str]]


def _made(kind: str, transport: Transport, options: dict[str, Any], more: dict[str, Any]) -> Sink:
    cls: Any = SINKS[kind]
    sink: Sink = cls(cls.options.model_validate(options | more | {"allow_private": True}), transport)
    return sink


def _in_markdown(text: str) -> dict[str, str]:
    return dict(re.findall(r"\[([^\[\]]+)\]\(([^()\s]+)\)", text.splitlines()[-1]))


def _in_slack(body: dict[str, Any]) -> dict[str, str]:
    last = html.unescape(body["blocks"][-1]["text"]["text"])
    return {label: address for address, label in re.findall(r"<([^<>|]+)\|([^<>|]+)>", last)}


async def slack(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(SlackReceiver())
    options = {"token": receiver.token, "channel": "C0123456789", "base": receiver.base}
    sink = _made("slack", transport, options, more)
    return Chat(sink, lambda: [one.request for one in receiver.messages], _in_slack)


async def slack_webhook(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(SlackReceiver())
    sink = _made("slack", transport, {"url": receiver.hook}, more)
    return Chat(sink, lambda: [one.request for one in receiver.messages], _in_slack)


async def discord(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(DiscordReceiver())
    return Chat(
        _made("discord", transport, {"url": receiver.url}, more),
        lambda: [one.request for one in receiver.messages],
        lambda body: _in_markdown(body["embeds"][-1]["description"]),
    )


async def mattermost(transport: Transport, stack: AsyncExitStack, longest: int = 16_383, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(MattermostReceiver(longest))
    options = {"token": MATTERMOST_TOKEN, "channel": CHANNEL, "base": receiver.root}
    return Chat(
        _made("mattermost", transport, options, more),
        lambda: [{"message": one.message} for one in receiver.posts],
        lambda body: _in_markdown(body["message"]),
    )


async def old_mattermost(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    return await mattermost(transport, stack, 4_000, **more)


async def teams(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(TeamsReceiver())
    return Chat(
        _made("teams", transport, {"url": receiver.url}, more),
        lambda: [one.content for one in receiver.cards],
        lambda body: {action["title"]: action["url"] for action in body["actions"]},
    )


async def matrix(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(MatrixReceiver())
    options = {"homeserver": receiver.url, "token": receiver.token, "room": "!desk:example.org"}
    return Chat(
        _made("matrix", transport, options, more),
        lambda: receiver.contents,
        lambda body: Buttons(body["formatted_body"]).links,
    )


async def ntfy(transport: Transport, stack: AsyncExitStack, **more: Any) -> Chat:
    receiver = await stack.enter_async_context(NtfyReceiver())
    return Chat(
        _made("ntfy", transport, {"server": receiver.url, "topic": "desk"}, more),
        lambda: receiver.drawer,
        lambda body: {action["label"]: action["url"] for action in body["actions"] if action["action"] == "view"},
    )


Open = Callable[..., Awaitable[Chat]]
CHATS: dict[str, Open] = {
    "slack": slack,
    "slack: webhook": slack_webhook,
    "discord": discord,
    "mattermost": mattermost,
    "mattermost: old server": old_mattermost,
    "teams": teams,
    "matrix": matrix,
    "ntfy": ntfy,
}
EDITED = ("slack", "discord", "mattermost", "matrix", "ntfy")
"""Those that can rewrite what they sent, besides `telegram`."""
