"""What `status` says of a daemon that runs with another watch file than the one on the disk."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from cli_world import START, Run

from monitor.ops.lock import hold
from monitor.ops.troubles import Refusal
from monitor.reload import remembering_refusals
from monitor.store.database import Database


async def refuse(path: Path, refusal: Refusal) -> None:
    database = Database(path)
    await database.open()
    try:
        await remembering_refusals(database)(refusal)
    finally:
        await database.close()


def test_a_feed_is_called_by_its_name(run: Run, copied: Path) -> None:
    address, config = "https://example.org/rss", copied / "monitor.yaml"
    with closing(sqlite3.connect(copied / "monitor.db")) as database, database:
        database.execute("UPDATE channels SET handle = ?, kind = 'feed' WHERE id = 11", [address])
        database.execute("UPDATE source_states SET channel = ? WHERE channel = 'DIUkraine'", [address])
    watch = config.read_text("utf-8").replace("  - telegram: DIUkraine\n", f"  - feed: {address}\n")
    config.write_text(watch, "utf-8")
    said = run("status", "--config", str(config)).out
    assert f"\nDefence Intelligence ({address})  " in said
    sight = said.partition("\nSight\n")[2]
    assert "\nDefence Intelligence  " in sight
    assert run("status", "--json", "--config", str(config)).json["channels"][2]["channel"] == address
    config.write_text(watch.replace("telegram: dva_majors", "telegramm: dva_majors"), "utf-8")
    assert "Defence Intelligence (" in run("status", "--config", str(config)).out, "what else is wrong stops nothing"


def test_a_refused_watch_file_is_told_with_its_problems(run: Run, copied: Path) -> None:
    path, option = copied / "monitor.db", ("--config", str(copied / "monitor.yaml"))
    problem = "config/monitor.yaml:14: rules[2].when.keywrod: unknown key 'keywrod'"
    asyncio.run(refuse(path, Refusal(START, "1 problem in the watch file", (problem,))))
    assert run("status", "--json", *option).json["reload_refused"] is None, "none runs: the next start reads it anew"
    with hold(path):
        found = run("status", "--json", *option).json
        assert found["reload_refused"] == {
            "at": "2024-12-14T10:00:00Z",
            "reason": "1 problem in the watch file",
            "problems": [problem],
        }
        said = run("status", *option).out
    assert "watch file   refused; the one from before is at work, see below\n" in said
    assert f"not the one on the disk\n  {problem}\n" in said
    assert f"`kill -HUP {found['daemon']}`" in said
