"""What one alert is about, and what it is called. Pure."""

from collections.abc import Collection, Iterable
from hashlib import blake2b

from monitor.model import OPERATORS, Alert, AlertPolicy, Channel, Match, Millis, RuleSpec
from monitor.ports.store import Trait

NO_CHANNEL = -1
"""Stands for the channel of what is of none."""

AWAY = "away:"
"""Group of the summaries of what was missed, one a receiver; their rule is empty."""


def group_of(policy: AlertPolicy, channel: Channel, story: int, entity: str = "") -> str:
    """The group of a match, fixed when its alert opens."""
    if policy.group_by == "story":
        return story_group(story)
    if policy.group_by == "entity":
        return f"e{entity}"
    return str(channel.id) if policy.group_by == "channel" else ""


def entity_of(match: Match, entities: Collection[str]) -> str:
    """What a match is about: the entity that its rule found first, else one that the post names; "": it names none."""
    found = [one for one in match.evidence if one.condition == "entity"]
    if found:
        return min(found, key=lambda one: (one.start is None, one.start or 0)).what
    return min(entities, default="")


def story_group(story: int) -> str:
    """The group of what is about one story."""
    return f"s{story}"


def stories_of(groups: Iterable[str]) -> Iterable[int]:
    """The stories that groups are about, of those that are about one."""
    return (int(group[1:]) for group in groups if group[:1] == "s" and group[1:].isdecimal())


def origin_of(match: Match) -> str:
    """What a match opens an alert by."""
    return f"{match.channel}\0{match.post}\0{match.event}"


def open_alert(rule: RuleSpec, group: str, opener: str, now: Millis, title: str = "") -> Alert:
    """A new alert. Its id is a hash of where it comes from: a transaction tried again makes the same."""
    origin = f"{rule.id}\0{group}\0{opener}\0{now}"
    return Alert(
        id=_short_hash(origin),
        rule=rule.id,
        group=group,
        title=title or rule.title,
        severity=rule.severity,
        opened=now,
        last_match=now,
        closes=now + rule.alert.close_after,
    )


def about(rule: RuleSpec, group: str, alert: str = "") -> Trait:
    """What alerts of a group are about, as silences and inhibitions see it, where no match says more."""
    if rule.id.startswith(OPERATORS):
        group = ""  # a channel that is silent may be taken over all the same: who runs the watch is to know
    by_entity = rule.alert.group_by == "entity" and group[:1] == "e" and rule.window is None
    entity = group[1:] if by_entity else group.removeprefix("entity:") if group.startswith("entity:") else ""
    channel = group.removeprefix("channel:")
    return Trait(
        rule.id,
        alert,
        int(channel) if channel.isdecimal() else NO_CHANNEL,
        0,
        next(iter(stories_of([group])), 0),
        frozenset({entity} if entity else ()),
    )


def open_summary(group: str, title: str, now: Millis) -> Alert:
    """An alert that only carries a summary."""
    return Alert(
        id=_short_hash(f"{group}\0{now}"),
        rule="",
        group=group,
        title=title,
        severity="info",
        opened=now,
        last_match=now,
        closes=now + 86_400_000,
    )


def _short_hash(origin: str) -> str:
    return "a" + blake2b(origin.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
