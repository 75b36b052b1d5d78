"""Single fields of a message, which may be missing, or be of any kind. Pure."""

from datetime import UTC, datetime
from typing import Any

from monitor.model import Millis

_MOST = 2**63 - 1  # what a database keeps
_LATEST = 253_402_300_799  # the end of the year 9999, in seconds


def number(message: dict[str, Any], key: str) -> int | None:
    """A whole number, also one that is written as text."""
    value = message.get(key)
    if value is None:
        return None
    if isinstance(value, str) and len(value) < 20 and value.removeprefix("-").isdecimal():
        value = int(value)
    return value if type(value) is int and -_MOST <= value <= _MOST else None


def real(message: dict[str, Any], key: str) -> float | None:
    """A number; JSON of this kind knows no NaN."""
    value = message.get(key)
    return float(value) if isinstance(value, int | float) and abs(value) <= _MOST else None


def words(message: dict[str, Any], key: str) -> str:
    """Text, or ""."""
    value = message.get(key)
    return value if isinstance(value, str) else ""


def moment(message: dict[str, Any], key: str) -> Millis | None:
    """A moment: of `…_unixtime` where it stands, else of the date, which is local to who knows where: taken as UTC."""
    seconds = number(message, f"{key}_unixtime")
    if seconds is not None:
        return seconds * 1000 if 0 <= seconds <= _LATEST else None
    if key not in message:
        return None
    try:
        read = datetime.fromisoformat(words(message, key))
    except ValueError:
        return None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()) * 1000
