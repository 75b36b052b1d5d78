"""One line of the table."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A figure. `aim` is what it should reach, in words; it is printed beside what was measured."""

    part: str
    name: str
    value: float
    unit: str
    aim: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
