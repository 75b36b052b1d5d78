"""What is pushed, to whom, and what can be asked for afterwards."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from patience import PATIENCE
from telethon import events, functions
from telethon.tl import types

from monitor.testing.telegram import Forwarded, Server, photo


@pytest.fixture
def channel(server: Server):
    return server.add_channel("Intelligence", handle="DIUkraine")


@pytest.fixture
async def member(server: Server, connect, channel):
    user = server.add_user()
    server.join(user, channel)
    return await connect(user)


@pytest.fixture
def inbox(member, inbox_of):
    return inbox_of(member)


async def difference(client, channel, pts: int, limit: int = 100):
    peer = await client.get_input_entity(channel.handle)
    request = functions.updates.GetChannelDifferenceRequest(peer, types.ChannelMessagesFilterEmpty(), pts, limit)
    return await client(request)


async def test_new_posts_arrive_with_all_that_they_carry(inbox, channel) -> None:
    first = channel.post("first")
    bold = types.MessageEntityBold(0, 4)
    channel.post("text", entities=[bold], media=photo(), reply_to=first.id, views=77, author="Press")
    await inbox.next(types.UpdateNewChannelMessage)
    message = (await inbox.next(types.UpdateNewChannelMessage)).message
    assert (message.message, message.entities, message.views, message.forwards) == ("text", [bold], 77, 0)
    assert (message.reply_to.reply_to_msg_id, message.post_author, message.post) == (first.id, "Press", True)
    assert message.photo.dc_id == 2


async def test_edit_is_pushed_and_leaves_what_was_handed_out_alone(inbox, channel) -> None:
    posted = channel.post("before", entities=[types.MessageEntityBold(0, 3)])
    channel.edit(posted.id, "after", date=datetime(2024, 12, 14, tzinfo=UTC))
    update = await inbox.next(types.UpdateEditChannelMessage)
    assert (update.message.message, update.message.entities, update.pts) == ("after", None, 3)
    assert update.message.edit_date == datetime(2024, 12, 14, tzinfo=UTC)
    assert posted.message == "before"
    channel.edit(posted.id, media=photo())
    update = await inbox.next(types.UpdateEditChannelMessage)
    assert (update.message.message, update.message.photo is None) == ("after", False)


async def test_deletion_is_pushed_as_bare_ids(inbox, channel) -> None:
    ids = [channel.post(f"{n}").id for n in range(3)]
    channel.delete(ids[:2])
    update = await inbox.next(types.UpdateDeleteChannelMessages)
    assert (update.messages, update.pts, update.pts_count, update.channel_id) == (ids[:2], 6, 2, channel.id)
    assert list(channel.messages) == ids[2:]


async def test_album_shares_a_group_and_is_one_event(member, channel) -> None:
    albums: asyncio.Queue = asyncio.Queue()
    member.add_event_handler(albums.put, events.Album())
    sent = channel.album([("caption", photo()), ("", photo()), ("", photo())])
    album = await asyncio.wait_for(albums.get(), PATIENCE)
    assert [m.id for m in album.messages] == [m.id for m in sent]
    assert {m.grouped_id for m in sent} == {album.grouped_id}
    assert channel.album([("", photo())], push=False)[0].grouped_id != album.grouped_id


async def test_forward_names_its_origin_and_brings_the_channel(server: Server, inbox, channel) -> None:
    origin = server.add_channel("Butusov", handle="ButusovPlus")
    source = origin.post("footage", media=photo(), date=datetime(2024, 12, 15, tzinfo=UTC))
    channel.forward_from(origin, source.id)
    update = await inbox.next(types.UpdateNewChannelMessage)
    header = update.message.fwd_from
    assert (header.from_id.channel_id, header.channel_post, header.date) == (origin.id, source.id, source.date)
    assert (update.message.message, update.message.photo.id) == ("footage", source.media.photo.id)
    assert origin.id in {chat.id for chat in update._entities.values()}
    third = server.add_channel("Third", handle="third")
    assert third.forward_from(channel, update.message.id).fwd_from.from_id.channel_id == origin.id


async def test_private_origin_is_named_but_not_shown(server: Server, inbox, channel) -> None:
    origin = server.add_channel("Closed", private=True)
    channel.forward_from(origin, origin.post("inside").id)
    update = await inbox.next(types.UpdateNewChannelMessage)
    assert update.message.fwd_from.from_id.channel_id == origin.id
    assert {chat.id for chat in update._entities.values()} == {channel.id}


async def test_origin_can_be_only_a_name(inbox, channel) -> None:
    channel.post("leak", forward=Forwarded(name="Somebody", date=datetime(2024, 12, 1, tzinfo=UTC)))
    header = (await inbox.next(types.UpdateNewChannelMessage)).message.fwd_from
    assert (header.from_id, header.from_name, header.channel_post) == (None, "Somebody", None)


async def test_reactions_come_as_a_hidden_edit_and_views_on_their_own(inbox, channel) -> None:
    post = channel.post("text")
    channel.react(post.id, {"👍": 3, "🔥": 1}, views=500, forwards=4)
    edit = (await inbox.next(types.UpdateEditChannelMessage)).message
    assert [(r.reaction.emoticon, r.count) for r in edit.reactions.results] == [("👍", 3), ("🔥", 1)]
    assert (edit.message, edit.edit_hide, edit.views) == ("text", True, 500)
    views = await inbox.next(types.UpdateChannelMessageViews)
    forwards = await inbox.next(types.UpdateChannelMessageForwards)
    assert (views.id, views.views, forwards.forwards) == (post.id, 500, 4)
    assert channel.pts == 3


async def test_renaming_is_told_by_the_channel_and_a_service_message(inbox, channel) -> None:
    channel.rename(handle="DIU_new", title="New title")
    service = (await inbox.next(types.UpdateNewChannelMessage)).message
    assert (type(service).__name__, service.action.title) == ("MessageService", "New title")
    update = await inbox.next(types.UpdateChannel)
    (chat,) = update._entities.values()
    assert (chat.username, chat.title) == ("DIU_new", "New title")


async def test_vanishing_is_told_to_members(server: Server, inbox, channel) -> None:
    server.remove_channel(channel)
    update = await inbox.next(types.UpdateChannel)
    assert update.channel_id == channel.id


async def test_only_members_are_pushed_to(server: Server, connect, inbox_of, inbox, channel) -> None:
    outsider = inbox_of(await connect(server.add_user("outsider", "15550002")))
    channel.post("for members")
    await inbox.next(types.UpdateNewChannelMessage)
    assert outsider.empty()


async def test_two_accounts_get_the_same_post_with_their_own_hash(server: Server, connect, inbox_of, inbox, channel):
    other = server.add_user("other", "15550002")
    server.join(other, channel)
    second = inbox_of(await connect(other))
    channel.post("both")
    got = [await box.next(types.UpdateNewChannelMessage) for box in (inbox, second)]
    assert [update.message.message for update in got] == ["both", "both"]
    hashes = [next(iter(update._entities.values())).access_hash for update in got]
    assert hashes[0] != hashes[1]


async def test_who_asks_for_differences_is_pushed_to_for_a_while(server: Server, connect, inbox_of, channel) -> None:
    client = await connect(server.add_user())
    inbox = inbox_of(client)
    server.difference_timeout = 60.0
    answer = await difference(client, channel, channel.pts)
    assert (type(answer).__name__, answer.timeout) == ("ChannelDifferenceEmpty", 60)
    channel.post("pushed")
    assert (await inbox.next(types.UpdateNewChannelMessage)).message.message == "pushed"
    server.difference_timeout = 0.0
    await difference(client, channel, channel.pts)
    channel.post("not pushed")
    assert (channel.id, 1) in server.pushed
    assert (channel.id, 2) not in server.pushed


async def test_polling_covers_about_ten_channels(server: Server, connect) -> None:
    client = await connect(server.add_user())
    channels = [server.add_channel(f"c{n}", f"handle{n}") for n in range(11)]
    for made in channels:
        await difference(client, made, 1)
    for made in channels:
        made.post("text")
    assert [(made.id, 1) in server.pushed for made in channels] == [False, *[True] * 10]


async def test_without_updates_means_without(server: Server, connect, inbox_of, channel) -> None:
    user = server.add_user()
    server.join(user, channel)
    client = await connect(user, receive_updates=False)
    await client.get_me()
    channel.post("quiet")
    assert not server.pushed


async def test_gap_is_closed_by_the_difference(member, channel) -> None:
    old = channel.post("old", push=False)
    start = channel.pts
    lost = channel.post("lost", push=False)
    channel.edit(old.id, "edited", push=False)
    gone = channel.post("posted and gone", push=False)
    channel.delete([gone.id], push=False)
    answer = await difference(member, channel, start)
    assert [m.message for m in answer.new_messages] == ["lost"]
    edit, deletion = answer.other_updates
    assert (edit.message.message, deletion.messages) == ("edited", [gone.id])
    assert (answer.pts, answer.final, lost.id) == (channel.pts, True, 2)


async def test_telethon_finds_a_gap_by_itself(server: Server, member, inbox, channel) -> None:
    channel.post("seen")
    await inbox.next(types.UpdateNewChannelMessage)
    channel.post("lost", push=False)
    channel.post("seen again")
    got = [(await inbox.next(types.UpdateNewChannelMessage)).message.message for _ in range(2)]
    assert sorted(got) == ["lost", "seen again"]
    assert "updates.getChannelDifference" in [call.method for call in server.calls]


async def test_long_difference_comes_in_slices(member, channel) -> None:
    for number in range(230):
        channel.post(f"{number}", push=False)
    pts, texts, finals = 1, [], []
    while not finals or not finals[-1]:
        answer = await difference(member, channel, pts, limit=1000)
        pts = answer.pts
        texts += [m.message for m in answer.new_messages]
        finals.append(answer.final)
    assert texts == [str(number) for number in range(230)]
    assert finals == [False, False, True]


async def test_too_long_a_difference_gives_only_the_end(server: Server, member, channel) -> None:
    server.too_long_after = 20
    for number in range(21):
        channel.post(f"{number}", push=False)
    answer = await difference(member, channel, 1)
    assert type(answer).__name__ == "ChannelDifferenceTooLong"
    assert (answer.dialog.pts, len(answer.messages)) == (channel.pts, 10)
    assert type(await difference(member, channel, 2)).__name__ == "ChannelDifference"


async def test_account_difference_names_the_channels_that_changed(server: Server, member, channel) -> None:
    server.join(next(iter(server.world.users.values())), server.add_channel("Quiet", "quiet"))
    early = datetime(2024, 1, 1, tzinfo=UTC)
    channel.post("missed", push=False)
    answer = await member(functions.updates.GetDifferenceRequest(1, early, 0))
    assert [hint.channel_id for hint in answer.other_updates] == [channel.id]
    late = datetime(2035, 1, 1, tzinfo=UTC)
    answer = await member(functions.updates.GetDifferenceRequest(1, late, 0))
    assert type(answer).__name__ == "DifferenceEmpty"


async def test_the_moment_of_a_push_is_kept_and_told(server: Server, inbox, channel) -> None:
    told: list[tuple[int, int, int]] = []
    server.on_push.append(lambda *push: told.append(push))
    before = time.monotonic_ns()
    posts = [channel.post("one"), channel.post("gap", push=False), *channel.album([("a", photo()), ("b", photo())])]
    stamps = server.pushed
    assert [(channel.id, post.id) in stamps for post in posts] == [True, False, True, True]
    assert all(before <= moment <= time.monotonic_ns() for moment in stamps.values())
    assert told == [(*key, moment) for key, moment in stamps.items()]
