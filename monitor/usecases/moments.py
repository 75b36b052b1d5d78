"""Moments as people write and read them, and rows as structs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from msgspec import Struct

from monitor.errors import UsageError
from monitor.model import Millis
from monitor.ports.options import duration

Form = TypeVar("Form", bound=Struct)

_TIMES = frozenset(
    {"at", "opened", "last_match", "closes", "closed", "last_notice", "next_due", "created", "due", "done", "posted"}
    | {"edited", "seen", "replaced", "deleted", "deleted_since", "since", "until", "probe", "acknowledged"}
)


def when(moment: Millis) -> datetime:
    """A stored moment as a time in UTC."""
    return datetime.fromtimestamp(moment / 1000, UTC)


def in_full(moment: datetime | None) -> str:
    """`2024-12-14 09:30:05Z`, or "" if it is not known."""
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%SZ}"


def utc(moment: Millis | None) -> datetime | None:
    """As `when`, for what may be unknown."""
    return None if moment is None else when(moment)


def millis(moment: datetime) -> Millis:
    """A time as it is stored; one without a zone is in UTC."""
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def parse_since(written: str, now: Millis) -> Millis:
    """As `parse_moment`, for the option `--since`."""
    return parse_moment("--since", written, now)


def parse_moment(option: str, written: str, now: Millis) -> Millis:
    """The moment that `2024-12-01`, `2024-12-01T06:00`, `7d` or `90m` means. Days begin at midnight UTC.

    Raises:
        UsageError: it is neither a date nor a length of time, or lies ahead.
    """
    try:
        moment = millis(datetime.fromisoformat(written.strip()))
    except ValueError:
        try:
            moment = now - int(str(duration(written)))
        except ValueError:
            raise UsageError(
                f"{option} wants a date such as 2024-12-01 or a time such as 7d, not {written!r}"
            ) from None
    if moment > now:
        raise UsageError(f"{option} {written} lies ahead; name a moment that is past")
    return moment


def parse_stretch(start: str, end: str, now: Millis) -> tuple[Millis, Millis | None]:
    """From when and before when, for the options `--from` and `--to`; "" is from the beginning, and without an end.

    Raises:
        UsageError: one is no moment or lies ahead, or the first does not come before the second.
    """
    since = parse_moment("--from", start, now) if start else 0
    until = parse_moment("--to", end, now) if end else None
    if until is not None and since >= until:
        raise UsageError(f"--from {start} does not come before --to {end}; is it the other way round?")
    return since, until


def parse_ahead(option: str, written: str, now: Millis) -> Millis:
    """The moment ahead that `2024-12-01`, `2024-12-01T06:00` or `90m` (so long from now) means, in UTC.

    Raises:
        UsageError: it is neither, or lies behind.
    """
    try:
        moment = millis(datetime.fromisoformat(written.strip()))
    except ValueError:
        try:
            moment = now + int(str(duration(written)))
        except ValueError:
            raise UsageError(
                f"{option} wants a time such as 2024-12-01T06:00 (UTC) or 90m (from now), not {written!r}"
            ) from None
    if moment < now:
        raise UsageError(f"{option} {written} is past; name a moment that lies ahead")
    return moment


def shaped(form: type[Form], row: Mapping[str, Any], **more: Any) -> Form:
    """A row as a struct, field by field; stored moments become times."""
    values = {**row, **more}
    return form(**{name: _fit(name, values[name]) for name in form.__struct_fields__})


def _fit(name: str, value: Any) -> Any:
    return utc(value) if name in _TIMES and isinstance(value, int) else value
