"""When an alert is told: gathering, cooling, silences, inhibition, times, quiet hours, budgets, digests, escalation.

Each case gives exact times under a driven clock, over the real database; many are tried with a restart in between.
"""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from policy_world import DAY, HOUR, MINUTE, NOON, SECOND, Desk, about, at, opened, receiver, rule

from monitor.model import (
    Act,
    BudgetSpec,
    DigestSpec,
    EscalateSpec,
    InhibitSpec,
    QuietSpec,
    Recurrence,
    Silence,
)
from monitor.store import acts, silences

Desks = Callable[..., Awaitable[Desk]]
KYIV = "Europe/Kyiv"


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[Desks]:
    made: list[Desk] = []

    async def make(*rules: Any, **more: Any) -> Desk:
        made.append(await opened(tmp_path / f"{len(made)}.db", *rules, **more))
        return made[-1]

    yield make
    for desk in made:
        await desk.close()


# -- wait


async def test_the_first_notice_waits_and_gathers(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", wait=30 * SECOND, every=5 * MINUTE))
    await desk.say("a drone")
    await desk.wait(20 * SECOND)
    await desk.reopen()
    await desk.say("a second drone", 1)
    assert desk.told == []
    assert desk.reasons == ["new", "below_interval"]
    await desk.wait(9 * SECOND)
    assert desk.told == []
    await desk.wait(1 * SECOND)
    (notice,) = desk.notices
    assert (notice.number, notice.kind, len(notice.excerpts), notice.created) == (1, "opened", 2, NOON + 30 * SECOND)
    await desk.say("a third drone")
    assert len(desk.notices) == 1  # held by `every`, which counts from the first notice
    await desk.wait(5 * MINUTE)
    assert desk.told == [("r", 1, "opened"), ("r", 2, "matched")]


async def test_what_is_deleted_while_its_alert_waits_is_told_with_it(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", wait=30 * SECOND))
    said = await desk.say("a drone")
    await desk.delete(said)
    await desk.wait(MINUTE)
    (notice,) = desk.notices
    assert [excerpt.event for excerpt in notice.excerpts] == ["new", "deleted"]


# -- cooldown


async def test_a_cooldown_doubles_while_alerts_keep_coming_and_halves_in_peace(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", cooldown=10 * MINUTE, cooldown_most=HOUR, close_after=MINUTE))
    opened_at = []
    for minute in range(200):
        before = len(desk.notices)
        await desk.say("a drone")
        if len(desk.notices) > before and desk.notices[-1].kind == "opened":
            opened_at.append(minute)
        await desk.wait(MINUTE)
        if minute == 100:
            await desk.reopen()
    gaps = [b - a for a, b in pairwise(opened_at)]
    assert gaps[0] == 10
    assert gaps == sorted(gaps)
    assert max(gaps) == 60


async def test_a_plain_cooldown_stays_as_it_is(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", cooldown=10 * MINUTE, close_after=MINUTE))
    for _ in range(5):
        await desk.say("a drone")
        await desk.wait(5 * MINUTE)
    assert desk.reasons == ["new", "cooling_down", "new", "cooling_down", "new"]


# -- silences


async def silence(desk: Desk, **more: Any) -> Silence:
    made = Silence(
        **{
            "id": f"s{desk.now_ms}",
            "by": "Olena",
            "comment": "known drill",
            "created": desk.now_ms,
            "starts": desk.now_ms,
            "ends": desk.now_ms + HOUR,
            **more,
        }
    )
    async with desk.database.write() as unit:
        await silences.add(unit.connection, made)
    return made


@pytest.mark.parametrize(
    ("what", "held"),
    [
        ({"rule": "r"}, True),
        ({"rule": "s"}, False),
        ({"channel": 1}, True),
        ({"channel": 2}, False),
        ({"entity": "plekhovo"}, True),
        ({"entity": "kurilovka"}, False),
        ({"rule": "r", "channel": 1, "entity": "plekhovo"}, True),
        ({"rule": "r", "channel": 2}, False),
        ({"rule": "r", "starts": NOON + MINUTE}, False),
        ({"rule": "r", "ends": NOON}, False),
    ],
)
async def test_a_silence_holds_what_fits_it(desks: Desks, what: dict[str, Any], held: bool) -> None:
    desk = await desks(rule("r", "drone"))
    made = await silence(desk, **what)
    await desk.say("a drone over Plekhovo", 1)
    assert desk.reasons == [("silenced" if held else "new")]
    assert len(desk.notices) == (not held)
    (row,) = await desk.rows("SELECT matched, last FROM silences")
    assert row == ((1, NOON) if held else (0, None))
    if held:
        assert await desk.rows("SELECT detail FROM decisions") == [(f"by Olena: known drill ({made.id})",)]


async def test_after_a_silence_the_next_match_is_told(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"))
    await silence(desk, rule="r")
    said = await desk.say("a drone")
    await desk.wait(HOUR - 1)
    await desk.edit(said, "still a drone")
    await desk.wait(1)
    await desk.say("another drone")
    assert desk.reasons == ["silenced", "duplicate", "new"]


async def test_an_open_alert_falls_silent_too(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"))
    said = await desk.say("a drone")
    await silence(desk, rule="r")
    await desk.edit(said, "no drone, but a drone")
    await desk.say("one more drone")
    await desk.delete(said)
    assert desk.reasons == ["new", "silenced", "silenced", "silenced"]
    assert len(desk.notices) == 1


async def test_a_silence_that_comes_while_the_first_notice_waits_holds_it(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", wait=30 * SECOND))
    await desk.say("a drone")
    await silence(desk, rule="r")
    await desk.wait(MINUTE)
    assert desk.notices == []
    assert await desk.rows("SELECT reason FROM decisions ORDER BY key") == [("new",), ("silenced",)]
    assert await desk.rows("SELECT closed FROM alerts") == [(NOON + 30 * SECOND,)]
    assert await desk.rows("SELECT count(*) FROM held") == [(0,)]


# -- inhibition


@pytest.mark.parametrize(
    ("equal", "same", "other"),
    [((), "inhibited", "inhibited"), (("channel",), "inhibited", "new")],
)
async def test_an_open_alert_stands_in_the_way_of_others(
    desks: Desks, equal: tuple[Any, ...], same: str, other: str
) -> None:
    rules = (rule("big", "strike", close_after=HOUR), rule("small", "drone", group_by="channel"))
    desk = await desks(*rules, inhibit=[InhibitSpec("big", ("small",), equal)])
    await desk.say("a drone", 3)
    await desk.say("a strike", 1)
    await desk.reopen()
    await desk.say("a drone", 1)
    await desk.say("a drone", 2)
    assert desk.reasons == ["new", "new", same, other]
    await desk.wait(HOUR)  # the strike's alert has closed
    await desk.say("a drone", 1)
    assert desk.reasons[-1] == "new"


async def test_of_one_post_the_rule_that_says_it_all_comes_first(desks: Desks) -> None:
    rules = (rule("small", "drone"), rule("big", "strike"))
    desk = await desks(*rules, inhibit=[InhibitSpec("big", ("small",), ("channel",))])
    await desk.say("a drone strike")
    assert sorted(desk.reasons) == ["inhibited", "new"]
    assert [notice.rule for notice in desk.notices] == ["big"]


async def test_an_inhibition_by_entity_and_by_story(desks: Desks) -> None:
    rules = (rule("big", "strike", group_by="story"), rule("small", "drone", group_by="story"))
    for equal in ("entity", "story"):
        desk = await desks(*rules, inhibit=[InhibitSpec("big", ("small",), (equal,))])
        await desk.say("a strike on Plekhovo, two dead", 0)
        await desk.say("a drone over Kurilovka", 1)
        await desk.say("a drone over Plekhovo", 2)
        assert desk.reasons[:2] == ["new", "new"]
        assert desk.reasons[2] == ("inhibited" if equal == "entity" else "new")


async def test_what_comes_while_the_first_notice_waits_inhibits_it(desks: Desks) -> None:
    rules = (rule("big", "strike"), rule("small", "drone", wait=30 * SECOND))
    desk = await desks(*rules, inhibit=[InhibitSpec("big", ("small",), ("channel",))])
    await desk.say("a drone")
    await desk.wait(10 * SECOND)
    await desk.say("a strike")
    await desk.wait(MINUTE)
    assert [notice.rule for notice in desk.notices] == ["big"]


async def test_what_is_silenced_still_inhibits(desks: Desks) -> None:
    rules = (rule("big", "strike", close_after=HOUR), rule("small", "drone"))
    desk = await desks(*rules, inhibit=[InhibitSpec("big", ("small",))])
    await silence(desk, rule="big")
    await desk.say("a strike")
    await desk.say("a drone")
    await desk.wait(HOUR + 1)
    await desk.say("a drone")
    assert desk.reasons == ["silenced", "inhibited", "new"]


async def test_a_rule_does_not_inhibit_itself(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", group_by="channel"), inhibit=[InhibitSpec("r", ("r",))])
    await desk.say("a drone", 0)
    await desk.say("a drone", 1)
    assert desk.reasons == ["new", "new"]


# -- mute and active


OFFICE = {"office": (Recurrence(KYIV, 9 * 60, 18 * 60, frozenset(range(5))),), "drill": (Recurrence("UTC", 840, 900),)}


@pytest.mark.parametrize(
    ("policy", "moment", "reason"),
    [
        ({"active": ("office",)}, "2026-03-02 12:00", "new"),  # a Monday, 14:00 in Kyiv
        ({"active": ("office",)}, "2026-03-02 06:59", "muted"),  # 8:59 in Kyiv
        ({"active": ("office",)}, "2026-03-02 07:00", "new"),
        ({"active": ("office",)}, "2026-03-02 16:00", "muted"),  # 18:00 in Kyiv
        ({"active": ("office",)}, "2026-03-07 12:00", "muted"),  # a Saturday
        ({"active": ("office",)}, "2026-04-06 06:00", "new"),  # summer time: 9:00 in Kyiv
        ({"mute": ("drill",)}, "2026-03-02 14:00", "muted"),
        ({"mute": ("drill",)}, "2026-03-02 15:00", "new"),
        ({"mute": ("drill",), "active": ("office",)}, "2026-03-02 14:30", "muted"),
    ],
)
async def test_a_rule_has_its_times(desks: Desks, policy: dict[str, Any], moment: str, reason: str) -> None:
    desk = await desks(rule("r", "drone", **policy), times=OFFICE)
    desk.now_ms = at(moment)
    await desk.say("a drone")
    assert desk.reasons == [reason]


# -- quiet hours


NIGHT = QuietSpec(Recurrence(KYIV, 23 * 60, 7 * 60), "critical")


async def test_quiet_hours_hold_all_but_the_gravest_and_end_in_one_summary(desks: Desks) -> None:
    rules = (rule("r", "drone", group_by="channel"), rule("s", "strike", severity="critical"))
    desk = await desks(*rules, receivers=[receiver(quiet=NIGHT)])
    desk.now_ms = at("2026-03-02 21:30")  # 23:30 in Kyiv
    for channel in range(3):
        await desk.say("a drone", channel)
    await desk.say("a strike")
    assert desk.reasons == ["quiet_hours", "quiet_hours", "quiet_hours", "new"]
    assert await desk.owed() == [("opened", "held")] * 3 + [("opened", "due")]
    await desk.reopen()
    await desk.wait(at("2026-03-03 04:59") - desk.now_ms)
    assert len(desk.notices) == 4
    await desk.wait(MINUTE)  # 7:00 in Kyiv
    summary = desk.notices[-1]
    assert (summary.kind, summary.title) == ("quiet", "In your quiet hours: 3 notices")
    assert (summary.lines, len(summary.excerpts), summary.severity) == (("R: 3 notices",), 3, "high")
    assert await desk.owed() == [("opened", "folded")] * 3 + [("opened", "due"), ("quiet", "due")]
    await desk.wait(DAY)
    assert len(desk.notices) == 5


async def test_a_summary_says_which_rules_a_post_is_shown_for(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), rule("s", "strike"), receivers=[receiver(quiet=NIGHT)])
    desk.now_ms = at("2026-03-02 21:30")
    for text in ("a drone", "a drone strike", "a strike"):
        await desk.say(text)
    await desk.wait(at("2026-03-03 05:00") - desk.now_ms)
    summary = desk.notices[-1]
    assert summary.lines == ("R: 2 notices", "S: 2 notices")
    assert [one.note for one in summary.excerpts] == ["R", "R, S", "S"]


async def test_what_alone_came_in_quiet_hours_is_sent_as_it_is(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), receivers=[receiver(quiet=NIGHT)])
    desk.now_ms = at("2026-03-02 21:30")
    await desk.say("a drone")
    await desk.wait(at("2026-03-03 05:00") - desk.now_ms)
    assert await desk.owed() == [("opened", "due")]
    assert len(desk.notices) == 1
    (moments,) = await desk.rows("SELECT created, due, held FROM deliveries")
    assert moments == (at("2026-03-03 05:00"), at("2026-03-03 05:00"), None)


async def test_a_receiver_without_quiet_hours_is_told_at_once(desks: Desks) -> None:
    desk = await desks(
        rule("r", "drone", notify=("desk", "night")), receivers=[receiver(quiet=NIGHT), receiver("night")]
    )
    desk.now_ms = at("2026-03-02 21:30")
    await desk.say("a drone")
    assert desk.reasons == ["new"]
    assert (await desk.owed(), await desk.owed("night")) == ([("opened", "held")], [("opened", "due")])


# -- budgets


async def test_a_budget_holds_what_is_more_and_sums_it_up_once(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), receivers=[receiver("desk", "hook", "mail", budget=BudgetSpec(3, HOUR))])
    for minute in range(6):
        await desk.say(f"drone {minute}")
        await desk.wait(MINUTE)
        if minute == 3:
            await desk.reopen()
    assert desk.reasons == ["new", "update", "update", "over_budget", "over_budget", "over_budget"]
    assert [state for _, state in await desk.owed()] == ["due"] * 6 + ["held"] * 6
    await desk.wait(HOUR - 6 * MINUTE - 1)
    assert len(desk.notices) == 6
    await desk.wait(1)  # the first of the three is an hour old
    assert desk.notices[-1].title == "More than your budget: 3 notices that waited"
    assert [state for _, state in await desk.owed()] == ["due"] * 6 + ["folded"] * 6 + ["due"] * 2
    await desk.say("drone 7")  # the summary took the place that was free
    assert desk.reasons[-1] == "over_budget"
    await desk.wait(MINUTE)
    assert (await desk.owed())[-2:] == [("matched", "due")] * 2


async def test_a_budget_may_let_grave_things_pass(desks: Desks) -> None:
    rules = (rule("r", "drone"), rule("s", "strike", severity="critical"))
    for budget, reason in ((BudgetSpec(1, HOUR, "critical"), "new"), (BudgetSpec(1, HOUR), "over_budget")):
        desk = await desks(*rules, receivers=[receiver(budget=budget)])
        await desk.say("a drone")
        await desk.say("a strike")
        await desk.say("one more drone")
        assert desk.reasons == ["new", reason, "over_budget"]


async def test_the_default_budget_is_sixty_an_hour(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), receivers=[receiver(budget=BudgetSpec())])
    for number in range(70):
        await desk.say(f"drone {number}")
    assert [state for _, state in await desk.owed()].count("held") == 10


# -- digests


MORNING = DigestSpec("0 8 * * *", KYIV, frozenset({"low", "info"}))


async def test_a_digest_takes_what_is_minor_and_nothing_else(desks: Desks) -> None:
    rules = (rule("r", "drone", severity="low"), rule("s", "strike", severity="medium"))
    desk = await desks(*rules, receivers=[receiver(digest=MORNING)])
    await desk.say("a drone")
    await desk.say("a strike")
    await desk.wait(3 * HOUR)
    await desk.say("another drone", 1)
    assert desk.reasons == ["held_for_digest", "new", "held_for_digest"]
    await desk.wait(at("2026-03-03 06:00") - desk.now_ms - 1)
    assert len(desk.notices) == 3
    await desk.reopen()
    await desk.wait(1)
    digest = desk.notices[-1]
    assert (digest.kind, digest.title) == ("digest", "Digest of 03 Mar 08:00 Europe/Kyiv: 2 notices")
    assert (digest.lines, len(digest.excerpts), digest.severity) == (("R: 2 notices",), 2, "low")
    await desk.wait(3 * DAY)
    assert [notice.kind for notice in desk.notices].count("digest") == 1  # nothing to tell, no digest


async def test_a_digest_that_was_missed_while_down_is_sent_once_and_says_so(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", severity="low"), receivers=[receiver(digest=MORNING)])
    await desk.say("a drone")
    await desk.database.close()
    desk.now_ms = at("2026-03-05 09:00")  # two digests later
    await desk.open()
    await desk.wait(MINUTE)
    digests = [notice for notice in desk.notices if notice.kind == "digest"]
    assert [one.lines for one in digests] == [
        ("Late: this was due at 03 Mar 08:00 Europe/Kyiv", "R: 1 notice"),
    ]


@pytest.mark.parametrize("cron", ["30 3 * * *", "0 8 * * *"])
async def test_summer_time_neither_doubles_nor_drops_a_digest(desks: Desks, cron: str) -> None:
    """Kyiv leaves out 3:00 to 4:00 on 29 March 2026, and repeats it on 25 October."""
    spec = DigestSpec(cron, KYIV, frozenset({"low"}))
    desk = await desks(rule("r", "drone", severity="low"), receivers=[receiver(digest=spec)])
    for day in ("2026-03-28 12:00", "2026-10-24 12:00"):
        desk.now_ms = at(day)
        await desk.wait(0)  # what is left from the spring
        before = len([one for one in desk.notices if one.kind == "digest"])
        for _ in range(3 * 24 * 2):  # three days, something to tell every half hour
            await desk.say("a drone")
            await desk.wait(30 * MINUTE)
        assert len([one for one in desk.notices if one.kind == "digest"]) - before == 3


# -- escalation and acts


CHIEF = EscalateSpec(15 * MINUTE, ("chief",))


async def act(desk: Desk, kind: Any, **more: Any) -> None:
    alert = (await desk.rows("SELECT id FROM alerts ORDER BY opened DESC"))[0][0]
    async with desk.database.write() as unit:
        await acts.act(unit.connection, Act(alert, kind, "Olena", desk.now_ms, **more))


async def test_what_nobody_takes_up_escalates_with_all_that_was_told(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", escalate=CHIEF), receivers=[receiver(), receiver("chief")])
    await desk.say("a drone")
    await desk.wait(5 * MINUTE)
    await desk.say("a second drone")
    await desk.reopen()
    await desk.wait(10 * MINUTE - 1)
    assert len(desk.notices) == 2
    await desk.wait(1)
    told = desk.notices[-1]
    assert (told.kind, told.number, len(told.excerpts)) == ("escalated", 3, 2)
    assert told.lines == ("Nobody has acknowledged this for 15 min",)
    assert await desk.owed("chief") == [("escalated", "due")]
    await desk.say("a third drone")  # who was called in hears the rest
    assert await desk.owed("chief") == [("escalated", "due"), ("matched", "due")]
    await desk.wait(HOUR)
    assert [one.kind for one in desk.notices].count("escalated") == 1


@pytest.mark.parametrize(
    ("unless", "done", "called"),
    [
        ("acknowledged", "acknowledged", False),
        ("acknowledged", "assigned", False),
        ("acknowledged", "closed", False),
        ("assigned", "acknowledged", True),
        ("assigned", "assigned", False),
    ],
)
async def test_who_takes_it_up_keeps_the_chief_asleep(desks: Desks, unless: Any, done: Any, called: bool) -> None:
    spec = EscalateSpec(15 * MINUTE, ("chief",), unless)
    desk = await desks(rule("r", "drone", escalate=spec), receivers=[receiver(), receiver("chief")])
    await desk.say("a drone")
    await desk.wait(10 * MINUTE)
    await act(desk, done, to="Ivan" if done == "assigned" else "")
    await desk.wait(HOUR)
    assert bool(await desk.owed("chief")) == called


async def test_acts_are_told_in_the_thread_where_that_is_wanted(desks: Desks) -> None:
    wanted = frozenset({"matched", "acknowledged", "assigned", "closed"})
    for update_on, told in ((wanted, 3), (frozenset({"matched"}), 0)):
        desk = await desks(rule("r", "drone", update_on=update_on))
        await desk.say("a drone")
        await act(desk, "acknowledged", comment="on it")
        await desk.wait(MINUTE)
        await act(desk, "assigned", to="Ivan")
        await act(desk, "closed", comment="a drill")
        await desk.reopen()
        await desk.wait(MINUTE)
        await desk.wait(MINUTE)
        assert [notice.lines for notice in desk.notices[1:]] == [
            ("Acknowledged by Olena: on it",),
            ("Assigned to Ivan by Olena",),
            ("Closed by Olena: a drill",),
        ][:told]
        await desk.say("another drone")
        assert desk.notices[-1].number == 1  # a closed alert stays closed: this opens another
        assert await desk.rows("SELECT count(*) FROM acts WHERE told = 0") == [(0,)]


async def test_an_alert_that_ends_says_so_where_that_is_wanted(desks: Desks) -> None:
    for update_on, kinds in ((frozenset({"closed"}), ["opened", "closed"]), (frozenset({"matched"}), ["opened"])):
        desk = await desks(rule("r", "drone", update_on=update_on, close_after=2 * HOUR))
        await desk.say("a drone")
        await desk.wait(3 * HOUR)
        assert [notice.kind for notice in desk.notices] == kinds
        if len(kinds) == 2:
            assert desk.notices[-1].lines == ("Closed: nothing further for 2 h",)


# -- grouping by entity


async def test_an_alert_about_an_entity(desks: Desks) -> None:
    desk = await desks(about("r", "plekhovo", "kurilovka", group_by="entity"))
    for text in ("Plekhovo", "Kurilovka", "Plekhovo again", "Kurilovka, then Plekhovo"):
        await desk.say(text)
    assert [(notice.number, notice.kind) for notice in desk.notices] == [
        (1, "opened"),
        (1, "opened"),
        (2, "matched"),
        (2, "matched"),
    ]
    assert await desk.rows('SELECT "group" FROM alerts ORDER BY "group"') == [("ekurilovka",), ("eplekhovo",)]


# -- restarts change nothing


async def lived(desk: Desk, seed: int, *, restarts: bool) -> list[Any]:
    """Two random days. What was told, as it was told: the ids of alerts are hashes of what opened them and when."""
    chance, said = random.Random(seed), []
    for step in range(90):
        what = chance.random()
        if what < 0.55:
            words = chance.choice(("a drone", "a strike", "a drone strike", "Plekhovo, a drone"))
            said.append(await desk.say(words, chance.randrange(3), ago=chance.choice((0, 0, MINUTE, 7 * HOUR))))
        elif what < 0.7 and said:
            await desk.edit(chance.choice(said), chance.choice(("a drone, after all", "nothing")))
        elif what < 0.75 and said:
            await desk.delete(chance.choice(said))
        elif what < 0.8:
            await silence(desk, id=f"s{step}", rule=chance.choice(("r", "s", "t")), ends=desk.now_ms + 20 * MINUTE)
        elif what < 0.85 and await desk.rows("SELECT 1 FROM alerts"):
            await act(desk, chance.choice(("acknowledged", "closed")))
        stopped = chance.random() < 0.3
        if restarts and stopped:
            await desk.reopen()
        await desk.wait(chance.choice((SECOND, MINUTE, 10 * MINUTE, 3 * HOUR)))
    return [(n.alert, n.number, n.kind, n.title, n.created, n.lines, len(n.excerpts), n.more) for n in desk.notices]


@pytest.mark.parametrize("seed", range(4))
async def test_restarts_change_nothing(desks: Desks, seed: int) -> None:
    rules = (
        rule("r", "drone", severity="low", group_by="channel", every=5 * MINUTE, close_after=HOUR),
        rule("s", "strike", wait=MINUTE, cooldown=10 * MINUTE, cooldown_most=HOUR, close_after=HOUR, escalate=CHIEF),
        about("t", "plekhovo", group_by="entity", mute=("drill",)),
    )
    world = {
        "receivers": [
            receiver("desk", quiet=NIGHT, budget=BudgetSpec(4, HOUR), digest=MORNING),
            receiver("chief", "one", "two", budget=BudgetSpec(2, HOUR, "critical")),
        ],
        "times": OFFICE,
        "inhibit": [InhibitSpec("s", ("r",), ("channel",))],
    }
    straight = await lived(await desks(*rules, **world), seed, restarts=False)
    assert await lived(await desks(*rules, **world), seed, restarts=True) == straight
    assert len(straight) > 10
    kinds = {kind for _, _, kind, *_ in straight}
    assert {"opened", "digest"} <= kinds


# -- clocks that change


@pytest.mark.parametrize(
    ("evening", "morning"),
    [("2026-03-28 22:00", "2026-03-29 04:00"), ("2026-10-24 21:00", "2026-10-25 05:00")],
)
async def test_a_night_in_which_clocks_change_ends_at_seven(desks: Desks, evening: str, morning: str) -> None:
    desk = await desks(rule("r", "drone", group_by="channel"), receivers=[receiver(quiet=NIGHT)])
    desk.now_ms = at(evening)
    while desk.now_ms < at(morning):
        await desk.say("a drone", desk.number % 3)
        await desk.wait(30 * MINUTE)
    summaries = [notice for notice in desk.notices if notice.kind == "quiet"]
    assert [one.created for one in summaries] == [at(morning)]
    assert set(desk.reasons) == {"quiet_hours"}
    await desk.say("a drone")
    assert desk.reasons[-1] == "update"


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_a_clock_that_jumps_an_hour_loses_nothing_and_makes_no_storm(desks: Desks, jump: int) -> None:
    rules = (
        rule("r", "drone", severity="low", group_by="channel", every=5 * MINUTE, close_after=2 * HOUR),
        rule("s", "strike", wait=MINUTE, cooldown=MINUTE, every=MINUTE, close_after=2 * HOUR, escalate=CHIEF),
    )
    receivers = [receiver(quiet=NIGHT, budget=BudgetSpec(20, HOUR), digest=MORNING), receiver("chief")]
    desk = await desks(*rules, receivers=receivers)
    for number in range(60):
        await desk.say(("a drone", "a strike")[number % 2], number % 3)
        await desk.wait(2 * MINUTE)
        if number in (20, 40):
            desk.now_ms += jump
    before = len(desk.notices)
    await desk.wait(2 * DAY)
    told = {(one.handle, one.post) for notice in desk.notices for one in notice.excerpts}
    counted = sum(notice.more for notice in desk.notices if notice.kind in ("digest", "budget"))
    assert len(told) + counted >= 60, "each post is shown, or counted in a summary"
    assert await desk.rows("SELECT count(*) FROM deliveries WHERE state = 'held'") == [(0,)]
    assert await desk.rows("SELECT count(*) FROM held") == [(0,)]
    assert len([1 for _, state in await desk.owed() if state == "due"]) <= 60
    assert len(desk.notices) - before <= 8
