"""Dates as feeds write them, in milliseconds since the epoch. Pure; what cannot be meant is None."""

import re
from datetime import UTC, datetime, timedelta, timezone

from monitor.model import Millis
from monitor.sources.feed._date_words import MONTHS, ZONES

_LONGEST = 80
_YEARS = range(1990, 2101)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d{1,9})?")
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?![\d.])")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-.,]*([^\W\d_]{3,15})[\s\-.,]*(\d{4}|\d\d)(?!\d)")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,15})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d)(?!:)")
_YEAR = re.compile(r"(?<![\d+\-:])((?:19|20)\d\d)(?![\d:])")
_TIME = re.compile(r"(?<![\d+\-:])(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d{1,9})?(?![\d])\s*([AaPp]\.?[Mm]\.?(?!\w))?")
_COMPACT_TIME = re.compile(r"[T ](\d\d)(\d\d)(\d\d)?(?![\d:])")
_OFFSET = re.compile(r"(?:GMT|UTC|Z)?\s*([+\-−])(\d{1,2}):?(\d\d)?(?!\d)", re.IGNORECASE)
_ZONE = re.compile(r"[A-Za-z]{1,5}(?![A-Za-z])")


def read_date(written: str) -> Millis | None:
    """The moment that is written: RFC 822 and its variants, ISO 8601, a number of seconds or milliseconds.

    Month names may be English, Ukrainian, Russian, Belarusian, Polish or German. Without a zone, or with
    one that is not known, the time is taken as UTC: some hours wrong at most.
    """
    written = " ".join(written[: _LONGEST + 1].split())
    if not written or len(written) > _LONGEST:
        return None
    if _EPOCH.fullmatch(written):
        number = int(written.partition(".")[0])
        return _sensible(number if number >= 10**11 else number * 1000)
    day, rest = _day(written)
    if day is None:
        return None
    try:
        moment = datetime(*day, tzinfo=UTC) + _time(rest) - _offset(rest)
    except (ValueError, OverflowError):
        return None
    return _sensible(int(moment.timestamp()) * 1000)


def _sensible(moment: Millis) -> Millis | None:
    """Years from 1990 to 2100: others are a clock that was never set, or a joke."""
    if not 0 < moment < 4_200_000_000_000:
        return None
    return moment if datetime.fromtimestamp(moment / 1000, UTC).year in _YEARS else None


def _day(written: str) -> tuple[tuple[int, int, int] | None, str]:
    """(year, month, day), and what is written besides."""
    if found := _ISO.match(written):
        return (int(found[1]), int(found[2]), int(found[3])), written[found.end() :]
    if found := _DOTTED.search(written):
        return (int(found[3]), int(found[2]), int(found[1])), _without(written, found)
    for found in _DAY_FIRST.finditer(written):
        if month := _month(found[2]):
            return (_year(found[3]), month, int(found[1])), _without(written, found)
    for found in _MONTH_FIRST.finditer(written):
        rest = _without(written, found)
        year = _YEAR.search(rest)
        if year and (month := _month(found[1])):
            return (int(year[1]), month, int(found[2])), _without(rest, year)
    return None, ""


def _without(written: str, found: "re.Match[str]") -> str:
    return f"{written[: found.start()]} {written[found.end() :]}"


def _month(name: str) -> int:
    return MONTHS.get(name.lower()[:3], 0)


def _year(written: str) -> int:
    number = int(written)
    return number if len(written) == 4 else number + (2000 if number < 90 else 1900)


def _time(rest: str) -> timedelta:
    found = _TIME.search(rest) or _COMPACT_TIME.match(rest)
    if found is None:
        return timedelta()
    hour, minute, second = int(found[1]), int(found[2]), min(59, int(found[3] or 0))
    half = (found[4] or "").lower() if found.re is _TIME else ""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59:
        raise ValueError("no time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(rest: str) -> timedelta:
    """How far the written time is ahead of UTC; what stands after the time of day says it."""
    found = _TIME.search(rest) or _COMPACT_TIME.match(rest)
    tail = rest[found.end() :] if found else rest
    if signed := _OFFSET.search(tail):
        hours, minutes = int(signed[2]), int(signed[3] or 0)
        ahead = timedelta(hours=hours, minutes=minutes)
        if hours > 15 or minutes > 59:
            return timedelta()
        return ahead if signed[1] == "+" else -ahead
    for name in _ZONE.findall(tail):
        if name.upper() in ZONES:
            return timezone(timedelta(hours=ZONES[name.upper()])).utcoffset(None)
    return timedelta()
