"""Tables: what one alert is about, when its first message comes, when the next ones, and how it ends."""

from pathlib import Path

import pytest
from policy_world import HOUR, MINUTE, SECOND, about, receiver, rule
from tables_world import Case, lines, lived

from monitor.model import BudgetSpec, EscalateSpec

TOLD = frozenset({"matched", "edited", "deleted", "acknowledged", "closed"})
CASES = [
    Case(
        "the first message gathers for `wait`, later ones keep `every` apart",
        (rule("r", "drone", wait=30 * SECOND, every=5 * MINUTE),),
        """
        12:00:00 say 1 a drone
        12:00:29 say 2 a drone
        12:00:31 say 3 a drone
        12:05:29 say 4 a drone
        12:20:00 say 5 a drone
        12:30:00 wait
        """,
        """
        12:00:30 desk opened r: 1, 2
        12:05:30 desk matched r: 3, 4
        12:20:00 desk matched r: 5
        """,
        "new below_interval below_interval below_interval update",
    ),
    Case(
        "a match at the very moment that the wait ends comes after the first message",
        (rule("r", "drone", wait=30 * SECOND, every=MINUTE),),
        """
        12:00:00 say 1 a drone
        12:00:30 say 2 a drone
        12:01:30 say 3 a drone
        12:10:00 wait
        """,
        """
        12:00:30 desk opened r: 1
        12:01:30 desk matched r: 2
        12:02:30 desk matched r: 3
        """,
    ),
    Case(
        "without `wait` the first comes at once, and nothing is repeated while nothing is new",
        (rule("r", "drone", every=5 * MINUTE, close_after=10 * HOUR),),
        """
        12:00:00 say 1 a drone
        18:00:00 wait
        """,
        "12:00:00 desk opened r: 1",
    ),
    Case(
        "each channel is a group of its own, with its own wait",
        (rule("r", "drone", group_by="channel", wait=30 * SECOND, every=MINUTE),),
        """
        12:00:00 say 1 @0 a drone
        12:00:20 say 2 @1 a drone
        12:00:25 say 3 @0 a drone
        12:05:00 wait
        """,
        """
        12:00:30 desk opened r: 1, 3
        12:00:50 desk opened r: 2
        """,
    ),
    Case(
        "each entity is a group of its own; a post that names two is of the first",
        (about("r", "plekhovo", "kurilovka", group_by="entity"),),
        """
        12:00:00 say 1 Plekhovo
        12:00:01 say 2 Kurilovka
        12:00:02 say 3 Kurilovka, then Plekhovo
        """,
        """
        12:00:00 desk opened r: 1
        12:00:01 desk opened r: 2
        12:00:02 desk matched r: 3
        """,
    ),
    Case(
        "an alert closes after `close_after` without a match, says so where that is wanted, and the next opens another",
        (rule("r", "drone", close_after=HOUR, update_on=TOLD),),
        """
        12:00:00 say 1 a drone
        12:30:00 say 2 a drone
        13:29:59 wait
        13:30:00 say 3 a drone
        """,
        """
        12:00:00 desk opened r: 1
        12:30:00 desk matched r: 2
        13:30:00 desk closed r: -
        13:30:00 desk opened r: 3
        """,
        "new update new",
    ),
    Case(
        "an alert that ends before its wait does is told of when it ends, and its end after it",
        (rule("r", "drone", wait=HOUR, close_after=10 * MINUTE, update_on=TOLD),),
        """
        12:00:00 say 1 a drone
        14:00:00 wait
        """,
        """
        12:10:00 desk opened r: 1
        12:10:00 desk closed r: -
        """,
    ),
    Case(
        "who closes an alert that waits for its first message takes the message back",
        (rule("r", "drone", wait=30 * SECOND, update_on=TOLD),),
        """
        12:00:00 say 1 a drone
        12:00:10 close r
        12:01:00 wait
        12:02:00 say 2 a drone
        12:03:00 wait
        """,
        "12:02:30 desk opened r: 2",
    ),
    Case(
        "what people do is told at once, with what was held; a closed alert is over, and the next match opens another",
        (rule("r", "drone", every=HOUR, update_on=TOLD),),
        """
        12:00:00 say 1 a drone
        12:10:00 say 2 a drone
        12:20:00 ack r
        12:30:00 say 3 a drone
        12:40:00 close r
        12:50:00 say 4 a drone
        15:00:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:20:00 desk matched r: 2
        12:40:00 desk matched r: 3
        12:50:00 desk opened r: 4
        """,
    ),
    Case(
        "a cooldown counts from the opening, and ends at its very moment",
        (rule("r", "drone", cooldown=10 * MINUTE, close_after=MINUTE),),
        """
        12:00:00 say 1 a drone
        12:09:59 say 2 a drone
        12:10:00 say 3 a drone
        """,
        """
        12:00:00 desk opened r: 1
        12:10:00 desk opened r: 3
        """,
        "new cooling_down new",
    ),
    Case(
        "edits and deletions wait for `every` like matches, each once",
        (rule("r", "drone", every=5 * MINUTE),),
        """
        12:00:00 say 1 a drone
        12:01:00 edit 1 a drone, a big drone
        12:02:00 edit 1 nothing at all
        12:03:00 delete 1
        12:10:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:05:00 desk matched r: 1, 1, 1
        """,
    ),
    Case(
        "two receivers have their own budgets: what one has to wait for, the other has at once",
        (rule("r", "drone", notify=("desk", "chief")),),
        """
        12:00:00 say 1 a drone
        12:10:00 say 2 a drone
        12:20:00 say 3 a drone
        14:00:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:00:00 chief opened r: 1
        12:10:00 desk matched r: 2
        12:20:00 desk matched r: 3
        13:00:00 chief budget summary: 2, 3
        """,
        receivers=(receiver(), receiver("chief", budget=BudgetSpec(1, HOUR))),
    ),
    Case(
        "nobody took it up: the chief is called once, at the very moment",
        (rule("r", "drone", escalate=EscalateSpec(15 * MINUTE, ("chief",))),),
        """
        12:00:00 say 1 a drone
        12:14:59 wait
        13:00:00 wait
        """,
        """
        12:00:00 desk opened r: 1
        12:15:00 chief escalated r: 1
        """,
        receivers=(receiver(), receiver("chief")),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_is_told_when(case: Case, tmp_path: Path) -> None:
    told, reasons, ids = straight = await lived(case, tmp_path / "a.db", restarts=False)
    assert told == lines(case.told)
    assert reasons == case.reasons.split() or not case.reasons
    assert len(ids) == len(set(ids))
    assert await lived(case, tmp_path / "b.db", restarts=True) == straight
