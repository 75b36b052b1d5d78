"""The alerts of one batch while it is ruled on: what is open, what waits, what is told. Pure."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.facts import Facts
from monitor.alerts.group import AWAY, open_alert
from monitor.model import SEVERITIES, Alert, Change, Delivery, Excerpt, Millis, Notice, Reason, RuleSpec
from monitor.ports.store import Held, Ruling, Verdict
from monitor.ports.windows import Told


class Sitting:
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
        self.in_windows: dict[tuple[str, str, int], str] = {}  # (rule, group, row of the post): the alert that told
        self.silences: list[tuple[str, str, Millis]] = []

    def verdict(self) -> Verdict:
        return Verdict(
            tuple(self.rulings),
            tuple(self.alerts[key] for key in sorted(self.changed)),
            tuple(self.notices),
            tuple(self.deliveries),
            tuple(self.held),
            tuple(self.released),
            Told(tuple((*entry, alert) for entry, alert in self.in_windows.items()), tuple(self.silences)),
        )

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

    def _opened(self, rule: RuleSpec, group: str, opener: str, found: Excerpt, line: str = "") -> tuple[Alert, int]:
        """A new alert, and the number of the notice that opens it: a post, with a line above it if there is one."""
        alert = open_alert(rule, group, opener, self.now)
        self.facts.last_opened[rule.id] = self.now
        self.open[rule.id, group] = alert.id
        said = [Held(alert.id, "opened", rule.id, None, line)] if line else []
        return alert, self._tell(alert, [*said, Held(alert.id, "opened", rule.id, found)])

    def _cools(self, rule: RuleSpec) -> bool:
        """Whether the rule's last alert is too recent for another."""
        last = self.facts.last_opened.get(rule.id)
        return last is not None and abs(self.now - last) < rule.alert.cooldown  # a clock may have been ahead

    def _pass_on(self, rule: RuleSpec, alert: Alert, waiting: Held) -> int | None:
        """The number of the notice that tells it; None: it is held until the alert's next one may go."""
        if abs(self.now - alert.last_notice) < rule.alert.every:  # a clock may have been ahead
            self.held.append(waiting)
            self._put(replace(alert, held=alert.held + 1, next_due=alert.last_notice + rule.alert.every))
            return None
        earlier = self._take_held(alert.id) if alert.held else []
        return self._tell(alert, [*earlier, waiting])

    def _unfit(self, rule: RuleSpec, change: Change) -> Reason | None:
        fresh_from = max(change.post.posted, change.post.edited or 0) if change.kind == "edited" else change.post.posted
        if change.kind in ("deleted", "counted"):
            fresh_from = change.seen  # that is when it came to pass, as far as we know
        if change.history:
            return "history"
        if rule.alert.shadow:
            return "shadow"
        return "stale" if self.now - fresh_from > rule.alert.max_age else None

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
