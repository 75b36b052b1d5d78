"""Which function serves which method."""

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from monitor.testing.telegram.channel import Channel
from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.people import Key, User
from monitor.testing.telegram.world import World


class Caller(Protocol):
    """The connection that a call came over."""

    port: int

    @property
    def key(self) -> Key:
        """The auth key in use."""
        ...

    @property
    def user(self) -> User:
        """Who is signed in; only asked where the method needs it."""
        ...

    def watch(self, channel: Channel, seconds: float) -> None:
        """Push this channel's updates to this connection for a while, though its user is no member."""
        ...


Method = Callable[[World, Caller, Any], Any]
_SERVED: dict[str, Method] = {}


def serves(name: str) -> Callable[[Method], Method]:
    """Mark a function as the answer to a method, named as in Telegram's documentation."""

    def mark(method: Method) -> Method:
        _SERVED[name] = method
        return method

    return mark


def method_name(request: Any) -> str:
    """A request's name as in Telegram's documentation, such as `messages.getHistory`."""
    kind = type(request)
    return _documented(kind.__module__, kind.__name__)


def method_of(name: str) -> Method:
    """The function that serves a method.

    Raises:
        CallError: METHOD_NOT_IMPLEMENTED_… where there is none.
    """
    method = _SERVED.get(name)
    if method is None:
        raise CallError(400, f"METHOD_NOT_IMPLEMENTED_{name}")
    return method


@cache
def _documented(module: str, kind: str) -> str:
    room = module.removeprefix("telethon.tl.functions").lstrip(".")
    name = kind.removesuffix("Request")
    name = name[:1].lower() + name[1:]
    return f"{room}.{name}" if room else name
