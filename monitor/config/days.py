"""Days as people write them: [mon-fri], [nov-feb], [1-7, -1], [25:-1]."""

import re
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BeforeValidator, WithJsonSchema

_SHORT = 3  # letters of a name that are enough
_SPAN = re.compile(r"(-?[0-9a-z]+)(?:\s*(?:-|:|\.\.)\s*(-?[0-9a-z]+))?")
_LIST: dict[str, Any] = {"type": "array", "items": {"type": ["string", "integer"]}}

Found = int | tuple[int, int]


class _Kind(Struct, frozen=True):
    """What may be written: names, where there are any, and numbers from `low` to `high` unless names begin at 0.

    `from_end`: negative numbers count from the end. `example` completes "wants".
    """

    low: int
    high: int
    example: str
    names: tuple[str, ...] = ()
    from_end: bool = False

    def one(self, text: str) -> int:
        for number, name in enumerate(self.names, self.low):
            if len(text) >= _SHORT and name.startswith(text):
                return number
        number = int(text) if re.fullmatch(r"-?[0-9]{1,4}", text) and self.low else 0
        if number and (self.low <= number <= self.high or (self.from_end and -self.high <= number <= -1)):
            return number
        raise ValueError(f"wants {self.example}")

    def span(self, first: int, last: int) -> list[Found]:
        """All from the first to the last; from a positive to a negative one, that pair: it has no fixed length."""
        if last < 0 < first:
            if first > self.high + 1 + last:
                raise ValueError(f"never comes to pass: no month has day {first} before day {last}")
            return [(first, last)]
        if first <= last:
            return [number for number in range(first, last + 1) if number or self.names]
        if self.names:
            return [*range(first, self.high + 1), *range(self.low, last + 1)]  # fri-mon, nov-feb
        raise ValueError(f"wants the smaller number first, and {self.example}")

    def read(self, value: object) -> object:
        """A list as numbers; what is no list of texts passes. Raises ValueError with a sentence."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return value
        found: dict[Found, None] = {}
        for item in value:
            parts = _SPAN.fullmatch(item.strip().lower())
            if parts is None:
                raise ValueError(f"wants {self.example}")
            found.update(dict.fromkeys(self.span(self.one(parts[1]), self.one(parts[2] or parts[1]))))
        return list(found)


_WEEKDAYS = _Kind(
    0,
    6,
    "days of the week, as in [mon-fri]",
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_DAYS = _Kind(1, 31, "days of the month: 1 to 31, or -1 for the last, as in [1-7] or [-3:-1]", from_end=True)
_MONTHS = _Kind(
    1,
    12,
    "months, as in [nov-feb] or [1-3]",
    tuple("january february march april may june july august september october november december".split()),  # noqa: SIM905
)
_YEARS = _Kind(1970, 2999, "years, as in [2026] or [2026-2028]")

Weekdays = Annotated[list[int], BeforeValidator(_WEEKDAYS.read), WithJsonSchema(_LIST)]
Days = Annotated[list[int | tuple[int, int]], BeforeValidator(_DAYS.read), WithJsonSchema(_LIST)]
Months = Annotated[list[int], BeforeValidator(_MONTHS.read), WithJsonSchema(_LIST)]
Years = Annotated[list[int], BeforeValidator(_YEARS.read), WithJsonSchema(_LIST)]
