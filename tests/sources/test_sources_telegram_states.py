"""Floods, lost accounts and closed channels are named, and stop nothing else."""

import asyncio
from dataclasses import replace

import pytest
from patience import PATIENCE

from monitor.errors import Rejected
from monitor.model import ChannelSpec, Posted, SourceChanged


async def lose(desk, channel):
    """Run until the source says that the account is lost."""
    async with desk.running(desk.source(channel)) as task:
        with pytest.raises(Rejected) as caught:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(task)
    return str(caught.value)


async def test_flood_of_history_leaves_live_posts_and_other_methods_alone(desk):
    quiet, loud = desk.joined("Quiet", "quiet"), desk.joined("Loud", "loud")
    async with desk.watching(quiet, loud):
        desk.server.flood("messages.getHistory", seconds=1)
        quiet.post("lost", push=False)
        quiet.post("pushed")
        await desk.world.until(lambda: "flooded" in desk.world.states())
        flood = next(u for u in desk.world.of(SourceChanged) if u.state == "flooded")
        assert 900 < flood.until - flood.seen <= 1000
        assert "messages.getHistory" in flood.detail
        loud.post("not held up")
        await desk.world.until(lambda: "not held up" in desk.world.texts(), 0.5)
        assert "lost" not in desk.world.texts()
        await desk.world.until(lambda: "lost" in desk.world.texts())
        await desk.world.caught_up(quiet)
        assert desk.world.states() == ["starting", "live", "flooded", "live"]


async def test_revoked_session(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        desk.server.revoke(desk.user)
        await desk.world.until(lambda: "unauthorized" in desk.world.states())
    assert "monitor login" in desk.world.of(SourceChanged)[-1].detail
    assert desk.world.states()[-1] == "unauthorized", "what it was lost by stands"


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        ("revoke", "unauthorized", "monitor login"),
        ("ban", "banned", "banned this account"),
        ("duplicate_key", "unauthorized", "two places"),
        ("forget_key", "unauthorized", "session's key"),
    ],
)
async def test_lost_account(desk, fault, state, words):
    channel = desk.joined("A", "a_channel")
    getattr(desk.server, fault)(desk.user)
    sentence = await lose(desk, channel)
    assert words in sentence
    assert state in desk.world.states()
    assert desk.session not in sentence


async def test_private_and_vanished_channels_leave_the_others_alone(desk):
    fine, shut, lost = (desk.joined(t, t) for t in ("fine", "shut", "lost"))
    async with desk.watching(fine, shut, lost):
        shut.private = True
        desk.server.leave(desk.user, shut)
        shut.post("for members")
        desk.server.remove_channel(lost)
    async with desk.running(desk.source(fine, shut, lost)):
        await desk.world.until(lambda: "private" in desk.world.states("shut"))
        await desk.world.until(lambda: "vanished" in desk.world.states("lost"))
        fine.post("goes on")
        await desk.world.until(lambda: "goes on" in desk.world.texts())


async def test_channel_that_vanishes_while_watched(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        desk.server.remove_channel(channel)
        await desk.world.until(lambda: "vanished" in desk.world.states("a_channel"))


async def test_handle_that_nobody_has(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel, ChannelSpec("telegram", "nobody_here")):
        await desk.world.until(lambda: "vanished" in desk.world.states("nobody_here"))
        channel.post("x")
        await desk.world.until(lambda: desk.world.texts() == ["x"])


async def test_moved_handle_is_not_followed(desk):
    channel = desk.joined("Real", "the_unit")
    async with desk.watching(channel):
        pass
    impostor = desk.server.add_channel("Impostor")
    desk.server.move_handle("the_unit", impostor)
    impostor.post("fake")
    channel.post("real")
    entry = ChannelSpec("telegram", "the_unit")
    async with desk.running(desk.source(entry)):
        await desk.world.until(lambda: "real" in desk.world.texts())
    assert "fake" not in desk.world.texts()
    # Another account knows the channel's number only, and must not take the impostor for it.
    desk.world.peers_.clear()
    desk.world.stored.clear()
    async with desk.running(desk.source(entry)):
        await desk.world.until(lambda: "renamed" in desk.world.states("the_unit"))
    assert {u.post.text for u in desk.world.of(Posted)} == {"real"}


async def test_channels_that_were_not_joined_are_polled(desk):
    desk.server.difference_timeout = 1
    channels = [desk.server.add_channel(f"C{n}", f"c_{n}") for n in range(3)]
    desk.pace = replace(desk.pace, watched_differences=2)
    async with desk.watching(*channels):
        for channel in channels:
            channel.post(f"in {channel.handle}")
        for channel in channels:
            await desk.world.until(lambda c=channel: desk.world.posts(c) == [1])
            channel.edit(1, f"edited in {channel.handle}")
        await desk.world.until(lambda: len(set(desk.world.edits())) == 3)
        assert set(desk.world.edits()) == {f"edited in c_{n}" for n in range(3)}
    assert "channels.joinChannel" not in {c.method for c in desk.server.calls}


async def test_join_where_the_entry_asks_for_it(desk):
    plain = desk.server.add_channel("Plain", "plain")
    wanted = desk.server.add_channel("Wanted", "wanted")
    async with desk.running(desk.source(plain, ChannelSpec("telegram", "wanted", join=True))):
        await desk.world.until(lambda: "live" in desk.world.states("wanted"))
    assert desk.user.id in wanted.members
    assert desk.user.id not in plain.members
    assert [handle for _, _, handle in desk.world.tried] == ["wanted"]
    assert desk.world.queue == {}


async def test_reload_adds_and_drops_channels(desk):
    old, new = desk.joined("Old", "old_one"), desk.joined("New", "new_one")
    async with desk.watching(old) as source:
        source.watch([ChannelSpec("telegram", "new_one")])
        await desk.world.until(lambda: "live" in desk.world.states("new_one"))
        old.post("unheard")
        new.post("heard")
        await desk.world.caught_up(new)
    assert desk.world.texts() == ["heard"]


async def test_channel_that_comes_back_goes_on_where_it_was(desk):
    channel = desk.joined("A", "a_channel")
    entry = ChannelSpec("telegram", "a_channel")
    async with desk.watching(channel) as source:
        for n in range(5):
            channel.post(f"m{n}")
        await desk.world.caught_up(channel)
        source.watch([])
        channel.post("meanwhile")
        source.watch([entry])
        await desk.world.caught_up(channel)
    assert [u.post.id for u in desk.world.of(Posted)] == list(range(1, 7))
