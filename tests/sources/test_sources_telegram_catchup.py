"""What was missed is read in order, and the cursor passes nothing that was not handed over."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import ChannelSpec, Deleted, Edited, Posted, Reached
from monitor.testing.telegram import photo


def passed_unread(world, channel, first):
    """Ids that a cursor passed before they were handed over."""
    seen, unread = set(), set()
    for update in world.updates:
        if isinstance(update, Posted) and update.post.channel == channel.id:
            seen.add(update.post.id)
        elif isinstance(update, Reached) and update.cursor.channel == channel.id:
            unread |= {n for n in channel.messages if first < n <= update.cursor.read_to} - seen
    return unread


async def test_restart_reads_what_was_posted_meanwhile_oldest_first(desk):
    channel = desk.joined("A", "a_channel")
    channel.post("before")
    async with desk.watching(channel):
        pass
    asked = [c.method for c in desk.server.calls].count("messages.getDialogs")
    for n in range(250):
        channel.post(f"m{n}")
    async with desk.watching(channel):
        await desk.world.caught_up(channel)
    assert desk.world.posts(channel) == list(range(2, 252))
    assert not any(u.live for u in desk.world.of(Posted))
    methods = [c.method for c in desk.server.calls]
    assert methods.count("messages.getDialogs") == asked == 1, "a channel is looked up once ever"
    assert methods.count("contacts.resolveUsername") == 0, "what is joined needs no resolving"


async def test_joined_channels_are_found_over_pages_of_dialogs_and_only_others_resolved(desk):
    joined = [desk.joined(f"Channel {n}", f"joined_{n}") for n in range(230)]
    for n, channel in enumerate(joined):
        channel.post(f"latest of {n}")
    other = desk.server.add_channel("Other", handle="not_joined")
    async with desk.watching(joined[0], joined[115], joined[229], other):
        pass
    methods = [c.method for c in desk.server.calls]
    assert methods.count("messages.getDialogs") == 3
    assert methods.count("contacts.resolveUsername") == 1


async def test_edits_and_deletions_during_downtime(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        for n in range(3):
            channel.post(f"m{n}")
        await desk.world.caught_up(channel)
    channel.edit(1, "m0 edited")
    channel.delete([2])
    async with desk.watching(channel):
        await desk.world.caught_up(channel)
    assert desk.world.edits() == ["m0 edited"]
    assert [(u.ids, u.how) for u in desk.world.of(Deleted)] == [((2,), "update")]


async def test_too_long_difference_with_live_posts_arriving(desk):
    desk.server.too_long_after = 50
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        for n in range(20):
            channel.post(f"m{n}")
        await desk.world.caught_up(channel)
    channel.edit(20, "edited while away")
    channel.delete([19])
    for n in range(400):
        channel.post(f"away {n}")
    desk.server.delay(0.02, "messages.getHistory")
    source = desk.source(channel)
    async with desk.running(source):
        await desk.world.until(lambda: len(desk.world.posts(channel)) > 120)
        for n in range(30):
            channel.post(f"live {n}")
            await asyncio.sleep(0.001)
        await desk.world.caught_up(channel)
    assert sorted(desk.world.posts(channel)) == list(range(1, 451))
    missed = [u.post.id for u in desk.world.of(Posted) if not u.live]
    assert missed == sorted(missed)
    assert passed_unread(desk.world, channel, 0) == set()
    assert "edited while away" in desk.world.edits() or "edited while away" in desk.world.texts()
    assert any(19 in u.ids for u in desk.world.of(Deleted))


async def test_gap_is_found_by_the_next_push(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("seen")
        channel.post("lost", push=False)
        channel.edit(1, "edit lost", push=False)
        channel.post("pushed")
        await desk.world.caught_up(channel)
        assert sorted(set(desk.world.texts())) == ["lost", "pushed", "seen"]
        assert "edit lost" in desk.world.edits()
        assert passed_unread(desk.world, channel, 0) == set()


async def test_gap_without_another_push_is_found_by_reconciling(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel, reconcile=200):
        channel.post("seen")
        await desk.world.caught_up(channel)
        channel.post("lost", push=False)
        channel.edit(1, "quietly edited", push=False)
        await desk.world.caught_up(channel)
        assert desk.world.texts() == ["seen", "lost"]
        assert "quietly edited" in desk.world.edits()


async def test_deletion_that_was_never_told_is_found_by_reading_again(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel, reconcile=200):
        for n in range(3):
            channel.post(f"m{n}")
        await desk.world.caught_up(channel)
        # Telegram forgets to count it: neither a push nor a difference will ever tell.
        channel.messages.pop(2)
        channel.ids.remove(2)
        await desk.world.until(lambda: desk.world.of(Deleted))
        gone = desk.world.of(Deleted)[0]
        assert (gone.ids, gone.how) == ((2,), "reread")
        assert gone.since is not None


async def test_refused_updates_are_read_again(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        full = True
        desk.world.refuse = lambda _update: full
        for n in range(30):
            channel.post(f"m{n}")
        channel.edit(1, "edited")
        await desk.world.until(lambda: len(set(desk.world.texts())) >= 30)
        full = False
        channel.post("roomy again")
        await desk.world.caught_up(channel)
        assert sorted(desk.world.posts(channel)) == list(range(1, 32))
        assert passed_unread(desk.world, channel, 0) == set()
        assert desk.world.stored[channel.id].read_to == 31


async def test_refusal_of_the_last_update_is_noticed_without_another(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        refused = []

        def refuse(update):
            if isinstance(update, Posted) and not refused:
                refused.append(update)
                return True
            return False

        desk.world.refuse = refuse
        channel.post("only one")
        await desk.world.caught_up(channel)
        assert refused
        assert desk.world.texts() == ["only one"]
        assert not desk.world.of(Posted)[0].live


async def test_cursor_that_found_no_room_is_told_later(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        refused = []

        def refuse(update):
            if isinstance(update, Reached) and len(refused) < 3:
                refused.append(update)
                return True
            return False

        desk.world.refuse = refuse
        channel.post("x")
        await desk.world.caught_up(channel)
        assert len(refused) == 3


async def test_album_in_two_batches(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("one", media=photo(), group=77)
        await desk.world.caught_up(channel)
        channel.post("two", media=photo(), group=77, push=False)
        channel.post("", media=photo(), group=77)
        await desk.world.caught_up(channel)
    parts = {u.post.id: u.post for u in desk.world.of(Posted)}
    assert sorted(parts) == [1, 2, 3]
    assert {p.group for p in parts.values()} == {77}
    assert [parts[n].parts for n in (1, 2, 3)] == [(1,), (2,), (3,)]
    assert [c.text for n in (1, 2, 3) for c in parts[n].captions] == ["one", "two", ""]
    assert [m.kind for n in (1, 2, 3) for m in parts[n].media] == ["photo"] * 3


async def test_backfill_brings_older_posts_as_history(desk):
    channel = desk.joined("A", "a_channel")
    now = datetime.now(UTC)
    for days in range(10, 0, -1):
        for n in range(30):
            channel.post(f"{days} days ago, {n}", date=now - timedelta(days=days) + timedelta(minutes=n))
    week = ChannelSpec("telegram", "a_channel", backfill=7 * 86_400_000 + 3_600_000)
    source = desk.source(week)
    async with desk.running(source):
        await desk.world.until(lambda: len(desk.world.posts(channel)) == 210)
        channel.post("live")
        await desk.world.until(lambda: "live" in desk.world.texts())
    old = [u for u in desk.world.of(Posted) if u.history]
    assert [u.post.id for u in old] == list(range(91, 301))
    assert [u.post.text for u in desk.world.of(Posted) if not u.history] == ["live"]


async def test_what_is_older_than_the_first_contact_is_not_taken_for_missed(desk):
    channel = desk.joined("A", "a_channel")
    for n in range(10):
        channel.post(f"old {n}")
    async with desk.watching(channel, reconcile=150):
        channel.post("new")
        await desk.world.caught_up(channel)
        await desk.world.until(lambda: desk.world.of(Edited))
    assert desk.world.texts() == ["new"]


@pytest.mark.parametrize("too_long_after", [50, 1000])
async def test_many_channels_after_downtime(desk, too_long_after):
    desk.server.too_long_after = too_long_after
    channels = [desk.joined(f"Channel {n}", f"channel_{n}") for n in range(40)]
    async with desk.watching(*channels):
        pass
    for channel in channels:
        for n in range(75):
            channel.post(f"{channel.handle} {n}")
    async with desk.watching(*channels):
        for channel in channels:
            channel.post("live")
        for channel in channels:
            await desk.world.caught_up(channel, 30)
    for channel in channels:
        assert sorted(desk.world.posts(channel)) == list(range(1, 77))
        assert passed_unread(desk.world, channel, 0) == set()


class Meanwhile:
    """An intake in which something happens while the first post of a catch-up is being handed over."""

    def __init__(self, world, happens):
        self._world, self.happens = world, happens

    def offer(self, update):
        return self._world.offer(update)

    async def put(self, update):
        if self.happens is not None and isinstance(update, Posted):
            happens, self.happens = self.happens, None
            await happens()
        await self._world.put(update)


@pytest.mark.parametrize("by", ["history", "difference"])
async def test_what_is_pushed_while_a_page_is_handed_over_is_not_undone_by_the_page(desk, by):
    channel = desk.joined("A", "a_channel") if by == "history" else desk.server.add_channel("A", "a_channel")
    lost = [2, 3, 4, 5]

    async def happens():
        channel.edit(4, "m4 edited")
        channel.delete([5])
        await desk.world.until(lambda: desk.world.edits() and desk.world.of(Deleted))

    async with desk.watching(channel):
        channel.post("m1")
        await desk.world.caught_up(channel)
        intake = Meanwhile(desk.world, None)
    source = desk.source(channel, reconcile=600_000)
    if by == "history":
        for n in lost:
            channel.post(f"m{n}")
        intake = Meanwhile(desk.world, happens)
    task = asyncio.create_task(source.run(intake), name="source")
    try:
        if by == "difference":
            await desk.world.until(lambda: desk.world.states(channel.handle).count("polling") == 2)
            intake.happens = happens
            for n in lost:
                channel.post(f"m{n}", push=False)
        await desk.world.until(lambda: "m5" in desk.world.texts())
        await desk.world.caught_up(channel)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    told = {}
    for update in desk.world.updates:
        if isinstance(update, Posted | Edited):
            told[update.post.id] = update.post.text
        elif isinstance(update, Deleted):
            told.update(dict.fromkeys(update.ids, "gone"))
    assert told == {1: "m1", 2: "m2", 3: "m3", 4: "m4 edited", 5: "gone"}
    assert "m5" in desk.world.texts(), "what it said is kept"
