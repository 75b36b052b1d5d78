"""`monitor import`: what it says, and what it leaves with."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from cli_world import Answer, Run
from patience import PATIENCE
from test_cli_process import on_a_terminal

from monitor.ops.lock import hold

MESSAGES = [
    {"id": number, "type": "message", "date_unixtime": str(1_734_170_400 + number), "text": f"Бій за Плехово {number}"}
    for number in range(1, 4)
]
CHAT = {"name": "Розвідка \x1b[31m", "type": "public_channel", "id": 77, "messages": MESSAGES}


def at(run: Run, folder: Path, *arguments: str) -> Answer:
    return run(*arguments, "--config", str(folder / "monitor.yaml"))


@pytest.fixture
def export(copied: Path) -> Path:
    folder = copied / "ChatExport"
    folder.mkdir()
    service = {"id": 9, "type": "service", "date_unixtime": "1", "action": "pin_message"}
    (folder / "result.json").write_text(json.dumps({**CHAT, "messages": [*MESSAGES, service]}), "utf-8")
    return folder


def test_an_export(run: Run, copied: Path, export: Path) -> None:
    done = at(run, copied, "import", str(export))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "3 posts of Розвідка �[31m read, 3 of them new.",
        "1 message that is no post was passed over.",
    ]
    again = at(run, copied, "import", str(export / "result.json"), "--json").json
    assert (again["read"], again["stored"], again["form"], again["service"]) == (3, 0, "export", 1)
    found = at(run, copied, "posts", "search", "бій плехово", "--channel", "77", "--json").lines
    assert [post["message_id"] for post in found] == [3, 2, 1]
    assert at(run, copied, "posts", "show", "c/77/2", "--json").json["decisions"] == []


def test_with_rules(run: Run, copied: Path, export: Path) -> None:
    before = at(run, copied, "db", "size", "--json").json["rows"]
    done = at(run, copied, "import", str(export), "--match")
    assert "3 of them new, 3 matches; nobody was alerted." in done.out
    shown = at(run, copied, "posts", "show", "c/77/2", "--json").json
    assert [(one["rule"], one["reason"]) for one in shown["decisions"]] == [("plekhovo", "history")]
    after = at(run, copied, "db", "size", "--json").json["rows"]
    assert after["matches"] == before["matches"] + 3
    assert [after[name] for name in ("alerts", "notices", "deliveries")] == [
        before[name] for name in ("alerts", "notices", "deliveries")
    ]


def test_what_was_exported_here(run: Run, copied: Path) -> None:
    out = at(run, copied, "posts", "export").out
    (copied / "posts.jsonl").write_text(out, "utf-8")
    database = ("--database", str(copied / "other.db"))
    done = run("import", str(copied / "posts.jsonl"), *database)
    assert (done.code, done.out) == (0, "6 posts read, 6 of them new.\n")
    assert run("posts", "export", *database).out == out


def test_what_the_daemon_will_read(run: Run, copied: Path, export: Path) -> None:
    """Channel 11 has been read up to its post 3."""
    more = {**CHAT, "id": 11, "messages": [*MESSAGES, {**MESSAGES[0], "id": 4}]}
    (export / "result.json").write_text(json.dumps(more), "utf-8")
    done = at(run, copied, "import", str(export))
    assert "1 post newer than where `monitor run` stopped reading was left to it; --newer" in done.err
    assert "DIUkraine" in done.out
    assert "1 of them new" in at(run, copied, "import", str(export), "--newer").out


def test_refusals(run: Run, copied: Path, export: Path) -> None:
    result = export / "result.json"
    with hold(copied / "monitor.db"):
        taken = at(run, copied, "import", str(export))
    assert taken.code == 75
    assert f"then run `monitor import {export}` again" in taken.err
    assert at(run, copied, "import", str(copied / "none.json")).code == 66
    assert at(run, copied, "import", str(copied)).code == 66
    assert at(run, copied, "import", str(export), "--chat", "Other").code == 66
    whole = result.read_text("utf-8")
    result.write_text(whole[:-60], "utf-8")
    cut = at(run, copied, "import", str(export))
    assert (cut.code, cut.out) == (65, "")
    assert re.search(r"after message number 3 of .*was the export cut off.*\n.*3 posts read, 3 of them new", cut.err)
    result.write_text(json.dumps({**CHAT, "type": "personal_chat"}), "utf-8")
    assert at(run, copied, "import", str(export)).code == 65
    (copied / "page.html").write_text("<html>")
    assert at(run, copied, "import", str(copied / "page.html")).code == 65


def test_what_cannot_be_read_is_told_after_the_rest(run: Run, copied: Path, export: Path) -> None:
    broken = {**CHAT, "messages": [MESSAGES[0], {"type": "message"}, MESSAGES[1]]}
    (export / "result.json").write_text(json.dumps(broken), "utf-8")
    done = at(run, copied, "import", str(export))
    assert (done.code, "2 of them new" in done.out) == (65, True)
    assert "1 message could not be read and was left out; the first is message number 2, in" in done.err


def test_progress(copied: Path, export: Path) -> None:
    arguments = ["import", str(export), "--config", str(copied / "monitor.yaml")]
    seen = on_a_terminal(arguments, COLUMNS="120")
    assert "result.json" in seen or "ChatExport" in seen
    assert "posts" in seen
    piped = subprocess.run([sys.executable, "-m", "monitor", *arguments], capture_output=True, check=True)
    assert b"\x1b" not in piped.stdout + piped.stderr


def test_what_was_imported_is_woven_into_stories_when_asked(run: Run, copied: Path, export: Path) -> None:
    at(run, copied, "import", str(export))
    assert at(run, copied, "posts", "show", "c/77/2", "--json").json["story"] is None
    done = at(run, copied, "stories", "weave")
    assert done.code == 0
    assert re.fullmatch(r"\d+ posts put into stories, \d+ of them with others\n", done.out)
    assert re.search(r"^stories: (\d+) of about \1 posts, ", done.err, re.MULTILINE), "also where no terminal is"
    assert at(run, copied, "posts", "show", "c/77/2", "--json").json["story"] is not None
    again = at(run, copied, "stories", "weave", "--since", "2024-12-01", "--json").json
    assert again == {"posts": 0, "joined": 0, "failed": 0, "comments": 0}


def test_an_import_that_is_interrupted_says_that_it_goes_on(tmp_path: Path) -> None:
    posts, database = tmp_path / "posts.jsonl", tmp_path / "monitor.db"
    line = '{"channel_id": 1, "channel": "a_channel", "message_id": %d, "date": "2024-12-14T10:00:00Z", "text": "x"}\n'
    posts.write_text("".join(line % number for number in range(1, 100_001)), "utf-8")
    command = [sys.executable, "-m", "monitor", "import", str(posts), "--database", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        give_up = time.monotonic() + PATIENCE
        while not stored(database):
            assert time.monotonic() < give_up
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, b"")
    assert err.splitlines()[-1].startswith(b"Interrupted. What was read so far is stored: run the same again")
    assert b"Traceback" not in err


def stored(database: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0
