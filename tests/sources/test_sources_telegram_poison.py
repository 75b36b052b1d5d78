"""What cannot be read is left out, said, and never read in a circle."""

from datetime import UTC, datetime

from telethon import errors
from telethon.tl import types

from monitor.model import ChannelSpec, Peer, Posted, SourceChanged
from monitor.ports.clock import SystemClock
from monitor.sources.telegram.catchup import CatchUp
from monitor.sources.telegram.live import Live
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Difference, Page, Reader
from monitor.sources.telegram.tracker import Tracker
from monitor.sources.telegram.watched import Watched


def message(number, text="text"):
    return types.Message(number, types.PeerChannel(5), date=datetime.now(UTC), message=text, post=True)


def poison(number):
    """An entity without an offset: the wire cannot bring it, a later layer of Telegram may bring its like."""
    broken = message(number)
    broken.entities = [types.MessageEntityBold(None, 1)]
    return broken


def push(*updates):
    return types.Updates(list(updates), [], [], datetime.now(UTC), 0)


def watched(read_to=0, pts=1):
    channel = Watched(ChannelSpec("telegram", "unit"), peer=Peer("desk-1", 5, "unit", 1))
    channel.tracker = Tracker(read_to, pts)
    return channel


class Reading(Reader):
    """A channel of which some messages cannot even be decoded."""

    def __init__(self, messages, torn=()):
        super().__init__(None)
        self.messages = messages
        self.torn = set(torn)
        self.asked = 0

    async def above(self, channel, above, limit, skip=0):
        self.asked += 1
        waiting = sorted((m for m in self.messages if m.id > above), key=lambda m: m.id)[skip : skip + limit]
        if self.torn & {m.id for m in waiting}:
            raise errors.TypeNotFoundError(0xDEADBEEF, b"")
        return Page(tuple(waiting), 1 + len(self.messages), len(waiting), ())

    async def difference(self, channel, pts, limit):
        return Difference(1 + len(self.messages), final=True, timeout=1)


def catch_up_of(world, reading):
    async def tell(channel, state, detail, until):
        await world.put(SourceChanged("telegram:desk-1", state, 0, channel.address, detail, until))

    async def nothing(*_args):
        return None

    return CatchUp(reading, world, SystemClock(), Pace(), tell, nothing, nothing)


async def test_live_goes_on_after_a_poison_update(desk):
    channel = watched()
    live = Live("desk-1", {5: channel}, desk.world, SystemClock())
    live.take(push(types.UpdateNewChannelMessage(poison(1), 2, 1), types.UpdateNewChannelMessage(message(2), 3, 1)))
    assert [u.post.id for u in desk.world.of(Posted)] == [2]
    assert channel.tracker.behind
    assert channel.wake.is_set()
    assert channel.tracker.read_to == 0


async def test_catch_up_leaves_the_poison_out_and_closes(desk):
    channel = watched()
    channel.tracker.mark()
    reading = Reading([message(1), poison(2), message(3)])
    await catch_up_of(desk.world, reading).run(channel)
    assert [u.post.id for u in desk.world.of(Posted)] == [1, 3]
    assert (channel.tracker.read_to, channel.tracker.pts, channel.tracker.behind) == (3, 4, False)
    assert any("post 2 cannot be read" in u.detail for u in desk.world.of(SourceChanged))


async def test_page_that_cannot_be_decoded_is_narrowed_down_to_the_post(desk):
    channel = watched()
    channel.tracker.mark()
    reading = Reading([message(n) for n in range(1, 301)], torn={50, 51, 170})
    await catch_up_of(desk.world, reading).run(channel)
    assert [u.post.id for u in desk.world.of(Posted)] == [n for n in range(1, 301) if n not in {50, 51, 170}]
    assert not channel.tracker.behind
    assert reading.asked < 60


async def test_poison_for_a_channel_that_nobody_watches_is_no_matter(desk):
    live = Live("desk-1", {}, desk.world, SystemClock())
    live.take(push(types.UpdateNewChannelMessage(poison(1), 2, 1), types.UpdatePhoneCall(None)))
    assert desk.world.updates == []


async def test_too_long_marks_every_channel(desk):
    one, two = watched(), watched()
    live = Live("desk-1", {5: one, 6: two}, desk.world, SystemClock())
    live.take(types.UpdatesTooLong())
    assert one.tracker.behind
    assert two.tracker.behind


async def test_events_without_content_count(desk):
    channel = watched()
    live = Live("desk-1", {5: channel}, desk.world, SystemClock())
    live.take(push(types.UpdatePinnedChannelMessages(5, [1], 2, 1), types.UpdateReadChannelInbox(5, 1, 0, 2)))
    service = types.MessageService(9, types.PeerChannel(5), date=datetime.now(UTC), action=types.MessageActionEmpty())
    live.take(types.UpdateShort(types.UpdateNewChannelMessage(service, 3, 1), datetime.now(UTC)))
    live.flush()
    assert (channel.tracker.pts, channel.tracker.read_to, channel.tracker.behind) == (3, 9, False)
    assert desk.world.stored[5].read_to == 9
    assert desk.world.of(Posted) == []
