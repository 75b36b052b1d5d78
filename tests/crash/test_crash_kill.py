"""The promise under SIGKILL: every post stored once, every notice delivered at least once, repeats under one id."""

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from monitor.store.look import looking
from monitor.usecases.evidence import Verified, verify

KILLS = int(os.environ.get("KILLS", "16"))
DYING = str(Path(__file__).with_name("dying.py"))


async def settle(world: Any, expected: set[tuple[str, int]], alarms: set[tuple[str, int]]) -> None:
    # generous: on a busy disk every delivery waits for its record
    await world.until("SELECT count(*) FROM posts", len(expected), seconds=240)
    await world.until("SELECT count(*) FROM deliveries WHERE state != 'sent'", 0, seconds=240)
    handles = {channel.id: channel.handle for channel in world.channels}
    stored = [(handles[channel], number) for channel, number in world.ask("SELECT channel, id FROM posts")]
    assert len(stored) == len(set(stored))
    assert set(stored) == expected
    assert world.told_posts() == alarms
    assert world.ask("PRAGMA integrity_check") == [("ok",)]
    assert world.ask("SELECT count(*) FROM quarantine") == [(0,)]
    assert world.ask("SELECT count(*) FROM posts WHERE key NOT IN (SELECT post FROM tellings)") == [(0,)]
    lost = "SELECT count(*) FROM tellings WHERE story != post AND story NOT IN (SELECT id FROM stories WHERE posts > 1)"
    assert world.ask(lost) == [(0,)]
    assert {row[0] for row in world.ask("SELECT key FROM deliveries")} == set(world.told())
    await world.until("SELECT (SELECT max(key) FROM log_entries) - (SELECT max(last) FROM seals)", 0)
    found = await verified(world.folder / "monitor.db")
    assert (found.broken, found.posts) == ([], len(expected))


async def verified(path: Path) -> Verified:
    async with looking(path) as engines:
        return await verify(engines)


async def test_killed_at_random_moments_while_posts_arrive(world: Any) -> None:
    chance = random.Random(2024)
    world.add_channels(5)
    world.alert = "{every: 0s, group_by: channel}"  # five alerts: their notices do not wait for each other
    await world.start()
    await world.until_watching()
    expected: set[tuple[str, int]] = set()
    alarms: set[tuple[str, int]] = set()
    running = True

    async def post() -> None:
        count = 0
        while running:
            count += 1
            channel = chance.choice(world.channels)
            alarm = count % 7 == 0
            message = channel.post(f"alarm {count}" if alarm else f"quiet {count}")
            expected.add((channel.handle, message.id))
            if alarm:
                alarms.add((channel.handle, message.id))
            await asyncio.sleep(chance.random() * 0.02)

    posting = asyncio.create_task(post(), name="posting")
    for _ in range(KILLS):
        await asyncio.sleep(0.8 + chance.random() * 1.4)  # some in the middle of start-up, most at work
        await world.stop(signal.SIGKILL)
        await world.start()
    running = False
    await posting
    await settle(world, expected, alarms)
    assert await world.stop() == 0
    print(f"{KILLS} kills, {len(expected)} posts, {len(world.hook.received) - len(world.told())} repeats")  # noqa: T201 - the figures are worth seeing


POINTS = ["after_keep", "before_commit", "after_commit", "after_send_before_record"]
SEALING = ["before_seal", "in_seal", "after_seal"]


@pytest.mark.parametrize("point", [*POINTS, *SEALING])
async def test_killed_at_a_named_point(world: Any, point: str) -> None:
    world.add_channels(2)
    await world.start()
    await world.until_watching()
    assert await world.stop() == 0
    await world.start(DYING, point)
    expected, alarms = set(), set()
    for number in range(10):
        channel = world.channels[number % 2]
        message = channel.post(f"alarm {number}")
        expected.add((channel.handle, message.id))
        alarms.add((channel.handle, message.id))
    assert await world.ended() == -signal.SIGKILL, world.log
    assert (await verified(world.folder / "monitor.db")).broken == []
    before = len(world.hook.received)
    await world.start()
    message = world.channels[0].post("alarm after the crash")  # the chain goes on
    expected.add((world.channels[0].handle, message.id))
    alarms.add((world.channels[0].handle, message.id))
    await settle(world, expected, alarms)
    assert await world.stop() == 0
    repeats = len(world.hook.received) - len(world.told())
    if point == "after_send_before_record":
        assert before > 0
        assert repeats > 0, "a crash between send and record means a repeat under the same id"
    elif point in POINTS:
        assert repeats == 0


@pytest.mark.parametrize("point", ["in_report", "after_report", "after_send_before_record"])
async def test_killed_while_operators_are_told(world: Any, point: str) -> None:
    """A channel that was renamed is recorded once and told at least once, under one id."""
    (channel,) = world.add_channels(1)
    world.more = "operators: {notify: [desk], of: [identity]}\n"
    await world.start()
    await world.until_watching()
    assert await world.stop() == 0
    await world.start(DYING, point)
    await world.until("SELECT count(*) FROM source_states WHERE state = 'live' AND channel != ''", 1)
    channel.rename(title="Another name")
    assert await world.ended() == -signal.SIGKILL, world.log
    await world.start()
    await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    assert await world.stop() == 0
    assert world.ask("SELECT what, after FROM channel_changes") == [("title", "Another name")]
    (told,) = world.told().values()
    assert (told["rule"], told["lines"]) == (
        "operators:identity",
        ["Its title was “Channel 0”, and is “Another name” now."],
    )
    assert world.ask("SELECT count(*) FROM incidents") == [(0,)]
    assert len(world.hook.received) == (2 if point == "after_send_before_record" else 1)


@pytest.mark.parametrize("point", ["in_summary", "after_summary", "after_send_before_record"])
async def test_killed_while_what_waited_is_summed_up(world: Any, point: str) -> None:
    """What was over a budget is told once it may be: in one summary, at least once, under one id."""
    (channel,) = world.add_channels(1)
    world.budget = "1/min"
    await world.start()
    await world.until_watching()
    for number in range(4):
        channel.post(f"alarm {number}")
    await world.until("SELECT count(*) FROM deliveries WHERE state = 'held'", 3)
    await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    assert await world.stop() == 0
    world.change("UPDATE deliveries SET due = 0 WHERE state = 'held'")  # as if the minute were over
    await world.start(DYING, point)
    assert await world.ended() == -signal.SIGKILL, world.log
    await world.start()
    await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 2)
    assert await world.stop() == 0
    assert world.ask("SELECT state, count(*) FROM deliveries GROUP BY state") == [("folded", 3), ("sent", 2)]
    first, summary = sorted(world.told().values(), key=lambda body: body["kind"] == "budget")
    assert (first["kind"], summary["kind"], len(summary["excerpts"])) == ("opened", "budget", 3)
    assert len(world.hook.received) == (3 if point == "after_send_before_record" else 2)
