"""Windows of time over the matches of a rule: what a rule waits for, and a match as windows see it."""

from typing import Literal

from msgspec import Struct

from monitor.model.post import Millis

WindowKind = Literal["count", "distinct", "spike", "silence", "new", "sequence"]

Facet = Literal["channel", "side", "entity", "domain", "hashtag", "mention", "forward"]
"""What of a post is counted or told apart: who posted it, or what it names."""

LATE: Millis = 600_000
"""So late a post may come in and still be put in its place: what can be undone by it waits so long."""

HISTORY = "history"
"""Where `Entry.told` names no alert: from before the first contact, so that it is never told."""


class WindowSpec(Struct, frozen=True):
    """`over:` of a rule that looks at its matches over time. Durations in ms; `within` is the length of the window.

    `by`: one window for each value of this; "": one for the rule. `of`: what values are (`distinct`, `new`).
    `least`: so many matches (`count`, `spike`) or different values (`distinct`). `times` the usual, which is worked
    out from the time `against` before. `steps`: the rules of a sequence, in order.
    """

    kind: WindowKind
    within: Millis
    by: Facet | Literal[""] = ""
    of: Facet | Literal[""] = ""
    least: int = 1
    times: float = 0.0
    against: Millis = 0
    steps: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """What is stored fits as long as this stays the same; numbers to be reached may change.

        How far a rule looks back is none of these: of what lies further back, nothing is kept.
        """
        slot = str(self.slot) if self.kind == "spike" else ""
        against = str(self.against) if self.against else ""
        return " ".join((self.kind, self.by, self.of, slot, *self.steps, *filter(None, (against,))))

    @property
    def slot(self) -> Millis:
        """How long the slots are in which the usual of a spike is counted: the twelfth part of its window."""
        return max(1, self.within // 12)

    @property
    def warms(self) -> bool:
        """Whether history, which is never told, counts as what was before."""
        return self.kind in ("new", "spike", "silence")


class Entry(Struct, frozen=True):
    """A match in a window of `rule` and `group`. `post` is its row; `value`: what is told apart in the window.

    `told` names the alert that told of it; "": none did.
    """

    rule: str
    group: str
    posted: Millis
    post: int
    value: str = ""
    told: str = ""


class Known(Struct, frozen=True):
    """When a value stood in a rule's matches: from `first` to `last`, never longer apart than the rule looks back."""

    first: Millis
    last: Millis
