"""Who counts as independent: the same wherever it is counted, and who repeats themselves is shown as that."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_world import Run
from test_cli_stories import HOUR, MINUTE, NINE, THIRTY, WATCH, live, said

from monitor.model import Deleted, Forward, Posted, Update

FIVE = "В Плёхово убиты ровно 5 военных КНДР, остальное враньё."
AGAIN = "Еще раз: у села Плёхово погибли пятеро военных КНДР, пятеро."
DENIAL = "Про військових КНДР у селі Плєхово: це фейк, їх там не було."
THIRD = "Репортери: біля Плєхово вбито військових КНДР, кажуть місцеві."
UPDATES: Sequence[Update] = [
    *(Posted(post, NINE + 9 * HOUR) for post in (
        THIRTY,
        said(3, 11, "", 30 * MINUTE, forward=Forward(1, "DIUkraine", "", 10)),
        said(2, 12, FIVE, HOUR),
        said(2, 13, AGAIN, 2 * HOUR),
        said(4, 14, DENIAL, 3 * HOUR),
        said(3, 15, THIRD, 4 * HOUR),
    )),
    Deleted(3, (15,), NINE + 10 * HOUR),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: Any) -> Path:
    folder: Path = tmp_path_factory.mktemp("independence")
    (folder / "monitor.yaml").write_text(WATCH.format(folder=folder), "utf-8")
    asyncio.run(live(folder, UPDATES))
    return folder


@pytest.fixture
def say(run: Run, world: Path) -> Run:
    return lambda *arguments: run(*arguments, "--config", str(world / "monitor.yaml"))


def test_a_picture_counts_as_the_story_is_counted(say: Run) -> None:
    shown = say("story", "show", "s1", "--json").json["story"]
    plot = say("story", "plot", "s1", "--json").json
    assert [(one["first"]["channel"], one["repeats"]) for one in plot["spread"]["origins"]] == [
        ("DIUkraine", None),
        ("dva_majors", None),
        ("dva_majors", 1),
        ("birds", None),
        ("reporter", None),
    ]
    assert sum(one["origins"] for one in plot["sides"]) == shown["origins"] == 4
    assert {one["side"]: (one["origins"], one["repeats"], one["copies"]) for one in plot["sides"]} == {
        "ukraine": (2, 0, 0),
        "russia": (1, 1, 0),
        "": (1, 0, 1),
    }
    assert "4 origins (1 deleted since), 1 repeat, 1 copy over 4 h." in say("story", "plot", "s1").out


def test_a_map_counts_a_channel_once_in_a_story(say: Run) -> None:
    (place,) = say("stories", "map", "--json").json["places"]
    assert (place["entity"], place["origins"], place["sides"]) == ("plekhovo", 4, {"": 1, "russia": 1, "ukraine": 2})


def test_a_story_marks_who_repeats_themselves(say: Run) -> None:
    shown = say("story", "show", "s1", "--json").json
    assert [(one["post"], one["repeats"]) for one in shown["origins"]] == [
        ("DIUkraine/10", ""),
        ("dva_majors/12", ""),
        ("dva_majors/13", "dva_majors/12"),
        ("birds/14", ""),
        ("reporter/15", ""),
    ]
    assert shown["story"]["origins"] == sum(not one["repeats"] for one in shown["origins"])
    plain = say("story", "show", "s1").out
    assert "posts      6, of 4 independent origins, 1 of them deleted since (1 repeat, 1 copy)" in plain
    assert (
        "\n2024-12-13 11:00:00Z  dva_majors/13 (russia), a repeat\n"
        "  the same voice as dva_majors/12: no further origin\n"
    ) in plain
    assert plain.count("a repeat\n") == 1


def test_what_bears_a_story_out_marks_them_too(say: Run) -> None:
    sources = say("story", "verdicts", "s1", "--json").json["sources"]
    link = "https://t.me/dva_majors/12"
    assert [(one["channel"], one["repeats"]) for one in sources][1:3] == [("dva_majors", ""), ("dva_majors", link)]
    assert [
        line.split()[-1] for line in say("story", "verdicts", "s1").out.splitlines() if "dva_majors/13" in line
    ] == ["repeat"]


def test_without_a_watch_file_sides_are_not_known_rather_than_none(
    run: Run, world: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    database = ("--database", str(world / "monitor.db"))
    shown = run("story", "show", "s1", "--json", *database).json
    assert shown["corroboration"] == {"kind": "not_known", "voices": 3, "sides": [], "sideless": None, "deleted": 1}
    assert (shown["story"]["sides"], shown["story"]["contested"], shown["first_on"]) == (None, None, None)
    assert {one["side"] for one in shown["origins"]} == {one["side"] for one in shown["ledger"]} == {None}
    assert {one["contested"] for one in shown["ledger"]} == {one["grade"] for one in shown["ledger"]} == {None}
    plain = run("story", "show", "s1", *database).out
    assert "sides  not known without the watch file; --config names it" in plain
    assert "3 independent origins; for which sides they speak is not known without the watch file" in plain
    assert "none of which" not in plain
    for verb in (("stories",), ("ledger", "--entity", "dprk")):
        assert "sides, and who contradicts whom, are not known. --config names it." in run(*verb, *database).err
    (line,) = run("stories", *database).out.splitlines()[1:]
    assert "  not known  " in line


def test_a_denial_is_seen_without_a_watch_file(
    say: Run, run: Run, world: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    with_one = say("story", "show", "s1", "--json").json["ledger"]
    assert {one["verdict"] for one in with_one} == {"denied"}
    monkeypatch.chdir(tmp_path)
    without = run("story", "show", "s1", "--json", "--database", str(world / "monitor.db")).json["ledger"]
    assert [one["denied_by"] for one in without] == [one["denied_by"] for one in with_one]
    assert {one["verdict"] for one in without} == {"denied"}


def test_a_grade_that_is_not_known_is_not_said_to_be_none(
    say: Run, run: Run, world: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    assert say("posts", "show", "birds/14", "--json").json["grade"] == ""
    monkeypatch.chdir(tmp_path)
    found = run("posts", "show", "birds/14", "--json", "--database", str(world / "monitor.db"))
    assert (found.json["story"], found.json["grade"]) == ("s1", None)


def test_who_denies_is_marked_in_the_story(say: Run) -> None:
    shown = say("story", "show", "s1", "--json").json
    facts = sorted({one["fact"] for one in shown["ledger"]})
    assert {one["post"]: one["denies"] for one in shown["origins"]} == {
        "DIUkraine/10": None,
        "dva_majors/12": None,
        "dva_majors/13": None,
        "birds/14": facts,
        "reporter/15": None,
    }
    assert [one["denied_by"] for one in shown["ledger"]] == [["birds/14"]] * len(shown["ledger"])
    plain = say("story", "show", "s1").out
    assert plain.count("\n  denies ") == 1
    assert "birds/14" in plain[: plain.index("\n  denies ")].splitlines()[-2]
    assert (
        "denies at least 30 casualties (військових КНДР, at села Плєхово); 5 killed (военных КНДР, at Плёхово)\n"
        in plain
    )


def test_one_channel_alone_agrees_with_nobody(run: Run, tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text(WATCH.format(folder=tmp_path), "utf-8")
    asyncio.run(
        live(tmp_path, [update for update in UPDATES if isinstance(update, Posted) and update.post.channel == 2])
    )
    shown = run("story", "show", "s1", "--json", "--config", str(tmp_path / "monitor.yaml")).json
    assert (shown["story"]["posts"], shown["story"]["origins"]) == (2, 1)
    assert [(one["fact"], one["verdict"], one["min"]) for one in shown["ledger"]] == [
        (1, "single", 5),
        (1, "single", 5),
    ]
