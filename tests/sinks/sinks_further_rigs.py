"""Sinks with real receivers, for the contract: what was sent, and what makes the next send fail for now or for good."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree

from monitor.errors import Rejected
from monitor.kinds import discover
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.sink import Sink
from monitor.sinks._transport import Transport
from monitor.testing.receivers import Answer, MatrixReceiver, NtfyReceiver, WebhookReceiver

Parts = tuple[Sink, Callable[[], str], Callable[[], object], Callable[[], object] | None]
Further = Callable[[Transport, AsyncExitStack], Awaitable[Parts]]


def made(kind: str, transport: Transport, **options: object) -> Sink:
    cls: Any = discover().sinks[kind]
    sink: Sink = cls(cls.options.model_validate(options), transport)
    return sink


async def matrix(transport: Transport, stack: AsyncExitStack) -> Parts:
    server = await stack.enter_async_context(MatrixReceiver())
    room = {"room": "!desk:example.org", "token": server.token, "homeserver": server.url, "allow_private": True}
    return (
        made("matrix", transport, **room),
        lambda: "\n".join(content["body"] for content in server.contents),
        lambda: server.limit(5000),
        lambda: server.answers.append(Answer(403, b'{"errcode":"M_FORBIDDEN","error":"not in room"}')),
    )


async def ntfy(transport: Transport, stack: AsyncExitStack) -> Parts:
    server = await stack.enter_async_context(NtfyReceiver())
    return (
        made("ntfy", transport, server=server.url, topic="desk", allow_private=True),
        lambda: "\n".join(f"{message['title']}\n{message['message']}" for message in server.drawer),
        server.limit,
        lambda: server.answers.append(Answer(403, b'{"code":40301,"http":403,"error":"forbidden"}')),
    )


async def rss(transport: Transport, stack: AsyncExitStack) -> Parts:
    folder = Path(stack.enter_context(TemporaryDirectory()))
    path = folder / "feeds" / "desk.xml"

    def hard() -> None:
        path.parent.mkdir()
        path.write_text("<rss/>")

    def spoiled() -> None:
        path.unlink()

    sink: Any = Cleared(made("rss", transport, file=path), spoiled)
    return (sink, lambda: read_feed(path), (folder / "feeds").touch, hard)


async def apprise(transport: Transport, stack: AsyncExitStack) -> Parts:
    receiver = await stack.enter_async_context(WebhookReceiver())
    return (
        made("apprise", transport, url=f"json://127.0.0.1:{receiver.port}/hook"),
        lambda: "\n".join(f"{one.data['title']}\n{one.data['message']}" for one in receiver.received),
        lambda: receiver.program(503),
        None,
    )


class Cleared:
    """A sink whose obstacle is taken away once it has been refused."""

    def __init__(self, sink: Sink, clear: Callable[[], object]) -> None:
        self._sink, self._clear = sink, clear

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sink, name)

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        try:
            return await self._sink.send(notice, delivery)
        except Rejected:
            self._clear()
            raise


def read_feed(path: Path) -> str:
    """What the entries of a feed show: titles and contents. Nothing where there is none yet."""
    if not path.exists():
        return ""
    entries = etree.fromstring(path.read_bytes()).iter("{*}entry")
    return "\n".join(entry.findtext(f"{{*}}{name}") or "" for entry in entries for name in ("title", "content"))


FURTHER: dict[str, Further] = {"matrix": matrix, "ntfy": ntfy, "rss": rss, "apprise": apprise}
