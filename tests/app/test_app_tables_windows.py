"""An alert about a silence has no match of its own: it stands in the way of others, and is barred, all the same."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from windows_world import DAY, HOUR, MINUTE, Room, opened, post, rule

from monitor.model import InhibitSpec, Silence, WindowSpec
from monitor.store import silences

KNOWN = 7 * HOUR + 10 * MINUTE  # a silence since 1:00 is known, ten minutes after its six hours


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """The rule `quiet` falls silent at 7:10, by channel; what `loud` finds is then of no interest there."""
    quiet = rule(WindowSpec("silence", 6 * HOUR, "channel"), "alarm", "quiet")
    room = await opened(tmp_path, quiet, rule(None, "drone", "loud", group_by="channel"))
    await room.look(within=20 * HOUR)
    await room.posted(post(1, HOUR))
    yield room
    await room.close()


async def silence(room: Room, **scope: Any) -> None:
    made = Silence("s1", "Olena", "a drill", room.now(), room.now(), room.now() + DAY, **scope)
    async with room.database.write() as unit:
        await silences.add(unit.connection, made)


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize(("equal", "told"), [((), []), (("channel",), [3]), (("entity",), [2, 3])])
async def test_an_alert_about_a_silence_inhibits(room: Room, equal: Any, told: list[int], restart: bool) -> None:
    room.inhibit = (InhibitSpec("quiet", ("loud",), equal),)
    await room.reopen()
    await room.tick(KNOWN)
    assert [notice.rule for notice in room.notices] == ["quiet"]
    if restart:
        await room.reopen()
    await room.posted(post(2, 8 * HOUR, "a drone"))
    await room.posted(post(3, 8 * HOUR + 1, "a drone", channel=2))
    assert [found.post for notice in room.notices for found in notice.excerpts if notice.rule == "loud"] == told


async def test_it_inhibits_what_comes_in_the_same_batch(room: Room) -> None:
    room.inhibit = (InhibitSpec("quiet", ("loud",), ("channel",)),)
    await room.reopen()
    await room.posted(post(2, KNOWN, "a drone"))
    await room.tick(KNOWN)
    await room.posted(post(3, KNOWN + 1, "a drone"))
    assert [notice.rule for notice in room.notices] == ["loud", "quiet"]


@pytest.mark.parametrize(
    ("scope", "told"), [({"rule": "quiet"}, 0), ({"channel": 1}, 0), ({"channel": 2}, 1), ({"entity": "kursk"}, 1)]
)
async def test_a_silence_puts_it_off_and_counts_nothing(room: Room, scope: Any, told: int) -> None:
    await silence(room, **scope)
    for minute in range(3):
        await room.tick(KNOWN + minute * MINUTE)
    assert len(room.notices) == told
    assert await room.rows("SELECT matched FROM silences") == [(0,)]


async def test_a_silence_of_a_channel_is_none_of_a_rule_that_looks_at_all(tmp_path: Path) -> None:
    room = await opened(tmp_path, rule(WindowSpec("silence", 6 * HOUR)))
    await room.look()
    await room.posted(post(1, HOUR))
    await silence(room, channel=1)
    await room.tick(KNOWN)
    assert len(room.notices) == 1
    await room.close()
