"""Between TL objects and their bytes."""

import struct
from typing import Any

from telethon.errors import TypeNotFoundError
from telethon.extensions import BinaryReader

from monitor.testing.telegram.framing import MalformedError

_VECTOR = b"\x15\xc4\xb5\x1c"
_TRUE = b"\xb5\x75\x72\x99"
_FALSE = b"\x37\x97\x79\xbc"


class Ready:
    """TL bytes that stand in for an object, so that what is shared is serialised once."""

    __slots__ = ("_body",)

    def __init__(self, source: Any) -> None:
        self._body: bytes = source._bytes()

    def _bytes(self) -> bytes:
        return self._body


def parsed(body: bytes) -> Any:
    """The TL object that a body holds.

    Raises:
        MalformedError: it holds none that this layer knows.
    """
    try:
        with BinaryReader(body) as reader:
            return reader.tgread_object()
    except (TypeNotFoundError, BufferError, struct.error) as error:
        raise MalformedError(f"no TL object: {type(error).__name__}") from error


def serialised(answer: Any) -> bytes:
    """The TL bytes of an object, a list (boxed vector) or a bool."""
    if isinstance(answer, bool):
        return _TRUE if answer else _FALSE
    if isinstance(answer, list):
        items = (struct.pack("<i", item) if isinstance(item, int) else item._bytes() for item in answer)
        return _VECTOR + struct.pack("<i", len(answer)) + b"".join(items)
    body: bytes = answer._bytes()
    return body
