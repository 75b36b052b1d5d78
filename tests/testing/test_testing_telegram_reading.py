"""Reading: handles, history, single posts, counters, dialogs, files; and who may."""

from datetime import UTC, datetime, timedelta

import pytest
from telethon import errors, functions, utils
from telethon.tl import types

from monitor.testing.telegram import (
    Server,
    audio,
    document,
    geo,
    page,
    photo,
    poll,
    sticker,
    video,
    voice,
)

START = datetime(2024, 12, 12, 8, 0, tzinfo=UTC)


@pytest.fixture
def channel(server: Server):
    made = server.add_channel("Intelligence", handle="DIUkraine", verified=True)
    for number in range(1, 251):
        made.post(f"post {number}", date=START + timedelta(minutes=number))
    return made


@pytest.fixture
async def client(server: Server, connect):
    return await connect(server.add_user())


async def test_handle_resolves_in_any_case(client, channel) -> None:
    found = await client.get_entity("diukraine")
    assert (found.id, found.username, found.title) == (channel.id, "DIUkraine", "Intelligence")
    assert found.verified
    assert found.left


async def test_unknown_handle_is_not_occupied(client) -> None:
    with pytest.raises(errors.UsernameNotOccupiedError):
        await client(functions.contacts.ResolveUsernameRequest("nobody_here"))


async def test_handle_moves_and_leaves_the_old_channel_without(server: Server, client, channel) -> None:
    thief = server.add_channel("Thief")
    server.move_handle("DIUkraine", to=thief)
    assert (await client.get_entity("DIUkraine")).id == thief.id
    assert channel.handle == ""


async def test_history_pages_newest_first_and_oldest_first(client, channel) -> None:
    backwards = [m.id async for m in client.iter_messages("DIUkraine", wait_time=0)]
    assert backwards == list(range(250, 0, -1))
    forwards = [m.id async for m in client.iter_messages("DIUkraine", reverse=True, wait_time=0)]
    assert forwards == list(range(1, 251))


async def test_history_obeys_bounds(client, channel) -> None:
    async def ids(**bounds):
        return [m.id async for m in client.iter_messages("DIUkraine", wait_time=0, **bounds)]

    assert await ids(min_id=245) == [250, 249, 248, 247, 246]
    assert await ids(min_id=240, reverse=True) == list(range(241, 251))
    assert await ids(max_id=4) == [3, 2, 1]
    assert await ids(offset_id=100, limit=2) == [99, 98]
    assert await ids(offset_id=100, limit=2, add_offset=-1) == [100, 99]
    assert await ids(offset_date=START + timedelta(minutes=11), limit=1) == [10]


async def test_window_is_moved_before_it_is_clipped(client, channel) -> None:
    peer = await client.get_input_entity("DIUkraine")
    page_ = await client(functions.messages.GetHistoryRequest(peer, 0, None, -3, 5, 0, 0, 0))
    assert [m.id for m in page_.messages] == [250, 249]
    assert page_.count == 250
    assert page_.pts == channel.pts


async def test_deleted_posts_come_back_empty(client, channel) -> None:
    channel.delete([7])
    peer = await client.get_input_entity("DIUkraine")
    answer = await client(functions.channels.GetMessagesRequest(peer, [types.InputMessageID(n) for n in (6, 7, 999)]))
    assert [type(m).__name__ for m in answer.messages] == ["Message", "MessageEmpty", "MessageEmpty"]
    assert [m.id for m in answer.messages] == [6, 7, 999]
    assert 7 not in [m.id async for m in client.iter_messages("DIUkraine", wait_time=0)]


async def test_reading_counters_adds_a_view_only_if_asked(client, channel) -> None:
    channel.react(5, views=100, forwards=3)
    peer = await client.get_input_entity("DIUkraine")
    for increment, expected in ((False, 100), (True, 101), (False, 101)):
        answer = await client(functions.messages.GetMessagesViewsRequest(peer, [5, 9999], increment))
        assert (answer.views[0].views, answer.views[0].forwards) == (expected, 3)
        assert answer.views[1].views is None


async def test_joining_makes_a_dialog_and_leaving_ends_it(client, channel) -> None:
    await client(functions.channels.JoinChannelRequest("DIUkraine"))
    (dialog,) = await client.get_dialogs()
    assert (dialog.entity.id, dialog.message.message, dialog.dialog.pts) == (channel.id, "post 250", channel.pts)
    await client(functions.channels.LeaveChannelRequest("DIUkraine"))
    assert await client.get_dialogs() == []
    with pytest.raises(errors.UserNotParticipantError):
        await client(functions.channels.LeaveChannelRequest("DIUkraine"))


async def test_many_dialogs_come_in_pages(server: Server, connect) -> None:
    user = server.add_user()
    for number in range(230):
        made = server.add_channel(f"c{number}", f"handle{number}")
        made.post("hello", date=START + timedelta(minutes=number))
        server.join(user, made)
    client = await connect(user)
    names = [dialog.name for dialog in await client.get_dialogs()]
    assert names == [f"c{number}" for number in range(229, -1, -1)]
    assert [call.method for call in server.calls].count("messages.getDialogs") == 3


async def test_full_channel_tells_pts(client, channel) -> None:
    full = await client(functions.channels.GetFullChannelRequest("DIUkraine"))
    assert (full.full_chat.pts, full.chats[0].id) == (251, channel.id)


async def test_private_channel_is_for_members(server: Server, client) -> None:
    (user,) = server.world.users.values()
    secret = server.add_channel("Secret", private=True)
    secret.post("hidden")
    peer = types.InputPeerChannel(secret.id, secret.access_hash(user.id))
    with pytest.raises(errors.ChannelPrivateError):
        await client.get_messages(peer, limit=1)
    server.join(user, secret)
    assert (await client.get_messages(peer, limit=1))[0].message == "hidden"
    server.leave(user, secret)
    with pytest.raises(errors.ChannelPrivateError):
        await client(functions.updates.GetChannelDifferenceRequest(peer, types.ChannelMessagesFilterEmpty(), 1, 10))


async def test_a_public_channel_can_go_private(client, channel) -> None:
    peer = await client.get_input_entity("DIUkraine")
    channel.private = True
    with pytest.raises(errors.ChannelPrivateError):
        await client.get_messages(peer, limit=1)


async def test_hash_is_worthless_to_another_account(server: Server, client, channel) -> None:
    other = server.add_user("other", "15550002")
    with pytest.raises(errors.ChannelInvalidError):
        await client.get_messages(types.InputPeerChannel(channel.id, channel.access_hash(other.id)), limit=1)


async def test_vanished_channel_is_invalid_and_its_handle_free(server: Server, client, channel) -> None:
    peer = await client.get_input_entity("DIUkraine")
    server.remove_channel(channel)
    with pytest.raises(errors.ChannelInvalidError):
        await client.get_messages(peer, limit=1)
    with pytest.raises(errors.UsernameNotOccupiedError):
        await client(functions.contacts.ResolveUsernameRequest("DIUkraine"))


async def test_files_are_served_in_pieces(client, channel) -> None:
    picture, report = b"\xff\xd8" + b"p" * 300_000, b"%PDF" + b"d" * 700_000
    channel.post("", media=photo((1280, 853), picture))
    channel.post("", media=document("звіт.pdf", data=report))
    second, first = await client.get_messages("DIUkraine", limit=2)
    assert await client.download_media(first, bytes) == picture
    assert await client.download_media(second, bytes) == report
    assert second.file.name == "звіт.pdf"


async def test_expired_reference_is_refused_and_a_fresh_read_has_a_new_one(server: Server, client, channel) -> None:
    channel.post("", media=photo(data=b"\xff\xd8picture"))
    (stale,) = await client.get_messages("DIUkraine", limit=1)
    server.expire_references()
    with pytest.raises(errors.FileReferenceExpiredError):
        await client.download_media(stale, bytes)
    (fresh,) = await client.get_messages("DIUkraine", limit=1)
    assert await client.download_media(fresh, bytes) == b"\xff\xd8picture"


async def test_every_kind_of_media_arrives_as_what_it_is(client, channel) -> None:
    kinds = {
        "photo": photo((100, 50)),
        "video": video(108.0, 1920, 1080, "plekhovo.mp4"),
        "gif": video(3, animated=True),
        "video_note": video(9, 384, 384, round_=True),
        "document": document("a.txt", "text/plain"),
        "voice": voice(7),
        "audio": audio(200, "Song"),
        "sticker": sticker("🔥"),
        "poll": poll("Who?", ["A", "B"]),
        "geo": geo(51.1, 34.9),
        "web_preview": page("https://example.org/a", "Title"),
    }
    for media in kinds.values():
        channel.post("", media=media)
    got = await client.get_messages("DIUkraine", limit=len(kinds))
    for kind, message in zip(kinds, reversed(got), strict=True):
        assert getattr(message, kind) is not None, kind
    by_kind = dict(zip(kinds, reversed(got), strict=True))
    shape = by_kind["video"].file
    assert (shape.duration, shape.width, shape.height, shape.name) == (108, 1920, 1080, "plekhovo.mp4")
    assert by_kind["poll"].poll.poll.question.text == "Who?"
    assert by_kind["voice"].file.duration == 7
    assert by_kind["sticker"].file.emoji == "🔥"


async def test_what_is_not_served_says_so_and_is_seen(server: Server, client) -> None:
    with pytest.raises(errors.BadRequestError, match=r"METHOD_NOT_IMPLEMENTED_messages\.getAllDrafts"):
        await client(functions.messages.GetAllDraftsRequest())
    call = server.calls[-1]
    assert (call.method, call.user_id) == ("messages.getAllDrafts", next(iter(server.world.users)))


async def test_state_and_status(client) -> None:
    state = await client(functions.updates.GetStateRequest())
    assert state.pts > 0
    assert await client(functions.account.UpdateStatusRequest(offline=False))
    assert utils.get_peer_id(await client.get_me()) > 0
