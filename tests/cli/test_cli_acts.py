"""What people do with alerts and silences from the command line, with the exact words."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cli_world import Answer, Run

Desk = Callable[..., Answer]
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ"


@pytest.fixture
def desk(run: Run, copied: Path) -> Desk:
    def desk(*arguments: str) -> Answer:
        return run(*arguments, "--config", str(copied / "monitor.yaml"))

    return desk


@pytest.fixture
def alert(desk: Desk) -> str:
    """The id of the one alert."""
    (one,) = desk("alerts", "list", "--json").lines
    return str(one["id"])


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "monitor.db")) as connection:
        return connection.execute(query).fetchall()


def test_an_alert_is_taken_up_once(desk: Desk, alert: str, copied: Path) -> None:
    assert len(desk("alerts", "list", "--open", "--unacknowledged", "--json").lines) == 1
    done = desk("alerts", "ack", alert[:6], "--by", "Olena", "--comment", " on \n it ")
    assert (done.code, done.out) == (0, f"alert {alert} (Plekhovo is named): acknowledged by Olena: on it\n")
    again = desk("alerts", "ack", alert, "--by", "Ihor")
    assert again.code == 0
    said = rf"alert {alert} \(Plekhovo is named\) is acknowledged already, by Olena at {STAMP}: on it\n"
    assert re.fullmatch(said, again.out)
    assert rows(copied, "SELECT alert, kind, by, comment, told FROM acts") == [
        (alert, "acknowledged", "Olena", "on it", 0)
    ]
    assert desk("alerts", "list", "--unacknowledged", "--json").lines == []


def test_an_alert_is_given_to_somebody_and_shown_so(desk: Desk, alert: str) -> None:
    assert desk("alerts", "assign", alert, "--to", "Olena", "--by", "Ihor").out == (
        f"alert {alert} (Plekhovo is named): assigned to Olena by Ihor\n"
    )
    (one,) = desk("alerts", "list", "--json").lines
    assert (one["assigned"], one["acknowledged"]) == ("Olena", None)
    shown = desk("alerts", "show", alert, "--json").json
    assert [(act["kind"], act["by"], act["to"], act["comment"]) for act in shown["acts"]] == [
        ("assigned", "Ihor", "Olena", "")
    ]
    plain = desk("alerts", "show", alert).out
    assert re.search(rf"\nassigned to +Olena\n[\s\S]*\nWhat people did\n  {STAMP}  assigned to Olena by Ihor\n", plain)
    why = desk("alerts", "why", "DIUkraine/2")
    assert re.search(rf"\n    {STAMP}  the alert was assigned to Olena by Ihor\n", why.out)
    (rule,) = desk("alerts", "why", "DIUkraine/2", "--json").json[0]["rules"]
    assert [act["to"] for act in rule["acts"]] == ["Olena"]
    assert "  Olena  " in desk("alerts", "list").out
    assert desk("status", "--json").json["newest_alerts"][0]["assigned"] == "Olena"


def test_a_closed_alert_takes_nothing_more(desk: Desk, alert: str) -> None:
    done = desk("alerts", "close", alert, "--by", "Ihor", "--comment", "a drill", "--json").json
    assert (done["already"], done["act"]["kind"], done["act"]["by"]) == (False, "closed", "Ihor")
    assert done["closed"] is not None
    assert desk("alerts", "list", "--open", "--json").lines == []
    again = desk("alerts", "close", alert, "--by", "Olena")
    assert again.code == 0
    assert re.fullmatch(rf"alert {alert} \(.*\) is closed already, by Ihor at {STAMP}: a drill\n", again.out)
    late = desk("alerts", "ack", alert, "--by", "Olena")
    assert (late.code, late.out) == (1, "")
    assert re.fullmatch(
        rf"monitor: alert {alert} was closed by Ihor at {STAMP}: nothing can be done with it;"
        r" a later match opens another\n",
        late.err,
    )


def test_one_that_ran_out_is_closed_already(desk: Desk, alert: str, copied: Path) -> None:
    with closing(sqlite3.connect(copied / "monitor.db")) as connection, connection:
        connection.execute("UPDATE alerts SET closed = 1734170400000")
    said = desk("alerts", "close", alert, "--by", "Ihor")
    assert said.out == f"alert {alert} (Plekhovo is named) is closed already, since 2024-12-14 10:00:00Z\n"
    assert desk("alerts", "assign", alert, "--to", "Olena").err == (
        f"monitor: alert {alert} was closed at 2024-12-14 10:00:00Z: nothing can be done with it;"
        " a later match opens another\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ack", "ffff"), 66, "no alert has an id that begins with 'ffff'"),
        (("ack", " "), 64, "name an alert by its id, or the start of it"),
        (("assign", "{alert}", "--to", " "), 64, "who is to have it? Name somebody: --to Olena"),
        (("assign", "{alert}"), 64, "Missing option '--to'"),
        (("close", "{alert}", "--by", "x" * 101), 64, "--by is longer than 100 characters"),
        (("close", "{alert}", "--comment", "x" * 2001), 64, "--comment is longer than 2,000 characters"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(
    desk: Desk, alert: str, copied: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    found = desk("alerts", *(one.format(alert=alert) for one in arguments))
    assert (found.code, found.out) == (code, "")
    assert said in found.err
    assert rows(copied, "SELECT count(*) FROM acts") == [(0,)]


def test_who_acts_is_who_is_signed_in(desk: Desk, alert: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("LOGNAME", "olena")
    assert desk("alerts", "ack", alert).out.endswith("acknowledged by olena\n")


def test_a_silence_begins_and_is_listed(desk: Desk, copied: Path) -> None:
    said = desk("silence", "add", "--rule", "plekhovo", "--channel", "@diukraine", "--for", "2h", "--by", "Olena",
                "--comment", "a drill")  # fmt: skip
    found = re.fullmatch(
        rf"silence ([0-9a-f]{{8}}): rule plekhovo, channel DIUkraine: silent until {STAMP}\n", said.out
    )
    assert found, said
    (row,) = rows(copied, "SELECT rule, channel, entity, by, comment, ends - starts, matched, told FROM silences")
    assert row == ("plekhovo", 11, "", "Olena", "a drill", 7_200_000, 0, "")
    (one,) = desk("silence", "list", "--json").lines
    assert (one["id"], one["state"], one["channel"], one["held"], one["last"]) == (
        found[1],
        "active",
        "DIUkraine",
        0,
        None,
    )
    assert one["idle_days"] is None
    listed = desk("silence", "list").out.splitlines()
    assert listed[0].split() == ["ID", "STATE", "SILENT", "FROM", "UNTIL", "BY", "COMMENT", "HELD", "LAST"]
    assert re.fullmatch(
        rf"{found[1]}  active  rule plekhovo, channel DIUkraine  {STAMP}  {STAMP}  Olena  a drill  0", listed[1]
    )
    assert "\nSilences\n" in desk("status").out
    assert desk("status", "--json").json["silences"][0]["id"] == found[1]


def test_what_operators_are_told_may_be_silent(desk: Desk, copied: Path) -> None:
    said = desk("silence", "add", "--rule", "operators:disk", "--for", "2h", "--comment", "x").out
    assert re.fullmatch(rf"silence \w+: rule operators:disk: silent until {STAMP}\n", said)
    assert rows(copied, "SELECT rule FROM silences") == [("operators:disk",)]


def test_one_that_held_nothing_for_long_says_so(desk: Desk, copied: Path) -> None:
    number = desk("silence", "add", "--rule", "plekhovo", "--for", "9d", "--comment", "x", "--json").json["id"]
    with closing(sqlite3.connect(copied / "monitor.db")) as connection, connection:
        connection.execute("UPDATE silences SET starts = starts - 604800000")
    assert desk("silence", "list").out.splitlines()[1].endswith("  has held nothing for 7 d")
    assert desk("silence", "list", "--json").lines[0]["idle_days"] == 7
    with closing(sqlite3.connect(copied / "monitor.db")) as connection, connection:
        connection.execute("UPDATE silences SET matched = 3, last = starts + 86400000")
    (one,) = desk("silence", "list", "--json").lines
    assert (one["id"], one["held"], one["idle_days"]) == (number, 3, None)


def test_a_silence_is_ended_by_hand(desk: Desk, copied: Path) -> None:
    number = desk(
        "silence", "add", "--channel", "Defence Intelligence", "--for", "2h", "--comment", "x", "--json"
    ).json["id"]
    said = desk("silence", "expire", number[:4], "--by", "Ihor").out
    assert re.fullmatch(rf"silence {number}: channel DIUkraine: the silence ended at {STAMP}\n", said)
    before = rows(copied, "SELECT comment, ends FROM silences")
    assert before[0][0] == "x (ended by Ihor)"
    assert desk("silence", "expire", number, "--by", "Olena").code == 0
    assert rows(copied, "SELECT comment, ends FROM silences") == before
    quiet = desk("silence", "list")
    assert (quiet.out, quiet.err) == (
        "",
        "Nothing is silent. `monitor silence add --rule ID --for 2h --comment WHY` begins a silence.\n",
    )
    assert [one["state"] for one in desk("silence", "list", "--all", "--json").lines] == ["expired"]


def test_a_silence_may_begin_later(desk: Desk, copied: Path) -> None:
    said = desk("silence", "add", "--rule", "plekhovo", "--from", "30m", "--for", "2h", "--comment", "x").out
    assert re.fullmatch(rf"silence \w+: rule plekhovo: silent from {STAMP} until {STAMP}\n", said)
    assert rows(copied, "SELECT starts - created, ends - starts FROM silences") == [(1_800_000, 7_200_000)]
    assert [one["state"] for one in desk("silence", "list", "--json").lines] == ["pending"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 64, "what is to be silent? Name at least one: --rule ID, --channel HANDLE or --entity ID"),
        (
            ("--rule", "plekhova", "--for", "2h"),
            66,
            "no rule is called 'plekhova' in the watch file; did you mean plekhovo?",
        ),
        (("--rule", "plekhovo", "--until", "9999-12-31"), 64, "would last for more than a hundred years"),
        (
            ("--rule", "plekhovo", "--from", "9999-12-31", "--for", "30d"),
            64,
            "would last for more than a hundred years",
        ),
        (
            ("--rule", "operators:discs", "--for", "2h"),
            66,
            "no rule is called 'operators:discs' in the watch file; did you mean operators:disk?",
        ),
        (("--rule", "zzz", "--for", "2h"), 66, "no rule is called 'zzz' in the watch file; there are: plekhovo"),
        (("--entity", "dprk", "--for", "2h"), 66, "no entity is called 'dprk' in the watch file; there are: none"),
        (("--channel", "DIUkrain", "--for", "2h"), 66, "no channel 'DIUkrain' is stored; did you mean DIUkraine?"),
        (("--rule", "plekhovo"), 64, "until when? Say one of both: --for 2h, or --until 2024-12-01T06:00"),
        (("--rule", "plekhovo", "--for", "2h", "--until", "2999-01-01"), 64, "Say one of both"),
        (("--rule", "plekhovo", "--for", "soon"), 64, "--for wants a duration such as 90s, 10m, 6h or 7d, not 'soon'"),
        (("--rule", "plekhovo", "--for", "0"), 64, "the silence would end before it begins; say a later end"),
        (
            ("--rule", "plekhovo", "--until", "2020-01-01"),
            64,
            "--until 2020-01-01 is past; name a moment that lies ahead",
        ),
        (
            ("--rule", "plekhovo", "--until", "noon"),
            64,
            "--until wants a time such as 2024-12-01T06:00 (UTC) or 90m (from now), not 'noon'",
        ),
        (("--rule", "plekhovo", "--for", "2h", "--comment", " "), 64, "a silence wants a reason"),
    ],
)
def test_a_silence_that_makes_no_sense_is_a_sentence(
    desk: Desk, copied: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    found = desk("silence", "add", "--comment", "x", *arguments)
    assert (found.code, found.out) == (code, "")
    assert said in found.err
    assert rows(copied, "SELECT count(*) FROM silences") == [(0,)]


def test_a_channel_that_was_never_reached_cannot_be_silenced(desk: Desk, copied: Path) -> None:
    config = copied / "monitor.yaml"
    config.write_text(
        config.read_text("utf-8").replace("  - telegram: dva_majors", "  - telegram: not_yet_seen"), "utf-8"
    )
    found = desk("silence", "add", "--channel", "not_yet_seen", "--for", "2h", "--comment", "x")
    assert found.code == 66
    assert found.err == (
        "monitor: not_yet_seen was never reached, so its number is not known and nothing of it is told;"
        " silence it once `monitor status` shows it\n"
    )


def test_an_unknown_silence_is_a_sentence(desk: Desk) -> None:
    assert desk("silence", "expire", "zz").err == (
        "monitor: no silence has an id that begins with 'zz'; `monitor silence list --all` shows them\n"
    )


def test_the_start_of_two_ids_names_neither(desk: Desk) -> None:
    starts: dict[str, str] = {}
    while True:  # sixteen letters begin an id: the seventeenth silence shares one at the latest
        said = desk("silence", "add", "--rule", "plekhovo", "--for", "1h", "--comment", "x")
        new = said.out.split()[1].rstrip(":")
        if (first := starts.setdefault(new[0], new)) != new:
            break
    found = desk("silence", "expire", new[0])
    assert found.code == 66
    assert found.err == (
        f"monitor: more than one silence has an id that begins with {new[0]!r};"
        " write more of it, `monitor silence list --all` shows them\n"
    )
    assert desk("silence", "expire", first).code == 0


def test_status_shows_the_heartbeat_and_what_is_wrong(desk: Desk, copied: Path) -> None:
    assert (desk("status", "--json").json["heartbeat"], desk("status", "--json").json["troubles"]) == (None, [])
    marks = {
        "heartbeat": '{"state":"failed","since":1734170400000,"detail":"beats.example.org refuses connections"}',
        "troubles": '{"failing":{"feed":{"since":1734170400000,"looks":10,"told":true}},'
        '"old":{"desk/webhook":1734170460000}}',
    }
    with closing(sqlite3.connect(copied / "monitor.db")) as connection, connection:
        connection.executemany("INSERT INTO facts (name, value) VALUES (?, ?)", marks.items())
    said = desk("status").out
    assert re.search(
        r"\nheartbeat +failed since 2024-12-14 10:00:00Z: beats.example.org refuses connections"
        r"\ntrouble +feed fails since 2024-12-14 10:00:00Z"
        r"\ntrouble +notices wait for desk/webhook since 2024-12-14 10:01:00Z\n",
        said,
    ), said
    status = desk("status", "--json").json
    assert status["heartbeat"]["state"] == "failed"
    assert [one["what"] for one in status["troubles"]] == ["feed fails", "notices wait for desk/webhook"]
