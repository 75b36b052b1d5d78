"""Steps of a sequence that are deletions."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from windows_world import HOUR, MINUTE, opened, post, rule

from monitor.config.sequences import with_events
from monitor.model import Deleted, RuleSpec, WindowSpec


def rules(*, own: bool = False) -> tuple[RuleSpec, ...]:
    """An alarm, then the deletion of a post that says so."""
    then = WindowSpec("sequence", HOUR, steps=("alarm", "gone"))
    gone = replace(rule(None, "alarm", "gone", shadow=True), events=frozenset({"deleted"}))
    last = replace(rule(then, "", "then"), events=frozenset({"new"})) if own else rule(then, "", "then")
    return with_events((rule(None, "alarm", "alarm", shadow=True), gone, last), {"gone", "then"} if own else {"gone"})


@pytest.mark.parametrize("deleted", [1, 2])
async def test_a_step_may_be_the_deletion_of_a_post_that_was_one_before(tmp_path: Path, deleted: int) -> None:
    room = await opened(tmp_path, *rules())
    await room.posted(post(1, 0), post(2, 2 * MINUTE, channel=2), post(3, 3 * MINUTE, "calm"))
    room.time = 4 * MINUTE
    await room.hand(Deleted(1, (3,), room.now()))
    assert room.notices == []
    await room.hand(Deleted(deleted, (deleted,), room.now()))
    assert room.told == [(1, "alarm, then gone within 1 h", [1, 2])]
    await room.close()


async def test_a_deletion_that_comes_too_late_or_is_not_asked_for_is_no_step(tmp_path: Path) -> None:
    late, unasked = await opened(tmp_path, *rules(), name="late"), await opened(tmp_path, *rules(own=True), name="own")
    for room in (late, unasked):
        await room.posted(post(1, 0))
        room.time = HOUR + 1 if room is late else MINUTE
        await room.hand(Deleted(1, (1,), room.now()))
        assert room.notices == []
        assert room.details[-1] in ("1 of 2 steps in order within 1 h", "duplicate")
        await room.close()


def test_a_sequence_asks_for_what_its_steps_ask_for_unless_it_says_what() -> None:
    assert [one.events for one in rules()] == [{"new", "edited"}, {"deleted"}, {"new", "edited", "deleted"}]
    assert rules(own=True)[-1].events == {"new"}
