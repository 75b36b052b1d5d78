"""What becomes of matches: each gets a named reason. Pure: what is stored and the time in, a verdict out."""

from collections.abc import Sequence

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.facts import Facts, Judged, event_of, trait_of, wish_of
from monitor.alerts.group import AWAY, about, entity_of, group_of, open_alert, open_summary, origin_of, story_group
from monitor.alerts.operators import Report
from monitor.alerts.over import reached, so_far
from monitor.alerts.windowed import Windowed
from monitor.model import (
    Alert,
    Evidence,
    Excerpt,
    Match,
    NoticeKind,
    Reason,
    RuleSpec,
)
from monitor.ports.store import Held, Recorded, Verdict

_GATHER = 30_000  # a summary of what we missed waits for more, and no longer than ten minutes
_GATHER_MOST = 600_000
_AWAY_SHOWN = 40


def decide(judged: Sequence[Judged], facts: Facts) -> Verdict:
    """Close and release what is due, then rule on each change in order."""
    sitting = _Judge(facts)
    sitting.take_acts()
    sitting.release_due()
    sitting.escalate_due()
    for gone, into in facts.merged.items():
        sitting.merge(gone, into)
    for one in facts.desked:
        sitting.decided(one.story, one.line)
    for fallen in facts.windows.fallen:
        sitting.fall_silent(fallen)
    sitting.here = {item.change.key: item for item in judged}
    for item in judged:
        sitting.rule_on(item)
    for report in facts.reports:
        sitting.report(report)
    return sitting.verdict()


class _Judge(Windowed):
    """A sitting that rules on each match."""

    def rule_on(self, item: Judged) -> None:
        change = item.change
        recorded = dict(self.facts.recorded.get((change.post.channel, change.post.id), {}))  # as it was before
        anew = {match.rule for match in item.matches if self._is_new(match, recorded.get(match.rule))}
        for match in sorted(item.matches, key=lambda one: self.facts.bars.rank(one.rule)):
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
        rule = self.facts.rules.get(match.rule)
        if match.event == "deleted":
            return not known.alert and rule is not None and "deleted" in rule.events
        if rule is not None and rule.window is not None:
            return not known.alert and not (known.past and known.holds)  # its window may be reached by now
        return not known.alert and not known.holds  # it had failed on the post, or ceased to hold untold

    def _new_match(self, item: Judged, match: Match) -> None:
        rule = self.facts.rules.get(match.rule)
        if rule is None or wish_of(match.event) not in rule.events:
            return
        if barred := self._barred(rule, item):
            self._bar(rule, item, match, *barred)
            return
        if rule.window is not None:
            self._window(rule, item, match)
            return
        by_story = rule.alert.group_by == "story"
        note = notices.note(item.change, match, item.story.news if by_story else ())
        found = notices.excerpt(item.change, item.channel, match.evidence, match.event, note)
        group = group_of(rule.alert, item.channel, item.story.story, entity_of(match, item.entities))
        alert = self.alerts.get(self.open.get((rule.id, group), ""))
        if alert is None and rule.over is not None and not reached(rule.over, item.story, item.change.post.posted):
            self._ruling(item, match, "window_not_reached", detail=so_far(rule.over, item.story))
            return
        if alert is None:
            self._open(rule, group, item, match, found)
            return
        self.facts.bars.fires(trait_of(rule.id, item, alert.id))
        self._put(replace(alert, last_match=self.now, closes=self.now + rule.alert.close_after))
        if by_story and self._was_told(rule, alert, item):
            self._ruling(item, match, "duplicate", alert=alert.id, detail=item.story.copy_of)
            return
        if "matched" not in rule.alert.update_on:
            self._ruling(item, match, "not_wanted", alert=alert.id)
            return
        self._add(rule, self.alerts[alert.id], item, match, "matched", found)

    def _bar(self, rule: RuleSpec, item: Judged, match: Match, reason: Reason, detail: str) -> None:
        """A match that is not told. What is barred from outside may stand in the way of others all the same."""
        trait = trait_of(rule.id, item)
        if reason == "silenced" or reason == "inhibited" or reason == "muted":
            self.facts.bars.fires(replace(trait, barred=reason))
        elif reason == "stale" and (bar := self.facts.bars.bar(rule, trait)):
            detail = f"and {bar[0]}, so it is in no summary: {bar[1]}"
        elif reason == "stale":
            self._summarise_later(rule, item, match)
        self._ruling(item, match, reason, detail=detail)

    def _was_told(self, rule: RuleSpec, alert: Alert, item: Judged) -> bool:
        """Whether a post that comes from the same was told in this alert: its copies are no news."""
        same = (self.facts.recorded.get(post, {}).get(rule.id) for post in item.story.of)
        return any(known is not None and known.alert == alert.id for known in same)

    def _open(self, rule: RuleSpec, group: str, item: Judged, match: Match, found: Excerpt) -> None:
        if self._cools(rule):
            self._ruling(item, match, "cooling_down")
            return
        alert, number = self._opened(rule, group, origin_of(match), found)
        self.facts.bars.fires(trait_of(rule.id, item, alert.id))
        detail = "" if number else f"waits {notices.span(rule.alert.wait)} for more"
        self._ruling(item, match, "new", alert=alert.id, number=number, detail=detail)

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

    def _follow_up(self, item: Judged, known: Recorded, kind: NoticeKind, evidence: tuple[Evidence, ...]) -> None:
        change = item.change
        holds = known.holds if kind == "deleted" else kind == "edited"
        match = Match(known.rule, known.channel, known.post, event_of(change), evidence)
        rule, alert = self.facts.rules.get(known.rule), self._thread_of(item, known)
        if rule is None or alert is None:
            self._ruling(item, match, "duplicate", detail="its match made no alert", holds=holds)
            return
        if bar := self.facts.bars.bar(rule, trait_of(rule.id, item)):
            self._ruling(item, match, bar[0], alert=alert.id, detail=bar[1], holds=holds)
            return
        wish = "deleted" if kind == "deleted" else "edited"
        if wish not in rule.alert.update_on:
            self._ruling(item, match, "not_wanted", alert=alert.id, holds=holds)
            return
        note = {"deleted": notices.deletion_note(change), "no_longer_matches": "no longer matches after an edit"}
        found = notices.excerpt(change, item.channel, evidence, match.event, note.get(kind, ""))
        self._add(rule, alert, item, match, kind, found, holds=holds)

    def _thread_of(self, item: Judged, known: Recorded) -> Alert | None:
        """Where it is told what became of a match; nowhere, if nobody was told of the match nor will be."""
        alert = self.alerts.get(known.alert)
        if alert is None or alert.notices or alert.closed is None:
            return alert
        heir = self.open.get((known.rule, story_group(item.story.story)), "")  # its story became part of another
        return self.alerts.get(heir)

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

    def report(self, told: Report) -> None:
        rule = told.rule
        if self.facts.bars.bar(rule, about(rule, told.group)) is not None:
            return
        alert = self.alerts.get(self.open.get((rule.id, told.group), ""))
        if alert is None:
            alert = open_alert(rule, told.group, told.line, self.now, told.title)
            self.open[rule.id, told.group] = alert.id
            self._tell(alert, [Held(alert.id, "reported", rule.id, None, told.line)])
            return
        self._put(replace(alert, last_match=self.now, closes=self.now + rule.alert.close_after))
        self._pass_on(rule, self.alerts[alert.id], Held(alert.id, "reported", rule.id, None, told.line))
