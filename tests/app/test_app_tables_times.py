"""Tables: when a rule is muted or active, to the second, by the clocks of its time zone."""

from pathlib import Path

import pytest
from policy_world import HOUR, MINUTE, SECOND, receiver, rule
from tables_world import Case, lines, lived

from monitor.model import EscalateSpec, QuietSpec, Recurrence

KYIV = "Europe/Kyiv"
TOLD = frozenset({"matched", "edited", "deleted", "closed"})
NOON_HOUR = {"noon": (Recurrence("UTC", 12 * 60, 13 * 60),)}
CASES = [
    Case(
        "muted from the first moment to before the last; what was muted is not told later, by itself",
        (rule("r", "drone", mute=("noon",), close_after=10 * HOUR),),
        """
        11:59:59 say 1 a drone
        12:00:00 say 2 a drone
        12:59:59 say 3 a drone
        13:00:00 say 4 a drone
        """,
        """
        11:59:59 desk opened r: 1
        13:00:00 desk matched r: 4
        """,
        "new muted muted update",
        times=NOON_HOUR,
    ),
    Case(
        "active from the first moment to before the last",
        (rule("r", "drone", active=("noon",), close_after=10 * HOUR),),
        """
        11:59:59 say 1 a drone
        12:00:00 say 2 a drone
        12:59:59 say 3 a drone
        13:00:00 say 4 a drone
        """,
        """
        12:00:00 desk opened r: 2
        12:59:59 desk matched r: 3
        """,
        "muted new update muted",
        times=NOON_HOUR,
    ),
    Case(
        "who is both muted and active is muted",
        (rule("r", "drone", mute=("noon",), active=("noon",)),),
        "12:30:00 say 1 a drone",
        "",
        "muted",
        times=NOON_HOUR,
    ),
    Case(
        "what waits into a muted time is not told in it, and not after it",
        (rule("r", "drone", mute=("noon",), wait=30 * SECOND), rule("s", "strike", mute=("noon",), every=10 * MINUTE)),
        """
        11:52:00 say 1 a strike
        11:59:00 say 2 a strike
        11:59:45 say 3 a drone
        14:00:00 wait
        """,
        "11:52:00 desk opened s: 1",
        times=NOON_HOUR,
    ),
    Case(
        "the chief is not called outside of the rule's times, and when they come again",
        (rule("r", "drone", active=("noon",), close_after=48 * HOUR, escalate=EscalateSpec(HOUR, ("chief",))),),
        """
        12:50:00 say 1 a drone
        2026-03-03 14:00:00 wait
        """,
        """
        12:50:00 desk opened r: 1
        2026-03-03 12:50:00 chief escalated r: 1
        """,
        receivers=(receiver(), receiver("chief")),
        times=NOON_HOUR,
    ),
    Case(
        "the end of an alert in a muted time is not told",
        (rule("r", "drone", mute=("noon",), close_after=30 * MINUTE, update_on=TOLD),),
        """
        11:45:00 say 1 a drone
        13:30:00 say 2 a drone
        14:30:00 wait
        """,
        """
        11:45:00 desk opened r: 1
        13:30:00 desk opened r: 2
        14:00:00 desk closed r: -
        """,
        times=NOON_HOUR,
    ),
    Case(
        "what came in quiet hours arrives when they end, once, though the rule is muted by then: it was told in time",
        (rule("r", "drone", mute=("noon",)),),
        """
        11:30:00 say 1 a drone
        13:30:00 wait
        """,
        "12:15:00 desk opened r: 1",
        receivers=(receiver(quiet=QuietSpec(Recurrence("UTC", 11 * 60, 12 * 60 + 15))),),
        times=NOON_HOUR,
    ),
    Case(
        "summer time begins: the night ends at seven of the clock, an hour sooner",
        (rule("r", "drone", mute=("night",), close_after=SECOND),),
        """
        2026-03-28 20:59:59 say 1 a drone
        21:00:00 say 2 a drone
        2026-03-29 00:59:59 say 3 a drone
        01:00:00 say 4 a drone
        03:59:59 say 5 a drone
        04:00:00 say 6 a drone
        """,
        """
        20:59:59 desk opened r: 1
        2026-03-29 04:00:00 desk opened r: 6
        """,
        first="2026-03-28",
        times={"night": (Recurrence(KYIV, 23 * 60, 7 * 60),)},
    ),
    Case(
        "summer time ends: quiet hours that end within the hour that comes twice end at either half past three",
        (rule("r", "drone", close_after=SECOND),),
        """
        00:10:00 say 1 a drone
        00:30:00 say 2 a drone
        01:10:00 say 3 a drone
        02:10:00 wait
        """,
        """
        00:30:00 desk opened r: 1
        00:30:00 desk opened r: 2
        01:30:00 desk opened r: 3
        """,
        first="2026-10-25",
        receivers=(receiver(quiet=QuietSpec(Recurrence(KYIV, 60, 210))),),
    ),
    Case(
        "summer time begins: quiet hours that end within the hour that is left out end with it",
        (rule("r", "drone", close_after=SECOND),),
        """
        00:10:00 say 1 a drone
        01:30:00 wait
        """,
        "01:00:00 desk opened r: 1",
        first="2026-03-29",
        receivers=(receiver(quiet=QuietSpec(Recurrence(KYIV, 60, 210))),),
    ),
    Case(
        "summer time ends: the hour from three to four comes twice, and is muted twice",
        (rule("r", "drone", mute=("three",), close_after=SECOND),),
        """
        23:59:59 say 1 a drone
        2026-10-25 00:00:00 say 2 a drone
        00:59:59 say 3 a drone
        01:00:00 say 4 a drone
        01:59:59 say 5 a drone
        02:00:00 say 6 a drone
        """,
        """
        23:59:59 desk opened r: 1
        2026-10-25 02:00:00 desk opened r: 6
        """,
        first="2026-10-24",
        times={"three": (Recurrence(KYIV, 3 * 60, 4 * 60),)},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_times_hold(case: Case, tmp_path: Path) -> None:
    told, reasons, ids = straight = await lived(case, tmp_path / "a.db", restarts=False)
    assert told == lines(case.told)
    assert reasons == case.reasons.split() or not case.reasons
    assert len(ids) == len(set(ids))
    assert await lived(case, tmp_path / "b.db", restarts=True) == straight
