"""What a text says of people, in numbers."""

from typing import Literal

from msgspec import Struct

ClaimKind = Literal["killed", "wounded", "casualties", "missing", "captured", "deployed", "detained", "evacuated"]
Qualifier = Literal["exact", "at_least", "more_than", "about", "up_to", "less_than", "range", "vague"]
Part = tuple[int, int]
"""A stretch of the text as posted, `[start, end)` in code points."""


class Claim(Struct, frozen=True):
    """That so many people were killed, wounded, captured …, as a text claims it.

    No kind includes another: `casualties` is dead and wounded in one figure. `min` is None for "up to 300", `max` for
    "at least 30" and "dozens"; both are 0 for a denial ("no one was hurt"). `number` is the numeral with its
    scale word, or the noun for one implied person; `who` suffered it, `place` is where, `by` is who says so in the
    text (not who did it): stretches of the text, or None where it does not say. `about` holds the whole claim.
    """

    kind: ClaimKind
    min: int | None
    max: int | None
    qualifier: Qualifier
    number: Part
    about: Part
    who: Part | None = None
    place: Part | None = None
    by: Part | None = None

    @property
    def denied(self) -> bool:
        """Whether it says that there was nobody."""
        return self.min == 0 and self.max == 0
