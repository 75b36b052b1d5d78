"""What the reading verbs say of a database that a daemon left."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli_world import Run

from monitor.sources.jsonl import read_posts


def test_status(ask: Run) -> None:
    found = ask("status", "--json")
    assert (found.code, found.err) == (0, "")
    status = found.json
    assert status["daemon"] is None
    assert (status["posts"], status["alerts_open"], status["quarantined"]) == (6, 1, 1)
    assert status["sources"] == [
        {"source": "telegram/desk", "state": "live", "detail": "", "since": "2024-12-14T10:00:00Z", "until": None}
    ]
    assert [(one["channel"], one["state"], one["cursor"]) for one in status["channels"]] == [
        ("DIUkraine", "live", 3),
        ("dva_majors", "flooded", None),
        ("gone_channel", "vanished", None),
    ]
    assert status["channels"][1] == {
        "channel": "dva_majors",
        "id": 12,
        "title": "Два майора",
        "via": "telegram/desk",
        "state": "flooded",
        "detail": "asked to wait 300 s",
        "since": "2024-12-14T10:00:00Z",
        "until": "2024-12-14T10:05:00Z",
        "cursor": None,
        "last_post": "2024-12-14T10:05:00Z",
        "last_message": 22,
        "moved": "",
        "last_look": None,
        "blind_since": None,
        "blind_cause": None,
        "lag_p50": None,
        "lag_p99": None,
        "name": "",
    }
    assert status["channels"][0]["name"] == "Defence Intelligence"
    looked = status["channels"][0]
    assert (looked["last_look"], looked["blind_since"]) == ("2024-12-14T10:00:00Z", "2024-12-14T10:00:00Z")
    assert looked["blind_cause"] == "down", "no daemon runs"
    assert status["outbox"][1] == {
        "receiver": "desk",
        "entry": "webhook",
        "due": 0,
        "held": 0,
        "sent": 0,
        "dead": 1,
        "cancelled": 0,
        "folded": 0,
        "oldest_due": None,
    }
    assert status["disabled"][0]["command"] == "monitor deliveries retry --dead --receiver desk/webhook"
    assert status["newest_alerts"][0]["title"] == "Plekhovo is named"


def test_status_for_people(ask: Run) -> None:
    found = ask("status")
    assert found.code == 0
    assert "none runs" in found.out
    assert "asked to wait 300 s" in found.out
    assert "Disabled: desk/webhook since 2024-12-14 10:04:00Z: 410 Gone" in found.out
    assert "\x1b" not in found.out


def test_gaps(ask: Run) -> None:
    found = ask("gaps", "--json")
    assert (found.code, found.err) == (0, "")
    now, before = found.lines
    assert (now["channel"], now["since"], now["until"], now["cause"], now["how"]) == (
        "DIUkraine",
        "2024-12-14T10:00:00Z",
        None,
        "down",
        None,
    )
    assert before == {
        "channel_id": 11,
        "channel": "DIUkraine",
        "since": "2024-12-14T09:00:00Z",
        "until": "2024-12-14T10:00:00Z",
        "seconds": 3600.0,
        "cause": "down",
        "closed": "2024-12-14T10:00:00Z",
        "how": "read",
        "late": 0,
        "missing": "",
    }
    assert ask("gaps", "--channel", "@diukraine", "--limit", "1", "--json").lines[0]["until"] is None
    plain = ask("gaps", "--channel", "DIUkraine").out.splitlines()
    assert plain[1].endswith("goes on")
    assert "1 h 0 m" in plain[2]
    assert plain[2].endswith("read since")
    quiet = ask("gaps", "--channel", "dva_majors")
    assert (quiet.out, quiet.err.startswith("No gaps")) == ("", True)
    assert ask("gaps", "--channel", "nobody").code == 66


def test_search(ask: Run) -> None:
    found = ask("posts", "search", "плехово", "--json")
    assert [(one["channel"], one["message_id"]) for one in found.lines] == [("DIUkraine", 2), ("DIUkraine", 1)]
    assert found.lines[0]["text"] == "Бій за Плехово скінчився"
    assert found.lines[0]["revision"] == 2
    plain = ask("posts", "search", "плех*", "--limit", "1")
    assert plain.out.splitlines()[1].startswith("DIUkraine/2  2024-12-14 10:02:00Z  edited  Бій")
    assert len(plain.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "posts"),
    [
        (("допис*", "--channel", "dva_majors"), [20]),
        (("допис", "--channel", "@DIUkraine"), [1]),
        (("допис", "--channel", "Два майора"), [20]),
        (("допис", "--since", "2024-12-14T10:02"), [20]),
        (("Plekhovo",), [7]),
    ],
)
def test_search_in_part(ask: Run, arguments: tuple[str, ...], posts: list[int]) -> None:
    assert [one["message_id"] for one in ask("posts", "search", *arguments, "--json").lines] == posts


def test_nothing_found_says_what_to_do(ask: Run) -> None:
    found = ask("posts", "search", "Бердянськ")
    assert (found.code, found.out) == (0, "")
    assert "Try fewer" in found.err
    assert ask("posts", "search", "Бердянськ", "--json").out == ""
    listed = ask("alerts", "list", "--rule", "operators:disk")
    assert (listed.code, listed.out) == (0, "")
    assert "monitor posts search" in listed.err
    assert "monitor status" in ask("deliveries", "list", "--state", "cancelled").err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("posts", "search", "…"), 64, "holds no word"),
        (("posts", "search", "a", "--channel", "DIUkrain"), 66, "did you mean DIUkraine?"),
        (("posts", "search", "a", "--since", "soon"), 64, "2024-12-01"),
        (("posts", "search", "a", "--since", "2999-01-01"), 64, "lies ahead"),
        (("posts", "show", "4711"), 64, "CHANNEL/ID"),
        (("posts", "show", "DIUkraine/4711"), 66, "monitor backfill DIUkraine"),
        (("posts", "show", "DIUkraine/99999999999999999999"), 66, "not stored"),
        (("posts", "show", "nobody/1"), 66, "no channel 'nobody'"),
        (("posts", "export", "--channel", "nobody"), 66, "monitor status"),
        (("alerts", "list", "--rule", "plekhova"), 66, "did you mean plekhovo?"),
        (("alerts", "list", "--rule", "nosuchrule", "--json"), 66, "no rule is called 'nosuchrule' in the watch file"),
        (("alerts", "show", "ffff"), 66, "monitor alerts list"),
        (("alerts", "show", "%"), 66, "monitor alerts list"),
        (("alerts", "why", ""), 64, "name an alert"),
        (("alerts", "why", "nobody/1"), 66, "no channel"),
        (("deliveries", "show", "nothing"), 66, "monitor deliveries list"),
        (("deliveries", "list", "--state", "lost"), 64, "'lost' is not one of"),
        (("posts", "search"), 64, "Missing argument"),
        (("posts", "search", "a", "--limit", "0"), 64, "--limit"),
        (("post",), 64, "No such command"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(ask: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    found = ask(*arguments)
    assert (found.code, found.out) == (code, "")
    assert words in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    "called",
    [
        "dva_majors/21",
        "@DVA_majors/20",
        "12/20",
        "https://t.me/dva_majors/20",
        "t.me/s/dva_majors/20?single",
        "t.me/c/12/21",
    ],
)
def test_post_by_any_name(ask: Run, called: str) -> None:
    shown = ask("posts", "show", called, "--json").json
    assert shown["post"]["message_id"] == 20
    assert shown["post"]["parts"] == [20, 21]
    assert [item["kind"] for item in shown["post"]["media"]] == ["photo", "video"]


def test_show(ask: Run) -> None:
    shown = ask("posts", "show", "DIUkraine/2", "--json").json
    assert [(one["number"], one["text"]) for one in shown["revisions"]] == [(1, "Бій за Плехово триває")]
    assert shown["matches"][0]["evidence"][0]["found"] == "Плехово"
    assert [one["reason"] for one in shown["decisions"]] == ["new", "below_interval"]
    plain = ask("posts", "show", "DIUkraine/2").out
    assert "views      2,500" in plain
    assert re.search(r"Revision 1, seen 2024-12-14 10:0\d:\d\dZ, until 2024-12-14 10:04:00Z", plain)
    seen = [re.search(rf"^{label} +(\S+ \S+)$", plain, re.MULTILINE) for label in ("seen", "edit seen")]
    first, edit = (found[1] for found in seen if found)
    assert first < edit == "2024-12-14 10:04:00Z", "an edit is no delay of the post"


def test_how_far_a_post_came(ask: Run) -> None:
    shown = ask("posts", "show", "DIUkraine/2", "--json").json
    assert [(one["at"], one["views"], one["forwards"], one["reactions"]) for one in shown["counts"]] == [
        ("2024-12-14T10:04:00Z", 1000, None, 0),
        ("2024-12-14T12:00:00Z", 2500, 4, 7),
    ]
    assert [one["views_per_hour"] for one in shown["counts"]] == [None, 775.9]
    plain = ask("posts", "show", "DIUkraine/2").out
    assert "2024-12-14 12:00:00Z  2,500  4         7          +776" in plain
    assert "How far" not in ask("posts", "show", "DIUkraine/1").out, "what nobody counted again has no table"


def test_text_of_a_post_cannot_steer_the_terminal(ask: Run) -> None:
    for arguments in (
        ("posts", "show", "dva_majors/7"),
        ("posts", "search", "Plekhovo"),
        ("alerts", "why", "dva_majors/7"),
    ):
        out = ask(*arguments).out
        assert "Plekhovo" in out
        assert not set(out) & {"\x1b", "\u202e"}
        assert "[bold]" in out


def test_deleted_post(ask: Run) -> None:
    post = ask("posts", "show", "dva_majors/22", "--json").json["post"]
    assert (post["deleted"], post["deleted_how"]) == ("2024-12-14T10:06:00Z", "update")
    assert post["forward"]["handle"] == "other"
    assert "deleted" in ask("posts", "search", "каналу").out


def test_export_is_read_again(ask: Run, tmp_path: Path) -> None:
    found = ask("posts", "export")
    file = tmp_path / "posts.jsonl"
    file.write_text(found.out, "utf-8")
    read = list(read_posts(file))
    assert [(post.channel, post.id) for post, _ in read] == [(11, 1), (11, 2), (12, 7), (12, 20), (12, 22), (11, 3)]
    assert {channel.handle for _, channel in read} == {"DIUkraine", "dva_majors"}
    album = read[3][0]
    assert (album.parts, album.group, album.reply_to, len(album.media)) == ((20, 21), 5, 7, 2)
    assert album.media[1].duration == 108.0
    assert read[4][0].forward is not None
    assert read[5][0].markup[0].kind == "bold"
    assert read[1][0].counters.views == 2500
    assert set(found.lines[0]) >= {"channel_id", "channel", "message_id", "date", "text"}
    again = ask("posts", "export", "--json", "--channel", "DIUkraine", "--since", "2024-12-14T10:02")
    assert [one["message_id"] for one in again.lines] == [2, 3]


def test_backtest_over_an_export(ask: Run, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text(ask("posts", "export").out, "utf-8")
    found = ask("backtest", "--posts", str(file), "--json")
    assert found.code == 0
    assert [(one["channel_id"], one["channel"], one["message_id"], one["rule"]) for one in found.lines] == [
        (11, "DIUkraine", 1, "plekhovo"),
        (11, "DIUkraine", 2, "plekhovo"),
        (12, "dva_majors", 7, "plekhovo"),
    ]
    span = found.lines[1]["evidence"][0]
    assert (span["start"], span["end"], span["found"]) == (7, 14, "Плехово")
    assert "6 posts, 3 matches" in found.err
    plain = ask("backtest", "--posts", str(file), "--each")
    assert plain.out.splitlines()[1] == "DIUkraine/2  plekhovo [high]  «Плехово»"
    report = ask("backtest", "--posts", str(file)).out.splitlines()
    assert report[:3] == [
        "plekhovo [high]: 3 matches, 3.0 a day",
        "  most in    DIUkraine 2, dva_majors 1",
        "  DIUkraine/1  «Плехово»",
    ]
    told = ask("backtest", "--posts", str(file), "--json", "--report").json
    assert (told["posts"], told["matches"], told["reports"][0]["per_day"]) == (6, 3, 3.0)
    missing = ask("backtest", "--posts", str(tmp_path / "none.jsonl"))
    assert (missing.code, missing.out) == (65, "")


def test_backtest_over_what_is_stored(ask: Run) -> None:
    found = ask("backtest", "--json")
    assert [(one["channel"], one["message_id"]) for one in found.lines] == [
        ("DIUkraine", 1),
        ("DIUkraine", 2),
        ("dva_majors", 7),
    ]
    later = ask("backtest", "--json", "--from", "2024-12-14T10:01:30", "--to", "2024-12-14T10:02:30")
    assert [one["message_id"] for one in later.lines] == [2]
    assert ask("backtest", "--posts", "x", "--from", "7d").code == 64
    assert ask("backtest", "--from", "never").code == 64
    turned = ask("backtest", "--from", "2024-12-15", "--to", "2024-12-14")
    assert (turned.code, turned.out) == (64, "")
    assert turned.err == (
        "monitor: --from 2024-12-15 does not come before --to 2024-12-14; is it the other way round?\n"
    )


@pytest.mark.parametrize(
    "verb",
    [
        "backtest --from",
        "backtest --json --from",
        "posts export --since",
        "posts search Плехово --since",
        "stories --since",
    ],
)
def test_a_time_of_which_nothing_is_stored(ask: Run, verb: str) -> None:
    found = ask(*verb.split(), "2024-12-15")
    assert (found.code, found.out) == (0, "")
    assert "the 6 stored posts are from 2024-12-14 10:01 to 2024-12-14 10:05 (UTC)" in found.err, found.err
    assert "monitor run" not in found.err


def test_a_database_without_posts(run: Run, copied: Path) -> None:
    with closing(sqlite3.connect(copied / "monitor.db")) as database, database:
        database.execute("DELETE FROM posts")
    for verb in ("backtest", "posts export", "posts search Плехово"):
        assert "No post is stored: `monitor run`" in run(*verb.split(), "--config", str(copied / "monitor.yaml")).err


def test_backtest_asks_only_for_rules(run: Run, ask: Run, tmp_path: Path) -> None:
    """Who is told and how Telegram is reached may be missing, unset or wrong: no post comes in, no notice goes out."""
    posts, watch = tmp_path / "posts.jsonl", tmp_path / "rules.yaml"
    posts.write_text(ask("posts", "export").out, "utf-8")
    rules = (
        "version: 1\nchannels: [{telegram: DIUkraine}]\nrules: [{id: v, notify: [nobody], when: {keyword: Плехово}}]\n"
    )
    watch.write_text(rules + "receivers: {a: {to: [{nosuch: {url: '${UNSET_HERE}'}}]}}\ndatabase: wrong\n", "utf-8")
    found = run("backtest", "--posts", str(posts), "--config", str(watch), "--json")
    assert (found.code, {one["rule"] for one in found.lines}) == (0, {"v"}), found.err
    watch.write_text(rules.replace("keyword", "keywrod"), "utf-8")
    wrong = run("backtest", "--posts", str(posts), "--config", str(watch))
    assert wrong.code == 78
    assert "keywrod" in wrong.err


def test_alerts(ask: Run) -> None:
    listed = ask("alerts", "list", "--open", "--json").lines
    assert [(one["rule"], one["notices"], one["closed"]) for one in listed] == [("plekhovo", 1, None)]
    number = listed[0]["id"]
    shown = ask("alerts", "show", number[:6], "--json").json
    assert shown["alert"]["id"] == number
    assert shown["posts"] == ["https://t.me/DIUkraine/2", "https://t.me/dva_majors/7"]
    tried = {one["delivery"]["entry"]: one["tries"] for one in shown["notices"][0]["deliveries"]}
    assert [one["detail"] for one in tried["webhook"]] == ["503 Service Unavailable", "410 Gone"]
    plain = ask("alerts", "show", number).out
    assert "Notice 1: opened" in plain
    assert "try 2, 12 ms: rejected: 410 Gone" in plain


def test_why_of_a_post(ask: Run) -> None:
    path = ask("alerts", "why", "DIUkraine/2", "--json").json[0]
    rule = path["rules"][0]
    assert rule["evidence"] == [
        {"condition": "keyword", "what": "Плехово", "found": "Плехово", "start": 7, "end": 14, "field": "text"}
    ]
    assert [(one["event"], one["reason"], one["at"]) for one in rule["steps"]] == [
        ("new", "new", "2024-12-14T10:02:00Z"),
        ("edited", "below_interval", "2024-12-14T10:04:00Z"),
    ]
    told = rule["steps"][0]["notices"][0]
    assert told["number"] == 1
    assert {one["delivery"]["state"] for one in told["deliveries"]} == {"sent", "dead"}
    assert rule["steps"][1]["notices"] == []
    plain = ask("alerts", "why", "https://t.me/DIUkraine/2").out
    assert "because of keyword 'Плехово': «Плехово» at 7–14 of its text" in plain
    assert "try 1, 12 ms: unavailable: 503 Service Unavailable" in plain


def test_why_not(ask: Run) -> None:
    backfilled = ask("alerts", "why", "DIUkraine/1").out
    assert "history: not told: from before the first contact, or a backfill" in backfilled
    quiet = ask("alerts", "why", "dva_majors/20")
    assert quiet.code == 0
    assert "No rule held for it" in quiet.err
    held = ask("alerts", "why", "dva_majors/7", "--json").json[0]["rules"][0]["steps"][0]
    assert (held["reason"], held["notices"]) == ("below_interval", [])


def test_why_of_an_alert(ask: Run) -> None:
    number = ask("alerts", "list", "--json").lines[0]["id"]
    found = ask("alerts", "why", number, "--json").json
    assert [path["message_id"] for path in found] == [2, 7]


def test_deliveries(ask: Run) -> None:
    dead = ask("deliveries", "list", "--state", "dead", "--receiver", "desk/webhook", "--json").lines
    assert [one["attempts"] for one in dead] == [2]
    assert ask("deliveries", "list", "--receiver", "other", "--json").out == ""
    shown = ask("deliveries", "show", dead[0]["key"], "--json").json
    assert (shown["title"], shown["kind"]) == ("Plekhovo is named", "opened")
    assert [one["result"] for one in shown["tries"]] == ["unavailable", "rejected"]
    assert "410 Gone" in ask("deliveries", "show", dead[0]["key"]).out


def test_no_database(run: Run, seeded: Path, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.db")
    for verb in (
        ("status",),
        ("posts", "export"),
        ("alerts", "list"),
        ("deliveries", "retry", "--dead"),
        ("db", "size"),
    ):
        found = run(*verb, "--database", missing)
        assert (found.code, found.out) == (66, "")
        assert "there is no database" in found.err
    assert list(tmp_path.iterdir()) == []
    named = run("db", "size", "--json", "--database", str(seeded / "monitor.db"))
    assert named.json["rows"]["posts"] == 6
    assert run("status", "--config", str(tmp_path / "none.yaml")).code == 78


def test_other_databases(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("no database\n" * 100)
    found = run("status", "--database", str(text))
    assert found.code == 74
    assert "cannot be read as a database" in found.err


def test_damaged_database(run: Run, copied: Path) -> None:
    with closing(sqlite3.connect(copied / "monitor.db")) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name IN ('posts', 'deliveries')"
        pages = [row[0] for row in connection.execute(query)]
    with (copied / "monitor.db").open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096)
            file.write(b"\xff" * 4096)
    for verb in (("posts", "export"), ("status",), ("deliveries", "retry", "--dead")):
        found = run(*verb, "--config", str(copied / "monitor.yaml"))
        assert found.code == 74
        assert "is it whole" in found.err


def test_reading_needs_no_secret(run: Run, seeded: Path, tmp_path: Path) -> None:
    config = tmp_path / "monitor.yaml"
    written = (seeded / "monitor.yaml").read_text("utf-8")
    config.write_text(
        written.replace('"http://127.0.0.1:9/"', '"${NOWHERE_SET}"').replace("api_id: 1", 'api_id: "${ALSO_NOT}"')
    )
    assert run("check", "--config", str(config)).code == 78
    assert run("status", "--json", "--config", str(config)).json["posts"] == 6
