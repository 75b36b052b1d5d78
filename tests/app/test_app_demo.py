"""The demo tells the whole story, and says so in a way that a program can read."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from monitor.testing.story import BEATS, CHANNELS, files_told, posts_told


async def run_demo(*arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "monitor",
        "demo",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 150)
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_demo_tells_its_story_and_leaves_with_zero(tmp_path: Path) -> None:
    code, out, err = await run_demo("--exit", "--json", "--speed", "10", "--keep", str(tmp_path / "kept"))
    assert code == 0, out[-2000:] + err[-2000:]
    lines = [json.loads(line) for line in out.splitlines()]
    stories, summary, ledger = lines[-3:]
    assert [line["event"] for line in (stories, summary, ledger)] == ["stories", "summary", "ledger"]
    assert_the_day(stories["stories"], ledger["ledger"])
    assert summary["complete"] is True
    assert (summary["posts"], summary["revisions"], summary["deleted"]) == (posts_told(), 1, 1)
    assert summary["files"] == files_told() == 5
    assert len([path for path in (tmp_path / "kept" / "media").rglob("*") if path.is_file()]) == 4, "a forward is none"
    assert summary["deliveries"] == summary["delivered"] == 3 * summary["notices"]
    assert summary["lag_ms_p50"] > 0
    by_receiver = {
        name: [line for line in lines if line.get("receiver") == name] for name in ("webhook", "mail", "console")
    }
    assert {len(found) for found in by_receiver.values()} == {summary["notices"]}
    assert all(line["signed"] for line in by_receiver["webhook"])
    kinds = {line["kind"] for line in by_receiver["webhook"]}
    assert kinds >= {"opened", "matched", "edited", "deleted"}
    assert sum(not line["in_reply_to"] for line in by_receiver["mail"]) == summary["alerts"], "updates thread"
    assert (tmp_path / "kept" / "monitor.db").stat().st_mode & 0o777 == 0o600


def assert_the_day(stories: list[dict[str, Any]], ledger: list[dict[str, Any]]) -> None:
    """What came of five days: each event is one story, with its origins, and who counts whom."""
    found = {tuple(one["entities"][:2]): (one["posts"], one["origins"], one["sides"]) for one in stories}
    assert found["dprk-soldiers", "plekhovo"] == (4, 3, ["ukraine"]), "the forward is no origin"
    village = next(one for one in stories if one["headline"] and one["headline"]["min"] == 300)
    assert (village["posts"], village["origins"], village["sides"]) == (3, 2, ["russia"])
    assert found["akhmat", "dprk-soldiers"] == (1, 1, ["ukraine"])
    koreans = {
        (one["kind"], one["min"], one["max"], one["qualifier"], one["channel"])
        for one in ledger
        if "dprk-soldiers" in one["who_ids"]
    }
    assert koreans == {
        ("casualties", 200, 200, "about", "DIUkraine"),
        ("casualties", 30, None, "at_least", "DIUkraine"),
        ("missing", 3, None, "at_least", "DIUkraine"),
    }
    hundreds = [one for one in ledger if one["kind"] == "killed" and one["min"] == 300]
    assert {(one["channel"], one["story"]) for one in hundreds} == {
        ("dva_majors", village["id"]),
        ("second_milblog", village["id"]),
    }
    assert [bool(one["deleted"]) for one in hundreds if one["channel"] == "dva_majors"] == [True]
    assert next(one for one in ledger if one["max"] == 8)["channel"] == "DIUkraine"


async def test_the_demo_for_people_shows_what_arrived_at_all_three(tmp_path: Path) -> None:
    code, out, err = await run_demo("--exit", "--speed", "20")
    assert code == 0, out[-2000:] + err[-2000:]
    for expected in (
        "→ webhook",
        "→ mailbox",
        "[HIGH] North Korean casualties are claimed",
        "what happened",
        "who counts whom",
        "● ButusovPlus forwards from robert_magyar: Птахи Мадяра",
        "● dva_majors deletes its post: Курская область.",
        "video 1:48 1280×720 2.4 MB plekhovo.mp4",
        "more than 300 killed (at Плехово)",
        "more than 300 killed (солдат)",
    ):
        assert expected in out
    assert "\x1b[" not in out


def test_the_story_has_what_a_day_has() -> None:
    assert {beat.kind for beat in BEATS} == {"post", "edit", "delete", "forward", "album"}
    assert {beat.channel for beat in BEATS} == set(CHANNELS)
    assert [beat.at for beat in BEATS] == sorted(beat.at for beat in BEATS)
    names = [beat.name for beat in BEATS]
    assert all(beat.of in names[:place] for place, beat in enumerate(BEATS) if beat.of)
