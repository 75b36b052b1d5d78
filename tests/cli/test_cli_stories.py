"""Stories, ledger and corrections by hand on the command line."""

import asyncio
import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_world import Clock, Run
from test_cli_process import on_a_terminal

from monitor.bus import LocalBus
from monitor.config.load import load
from monitor.kinds import discover
from monitor.lexicon import Lexicon
from monitor.model import ChannelChanged, Deleted, Edited, Forward, Media, Post, Posted, Update
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.watching import Watching

NINE = 1_734_080_400_000  # 2024-12-13T09:00:00Z
MINUTE, HOUR = 60_000, 3_600_000
WATCH = """\
version: 1
database: sqlite:///{folder}/monitor.db
channels:
  - {{telegram: DIUkraine, side: ukraine}}
  - {{telegram: dva_majors, side: russia}}
  - {{telegram: reporter}}
  - {{telegram: birds, side: ukraine}}
entities:
  plekhovo:
    kind: place
    names: {{ru: [Плёхово], uk: [Плєхово, Плехово], en: [Plekhovo]}}
    at: [51.13, 35.34]
  kurilovka:
    kind: place
    names: {{uk: [Курилівка], en: [Kurilovka]}}
    at: [51.12, 35.25]
  dprk:
    kind: group
    names: {{uk: [військові КНДР], ru: [военные КНДР], en: [North Korean soldiers]}}
  diu: {{kind: organisation, names: {{en: [DIU]}}}}
rules:
  - {{id: any, when: {{entity: dprk}}, notify: [desk]}}
receivers: {{desk: {{to: [console]}}}}
"""
CHANNELS = {1: "DIUkraine", 2: "dva_majors", 3: "reporter", 4: "birds"}


def said(channel: int, number: int, text: str, at: int, **more: Any) -> Post:
    return Post(channel, number, NINE + at, text, link=f"https://t.me/{CHANNELS[channel]}/{number}", **more)


FILM = (Media("video", 1, duration=108.0, file_id="film"),)
THIRTY = said(1, 10, "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово.", 0)
ENGLISH = "DIU: at least 30 North Korean soldiers killed and wounded near Kurilovka"
UPDATES: Sequence[Update] = [
    *(Posted(post, NINE + 9 * HOUR) for post in (
        THIRTY,
        said(3, 11, "", 30 * MINUTE, forward=Forward(1, "DIUkraine", "", 10)),
        said(3, 12, f"{ENGLISH}.", HOUR),
        said(2, 13, "В Плёхово убиты и ранены ровно 5 военных КНДР, остальное враньё.", 2 * HOUR),
        said(4, 14, "Дивіться до кінця", 0, media=FILM, forward=Forward(99, "hidden_birds", "", 7)),
        said(3, 15, "Дивіться до кінця", 3 * MINUTE, media=FILM),
        said(4, 16, "Курс валют і погода на завтра: сніг, до мінус п'яти. Бережіть себе.", HOUR),
        said(2, 17, "\x1b[31m В Плёхово убиты 7 военных КНДР \u202e[bold]", 3 * HOUR),
    )),
    Edited(said(3, 12, f"{ENGLISH}!", HOUR), NINE + 9 * HOUR),
    Deleted(2, (17,), NINE + 10 * HOUR),
]  # fmt: skip


async def live(folder: Path, updates: Sequence[Update] = UPDATES) -> None:
    config, kinds, clock = folder / "monitor.yaml", discover(), Clock(NINE + 11 * HOUR)
    spec = load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ={})
    await schema.prepare(folder / "monitor.db")
    database = Database(folder / "monitor.db")
    await database.open()
    rules = compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, Lexicon(None), mentions=True)
    pipeline = Pipeline(LocalBus(), database, Watching(spec, rules, (), lambda _: None), clock, NoMeter())
    try:
        await pipeline.absorb([ChannelChanged(n, "telegram", name, name, NINE) for n, name in CHANNELS.items()])
        for update in updates:
            await pipeline.absorb([update])
    finally:
        await database.close()


@pytest.fixture(scope="module")
def told(tmp_path_factory: Any) -> Path:
    folder: Path = tmp_path_factory.mktemp("told")
    (folder / "monitor.yaml").write_text(WATCH.format(folder=folder), "utf-8")
    asyncio.run(live(folder))
    return folder


@pytest.fixture
def say(run: Run, told: Path) -> Run:
    return lambda *arguments: run(*arguments, "--config", str(told / "monitor.yaml"))


@pytest.fixture
def change(run: Run, told: Path, tmp_path: Path) -> Run:
    """As `say`, over a copy."""
    shutil.copytree(told, tmp_path, dirs_exist_ok=True)
    (tmp_path / "monitor.yaml").write_text(WATCH.format(folder=tmp_path), "utf-8")
    return lambda *arguments: run(*arguments, "--config", str(tmp_path / "monitor.yaml"))


@pytest.fixture
def nothing(run: Run, tmp_path: Path) -> Run:
    """An empty database."""
    (tmp_path / "monitor.yaml").write_text(WATCH.format(folder=tmp_path), "utf-8")
    asyncio.run(schema.prepare(tmp_path / "monitor.db"))
    return lambda *arguments: run(*arguments, "--config", str(tmp_path / "monitor.yaml"))


def test_stories(say: Run) -> None:
    found = say("stories", "--json")
    assert (found.code, found.err) == (0, "")
    event, film = found.lines
    headline, title = event.pop("headline"), event.pop("title")
    assert (title, film["title"]) == (THIRTY.text, "Дивіться до кінця")
    assert event == {
        "id": "s1",
        "first": "2024-12-13T09:00:00Z",
        "last": "2024-12-13T12:00:00Z",
        "posts": 5,
        "origins": 3,
        "sides": ["ukraine", "russia"],
        "entities": ["dprk", "plekhovo", "diu", "kurilovka"],
        "contested": True,
    }
    assert (headline["kind"], headline["min"], headline["number_text"]) == ("casualties", 30, "30")
    assert (film["id"], film["posts"], film["origins"], film["sides"]) == ("s5", 2, 1, ["ukraine"])
    assert (film["headline"], film["contested"], film["entities"]) == (None, False, [])


def test_stories_for_people(say: Run) -> None:
    lines = say("stories").out.splitlines()
    assert lines[0].split() == [
        *("STORY", "FIRST", "LAST", "POSTS", "ORIGINS", "SIDES", "GRADE", "STANDING", "ABOUT", "CLAIM")
    ]
    assert lines[1].startswith(
        "s1     2024-12-13 09:00:00Z  2024-12-13 12:00:00Z  5      3        ukraine, russia         contested"
    )
    assert "at least 30 casualties" in lines[1]
    assert lines[2].endswith("  «Дивіться до кінця»"), "a story that names nothing goes by its first words"


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (("--entity", "dprk"), ["s1"]),
        (("--place", "plekhovo"), ["s1"]),
        (("--place", "kurilovka", "--entity", "diu"), ["s1"]),
        (("--limit", "1"), ["s1"]),
        (("--since", "2024-12-13T10:30"), ["s1"]),
        (("--since", "2024-12-13T12:30"), []),
        (("--alone",), ["s1", "s7", "s5"]),
    ],
)
def test_which_stories(say: Run, options: tuple[str, ...], wanted: list[str]) -> None:
    assert [one["id"] for one in say("stories", "--json", *options).lines] == wanted


def test_story_show(say: Run) -> None:
    found = say("story", "show", "s1", "--json")
    assert (found.code, found.err) == (0, "")
    shown = found.json
    assert [(o["post"], o["came_from"], o["opened"], o["by_hand"]) for o in shown["origins"]] == [
        ("DIUkraine/10", "DIUkraine/10", True, False),
        ("reporter/12", "reporter/12", False, False),
        ("dva_majors/13", "dva_majors/13", False, False),
        ("dva_majors/17", "dva_majors/17", False, False),
    ]
    first, edited, _, deleted = shown["origins"]
    (copy,) = first["copies"]
    assert (copy["post"], copy["after"]) == ("reporter/11", 1800.0)
    assert copy["because"] == {"reason": "forward", "to": "DIUkraine/10", "score": 1.0, "detail": "1:10"}
    assert edited["because"]["reason"] == "event"
    assert edited["because"]["to"] == "DIUkraine/10"
    assert "dprk" in edited["because"]["detail"]
    assert edited["edits"] == ["2024-12-13T18:00:00Z"]
    assert deleted["deleted"] == "2024-12-13T19:00:00Z"
    assert shown["first_on"] == [
        {"side": "ukraine", "post": "DIUkraine/10", "date": "2024-12-13T09:00:00Z", "after": 0.0},
        {"side": "russia", "post": "dva_majors/13", "date": "2024-12-13T11:00:00Z", "after": 7200.0},
    ]
    assert [(one["fact"], one["verdict"], one["channel"]) for one in shown["ledger"]][:2] == [
        (1, "contradicting", "DIUkraine"),
        (1, "contradicting", "reporter"),
    ]
    by_post = say("story", "show", "https://t.me/reporter/11", "--json").json
    assert by_post == shown


def test_story_show_for_people(say: Run) -> None:
    out = say("story", "show", "s1").out
    assert "posts      5, of 3 independent origins" in out
    assert "  russia: dva_majors/13, 2 h 0 m later" in out
    assert "    2024-12-13 09:30:00Z  reporter/11, 30 m 0 s later: forward of DIUkraine/10, 1:10 (1.00)" in out
    assert "casualties: contradicting, contested between sides" in out
    assert "deleted, gone by 2024-12-13 19:00:00Z" in out
    assert not set(out) & {"\x1b", "\u202e"}
    film = say("story", "show", "birds/14").out
    assert "came from hidden_birds/7, which is not stored" in film
    assert "file of birds/14" in film


def test_a_post_names_its_story(say: Run) -> None:
    assert say("posts", "show", "reporter/12", "--json").json["story"] == "s1"
    assert "story      s1" in say("posts", "show", "reporter/12").out


def test_ledger(say: Run) -> None:
    found = say("ledger", "--entity", "dprk", "--json")
    assert (found.code, found.err) == (0, "")
    diu, reporter, majors, deleted = found.lines
    assert diu == {
        "kind": "casualties",
        "min": 30,
        "max": None,
        "qualifier": "at_least",
        "number_text": "30",
        "who": "військових КНДР",
        "place": "села Плєхово",
        "by": None,
        "start": 0,
        "end": 47,
        "revision": 1,
        "words": THIRTY.text[:47],
        "who_ids": ["dprk"],
        "who_implied": [],
        "place_ids": ["plekhovo"],
        "by_ids": [],
        "story": "s1",
        "fact": 1,
        "verdict": "contradicting",
        "contested": True,
        "channel": "DIUkraine",
        "channel_id": 1,
        "side": "ukraine",
        "grade": "",
        "message_id": 10,
        "link": "https://t.me/DIUkraine/10",
        "date": "2024-12-13T09:00:00Z",
        "deleted": None,
        "origin": "DIUkraine/10",
        "copies": [],
        "updates": None,
        "denied_by": [],
    }
    assert (reporter["by"], reporter["by_ids"], reporter["revision"]) == ("DIU", ["diu"], 2)
    assert (majors["min"], majors["max"], majors["side"]) == (5, 5, "russia")
    assert (deleted["kind"], deleted["verdict"], deleted["deleted"]) == (
        "killed",
        "withdrawn",
        "2024-12-13T19:00:00Z",
    )


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (("--entity", "plekhovo"), [10, 13, 17]),
        (("--entity", "diu"), [12]),
        (("--entity", "dprk", "--from", "2024-12-13T10:00"), [12, 13, 17]),
        (("--entity", "dprk", "--to", "2024-12-13T10:00"), [10]),
        (("--entity", "dprk", "--story", "s1", "--from", "2024-12-13T10:00", "--to", "2024-12-13T11:00"), [12]),
        (("--entity", "dprk", "--story", "birds/14"), []),
    ],
)
def test_which_claims(say: Run, options: tuple[str, ...], wanted: list[int]) -> None:
    assert [one["message_id"] for one in say("ledger", "--json", *options).lines] == wanted


def test_ledger_for_spreadsheets_and_people(say: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(say("ledger", "--entity", "dprk", "--csv").out)))
    assert [(row["channel"], row["min"], row["verdict"]) for row in rows][:2] == [
        ("DIUkraine", "30", "contradicting"),
        ("reporter", "30", "contradicting"),
    ]
    assert rows[0]["date"] == "2024-12-13 09:00:00Z"
    plain = say("ledger", "--entity", "dprk").out.splitlines()
    assert plain[0] == "s1, casualties: contradicting, contested between sides"
    assert plain[1].startswith("  2024-12-13 09:00:00Z  DIUkraine (ukraine): at least 30 casualties (військових КНДР, ")
    assert plain[2].endswith("»  https://t.me/DIUkraine/10")


def test_what_a_spreadsheet_would_run_is_text(capsys: Any) -> None:
    from monitor.cli.output import print_csv

    print_csv(("a", "b"), [("=cmd|' /C calc'!A1", -5), ("\x1b[31m@x", ["+1", "2"])])
    assert capsys.readouterr().out == "a,b\n'=cmd|' /C calc'!A1,-5\n\ufffd[31m@x,'+1 2\n"


def test_correcting(change: Run) -> None:
    done = change("story", "split", "s1", "dva_majors/13", "--why", "another day", "--by", "Olha", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {
        "decision": "d1",
        "verb": "split",
        "stories": {"s1": 4, "s4": 1},
        "by": "Olha",
        "why": "another day",
    }
    shown = change("story", "show", "s1").out
    assert "s4 split from s1 (dva_majors/13), by Olha: another day" in shown
    assert "here by hand" in shown
    assert change("stories", "--json").lines[0]["contested"] is False
    merged = change("story", "merge", "s1", "s5", "--why", "it is its film")
    assert merged.out == "d2: merge; s1: 6 posts\n"
    assert "monitor story release d2" in merged.err
    assert "story  s1, which s5 has become part of" in change("story", "show", "s5").out
    assert "parts  s5" in change("story", "show", "s1").out
    assert change("story", "release", "d2", "--why", "it is not").out == "d2: release; s1: 4 posts, s5: 2 posts\n"
    assert "taken back" in change("story", "show", "s5").out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("story", "show", "s99"), 66, "no story s99; `monitor stories`"),
        (("story", "show", "nothing"), 64, "names no story"),
        (("story", "show", "DIUkraine/4711"), 66, "not stored"),
        (("story", "show", "s99999999999999999999"), 64, "names no story"),
        (("stories", "--entity", "dprc"), 66, "did you mean dprk?"),
        (("stories", "--place", "dprk"), 64, "a group, not a place"),
        (("stories", "--since", "never"), 64, "--since"),
        (("ledger",), 64, "--entity"),
        (("ledger", "--entity", "nobody-at-all"), 66, "no entity is called"),
        (("ledger", "--entity", "dprk", "--story", "s99"), 66, "no story s99"),
        (("ledger", "--entity", "dprk", "--csv", "--json"), 64, "name one"),
        (("ledger", "--entity", "dprk", "--from", "2024-12-14", "--to", "2024-12-13"), 64, "the other way round"),
        (("story", "split", "s1", "reporter/15", "--why", "x"), 64, "reporter/15 is not in s1"),
        (("story", "split", "s1", "--why", "x"), 64, "Missing argument"),
        (("story", "split", "s1", "reporter/12"), 64, "--why"),
        (("story", "merge", "s1", "s1", "--why", "x"), 64, "one story already"),
        (("story", "release", "d1", "--why", "x"), 66, "no decision d1"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(say: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    found = say(*arguments)
    assert (found.code, found.out) == (code, "")
    assert words in found.err
    assert "Traceback" not in found.err


def test_an_empty_database(nothing: Run) -> None:
    for verb in (("stories",), ("stories", "--alone"), ("stories", "--entity", "dprk"), ("ledger", "--entity", "dprk")):
        found = nothing(*verb)
        assert (found.code, found.out) == (0, "")
        assert found.err.startswith("No ")
        assert (nothing(*verb, "--json").code, nothing(*verb, "--json").out) == (0, "")
    assert nothing("ledger", "--entity", "dprk", "--csv").out.startswith("kind,min,max,")
    assert nothing("story", "show", "s1").code == 66


def test_a_named_database_needs_no_watch_file(run: Run, told: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    found = run("stories", "--json", "--database", str(told / "monitor.db"))
    assert [(one["id"], one["sides"]) for one in found.lines] == [("s1", None), ("s5", None)]
    assert run("ledger", "--entity", "dprk", "--json", "--database", str(told / "monitor.db")).code == 0


@pytest.mark.parametrize("verb", ["stories", "story show s1", "ledger --entity dprk"])
def test_nothing_is_cut_on_a_narrow_terminal(told: Path, verb: str) -> None:
    shown = on_a_terminal([*verb.split(), "--config", str(told / "monitor.yaml")], COLUMNS="60", NO_COLOR="1")
    assert "…" not in shown
    assert "s1" in shown
    assert "2024-12-13 09:00:00Z" in shown
