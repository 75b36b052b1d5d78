"""How long a server asks to be left alone. Pure."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

_WAIT = re.compile(r"\d{1,9}", re.ASCII)

TRY_AGAIN = frozenset({408, 425, 429})
"""Statuses below 500 that mean "not now"."""


def retry_after(value: str, now: int) -> float | None:
    """Seconds to wait by a `Retry-After` header (a number of seconds, or an HTTP date); None if it says nothing.

    `now` is in milliseconds since the epoch.
    """
    value = value.strip()
    if _WAIT.fullmatch(value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now / 1000)
