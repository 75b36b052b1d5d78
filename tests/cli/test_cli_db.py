"""Care for the database, and trying deliveries again."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from alembic import command
from cli_world import Answer, Run

from monitor.ops.lock import hold
from monitor.store import schema


def at(run: Run, folder: Path, *arguments: str) -> Answer:
    return run(*arguments, "--config", str(folder / "monitor.yaml"))


def count(path: Path, query: str = "SELECT count(*) FROM posts") -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(query).fetchone()[0])


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_backup(run: Run, copied: Path) -> None:
    target = copied / "copy.db"
    with hold(copied / "monitor.db"):
        done = at(run, copied, "db", "backup", str(target), "--json")
    assert done.json == {"file": str(target), "size": target.stat().st_size, "replaced": "", "beside": []}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert count(target) == 6
    assert [path.name for path in copied.glob("*copy*")] == ["copy.db"]
    again = at(run, copied, "db", "backup", str(target))
    assert again.code == 64
    assert "not overwritten" in again.err
    assert at(run, copied, "db", "backup", str(copied / "none" / "copy.db")).code == 64


def test_backup_names_what_is_no_part_of_it(run: Run, copied: Path) -> None:
    elsewhere = copied / "elsewhere"
    for folder in (copied / "sessions", elsewhere):
        folder.mkdir()
    (copied / "monitor.key").write_bytes(b"k" * 32)
    with closing(sqlite3.connect(copied / "monitor.db")) as connection, connection:
        connection.execute("INSERT INTO facts (name, value) VALUES ('media_folder', ?)", [str(elsewhere)])
    said = at(run, copied, "db", "backup", str(copied / "copy.db")).out.splitlines()
    assert said[2:] == [f"  {copied / 'sessions'}", f"  {copied / 'monitor.key'}", f"  {elsewhere}"]


def test_backup_of_what_is_damaged(run: Run, copied: Path) -> None:
    database = copied / "monitor.db"
    with database.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 40_000)
    found = at(run, copied, "db", "backup", str(copied / "copy.db"))
    assert found.code == 74
    assert not list(copied.glob("*copy*"))


def test_restore(run: Run, copied: Path) -> None:
    database, backup = copied / "monitor.db", copied / "copy.db"
    assert at(run, copied, "db", "backup", str(backup)).code == 0
    change(database, "DELETE FROM quarantine")
    with hold(database):
        taken = at(run, copied, "db", "restore", str(backup))
    assert taken.code == 75
    assert "stop that one first" in taken.err
    assert count(database, "SELECT count(*) FROM quarantine") == 0
    done = at(run, copied, "db", "restore", str(backup), "--json")
    assert done.code == 0
    assert count(database, "SELECT count(*) FROM quarantine") == 1
    assert count(Path(done.json["replaced"]), "SELECT count(*) FROM quarantine") == 0
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert backup.exists()


def test_restore_where_there_is_nothing(run: Run, copied: Path) -> None:
    backup = copied / "copy.db"
    assert at(run, copied, "db", "backup", str(backup)).code == 0
    done = run("db", "restore", str(backup), "--json", "--database", str(copied / "new" / "monitor.db"))
    assert done.json["replaced"] == ""
    assert count(copied / "new" / "monitor.db") == 6


def test_restore_of_something_else(run: Run, copied: Path) -> None:
    text, foreign, cut = copied / "text", copied / "foreign.db", copied / "cut.db"
    text.write_text("no database\n" * 100)
    change(foreign, "CREATE TABLE other (x)")
    cut.write_bytes((copied / "monitor.db").read_bytes()[:60_000])
    for file, code in ((text, 65), (foreign, 65), (cut, 65), (copied / "none", 66), (copied / "monitor.db", 64)):
        found = at(run, copied, "db", "restore", str(file))
        assert (found.code, found.out) == (code, ""), found.err
    assert count(copied / "monitor.db") == 6
    assert not list(copied.glob("*replaced*"))
    assert not list(copied.glob(".*unfinished*"))


def test_upgrade(run: Run, copied: Path) -> None:
    current = at(run, copied, "db", "upgrade")
    assert current.code == 0
    assert "already" in current.out
    blank = copied / "blank.db"
    change(blank, "PRAGMA user_version = 1")
    done = run("db", "upgrade", "--json", "--database", str(blank)).json
    assert (done["before"], bool(done["after"])) == ("", True)
    assert count(blank) == 0
    assert Path(done["backup"]).is_file()


def test_upgrade_of_the_first_schema(run: Run, copied: Path) -> None:
    """What a daemon of the first version left is refused with the command to use, and keeps its content."""
    database = copied / "monitor.db"
    command.downgrade(schema._config(database), "0001")
    refused = at(run, copied, "status")
    assert refused.code == 74
    assert "monitor db upgrade" in refused.err
    done = at(run, copied, "db", "upgrade", "--json").json
    assert (done["before"], Path(done["backup"]).is_file()) == ("0001", True)
    assert at(run, copied, "posts", "show", "DIUkraine/2", "--json").json["claims"] == []
    assert at(run, copied, "status").code == 0


def test_upgrade_of_an_unknown_schema(run: Run, copied: Path) -> None:
    change(copied / "monitor.db", "UPDATE alembic_version SET version_num = '9999'")
    found = at(run, copied, "db", "upgrade")
    assert found.code == 74
    assert "9999" in found.err
    assert not list(copied.glob("*before*"))
    reading = at(run, copied, "status")
    assert reading.code == 74
    assert "9999" in reading.err


def test_size(run: Run, seeded: Path) -> None:
    found = at(run, seeded, "db", "size", "--json").json
    assert found["rows"] == {
        "posts": 6, "revisions": 1, "matches": 3, "alerts": 1, "notices": 1, "deliveries": 2, "deleted": 1
    }  # fmt: skip
    assert found["bytes"] == sum(found["files"].values()) > 100_000


def test_retry_of_the_dead(run: Run, copied: Path) -> None:
    none = at(run, copied, "deliveries", "retry", "--dead", "--receiver", "desk/console")
    assert none.out.startswith("0 deliveries")
    done = at(run, copied, "deliveries", "retry", "--dead", "--receiver", "desk")
    assert (done.code, done.out.splitlines()) == (
        0,
        ["1 delivery made due again.", "desk/webhook had been disabled and is enabled again."],
    )
    assert "No daemon runs" in done.err
    status = at(run, copied, "status", "--json").json
    assert (status["disabled"], status["outbox"][1]["due"], status["outbox"][1]["dead"]) == ([], 1, 0)


def test_retry_by_key(run: Run, copied: Path) -> None:
    keys = {one["state"]: one["key"] for one in at(run, copied, "deliveries", "list", "--json").lines}
    sent = at(run, copied, "deliveries", "retry", keys["sent"], keys["dead"])
    assert sent.code == 64
    assert f"{keys['sent']} is sent" in sent.err
    unknown = at(run, copied, "deliveries", "retry", keys["dead"], "nothing")
    assert unknown.code == 66
    with hold(copied / "monitor.db"):
        done = at(run, copied, "deliveries", "retry", keys["dead"], keys["dead"], "--json")
    assert done.json == {"due_again": 1, "enabled": ["desk/webhook"]}
    assert at(run, copied, "deliveries", "retry").code == 64
    assert at(run, copied, "deliveries", "retry", "--receiver", "desk").code == 64
    assert at(run, copied, "deliveries", "retry", "key", "--dead").code == 64
