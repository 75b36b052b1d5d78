"""People whom a sentence counts, or one whom a noun implies."""

from dataclasses import dataclass
from typing import Literal

from monitor.model.claim import Qualifier

Head = Literal["person", "force", "unknown", "thing", "none"]


@dataclass(slots=True)
class Count:
    """`[first, last)` is the numeral, or the noun of an implied person; `[lead, end)` all with qualifier and noun.

    `head` tells what is counted, `noun` where it is named. `state` is the token of a state among it ("5 погибших"),
    or -1. `governed` is the token of the preposition before it, or -1.
    """

    first: int
    last: int
    lead: int
    end: int
    low: int | None
    high: int | None
    qualifier: Qualifier
    head: Head
    noun: tuple[int, int] | None = None
    state: int = -1
    governed: int = -1
    implied: bool = False
    growth: bool = False

    @property
    def one(self) -> bool:
        """Whether it is exactly one."""
        return self.low == 1 and self.high == 1
