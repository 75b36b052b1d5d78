"""What keeps a match from being told, beside its rule's own policy: silences, other alerts, the time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.alerts.times import within
from monitor.model import InhibitSpec, Millis, Reason, Recurrence, RuleSpec, Silence
from monitor.ports.store import Trait


@dataclass(slots=True)
class Bars:
    """What keeps matches from being told now.

    `firing`: by rule, the matches that its open alerts are made of, and those that a silence holds.
    `held`: how many matches each silence has held in this sitting.
    """

    now: Millis
    times: Mapping[str, Sequence[Recurrence]] = field(default_factory=dict)
    inhibit: Sequence[InhibitSpec] = ()
    silences: Sequence[Silence] = ()
    firing: dict[str, list[Trait]] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    def bar(self, rule: RuleSpec, match: Trait) -> tuple[Reason, str] | None:
        """Why a match is not told, and more in words; None: nothing stands in its way."""
        if (silence := self.silenced(match)) is not None:
            self.held[silence.id] = self.held.get(silence.id, 0) + 1
            return "silenced", f"by {silence.by}: {silence.comment} ({silence.id})"
        for spec in self.inhibit:
            if rule.id in spec.mutes and rule.id != spec.when and self._fires(spec, match):
                return "inhibited", f"by an alert of {spec.when}"
        if (name := self._muted(rule)) is not None:
            return "muted", name
        return None

    def silenced(self, match: Trait) -> Silence | None:
        """The oldest silence that holds a match now, if there is one."""
        fitting = (one for one in self.silences if _fits(one, match) and one.starts <= self.now < one.ends)
        return next(fitting, None)

    def ends(self, rule: str, alert: str) -> None:
        """An alert is over: its matches stand in nobody's way any more."""
        if rule in self.firing:
            self.firing[rule] = [one for one in self.firing[rule] if one.alert != alert]

    def fires(self, match: Trait) -> None:
        """A match is in an open alert, or would be but for a silence: it may stand in the way of others."""
        if match.rule in self.first:
            self.firing.setdefault(match.rule, []).append(match)

    @property
    def first(self) -> frozenset[str]:
        """Rules that may stand in the way of others: of what one post matches, they are ruled on first."""
        return frozenset(spec.when for spec in self.inhibit)

    def _fires(self, spec: InhibitSpec, match: Trait) -> bool:
        return any(_alike(spec, one, match) for one in self.firing.get(spec.when, ()))

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
