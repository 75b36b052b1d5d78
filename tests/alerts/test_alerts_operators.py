"""What operators are told: words for what was recorded, and alerts that flapping things do not multiply."""

from typing import Any

import pytest
from msgspec.structs import replace

from monitor.alerts.decide import decide
from monitor.alerts.facts import Facts, keys_of_reports
from monitor.alerts.notice import LINES
from monitor.alerts.operators import of_silence, reports, rules_of
from monitor.model import MATTERS, AlertPolicy, Channel, Incident, OperatorsSpec, ReceiverSpec, Silence, WatchSpec
from monitor.model.watch import EntrySpec
from monitor.ports.store import Verdict

NOW = 1_700_000_000_000
MINUTE = 60_000
AT, EARLIER = "2023-11-14 22:13 UTC", "2023-11-14 22:06 UTC"
LISTED = "`monitor events list` has them; with --json, every id."
SPEC = OperatorsSpec(("ops",))
OPS = ReceiverSpec("ops", "info", (EntrySpec("hook", "webhook", None), EntrySpec("mail", "email", None)))  # type: ignore[arg-type]


SILENCE = Silence(
    "5ea1", "Olena", "drill, @all of it", NOW - 9, NOW - 9, NOW + 3_600_000, "alarm", 7, "plekhovo", 3, NOW - 5
)


def channel(number: int) -> Channel:
    return Channel(number, "telegram", "diu", "DIU @everyone")


def identity(what: str = "title", before: str = "A", after: str = "B", number: int = 7) -> Incident:
    return Incident("identity", str(number), NOW, what, before, after, number)


def judged(*incidents: Incident, at: int = NOW, spec: OperatorsSpec = SPEC, after: Verdict | None = None) -> Verdict:
    told = reports(incidents, spec, channel)
    facts = Facts(at, rules_of(spec), {"ops": OPS}, reports=told)
    if after is not None:
        facts.alerts = {alert.id: alert for alert in after.alerts}
        for held in after.held:
            facts.held.setdefault(held.alert, []).append(held)
    return decide((), facts)


@pytest.mark.parametrize(
    ("incident", "title", "line"),
    [
        (identity(), "DIU everyone (diu) has changed", "Its title was “A”, and is “B” now."),
        (identity("handle", "diu", "diu2"), "", "Its handle was “diu”, and is “diu2” now."),
        (identity("verified", "yes", "no"), "", "It is not verified any more."),
        (identity("preview", "yes", "no"), "", "Its public page does not show posts any more."),
        (identity("preview", "no", "yes"), "", "Its public page shows posts again."),
        (
            identity("handle taken", "diu", "@all Sold (9)"),
            "",
            "Its handle diu leads to another channel now: all Sold (9). That one is not read under it.",
        ),
        (
            Incident("mass_deletion", "7", NOW, "", "", "12", 7),
            "Many posts of DIU everyone (diu) are gone",
            f"12 posts were seen to go within 10 min: the last by {AT}. {LISTED}",
        ),
        (
            Incident("mass_deletion", "7", NOW, str(NOW - 420_000), "12", "15", 7),
            "",
            f"15 posts are gone by now, 12 before: the last by {AT}, none before {EARLIER}. {LISTED}",
        ),
        (
            Incident("account", "desk-1", NOW, "banned", "", "use another one"),
            "The account desk-1 is lost",
            "It is banned: use another one",
        ),
        (
            Incident("dead_letter", "desk/hook", NOW, "a1:2", "", "404"),
            "desk/hook does not take its notices",
            "Notice a1:2 was given up: 404; `monitor deliveries retry` sends it again",
        ),
        (
            Incident("quarantine", "Posted", NOW, "Posted", "", "ValueError"),
            "An update could not be processed",
            "Posted was set aside as it came (ValueError).",
        ),
        (
            Incident("source_failing", "feed https://example.org/rss", NOW, "fails", "660000", "it answered 503 @all"),
            "feed https://example.org/rss fails",
            "It has failed for 11 min: it answered 503 all",
        ),
        (
            Incident("source_failing", "telegram:desk", NOW, "fails", "540000"),
            "telegram:desk fails",
            "It has failed for 9 min.",
        ),
        (
            Incident("source_failing", "telegram:desk", NOW, "works", "7500000"),
            "telegram:desk works again",
            "It works again, after 2 h 5 min.",
        ),
        (
            Incident("outbox_old", "desk/hook", NOW, "old", str(NOW), "3"),
            "Notices wait for desk/hook",
            "3 notices are due, the oldest since 2023-11-14 22:13 UTC; `monitor deliveries list` says why.",
        ),
        (
            Incident("outbox_old", "desk/hook", NOW, "old", str(NOW), "1"),
            "",
            "1 notice is due, the oldest since 2023-11-14 22:13 UTC; `monitor deliveries list` says why.",
        ),
        (
            Incident("outbox_old", "desk/hook", NOW, "sent"),
            "desk/hook takes its notices again",
            "Nothing that is due there is older than 15 min any more.",
        ),
        (
            Incident("disk", "/var/lib/m", NOW, "low", "400000000", "20000000000"),
            "The disk is nearly full",
            "0.4 GB of 20.0 GB are free at /var/lib/m: make room, or nothing can be written any more.",
        ),
        (
            Incident("disk", "/var/lib/m", NOW, "room", "5000000000", "20000000000"),
            "The disk has room again",
            "5.0 GB of 20.0 GB are free at /var/lib/m: there is room again.",
        ),
        (
            of_silence(SILENCE, "soon", NOW),
            "The silence of rule alarm, entity plekhovo, channel DIU everyone (diu)",
            "It ends at 2023-11-14 23:13 UTC; it has held 3 matches so far (Olena: drill, all of it).",
        ),
        (
            of_silence(replace(SILENCE, matched=1, channel=0, entity=""), "over", NOW),
            "The silence of rule alarm",
            "It ended at 2023-11-14 23:13 UTC; it held 1 match (Olena: drill, all of it).",
        ),
        (
            of_silence(replace(SILENCE, last=None, starts=NOW - 8 * 86_400_000), "idle", NOW),
            "",
            "It has held nothing for 8 d, until 2023-11-14 23:13 UTC (Olena: drill, all of it).",
        ),
    ],
)
def test_words(incident: Incident, title: str, line: str) -> None:
    (notice,) = judged(incident).notices
    assert notice.lines == (line,)
    assert title in ("", notice.title)
    assert (notice.rule, notice.number, notice.kind) == (f"operators:{incident.matter}", 1, "opened")
    assert (notice.excerpts, notice.more) == ((), 0)


def test_it_is_owed_to_every_entry() -> None:
    verdict = judged(identity())
    assert [(one.receiver, one.entry) for one in verdict.deliveries] == [("ops", "hook"), ("ops", "mail")]
    assert verdict.alerts[0].rule == "operators:identity"


def test_what_flaps_makes_one_alert_and_a_notice_in_its_interval() -> None:
    first = judged(identity("verified", "yes", "no"))
    second = judged(identity("verified", "no", "yes"), identity("verified", "yes", "no"), at=NOW + 1, after=first)
    assert (second.notices, [one.line for one in second.held][:1]) == ((), ["It is verified now."])
    third = judged(at=NOW + 5 * MINUTE, after=second)
    assert [(n.number, n.kind, n.lines) for n in third.notices] == [
        (2, "reported", ("It is verified now.", "It is not verified any more."))
    ]
    assert {n.alert for n in third.notices} == {first.alerts[0].id}


def test_what_is_of_two_channels_or_matters_is_two_alerts() -> None:
    found = judged(identity(), identity(number=8), Incident("mass_deletion", "7", NOW, "", "", "12", 7))
    assert len(found.alerts) == len({alert.id for alert in found.alerts}) == 3


def test_an_alert_closes_and_the_next_opens_another() -> None:
    spec = OperatorsSpec(("ops",), alert=AlertPolicy(close_after=MINUTE))
    first = judged(identity(), spec=spec)
    later = judged(identity(), at=NOW + 2 * MINUTE, spec=spec, after=first)
    assert [(alert.closed is None) for alert in sorted(later.alerts, key=lambda one: one.opened)] == [False, True]


def test_only_the_newest_of_very_many_are_shown() -> None:
    many = [identity(before=str(n), after=str(n + 1)) for n in range(LINES + 30)]
    first = judged(identity())
    held = judged(*many, at=NOW + 1, after=first)
    (notice,) = judged(at=NOW + 6 * MINUTE, after=held).notices
    assert len(notice.lines) == LINES + 1
    assert notice.lines[0] == "… and 30 before"
    assert notice.lines[-1] == f"Its title was “{LINES + 29}”, and is “{LINES + 30}” now."


@pytest.mark.parametrize("spec", [OperatorsSpec(), OperatorsSpec(("ops",), ("account", "quarantine"))])
def test_who_did_not_ask_is_not_told(spec: OperatorsSpec) -> None:
    assert judged(identity(), spec=spec) == Verdict()


def test_a_receiver_for_graver_things_is_not_told_of_lesser_ones() -> None:
    told = reports([identity(), Incident("account", "a", NOW, "banned")], SPEC, channel)
    high = ReceiverSpec("ops", "high", OPS.entries)
    verdict = decide((), Facts(NOW, rules_of(SPEC), {"ops": high}, reports=told))
    assert len(verdict.notices) == 2
    assert {one.alert for one in verdict.deliveries} == {n.alert for n in verdict.notices if n.severity == "high"}


def test_each_matter_has_words_and_a_rule() -> None:
    assert [*rules_of(SPEC)] == [f"operators:{matter}" for matter in MATTERS]
    told = reports([Incident(matter, "x", NOW) for matter in MATTERS], SPEC, channel)
    assert len(keys_of_reports(told)) == len(MATTERS)


def test_nobody_is_told_without_a_word() -> None:
    spec: Any = WatchSpec(database="", channels=(), entities={}, rules=(), receivers={})  # type: ignore[arg-type]
    assert spec.operators.notify == ()
