"""The queue of joins: spaced, capped, in order, and the same after every restart."""

from dataclasses import replace
from itertools import pairwise

import pytest
from msgspec.structs import replace as with_changes

from monitor.model import ChannelSpec, Join
from monitor.sources.telegram.turns import DAY, Turn, next_turn

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("tried", "due", "detail"),
    [
        pytest.param([], 100, "", id="the first one waits too"),
        pytest.param([-50], 50, "", id="a gap after the last one"),
        pytest.param([-500], -400, "", id="whose gap is over"),
        pytest.param([-DAY - 1, -DAY, -50], 50, "", id="older ones do not count"),
        pytest.param([-HOUR, -50], DAY - HOUR, "2 joins in 24 hours; 2 are allowed", id="the cap is reached"),
        pytest.param([-DAY + 1, -50], 50, "2 joins in 24 hours; 2 are allowed", id="the cap ends before the gap"),
        pytest.param([-HOUR, -60, -50], DAY - 60, "3 joins in 24 hours; 2 are allowed", id="the cap was lowered"),
    ],
)
def test_the_next_turn(tried, due, detail):
    assert next_turn(tried, now=0, a_day=2, gap=100) == Turn(due, detail)


def wanted(*handles):
    return [ChannelSpec("telegram", handle, join=True) for handle in handles]


def members(desk, handle):
    return desk.server.world.channel_by_handle(handle).members


@pytest.fixture
def three(desk):
    for handle in ("one_x", "two_x", "three_x"):
        desk.server.add_channel(handle, handle)
    return wanted("one_x", "two_x", "three_x")


def asked(desk):
    return [call for call in desk.server.calls if call.method == "channels.joinChannel"]


async def test_one_after_the_other_in_the_order_of_the_file(desk, three):
    desk.pace = replace(desk.pace, join_every=(0.1, 0.15))
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: len(desk.world.tried) == 3)
        await desk.world.until(lambda: not desk.world.queue)
    assert [handle for _, _, handle in desk.world.tried] == ["one_x", "two_x", "three_x"]
    times = [call.at for call in asked(desk)]
    assert all(after - before > 0.09 for before, after in pairwise(times))


async def test_the_queue_and_its_turn_survive_a_restart(desk, three):
    desk.pace = replace(desk.pace, join_every=(300.0, 300.0))
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: len(desk.world.queue) == 3)
        await desk.world.until(lambda: any(join.due for join in desk.world.queue.values()))
    before = dict(desk.world.queue)
    desk.world.updates.clear()
    async with desk.running(desk.source(*reversed(three))):
        await desk.world.until(lambda: desk.world.states("one_x")[-1:] == ["polling"])
    assert desk.world.queue == before
    assert [join.handle for join in await desk.world.joins("desk-1")] == ["one_x", "two_x", "three_x"]
    assert [join.due is not None for join in await desk.world.joins("desk-1")] == [True, False, False]
    assert not asked(desk)


async def test_restarting_in_a_circle_joins_no_more_than_one_in_a_gap(desk, three):
    desk.pace = replace(desk.pace, join_every=(0.4, 0.4))
    for _ in range(6):
        async with desk.running(desk.source(*three)):
            await desk.world.until(lambda: desk.world.states("three_x"))
        desk.world.updates.clear()
    times = [at for _, at, _ in desk.world.tried]
    assert all(after - before >= 400 for before, after in pairwise(times))


async def test_a_join_is_written_down_before_it_is_asked_for(desk, three):
    desk.server.delay(5.0, "channels.joinChannel")  # a crash comes before the answer
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: desk.world.tried)
    assert [handle for _, _, handle in desk.world.tried] == ["one_x"]
    assert desk.world.queue["desk-1", "one_x"] == Join("desk-1", "one_x", desk.world.queue["desk-1", "one_x"].asked)


async def test_the_cap_counts_what_earlier_runs_joined(desk, three):
    async with desk.running(desk.source(*three, joins_a_day=2)):
        await desk.world.until(lambda: len(desk.world.tried) == 2)
        await desk.world.until(lambda: any("2 are allowed" in join.detail for join in desk.world.queue.values()))
    async with desk.running(desk.source(*three, joins_a_day=2)):
        await desk.world.until(lambda: desk.world.states("three_x")[-1:] == ["polling"])
    (left,) = desk.world.queue.values()
    assert left.handle == "three_x"
    assert left.due == desk.world.tried[0][1] + DAY
    assert len(asked(desk)) == 2


async def test_none_a_day_means_none(desk, three):
    async with desk.running(desk.source(*three, joins_a_day=0)):
        await desk.world.until(lambda: desk.world.states("three_x")[-1:] == ["polling"])
    assert not desk.world.queue
    assert not asked(desk)


async def test_a_full_account_polls_the_rest_and_says_so(desk, three):
    desk.user.most_channels = 1
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: any("as many as Telegram allows" in j.detail for j in desk.world.queue.values()))
        for spec in three:
            channel = desk.server.world.channel_by_handle(spec.address)
            channel.post("heard all the same")
            await desk.world.caught_up(channel)
    first = (await desk.world.joins("desk-1"))[0]
    assert first.handle == "two_x"
    assert first.due > desk.world.tried[-1][1] + DAY - 1000
    assert len(asked(desk)) == 2


async def test_the_limit_is_counted_from_dialogs_before_telegram_has_to_refuse(desk, three, monkeypatch):
    monkeypatch.setattr("monitor.sources.telegram.reader.MOST_JOINED", 2)
    for n in range(2):
        desk.joined(f"Old {n}", f"old_{n}")
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: any("is in 2 channels" in join.detail for join in desk.world.queue.values()))
    assert not asked(desk)
    desk.user.premium = True
    desk.world.queue.clear()
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: desk.world.tried)


async def test_a_flood_of_joins_moves_the_turn_and_holds_up_nothing_else(desk, three):
    plain = desk.joined("Plain", "plain")
    desk.server.flood("channels.joinChannel", seconds=900)
    async with desk.running(desk.source(plain, *three)):
        await desk.world.until(lambda: any(j.detail == "Telegram asks to wait" for j in desk.world.queue.values()))
        plain.post("heard")
        await desk.world.caught_up(plain)
        assert "flooded" not in desk.world.states()
    async with desk.running(desk.source(plain, *three)):  # after a restart it is still waited for
        await desk.world.until(lambda: desk.world.states("three_x")[-1:] == ["polling"])
    first = (await desk.world.joins("desk-1"))[0]
    assert first.handle == "one_x"
    assert 890_000 < first.due - desk.world.tried[0][1] < 901_000
    assert len(asked(desk)) == 1


async def test_what_is_refused_lets_the_next_one_pass_and_waits_a_day(desk, three):
    desk.server.fail("channels.joinChannel", 400, "INVITE_REQUEST_SENT")
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: desk.user.id in members(desk, "three_x"))
        await desk.world.until(lambda: len(desk.world.queue) == 1)
    (refused,) = desk.world.queue.values()
    assert (refused.handle, refused.state) == ("one_x", "refused")
    assert refused.detail == "the channel's owners decide who may join it, and have been asked"
    desk.world.queue["desk-1", "one_x"] = with_changes(refused, due=1)  # as if the day were over
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: desk.user.id in members(desk, "one_x"))


async def test_an_entry_that_changes_its_mind_leaves_the_queue(desk, three):
    desk.pace = replace(desk.pace, join_every=(300.0, 300.0))
    source = desk.source(*three)
    async with desk.running(source):
        await desk.world.until(lambda: len(desk.world.queue) == 3)
        source.watch([ChannelSpec("telegram", "one_x"), three[2]])
        await desk.world.until(lambda: [join.handle for join in desk.world.queue.values()] == ["three_x"])
        await desk.world.until(lambda: desk.world.queue["desk-1", "three_x"].due)


async def test_channels_that_are_let_go_while_the_queue_is_written(desk, three):
    plain = desk.joined("Plain", "plain")
    source, keep, kept = desk.source(plain, *three), desk.world.keep_join, []

    async def let_go(join, tried=None):
        kept.append(join.handle)
        await keep(join, tried)
        source.watch([ChannelSpec("telegram", "plain")])

    desk.world.keep_join = let_go
    async with desk.running(source):
        await desk.world.until(lambda: kept and not desk.world.queue)
        plain.post("heard")
        await desk.world.caught_up(plain)
    assert not asked(desk)
    assert "disconnected" not in desk.world.states()


async def test_an_account_that_is_banned_while_it_joins_counts_that_join(desk, three):
    desk.server.fail("channels.joinChannel", 401, "USER_DEACTIVATED_BAN")
    async with desk.running(desk.source(*three)):
        await desk.world.until(lambda: "banned" in desk.world.states())
    assert [handle for _, _, handle in desk.world.tried] == ["one_x"]
    assert desk.world.states()[-1] == "banned"
