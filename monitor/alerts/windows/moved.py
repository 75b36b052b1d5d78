"""What came of a batch in the windows of rules: what a verdict rests on."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from monitor.model import Change, Channel, Event, Evidence, Millis, Reason


class Member(Struct, frozen=True):
    """A match in a window. `change` is its post, None where it is only counted; `here`: it is of this batch.

    `reason`: what was decided of it last, "" where nothing was by now.
    """

    key: int
    channel: Channel
    post: int
    revision: int
    event: Event
    evidence: tuple[Evidence, ...] = ()
    change: Change | None = None
    here: bool = False
    reason: Reason | Literal[""] = ""


class Standing(Struct, frozen=True):
    """How a match stands in one window: whether that is reached, and in words what there is of it so far."""

    group: str
    reached: bool
    detail: str = ""


class Gathered(Struct, frozen=True):
    """What a window is told with: a line, and the matches of it that no alert told of, in order of time."""

    line: str
    members: tuple[Member, ...]


class Fallen(Struct, frozen=True):
    """A silence: nothing matched since a moment. `last` is what matched then, `heard` what did afterwards, if it came
    in before the silence could be known.
    """

    rule: str
    group: str
    since: Millis
    line: str
    last: Member | None = None
    heard: Member | None = None


class Moved(Struct, frozen=True):
    """What came of a batch in the windows of rules.

    `standings` by rule and row of the post, `reached` by rule and group. `fallen` are silences that nobody was told
    of, `quiet` since when the groups of rules that wait for one had been silent when somebody was told.
    """

    standings: Mapping[tuple[str, int], tuple[Standing, ...]] = {}
    reached: Mapping[tuple[str, str], Gathered] = {}
    fallen: tuple[Fallen, ...] = ()
    quiet: Mapping[tuple[str, str], Millis] = {}

    def keys(self) -> Iterator[tuple[str, str]]:
        """The (rule, group) keys of alerts that may be touched."""
        for (rule, _), standings in self.standings.items():
            yield from ((rule, standing.group) for standing in standings)
        yield from ((one.rule, one.group) for one in self.fallen)

    def rules(self) -> set[str]:
        """The rules that may open an alert."""
        return {rule for rule, _ in self.reached} | {one.rule for one in self.fallen}


NOTHING_MOVED = Moved()
