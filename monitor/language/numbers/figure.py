"""A number in a text, as `numbers` reads it."""

from msgspec import Struct

from monitor.model.claim import Qualifier


class Figure(Struct, frozen=True):
    """A count. Positions are numbers of tokens, `[first, last)` the numeral with its scale word ("11 тысяч").

    `[lead, trail)` also holds its qualifier, before or behind it ("at least 30", "30 or more", "понад", "від … до").
    `low` and `high` are the bounds as claims have them: exact and about N: both N; at_least and more_than N: low N,
    high None; up_to and less_than N: low None, high N; range: both; vague ("several", "dozens"): low, high None.
    """

    first: int
    last: int
    lead: int
    trail: int
    low: int | None
    high: int | None
    qualifier: Qualifier
