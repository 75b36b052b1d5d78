"""The form of the log, whoever writes it."""

import json
import subprocess
import sys

SCRIPT = """
import logging, structlog
from monitor.ops.log import configure
configure({level!r}{more})
log = structlog.get_logger()
log.info("post_stored", channel="ДІУ")
logging.getLogger("aiohttp.client").info("chatter")
logging.getLogger("telethon.client").error("what the source says better")
logging.getLogger("aiohttp.client").warning("lost %s", "link")
try:
    raise ValueError("why")
except ValueError:
    logging.getLogger("asyncio").exception("went wrong")
    log.exception("bug")
"""


def lines(level: str, more: str = "") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(level=level, more=more)], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_every_line_is_json_with_a_name_a_level_and_a_time() -> None:
    found = [json.loads(line) for line in lines("info")]
    assert [(line["event"], line["level"]) for line in found] == [
        ("post_stored", "info"),
        ("lost link", "warning"),
        ("went wrong", "error"),
        ("bug", "error"),
    ]
    assert found[0]["channel"] == "ДІУ"
    assert found[1]["logger"] == "aiohttp.client"
    assert all("timestamp" in line for line in found)
    assert all("ValueError: why" in line["exception"] for line in found[2:])


def test_the_level_holds_for_libraries_too() -> None:
    assert [json.loads(line)["event"] for line in lines("error")] == ["went wrong", "bug"]


def test_people_get_text() -> None:
    text = "\n".join(lines("info", ", as_json=False"))
    assert "post_stored" in text
    assert "lost link" in text
    assert '{"' not in text
