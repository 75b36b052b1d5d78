"""Files come in with their posts: through Telethon, from a server, into the folder and the log."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from files_world import ALL, Town, picture, rule
from telethon.tl import functions

from monitor.chores import let_go
from monitor.errors import NoRoom, Unavailable
from monitor.files.removing import bury
from monitor.files.vault import Arriving
from monitor.model import DownloadSpec, Media, Post, Posted
from monitor.model.watch import KeepSpec
from monitor.ports.store import Wish
from monitor.testing.telegram import document, photo, video


async def test_a_file_comes_with_its_post(town: Town) -> None:
    data = picture()
    async with town.running():
        town.channel.post("look", media=photo(data=data))
        await town.until_states("kept")
    (path,) = town.stored()
    assert path.read_bytes() == data
    assert path == town.vault.path(sha256(data).hexdigest())
    assert path.stat().st_mode & 0o777 == 0o600
    assert town.vault.folder.stat().st_mode & 0o777 == 0o700
    found = await town.verify()
    assert (found.broken, found.files) == ([], 1)
    assert await town.ask("SELECT kind FROM log_entries WHERE kind = 'file'") == [("file",)]


async def test_what_nobody_asks_for_is_left_alone(town: Town) -> None:
    town.download = DownloadSpec()
    async with town.running():
        town.channel.post("look", media=photo())
        town.channel.post("end")
        await town.until("SELECT count(*) FROM posts", 2)
    assert await town.ask("SELECT * FROM post_files") == []
    assert not town.vault.folder.exists()


async def test_a_rule_has_the_files_of_its_matches_fetched(town: Town) -> None:
    town.download = DownloadSpec()
    town.rules = (rule("alarm", ALL),)
    async with town.running():
        town.channel.post("quiet", media=photo())
        town.channel.post("alarm", media=video(data=b"film"))
        await town.until_states("kept")
    assert await town.ask("SELECT message, kind FROM post_files") == [(2, "video")]


async def test_posts_that_were_missed_bring_their_files_and_older_ones_do_not(town: Town) -> None:
    town.channel.post("before we watched", media=photo(data=picture(1)))
    async with town.running():
        pass
    town.channel.post("while we were away", media=photo(data=picture(2)))
    async with town.running():
        await town.until_states("kept")
    assert await town.ask("SELECT message FROM post_files") == [(2,)]


async def test_a_file_that_is_forwarded_is_fetched_once(town: Town) -> None:
    other = town.server.add_channel("Echo", "the_echo")
    town.server.join(town.user, other)
    async with town.running():
        message = town.channel.post("look", media=photo(data=picture()))
        await town.until_states("kept")
        asked = town.asked()
        other.forward_from(town.channel, message.id)
        await town.until_states("kept", "kept")
        assert town.asked() == asked
    assert len(town.stored()) == 1
    assert [row[0] for row in await town.ask("SELECT how FROM post_files ORDER BY key")] == ["download", "file_id"]
    assert (await town.verify()).broken == []


async def test_the_same_content_under_another_name_is_stored_once(town: Town) -> None:
    data = picture()
    async with town.running():
        town.channel.post("one", media=photo(data=data))
        town.channel.post("two", media=photo(data=data))
        await town.until_states("kept", "kept")
    assert len(town.stored()) == 1
    assert await town.ask("SELECT count(*), sum(size) FROM files") == [(1, len(data))]


async def test_every_part_of_an_album_is_fetched_once(town: Town) -> None:
    async with town.running():
        town.channel.album([("a", photo(data=picture(1))), ("", photo(data=picture(2))), ("", video(data=b"film"))])
        await town.until_states("kept", "kept", "kept")
    assert len(town.stored()) == 3
    assert (await town.verify()).broken == []


async def test_what_is_larger_than_wanted_is_left(town: Town) -> None:
    town.download = DownloadSpec(frozenset({"document"}), 10_000)
    async with town.running():
        town.channel.post("big", media=document(data=b"x" * 10_001))
        await town.until_states("left")
    assert town.asked() == 0
    assert "at most 0.01 MB are wanted" in await town.detail()


async def test_a_size_that_was_a_lie_is_found_out(town: Town) -> None:
    town.download = DownloadSpec(frozenset({"document"}), 10_000)
    attached = document(data=b"x" * 50_000)
    attached.tl.document.size = 9_000
    async with town.running():
        town.channel.post("lie", media=attached)
        await town.until_states("left")
    assert "more than the 0.01 MB" in await town.detail()
    assert town.stored() == []
    assert town.asked() <= 3  # it was not read to its end


async def test_what_comes_in_part_is_tried_again(town: Town) -> None:
    attached = document(data=b"x" * 5_000)
    attached.tl.document.size = 6_000
    async with town.running():
        town.channel.post("part", media=attached)
        await town.until("SELECT attempts FROM post_files", 1)
    assert "5000 bytes, not 6000" in await town.detail()
    assert town.stored() == []


async def test_a_stale_reference_is_renewed_in_the_middle(town: Town) -> None:
    data = b"x" * 40_000
    answer, pieces = town.server.take_call, 0

    def expiring(connection: Any, request: Any) -> Any:
        nonlocal pieces
        if isinstance(getattr(request, "query", request), functions.upload.GetFileRequest):
            pieces += 1
            if pieces == 3:
                town.server.expire_references()
        return answer(connection, request)

    town.server.take_call = expiring  # type: ignore[method-assign]
    async with town.running():
        town.channel.post("long", media=document(data=data))
        await town.until_states("kept")
    (path,) = town.stored()
    assert path.read_bytes() == data
    assert town.asked("channels.getMessages") == 2


@pytest.mark.parametrize("told", [4, 2], ids=["told", "found out"])
async def test_a_file_of_another_data_centre_is_fetched_there(town: Town, told: int) -> None:
    data = b"x" * 20_000
    async with town.running():
        attached = replace(document(data=data), dc=4)
        message = town.channel.post("elsewhere", media=attached, push=False)
        message.media.document.dc_id = told
        town.channel.post("push", media=replace(document(data=b"y" * 9_000), dc=4))
        await town.until_states("kept", "kept")
        calls = [call.method for call in town.server.calls]
        assert calls.count("auth.importAuthorization") == 1  # one connection serves both
        town.server.drop_connections()
        town.channel.post("after", media=replace(document(data=b"z" * 9_000), dc=4))
        await town.until_states("kept", "kept", "kept")
        town.channel.post("one more")
        await town.until("SELECT count(*) FROM posts", 4)  # and what is live came over the account's own line
    assert {path.stat().st_size for path in town.stored()} == {20_000, 9_000}


async def test_a_data_centre_that_takes_nobody_in_costs_tries_only(town: Town) -> None:
    town.server.fail("auth.importAuthorization", 400, "AUTH_BYTES_INVALID", times=1)
    async with town.running():
        town.channel.post("elsewhere", media=replace(document(), dc=4))
        await town.until("SELECT attempts FROM post_files", 1)
        town.clock.ahead = 40_000
        await town.until_states("kept")


async def test_a_flood_of_files_is_waited_out_and_holds_up_no_post(town: Town) -> None:
    town.server.flood("upload.getFile", seconds=1)
    async with town.running():
        town.channel.post("flooded", media=document(data=b"x" * 10_000))
        await town.until("SELECT count(*) FROM posts", 1)
        town.channel.post("meanwhile")
        await town.until("SELECT count(*) FROM posts", 2, seconds=0.9)
        assert await town.ask("SELECT state FROM post_files") == [("due",)]
        await town.until_states("kept")
    calls = [call for call in town.server.calls if call.method == "upload.getFile"]
    assert calls[1].at - calls[0].at >= 0.9
    assert await town.ask("SELECT count(*) FROM source_states WHERE state = 'flooded'") == [(0,)]


async def test_a_message_that_is_gone_leaves_word(town: Town) -> None:
    town.server.flood("channels.getMessages", seconds=1)
    async with town.running():
        message = town.channel.post("short", media=photo())
        await town.until_states("due")
        town.channel.delete([message.id])
        await town.until_states("left")
    assert "gone before its file was fetched" in await town.detail()


async def test_a_lost_link_costs_nothing_but_time(town: Town) -> None:
    data = b"x" * 60_000
    town.server.delay(0.05, "upload.getFile")
    async with town.running():
        town.channel.post("long", media=document(data=data))
        await town.until("SELECT count(*) FROM post_files", 1)
        while town.asked() < 3:
            await town.until("SELECT 1", 1)
        town.server.drop_connections()
        town.server.delay(0, "upload.getFile")
        await town.until_states("kept")
    assert [path.read_bytes() for path in town.stored()] == [data]
    assert await town.ask("SELECT attempts FROM post_files") == [(0,)]


async def test_a_crash_between_fetching_and_recording_loses_nothing(town: Town) -> None:
    """The file is in its place and nothing says so; the next run fetches it again and records it once."""
    keep = town.desk._record

    async def dies(*_told: Any) -> None:
        raise BaseException("killed")  # noqa: TRY002

    town.desk._record = dies  # type: ignore[method-assign]
    data = picture()
    async with town.running():
        town.channel.post("look", media=photo(data=data))
        await town.until("SELECT count(*) FROM post_files", 1)
        while not town.stored():
            await town.until("SELECT 1", 1)
    assert await town.ask("SELECT state FROM post_files") == [("due",)]
    (town.vault.folder / "incoming" / "half").write_bytes(b"what a killed process leaves")
    town.desk._record = keep  # type: ignore[method-assign]
    town.desk._opened = False  # as after a start
    async with town.running():
        await town.until_states("kept")
    assert [path.read_bytes() for path in town.stored()] == [data]
    found = await town.verify()
    assert (found.broken, found.files) == ([], 1)


async def test_a_crash_before_the_record_and_an_erasure_leave_no_file(town: Town) -> None:
    async def dies(*_told: Any) -> None:
        raise BaseException("killed")  # noqa: TRY002

    town.desk._record = dies  # type: ignore[method-assign]
    async with town.running():
        town.channel.post("look", media=photo(data=picture()))
        await town.until("SELECT count(*) FROM post_files", 1)
        while not town.stored():
            await town.until("SELECT 1", 1)
    await town.database.erase([1], "a test", town.clock.now())
    await let_go(town.database, [], town.clock, KeepSpec(), town.desk)
    assert town.stored() == []


async def test_content_that_is_removed_while_it_comes_again_is_put_back(town: Town) -> None:
    """It was placed, and retention takes it off the disk before the record is written."""
    place = Arriving.place

    async def robbed(self: Arriving) -> None:
        await place(self)
        assert await bury(town.database, town.vault) == 1
        assert not town.vault.holds(self.digest)

    data = picture()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Arriving, "place", robbed)
        async with town.running():
            town.channel.post("look", media=photo(data=data))
            await town.until_states("kept")
    assert [path.read_bytes() for path in town.stored()] == [data]
    assert (await town.verify()).broken == []


async def test_a_full_budget_stops_all_and_says_so_until_there_is_room(town: Town) -> None:
    town.budget = 10_000
    async with town.running():
        town.channel.post("fits", media=document(data=b"a" * 6_000))
        await town.until_states("kept")
        town.channel.post("does not", media=document(data=b"b" * 6_000))
        town.channel.post("would, and waits its turn", media=document(data=b"c" * 1_000))
        await town.until("SELECT count(*) FROM facts WHERE name = 'media_full'", 1)
        assert [row[0] for row in await town.ask("SELECT state FROM post_files")] == ["kept", "due", "due"]
        town.budget = 20_000
        await town.until_states("kept", "kept", "kept")
        await town.until("SELECT count(*) FROM facts WHERE name = 'media_full'", 0)
    assert await town.ask("SELECT attempts FROM post_files WHERE attempts > 0") == []


async def test_what_is_larger_than_the_budget_does_not_stand_in_the_way(town: Town) -> None:
    town.budget = 5_000
    async with town.running():
        town.channel.post("never fits", media=document(data=b"a" * 6_000))
        town.channel.post("fits", media=document(data=b"b" * 600))
        await town.until_states("left", "kept")


async def test_a_size_that_nobody_told_cannot_break_the_budget(town: Town) -> None:
    town.budget = 10_000
    attached = document(data=b"a" * 30_000)
    async with town.running():
        town.channel.post("fits", media=document(data=b"b" * 600))
        await town.until_states("kept")
        town.channel.post("lies", media=attached)
        await town.until_states("kept", "left")


async def test_an_edit_brings_the_new_file_and_keeps_the_old(town: Town) -> None:
    async with town.running():
        message = town.channel.post("look", media=photo(data=picture(1)))
        await town.until_states("kept")
        town.channel.edit(message.id, "look again", media=photo(data=picture(2)))
        await town.until_states("kept", "kept")
    assert len(town.stored()) == 2
    assert (await town.verify()).broken == []


async def test_a_page_s_post_is_fetched_once_though_an_account_names_its_file_later(town: Town) -> None:
    async with town.running():
        town.channel.post("end")
        await town.until("SELECT count(*) FROM posts", 1)
    key, number = 1, town.channel.id
    async with town.database.write() as unit:
        await unit.want([Wish(key, number, 1, "", "photo", None, 1_000)], 1)
        await unit.want([Wish(key, number, 1, "77", "photo", None, 1_000)], 1)
    assert await town.ask("SELECT file_id, state FROM post_files") == [("77", "due")]
    assert Posted(Post(1, 1, 1, media=(Media("photo", 1),)), 1).post.media


async def test_a_bug_or_a_refusal_ends_in_failed_after_some_tries(town: Town) -> None:
    town.server.fail("upload.getFile", 400, "LOCATION_INVALID", times=100)
    async with town.running():
        town.channel.post("never", media=photo())
        for tried in range(1, 9):
            await town.until("SELECT attempts FROM post_files", tried)
            town.clock.ahead += 3_600_001
    assert await town.ask("SELECT state FROM post_files") == [("failed",)]
    assert "Telegram refused" in await town.detail()


async def test_a_folder_that_takes_nothing_is_said_and_waited_for(town: Town) -> None:
    town.vault.folder.write_text("a file in its place")
    async with town.running():
        town.channel.post("look", media=photo())
        await town.until("SELECT count(*) FROM facts WHERE name = 'media_full'", 1)
        await town.until_states("due")
        town.vault.folder.unlink()
        await town.until_states("kept")


async def test_a_disk_that_is_full_is_no_failure_of_the_file(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    write, times = Arriving._write, 0

    def full(self: Arriving, chunk: bytes) -> None:
        nonlocal times
        times += 1
        if times == 1:
            raise NoRoom("the disk is full")
        write(self, chunk)

    monkeypatch.setattr(Arriving, "_write", full)
    async with town.running():
        town.channel.post("look", media=photo())
        await town.until_states("kept")
    assert await town.ask("SELECT attempts FROM post_files") == [(0,)]
    assert issubclass(NoRoom, Unavailable)
