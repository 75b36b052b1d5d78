"""Alerts about windows of time: what is told once one is reached, and of silences. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.facts import Judged, trait_of
from monitor.alerts.followed import Following
from monitor.alerts.group import about, open_alert, origin_of
from monitor.alerts.windows.moved import Fallen, Gathered, Member, Standing
from monitor.alerts.windows.placing import SILENT_MOST, moment_of
from monitor.alerts.windows.words import heard_again
from monitor.model import Alert, Decision, Excerpt, Match, Reason, RuleSpec
from monitor.ports.store import Held, Ruling

_KEPT_BACK: frozenset[str] = frozenset({"silenced", "inhibited", "muted", "stale"})


class Windowed(Following):
    """A sitting that knows what windows have come to."""

    def _window(self, rule: RuleSpec, item: Judged, match: Match) -> None:
        """A match of a rule that looks at its matches over time."""
        standings = self.facts.windows.standings.get((rule.id, item.change.key), ())
        there = [standing for standing in standings if standing.reached]
        for standing in there:
            self._in_window(rule, standing, item, match)
        if not there:
            self._not_reached(rule, standings, item, match)

    def _not_reached(self, rule: RuleSpec, standings: Sequence[Standing], item: Judged, match: Match) -> None:
        assert rule.window is not None  # noqa: S101 - whoever calls has looked
        if rule.window.kind == "silence":
            for standing in standings:
                alert = self.alerts.get(self.open.get((rule.id, standing.group), ""))
                if alert is not None and self._is_later(rule, alert, item, match):
                    self._heard(rule, alert, item, match)
                    return
        what = " or no ".join(facet for facet in (rule.window.by, rule.window.of) if facet)
        detail = (
            standings[0].detail
            if standings
            else f"it counts for nothing here: no {what}"
            if what
            else "it stands in no window"
        )
        self._ruling(item, match, "window_not_reached", detail=detail)

    def _in_window(self, rule: RuleSpec, standing: Standing, item: Judged, match: Match) -> None:
        entry = (rule.id, standing.group, item.change.key)
        if entry in self.in_windows:  # told with another match of this batch
            alert = self.alerts[self.in_windows[entry]]
            self._ruling(item, match, "update", alert=alert.id, number=alert.notices, detail=standing.detail)
            return
        gathered = self.facts.windows.reached.get((rule.id, standing.group))
        alert_id = self.open.get((rule.id, standing.group), "")
        if alert_id:
            self._joins(rule, self.alerts[alert_id], item, match, gathered)
        elif self._cools(rule):
            self._ruling(item, match, "cooling_down", detail=standing.detail)
        else:
            self._opens(rule, standing.group, item, match, gathered)

    def _others(self, rule: RuleSpec, group: str, item: Judged, gathered: Gathered | None) -> list[Member]:
        """The matches of a window beside one, untold; without those that nobody is to be told of, by themselves."""
        members = gathered.members if gathered else ()
        return [
            one
            for one in members
            if one.key != item.change.key
            and (rule.id, group, one.key) not in self.in_windows
            and not self._is_kept_back(rule, one)
        ]

    def _is_kept_back(self, rule: RuleSpec, member: Member) -> bool:
        """Whether somebody, another alert, the time or its age keeps a match from being told: it counts even so."""
        if not member.here:
            return member.reason in _KEPT_BACK
        item = self.here[member.key]
        if self._unfit(rule, item.change) is not None:
            return True
        return self.facts.bars.why(rule, trait_of(rule.id, item)) is not None

    def _opens(self, rule: RuleSpec, group: str, item: Judged, match: Match, gathered: Gathered | None) -> None:
        alert = open_alert(rule, group, origin_of(match), self.now)
        self.facts.last_opened.setdefault(rule.id, []).append(self.now)
        self.open[rule.id, group] = alert.id
        others = self._others(rule, group, item, gathered)
        shown = {one.key: _excerpt(one) for one in others}
        shown[item.change.key] = _of_item(item, match)
        order = [one.key for one in gathered.members] if gathered else []
        keys = [key for key in order if key in shown] or list(shown)
        said = [Held(alert.id, "opened", rule.id, None, gathered.line)] if gathered else []
        number = self._begin(rule, alert, [*said, *(Held(alert.id, "opened", rule.id, shown[key]) for key in keys)])
        self.facts.bars.fires(trait_of(rule.id, item, alert.id))
        self._note(rule, alert, group, others, number, "the window was reached")
        self.in_windows[rule.id, group, item.change.key] = alert.id
        detail = gathered.line if gathered else ""
        self._ruling(item, match, "new", alert=alert.id, number=number, detail=detail)

    def _joins(self, rule: RuleSpec, alert: Alert, item: Judged, match: Match, gathered: Gathered | None) -> None:
        self._put(replace(alert, last_match=self.now, closes=self.now + rule.alert.close_after))
        wanted = "matched" in rule.alert.update_on
        others = self._others(rule, alert.group, item, gathered)
        for other in others:
            number = None
            if wanted:
                found = _excerpt(other)
                number = self._pass_on(rule, self.alerts[alert.id], Held(alert.id, "matched", rule.id, found))
            self._note(rule, alert, alert.group, [other], number, "" if wanted else "not wanted")
        self.in_windows[rule.id, alert.group, item.change.key] = alert.id
        if not wanted:
            self._ruling(item, match, "not_wanted", alert=alert.id)
            return
        waiting = Held(alert.id, "matched", rule.id, _of_item(item, match))
        number = self._pass_on(rule, self.alerts[alert.id], waiting)
        self._ruling(item, match, "below_interval" if number is None else "update", alert=alert.id, number=number)

    def _note(
        self, rule: RuleSpec, alert: Alert, group: str, others: Sequence[Member], number: int | None, detail: str
    ) -> None:
        """Write down that matches from before are in an alert now; those of this batch have their own turn."""
        reason: Reason = "update" if number is not None else "below_interval" if not detail else "not_wanted"
        for one in others:
            self.in_windows[rule.id, group, one.key] = alert.id
            if not one.here:
                decision = Decision(reason, self.now, alert.id, detail)
                ruling = (rule.id, one.channel.id, one.post, one.revision, one.event, one.evidence, decision, number)
                self.rulings.append(Ruling(*ruling))

    def fall_silent(self, fallen: Fallen) -> None:
        """A silence that nobody was told of: once each, whatever becomes of the alert."""
        rule = self.facts.rules[fallen.rule]
        if rule.alert.shadow:
            self.silences.append((rule.id, fallen.group, fallen.since))
            return
        if (rule.id, fallen.group) in self.open or self._cools(rule) or self._falls_barred(rule, fallen.group):
            return  # and asked again: what is silent by then is told then
        alert = open_alert(rule, fallen.group, f"silent\0{fallen.since}", self.now)
        alert = replace(alert, closes=self.now + max(rule.alert.close_after, SILENT_MOST))
        self.facts.last_opened.setdefault(rule.id, []).append(self.now)
        self.open[rule.id, fallen.group] = alert.id
        items = [Held(alert.id, "opened", rule.id, None, fallen.line)]
        if fallen.last is not None and fallen.last.change is not None:
            found = _excerpt(fallen.last, "the last match before the silence")
            items.append(Held(alert.id, "opened", rule.id, found))
        if fallen.heard is not None and fallen.heard.change is not None:
            silent = fallen.heard.change.post.posted - fallen.since
            items.append(Held(alert.id, "matched", rule.id, None, heard_again(silent)))
            items.append(Held(alert.id, "matched", rule.id, _excerpt(fallen.heard)))
        self._tell(alert, items)
        self.facts.bars.fires(about(rule, alert.group, alert.id))
        self.silences.append((rule.id, fallen.group, fallen.since))
        if fallen.heard is not None:
            self._close(self.alerts[alert.id])

    def _falls_barred(self, rule: RuleSpec, group: str) -> bool:
        """Whether somebody, another alert or the time of the day keeps a silence from being told now. It is put off by
        that, and asked every minute: nothing that a silence should count.
        """
        return self.facts.bars.why(rule, about(rule, group)) is not None

    def _is_later(self, rule: RuleSpec, alert: Alert, item: Judged, match: Match) -> bool:
        """Whether a match is from after the silence began: an edit of what was posted before is none of its ends."""
        since = self.facts.windows.quiet.get((rule.id, alert.group))
        return since is None or moment_of(item.change, match.event) > since

    def _heard(self, rule: RuleSpec, alert: Alert, item: Judged, match: Match) -> None:
        """The end of a silence: told at once, and the alert is over."""
        since = self.facts.windows.quiet.get((rule.id, alert.group), alert.opened)
        line = heard_again(max(0, moment_of(item.change, match.event) - since))
        earlier = self._take_held(alert.id) if alert.held else []
        said = Held(alert.id, "matched", rule.id, None, line)
        number = self._tell(alert, [*earlier, said, Held(alert.id, "matched", rule.id, _of_item(item, match))])
        self._ruling(item, match, "update", alert=alert.id, number=number, detail=line)
        self._close(self.alerts[alert.id])


def _of_item(item: Judged, match: Match) -> Excerpt:
    note = notices.note(item.change, match)
    return notices.excerpt(item.change, item.channel, match.evidence, match.event, note)


def _excerpt(member: Member, note: str = "") -> Excerpt | None:
    """A match from before as a notice shows it; None where it is only counted."""
    if member.change is None:
        return None
    return notices.excerpt(member.change, member.channel, member.evidence, member.event, note)
