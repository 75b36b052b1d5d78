"""What a verdict rests on, read within the batch's transaction: only what these matches, or the time, may concern."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from monitor.alerts.bars import Bars
from monitor.alerts.cooling import REMEMBERED
from monitor.alerts.facts import Facts, Judged, cooling_rules, groups_of, keys_of, keys_of_reports
from monitor.alerts.gate import latest
from monitor.alerts.group import about, stories_of, story_group
from monitor.alerts.notice import called
from monitor.alerts.operators import Report, rules_of
from monitor.alerts.windows.moved import NOTHING_MOVED, Moved
from monitor.model import Alert, Millis, ReceiverSpec
from monitor.ports.desk import Desk
from monitor.ports.store import Recorded, Unit
from monitor.stories.standing import standing


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be ruled on. `due`: something is due by the clock. `heard`: what people did is to be asked for.
    `moved`: what came of it in the windows of rules.
    """

    now: Millis
    judged: Sequence[Judged] = ()
    reports: Sequence[Report] = ()
    merged: Mapping[int, int] | None = None
    due: bool = False
    heard: bool = False
    moved: Moved = NOTHING_MOVED


async def gather(unit: Unit, desk: Desk, asked: Asked) -> Facts | None:
    """All that the verdict needs; None: there is nothing to rule on."""
    acts = await unit.acts() if asked.heard else ()
    by_hand, desked = await unit.desked() if asked.heard or asked.judged else ({}, ())
    merged = {**by_hand, **(asked.merged or {})}
    hastened = asked.heard and await _hasten(unit, desk.receivers, asked.now)
    due = asked.due or hastened
    if not (asked.judged or asked.reports or merged or desked or due or acts or asked.moved.fallen):
        return None
    rules = {**desk.rules, **rules_of(desk.operators)}
    facts = Facts(asked.now, rules, desk.receivers, reports=asked.reports, merged=merged, desked=desked, acts=acts)
    facts.windows = asked.moved
    recorded = await _recorded(unit, asked.judged, facts)
    followed = {item.story.story for item in asked.judged if item.story.members} | merged.keys() | set(merged.values())
    followed |= {one.story for one in desked}
    followed |= {item.story.story for item in asked.judged if item.change.kind in ("edited", "deleted")}
    keys = keys_of(asked.judged, rules) | keys_of_reports(asked.reports) | set(asked.moved.keys())
    alerts = [*await unit.open_alerts(keys, groups_of(followed), asked.now)]
    named = {known.alert for known in recorded if known.alert} | {act.alert for _, act in acts}
    alerts += await unit.alerts(named - {alert.id for alert in alerts})
    facts.alerts = {alert.id: alert for alert in alerts}
    if alerts or asked.judged:
        facts.verdicts = await _verdicts(unit, {alert.group for alert in alerts}, asked.judged)
    cooling = cooling_rules(asked.judged, rules) | asked.moved.rules()
    facts.last_opened = await unit.last_opened(cooling, REMEMBERED) if cooling else {}
    for held in await unit.held([alert.id for alert in alerts if alert.held]):
        facts.held.setdefault(held.alert, []).append(held)
    if due:
        facts.parcels = await unit.parcels(asked.now)
    await _escalating(unit, facts)
    await _bars(unit, desk, asked, facts)
    if asked.judged or alerts or asked.reports:
        facts.told = await _told(unit, desk.receivers, asked.now)
    return facts


async def _hasten(unit: Unit, receivers: Mapping[str, ReceiverSpec], now: Millis) -> bool:
    """Let nothing wait for a receiver longer than the watch file and the clock at hand say: they may have changed."""
    late = {
        (one.receiver, one.held): bound
        for one in await unit.longest_waits(now)
        if one.receiver in receivers and (bound := latest(receivers[one.receiver], one.held, now)) < one.due
    }
    await unit.hasten(late)
    return bool(late)


async def _recorded(unit: Unit, judged: Sequence[Judged], facts: Facts) -> Sequence[Recorded]:
    """What is stored of the matches of these posts, of those that come from the same, and of their stories."""
    posts = {(item.change.post.channel, item.change.post.id) for item in judged if item.change.kind != "new"}
    posts.update(post for item in judged if item.matches for post in item.story.of)
    if any(rule.over is not None for rule in facts.rules.values()):
        posts.update(post for item in judged for post in item.story.members)
    rows: dict[int, dict[str, Recorded]] = {}
    for item in judged:  # an album may take another id within a batch; its row stays the same
        post = item.change.post
        facts.recorded[post.channel, post.id] = rows.setdefault(item.change.key, {})
    recorded = await unit.recorded(posts) if posts else ()
    for known in recorded:
        facts.recorded.setdefault((known.channel, known.post), {})[known.rule] = known
    return recorded


async def _escalating(unit: Unit, facts: Facts) -> None:
    due = [one.id for one in facts.alerts.values() if _escalates(one, facts.now)]
    for told in await unit.notices_of(due) if due else ():
        facts.so_far.setdefault(told.alert, []).append(told)


async def _bars(unit: Unit, desk: Desk, asked: Asked, facts: Facts) -> None:
    """What may stand in the way of these matches, of first notices that are due, and of escalations."""
    bars = Bars(asked.now, desk.times, desk.inhibit)
    acted = {act.alert for _, act in facts.acts}
    waiting = [
        one
        for one in facts.alerts.values()
        if _is_due(one, asked.now) or _escalates(one, asked.now) or (one.held and one.id in acted)
    ]
    if asked.judged or waiting or asked.moved.fallen or asked.reports:
        bars.silences = await unit.silences(asked.now)
    concerned = {match.rule for item in asked.judged for match in item.matches} | {one.rule for one in waiting}
    concerned |= asked.moved.rules()
    concerned |= {alert.rule for alert in facts.alerts.values() if alert.closed is None}
    inhibiting = {spec.when for spec in desk.inhibit if not concerned.isdisjoint(spec.mutes)}
    rules = facts.rules
    since = {name: asked.now - rules[name].alert.close_after for name in inhibiting if name in rules}
    if since or waiting:
        made_of: set[str] = set()
        for trait in await unit.traits(since, [one.id for one in waiting]):
            if trait.rule in since:
                bars.fires(trait)
                made_of.add(trait.alert)
            if trait.alert in facts.alerts:
                facts.traits.setdefault(trait.alert, []).append(trait)
                facts.names[trait.channel] = called(desk.channel(trait.channel))
        for alert in await unit.open_of(since) if since else ():
            if alert.id not in made_of:  # a silence opened it, or what others say of its story: no match of its own
                bars.fires(about(rules[alert.rule], alert.group, alert.id))
    facts.bars = bars


def _is_due(alert: Alert, now: Millis) -> bool:
    """Whether its next notice may be due, or its end."""
    return (alert.closes <= now and alert.closed is None) or (alert.next_due is not None and alert.next_due <= now)


def _escalates(alert: Alert, now: Millis) -> bool:
    return alert.escalates is not None and alert.escalates <= now


async def _told(unit: Unit, receivers: Mapping[str, ReceiverSpec], now: Millis) -> dict[str, list[Millis]]:
    budgets = {name: (one.budget.most, now - one.budget.window) for name, one in receivers.items() if one.budget}
    return {name: list(moments) for name, moments in (await unit.told_to(budgets, now)).items()}


async def _verdicts(unit: Unit, groups: Collection[str], judged: Sequence[Judged]) -> dict[str, str]:
    """What people hold of the stories that alerts are about or will be, in words, by the group of such alerts."""
    stories = {item.story.story for item in judged} | set(stories_of(groups))
    found = {number: standing(said) for number, said in (await unit.opinions(stories)).items()} if stories else {}
    return {
        story_group(number): f"The desk: {now.ruling} ({now.credibility}) by {', '.join(one.by for one in now.made)}"
        for number, now in found.items()
        if now.made
    }
