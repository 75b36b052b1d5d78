"""Tables: what silences hold, from when until when, and what arrives afterwards."""

from pathlib import Path

import pytest
from policy_world import HOUR, MINUTE, SECOND, about, opened, receiver, rule
from tables_world import Case, lines, lived

from monitor.model import EscalateSpec, QuietSpec, Recurrence, Silence
from monitor.store import silences

TOLD = frozenset({"matched", "edited", "deleted", "acknowledged", "closed"})
LONG = rule("r", "drone", close_after=10 * HOUR)
CASES = [
    Case(
        "it holds from its first moment to before its last; what it held is not told later",
        (LONG,),
        """
        11:59:59 silence s rule=r for=1h from=12:00:00
        11:59:59 say 1 a drone
        12:00:00 say 2 a drone
        12:59:59 say 3 a drone
        13:00:00 say 4 a drone
        """,
        """
        11:59:59 desk opened r: 1
        13:00:00 desk matched r: 4
        """,
        "new silenced silenced update",
    ),
    Case(
        "a rule that was silent from the start is told of once, by what comes after",
        (LONG,),
        """
        12:00:00 silence s rule=r for=1h
        12:10:00 say 1 a drone
        13:00:00 wait
        13:30:00 say 2 a drone
        14:00:00 wait
        """,
        "13:30:00 desk opened r: 2",
    ),
    Case(
        "one that is ended by hand holds nothing from that moment on; one that was to begin later never does",
        (LONG,),
        """
        12:00:00 silence s rule=r for=10h
        12:00:00 silence later rule=r for=10h from=14:00:00
        12:10:00 say 1 a drone
        12:20:00 expire s
        12:20:00 say 2 a drone
        12:30:00 expire later
        14:30:00 say 3 a drone
        """,
        """
        12:20:00 desk opened r: 2
        14:30:00 desk matched r: 3
        """,
        "silenced new update",
    ),
    Case(
        "two that overlap hold for as long as either; who ends one has the other still",
        (LONG,),
        """
        12:00:00 silence one rule=r for=1h
        12:30:00 silence two rule=r for=1h
        12:40:00 say 1 a drone
        12:50:00 expire one
        13:10:00 say 2 a drone
        13:30:00 say 3 a drone
        """,
        "13:30:00 desk opened r: 3",
        "silenced silenced new",
    ),
    Case(
        "two that meet leave no gap",
        (LONG,),
        """
        12:00:00 silence one rule=r for=1h
        12:00:00 silence two rule=r for=1h from=13:00:00
        12:59:59 say 1 a drone
        13:00:00 say 2 a drone
        """,
        "",
        "silenced silenced",
    ),
    Case(
        "all that it names must fit: rule, channel and entity",
        (
            rule("r", "drone", group_by="channel"),
            rule("s", "drone", group_by="channel"),
            about("t", "plekhovo", group_by="channel"),
        ),
        """
        12:00:00 silence one rule=r channel=1 entity=plekhovo for=1h
        12:01:00 say 1 @1 a drone over Plekhovo
        12:02:00 say 2 @2 a drone over Plekhovo
        12:03:00 say 3 @1 a drone over Kurilovka
        """,
        """
        12:01:00 desk opened s: 1
        12:01:00 desk opened t: 1
        12:02:00 desk opened r: 2
        12:02:00 desk opened s: 2
        12:02:00 desk opened t: 2
        12:03:00 desk opened r: 3
        12:03:00 desk matched s: 3
        """,
    ),
    Case(
        "one of a channel holds all of it, under every rule, and nothing else",
        (rule("r", "drone", group_by="channel"), about("t", "plekhovo", group_by="channel")),
        """
        12:00:00 silence one channel=1 for=1h
        12:01:00 say 1 @1 a drone over Plekhovo
        12:02:00 say 2 @2 a drone over Plekhovo
        """,
        """
        12:02:00 desk opened r: 2
        12:02:00 desk opened t: 2
        """,
    ),
    Case(
        "one that comes while the first message waits takes it back; the next match after it opens anew",
        (rule("r", "drone", wait=30 * SECOND),),
        """
        12:00:00 say 1 a drone
        12:00:29 silence s rule=r for=1h
        13:00:29 say 2 a drone
        14:00:00 wait
        """,
        "13:00:59 desk opened r: 2",
        "new silenced new",
    ),
    Case(
        "one that is over before the first message is due takes nothing back",
        (rule("r", "drone", wait=MINUTE),),
        """
        12:00:00 say 1 a drone
        12:00:10 silence s rule=r for=50s
        12:00:30 say 2 a drone
        14:00:00 wait
        """,
        "12:01:00 desk opened r: 1",
        "new silenced",
    ),
    Case(
        "one that comes while `every` holds a message takes that back, and leaves the rest",
        (rule("r", "drone", every=10 * MINUTE),),
        """
        12:00:00 say 1 @0 a drone
        12:01:00 say 2 @1 a drone
        12:02:00 say 3 @2 a drone
        12:05:00 silence s channel=1 for=1h
        12:20:00 say 4 @1 a drone
        12:30:00 say 5 @2 a drone
        """,
        """
        12:00:00 desk opened r: 1
        12:10:00 desk matched r: 3
        12:30:00 desk matched r: 5
        """,
        "new below_interval below_interval silenced silenced update",
    ),
    Case(
        "who acknowledges in the meantime is told of, and does not bring out what is silenced",
        (rule("r", "drone", every=10 * MINUTE, update_on=TOLD),),
        """
        12:00:00 say 1 a drone
        12:01:00 say 2 a drone
        12:02:00 silence s rule=r for=1h
        12:03:00 ack r
        12:30:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:03:00 desk acknowledged r: -
        """,
    ),
    Case(
        "the end of an alert that is silent by then is not told",
        (rule("r", "drone", close_after=HOUR, update_on=TOLD),),
        """
        12:00:00 say 1 a drone
        12:30:00 silence s rule=r for=1h
        13:30:00 wait
        13:30:00 say 2 a drone
        14:30:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        13:30:00 desk opened r: 2
        14:30:00 desk closed r: -
        """,
    ),
    Case(
        "the end of an alert that is silent in part is told",
        (rule("r", "drone", close_after=HOUR, update_on=TOLD),),
        """
        12:00:00 say 1 @0 a drone
        12:10:00 say 2 @1 a drone
        12:30:00 silence s channel=1 for=1h
        14:00:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:10:00 desk matched r: 2
        13:10:00 desk closed r: -
        """,
    ),
    Case(
        "edits and deletions of what was told are silent too, and are not told later",
        (LONG,),
        """
        12:00:00 say 1 a drone
        12:10:00 silence s rule=r for=1h
        12:20:00 edit 1 a drone, after all
        12:30:00 delete 1
        13:30:00 wait
        """,
        "12:00:00 desk opened r: 1",
        "new silenced silenced",
    ),
    Case(
        "the chief sleeps while it lasts, and is called after it if nobody took the alert up",
        (rule("r", "drone", escalate=EscalateSpec(15 * MINUTE, ("chief",))),),
        """
        12:00:00 say 1 a drone
        12:10:00 silence s rule=r for=30m
        14:00:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:45:00 chief escalated r: 1
        """,
        receivers=(receiver(), receiver("chief")),
    ),
    Case(
        "what was missed while down is in no summary while it is silent",
        (rule("r", "drone"), rule("s", "strike")),
        """
        12:00:00 silence s rule=r for=1h
        12:00:01 say 1 ago=8h a drone
        12:00:01 say 2 ago=8h a strike
        12:10:00 wait
        """,
        "12:00:31 desk away summary: 2",
        "stale stale",
    ),
    Case(
        "what waits for quiet hours to end was told: a silence that comes later does not take it back",
        (LONG,),
        """
        12:00:00 say 1 a drone
        12:10:00 silence s rule=r for=10h
        13:00:00 wait
        """,
        "13:00:00 desk opened r: 1",
        receivers=(receiver(quiet=QuietSpec(Recurrence("UTC", 12 * 60, 13 * 60))),),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_silences_hold(case: Case, tmp_path: Path) -> None:
    told, reasons, ids = straight = await lived(case, tmp_path / "a.db", restarts=False)
    assert told == lines(case.told)
    assert reasons == case.reasons.split() or not case.reasons
    assert len(ids) == len(set(ids))
    assert await lived(case, tmp_path / "b.db", restarts=True) == straight


async def test_each_silence_that_fits_counts_and_is_named(tmp_path: Path) -> None:
    desk = await opened(tmp_path / "a.db", rule("r", "drone"))
    for name, scope in (("a", {"rule": "r"}), ("b", {"channel": 1}), ("c", {"rule": "s"})):
        made = Silence(name, "Olena", "drill", desk.now_ms - 1, desk.now_ms - 1, desk.now_ms + HOUR, **scope)
        async with desk.database.write() as unit:
            await silences.add(unit.connection, made)
    await desk.say("a drone", 1)
    await desk.say("a drone", 2)
    assert await desk.rows("SELECT id, matched FROM silences ORDER BY id") == [("a", 2), ("b", 1), ("c", 0)]
    details = [detail for (detail,) in await desk.rows("SELECT detail FROM decisions ORDER BY key")]
    assert details == ["by Olena: drill (a); by Olena: drill (b)", "by Olena: drill (a)"]
    await desk.close()
