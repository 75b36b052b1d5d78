"""What is kept is proven, and what was changed is named."""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cli_world import Answer, Run

FILES = {"VERIFY.md", "index.html", "log.json", "manifest.json", "posts.json", "verify.py"}


def at(run: Run, folder: Path, *arguments: str) -> Answer:
    return run(*arguments, "--config", str(folder / "monitor.yaml"))


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def test_what_a_daemon_left_is_whole(ask: Run) -> None:
    found = ask("evidence", "verify", "--json")
    assert (found.code, found.json["broken"], found.json["posts"], found.json["unsealed"]) == (0, [], 6, 0)
    plain = ask("evidence", "verify")
    assert "Whole: every row is as it was recorded." in plain.out
    assert plain.err == "", "nobody looks: no progress"


def test_the_head_proves_the_past(ask: Run) -> None:
    found = ask("evidence", "head", "--json").json
    assert found["head"] in ask("evidence", "head").out
    assert "OpenTimestamps" in ask("evidence", "head").err
    there = ask("evidence", "verify", "--head", found["head"].upper())
    assert there.code == 0
    assert f"is that of seal {found['number']}" in there.out
    other = ask("evidence", "verify", "--head", "0" * 63 + "1")
    assert other.code == 1
    assert "does not have the head" in other.out
    assert ask("evidence", "verify", "--head", "abc").code == 64


def test_what_another_hand_changed_is_named(run: Run, copied: Path) -> None:
    change(copied / "monitor.db", "UPDATE posts SET text = 'never said' WHERE id = 2")
    found = at(run, copied, "evidence", "verify")
    assert found.code == 1
    assert "broken: post 11/2, DIUkraine/2 (row 2): revision 2: its text, formatting or media was changed" in found.out
    assert "This database is not as it was written" in found.out
    assert at(run, copied, "evidence", "verify", "--json").json["whole"] is False


@pytest.fixture
def bundle(ask: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    posts = ("DIUkraine/2", "https://t.me/dva_majors/22", "dva_majors/20", "dva_majors/7")
    assert ask("evidence", "export", *posts, "-o", str(folder)).code == 0
    return folder


def checked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, "-I", str(folder / "verify.py"), *arguments]
    return subprocess.run(script, capture_output=True, text=True, check=False)


def test_a_bundle_is_checked_by_its_own_script(ask: Run, bundle: Path) -> None:
    assert {path.name for path in bundle.iterdir()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in bundle.iterdir()} == {0o644}
    head = ask("evidence", "head", "--json").json["head"]
    done = checked(bundle, head)
    assert (done.returncode, done.stderr) == (0, "")
    assert head in done.stdout
    assert "not the head that was published" in checked(bundle, "0" * 64).stderr
    again = ask("evidence", "export", "DIUkraine/2", "-o", str(bundle))
    assert (again.code, "new or empty" in again.err) == (64, True)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("posts.json", "скінчився", "триває"),
        ("posts.json", '"deleted": 1734', '"deleted": 1733'),
        ("log.json", '"at": 17', '"at": 18'),
        ("index.html", "скінчився", "триває"),
    ],
)
@pytest.mark.parametrize("manifest", ["as it was", "made anew"])
def test_a_bundle_that_was_changed_is_found_out(
    bundle: Path, tmp_path: Path, name: str, old: str, new: str, manifest: str
) -> None:
    from hashlib import sha256

    file = bundle / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    if manifest == "made anew":
        listed = json.loads((bundle / "manifest.json").read_text())
        listed["sha256"][name] = sha256(file.read_bytes()).hexdigest()
        (bundle / "manifest.json").write_text(json.dumps(listed))
    done = checked(bundle)
    if name == "index.html" and manifest == "made anew":
        assert done.returncode == 0, "the page is for reading; what is proven are the records"
    else:
        assert done.returncode == 1
        assert "BROKEN" in done.stderr


def test_the_page_shows_what_changed_and_runs_nothing(bundle: Path) -> None:
    page = (bundle / "index.html").read_text("utf-8")
    assert "<del>триває</del><ins>скінчився</ins>" in page
    assert "gone by 2024-12-14" in page
    assert "<script" not in page
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page


def test_a_bundle_holds_no_secret(bundle: Path) -> None:
    for file in bundle.iterdir():
        text = file.read_text("utf-8")
        assert "whsec_" not in text
        assert "127.0.0.1" not in text


def test_what_is_not_sealed_is_not_exported(run: Run, copied: Path, tmp_path: Path) -> None:
    change(copied / "monitor.db", "DELETE FROM seals")
    found = at(run, copied, "evidence", "export", "DIUkraine/2", "-o", str(tmp_path / "b"))
    assert found.code == 66
    assert "not all of this is sealed yet" in found.err
    assert not (tmp_path / "b").exists()


def test_a_database_without_a_seal_has_no_head(run: Run, copied: Path) -> None:
    change(copied / "monitor.db", "DELETE FROM seals")
    assert at(run, copied, "evidence", "head").code == 66


def test_a_bundle_can_be_moved(bundle: Path, tmp_path: Path) -> None:
    moved: Any = shutil.move(bundle, tmp_path / "elsewhere")
    assert checked(Path(moved)).returncode == 0


def test_erasing(run: Run, copied: Path) -> None:
    database = copied / "monitor.db"
    done = at(run, copied, "posts", "erase", "DIUkraine/2", "--reason", "court order", "--json")
    assert done.json == {"channel": "DIUkraine", "message_id": 2, "revisions": 2, "reason": "court order"}
    shown = at(run, copied, "posts", "show", "DIUkraine/2", "--json").json
    assert (shown["post"]["text"], shown["post"]["erased_why"]) == ("", "court order")
    assert (shown["revisions"], shown["claims"]) == ([], [])
    assert all(match["evidence"] == [] for match in shown["matches"])
    found = at(run, copied, "evidence", "verify")
    assert found.code == 0
    assert "erased: post 11/2, DIUkraine/2 (row 2): court order" in found.out
    for words in ("скінчився", "Бій за Плехово триває"):
        assert holding(database, words) == [], "no row has its words"
    assert at(run, copied, "posts", "search", "скінчився", "--json").out == ""
    again = at(run, copied, "posts", "erase", "DIUkraine/2", "--reason", "x")
    assert (again.code, "already: court order" in again.err) == (64, True)
    assert at(run, copied, "posts", "erase", "DIUkraine/3", "--reason", " ").code == 64


def holding(path: Path, words: str) -> list[str]:
    """The columns of all tables that hold some words."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        places = [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")]
        return [
            f"{table}.{column}"
            for table, column in places
            if connection.execute(f'SELECT 1 FROM {table} WHERE instr("{column}", ?)', (words,)).fetchone()  # noqa: S608
        ]


def test_a_bundle_of_what_was_erased(run: Run, copied: Path, tmp_path: Path) -> None:
    at(run, copied, "posts", "erase", "DIUkraine/2", "--reason", "court order")
    folder = tmp_path / "erased"
    assert at(run, copied, "evidence", "export", "DIUkraine/2", "-o", str(folder)).code == 0
    assert checked(folder).returncode == 0
    log = json.loads((folder / "posts.json").read_text())["posts"][0]["log"]
    assert [(one["entry"][1], one["record"] is None) for one in log] == [
        ("post", True),
        ("revision", True),
        ("erasure", False),
    ]


def test_what_was_erased_may_not_come_back_by_another_hand(run: Run, copied: Path) -> None:
    at(run, copied, "posts", "erase", "DIUkraine/2", "--reason", "court order")
    change(copied / "monitor.db", "UPDATE posts SET text = 'again' WHERE id = 2")
    assert "was erased, and has content again" in at(run, copied, "evidence", "verify").out
