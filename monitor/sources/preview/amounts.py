"""Numbers as Telegram's pages write them. Pure; what is no number is None."""

import re

_COUNT = re.compile(r"(\d{1,3}(?:[,\s\u00a0]\d{3})+|\d{1,15})(?:\.(\d{1,3}))?\s?([KMB]?)", re.ASCII)
_SIZE = re.compile(r"(\d{1,12})(?:\.(\d{1,3}))?\s?(B|KB|MB|GB|TB)", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2})", re.ASCII)
_THOUSANDS = {"": 0, "K": 3, "M": 6, "B": 9}
_UNITS = ("B", "KB", "MB", "GB", "TB")


def count(text: str) -> int | None:
    """`214.4K` as 214400."""
    found = _COUNT.fullmatch(text.strip())
    if found is None:
        return None
    whole, part, letter = found.groups()
    number = int(re.sub(r"\D", "", whole))
    power = _THOUSANDS[letter]
    return number * int(10**power) + int((part or "").ljust(power, "0")[:power] or 0)


def size(text: str) -> int | None:
    """`2.1 MB` as bytes, about: the page rounds."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        return None
    whole, part, unit = found.groups()
    return round(float(f"{whole}.{part or 0}") * 1024.0 ** _UNITS.index(unit))


def seconds(text: str) -> float | None:
    """`1:02:57` or `2:57` as seconds."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, rest = found.groups()
    return float(int(hours or 0) * 3600 + int(minutes) * 60 + int(rest))


def percent(style: str, name: str) -> float | None:
    """A percentage in a style: `padding-top:58.625%`."""
    found = re.search(rf"(?<![\w-]){name}:\s?(\d{{1,6}}(?:\.\d{{1,20}})?)%", style, re.ASCII)
    return float(found[1]) if found else None


def pixels(style: str, name: str) -> int | None:
    """A length in a style: `width:800px`."""
    found = re.search(rf"(?<![\w-]){name}:\s?(\d{{1,6}})(?:\.\d+)?px", style, re.ASCII)
    return int(found[1]) if found else None
