"""Types of options that several sinks share. Values of a watch file arrive as the text that was written."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, SecretStr, WithJsonSchema

from monitor.ports.sink import Rate

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m)?")
_HEADER = re.compile(r"[\x21-\x7e]{1,4000}")
_RATE = re.compile(r"(\d{1,6})\s*/\s*(s|m|min|h|d)")
_STRETCHES = {"s": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, None: 1.0}


def _seconds(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.strip())
    if found is None:
        raise ValueError("is not a duration: write it as 15s or 1m")
    return float(found[1]) * _UNITS[found[2]]


def _one_or_many(value: Any) -> Any:
    """Let a bare value stand for a list of one."""
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _rate(value: Any) -> Rate:
    if isinstance(value, Rate):
        return value
    found = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not int(found[1]):
        raise ValueError("is not a rate: write it as 20/min, 1/s or 500/h")
    return Rate(int(found[1]), _STRETCHES[found[2]])


_WRITTEN_RATE = {"type": "string", "pattern": r"^\d+\s*/\s*(s|m|min|h|d)$"}
Seconds = Annotated[
    float,
    BeforeValidator(_seconds),
    Field(gt=0, le=300),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d+(\.\d+)?(ms|s|m)?$"}),
]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_one_or_many)]
Rates = Annotated[
    tuple[Annotated[Rate, PlainValidator(_rate)], ...],
    BeforeValidator(_one_or_many),
    WithJsonSchema({"anyOf": [_WRITTEN_RATE, {"type": "array", "items": _WRITTEN_RATE}]}),
]
"""How much an entry may be sent, such as `20/min`; of several, all hold."""
Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
Updates = Literal["reply", "edit"]
"""What becomes of an alert's later notices: messages of their own, or the first one, written anew."""


def plain_token(value: SecretStr) -> SecretStr:
    """Check that a secret can stand in a header. Raises ValueError without repeating it."""
    if not _HEADER.fullmatch(value.get_secret_value()):
        raise ValueError("may hold printable ASCII without spaces only")
    return value


def web_address(value: SecretStr) -> SecretStr:
    """Check that a secret is a full web address. Raises ValueError without repeating it."""
    import httpx  # slow to import, and few watch files hold an address

    try:
        url = httpx.URL(value.get_secret_value())
        url.host  # noqa: B018 - decoded when asked for
    except (httpx.InvalidURL, ValueError):
        raise ValueError("is not a web address: give a full one, such as https://hooks.example.org/monitor") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("must be a full http:// or https:// address")
    _check_place(url.host, url.port)
    return value


def base_address(value: str) -> str:
    """The address of an API, without a slash at its end. Raises ValueError with a sentence."""
    import httpx  # as above

    try:
        url = httpx.URL(value)
        url.host  # noqa: B018 - as above
    except (httpx.InvalidURL, ValueError):
        raise ValueError("is not a web address: give a plain one, such as https://chat.example.org") from None
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.userinfo:
        raise ValueError("must be a plain http:// or https:// address")
    _check_place(url.host, url.port)
    return value.rstrip("/")


def _check_place(host: str, port: int | None) -> None:
    """Raise ValueError, if nothing can be there: a name that no name server can be asked for, or no port."""
    try:
        host.removesuffix(".").encode("idna")
        is_name = ":" in host or "%" not in host
    except UnicodeError:
        is_name = False
    if not is_name:
        raise ValueError("has a name that cannot be: its parts have 1 to 63 letters or digits, with one dot between")
    if port is not None and not 0 < port <= 65_535:
        raise ValueError("has a port that cannot be: 1 to 65535")
