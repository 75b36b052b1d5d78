"""The preview source against a loopback server: what it hands over, once, in order, whatever happens."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from preview_world import BOTH, QUICK, Desk, Shelf, backfilling

from monitor.model import ChannelChanged, ChannelSpec, Cursor, Deleted, Edited, Posted, Reached, Update
from monitor.testing.preview import PreviewChannel, PreviewServer
from monitor.testing.receivers import Answer

DAY = 86_400_000


@pytest.fixture
async def desk(no_task_left: None) -> AsyncIterator[Desk]:
    async with PreviewServer() as server:
        yield Desk(server)


def now() -> int:
    return time.time_ns() // 1_000_000


# First contact and what follows


async def test_first_contact_sets_the_cursor_at_the_newest_post(desk: Desk) -> None:
    channel = desk.server.add("news", 77, "The News")
    channel.posts(30)
    async with desk.watching(channel):
        await desk.polls(channel)
        assert desk.shelf.read_to(channel) == 30
        assert desk.shelf.of(Posted) == []
        assert desk.shelf.edits() == []
        (known,) = desk.shelf.of(ChannelChanged)
    assert (known.id, known.kind, known.handle, known.title, known.peer) == (77, "telegram", "news", "The News", None)
    assert desk.shelf.states("news") == ["polling"]
    assert desk.shelf.states() == ["starting", "polling", "stopped"]


async def test_what_comes_then_is_live_and_comes_once_and_in_order(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        for _ in range(3):
            channel.posts(2)
            await desk.shelf.until(lambda: desk.shelf.read_to(channel) == channel.next_id - 1)
        await desk.polls(channel)
    posted = desk.shelf.of(Posted)
    assert desk.shelf.ids(channel) == [4, 5, 6, 7, 8, 9]
    assert all((update.via, update.live, update.history) == ("preview", True, False) for update in posted)
    assert posted[0].post.link == "https://t.me/news/4"


async def test_every_post_is_handed_over_before_the_cursor_passes_it(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.posts(60)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 61)
    seen: set[int] = {1}
    for update in desk.shelf.updates:
        if isinstance(update, Posted):
            seen.add(update.post.id)
        elif isinstance(update, Reached):
            assert set(range(1, update.cursor.read_to + 1)) <= seen


async def test_a_channel_that_is_empty_at_first(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    async with desk.watching(channel):
        assert desk.shelf.read_to(channel) == -1
        channel.post("from before", at=now() - DAY)
        channel.post("the first", at=now() + 1000)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 2)
        assert desk.shelf.ids(channel) == [2]


# Paging


async def test_sixty_new_posts_on_pages_of_twenty(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(5)
    async with desk.watching(channel):
        channel.posts(60)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 65)
        assert desk.shelf.ids(channel) == list(range(6, 66))
        assert [update.live for update in desk.shelf.of(Posted)] == [False] * 60


async def test_ids_with_holes_albums_and_service_messages(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(5)
    async with desk.watching(channel):
        expected: list[int] = []
        for turn in range(25):
            channel.hole(turn * 7)
            channel.service("Channel pinned a photo")
            expected += channel.album(3, f"album {turn}")
            expected += channel.posts(2)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == channel.next_id - 1)
        await desk.polls(channel)
    assert desk.shelf.ids(channel) == expected


async def test_a_far_gap_is_read_in_growing_windows(desk: Desk) -> None:
    """Ids are sparse where much was deleted: a page reaches far."""
    channel = desk.server.add("news", 77)
    channel.posts(20)
    async with desk.watching(channel):
        for _ in range(100):
            channel.hole(99)
            channel.post("rare")
        before = len(desk.server.asked)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == channel.next_id - 1)
        asked = [path for path in desk.server.asked[before:] if "before=" in path]
    assert len(desk.shelf.ids(channel)) == 100
    assert len(asked) < 40


async def test_an_empty_page_in_between_is_a_busy_server_and_no_end(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(5)
    async with desk.watching(channel):
        nothing = PreviewChannel("news", 77)
        channel.faults.extend([*_first_page(channel, 60), _page_of(nothing)])
        await desk.shelf.until(lambda: "waiting" in desk.shelf.states("news"))
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 65)
    assert desk.shelf.ids(channel) == list(range(6, 66))


async def test_a_newest_page_without_posts_is_a_busy_server_too(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(5)
    async with desk.watching(channel):
        channel.faults.append(_page_of(PreviewChannel("news", 77)))
        await desk.shelf.until(lambda: "waiting" in desk.shelf.states("news"))
        await desk.shelf.until(lambda: desk.shelf.states("news")[-1] == "polling")
    assert desk.shelf.gone() == []
    assert desk.shelf.read_to(channel) == 5


def _page_of(channel: PreviewChannel) -> Answer:
    from monitor.testing.preview.pages import history

    return Answer(200, history(channel, None).encode())


def _first_page(channel: PreviewChannel, more: int) -> list[Answer]:
    """The newest page after so many more posts."""
    channel.posts(more)
    return [_page_of(channel)]


# What changes


async def test_edits_and_counters_of_posts_on_the_page(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        number = channel.post("as it was")
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == number)
        channel.edit(number, "as it is")
        await desk.shelf.until(lambda: desk.shelf.edits() == ["as it is"])
        channel.view(number, "1.2K")
        await desk.shelf.until(lambda: desk.shelf.counted() == [(number, 1200)])
        await desk.polls(channel)
    assert desk.shelf.edits() == ["as it is"]
    assert desk.shelf.counted() == [(number, 1200)]


async def test_an_edit_of_what_is_older_than_we_are_is_not_ours(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        channel.edit(2, "changed")
        await desk.polls(channel)
    assert desk.shelf.edits() == []
    assert desk.shelf.ids(channel) == []


async def test_an_album_comes_as_one_and_again_when_it_has_grown(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.album(2, "caption")
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 3)
        channel.grow(2)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)
        await desk.polls(channel)
        channel.edit(2, "another caption")
        await desk.shelf.until(desk.shelf.edits)
        await desk.polls(channel)
    posts = [update.post for update in desk.shelf.of(Posted)]
    assert [(p.id, p.parts, p.group, p.text, len(p.media)) for p in posts] == [
        (2, (2, 3), 2, "caption", 2),
        (2, (2, 3, 4), 2, "caption", 3),
    ]
    assert desk.shelf.edits() == ["another caption"]
    assert not any("embed" in path for path in desk.server.asked), "the parts of an album stand on its page"


async def test_an_album_that_lost_a_picture_is_told_of_once_and_then_shown(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.album(3, "caption")
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)
        channel.delete(3)
        await desk.shelf.until(desk.shelf.edits)
        await desk.polls(channel)
    changes = [update for update in desk.shelf.updates if isinstance(update, (Deleted, Edited))]
    assert [type(update) for update in changes] == [Deleted, Edited]
    assert desk.shelf.gone() == [3]
    assert changes[1].post.parts == (2, 4)


async def test_a_deletion_is_told_after_a_second_look(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.posts(4)
        channel.album(3)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 8)
        channel.delete(3, 8)
        await desk.shelf.until(lambda: sorted(desk.shelf.gone()) == [3, 8])
        channel.delete(6)
        await desk.polls(channel, 3)
    deleted = [update for update in desk.shelf.updates if hasattr(update, "how")]
    assert all(update.how == "page" and update.since is not None for update in deleted)
    assert {"/news/3?embed=1&mode=tme", "/news/8?embed=1&mode=tme"} <= set(desk.server.asked)
    assert set(desk.shelf.gone()) >= {3, 8}


async def test_the_newest_post_can_be_deleted(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.posts(2)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 3)
        channel.delete(3)
        await desk.shelf.until(lambda: desk.shelf.gone() == [3])
        channel.post("next")
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)


async def test_a_post_that_a_page_leaves_out_is_not_gone(desk: Desk) -> None:
    """An old page from a cache, say: the post's own page shows it. It is not asked for at every poll."""
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.posts(3)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)
        old = PreviewChannel("news", 77, said={n: said for n, said in channel.said.items() if n < 4})
        channel.faults.extend([_page_of(old)])
        await desk.polls(channel, 4)
        channel.faults.extend([_page_of(old)])
        await desk.polls(channel, 4)
    assert desk.shelf.gone() == []
    assert desk.server.asked.count("/news/4?embed=1&mode=tme") == 1


async def test_posts_below_the_page_are_not_looked_for(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.posts(50)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 51)
        await desk.polls(channel, 3)
    assert not any("embed" in path for path in desk.server.asked)


# Starting again


async def test_a_restart_misses_nothing_and_repeats_nothing(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        channel.posts(2)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 5)
    channel.posts(45)
    async with desk.watching(channel):
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 50)
        channel.posts(1)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 51)
    assert desk.shelf.ids(channel) == list(range(4, 52))
    late = [update.live for update in desk.shelf.of(Posted)]
    assert late == [True] * 2 + [False] * 45 + [True]


@pytest.mark.parametrize("last", [0, 1, 7, 20, 21, 33, 59])
async def test_a_death_at_any_post_loses_none(desk: Desk, last: int) -> None:
    """What was handed over before the death is stored; the rest comes after it, and none is passed over."""
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        pass
    channel.posts(60)

    def dies(update: Update) -> bool:
        return isinstance(update, Posted) and update.post.id > 3 + last

    desk.shelf.fails = dies
    async with desk.watching(channel):
        await desk.shelf.until(lambda: "failed" in desk.shelf.states("news"))
    desk.shelf.fails = lambda _update: False
    async with desk.watching(channel):
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 63)
    assert sorted(set(desk.shelf.ids(channel))) == list(range(4, 64))


async def test_what_changed_while_away_is_found_on_the_page(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.posts(3)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)
    channel.edit(3, "changed meanwhile")
    channel.delete(2)
    async with desk.watching(channel):
        await desk.shelf.until(lambda: desk.shelf.gone() == [2])
    assert "changed meanwhile" in desk.shelf.edits()


async def test_where_an_account_has_read_the_preview_goes_on(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(30)
    desk.shelf.stored["telegram", 77] = Cursor("telegram", 77, 4, 900)
    async with desk.watching(channel):
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 30)
    assert desk.shelf.ids(channel) == list(range(5, 31))
    assert desk.shelf.stored["telegram", 77].read_to == 4


# History


async def test_history_is_read_back_to_a_date(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(30, at=now() - 9 * DAY)
    channel.posts(40, at=now() - 2 * DAY)
    async with desk.watching(backfilling(channel, 7 * DAY)):
        await desk.shelf.until(lambda: len(desk.shelf.ids(channel, history=True)) == 40)
        channel.post("live")
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 71)
        await desk.polls(channel)
    assert sorted(desk.shelf.ids(channel, history=True)) == list(range(31, 71))
    assert desk.shelf.ids(channel) == [71]
    assert not any(update.live for update in desk.shelf.of(Posted) if update.history)
    assert desk.shelf.stored["preview:history", 77].read_to == 70


async def test_history_goes_on_where_it_was_when_the_process_ended(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(100, at=now() - DAY)
    desk.pace = replace(QUICK, history_every=0.1)
    async with desk.watching(backfilling(channel, 7 * DAY)):
        await desk.shelf.until(lambda: desk.shelf.stored["preview:history", 77].read_to >= 40)
    first = len(desk.shelf.ids(channel, history=True))
    assert 40 <= first < 100
    desk.pace = QUICK
    async with desk.watching(backfilling(channel, 7 * DAY)):
        await desk.shelf.until(lambda: desk.shelf.stored["preview:history", 77].read_to == 100)
    assert sorted(set(desk.shelf.ids(channel, history=True))) == list(range(1, 101))
    assert len(desk.shelf.ids(channel, history=True)) - 100 <= 20
    asked = len(desk.server.asked)
    async with desk.watching(backfilling(channel, 7 * DAY)):
        await desk.polls(channel)
    assert not any("before=" in path for path in desk.server.asked[asked:])


# States


@pytest.mark.parametrize(
    ("shows", "state"),
    [("front", "no_preview"), ("group", "no_preview"), ("person", "vanished"), ("nobody", "vanished")],
)
async def test_where_there_is_no_history_the_state_says_why(desk: Desk, shows: str, state: str) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        assert desk.shelf.read_to(channel) == 3
        channel.shows = shows  # type: ignore[assignment]
        await desk.shelf.until(lambda: desk.shelf.states("news")[-1] == state)
        assert desk.shelf.read_to(channel) == 3
        channel.shows = "posts"
        channel.posts(1)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)
    assert desk.shelf.gone() == []


async def test_a_handle_that_leads_to_another_channel_is_not_read(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        pass
    taken = desk.server.add("news", 88)
    taken.posts(50)
    async with desk.watching(taken):
        await desk.polls(taken, 1)
    assert desk.shelf.states("news")[-1] == "renamed"
    assert (desk.shelf.read_to(channel), desk.shelf.read_to(taken)) == (3, -1)
    assert desk.shelf.of(Posted) == []
    assert [update.id for update in desk.shelf.of(ChannelChanged)] == [77]


async def test_a_new_title_is_told(desk: Desk) -> None:
    channel = desk.server.add("news", 77, "Old")
    channel.posts(1)
    async with desk.watching(channel):
        channel.title = "New"
        await desk.shelf.until(lambda: len(desk.shelf.of(ChannelChanged)) == 2)
        await desk.polls(channel)
    assert [update.title for update in desk.shelf.of(ChannelChanged)] == ["Old", "New"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Answer(429, b"", {"retry-after": "0"}), "flooded"),
        (Answer(429), "flooded"),
        (Answer(503), "waiting"),
        (Answer(403), "waiting"),
        (Answer(reset=True), "waiting"),
        (Answer(200, b"<html>half a page"), "failed"),
        (Answer(200, b"<div>" * 200_000), "failed"),
        (Answer(200, b""), "failed"),
    ],
)
async def test_what_goes_wrong_passes_and_nothing_is_lost(desk: Desk, fault: Answer, state: str) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(3)
    async with desk.watching(channel):
        channel.faults.extend([fault] * 2)
        await desk.shelf.until(lambda: state in desk.shelf.states("news"))
        channel.posts(2)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 5)
    assert desk.shelf.ids(channel) == [4, 5]
    assert desk.shelf.gone() == []


async def test_while_no_channel_can_be_reached_the_source_says_so(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.faults.extend([Answer(503)] * 2)
        await desk.shelf.until(lambda: desk.shelf.states()[-1] == "disconnected")
        await desk.shelf.until(lambda: desk.shelf.states()[-1] == "polling")


async def test_a_channel_that_hangs_or_lies_delays_no_other(desk: Desk) -> None:
    good, hangs, lies = desk.server.add("good", 1), desk.server.add("hangs", 2), desk.server.add("lies", 3)
    for channel in (good, hangs, lies):
        channel.posts(1)
    async with desk.watching(good, hangs, lies):
        hangs.hangs = True
        lies.faults.extend([Answer(200, b"<div>" * 200_000)] * 1_000)
        for _ in range(5):
            good.posts(1)
            await desk.shelf.until(lambda: desk.shelf.read_to(good) == good.next_id - 1, 1.5)
        await desk.shelf.until(
            lambda: "waiting" in desk.shelf.states("hangs") and "failed" in desk.shelf.states("lies")
        )
    assert desk.shelf.ids(good) == [2, 3, 4, 5, 6]
    assert set(desk.shelf.states("good")) <= set(BOTH)


async def test_one_channel_under_two_handles_is_watched_once(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    desk.server.channels["other"] = channel
    async with desk.watching(channel, ChannelSpec("telegram", "other")):
        states = {name: desk.shelf.states(name)[-1] for name in ("news", "other")}
        assert sorted(states.values()) == ["failed", "polling"]


async def test_a_post_that_cannot_be_read_is_left_out_and_named(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        from monitor.testing.preview.pages import history

        channel.posts(3)
        broken = history(channel, None).replace('data-post="news/3"', 'data-post="news/3" data-broken="1"')
        head, _, tail = broken.partition('data-broken="1"')
        broken = head + tail.replace("<time datetime=", "<time x=", 1)
        channel.faults.extend([Answer(200, broken.encode())])
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 4)
        await desk.polls(channel, 1)
    details = [u.detail for u in desk.shelf.updates if getattr(u, "detail", "")]
    assert "post 3 cannot be read and is left out" in details
    assert desk.shelf.ids(channel)[:2] == [2, 4]


async def test_a_large_page_is_read_beside_the_loop(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching(channel):
        channel.post("long " * 60_000)
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 2)
    assert len(desk.shelf.of(Posted)[0].post.text) == 299_999


async def test_a_wait_that_the_host_asks_for_holds_for_all_its_channels(desk: Desk) -> None:
    first, second = desk.server.add("first", 1), desk.server.add("second", 2)
    first.posts(1)
    second.posts(1)
    async with desk.watching(first, second):
        first.faults.append(Answer(429, b"", {"retry-after": "60"}))
        await desk.shelf.until(lambda: {desk.shelf.states(n)[-1] for n in ("first", "second")} == {"flooded"})
        asked = len(desk.server.asked)
        await asyncio.sleep(0.3)
        assert len(desk.server.asked) == asked
    assert desk.shelf.states()[-2:] == ["disconnected", "stopped"]


# Reload


async def test_channels_come_and_go_while_it_runs(desk: Desk) -> None:
    first, second = desk.server.add("first", 1), desk.server.add("second", 2)
    first.posts(1)
    second.posts(1)
    async with desk.watching(first) as source:
        source.watch([ChannelSpec("telegram", "second")])
        await desk.shelf.until(lambda: desk.shelf.read_to(second) == 1)
        asked = desk.server.asked.count("/s/first")
        first.posts(25)
        second.posts(1)
        await desk.shelf.until(lambda: desk.shelf.read_to(second) == 2)
        assert desk.server.asked.count("/s/first") <= asked + 1
        source.watch([ChannelSpec("telegram", "first"), ChannelSpec("telegram", "second")])
        await desk.shelf.until(lambda: desk.shelf.read_to(first) == 26)
    assert desk.shelf.ids(first) == list(range(2, 27))


async def test_a_source_without_channels_waits_for_some(desk: Desk) -> None:
    channel = desk.server.add("news", 77)
    channel.posts(1)
    async with desk.watching() as source:
        await asyncio.sleep(0.05)
        source.watch([ChannelSpec("telegram", "@News")])
        await desk.shelf.until(lambda: desk.shelf.read_to(channel) == 1)


def test_the_shelf_of_these_tests_lets_no_cursor_go_back() -> None:
    shelf = Shelf()
    shelf.offer(Reached(Cursor("preview", 1, 5)))
    with pytest.raises(AssertionError, match="went back"):
        shelf.offer(Reached(Cursor("preview", 1, 4)))
