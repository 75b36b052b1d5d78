"""Where matches stand in the windows of their rules. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from monitor.alerts.facts import Judged, event_of, wish_of
from monitor.model import HISTORY, LATE, Change, Entry, Event, Facet, Match, Millis, RuleSpec, WindowSpec
from monitor.ports.windows import Asked, Before, Slot

SILENT_MOST: Millis = 30 * 86_400_000
"""So long, at least, an alert about a silence waits for its end; then a value that fell silent is forgotten."""

Rules = Mapping[str, RuleSpec]
"""Rules that look at windows, by id."""


def spec_of(rule: RuleSpec) -> WindowSpec:
    """The window of a rule that looks at one."""
    if rule.window is None:
        raise ValueError(f"rule {rule.id!r} looks at no window")
    return rule.window


def kept_for(rule: RuleSpec) -> Millis:
    """How long after they were posted entries are kept: as long as they stand in a window of one that may be told."""
    spec = spec_of(rule)
    return max(spec.within, rule.alert.max_age) + spec.within + LATE


def looks_back(spec: WindowSpec) -> Millis:
    """How far back the record is asked, beyond the window itself."""
    return spec.against + spec.within + spec.slot


def moment_of(change: Change, event: Event) -> Millis:
    """When a match came to pass: when it was posted, or else when we saw that a post is gone, or reached a count."""
    return change.seen if event in ("deleted", "reached") else min(change.post.posted, change.seen)


def placed(
    judged: Iterable[Judged],
    rules: Rules,
    every: Mapping[str, RuleSpec],
    now: Millis,
    past: Collection[tuple[str, int]] = (),
) -> list[Entry]:
    """The entries of all matches of `rules`. `every` are all rules: the steps of a sequence are among them.

    `past`: matches, by rule and row of the post, that are history, although their change is none.
    """
    found: list[Entry] = []
    for item in judged:
        for match in item.matches:
            if (rule := rules.get(match.rule)) is not None:
                history = item.change.history or (rule.id, item.change.key) in past
                found += _entries(item, match, rule, every, now, history=history)
    return found


def _entries(
    item: Judged, match: Match, rule: RuleSpec, every: Mapping[str, RuleSpec], now: Millis, *, history: bool
) -> Iterator[Entry]:
    spec = spec_of(rule)
    posted = moment_of(item.change, match.event)
    oldest = now - (looks_back(spec) if history else kept_for(rule))
    if wish_of(match.event) not in rule.events or (history and not spec.warms) or posted < oldest:
        return
    for group in groups(spec, item.values):
        for value in _values(spec, item, every):
            yield Entry(rule.id, group, posted, item.change.key, value, HISTORY if history else "")


def once(entries: Iterable[Entry], before: Iterable[Entry], deleted: Collection[int]) -> list[Entry]:
    """Entries as they are where some of their posts stand there already: a post is one match, at its first moment.

    `deleted` posts match by that; it is a match of its own where nobody was told of the post.
    """
    known: dict[tuple[str, str, int, str], Entry] = {}
    for one in before:
        known.setdefault((one.rule, one.group, one.post, one.value), one)
    found = []
    for entry in entries:
        first = known.get((entry.rule, entry.group, entry.post, entry.value))
        if first is None or (entry.post in deleted and first.told in ("", HISTORY)):
            found.append(entry)
        else:
            found.append(first)
    return found


def groups(spec: WindowSpec, values: Mapping[Facet, Sequence[str]]) -> list[str]:
    """What alerts about a match's windows are about: what is new, or a value of `by`, or the rule as a whole."""
    facet = spec.of if spec.kind == "new" else spec.by
    return [f"{facet}:{value}" for value in values.get(facet, ())] if facet else [""]


def _values(spec: WindowSpec, item: Judged, every: Mapping[str, RuleSpec]) -> list[str]:
    if spec.kind == "sequence":
        wish = wish_of(event_of(item.change))
        matched = {match.rule for match in item.matches}
        return [step for step in spec.steps if step in matched and step in every and wish in every[step].events]
    if spec.kind == "distinct" and spec.of:
        return [f"{spec.of}:{value}" for value in item.values.get(spec.of, ())]
    return [""]


def facets(rules: Iterable[RuleSpec]) -> set[Facet]:
    """What of posts the windows of these rules ask for."""
    specs = [rule.window for rule in rules if rule.window is not None]
    return {facet for spec in specs for facet in (spec.by, spec.of) if facet}


def left_over(untold: Iterable[Entry], now: Collection[Entry], judged: Sequence[Judged], rules: Rules) -> list[Entry]:
    """Entries of posts that were edited, or are gone, and stand there no longer; where a rule failed, they stay.

    A silence that was broken stays broken, whatever becomes of the post; and where a deletion is a step of a sequence,
    the steps that the post was before stay taken: that it is gone is what the rule waits for.
    """
    gone = {item.change.key for item in judged if item.change.kind == "deleted"}
    waited_for = {
        (e.rule, e.group, e.post) for e in now if e.post in gone and spec_of(rules[e.rule]).kind == "sequence"
    }
    failed = {(rule, item.change.key) for item in judged for rule, _ in item.failed}
    standing = {(e.rule, e.group, e.posted, e.post, e.value) for e in now}
    return [
        entry
        for entry in untold
        if entry.rule in rules
        and spec_of(rules[entry.rule]).kind != "silence"
        and (entry.rule, entry.post) not in failed
        and (entry.rule, entry.group, entry.post) not in waited_for
        and (entry.rule, entry.group, entry.posted, entry.post, entry.value) not in standing
    ]


def slots(added: Iterable[Entry], removed: Iterable[Entry], rules: Rules) -> dict[Slot, int]:
    """What the numbers of slots change by."""
    found: dict[Slot, int] = {}
    for entries, by in ((added, 1), (removed, -1)):
        for entry in entries:
            spec = spec_of(rules[entry.rule])
            if spec.kind == "spike":
                slot = (entry.rule, entry.group, entry.posted // spec.slot)
                found[slot] = found.get(slot, 0) + by
    return found


def asked(entries: Iterable[Entry], rules: Rules) -> dict[int | None, list[Asked]]:
    """The stretches of time that hold every window with one of these entries, by how many entries before it matter.

    Of a count of n, no more than the n - 1 before: if a window holds more, those were told already. Of different values
    and of spikes what is before can be known without it, and None: so can what is after: see `monitor.contents`.
    """
    moments: dict[tuple[str, str], list[Millis]] = {}
    for entry in entries:
        moments.setdefault((entry.rule, entry.group), []).append(entry.posted)
    found: dict[int | None, list[Asked]] = {}
    for (rule, group), posted in moments.items():
        spec = spec_of(rules[rule])
        before = {"count": spec.least - 1, "sequence": None}.get(spec.kind, 0)
        for first, last in _clusters(sorted(posted), spec.within):
            stretch = Asked(rule, group, first - spec.within, last + spec.within, first, spec.least, spec.steps)
            found.setdefault(before, []).append(stretch)
    return found


def _clusters(moments: Sequence[Millis], within: Millis) -> Iterator[tuple[Millis, Millis]]:
    first = last = moments[0]
    for moment in moments[1:]:
        if moment - last > 2 * within:
            yield first, last
            first = moment
        last = moment
    yield first, last


def useless_before(rule: RuleSpec, now: Millis) -> Before:
    """Before when the rows of a rule are of no use to it any more."""
    spec = spec_of(rule)
    back = now - looks_back(spec) - kept_for(rule)
    return Before(
        now - 2 * LATE if spec.kind == "silence" else now - kept_for(rule),
        back // spec.slot if spec.kind == "spike" else None,
        back if spec.kind == "new" else None,
        now - spec.within - max(rule.alert.close_after, SILENT_MOST) - LATE if spec.kind == "silence" else None,
    )
