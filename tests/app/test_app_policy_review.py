"""How alerts are told, looked at with distrust: what could be lost, told twice, or wait for ever."""

from collections.abc import AsyncIterator, Awaitable, Callable
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
    Outcome,
    QuietSpec,
    Recurrence,
    Silence,
)
from monitor.store import acts, silences

Desks = Callable[..., Awaitable[Desk]]
KYIV = "Europe/Kyiv"
NIGHT = QuietSpec(Recurrence(KYIV, 23 * 60, 7 * 60), "critical")
MORNING = DigestSpec("0 8 * * *", KYIV, frozenset({"low", "info"}))
CHIEF = EscalateSpec(15 * MINUTE, ("chief",))
CLOSING = frozenset({"matched", "edited", "deleted", "closed"})


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[Desks]:
    made: list[Desk] = []

    async def make(*rules: Any, **more: Any) -> Desk:
        made.append(await opened(tmp_path / f"{len(made)}.db", *rules, **more))
        return made[-1]

    yield make
    for desk in made:
        await desk.close()


async def silence(desk: Desk, **more: Any) -> None:
    now = desk.now_ms
    plain = {"id": f"s{now}", "by": "Olena", "comment": "a drill", "created": now, "starts": now, "ends": now + HOUR}
    async with desk.database.write() as unit:
        await silences.add(unit.connection, Silence(**{**plain, **more}))


async def act(desk: Desk, kind: Any, **more: Any) -> None:
    alert = (await desk.rows("SELECT id FROM alerts ORDER BY opened DESC"))[0][0]
    async with desk.database.write() as unit:
        await acts.act(unit.connection, Act(alert, kind, "Olena", desk.now_ms, **more))


async def erase(desk: Desk, *numbers: int) -> None:
    found = await desk.rows("SELECT key, id FROM posts")
    keys = [key for key, number in found if number in numbers]
    await desk.database.erase(keys, "asked to", desk.now_ms)


async def stored(desk: Desk) -> str:
    """All that is stored of notices, told or not."""
    rows = await desk.rows("SELECT body FROM notices UNION ALL SELECT coalesce(excerpt, '') FROM held")
    return "\n".join(row[0] for row in rows)


# -- erasing


async def test_what_is_erased_goes_from_digests_too(desks: Desks) -> None:
    rules = (rule("r", "drone", severity="low", group_by="channel"), rule("q", "strike", group_by="channel"))
    desk = await desks(*rules, receivers=[receiver(digest=MORNING, quiet=NIGHT)])
    desk.now_ms = at("2026-03-02 21:30")  # at night in Kyiv
    for channel in range(2):
        await desk.say("a drone", channel)
        await desk.say("a strike", channel)
    await desk.wait(12 * HOUR)
    assert {"digest", "quiet"} <= {notice.kind for notice in desk.notices}
    assert "number 3" in await stored(desk)
    await erase(desk, 3, 4)
    assert "number 3" not in await stored(desk)
    assert "number 4" not in await stored(desk)
    assert "number 1" in await stored(desk)


async def test_what_is_erased_goes_from_what_waits_for_a_digest(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", severity="low"), receivers=[receiver(digest=MORNING)])
    await desk.say("a drone")
    await desk.say("a drone")
    await erase(desk, 1)
    await desk.wait(DAY)
    assert "number 1" not in await stored(desk)
    assert [one.note for one in desk.notices[-1].excerpts] == ["erased", ""]


async def test_what_is_erased_goes_from_what_was_missed(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"))
    await desk.say("a drone", ago=7 * HOUR)
    assert "number 1" in await stored(desk)
    await erase(desk, 1)
    assert "number 1" not in await stored(desk)
    await desk.wait(HOUR)
    assert [one.note for one in desk.notices[-1].excerpts] == ["erased"]


# -- alerts that closed untold


@pytest.mark.parametrize("silenced", [True, False])
async def test_what_was_never_told_is_not_told_by_an_edit(desks: Desks, silenced: bool) -> None:
    """Its alert waited, and was silenced or closed by hand by the end of that."""
    desk = await desks(rule("r", "drone", wait=30 * SECOND, escalate=CHIEF), receivers=[receiver(), receiver("chief")])
    said = await desk.say("a drone")
    if silenced:
        await silence(desk, rule="r")
    else:
        await act(desk, "closed")
    await desk.wait(2 * HOUR)
    await desk.edit(said, "a drone, after all")
    await desk.wait(DAY)
    await desk.delete(said)
    await desk.wait(DAY)
    assert desk.notices == []
    assert await desk.rows("SELECT count(*) FROM alerts WHERE escalates IS NOT NULL OR next_due IS NOT NULL") == [(0,)]


async def test_an_alert_closed_by_hand_waits_for_nothing(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", every=5 * MINUTE), rule("s", "strike", wait=MINUTE))
    await desk.say("a drone")
    await desk.say("a second drone")
    await act(desk, "closed")
    await desk.wait(MINUTE)
    await desk.say("a strike")
    await act(desk, "closed")
    await desk.wait(DAY)
    assert await desk.rows("SELECT held, next_due, escalates FROM alerts") == [(0, None, None)] * 2
    assert await desk.rows("SELECT count(*) FROM held") == [(0,)]
    assert [notice.number for notice in desk.notices] == [1]


# -- what is silenced while the first notice waits


async def test_of_what_waits_only_what_is_silenced_is_left_out(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", wait=30 * SECOND))
    await desk.say("a drone", 1)
    await desk.say("a drone", 2)
    await silence(desk, channel=1)
    await desk.wait(MINUTE)
    (notice,) = desk.notices
    assert [one.handle for one in notice.excerpts] == ["chan_2"]
    assert await desk.rows("SELECT reason FROM decisions ORDER BY key") == [
        ("new",),
        ("below_interval",),
        ("silenced",),
    ]
    assert await desk.rows("SELECT matched FROM silences") == [(1,)]


async def test_who_waits_longer_than_the_alert_lasts_is_silenced_too(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", wait=HOUR, close_after=MINUTE))
    await desk.say("a drone")
    await silence(desk, rule="r", ends=NOON + DAY)
    await desk.wait(2 * HOUR)
    assert desk.notices == []


async def test_a_silence_counts_what_it_held_and_nothing_else(desks: Desks) -> None:
    """A post that tells nothing new of the story of an open alert was held by no silence."""
    desk = await desks(about("r", "plekhovo", update_on=frozenset({"matched"})), about("s", "kurilovka"))
    await desk.say("Plekhovo is taken, 30 dead, as the staff says this very morning in its report", 0)
    await silence(desk, rule="r")
    await desk.say("Kurilovka", 1)
    assert await desk.rows("SELECT matched FROM silences") == [(0,)]


# -- inhibition


async def test_an_alert_that_ended_while_we_were_down_stands_in_no_way(desks: Desks) -> None:
    rules = (rule("big", "strike", close_after=HOUR), rule("small", "drone"))
    desk = await desks(*rules, inhibit=[InhibitSpec("big", ("small",))])
    await desk.say("a strike")
    desk.now_ms += DAY  # the next batch closes the alert, and brings a match
    await desk.say("a drone")
    assert desk.reasons[-1] == "new"


# -- what we missed


async def test_what_was_missed_is_as_grave_as_the_gravest_of_it(desks: Desks) -> None:
    rules = (rule("r", "drone", severity="low"), rule("s", "strike", severity="critical"))
    desk = await desks(*rules, receivers=[receiver(digest=MORNING)])
    await desk.say("a drone", ago=7 * HOUR)
    await desk.say("a strike", ago=7 * HOUR)
    await desk.wait(HOUR)
    assert [(notice.kind, notice.severity) for notice in desk.notices] == [("away", "critical")]
    assert await desk.owed() == [("away", "due")]
    assert await desk.rows("SELECT severity FROM alerts") == [("critical",)]


# -- what waits for receivers


async def test_what_was_over_a_budget_does_not_come_in_quiet_hours(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), receivers=[receiver(budget=BudgetSpec(1, HOUR), quiet=NIGHT)])
    desk.now_ms = at("2026-03-02 20:30")  # 22:30 in Kyiv
    for _ in range(3):
        await desk.say("a drone")
    assert desk.reasons == ["new", "over_budget", "over_budget"]
    await desk.wait(at("2026-03-03 04:59") - desk.now_ms)
    assert len(desk.notices) == 3
    await desk.wait(MINUTE)
    assert desk.notices[-1].title == "More than your budget: 2 notices that waited"


@pytest.mark.parametrize("more", [{}, {"digest": DigestSpec("0 * * * *", KYIV, frozenset({"low"}))}])
async def test_nothing_waits_for_what_the_watch_file_has_no_more(desks: Desks, more: dict[str, Any]) -> None:
    yearly = DigestSpec("0 8 1 1 *", KYIV, frozenset({"low"}))
    desk = await desks(
        rule("r", "drone", severity="low", group_by="channel"),
        rule("s", "strike"),
        receivers=[receiver(digest=yearly), receiver("other")],
    )
    await desk.say("a drone")
    await desk.say("a drone", 1)
    desk.receivers = {"desk": receiver(**more), "other": receiver("other")}
    await desk.reopen()
    await desk.wait(MINUTE)  # the daemon's clock ticks every minute
    await desk.wait(HOUR)
    assert [(notice.kind, len(notice.excerpts)) for notice in desk.notices[2:]] == [("digest", 2)]
    assert await desk.owed() == [("opened", "folded")] * 2 + [("digest", "due")]


async def test_a_clock_that_was_ahead_holds_nothing_for_long(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), receivers=[receiver(quiet=NIGHT, budget=BudgetSpec(2, HOUR))])
    desk.now_ms = at("2027-03-02 21:30")  # a year ahead, at night
    await desk.say("a drone", ago=HOUR)
    desk.now_ms = NOON
    await desk.wait(MINUTE)
    assert await desk.owed() == [("opened", "due")]


async def test_a_clock_that_was_ahead_takes_no_budget_away_for_ever(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", group_by="channel"), receivers=[receiver(budget=BudgetSpec(2, HOUR))])
    desk.now_ms = NOON + DAY
    for _ in range(2):
        await desk.say("a drone")
    desk.now_ms = NOON
    for _ in range(3):
        await desk.say("a drone")
    assert desk.reasons[-3:] == ["update", "update", "over_budget"]
    await desk.reopen()
    await desk.say("a drone")
    assert desk.reasons[-1] == "over_budget"


async def test_what_waited_for_an_entry_that_wants_nothing_more_is_dead(desks: Desks) -> None:
    desk = await desks(rule("r", "drone"), receivers=[receiver("desk", "hook", "mail", quiet=NIGHT)])
    desk.now_ms = at("2026-03-02 21:30")
    await desk.say("a drone")
    (key,) = (await desk.rows("SELECT key FROM deliveries WHERE entry = 'mail'"))[0]
    await desk.database.record([Outcome(key, "rejected", desk.now_ms, 1, "gone", disable=True)])
    async with desk.database.write() as unit:  # as it was before the entry said so
        await unit.connection.exec_driver_sql("UPDATE deliveries SET state = 'held', done = NULL WHERE entry = 'mail'")
    await desk.wait(DAY)
    assert await desk.rows("SELECT entry, state FROM deliveries ORDER BY entry") == [("hook", "due"), ("mail", "dead")]


# -- escalation


async def test_a_silence_keeps_the_chief_asleep_while_it_lasts(desks: Desks) -> None:
    desk = await desks(rule("r", "drone", escalate=CHIEF), receivers=[receiver(), receiver("chief")])
    await desk.say("a drone")
    await silence(desk, rule="r")
    await desk.wait(HOUR - 1)
    assert await desk.owed("chief") == []
    assert await desk.rows("SELECT matched FROM silences") == [(0,)]
    await desk.wait(15 * MINUTE)  # it is over, and still nobody has taken it up
    assert await desk.owed("chief") == [("escalated", "due")]
