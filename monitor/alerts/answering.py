"""What people do with alerts, and what happens when nobody does. Pure."""

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.notice import span
from monitor.alerts.sitting import Sitting
from monitor.model import Act, Alert, EscalateSpec, RuleSpec
from monitor.ports.store import Held


class Answering(Sitting):
    """A sitting that hears what people did, and calls further people where nobody did anything."""

    def take_acts(self) -> None:
        """Tell, in each alert's thread, what people did with it."""
        for number, act in self.facts.acts:
            self.acted.append(number)
            alert = self.alerts.get(act.alert)
            rule = self.facts.rules.get(alert.rule) if alert is not None else None
            if alert is None:
                continue
            if act.kind == "closed":
                self.open.pop((alert.rule, alert.group), None)
            if rule is None or not alert.notices or act.kind not in rule.alert.update_on:
                if act.kind == "closed":
                    self._take_held(alert.id)
                    self._put(replace(alert, held=0, next_due=None))
                continue
            waited = self._not_barred(alert, self._take_held(alert.id))
            self._tell(alert, [*waited, Held(alert.id, act.kind, rule.id, None, _in_words(act))])

    def escalate_due(self) -> None:
        """An alert that nobody took up goes to further people, with all that was told of it."""
        for alert in list(self.alerts.values()):
            if alert.escalates is None or alert.escalates > self.now:
                continue
            rule = self.facts.rules.get(alert.rule)
            policy = rule.alert.escalate if rule is not None else None
            if rule is None or policy is None or alert.closed is not None or _taken_up(alert, policy):
                self._put(replace(alert, escalates=None))
            elif self._hushed(rule, alert) & {"silenced", "muted"}:
                self._put(replace(alert, escalates=self.now + policy.after))  # asked again: that may be over by then
            else:
                self._escalate(alert, rule, policy)

    def _escalate(self, alert: Alert, rule: RuleSpec, policy: EscalateSpec) -> None:
        before = self.facts.so_far.get(alert.id, ())
        line = f"Nobody has {policy.unless} this for {span(policy.after)}"
        told = notices.compose(alert, alert.notices + 1, [Held(alert.id, "escalated", rule.id, None, line)], self.now)
        if before:
            whole = notices.fold(before)
            told = replace(told, excerpts=whole.excerpts, lines=(line, *whole.lines), more=whole.more)
        self._put(replace(alert, escalates=None, escalated=self.now))
        self._send(self.alerts[alert.id], told, policy.to)


def _taken_up(alert: Alert, policy: EscalateSpec) -> bool:
    """Whether somebody did what the rule waits for; whom it is assigned to, has it, acknowledged or not."""
    return bool(alert.assigned) or (policy.unless == "acknowledged" and alert.acknowledged is not None)


def _in_words(act: Act) -> str:
    what = {"acknowledged": "Acknowledged by", "assigned": f"Assigned to {act.to} by", "closed": "Closed by"}[act.kind]
    return f"{what} {act.by}{': ' + act.comment if act.comment else ''}"
