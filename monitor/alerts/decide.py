"""What becomes of matches: each gets a named reason. Pure: what is stored and the time in, a verdict out."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.facts import Facts, Judged, event_of, wish_of
from monitor.alerts.group import AWAY, group_of, open_alert, open_summary, origin_of, story_group
from monitor.alerts.operators import Report
from monitor.alerts.over import reached, so_far
from monitor.model import (
    SEVERITIES,
    Alert,
    Change,
    Decision,
    Delivery,
    Evidence,
    Excerpt,
    Match,
    Notice,
    NoticeKind,
    Reason,
    RuleSpec,
)
from monitor.ports.store import Held, Recorded, Ruling, Verdict

_GATHER = 30_000  # a summary of what we missed waits for more, and no longer than ten minutes
_GATHER_MOST = 600_000
_AWAY_SHOWN = 40
_STORY_KINDS: tuple[NoticeKind, ...] = ("contradicted", "corroborated")


def decide(judged: Sequence[Judged], facts: Facts) -> Verdict:
    """Close and release what is due, then rule on each change in order."""
    sitting = _Sitting(facts)
    sitting.release_due()
    for gone, into in facts.merged.items():
        sitting.merge(gone, into)
    for item in judged:
        sitting.rule_on(item)
    for report in facts.reports:
        sitting.report(report)
    return sitting.verdict()


class _Sitting:
    """The alerts of one batch while it is ruled on."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.now = facts.now
        self.alerts = dict(facts.alerts)
        self.open = {(a.rule, a.group): a.id for a in facts.alerts.values() if a.closed is None}
        self.changed: set[str] = set()
        self.rulings: list[Ruling] = []
        self.notices: list[Notice] = []
        self.deliveries: list[Delivery] = []
        self.waiting = {alert: list(items) for alert, items in facts.held.items()}
        self.held: list[Held] = []
        self.released: list[str] = []

    def verdict(self) -> Verdict:
        return Verdict(
            tuple(self.rulings),
            tuple(self.alerts[key] for key in sorted(self.changed)),
            tuple(self.notices),
            tuple(self.deliveries),
            tuple(self.held),
            tuple(self.released),
        )

    # -- time

    def release_due(self) -> None:
        for alert in list(self.alerts.values()):
            closing = alert.closed is None and alert.closes <= self.now
            if alert.next_due is not None and (closing or alert.next_due <= self.now):
                self._release(alert)
            if closing:
                self._close(self.alerts[alert.id])

    def _release(self, alert: Alert) -> None:
        items = self._take_held(alert.id)
        if alert.group.startswith(AWAY) and not alert.rule:
            titles = {rule.id: rule.title for rule in self.facts.rules.values()}
            self._send(alert, notices.away(alert, items, titles, self.now), [alert.group.removeprefix(AWAY)])
            self._close(self.alerts[alert.id])
        elif items:
            self._tell(alert, items)
        else:
            self._put(replace(alert, held=0, next_due=None))

    def _take_held(self, alert: str) -> list[Held]:
        """All that waits for the next notice of an alert, in order; it waits no longer."""
        items = self.waiting.pop(alert, []) + [item for item in self.held if item.alert == alert]
        self.held = [item for item in self.held if item.alert != alert]
        self.released.append(alert)
        return items

    def _close(self, alert: Alert) -> None:
        self._put(replace(alert, closed=self.now, next_due=None))
        self.open.pop((alert.rule, alert.group), None)

    # -- matches

    def rule_on(self, item: Judged) -> None:
        change = item.change
        recorded = dict(self.facts.recorded.get((change.post.channel, change.post.id), {}))  # as it was before
        anew = {match.rule for match in item.matches if self._is_new(match, recorded.get(match.rule))}
        for match in item.matches:
            if match.rule in anew:
                self._new_match(item, match)
            elif change.kind == "edited":
                self._follow_up(item, recorded[match.rule], "edited", match.evidence)
        unclear = {match.rule for match in item.matches} | {rule for rule, _ in item.failed}
        for known in recorded.values():
            if change.kind == "deleted" and known.rule not in anew:
                self._follow_up(item, known, "deleted", known.evidence)
            elif change.kind == "edited" and known.holds and known.rule not in unclear:
                self._follow_up(item, known, "no_longer_matches", ())
        for rule, error in item.failed:
            before = recorded.get(rule) or Recorded(rule, change.post.channel, change.post.id, "", holds=False)
            match = Match(rule, before.channel, before.post, event_of(change), before.evidence)
            self._ruling(item, match, "error", detail=error, holds=before.holds)
        if item.story.members and not change.history:
            self._tell_followers(item)
            self._reach(item)

    def _is_new(self, match: Match, known: Recorded | None) -> bool:
        """Whether a match is judged as one of its own, not as what became of one that was told or ruled out."""
        if known is None:
            return True
        if match.event == "deleted":
            rule = self.facts.rules.get(match.rule)
            return not known.alert and rule is not None and "deleted" in rule.events
        return not known.alert and not known.holds  # it had failed on the post, or ceased to hold untold

    def _new_match(self, item: Judged, match: Match) -> None:
        rule = self.facts.rules.get(match.rule)
        if rule is None or wish_of(match.event) not in rule.events:
            return
        if reason := self._unfit(rule, item.change):
            self._ruling(item, match, reason)
            if reason == "stale":
                self._summarise_later(rule, item, match)
            return
        by_story = rule.alert.group_by == "story"
        note = notices.note(item.change, match, item.story.news if by_story else ())
        found = notices.excerpt(item.change, item.channel, match.evidence, match.event, note)
        group = group_of(rule.alert, item.channel, item.story.story)
        alert = self.alerts.get(self.open.get((rule.id, group), ""))
        if alert is None and rule.over is not None and not reached(rule.over, item.story, item.change.post.posted):
            self._ruling(item, match, "window_not_reached", detail=so_far(rule.over, item.story))
            return
        if alert is None:
            self._open(rule, group, item, match, found)
            return
        self._put(replace(alert, last_match=self.now, closes=self.now + rule.alert.close_after))
        if by_story and self._was_told(rule, alert, item):
            self._ruling(item, match, "duplicate", alert=alert.id, detail=item.story.copy_of)
            return
        if "matched" not in rule.alert.update_on:
            self._ruling(item, match, "not_wanted", alert=alert.id)
            return
        self._add(rule, self.alerts[alert.id], item, match, "matched", found)

    def _was_told(self, rule: RuleSpec, alert: Alert, item: Judged) -> bool:
        """Whether a post that comes from the same was told in this alert: its copies are no news."""
        same = (self.facts.recorded.get(post, {}).get(rule.id) for post in item.story.of)
        return any(known is not None and known.alert == alert.id for known in same)

    def _unfit(self, rule: RuleSpec, change: Change) -> Reason | None:
        fresh_from = max(change.post.posted, change.post.edited or 0) if change.kind == "edited" else change.post.posted
        if change.kind in ("deleted", "counted"):
            fresh_from = change.seen  # that is when it came to pass, as far as we know
        if change.history:
            return "history"
        if rule.alert.shadow:
            return "shadow"
        return "stale" if self.now - fresh_from > rule.alert.max_age else None

    def _open(self, rule: RuleSpec, group: str, item: Judged, match: Match, found: Excerpt) -> None:
        last = self.facts.last_opened.get(rule.id)
        if last is not None and abs(self.now - last) < rule.alert.cooldown:  # a clock may have been ahead
            self._ruling(item, match, "cooling_down")
            return
        alert = open_alert(rule, group, origin_of(match), self.now)
        self.facts.last_opened[rule.id] = self.now
        self.open[rule.id, group] = alert.id
        self._put(alert)
        number = self._tell(alert, [Held(alert.id, "opened", rule.id, found)])
        self._ruling(item, match, "new", alert=alert.id, number=number)

    def _add(
        self,
        rule: RuleSpec,
        alert: Alert,
        item: Judged,
        match: Match,
        kind: NoticeKind,
        found: Excerpt,
        *,
        holds: bool = True,
    ) -> None:
        number = self._pass_on(rule, alert, Held(alert.id, kind, rule.id, found))
        reason: Reason = "below_interval" if number is None else "update"
        self._ruling(item, match, reason, alert=alert.id, number=number, holds=holds)

    def _pass_on(self, rule: RuleSpec, alert: Alert, waiting: Held) -> int | None:
        """The number of the notice that tells it; None: it is held until the alert's next one may go."""
        if abs(self.now - alert.last_notice) < rule.alert.every:  # a clock may have been ahead
            self.held.append(waiting)
            self._put(replace(alert, held=alert.held + 1, next_due=alert.last_notice + rule.alert.every))
            return None
        earlier = self._take_held(alert.id) if alert.held else []
        return self._tell(alert, [*earlier, waiting])

    # -- what becomes of a post that matched

    def _follow_up(self, item: Judged, known: Recorded, kind: NoticeKind, evidence: tuple[Evidence, ...]) -> None:
        change = item.change
        holds = known.holds if kind == "deleted" else kind == "edited"
        match = Match(known.rule, known.channel, known.post, event_of(change), evidence)
        rule, alert = self.facts.rules.get(known.rule), self.alerts.get(known.alert)
        if rule is None or alert is None:
            self._ruling(item, match, "duplicate", detail="its match made no alert", holds=holds)
            return
        wish = "deleted" if kind == "deleted" else "edited"
        if wish not in rule.alert.update_on:
            self._ruling(item, match, "not_wanted", alert=alert.id, holds=holds)
            return
        note = {"deleted": notices.deletion_note(change), "no_longer_matches": "no longer matches after an edit"}
        found = notices.excerpt(change, item.channel, evidence, match.event, note.get(kind, ""))
        self._add(rule, alert, item, match, kind, found, holds=holds)

    # -- what becomes of a story

    def _tell_followers(self, item: Judged) -> None:
        """What a post adds to a story goes to the alerts about it, whether or not their rules match the post."""
        group, told = story_group(item.story.story), {match.rule for match in item.matches}
        for (name, about), number in list(self.open.items()):
            rule = self.facts.rules.get(name)
            if about != group or name in told or rule is None:
                continue
            kind = next((k for k in _STORY_KINDS if k in item.story.kinds and k in rule.alert.update_on), None)
            if kind is not None:
                event, said = event_of(item.change), ". ".join(item.story.news)
                found = notices.excerpt(item.change, item.channel, (), event, said)
                self._pass_on(rule, self.alerts[number], Held(number, kind, name, found))

    def _reach(self, item: Judged) -> None:
        """Rules that had waited for more of a story, and matched some post of it, alert once it has come to that."""
        told, group = {match.rule for match in item.matches}, story_group(item.story.story)
        for rule in self.facts.rules.values():
            if rule.over is None or rule.id in told or (rule.id, group) in self.open:
                continue
            if reached(rule.over, item.story, item.change.post.posted) and self._waits(rule, item):
                event, said = event_of(item.change), ". ".join(item.story.news)
                found = notices.excerpt(item.change, item.channel, (), event, said)
                alert = open_alert(rule, group, f"{item.change.post.channel}\0{item.change.post.id}\0over", self.now)
                self.open[rule.id, group] = alert.id
                line = Held(alert.id, "opened", rule.id, None, so_far(rule.over, item.story))
                self._tell(alert, [line, Held(alert.id, "opened", rule.id, found)])

    def _waits(self, rule: RuleSpec, item: Judged) -> bool:
        """Whether a rule holds for some post of the story, untold."""
        posts = (self.facts.recorded.get(post, {}).get(rule.id) for post in item.story.members)
        return any(known is not None and known.holds and not known.alert for known in posts)

    def merge(self, gone: int, into: int) -> None:
        """Two stories are one: of two alerts about them the older goes on, and the younger says where."""
        before, after = story_group(gone), story_group(into)
        for (name, group), number in list(self.open.items()):
            if group != before:
                continue
            alert, other = self.alerts[number], self.alerts.get(self.open.get((name, after), ""))
            del self.open[name, before]
            self.open[name, after] = number
            if other is not None:
                older, younger = sorted((alert, other), key=lambda one: (one.opened, one.id))
                line = f"Both are of one story: this goes on in alert {older.id}"
                self._tell(younger, [*self._take_held(younger.id), Held(younger.id, "continues", name, None, line)])
                self._put(replace(self.alerts[younger.id], closed=self.now, next_due=None))
                self.open[name, after] = older.id
                alert = self.alerts[older.id]
            self._put(replace(alert, group=after))

    def _summarise_later(self, rule: RuleSpec, item: Judged, match: Match) -> None:
        for receiver in self._listening(rule):
            group = AWAY + receiver
            alert = self.alerts.get(self.open.get(("", group), ""))
            if alert is None:
                alert = open_summary(group, "While we were away", self.now)
                self.open["", group] = alert.id
            shown = alert.held < _AWAY_SHOWN
            found = notices.excerpt(item.change, item.channel, match.evidence, match.event) if shown else None
            self.held.append(Held(alert.id, "away", rule.id, found))
            due = min(self.now + _GATHER, alert.opened + _GATHER_MOST)
            self._put(replace(alert, held=alert.held + 1, next_due=due))

    # -- what happened to the watch itself

    def report(self, told: Report) -> None:
        rule = told.rule
        alert = self.alerts.get(self.open.get((rule.id, told.group), ""))
        if alert is None:
            alert = open_alert(rule, told.group, told.line, self.now, told.title)
            self.open[rule.id, told.group] = alert.id
            self._tell(alert, [Held(alert.id, "reported", rule.id, None, told.line)])
            return
        self._put(replace(alert, last_match=self.now, closes=self.now + rule.alert.close_after))
        self._pass_on(rule, self.alerts[alert.id], Held(alert.id, "reported", rule.id, None, told.line))

    # -- shared steps

    def _tell(self, alert: Alert, items: Sequence[Held]) -> int:
        number = alert.notices + 1
        rule = self.facts.rules.get(alert.rule)
        self._send(alert, notices.compose(alert, number, items, self.now), self._listening(rule) if rule else ())
        return number

    def _send(self, alert: Alert, told: Notice, receivers: Collection[str]) -> None:
        self.notices.append(told)
        self._put(replace(alert, notices=told.number, last_notice=self.now, held=0, next_due=None))
        for name in receivers:
            if (receiver := self.facts.receivers.get(name)) is not None:
                for entry in receiver.entries:
                    self.deliveries.append(notices.delivery(told, name, entry.name, self.now))

    def _listening(self, rule: RuleSpec) -> list[str]:
        level = SEVERITIES.index(rule.severity)
        known = self.facts.receivers
        return [name for name in rule.notify if name in known and SEVERITIES.index(known[name].severity) <= level]

    def _put(self, alert: Alert) -> None:
        self.alerts[alert.id] = alert
        self.changed.add(alert.id)

    def _ruling(
        self,
        item: Judged,
        match: Match,
        reason: Reason,
        *,
        alert: str = "",
        number: int | None = None,
        detail: str = "",
        holds: bool = True,
    ) -> None:
        post = self.facts.recorded.setdefault((match.channel, match.post), {})
        before = post.get(match.rule)
        alert_id = alert or (before.alert if before else "")
        post[match.rule] = Recorded(match.rule, match.channel, match.post, alert_id, holds, match.evidence)
        self.rulings.append(
            Ruling(
                match.rule,
                match.channel,
                match.post,
                item.change.revision,
                match.event,
                match.evidence,
                Decision(reason, self.now, alert, detail),
                number,
                holds,
            )
        )
