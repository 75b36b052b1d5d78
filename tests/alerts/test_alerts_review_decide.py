"""Nothing that matched is left untold: what is held, what failed before, what a clock that jumps does."""

from typing import Any

import pytest
from msgspec.structs import replace
from pydantic import BaseModel

from monitor.alerts.decide import decide
from monitor.alerts.facts import Facts, Judged
from monitor.model import (
    Alert,
    AlertPolicy,
    Change,
    Channel,
    EntrySpec,
    Evidence,
    Leaf,
    Match,
    Post,
    ReceiverSpec,
    RuleSpec,
)
from monitor.ports.store import Held, Recorded, Verdict

NOW = 1_700_000_000_000
MINUTE, HOUR = 60_000, 3_600_000
CHANNEL = Channel(7, "telegram", "DIUkraine")
WORDS = (Evidence("keyword", "alarm", "alarm", 0, 5),)


class Nothing(BaseModel):
    pass


def rule(events: frozenset[Any] = frozenset({"new", "edited"}), **alert: Any) -> RuleSpec:
    leaf = Leaf("keyword", Nothing())
    return RuleSpec(
        "r", "Title", "high", leaf, events=events, notify=("desk",), alert=AlertPolicy(**{"group_by": "rule", **alert})
    )


def facts(spec: RuleSpec | None = None, **more: Any) -> Facts:
    desk = ReceiverSpec("desk", "info", (EntrySpec("hook", "webhook", Nothing()),))
    return Facts(more.pop("now", NOW), {"r": spec or rule()}, {"desk": desk}, **more)


def judged(kind: Any = "new", number: int = 1, *, posted: int = NOW - MINUTE, holds: bool = True) -> Judged:
    what = Change(kind, Post(7, number, posted, "alarm"), NOW, key=number)
    event: Any = {"new": "new", "completed": "new"}.get(kind, kind)
    return Judged(what, CHANNEL, (Match("r", 7, number, event, WORDS),) if holds else ())


def opened(**more: Any) -> Alert:
    alert = Alert("a1", "r", "", "Title", "high", NOW - HOUR, NOW - HOUR, NOW + 23 * HOUR, 1, NOW - HOUR)
    return replace(alert, **more)


def recorded(alert: str = "a1", *, holds: bool = True) -> dict[tuple[int, int], dict[str, Recorded]]:
    return {(7, 1): {"r": Recorded("r", 7, 1, alert, holds, WORDS)}}


def reasons(verdict: Verdict) -> list[str]:
    return [ruling.decision.reason for ruling in verdict.rulings]


def shown(verdict: Verdict) -> list[list[int]]:
    return [[excerpt.post for excerpt in notice.excerpts] for notice in verdict.notices]


def waiting(number: int) -> Held:
    excerpt = decide([judged(number=number)], facts()).notices[0].excerpts[0]
    return Held("a1", "matched", "r", excerpt)


def test_what_is_held_goes_out_with_a_notice_that_comes_before_its_time() -> None:
    """A reload has made `every` shorter: the next match is told at once, and with it what was held."""
    alert = opened(last_notice=NOW - MINUTE, held=2, next_due=NOW + 4 * MINUTE)
    given = facts(rule(every=0), alerts={"a1": alert}, held={"a1": [waiting(2), waiting(3)]})
    verdict = decide([judged(number=4), judged(number=5)], given)
    assert shown(verdict) == [[2, 3, 4], [5]]
    assert verdict.released == ("a1",)
    assert [(a.held, a.next_due) for a in verdict.alerts] == [(0, None)]


@pytest.mark.parametrize(
    ("ahead", "reason"), [(2 * MINUTE, "below_interval"), (HOUR, "update"), (9_000 * HOUR, "update")]
)
def test_a_notice_from_a_clock_that_was_ahead_holds_nothing_back_for_longer_than_every(ahead: int, reason: str) -> None:
    alert = opened(last_notice=NOW + ahead)
    assert reasons(decide([judged()], facts(alerts={"a1": alert}))) == [reason]


def test_what_a_clock_that_was_ahead_held_goes_out_with_the_next_match() -> None:
    alert = opened(last_notice=NOW + HOUR, held=1, next_due=NOW + HOUR + 5 * MINUTE)
    verdict = decide([judged(number=4)], facts(alerts={"a1": alert}, held={"a1": [waiting(2)]}))
    assert shown(verdict) == [[2, 4]]


@pytest.mark.parametrize(("ahead", "reason"), [(1_000, "cooling_down"), (2 * HOUR, "new")])
def test_a_cooldown_from_a_clock_that_was_ahead_ends(ahead: int, reason: str) -> None:
    given = facts(rule(cooldown=HOUR), last_opened={"r": [NOW + ahead]})
    assert reasons(decide([judged()], given)) == [reason]


@pytest.mark.parametrize("kind", ["edited", "completed"])
def test_a_rule_that_failed_on_a_post_and_holds_for_it_later_opens_an_alert(kind: str) -> None:
    failed = Judged(judged().change, CHANNEL, (), (("r", "ValueError: no"),))
    first = decide([failed], facts())
    known = {(7, 1): {r.rule: Recorded(r.rule, 7, 1, r.decision.alert, r.holds) for r in first.rulings}}
    assert reasons(decide([judged(kind)], facts(recorded=known))) == ["new"]


def test_a_rule_that_fails_on_an_edit_is_not_said_to_match_no_longer() -> None:
    failed = Judged(judged("edited").change, CHANNEL, (), (("r", "ValueError: no"),))
    verdict = decide([failed], facts(alerts={"a1": opened()}, recorded=recorded()))
    assert (reasons(verdict), verdict.notices) == (["error"], ())
    assert [(r.holds, r.evidence) for r in verdict.rulings] == [(True, WORDS)]


def test_a_deletion_does_not_make_a_rule_hold_again() -> None:
    given = facts(alerts={"a1": opened()}, recorded=recorded(holds=False))
    (ruling,) = decide([judged("deleted", holds=False)], given).rulings
    assert not ruling.holds


def test_a_rule_that_only_records_is_in_no_summary_of_what_was_missed() -> None:
    verdict = decide([judged(posted=NOW - 9 * HOUR)], facts(rule(shadow=True)))
    assert (reasons(verdict), verdict.held, verdict.alerts) == (["shadow"], (), ())


def test_a_rule_that_asks_for_deletions_hears_of_one_though_the_post_itself_made_no_alert() -> None:
    events: frozenset[Any] = frozenset({"new", "deleted"})
    verdict = decide([judged("deleted")], facts(rule(events), recorded=recorded(alert="")))
    assert (reasons(verdict), [n.kind for n in verdict.notices]) == (["new"], ["opened"])
