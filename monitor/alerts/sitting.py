"""The alerts of one batch while it is ruled on: what is open, what waits, what is told. Pure."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.cooling import rest_after
from monitor.alerts.facts import Facts, Judged
from monitor.alerts.gate import Wait, wait_for
from monitor.alerts.group import AWAY, about, open_alert
from monitor.alerts.notice import span
from monitor.alerts.parcels import opened
from monitor.model import SEVERITIES, Alert, Change, Decision, Delivery, Excerpt, Millis, Notice, Reason, RuleSpec
from monitor.ports.store import Held, Parcel, Ruled, Ruling, Trait, Verdict
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
        self.folded: list[tuple[str, str]] = []
        self.loosed: list[Parcel] = []
        self.acted: list[int] = []
        self.ruled: list[Ruled] = []
        self.held_back: dict[tuple[str, int], Wait] = {}
        self.joined: set[str] = set()  # alerts that go on for others, since their stories were made one
        self.in_windows: dict[tuple[str, str, int], str] = {}  # (rule, group, row of the post): the alert that told
        self.silences: list[tuple[str, str, Millis]] = []
        self.here: dict[int, Judged] = {}  # what is ruled on, by the row of its post

    def verdict(self) -> Verdict:
        return Verdict(
            tuple(self.rulings),
            tuple(self.alerts[key] for key in sorted(self.changed)),
            tuple(self.notices),
            tuple(self.deliveries),
            tuple(self.held),
            tuple(self.released),
            tuple(self.folded),
            tuple(self.loosed),
            dict(self.facts.bars.held),
            tuple(self.acted),
            tuple(self.ruled),
            self.now if self.folded or self.loosed or self.acted or self.facts.bars.held else 0,
            Told(tuple((*entry, alert) for entry, alert in self.in_windows.items()), tuple(self.silences)),
        )

    def release_due(self) -> None:
        """What waited at receivers goes first: it is older than all that comes to pass in this sitting."""
        self._open_parcels()
        for alert in list(self.alerts.values()):
            closing = alert.closed is None and alert.closes <= self.now
            if alert.next_due is not None and (closing or alert.next_due <= self.now):
                self._release(alert)
            if closing:
                self._end(self.alerts[alert.id])

    def _open_parcels(self) -> None:
        titles = {rule.id: rule.title for rule in self.facts.rules.values()}
        for bundle in opened(self.facts.parcels, self.facts.receivers, titles, self.now):
            if bundle.notice is None or bundle.alert is None:
                self.loosed += bundle.parcels
                self.facts.told.setdefault(bundle.receiver, []).append(self.now)
                continue
            self.folded += [(one.key, bundle.alert.id) for one in bundle.parcels]
            self._send(bundle.alert, bundle.notice, [bundle.receiver], at_once=True)
            self._close(self.alerts[bundle.alert.id])

    def _release(self, alert: Alert) -> None:
        items = self._take_held(alert.id)
        if alert.group.startswith(AWAY) and not alert.rule:
            rules = self.facts.rules
            titles = {rule.id: rule.title for rule in rules.values()}
            known = [rules[one.rule].severity for one in items if one.rule in rules]
            alert = replace(alert, severity=max(known, key=SEVERITIES.index, default=alert.severity))
            self._send(alert, notices.away(alert, items, titles, self.now), [alert.group.removeprefix(AWAY)])
            self._close(self.alerts[alert.id])
        elif items := self._not_barred(alert, items):
            self._tell(alert, items)
        elif not alert.notices:
            self._close(alert)
        else:
            self._put(replace(self.alerts[alert.id], held=0, next_due=None))

    def _not_barred(self, alert: Alert, items: list[Held]) -> list[Held]:
        """What waited for an alert's next notice, without the posts that are not to be told by now. Where none is left,
        neither are the lines about them; what people decided is told whatever stands in the way.
        """
        rule = self.facts.rules.get(alert.rule)
        if rule is None:
            return items
        made_of = {(self.facts.names.get(one.channel), one.post): one for one in self._made_of(alert)}
        waiting = {_place(one.excerpt) for one in items if one.excerpt is not None}
        told = {place for place in waiting if not self._is_barred(rule, alert, made_of.get(place))}
        kept = [one for one in items if one.excerpt is None or _place(one.excerpt) in told]
        of_posts = bool(waiting) or all(one.kind == "desk" for one in items)
        if told or (not of_posts and not self._is_barred(rule, alert, None)):
            return kept
        return [one for one in kept if one.kind == "desk"]

    def _is_barred(self, rule: RuleSpec, alert: Alert, match: Trait | None) -> bool:
        """Whether a match of an alert, or where there is none what the alert is about, is not to be told now."""
        bar = self.facts.bars.bar(rule, match or about(rule, alert.group, alert.id))
        if bar is not None and match is not None:
            self.ruled.append(Ruled(match.row, match.rule, Decision(bar[0], self.now, alert.id, bar[1])))
        return bar is not None

    def _made_of(self, alert: Alert) -> Sequence[Trait]:
        return self.facts.traits.get(alert.id, ())

    def _hushed(self, rule: RuleSpec, alert: Alert) -> set[Reason]:
        """What stands in the way of all that an alert is made of by now; nothing, where some of it may be told."""
        whys = [self.facts.bars.why(rule, one) for one in self._made_of(alert) or [about(rule, alert.group, alert.id)]]
        return {why[0] for why in whys if why is not None} if all(whys) else set()

    def _take_held(self, alert: str) -> list[Held]:
        """All that waits for the next notice of an alert, in order; it waits no longer."""
        items = self.waiting.pop(alert, []) + [item for item in self.held if item.alert == alert]
        self.held = [item for item in self.held if item.alert != alert]
        self.released.append(alert)
        return items

    def _end(self, alert: Alert) -> None:
        """An alert's time is over."""
        rule = self.facts.rules.get(alert.rule)
        wanted = rule is not None and alert.notices and "closed" in rule.alert.update_on
        if rule is not None and wanted and not self._hushed(rule, alert):
            line = f"Closed: nothing further for {span(self.now - alert.last_match)}"
            self._tell(alert, [Held(alert.id, "closed", rule.id, None, line)])
        self._close(self.alerts[alert.id])

    def _close(self, alert: Alert) -> None:
        self._put(replace(self.alerts.get(alert.id, alert), closed=self.now, next_due=None, held=0, escalates=None))
        self.open.pop((alert.rule, alert.group), None)
        self.facts.bars.ends(alert.rule, alert.id)

    def _opened(
        self, rule: RuleSpec, group: str, opener: str, found: Excerpt, line: str = ""
    ) -> tuple[Alert, int | None]:
        """A new alert, and the number of the notice that opens it: a post, with a line above it if there is one.

        No number: the notice waits for more (`wait`).
        """
        alert = open_alert(rule, group, opener, self.now)
        self.facts.last_opened.setdefault(rule.id, []).append(self.now)
        self.open[rule.id, group] = alert.id
        said = [Held(alert.id, "opened", rule.id, None, line)] if line else []
        return alert, self._begin(rule, alert, [*said, Held(alert.id, "opened", rule.id, found)])

    def _begin(self, rule: RuleSpec, alert: Alert, items: Sequence[Held]) -> int | None:
        """The number of an alert's first notice; None: it waits for more."""
        if not rule.alert.wait:
            return self._tell(alert, items)
        self.held += items
        self._put(replace(alert, held=len(items), next_due=self.now + rule.alert.wait))
        return None

    def _cools(self, rule: RuleSpec) -> bool:
        """Whether the rule's last alert is too recent for another."""
        opened = self.facts.last_opened.get(rule.id, [])
        # the distance, as a clock may have been ahead
        return bool(opened) and abs(self.now - opened[-1]) < rest_after(rule.alert, opened)

    def _pass_on(self, rule: RuleSpec, alert: Alert, waiting: Held) -> int | None:
        """The number of the notice that tells it; None: it is held until the alert's next one may go."""
        if not alert.notices and alert.next_due is not None:
            self.held.append(waiting)
            self._put(replace(alert, held=alert.held + 1))
            return None
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
        holds = self.facts.verdicts.get(alert.group, "")
        if holds and any(item.kind not in ("desk", "continues") for item in items):
            items = [*items, Held(alert.id, items[0].kind, alert.rule, None, holds)]
        rule = self.facts.rules.get(alert.rule)
        self._send(alert, notices.compose(alert, number, items, self.now), self._audience(rule, alert) if rule else ())
        if number == 1 and rule is not None and rule.alert.escalate is not None and alert.acknowledged is None:
            wait = self.held_back.get((alert.id, number))
            known_from = self.now if wait is None else wait.due  # nobody can take up what nobody was told of
            self._put(replace(self.alerts[alert.id], escalates=known_from + rule.alert.escalate.after))
        return number

    def _audience(self, rule: RuleSpec, alert: Alert) -> list[str]:
        """Who is told of an alert: since it escalated, those as well whom it escalated to."""
        further = rule.alert.escalate.to if rule.alert.escalate and alert.escalated is not None else ()
        return list(dict.fromkeys((*self._listening(rule), *further)))

    def _send(self, alert: Alert, told: Notice, receivers: Collection[str], *, at_once: bool = False) -> None:
        self.notices.append(told)
        self._put(replace(alert, notices=told.number, last_notice=self.now, held=0, next_due=None))
        waits: list[Wait | None] = []
        for name in receivers:
            if (receiver := self.facts.receivers.get(name)) is None:
                continue
            before = self.facts.told.setdefault(name, [])
            wait = None if at_once else wait_for(receiver, told.severity, self.now, before)
            if wait is None:
                before.append(self.now)
            waits.append(wait)
            held, due = wait or Wait("", 0)
            for entry in receiver.entries:
                self.deliveries.append(notices.delivery(told, name, entry.name, self.now, held, due))
        sooner = sorted((wait for wait in waits if wait is not None), key=lambda one: one.due)
        if sooner and len(sooner) == len(waits):
            self.held_back[told.alert, told.number] = sooner[0]

    def _listening(self, rule: RuleSpec) -> list[str]:
        level = SEVERITIES.index(rule.severity)
        known = self.facts.receivers
        return [name for name in rule.notify if name in known and SEVERITIES.index(known[name].severity) <= level]

    def _put(self, alert: Alert) -> None:
        self.alerts[alert.id] = alert
        self.changed.add(alert.id)


def _place(shown: Excerpt) -> tuple[tuple[str, str], int]:
    return (shown.channel, shown.handle), shown.post
