"""Tables: which alerts stand in the way of which, and for how long."""

from pathlib import Path

import pytest
from policy_world import HOUR, MINUTE, SECOND, rule
from tables_world import Case, lines, lived

from monitor.model import InhibitSpec, Recurrence

TOLD = frozenset({"matched", "edited", "deleted", "closed"})
BIG, SMALL, LEAST = rule("big", "strike"), rule("small", "drone"), rule("least", "noise")
NIGHT = {"night": (Recurrence("UTC", 12 * 60, 13 * 60),)}
CASES = [
    Case(
        "while the big one is open, the small one tells nothing; when it has closed, the next is told",
        (rule("big", "strike", close_after=HOUR), SMALL),
        """
        12:00:00 say 1 a strike
        12:10:00 say 2 a drone
        12:59:59 say 3 a drone
        13:00:00 say 4 a drone
        """,
        """
        12:00:00 desk opened big: 1
        13:00:00 desk opened small: 4
        """,
        "new inhibited inhibited new",
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "who closes the big one hears the small one again",
        (BIG, SMALL),
        """
        12:00:00 say 1 a strike
        12:10:00 say 2 a drone
        12:20:00 close big
        12:20:01 say 3 a drone
        """,
        """
        12:00:00 desk opened big: 1
        12:20:01 desk opened small: 3
        """,
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "the big one need not have been told: it stands in the way from its first match on, while it waits",
        (rule("big", "strike", wait=MINUTE), SMALL),
        """
        12:00:00 say 1 a strike
        12:00:10 say 2 a drone
        12:02:00 wait
        """,
        "12:01:00 desk opened big: 1",
        "new inhibited",
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "what comes while `every` holds a message takes that back",
        (BIG, rule("small", "drone", wait=30 * SECOND, every=10 * MINUTE)),
        """
        12:00:00 say 1 a drone
        12:01:00 say 2 a drone
        12:02:00 say 3 a strike
        12:30:00 wait
        """,
        """
        12:00:30 desk opened small: 1
        12:02:00 desk opened big: 3
        """,
        "new below_interval new inhibited",
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "what comes while the small one waits for its first message takes that back; the next opens another",
        (rule("big", "strike", close_after=HOUR), rule("small", "drone", wait=30 * SECOND)),
        """
        12:00:00 say 1 a drone
        12:00:29 say 2 a strike
        13:00:29 say 3 a drone
        13:10:00 wait
        """,
        """
        12:00:29 desk opened big: 2
        13:00:59 desk opened small: 3
        """,
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "equal channels: only what is of the same",
        (BIG, rule("small", "drone", group_by="channel")),
        """
        12:00:00 say 1 @1 a strike
        12:01:00 say 2 @1 a drone
        12:02:00 say 3 @2 a drone
        """,
        """
        12:00:00 desk opened big: 1
        12:02:00 desk opened small: 3
        """,
        inhibit=(InhibitSpec("big", ("small",), ("channel",)),),
    ),
    Case(
        "equal entities: one in common is enough; posts that name none have none in common",
        (BIG, rule("small", "drone", group_by="channel")),
        """
        12:00:00 say 1 a strike on Plekhovo and Kurilovka
        12:01:00 say 2 @1 a drone over Kurilovka
        12:02:00 say 3 @2 a drone somewhere
        12:03:00 say 4 @0 a strike somewhere
        12:04:00 say 5 @3 a drone somewhere else
        """,
        """
        12:00:00 desk opened big: 1
        12:02:00 desk opened small: 3
        12:03:00 desk matched big: 4
        12:04:00 desk opened small: 5
        """,
        inhibit=(InhibitSpec("big", ("small",), ("entity",)),),
    ),
    Case(
        "all that must be equal must be so for the same match of the big one",
        (BIG, rule("small", "drone", group_by="channel")),
        """
        12:00:00 say 1 @1 a strike on Plekhovo
        12:01:00 say 2 @2 a strike on Kurilovka
        12:02:00 say 3 @1 a drone over Kurilovka
        12:03:00 say 4 @2 a drone over Kurilovka
        """,
        """
        12:00:00 desk opened big: 1
        12:01:00 desk matched big: 2
        12:02:00 desk opened small: 3
        """,
        inhibit=(InhibitSpec("big", ("small",), ("channel", "entity")),),
    ),
    Case(
        "no rule is in its own way",
        (rule("r", "drone", group_by="channel"),),
        """
        12:00:00 say 1 @0 a drone
        12:01:00 say 2 @1 a drone
        """,
        """
        12:00:00 desk opened r: 1
        12:01:00 desk opened r: 2
        """,
        inhibit=(InhibitSpec("r", ("r",)),),
    ),
    Case(
        "what is silenced still stands in the way of others",
        (rule("big", "strike", close_after=HOUR), SMALL),
        """
        12:00:00 silence s rule=big for=2h
        12:00:01 say 1 a strike
        12:10:00 say 2 a drone
        13:00:00 say 3 a drone
        13:00:01 say 4 a drone
        """,
        """
        13:00:01 desk opened small: 4
        """,
        "silenced inhibited inhibited new",
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "what is muted still stands in the way of others",
        (rule("big", "strike", close_after=HOUR, mute=("night",)), SMALL),
        """
        12:00:01 say 1 a strike
        12:10:00 say 2 a drone
        13:00:00 say 3 a drone
        13:00:01 say 4 a drone
        """,
        "13:00:01 desk opened small: 4",
        "muted inhibited inhibited new",
        times=NIGHT,
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "what is inhibited still stands in the way of others",
        (rule("big", "strike", close_after=HOUR), rule("small", "drone", close_after=HOUR), LEAST),
        """
        12:00:00 say 1 a strike
        12:10:00 say 2 a drone
        12:20:00 say 3 a noise
        13:09:59 say 4 a noise
        13:10:00 say 5 a noise
        """,
        """
        12:00:00 desk opened big: 1
        13:10:00 desk opened least: 5
        """,
        "new inhibited inhibited inhibited new",
        inhibit=(InhibitSpec("big", ("small",)), InhibitSpec("small", ("least",))),
    ),
    Case(
        "of one post, each rule is asked after those that may stand in its way, whatever their order",
        (LEAST, SMALL, BIG),
        "12:00:00 say 1 a noise of a drone strike",
        "12:00:00 desk opened big: 1",
        inhibit=(InhibitSpec("small", ("least",)), InhibitSpec("big", ("small",))),
    ),
    Case(
        "two that stand in each other's way: whichever is open holds the other, and neither is held for ever",
        (rule("big", "strike", close_after=HOUR), rule("small", "drone", close_after=HOUR)),
        """
        12:00:00 say 1 a strike
        12:10:00 say 2 a drone
        12:20:00 say 3 a strike
        12:30:00 say 4 a drone
        13:20:00 say 5 a drone
        13:30:00 say 6 a strike
        """,
        """
        12:00:00 desk opened big: 1
        12:20:00 desk matched big: 3
        13:20:00 desk opened small: 5
        """,
        "new inhibited update inhibited new inhibited",
        inhibit=(InhibitSpec("big", ("small",)), InhibitSpec("small", ("big",))),
    ),
    Case(
        "an open small one goes on when the big one is over, under its own number; its end in between is not told",
        (rule("big", "strike", close_after=HOUR), rule("small", "drone", close_after=HOUR, update_on=TOLD)),
        """
        12:00:00 say 1 a drone
        12:10:00 say 2 a strike
        12:20:00 say 3 a drone
        13:00:00 wait
        13:10:00 say 4 a drone
        """,
        """
        12:00:00 desk opened small: 1
        12:10:00 desk opened big: 2
        13:10:00 desk opened small: 4
        """,
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
    Case(
        "a rule that only records stands in nobody's way",
        (rule("big", "strike", shadow=True), SMALL),
        """
        12:00:00 say 1 a strike
        12:10:00 say 2 a drone
        """,
        "12:10:00 desk opened small: 2",
        "shadow new",
        inhibit=(InhibitSpec("big", ("small",)),),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_who_stands_in_whose_way(case: Case, tmp_path: Path) -> None:
    told, reasons, ids = straight = await lived(case, tmp_path / "a.db", restarts=False)
    assert told == lines(case.told)
    assert reasons == case.reasons.split() or not case.reasons
    assert len(ids) == len(set(ids))
    assert await lived(case, tmp_path / "b.db", restarts=True) == straight
