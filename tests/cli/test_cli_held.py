"""What people read of deliveries that wait for a digest, quiet hours or a budget."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli_world import Answer, Run

STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ("digest", "waits for the digest"),
        ("quiet", "waits for the end of quiet hours"),
        ("budget", "waits for room in the budget"),
    ],
)
def test_what_is_held_is_shown_with_why_and_until_when(run: Run, copied: Path, held: str, words: str) -> None:
    with closing(sqlite3.connect(copied / "monitor.db")) as connection, connection:
        connection.execute("UPDATE deliveries SET state = 'held', done = NULL, held = ?", (held,))
        (key, alert) = connection.execute("SELECT key, alert FROM deliveries LIMIT 1").fetchone()

    def said(*arguments: str) -> Answer:
        answer = run(*arguments, "--config", str(copied / "monitor.yaml"))
        assert answer.code == 0, answer.err
        return answer

    assert "held" in said("status").out
    assert {line["held"] > 0 for line in said("status", "--json").json["outbox"]} == {True}
    assert words in said("deliveries", "list", "--state", "held").out
    assert re.search(rf"{words}, until {STAMP}", said("deliveries", "show", key).out)
    assert re.search(rf"held, {words}, until {STAMP}", said("alerts", "show", alert).out)
    refused = run("deliveries", "retry", key, "--config", str(copied / "monitor.yaml"))
    assert refused.code != 0
    assert f"{key} is held" in refused.err
