"""What a verdict on a batch rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.alerts.bars import Bars
from monitor.alerts.group import AWAY, entity_of, group_of, story_group
from monitor.alerts.operators import Report
from monitor.alerts.windows.moved import NOTHING_MOVED, Moved
from monitor.model import (
    Act,
    Alert,
    Change,
    Channel,
    Desked,
    Event,
    Facet,
    Match,
    Millis,
    Notice,
    ReceiverSpec,
    RuleSpec,
    Storied,
    Wanted,
)
from monitor.ports.store import Held, Parcel, Recorded, Trait

_NO_STORY = Storied(0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with the matches of every rule that holds for it now, and the rules that failed on it.

    `story`: what the post is to its story. `entities`: what it names. `values`: what of that windows over time ask
    for.
    """

    change: Change
    channel: Channel
    matches: tuple[Match, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    story: Storied = _NO_STORY
    entities: frozenset[str] = frozenset()
    values: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Facts:
    """What a verdict rests on.

    `last_opened`: when rules with a cooldown last opened alerts, oldest first. `told`: when receivers were last told.
    `parcels`: what waited for receivers and is due. `traits`: the matches of alerts whose next notice or end is due, or
    that are about to escalate; `names`: what excerpts call their channels, title and handle.
    `so_far`: the notices of alerts that are about to escalate. `acts`: what people did with alerts, by number.
    `desked` is what people decided of stories; `verdicts` are what they hold of them, in words, by the group of alerts
    about them.
    """

    now: Millis
    rules: Mapping[str, RuleSpec]
    receivers: Mapping[str, ReceiverSpec]
    alerts: dict[str, Alert] = field(default_factory=dict)
    last_opened: dict[str, list[Millis]] = field(default_factory=dict)
    held: dict[str, list[Held]] = field(default_factory=dict)
    reports: Sequence[Report] = ()
    recorded: dict[tuple[int, int], dict[str, Recorded]] = field(default_factory=dict)
    merged: Mapping[int, int] = field(default_factory=dict)
    bars: Bars = field(default_factory=lambda: Bars(0))
    told: dict[str, list[Millis]] = field(default_factory=dict)
    parcels: Sequence[Parcel] = ()
    traits: dict[str, list[Trait]] = field(default_factory=dict)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    so_far: dict[str, list[Notice]] = field(default_factory=dict)
    acts: Sequence[tuple[int, Act]] = ()
    desked: Sequence[Desked] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    windows: Moved = NOTHING_MOVED


def keys_of(judged: Sequence[Judged], rules: Mapping[str, RuleSpec]) -> set[tuple[str, str]]:
    """The (rule, group) keys of alerts that these matches may touch."""
    keys: set[tuple[str, str]] = set()
    for item in judged:
        for match in item.matches:
            if (rule := rules.get(match.rule)) is not None:
                keys.add(
                    (rule.id, group_of(rule.alert, item.channel, item.story.story, entity_of(match, item.entities)))
                )
                keys.update(("", AWAY + receiver) for receiver in rule.notify)
    return keys


def groups_of(stories: Iterable[int]) -> set[str]:
    """The groups of alerts about these stories."""
    return {story_group(story) for story in stories}


def keys_of_reports(reports: Sequence[Report]) -> set[tuple[str, str]]:
    """The (rule, group) keys of alerts that these reports may touch."""
    return {(report.rule.id, report.group) for report in reports}


def cooling_rules(judged: Sequence[Judged], rules: Mapping[str, RuleSpec]) -> set[str]:
    """The rules with a cooldown that these matches may open an alert of."""
    named = {match.rule for item in judged for match in item.matches}
    if any(item.story.members for item in judged):  # whichever post brings a story there may open theirs
        named |= {rule.id for rule in rules.values() if rule.over is not None}
    return {name for name in named if name in rules and rules[name].alert.cooldown > 0}


def trait_of(rule: str, item: Judged, alert: str = "") -> Trait:
    """A match of a rule as silences and inhibitions see it."""
    post = item.change.post
    return Trait(rule, alert, post.channel, post.id, item.story.story, item.entities)


def event_of(change: Change) -> Event:
    """What a rule is asked about."""
    if change.kind in ("edited", "deleted"):
        return change.kind
    return "reached" if change.kind == "counted" else "new"


def wish_of(event: Event) -> Wanted:
    """What a rule must want to be asked: whoever wants new posts wants those that become of note later."""
    return "new" if event == "reached" else event
