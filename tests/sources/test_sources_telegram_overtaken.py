"""An answer is on its way while a push goes past it: what it says of that post is old, and is not told."""

import asyncio

from patience import PATIENCE

from monitor.model import Deleted, Edited, Posted

SLOW = 0.4


async def called(desk, method):
    """The server has worked out an answer, which it holds back."""
    before = sum(call.method == method for call in desk.server.calls)
    async with asyncio.timeout(PATIENCE):
        while sum(call.method == method for call in desk.server.calls) == before:
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)


def told(desk, number):
    """What was said of a post, in order."""
    said = []
    for update in desk.world.updates:
        if isinstance(update, Posted | Edited) and update.post.id == number:
            said.append(update.post.text)
        elif isinstance(update, Deleted) and number in update.ids:
            said.append(None)
    return said


async def test_an_edit_that_a_difference_brings_late_does_not_undo_the_pushed_one(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("first")
        await desk.world.caught_up(channel)
        desk.server.delay(SLOW, "updates.getChannelDifference")
        channel.edit(1, "second", push=False)
        channel.post("shows the gap")
        await called(desk, "updates.getChannelDifference")
        channel.edit(1, "third")
        await desk.world.until(lambda: "third" in desk.world.edits())
        await desk.world.caught_up(channel)
        assert told(desk, 1)[-1] == "third"


async def test_an_edit_after_the_push_is_told_though_the_post_was_ahead(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("first")
        await desk.world.caught_up(channel)
        desk.server.delay(SLOW, "messages.getHistory")
        channel.post("lost", push=False)
        channel.post("pushed while behind")
        await called(desk, "messages.getHistory")
        channel.edit(3, "edited, and nobody was told", push=False)
        channel.post("shows the gap")
        await desk.world.caught_up(channel)
        assert told(desk, 3)[-1] == "edited, and nobody was told"


async def test_a_reread_does_not_undo_an_edit_that_was_pushed_meanwhile(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel, reconcile=200):
        channel.post("first")
        await desk.world.caught_up(channel)
        desk.server.delay(SLOW, "messages.getHistory")
        for round_ in range(3):
            await called(desk, "messages.getHistory")
            channel.edit(1, f"edit {round_}")
            await desk.world.until(lambda text=f"edit {round_}": text in desk.world.edits())
            await asyncio.sleep(SLOW)
            assert told(desk, 1)[-1] == f"edit {round_}"
        said = told(desk, 1)
        assert [text for n, text in enumerate(said) if n == 0 or said[n - 1] != text] == [
            "first",
            "edit 0",
            "edit 1",
            "edit 2",
        ]


async def test_a_reread_does_not_bring_back_a_post_that_was_deleted_meanwhile(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel, reconcile=200):
        channel.post("stays")
        channel.post("goes")
        await desk.world.caught_up(channel)
        desk.server.delay(SLOW, "messages.getHistory")
        await called(desk, "messages.getHistory")
        channel.delete([2])
        await desk.world.until(lambda: None in told(desk, 2))
        await asyncio.sleep(SLOW)
        assert told(desk, 2)[-1] is None
