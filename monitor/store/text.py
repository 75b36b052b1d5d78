"""How text is kept. Databases refuse lone surrogates, and some refuse NUL: both have a reversible written form."""

import re
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")

_LEAD = "\ufdd0"  # a noncharacter: it stands in no real text, and is written out itself where it does
_NUL = "\\u0000"  # as JSON has it; where it was posted like that, nothing comes of a second look
_WILD = re.compile("[\x00\ufdd0\ud800-\udfff]")
_WRITTEN = re.compile(_LEAD + "([0-9a-f]{4})")


def tame(text: str) -> str:
    """A form of any text that every database takes."""
    if "\0" not in text and _LEAD not in text and _is_whole(text):  # cheaper than a search for all of them
        return text
    return _WILD.sub(lambda found: f"{_LEAD}{ord(found[0]):04x}", text)


def _is_whole(text: str) -> bool:
    """Whether it has no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def restore(text: str) -> str:
    """The text that `tame` was given."""
    if _LEAD not in text:
        return text
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)


class PostedText(TypeDecorator[str]):
    """A text column that takes whatever was posted and gives the same back."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else tame(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else restore(value)


def to_json(value: object) -> str:
    """A value as JSON text, wild characters in written form."""
    try:
        encoded = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        encoded = _LEAD
    if _LEAD in encoded or _NUL in encoded:
        encoded = msgspec.json.encode(_walk(msgspec.to_builtins(value), tame)).decode()
    return encoded


def from_json(text: str, form: type[T]) -> T:
    """The value that `to_json` was given."""
    if _LEAD not in text:
        return msgspec.json.decode(text, type=form)
    return msgspec.convert(_walk(msgspec.json.decode(text), restore), form)


def _walk(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _walk(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(item, change) for item in value]
    return value
