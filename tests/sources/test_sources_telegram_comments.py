"""Comments: posts of a channel of their own, under the posts that they answer."""

from dataclasses import replace

import pytest
from accounts_world import Crew

from monitor.model import ChannelChanged, ChannelSpec, Deleted, Edited, Posted

ENTRY = ChannelSpec("telegram", "a_channel", comments=True)


@pytest.fixture
def channel(desk):
    channel = desk.joined("A", "a_channel")
    channel.post("before anybody watched")
    desk.server.add_discussion(channel)
    return channel


def said(world, group):
    """Texts of comments with where their links lead, in the order in which they were handed over."""
    posts = [u.post for u in world.of(Posted) if u.post.channel == group.id]
    return [(post.text, post.link.removeprefix("https://t.me/")) for post in posts]


async def at_work(desk):
    await desk.world.until(lambda: "polling" in desk.world.states("a_channel/comments"))


async def test_comments_are_posts_under_their_post(desk, channel):
    group = channel.discussion
    async with desk.running(desk.source(ENTRY)):
        await at_work(desk)
        channel.post("two", views=9)
        first = group.comment(2, "yes")
        group.comment(2, "no", answers=first.id)
        group.comment(1, "late, on a post from before")
        group.chat("not about any post")
        group.chat("nor is this", answers=first.id + 3)
        await desk.world.until(lambda: len(said(desk.world, group)) == 3)
        await desk.world.caught_up(group)
        await desk.world.caught_up(channel)
    ids = [u.post.id for u in desk.world.of(Posted) if u.post.channel == group.id]
    assert said(desk.world, group) == [
        ("yes", f"a_channel/2?comment={ids[0]}"),
        ("no", f"a_channel/2?comment={ids[1]}"),
        ("late, on a post from before", f"a_channel/1?comment={ids[2]}"),
    ]
    answers = [u.post.reply_to for u in desk.world.of(Posted) if u.post.channel == group.id]
    assert answers[1] == ids[0]
    assert [u.post.text for u in desk.world.of(Posted) if u.post.channel == channel.id] == ["two"]
    assert {u.post.author for u in desk.world.of(Posted)} == {""}
    (known,) = {(u.handle, u.title, u.flags) for u in desk.world.of(ChannelChanged) if u.id == group.id}
    assert known == ("a_channel/comments", "A Chat", None)


async def test_edits_and_deletions_of_comments(desk, channel):
    group = channel.discussion
    async with desk.running(desk.source(ENTRY)):
        await at_work(desk)
        comment = group.comment(1, "one")
        other = group.comment(1, "two")
        await desk.world.until(lambda: len(said(desk.world, group)) == 2)
        group.edit(comment.id, "one, corrected")
        group.delete([other.id])
        await desk.world.until(lambda: desk.world.edits() == ["one, corrected"])
        await desk.world.until(lambda: desk.world.of(Deleted))
    (edited,) = desk.world.of(Edited)
    assert edited.post.link == f"https://t.me/a_channel/1?comment={comment.id}"


async def test_an_account_in_the_group_is_told_at_once(desk, channel):
    group = channel.discussion
    desk.server.join(desk.user, group)
    async with desk.running(desk.source(ENTRY)):
        await desk.world.until(lambda: "live" in desk.world.states("a_channel/comments"))
        group.comment(1, "on a post whose copy nobody has seen")
        await desk.world.until(lambda: len(said(desk.world, group)) == 1)
        group.comment(1, "and another")
        await desk.world.until(lambda: len(said(desk.world, group)) == 2)
        group.chat("hello")
        await desk.world.caught_up(group)
    assert len(said(desk.world, group)) == 2


async def test_comments_go_on_after_a_restart_and_are_not_read_without_being_asked_for(desk, channel):
    group = channel.discussion
    async with desk.running(desk.source(ENTRY)):
        await at_work(desk)
    group.comment(1, "meanwhile")
    desk.world.updates.clear()
    async with desk.running(desk.source(ENTRY)):
        await desk.world.until(lambda: said(desk.world, group) == [("meanwhile", "a_channel/1?comment=2")])
        await desk.world.caught_up(group)
    source = desk.source(ENTRY)
    async with desk.running(source):
        await at_work(desk)
        source.watch([ChannelSpec("telegram", "a_channel")])
        group.comment(1, "unheard")
        channel.post("heard")
        await desk.world.caught_up(channel)
    assert "unheard" not in desk.world.texts()
    desk.world.updates.clear()
    async with desk.running(desk.source(ChannelSpec("telegram", "a_channel"))):
        await desk.world.until(lambda: "live" in desk.world.states("a_channel"))
    assert not desk.world.states("a_channel/comments")


async def test_a_channel_without_comments_says_so_and_is_read(desk):
    channel = desk.joined("B", "a_channel")
    async with desk.running(desk.source(ENTRY)):
        await desk.world.until(lambda: "vanished" in desk.world.states("a_channel/comments"))
        channel.post("heard")
        await desk.world.caught_up(channel)


async def test_a_closed_group_does_not_hold_up_its_channel(desk, channel):
    channel.discussion.private = True
    async with desk.running(desk.source(ENTRY)):
        await desk.world.until(lambda: "private" in desk.world.states("a_channel/comments"))
        channel.post("heard")
        await desk.world.caught_up(channel)


async def test_comments_move_with_their_channel(desk):
    crew = Crew(desk.server, desk.world, replace(desk.pace, patience=0.3, look_every=0.05))
    channel = crew.channel("a_channel", 1)
    channel.post("one")
    group = desk.server.add_discussion(channel)
    async with crew.at_work(ENTRY):
        await crew.read_by("a_channel", 1)
        await crew.read_by("a_channel/comments", 1)
        group.comment(1, "before")
        await crew.world.caught_up(group)
        crew.server.ban(crew.users[0])
        group.comment(1, "in between")
        crew.server.drop_connections()
        await crew.read_by("a_channel/comments", 2)
        group.comment(1, "after")
        await crew.world.until(lambda: len(said(crew.world, group)) == 3)
    assert [text for text, _ in said(crew.world, group)] == ["before", "in between", "after"]
