"""What becomes of matches: a table of situations, each with its named reason."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from pydantic import BaseModel

from monitor.alerts.decide import decide
from monitor.alerts.facts import Facts, Judged, keys_of
from monitor.model import (
    Alert,
    AlertPolicy,
    Change,
    Channel,
    EntrySpec,
    Evidence,
    Leaf,
    Marks,
    Match,
    Post,
    ReceiverSpec,
    RuleSpec,
)
from monitor.ports.store import Held, Recorded, Verdict

NOW = 1_700_000_000_000
MINUTE, HOUR = 60_000, 3_600_000
CHANNEL = Channel(7, "telegram", "DIUkraine", "DIU", "ukraine", frozenset({"official"}))
WORDS = (Evidence("keyword", "alarm", "alarm", 0, 5),)


class Nothing(BaseModel):
    pass


def rule(**alert: Any) -> RuleSpec:
    events = alert.pop("events", frozenset({"new", "edited"}))
    return RuleSpec(
        "r",
        "Title",
        "high",
        Leaf("keyword", Nothing()),
        events=events,
        notify=("desk",),
        alert=AlertPolicy(**{"group_by": "rule", **alert}),
    )


def receiver(name: str = "desk", severity: Any = "info", entries: Sequence[str] = ("hook",)) -> ReceiverSpec:
    return ReceiverSpec(name, severity, tuple(EntrySpec(entry, "webhook", Nothing()) for entry in entries))


def change(kind: Any = "new", number: int = 1, **more: Any) -> Change:
    post = more.pop("post", None) or Post(7, number, NOW - MINUTE, "alarm", link=f"https://t.me/DIUkraine/{number}")
    return Change(kind, post, NOW, key=number, **more)


def judged(what: Change, *, holds: bool = True) -> Judged:
    event: Any = {"new": "new", "completed": "new"}.get(what.kind, what.kind)
    match = Match("r", 7, what.post.id, event, WORDS)
    return Judged(what, CHANNEL, (match,) if holds else ())


def facts(spec: RuleSpec | None = None, **more: Any) -> Facts:
    spec = spec or rule()
    return Facts(more.pop("now", NOW), {"r": spec}, more.pop("receivers", {"desk": receiver()}), **more)


def opened(**more: Any) -> Alert:
    alert = Alert("a1", "r", "", "Title", "high", NOW - HOUR, NOW - HOUR, NOW + 23 * HOUR, 1, NOW - HOUR)
    return replace(alert, **more)


def reasons(verdict: Verdict) -> list[str]:
    return [ruling.decision.reason for ruling in verdict.rulings]


def seen_before(alert: str = "a1", *, holds: bool = True) -> dict[tuple[int, int], dict[str, Recorded]]:
    return {(7, 1): {"r": Recorded("r", 7, 1, alert, holds, WORDS)}}


def test_a_first_match_opens_an_alert_and_tells_every_entry() -> None:
    given = facts(receivers={"desk": receiver(entries=("hook", "mail"))})
    verdict = decide([judged(change())], given)
    (alert,), (notice,) = verdict.alerts, verdict.notices
    assert reasons(verdict) == ["new"]
    assert (notice.alert, notice.number, notice.kind, notice.excerpts[0].evidence) == (alert.id, 1, "opened", WORDS)
    assert {d.key for d in verdict.deliveries} == {f"{alert.id}:1:desk:hook", f"{alert.id}:1:desk:mail"}
    assert alert.closes == NOW + 24 * HOUR


def test_the_same_transaction_tried_again_makes_the_same_alert() -> None:
    first, again = (decide([judged(change())], facts()) for _ in range(2))
    assert first == again


def test_a_further_match_updates_the_open_alert_and_keeps_it_open() -> None:
    verdict = decide([judged(change())], facts(alerts={"a1": opened()}))
    assert reasons(verdict) == ["update"]
    assert [(n.alert, n.number, n.kind) for n in verdict.notices] == [("a1", 2, "matched")]
    assert verdict.alerts[0].closes == NOW + 24 * HOUR


def test_too_soon_after_the_last_notice_it_is_held_and_folds_into_the_next() -> None:
    alert = opened(last_notice=NOW - MINUTE)
    verdict = decide([judged(change(number=n)) for n in (1, 2)], facts(alerts={"a1": alert}))
    assert reasons(verdict) == ["below_interval", "below_interval"]
    assert verdict.notices == ()
    (held,) = verdict.alerts
    assert (held.held, held.next_due) == (2, NOW + 4 * MINUTE)

    later = facts(alerts={"a1": held}, held={"a1": list(verdict.held)}, now=NOW + 4 * MINUTE)
    released = decide([], later)
    (notice,) = released.notices
    assert [excerpt.post for excerpt in notice.excerpts] == [1, 2]
    assert released.released == ("a1",)
    assert (released.alerts[0].held, released.alerts[0].next_due) == (0, None)


def test_many_held_matches_make_one_notice_that_counts_the_rest() -> None:
    items = [Held("a1", "matched", "r", decide([judged(change())], facts()).notices[0].excerpts[0])] * 25
    given = facts(alerts={"a1": opened(held=25, next_due=NOW)}, held={"a1": items})
    (notice,) = decide([], given).notices
    assert (len(notice.excerpts), notice.more) == (10, 15)


def test_an_alert_without_a_match_closes_and_the_next_match_opens_another() -> None:
    verdict = decide([judged(change())], facts(alerts={"a1": opened(closes=NOW)}))
    closed, new = sorted(verdict.alerts, key=lambda alert: alert.closed is None)
    assert (closed.id, closed.closed) == ("a1", NOW)
    assert (new.closed, reasons(verdict)) == (None, ["new"])


def test_what_is_held_when_an_alert_closes_is_told_before() -> None:
    excerpt = decide([judged(change())], facts()).notices[0].excerpts[0]
    alert = opened(closes=NOW, held=1, next_due=NOW + HOUR)
    verdict = decide([], facts(alerts={"a1": alert}, held={"a1": [Held("a1", "matched", "r", excerpt)]}))
    assert len(verdict.notices) == 1
    assert verdict.alerts[0].closed == NOW


def test_a_rule_that_cools_down_opens_nothing() -> None:
    spec = rule(cooldown=HOUR)
    assert reasons(decide([judged(change())], facts(spec, last_opened={"r": [NOW - HOUR + 1]}))) == ["cooling_down"]
    assert reasons(decide([judged(change())], facts(spec, last_opened={"r": [NOW - HOUR]}))) == ["new"]


@pytest.mark.parametrize(
    ("what", "policy", "reason"),
    [
        (change(history=True), {}, "history"),
        (change(post=Post(7, 1, NOW - 7 * HOUR, "alarm")), {}, "stale"),
        (change(post=Post(7, 1, NOW - 7 * HOUR, "alarm")), {"max_age": 8 * HOUR}, "new"),
        (change("edited", post=Post(7, 1, NOW - 70 * HOUR, "alarm", edited=NOW - 1)), {}, "new"),
        (change(), {"shadow": True}, "shadow"),
        (change("deleted"), {"events": frozenset({"deleted"})}, "new"),
    ],
)
def test_posts_that_do_not_alert_say_why(what: Change, policy: dict[str, Any], reason: str) -> None:
    verdict = decide([judged(what)], facts(rule(**policy)))
    assert reasons(verdict) == [reason]
    assert bool(verdict.deliveries) == (reason == "new")


def test_an_event_that_the_rule_does_not_want_is_no_match() -> None:
    assert decide([judged(change("deleted"))], facts()) == Verdict()


def test_stale_posts_become_one_summary_for_each_receiver() -> None:
    old = [change(number=n, post=Post(7, n, NOW - 8 * HOUR, "alarm"), live=False) for n in range(1, 101)]
    verdict = decide([judged(what) for what in old], facts())
    assert set(reasons(verdict)) == {"stale"}
    (alert,) = verdict.alerts
    assert (verdict.deliveries, alert.held, alert.next_due) == ((), 100, NOW + 30_000)
    later = facts(alerts={alert.id: alert}, held={alert.id: list(verdict.held)}, now=NOW + 30_000)
    told = decide([], later)
    (notice,) = told.notices
    assert (notice.kind, notice.lines, len(notice.excerpts) + notice.more) == ("away", ("Title: 100 posts",), 100)
    assert [(d.receiver, d.entry) for d in told.deliveries] == [("desk", "hook")]
    assert told.alerts[0].closed == NOW + 30_000


def test_a_post_read_after_downtime_says_how_late_it_is() -> None:
    late = change(post=Post(7, 1, NOW - 41 * MINUTE, "alarm"), live=False)
    assert decide([judged(late)], facts()).notices[0].excerpts[0].late == 41 * MINUTE
    assert decide([judged(replace(late, live=True))], facts()).notices[0].excerpts[0].late == 0


@pytest.mark.parametrize(
    ("what", "holds", "kind"),
    [
        (change("edited", revision=2, before="alarm"), True, "edited"),
        (change("edited", revision=2, before="alarm"), False, "no_longer_matches"),
        (change("deleted"), True, "deleted"),
        (change("deleted"), False, "deleted"),
    ],
)
def test_what_becomes_of_a_post_is_told_in_its_alert(what: Change, holds: bool, kind: str) -> None:
    given = facts(alerts={"a1": opened()}, recorded=seen_before())
    verdict = decide([judged(what, holds=holds)], given)
    assert [(n.alert, n.number, n.kind) for n in verdict.notices] == [("a1", 2, kind)]


def test_a_deletion_is_told_even_after_the_alert_has_closed() -> None:
    given = facts(alerts={"a1": opened(closed=NOW - 1)}, recorded=seen_before())
    verdict = decide([judged(change("deleted"), holds=False)], given)
    assert [n.kind for n in verdict.notices] == ["deleted"]
    assert verdict.alerts[0].closed == NOW - 1


@pytest.mark.parametrize("wish", ["edited", "deleted"])
def test_what_update_on_leaves_out_is_not_told(wish: str) -> None:
    spec = rule(update_on=frozenset({"matched"}))
    given = facts(spec, alerts={"a1": opened()}, recorded=seen_before())
    verdict = decide([judged(change(wish))], given)
    assert (reasons(verdict), verdict.notices) == (["not_wanted"], ())


def test_a_match_that_made_no_alert_has_no_follow_up() -> None:
    verdict = decide([judged(change("deleted"))], facts(recorded=seen_before(alert="")))
    assert (reasons(verdict), verdict.notices) == (["duplicate"], ())


def test_a_post_that_newly_matches_after_an_edit_says_so() -> None:
    verdict = decide([judged(change("edited", before="calm"))], facts())
    assert verdict.notices[0].excerpts[0].note == "matches after an edit"


def test_new_and_edited_in_one_batch_are_a_match_and_its_follow_up() -> None:
    verdict = decide([judged(change()), judged(change("edited", before="alarm"))], facts(rule(every=0)))
    assert reasons(verdict) == ["new", "update"]
    assert [n.kind for n in verdict.notices] == ["opened", "edited"]


def test_a_late_part_of_an_album_is_no_second_match() -> None:
    verdict = decide([judged(change("completed"))], facts(alerts={"a1": opened()}, recorded=seen_before()))
    assert verdict == Verdict()


def test_receivers_hear_only_their_severity_and_those_that_are_gone_hear_nothing() -> None:
    wide = replace(rule(), notify=("desk", "chief", "gone"))
    given = facts(wide, receivers={"desk": receiver(), "chief": receiver("chief", "critical")})
    assert {d.receiver for d in decide([judged(change())], given).deliveries} == {"desk"}


def test_a_rule_that_failed_on_a_post_leaves_its_error() -> None:
    failed = Judged(change(), CHANNEL, (), (("r", "ValueError: no"),))
    verdict = decide([failed], facts())
    assert [(r.decision.reason, r.decision.detail, r.holds) for r in verdict.rulings] == [
        ("error", "ValueError: no", False)
    ]


def test_by_channel_each_channel_has_its_own_alert() -> None:
    spec = rule(group_by="channel")
    other = Channel(8, "telegram", "other")
    theirs = Judged(replace(change(), post=Post(8, 1, NOW, "alarm")), other, (Match("r", 8, 1, "new", WORDS),))
    items = [judged(change()), theirs]
    assert keys_of(items, {"r": spec}) >= {("r", "7"), ("r", "8")}
    assert {alert.group for alert in decide(items, facts(spec)).alerts} == {"7", "8"}


def counted(**more: Any) -> Judged:
    what = change("counted", reached=Marks((100_000,)), **more)
    evidence = (Evidence("reach", "100,000 views", "104,211 views", field="counters"), *WORDS)
    return Judged(what, CHANNEL, (Match("r", 7, what.post.id, "reached", evidence),))


def test_a_count_that_is_reached_is_a_match_that_says_so() -> None:
    verdict = decide([counted()], facts())
    assert reasons(verdict) == ["new"]
    (excerpt,) = verdict.notices[0].excerpts
    assert (excerpt.event, excerpt.note) == ("reached", "reached 100,000 views")


def test_a_count_that_is_reached_is_nothing_to_a_rule_that_matched_already() -> None:
    verdict = decide([counted()], facts(recorded=seen_before(), alerts={"a1": opened()}))
    assert verdict == Verdict()


@pytest.mark.parametrize(
    ("events", "told"), [({"new"}, True), ({"new", "edited"}, True), ({"edited", "deleted"}, False)]
)
def test_whoever_wants_new_posts_wants_those_that_get_far(events: set[Any], told: bool) -> None:
    assert bool(decide([counted()], facts(rule(events=frozenset(events)))).notices) is told


def test_a_count_is_as_old_as_the_moment_that_it_was_reached() -> None:
    old = Post(7, 1, NOW - 72 * HOUR, "alarm")
    assert reasons(decide([counted(post=old)], facts())) == ["new"]
    assert reasons(decide([counted(post=old)], facts(now=NOW + 7 * HOUR))) == ["stale"]
