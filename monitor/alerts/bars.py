"""What keeps a match from being told, beside its rule's own policy: silences, other alerts, the time. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.alerts.times import within
from monitor.model import InhibitSpec, Millis, Reason, Recurrence, RuleSpec, Silence
from monitor.ports.store import Trait

_NAMED = 3  # silences that a reason names; more are counted


@dataclass(slots=True)
class Bars:
    """What keeps matches from being told now.

    `firing`: by rule, the matches that its open alerts are made of, and those that would be but for what barred them.
    `held`: how many matches each silence has held in this sitting.
    """

    now: Millis
    times: Mapping[str, Sequence[Recurrence]] = field(default_factory=dict)
    inhibit: Sequence[InhibitSpec] = ()
    silences: Sequence[Silence] = ()
    firing: dict[str, list[Trait]] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    def bar(self, rule: RuleSpec, match: Trait) -> tuple[Reason, str] | None:
        """Why a match is not told, and more in words; None: nothing stands in its way. Silences count it."""
        for silence in self._fitting(match):
            self.held[silence.id] = self.held.get(silence.id, 0) + 1
        return self.why(rule, match)

    def why(self, rule: RuleSpec, match: Trait) -> tuple[Reason, str] | None:
        """As `bar`, of a match that silences do not count: it was told, or has been counted."""
        if said := [f"by {one.by}: {one.comment} ({one.id})" for one in self._fitting(match)]:
            more = [f"and {len(said) - _NAMED} more"] if len(said) > _NAMED else []
            return "silenced", "; ".join((*said[:_NAMED], *more))
        for spec in self.inhibit:
            if rule.id in spec.mutes and rule.id != spec.when and self._fires(spec, rule.id, match):
                return "inhibited", f"by an alert of {spec.when}"
        if (name := self._muted(rule)) is not None:
            return "muted", name
        return None

    def ends(self, rule: str, alert: str) -> None:
        """An alert is over: its matches stand in nobody's way any more."""
        if rule in self.firing:
            self.firing[rule] = [one for one in self.firing[rule] if one.alert != alert]

    def fires(self, match: Trait) -> None:
        """A match is in an open alert, or would be but for what barred it: it may stand in the way of others."""
        if any(match.rule == spec.when for spec in self.inhibit):
            self.firing.setdefault(match.rule, []).append(match)

    def rank(self, rule: str) -> int:
        """Of what one post matches, those with a smaller one are ruled on first: they may stand in others' way."""
        return _ranks(tuple(self.inhibit)).get(rule, 0)

    def _fitting(self, match: Trait) -> Iterator[Silence]:
        """The silences that hold a match now, the oldest first."""
        return (one for one in self.silences if _fits(one, match) and one.starts <= self.now < one.ends)

    def _fires(self, spec: InhibitSpec, rule: str, match: Trait) -> bool:
        """Whether something of the rule that a spec names stands in the way of a match.

        What is itself held back by others does not hold these back in turn: both would be held for ever.
        """
        mutual = spec.when in _after(rule, tuple(self.inhibit))
        return any(
            _alike(spec, one, match) and not (mutual and one.barred == "inhibited")
            for one in self.firing.get(spec.when, ())
        )

    def _muted(self, rule: RuleSpec) -> str | None:
        for name in rule.alert.mute:
            if within(self.times.get(name, ()), self.now):
                return f"in the time {name}"
        if rule.alert.active and not any(within(self.times.get(name, ()), self.now) for name in rule.alert.active):
            return f"outside of {' and '.join(rule.alert.active)}"
        return None


def _fits(silence: Silence, match: Trait) -> bool:
    return (
        silence.rule in ("", match.rule)
        and silence.channel in (0, match.channel)
        and (not silence.entity or silence.entity in match.entities)
    )


def _alike(spec: InhibitSpec, one: Trait, other: Trait) -> bool:
    return (
        ("channel" not in spec.equal or one.channel == other.channel)
        and ("story" not in spec.equal or one.story == other.story)
        and ("entity" not in spec.equal or bool(one.entities & other.entities))
    )


@lru_cache(1_024)
def _after(rule: str, inhibit: tuple[InhibitSpec, ...]) -> frozenset[str]:
    """The rules that one stands in the way of, at once or through others."""
    found: set[str] = set()
    ahead = [rule]
    while ahead:
        name = ahead.pop()
        further = {muted for spec in inhibit if spec.when == name for muted in spec.mutes if muted != name} - found
        found |= further
        ahead += further
    return frozenset(found)


@lru_cache(8)
def _ranks(inhibit: tuple[InhibitSpec, ...]) -> Mapping[str, int]:
    """The rules that `inhibit` names, in an order in which each comes after those that stand in its way; where these
    stand in each other's way, in that of the watch file.
    """
    named = dict.fromkeys(name for spec in inhibit for name in (spec.when, *spec.mutes))
    before = {name: {other for other in named if name in _after(other, inhibit)} for name in named}
    order = sorted(
        named, key=lambda name: len(before[name] | {name})
    )  # whoever comes after has all of it before, and more
    return {name: number for number, name in enumerate(order)}
