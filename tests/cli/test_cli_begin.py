"""Everything before the first run."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_world import HOOK_KEY, Run

RULE = """\
version: 1
telegram: {{api_id: 1, api_hash: {hash}, accounts: [{{name: desk}}]}}
entities:
  nobody: {{kind: person, names: {{en: [Nobody]}}}}
rules:
  - id: first
    when: {{keyword: [storm]}}
    notify: [desk]
    examples:
      match:
        - A storm is coming
        - A calm is coming
      ignore: [No storm today]
{more}
receivers:
  desk:
    to: [console]
"""
UNCLOSED = "  - {id: second, when: {regex: '(storm'}, notify: [desk]}\n"


def write(folder: Path, more: str = "") -> str:
    path = folder / "monitor.yaml"
    path.write_text(RULE.format(hash="0" * 32, more=more), "utf-8")
    return str(path)


def test_init_and_check(run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    first = run("init")
    assert first.code == 0
    assert "monitor login desk-1" in first.out
    assert (tmp_path / "config/monitor.yaml").is_file()
    again = run("init")
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("Nothing was written.\nThese were there already")
    assert [line for line in again.out.splitlines() if line.endswith(".yaml")] == first.out.splitlines()[:-2]
    assert run("init", "--json").json == {"written": [], "kept": first.out.splitlines()[:-2]}
    Path("config/monitor.yaml").unlink()
    some = run("init")
    assert some.out.startswith("config/monitor.yaml\nThese were there already")
    assert "\nconfig/rules/" in some.out
    other = run("init", "desk", "--json")
    assert "desk/monitor.yaml" in other.json["written"]
    (tmp_path / "desk/monitor.yaml").write_text("version: 1\n")
    assert run("init", "desk").code == 64
    missing = run("check")
    assert missing.code == 78
    assert missing.err.splitlines()[0].startswith("config/monitor.yaml:")
    assert "TELEGRAM_API_ID" in missing.err
    monkeypatch.setenv("TELEGRAM_API_ID", "1")
    (tmp_path / "hash").write_text("0123456789abcdef\n")
    monkeypatch.setenv("TELEGRAM_API_HASH_FILE", str(tmp_path / "hash"))
    fine = run("check")
    assert (fine.code, fine.err) == (0, "")
    assert re.fullmatch(r"config/monitor.yaml is fine: \d+ channels, \d+ rules, 1 receiver\n", fine.out)


def test_examples_that_do_not_hold(run: Run, tmp_path: Path) -> None:
    config = write(tmp_path)
    found = run("check", "--config", config)
    assert (found.code, found.out) == (78, "")
    assert found.err.splitlines() == [
        f"{config}:12: rule first: examples.match[1]: should match, and does not: «A calm is coming»",
        f"{config}:13: rule first: examples.ignore[0]: should be ignored, and matches: «No storm today»",
    ]
    as_json = run("check", "--json", "--config", config)
    assert as_json.code == 78
    assert as_json.json["ok"] is False
    assert as_json.json["problems"][0] == {
        "file": config,
        "line": 12,
        "problem": "rule first: examples.match[1]: should match, and does not: «A calm is coming»",
    }


def test_rules_that_cannot_be_compiled(run: Run, tmp_path: Path) -> None:
    config = write(tmp_path, UNCLOSED)
    found = run("check", "--config", config)
    assert found.code == 78
    assert found.err.splitlines()[-1].startswith(f"{config}:14: rule second: when: ")
    assert len(found.err.splitlines()) == 3, "the examples of the others are run all the same"
    assert run("backtest", "--posts", "none", "--config", config).code == 78


def test_kinds_and_schema(run: Run) -> None:
    listed = {(one["sort"], one["kind"]): one for one in run("kinds", "--json").json}
    assert {("condition", "keyword"), ("source", "telegram"), ("sink", "webhook")} <= set(listed)
    assert all(one["what"] and all(option["description"] for option in one["options"]) for one in listed.values())
    plain = run("kinds").out
    assert "sink webhook: " in plain
    assert "source telegram: A public Telegram channel" in plain
    assert run("schema").json["title"] == "Watch file"


def test_version(run: Run) -> None:
    found = run("--version")
    assert found.code == 0
    assert found.out.startswith("monitor ")


@pytest.mark.parametrize("name", ["desk-2", "dask"])
def test_login_of_an_unknown_account(run: Run, seeded: Path, name: str) -> None:
    found = run("login", name, "--config", str(seeded / "monitor.yaml"))
    assert (found.code, found.out) == (64, "")
    assert "did you mean 'desk'?" in found.err


def test_login_without_telegram(run: Run, tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text("version: 1\n")
    found = run("login", "desk", "--config", str(tmp_path / "monitor.yaml"))
    assert found.code == 64
    assert "no section telegram" in found.err


def test_check_online_without_a_session(run: Run, copied: Path) -> None:
    found = run("check", "--online", "--config", str(copied / "monitor.yaml"))
    assert found.code == 66
    assert "monitor login desk" in found.err
    assert HOOK_KEY not in found.out + found.err


def test_backfill_of_an_unknown_channel(ask: Run) -> None:
    found = ask("backfill", "DIUkrain", "--since", "7d")
    assert found.code == 64
    assert "did you mean DIUkraine?" in found.err
    assert ask("backfill", "DIUkraine", "--since", "x").code == 64


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").out)["$schema"].startswith("https://json-schema.org/")


EVERYTHING = """\
version: 1
telegram: {api_id: 1, api_hash: "${NOT_SET_ANYWHERE}", accounts: [{name: desk}]}
entities:
  nobody: {kind: nothing, names: {en: [Nobody]}}
rules:
  - {id: grave, severity: hihg, when: {regex: '(a'}, notify: [desk]}
  - id: half
    when: {all: [{keywrod: x}, {regex: '(b'}]}
    notify: [desk]
  - {id: stranger, when: {any: [{entity: someone}, {entity: nobody}, {regex: '(c'}]}, notify: [desk]}
  - {id: twice, when: {keyword: [calm]}, notify: [desk], examples: {match: [storm]}}
  - {id: twice, when: {regex: '(d'}, notify: [desk]}
receivers:
  desk: {to: [consle]}
"""


def test_one_run_says_everything(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(EVERYTHING, "utf-8")
    found = run("check", "--config", str(path))
    assert (found.code, found.out) == (78, "")
    said = [line.removeprefix(f"{path}:") for line in found.err.splitlines()]
    assert [line.split(": ", 2)[:2] for line in said] == [
        ["2", "telegram.api_hash"],
        ["4", "entities.nobody.kind"],
        ["6", "rules[0].severity"],
        ["6", "rule grave"],
        ["8", "rules[1].when.all[0].keywrod"],
        ["8", "rule half"],
        ["10", "rules[2].when.any[0].entity"],
        ["10", "rule stranger"],
        ["11", "rule twice"],
        ["12", "rules[4].id"],
        ["12", "rule twice"],
        ["14", "receivers.desk.to[0]"],
    ]
    assert sum("has a ( without a )" in line for line in said) == 4
    assert sum("should match, and does not" in line for line in said) == 1


NAMES = """\
version: 1
channels: [{{telegram: DIUkraine}}]
entities:
  kurylivka: {{kind: place, names: {{{kurylivka}}}}}
  hrodna: {{kind: place, names: {{be: [Гродна], ko: [그로드노]}}}}
  miensk: {{kind: place, names: {{be: [Менск], pl: [Mińsk]}}, forms: {{add: [Менску]}}}}
  lwow: {{kind: place, names: {{be: [Львоў], en: [Lviv]}}}}
rules: [{{id: places, when: {when}, alert: {{shadow: true}}}}]
"""


def test_check_notes_names_that_are_not_inflected(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(NAMES.format(kurylivka="uk-UA: [Курилівка], en: [Курилівка]", when="{entity: kurylivka}"), "utf-8")
    start, odd, unknown = run("check", "-c", path).out.splitlines()
    assert start == f"{path} is fine: 1 channel, 1 rule, 0 receivers"
    assert odd.startswith(
        f"note: {path}:4: entities.kurylivka.names.en: Курилівка is written in Cyrillic, and under en"
    )
    said = "names in Belarusian are looked for only as written; forms are known of uk and ru, others can be given under"
    assert unknown == f"note: {path}:5: entities.hrodna.names.be: {said} forms: {{add: […]}} (so are those of 1 more)"
    assert [one["line"] for one in json.loads(run("check", "-c", path, "--json").out)["notes"]] == [4, 5]
    assert "Курилівки" in run("entity", "kurylivka", "-c", path).out


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{language: [uk, ua]}", "when.language: 'ua' is no language code, did you mean uk (Ukrainian)?"),
        ("{language: xx}", "when.language: 'xx' is no language code: write be, bg"),
        ("{language: [ka]}", "when.language: texts in Georgian (ka) are not told from others; ar, be, bg"),
        (f"{{claim: {{at_least: 1{'0' * 26}}}}}", "when.claim.at_least: must be at most 10,000,000,000, not '1000"),
        (f"{{reach: 1{'0' * 29}}}", "when.reach: must be at most 2,147,483,647, not '1000"),
    ],
)
def test_what_can_never_match_is_refused(run: Run, tmp_path: Path, when: str, said: str) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(NAMES.format(kurylivka="uk: [Курилівка]", when=when), "utf-8")
    found = run("check", "-c", path)
    assert (found.code, said in found.err) == (78, True), found.err


def test_a_name_that_differs_by_a_look_alike(run: Run, tmp_path: Path) -> None:
    found = run("entity", "рerson", "-c", write_person(tmp_path))
    assert found.code == 66
    assert found.err.strip() == "monitor: no entity is called 'рerson'; did you mean person? The р is Cyrillic"


def write_person(folder: Path) -> str:
    path = folder / "monitor.yaml"
    path.write_text("entities: {person: {kind: person, names: {en: [Person]}}}\n", "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("kind", "said"), [("dead", "killed"), ("injured", "wounded"), ("pow", "captured"), ("arrested", "detained")]
)
def test_other_words_for_a_kind_of_claim(run: Run, tmp_path: Path, kind: str, said: str) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(
        "version: 1\nchannels: [{telegram: DIUkraine}]\n"
        f"rules: [{{id: a, when: {{claim: {kind}}}, notify: [desk]}}]\n"
        "receivers: {desk: {to: [console]}}\n",
        "utf-8",
    )
    (problem,) = run("check", "--config", str(path)).err.splitlines()
    assert problem.endswith(f", did you mean '{said}'?")


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("http://127.0.0.1:9/hook", True),
        ("http://[::1]:9/hook", True),
        ("https://10.1.2.3/hook", True),
        ("http://localhost/hook", True),
        ("https://example.org/hook", False),
        ("https://[2606:4700::1111]/hook", False),
    ],
)
def test_an_address_that_nothing_will_be_sent_to(run: Run, tmp_path: Path, address: str, refused: bool) -> None:
    path = tmp_path / "monitor.yaml"
    watch = (
        f"version: 1\nchannels: [{{feed: {address!r}}}]\n"
        "rules: [{id: a, when: {keyword: [drone]}, notify: [desk]}]\n"
        f"receivers:\n  desk:\n    to:\n      - webhook:\n          url: {address!r}\n"
        f"heartbeat: {{url: {address!r}}}\n"
    )
    path.write_text(watch, "utf-8")
    found = run("check", "--config", str(path))
    if not refused:
        assert (found.code, found.err) == (0, "")
        return
    said = "is a private, local or reserved address, where nothing is {} without `allow_private: true`"
    assert (found.code, found.err.splitlines()) == (
        78,
        [
            f"{path}:2: channels[0].feed: {said.format('read')}",
            f"{path}:8: receivers.desk.to[0].webhook.url: {said.format('sent')}",
            f"{path}:9: heartbeat.url: {said.format('sent')}",
        ],
    )
    allowed = watch.replace(f"feed: {address!r}", f"feed: {address!r}, allow_private: true")
    allowed = allowed.replace("- webhook:\n", "- webhook:\n          allow_private: true\n")
    allowed = allowed.replace(f"{{url: {address!r}}}", f"{{url: {address!r}, allow_private: true}}")
    path.write_text(allowed, "utf-8")
    assert run("check", "--config", str(path)).code == 0


@pytest.mark.parametrize("group", ["", "posts", "alerts", "stories", "db"])
def test_no_help_is_cut(run: Run, monkeypatch: Any, group: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = run(*group.split(), "--help").out
    assert "..." not in said.partition("\nCommands:\n")[2]
    assert max(map(len, said.splitlines())) <= 80
