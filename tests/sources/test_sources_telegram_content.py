"""Posts as they arrive over the wire, and what never leaves the source."""

import logging

import pytest
import structlog
from telethon.crypto import aes
from telethon.tl import types

from monitor.errors import Rejected
from monitor.model import ChannelChanged, Counted, Counters, Edited, Posted
from monitor.testing.telegram import Forwarded, poll, video


def post(desk, number):
    return next(u.post for u in desk.world.of(Posted) if u.post.id == number)


async def test_posts_of_every_kind(desk):
    birds, press = desk.joined("Magyar's Birds", "robert_magyar"), desk.joined("Бутусов Плюс", "ButusovPlus")
    async with desk.watching(press):
        origin = birds.post("Снігове поле", media=video(108.0, name="snow.mp4"))
        press.post("🔥 Щонайменше 30", entities=[types.MessageEntityBold(3, 10)], author="Бутусов")
        press.forward_from(birds, origin.id)
        press.post("", forward=Forwarded(name="Хтось"), reply_to=1)
        press.post("", media=poll("Чи вірите ви?", ["так", "ні"]))
        await desk.world.caught_up(press)
    first, forward, hidden, asked = (post(desk, n) for n in (1, 2, 3, 4))
    assert first.text[first.markup[0].start : first.markup[0].end] == "Щонайменше"
    assert (first.author, first.link) == ("Бутусов", "https://t.me/ButusovPlus/1")
    assert (forward.forward.channel, forward.forward.message_id) == (birds.id, origin.id)
    assert (forward.forward.handle, forward.forward.name) == ("robert_magyar", "Magyar's Birds")
    assert (forward.media[0].kind, forward.media[0].duration, forward.media[0].file_name) == (
        "video",
        108.0,
        "snow.mp4",
    )
    assert (hidden.forward.name, hidden.forward.channel, hidden.reply_to) == ("Хтось", None, 1)
    assert (asked.text, asked.media[0].kind) == ("Чи вірите ви?", "poll")


async def test_album_pushed_together(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.album([("caption", video()), ("", video())])
        await desk.world.caught_up(channel)
    one, two = post(desk, 1), post(desk, 2)
    assert one.group == two.group is not None
    assert (one.parts, two.parts) == ((1,), (2,))


async def test_counters_are_no_content(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("x")
        channel.react(1, {"🔥": 3}, views=100, forwards=7)
        await desk.world.until(lambda: desk.world.of(Edited) and len(desk.world.of(Counted)) == 2)
        await desk.world.caught_up(channel)
    assert {u.counters for u in desk.world.of(Counted)} == {Counters(views=100), Counters(forwards=7)}
    edited = desk.world.of(Edited)[0].post
    assert edited.counters.reactions == (("🔥", 3),)
    assert edited.content == post(desk, 1).content


async def test_counters_are_read_again_with_the_newest_posts(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel, reconcile=150):
        channel.post("x")
        await desk.world.until(lambda: desk.world.of(Edited))
        channel.react(1, views=5_000, push=False)
        await desk.world.until(lambda: desk.world.of(Counted))
    assert desk.world.of(Counted)[0].counters.views == 5_000


async def test_new_title_and_handle(desk):
    channel = desk.joined("Old title", "old_handle")
    async with desk.watching(channel):
        channel.rename(handle="new_handle", title="New title")
        await desk.world.until(lambda: desk.world.of(ChannelChanged)[-1].title == "New title")
        channel.post("goes on")
        await desk.world.until(lambda: "goes on" in desk.world.texts())
    last = desk.world.of(ChannelChanged)[-1]
    assert (last.handle, last.peer.handle) == ("new_handle", "old_handle")
    assert desk.world.stored[channel.id].read_to == 2
    assert post(desk, 2).link == "https://t.me/new_handle/2"


async def test_secrets_reach_no_log_no_state_and_no_error(desk, caplog):
    caplog.set_level(logging.DEBUG)
    channel = desk.joined("A", "a_channel")
    with structlog.testing.capture_logs() as logs:
        async with desk.watching(channel):
            desk.server.drop_connections()
            channel.post("x", push=False)
            channel.post("y")
            await desk.world.caught_up(channel)
            desk.server.ban(desk.user)
            desk.server.drop_connections()
            await desk.world.until(lambda: "banned" in desk.world.states())
        with pytest.raises(Rejected) as caught:
            await desk.source(channel).run(desk.world)
    states = [u for u in desk.world.updates if hasattr(u, "state")]
    everything = f"{logs} {states} {caught.value!r} {caplog.text} {desk.source(channel)!r}"
    hashes = {str(peer.access_hash) for peer in desk.world.peers_.values()}
    for secret in {desk.session, desk.session[20:60], "0" * 32, desk.user.phone, *hashes}:
        assert secret not in everything


def test_the_fast_cipher_is_in_use():
    assert aes.cryptg is not None
