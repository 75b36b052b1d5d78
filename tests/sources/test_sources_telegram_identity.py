"""A channel is its number: whatever else changes is told, and nothing takes its place."""

from monitor.model import ChannelChanged, ChannelSpec, HandleTaken


def told(world):
    return [(u.handle, u.title, u.flags) for u in world.of(ChannelChanged)]


async def test_new_names_and_flags_are_told_when_they_happen(desk):
    channel = desk.joined("Old name", "the_unit")
    async with desk.watching(channel):
        channel.rename(title="New name")
        await desk.world.until(lambda: told(desk.world)[-1] == ("the_unit", "New name", frozenset()))
        channel.verified = True
        channel.rename(handle="other_name")
        await desk.world.until(lambda: told(desk.world)[-1] == ("other_name", "New name", frozenset({"verified"})))
        channel.rename(handle="")
        await desk.world.until(
            lambda: told(desk.world)[-1] == ("the_unit", "New name", frozenset({"verified", "private"}))
        )
        channel.post("still read")
        await desk.world.caught_up(channel)
    assert desk.world.texts() == ["still read"]


async def test_a_handle_that_leads_to_another_channel_is_told(desk):
    channel = desk.joined("Real", "the_unit")
    async with desk.watching(channel):
        pass
    impostor = desk.server.add_channel("Impostor")
    desk.server.move_handle("the_unit", impostor)
    desk.world.peers_.clear()
    async with desk.running(desk.source(ChannelSpec("telegram", "the_unit"))):
        await desk.world.until(lambda: "renamed" in desk.world.states("the_unit"))
    (found,) = desk.world.of(HandleTaken)
    assert (found.handle, found.channel, found.by, found.title) == ("the_unit", channel.id, impostor.id, "Impostor")
