"""Files are evidence: what was fetched is what lies there; what goes leaves word, or, erased, leaves none."""

import asyncio
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from files_world import Town, picture
from sqlalchemy import text

from monitor.chores import let_go
from monitor.errors import StoreError
from monitor.files.vault import Vault
from monitor.model.watch import KeepSpec
from monitor.store.evidence.audit import Audited
from monitor.testing.telegram import photo, video

DAY = 86_400_000
PLANTED = (
    "INSERT INTO post_files SELECT 9, post, channel, 9, '', kind, size, largest, state, attempts, due, detail, file,"
    " at, how, salt, removed, why FROM post_files"
)


async def fetched(town: Town, *more: bytes) -> list[Path]:
    async with town.running():
        for number, data in enumerate((picture(1), *more)):
            town.channel.post(f"post {number}", media=photo(data=data))
        await town.until_states(*["kept"] * (1 + len(more)))
    return town.stored()


async def change(town: Town, statement: str) -> Audited:
    async with town.database.engines.writer.begin() as connection:
        await connection.execute(text(statement))
    return await town.verify()


async def test_a_file_that_was_changed_is_found(town: Town) -> None:
    (path,) = await fetched(town)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    (broken,) = (await town.verify()).broken
    assert broken == f"file {path.name} of {town.channel.id}/1: holds something else by now"


async def test_a_file_that_is_gone_is_found(town: Town) -> None:
    (path,) = await fetched(town)
    path.unlink()
    (broken,) = (await town.verify()).broken
    assert "is gone, or cannot be read" in broken


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE files SET sha256 = replace(sha256, substr(sha256, 1, 1), 'f')", "was changed since entry"),
        ("UPDATE files SET size = size + 1", "was changed since entry"),
        ("UPDATE post_files SET at = at - 1", "was changed since entry"),
        ("UPDATE post_files SET message = 7", "added by another hand"),
        ("UPDATE post_files SET kind = 'video'", "was changed since entry"),
        ("UPDATE post_files SET file_id = 'x'", "was changed since entry"),
        ("UPDATE post_files SET removed = 5, why = 'retention', state = 'removed'", "no entry of the log tells of it"),
        ("UPDATE files SET kept = 0", ""),
        ("DELETE FROM post_files", "its row is gone"),
        ("DELETE FROM log_entries WHERE kind = 'file'", "no entry of the log tells of it"),
        (PLANTED, "added by another hand"),
    ],
)
async def test_rows_that_were_changed_are_found(town: Town, statement: str, sentence: str) -> None:
    (path,) = await fetched(town)
    if not sentence:  # that says nothing of evidence; the file is read all the same
        path.unlink()
        sentence = "is gone"
    found = await change(town, statement)
    assert any(sentence in broken for broken in found.broken), found.broken


async def test_retention_removes_files_and_the_log_says_so(town: Town) -> None:
    await fetched(town, picture(2))
    later = town.clock.now() + 91 * DAY
    town.clock.ahead = 91 * DAY
    async with town.running():
        town.channel.post("young", media=photo(data=picture(2)))
        await town.until_states("kept", "kept", "kept")
    await let_go(town.database, [], town.clock, KeepSpec(media=90 * DAY), town.desk)
    await town.until_states("removed", "removed", "kept")
    assert [path.name for path in town.stored()] == [sha256(picture(2)).hexdigest()]
    ((removed, why), *_) = await town.ask("SELECT removed, why FROM post_files ORDER BY key")
    assert removed >= later
    assert why == "retention"
    found = await town.verify()
    assert (found.broken, found.files) == ([], 1)
    assert (await town.ask("SELECT count(*) FROM log_entries WHERE kind = 'removal'"))[0][0] == 2
    found = await change(town, "UPDATE post_files SET why = 'a court' WHERE key = 1")
    assert "the removal of the file of message 1: what is told of it was changed" in found.broken[0]


async def test_room_that_retention_made_is_used(town: Town) -> None:
    town.budget = len(picture(1)) + 100
    await fetched(town)
    town.clock.ahead = 91 * DAY
    await let_go(town.database, [], town.clock, KeepSpec(media=90 * DAY), town.desk)
    async with town.running():
        town.channel.post("next", media=photo(data=picture(1, quality=60)))
        await town.until_states("removed", "kept")


async def test_what_a_killed_process_left_on_the_disk_goes_with_the_next_pass(town: Town) -> None:
    (path,) = await fetched(town)
    async with town.database.write() as unit:
        await unit.connection.execute(text("DELETE FROM post_files"))
        await unit.connection.execute(text(f"INSERT INTO doomed_files VALUES ('{path.name}')"))  # noqa: S608
        await unit.connection.execute(text("UPDATE files SET kept = 0"))
    await let_go(town.database, [], town.clock, KeepSpec(), town.desk)
    assert town.stored() == []
    assert await town.ask("SELECT * FROM doomed_files") == []


async def test_a_file_that_cannot_be_removed_stays_doomed_and_holds_up_no_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fetched(town, picture(2))
    first, second = (path.name for path in town.stored())
    remove = Vault.remove

    def stubborn(self: Vault, digest: str) -> None:
        if digest == first:
            raise OSError(30, "Read-only file system")
        remove(self, digest)

    monkeypatch.setattr(Vault, "remove", stubborn)
    town.clock.ahead = 91 * DAY
    with pytest.raises(StoreError, match=r"1 of the files .* \(Read-only file system\)"):
        await let_go(town.database, [], town.clock, KeepSpec(media=90 * DAY), town.desk)
    assert [path.name for path in town.stored()] == [first]
    monkeypatch.undo()
    await let_go(town.database, [], town.clock, KeepSpec(media=90 * DAY), town.desk)
    assert town.stored() == []
    assert second != first


async def said(town: Town, *words: str, code: int = 0) -> Any:
    """What a verb prints with --json, run as a person does: in a process of its own, beside the database."""
    command = [sys.executable, "-m", "monitor", *words, "--database", str(town.folder / "monitor.db"), "--json"]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr + done.stdout
    return json.loads(done.stdout)


async def test_people_see_files_and_an_erasure_takes_them(town: Town) -> None:
    other = town.server.add_channel("Echo", "the_echo")
    town.server.join(town.user, other)
    data = picture(1)
    async with town.running():
        first = town.channel.post("shared", media=photo(data=data))
        town.channel.post("alone", media=photo(data=picture(2)))
        await town.until_states("kept", "kept")
        other.forward_from(town.channel, first.id)
        await town.until_states("kept", "kept", "kept")
    await town.look()
    await town.database.seal_some(town.clock.now())
    shown = await said(town, "posts", "show", "the_news/1")
    (one,) = shown["files"]
    assert one["sha256"] == sha256(data).hexdigest()
    assert Path(one["path"]) == town.vault.path(one["sha256"])
    assert (one["state"], one["how"], one["looks"], len(one["hashes"][0])) == ("kept", "download", "hashed", 16)
    status = (await said(town, "status"))["files"]
    assert (status["kept"], status["due"], status["full"]) == (3, 0, None)
    assert status["used"] == sum(path.stat().st_size for path in town.stored())
    assert status["budget"] == 10_000_000
    assert (await said(town, "evidence", "verify"))["files"] == 2

    await said(town, "posts", "erase", "the_news/2", "--reason", "a test")
    assert [path.name for path in town.stored()] == [sha256(data).hexdigest()]
    await said(town, "posts", "erase", "the_news/1", "--reason", "a test")
    assert len(town.stored()) == 1  # another post carries the same
    assert (await said(town, "posts", "show", "the_news/1"))["files"] == []
    assert (await said(town, "evidence", "verify"))["whole"] is True
    await said(town, "posts", "erase", "the_echo/1", "--reason", "a test")
    assert town.stored() == []
    assert await town.ask("SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM picture_hashes)") == [(0,)]
    assert (await said(town, "evidence", "verify"))["whole"] is True
    await town.database.close()  # which writes all of it to the one file
    assert sha256(data).hexdigest().encode() not in (town.folder / "monitor.db").read_bytes()


async def test_a_post_that_is_erased_while_its_file_comes_leaves_no_file(town: Town) -> None:
    town.server.delay(0.05, "upload.getFile")
    async with town.running():
        town.channel.post("long", media=video(data=b"x" * 60_000))
        await town.until_states("due")
        while town.asked() < 2:
            await town.until("SELECT 1", 1)
        await town.database.erase([1], "a test", town.clock.now())
        while town.asked() < 15:
            await town.until("SELECT 1", 1)
        town.channel.post("end")
        await town.until("SELECT count(*) FROM posts", 2)
        await town.until("SELECT count(*) FROM post_files", 0)
        while town.stored():
            await town.until("SELECT 1", 1)  # also what was half there
    found = await town.verify()
    assert (found.broken, found.files) == ([], 0)


async def test_a_bundle_has_the_files_and_its_script_checks_them(town: Town, tmp_path: Path) -> None:
    data = picture(1)
    await fetched(town, b"<script>alert(1)</script>")
    await town.database.seal_some(town.clock.now())
    bundle = tmp_path / "bundle"
    await said(town, "evidence", "export", "the_news/1", "the_news/2", "-o", str(bundle))
    names = sorted(path.name for path in (bundle / "files").iterdir())
    assert names == sorted(
        [f"{sha256(data).hexdigest()}.jpg", f"{sha256(b'<script>alert(1)</script>').hexdigest()}.bin"]
    )
    assert f'href="files/{sha256(data).hexdigest()}.jpg"' in (bundle / "index.html").read_text()
    assert check(bundle) == (0, "Whole")
    path = bundle / "files" / names[0]
    whole = path.read_bytes()
    path.write_bytes(whole + b"x")
    assert check(bundle) == (1, "BROKEN")
    path.write_bytes(whole)
    manifest = json.loads((bundle / "manifest.json").read_text())
    (bundle / "files" / "extra.jpg").write_bytes(b"planted")
    manifest["sha256"]["files/extra.jpg"] = sha256(b"planted").hexdigest()
    (bundle / "manifest.json").write_text(json.dumps(manifest))
    assert check(bundle) == (1, "BROKEN")


async def test_a_bundle_of_a_file_that_was_changed_is_not_made(town: Town, tmp_path: Path) -> None:
    (path,) = await fetched(town)
    path.write_bytes(b"another")
    await town.database.seal_some(town.clock.now())
    command = [
        "evidence",
        "export",
        "the_news/1",
        "-o",
        str(tmp_path / "b"),
        "--database",
        str(town.folder / "monitor.db"),
    ]
    done = subprocess.run([sys.executable, "-m", "monitor", *command], capture_output=True, text=True, check=False)  # noqa: ASYNC221
    assert done.returncode != 0
    assert "holds something else by now" in done.stderr


def check(bundle: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(bundle / "verify.py")], capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).split(":")[0]
