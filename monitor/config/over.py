"""`over:` of a rule: what has to come together before it alerts: the section, and what it means."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from monitor.config.fields import Id, Section
from monitor.model.policy import OverSpec
from monitor.model.window import LATE, Facet, WindowSpec
from monitor.ports.options import Duration

By = Literal["channel", "side", "entity", "domain"]

_LEAST = 5
_HOUR = 3_600_000
# What each head may stand beside, and what it needs.
_BESIDE: Mapping[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "origins": (frozenset({"sides", "within"}), ()),
    "sides": (frozenset({"origins", "within"}), ()),
    "change": (frozenset({"within"}), ()),
    "count": (frozenset({"within", "by"}), ("within",)),
    "distinct": (frozenset({"at_least", "within", "by"}), ("at_least", "within")),
    "spike": (frozenset({"window", "against", "at_least", "by"}), ("window", "against")),
    "silence": (frozenset({"by"}), ()),
    "new": (frozenset({"against"}), ("against",)),
    "sequence": (frozenset({"within", "by"}), ("within",)),
}
_AS_IN = {
    "count": "{count: 5, within: 10m}",
    "distinct": "{distinct: channel, at_least: 3, within: 1h}",
    "spike": "{spike: 3, window: 1h, against: 7d}",
    "new": "{new: domain, against: 30d}",
    "sequence": "{sequence: [rule-a, rule-b], within: 1h}",
}


def _not_too_short(millis: int) -> int:
    if millis < LATE:
        raise ValueError("must be at least 10m: so late a post may come in")
    return millis


def _an_hour(millis: int) -> int:
    if millis < _HOUR:
        raise ValueError("must be at least 1h")
    return millis


class Over(Section):
    """What has to come together before the rule alerts: of the story of a match, or of its matches over time."""

    origins: Annotated[int, Field(ge=2, le=1000)] | None = Field(
        default=None, description="So many independent origins"
    )
    sides: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="Whose channels have so many sides"
    )
    change: Literal["claim"] | None = Field(
        default=None, description="A claim of the story takes another number, is denied or contradicted"
    )
    count: Annotated[int, Field(ge=2, le=1000)] | None = Field(default=None, description="So many matches")
    distinct: By | None = Field(default=None, description="Matches of `at_least` different channels, sides, …")
    spike: Annotated[float, Field(gt=1, le=1000)] | None = Field(
        default=None, description="So many times the matches that are usual, in `window`"
    )
    silence: Annotated[Duration, AfterValidator(_not_too_short)] | None = Field(
        default=None, description="No match for so long, while we were looking"
    )
    new: Facet | None = Field(default=None, description="A value that no match had in the time `against` before")
    sequence: Annotated[list[Id], Field(min_length=2, max_length=10)] | None = Field(
        default=None, description="Matches of these rules, in this order; without a `when:` of its own"
    )
    within: Duration = Field(default=86_400_000, gt=0, description="In that time, by when the posts were posted")
    at_least: Annotated[int, Field(ge=2, le=1000)] | None = Field(
        default=None, description="So many different values; of a spike, matches (default 5)"
    )
    by: By | None = Field(default=None, description="For each channel, side, entity or domain by itself")
    window: Annotated[Duration, AfterValidator(_not_too_short)] | None = Field(
        default=None, description="How long a spike is looked at: at least 10m"
    )
    against: Annotated[Duration, AfterValidator(_an_hour)] | None = Field(
        default=None, description="The time before, that tells what is usual, or known: at least 1h"
    )

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        heads = [head for head in _BESIDE if getattr(self, head) is not None]
        stories = set(heads) <= {"origins", "sides"} and bool(heads)
        if not stories and len(heads) != 1:
            raise ValueError(
                "asks for one thing: origins (and sides), or change: claim, or count, distinct, spike, silence, new or"
                " sequence"
            )
        beside, needed = _BESIDE[heads[0]]
        for key in needed:
            if key not in self.model_fields_set:
                raise ValueError(f"{heads[0]}: needs {key}:, as in {_AS_IN[heads[0]]}")
        for key in sorted(self.model_fields_set - beside - set(heads)):
            raise ValueError(f"{key}: says nothing beside {heads[0]}:, take it out")
        self._fits_together()
        return self

    def _fits_together(self) -> None:
        if self.distinct is not None and self.by == self.distinct:
            raise ValueError(f"by: {self.by} leaves one {self.by} in each window, so there are never several")
        if self.sequence is not None and len(set(self.sequence)) < len(self.sequence):
            raise ValueError("sequence: names a rule twice")
        if self.spike is not None and (self.against or 0) < 4 * (self.window or 0):
            raise ValueError("against: must be at least four times as long as window:")


def story(read: Over | None) -> OverSpec | None:
    """What a story has to come to; None where the rule looks at no story."""
    if read is None or (read.origins is None and read.sides is None and read.change is None):
        return None
    return OverSpec(read.origins or 1, read.sides or 0, read.change is not None, read.within)


def window(read: Over | None) -> WindowSpec | None:
    """What the matches of a rule have to come to over time; None where it looks at no window."""
    if read is None:
        return None
    by = read.by or ""
    if read.count is not None:
        return WindowSpec("count", read.within, by, least=read.count)
    if read.distinct is not None:
        return WindowSpec("distinct", read.within, by, read.distinct, least=read.at_least or 2)
    if read.spike is not None:
        least, against = read.at_least or _LEAST, read.against or 0
        return WindowSpec("spike", read.window or 0, by, least=least, times=read.spike, against=against)
    if read.silence is not None:
        return WindowSpec("silence", read.silence, by)
    if read.new is not None:
        return WindowSpec("new", 1, of=read.new, against=read.against or 0)
    if read.sequence is not None:
        return WindowSpec("sequence", read.within, by, steps=tuple(read.sequence))
    return None


def without_condition(data: Any) -> Any:
    """A rule that waits for a sequence of others needs no `when:` of its own."""
    if isinstance(data, dict) and isinstance(data.get("over"), dict) and "sequence" in data["over"]:
        return {"when": None, **data}
    return data


def check_group(read: Over | None, written: Collection[str], group_by: str) -> None:
    """Raises ValueError where a rule says twice what its alerts are about. `written`: what stands below `alert:`."""
    if read is None or "group_by" not in written:
        return
    if story(read) is not None:
        if group_by != "story":
            raise ValueError(f"over: waits for a story, and its alert is about that; take group_by: {group_by} out")
        return
    about = f"each {read.new or read.by}" if read.new or read.by else "the rule as a whole"
    raise ValueError(f"over: says what an alert is about, {about}; take group_by: {group_by} out")
