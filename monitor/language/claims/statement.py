"""What a sentence claims."""

from dataclasses import dataclass, replace

from monitor.language.claims.count import Count
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.model.claim import ClaimKind, Qualifier


@dataclass(slots=True)
class Statement:
    """`people` are counted under one verb and make one figure. `part` of a figure that was said before.

    `where` are the tokens of the place if the grammar tells it.
    """

    kind: ClaimKind
    people: list[Count]
    happening: Happening
    line: Line
    part: bool = False
    denied: bool = False
    where: tuple[int, int] | None = None

    def told_on(self, line: Line, count: Count, *, part: bool, where: tuple[int, int] | None = None) -> "Statement":
        """The same of others, in this sentence or a later one, which has no word for the deed."""
        happening = self.happening
        if self.line is not line:
            happening = replace(happening, first=count.first, last=count.last, members=[])
        return Statement(self.kind, [count], happening, line, part=part, where=where)

    @property
    def low(self) -> int | None:
        """The least number of them, as far as it is said."""
        known = [count.low for count in self.people if count.low is not None]
        return 0 if self.denied else sum(known) if known else None

    @property
    def high(self) -> int | None:
        """The greatest number of them."""
        known = [count.high for count in self.people if count.high is not None]
        return 0 if self.denied else sum(known) if len(known) == len(self.people) else None

    @property
    def qualifier(self) -> Qualifier:
        """That of the first figure that is not exact."""
        return next((count.qualifier for count in self.people if count.qualifier != "exact"), "exact")

    @property
    def first(self) -> int:
        """Its first token."""
        return min([self.happening.first, *(count.lead for count in self.people)])

    @property
    def last(self) -> int:
        """Past its last token."""
        return max([self.happening.last, *(count.end for count in self.people)])
