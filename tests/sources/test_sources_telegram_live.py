"""What is pushed is handed over at once, and the cursor follows."""

from monitor.model import ChannelChanged, Deleted, Posted, Reached


async def test_first_contact_starts_at_the_newest_post(desk):
    channel = desk.joined("Defence Intelligence", "DIUkraine")
    for n in range(3):
        channel.post(f"old {n}")
    async with desk.watching(channel):
        assert desk.world.texts() == []
        kinds = [type(u) for u in desk.world.updates if not hasattr(u, "state")]
        assert kinds[:2] == [ChannelChanged, Reached]
        known = desk.world.of(ChannelChanged)[0]
        assert (known.handle, known.title, known.peer.account) == ("DIUkraine", "Defence Intelligence", "desk-1")
        assert desk.world.stored[channel.id].read_to == 3
        channel.post("new")
        await desk.world.until(lambda: desk.world.texts() == ["new"])
        await desk.world.caught_up(channel)
        assert desk.world.stored[channel.id].read_to == 4
        assert desk.world.of(Posted)[0].live


async def test_edit_and_deletion(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        first = channel.post("before")
        channel.edit(first.id, "after")
        channel.delete([first.id])
        await desk.world.until(lambda: desk.world.of(Deleted))
        assert desk.world.texts() == ["before"]
        assert desk.world.edits() == ["after"]
        gone = desk.world.of(Deleted)[0]
        assert (gone.ids, gone.how) == ((first.id,), "update")
        await desk.world.caught_up(channel)
