"""Grading a story and its claims from the command line."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import story_world as world
from cli_world import Answer, Run

from monitor.store.database import Database
from monitor.store.look import looking
from monitor.usecases import graded

FIRST = "https://t.me/DIUkraine/1"
Desk = Callable[..., Answer]


@pytest.fixture
def desk(run: Run, folder: Path) -> Desk:
    def desk(*arguments: str) -> Answer:
        return run("story", *arguments, "--config", str(folder / "monitor.yaml"))

    return desk


def say(desk: Desk, ruling: str, by: str, *more: str) -> Answer:
    return desk("verdict", "s1", ruling, "--by", by, "--why", "geolocated", *more)


def test_nobody_has_graded_it(desk: Desk) -> None:
    found = desk("verdicts", "s1", "--json").json
    assert found["standing"] == {
        "ruling": "unverified",
        "credibility": 6,
        "meaning": "truth cannot be judged",
        "by": [],
        "since": None,
        "proposed": [],
    }
    assert [(one["channel"], one["side"], one["grade"], one["deleted"]) for one in found["sources"]] == [
        ("Defence Intelligence", "ukraine", "B6", False),
        ("think_tank", "", "", False),
        (world.HOSTILE, "russia", "F6", True),
    ]
    assert (found["corroboration"]["kind"], found["corroboration"]["voices"]) == ("beyond_side", 2)
    plain = desk("verdicts", "s1")
    assert "Nobody has graded it: monitor story verdict s1 confirmed" in plain.err
    assert "\u202e" not in plain.out


def test_a_channel_that_was_renamed_keeps_its_side_and_a_post_names_its_story(desk: Desk, folder: Path) -> None:
    before = desk("verdicts", "s1", "--json").json["sources"]
    with closing(sqlite3.connect(folder / "monitor.db")) as connection, connection:
        connection.execute("INSERT INTO peers VALUES ('desk', 0, 'DIUkraine', 1, 1)")
        connection.execute("UPDATE channels SET handle = 'another_name' WHERE id = 0")
    after = desk("verdicts", "s1", "--json").json["sources"]
    assert [(one["side"], one["grade"]) for one in after] == [(one["side"], one["grade"]) for one in before]
    assert desk("verdicts", after[0]["link"], "--json").json["story"] == "s1"


def test_a_verdict_supersedes_and_the_history_is_kept(desk: Desk) -> None:
    assert say(desk, "disputed", "Olena").out == "s1: disputed (4: doubtful) by Olena\n"
    done = say(desk, "confirmed", "Taras", "--link", "https://example.org/a", "--json").json
    assert (done["story"], done["claim"], done["needs"], done["standing"]["by"]) == ("s1", None, 0, ["Taras"])
    found = desk("verdicts", "s1", "--json").json
    assert found["standing"]["credibility"] == 1
    assert found["sources"][0]["grade"] == "B1"
    assert [(one["by"], one["ruling"], one["why"], one.get("link", "")) for one in found["history"]] == [
        ("Olena", "disputed", "geolocated", ""),
        ("Taras", "confirmed", "geolocated", "https://example.org/a"),
    ]
    plain = desk("verdicts", "S1").out
    assert "confirmed (1: confirmed by other sources) by Taras" in plain
    assert "https://example.org/a" in plain


def test_two_people_have_to_agree(desk: Desk, folder: Path) -> None:
    world.write_config(folder, "verdicts: {people: 2}\n")
    first = say(desk, "confirmed", "Olena")
    assert first.out.endswith("unverified (6: truth cannot be judged); confirmed: proposed by Olena, needs one more\n")
    again = say(desk, "confirmed", " olena ", "--json").json
    assert (again["needs"], again["standing"]["ruling"]) == (1, "unverified")
    assert desk("verdicts", "s1", "--json").json["sources"][0]["grade"] == "B6"
    assert say(desk, "confirmed", "Taras", "--json").json["needs"] == 0
    assert say(desk, "false", "Ivan").out.startswith(
        "s1: confirmed (1: confirmed by other sources) by olena, Taras; false:"
    )
    assert len(desk("verdicts", "s1", "--json").json["history"]) == 4


def test_a_claim_is_graded_apart_from_its_story_and_over_edits(desk: Desk) -> None:
    think = "https://t.me/think_tank/4#1"
    assert say(desk, "false", "Olena", "--claim", f"{FIRST}#1").out == f"{FIRST}#1: false (5: improbable) by Olena\n"
    assert say(desk, "confirmed", "Olena", "--claim", think).code == 0
    found = desk("verdicts", "s1", "--json").json
    assert found["standing"]["ruling"] == "unverified"
    assert [(one["claim"], one["grade"], one["standing"]["credibility"]) for one in found["claims"]] == [
        (f"{FIRST}#1", "B5", 5),
        (think, "", 1),
    ]
    assert found["claims"][0]["words"] == "Щонайменше 30 військових КНДР вбито та поранено"


def test_posts_show_has_the_number_of_a_claim(run: Run, folder: Path) -> None:
    found = run("posts", "show", "think_tank/4", "--config", str(folder / "monitor.yaml")).out.splitlines()
    claims = [line.strip() for line in found if "casualties" in line]
    assert [line.startswith("#1 at least 30") for line in claims] == [False, True], "only those of the newest revision"


async def _claims_of_an_edited_post(folder: Path) -> None:
    """The same words in the first revision, as if somebody had graded it before the edit."""
    database = Database(folder / "monitor.db")
    async with database.engines.writer.begin() as connection:
        await connection.exec_driver_sql("UPDATE opinions SET revision = 1")
    await database.close()


def test_a_claim_stays_the_same_where_an_edit_leaves_its_words_alone(desk: Desk, folder: Path) -> None:
    think = "https://t.me/think_tank/4#1"
    say(desk, "disputed", "Olena", "--claim", think)
    asyncio.run(_claims_of_an_edited_post(folder))
    say(desk, "confirmed", "Taras", "--claim", think)
    (claim,) = desk("verdicts", "s1", "--json").json["claims"]
    assert [one["by"] for one in claim["history"]] == ["Olena", "Taras"]


def test_others_are_told_what_holds_of_stories_and_claims(desk: Desk, folder: Path) -> None:
    say(desk, "confirmed", "Taras")
    say(desk, "disputed", "Olena", "--claim", "https://t.me/think_tank/4#1")

    async def ask() -> tuple[dict[int, int], dict[tuple[int, int, int], int]]:
        async with looking(folder / "monitor.db") as engines, engines.reading() as connection:
            stories = await graded.of_stories(connection, [1, 6])
            claims = await graded.of_claims(connection, [1, 4])
        return {n: s.credibility for n, s in stories.items()}, {key: s.credibility for key, s in claims.items()}

    assert asyncio.run(ask()) == ({1: 1}, {(4, 1, 0): 4, (4, 2, 0): 4}), "the edit left the words of the claim alone"


def test_what_an_erased_post_claimed_is_not_in_the_verdicts(desk: Desk, run: Run, folder: Path) -> None:
    say(desk, "false", "Olena", "--claim", f"{FIRST}#1")
    config = str(folder / "monitor.yaml")
    assert run("posts", "erase", "DIUkraine/1", "--reason", "court order", "--config", config).code == 0
    (claim,) = desk("verdicts", "s1", "--json").json["claims"]
    assert (claim["words"], claim["standing"]["ruling"]) == (None, "false")
    assert "(erased)" in desk("verdicts", "s1").out
    with closing(sqlite3.connect(folder / "monitor.db")) as database:
        assert "КНДР" not in str(database.execute("SELECT * FROM opinions").fetchall())


def test_a_verdict_on_a_part_is_not_one_on_the_whole(desk: Desk, folder: Path) -> None:
    say(desk, "confirmed", "Olena")
    with closing(sqlite3.connect(folder / "monitor.db")) as database, database:
        database.execute("UPDATE tellings SET story = 6, core = 0 WHERE story = 1")
        database.execute('UPDATE stories SET posts = 0, origins = 0, "into" = 6 WHERE id = 1')
    found = desk("verdicts", "s1", "--json").json
    assert (found["story"], found["standing"]["ruling"], found["history"]) == ("s6", "unverified", [])
    assert [(one["story"], one["ruling"]) for one in found["parts"]] == [("s1", "confirmed")]
    assert desk("verdicts", "s4", "--json").json["story"] == "s6", "a post that was alone is found by its own number"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("s1", "maybe", "--by", "O", "--why", "w"), 64, "say one of unverified, confirmed, disputed, false"),
        (("s1", "false", "--by", " ", "--why", "w"), 64, "a verdict wants --by, as in --by Olena"),
        (("s1", "false", "--by", "O", "--why", " "), 64, "a verdict wants --why"),
        (("s1", "false", "--by", "O" * 101, "--why", "w"), 64, "--by is longer than 100 characters"),
        (("s1", "false", "--by", "O", "--why", "w", "--link", "javascript:alert(1)"), 64, "--link wants a web address"),
        (("s1", "false", "--by", "O", "--why", "w", "--link", "http://[a"), 64, "--link wants a web address"),
        (("story", "false", "--by", "O", "--why", "w"), 64, "names no story; write its id as s12, or a post of it"),
        (("s99", "false", "--by", "O", "--why", "w"), 66, "there is no story s99"),
        (("s" + "9" * 30, "false", "--by", "O", "--why", "w"), 64, "names no story"),
        (("s1", "false", "--by", "O", "--why", "w", "--claim", FIRST), 64, "write POST#N"),
        (("s1", "false", "--by", "O", "--why", "w", "--claim", f"{FIRST}#2"), 64, "has no claim 2; it has #1: Щонай"),
        (
            ("s1", "false", "--by", "O", "--why", "w", "--claim", "robert_magyar/6#1"),
            64,
            "is not a post of s1; it is in s6",
        ),
        (("s1", "false", "--by", "O", "--why", "w", "--claim", "DIUkraine/9#1"), 66, "is not stored"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_recorded(
    desk: Desk, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    found = desk("verdict", *arguments)
    assert (found.code, found.out) == (code, "")
    assert sentence in found.err
    assert desk("verdicts", "s1", "--json").json["history"] == []


def test_how_many_must_agree_is_read_from_a_sound_watch_file(run: Run, folder: Path) -> None:
    config: Any = world.write_config(folder, "verdicts: {people: many}\n")
    found = run("story", "verdict", "s1", "false", "--by", "O", "--why", "w", "--config", str(config))
    assert (found.code, "verdicts.people: wants a whole number" in found.err) == (78, True)


def test_the_list_of_stories_has_its_grade_under_a_heading(desk: Desk, run: Run, folder: Path) -> None:
    say(desk, "disputed", "Olena")
    heading, line = run("stories", "--config", str(folder / "monitor.yaml")).out.splitlines()
    assert heading.index("GRADE") == line.index("B4")
    assert heading.index("STANDING") == line.index("disputed")
