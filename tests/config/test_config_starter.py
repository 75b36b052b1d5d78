"""The starter files: written once, never over somebody's work, and right as they are."""

from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.config.starter import write_starter
from monitor.errors import ConfigError, UsageError
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model.watch import All, Leaf, Not, Tree
from monitor.model.watch import Any as AnyOf
from monitor.rules.compile import compile_rules
from monitor.rules.examples import run_examples
from monitor.stories.gazetteer import is_area

SECRETS = {"TELEGRAM_API_ID": "12345", "TELEGRAM_API_HASH": "0123456789abcdef0123456789abcdef"}
CONFIG = Path(__file__).parents[2] / "config"


def kinds_of(tree: Tree) -> set[str]:
    if isinstance(tree, Leaf):
        return {tree.kind}
    inner = tree.of if isinstance(tree, (All, AnyOf)) else (tree.of,)
    return set().union(*(kinds_of(one) for one in inner))


def test_the_starter_files_load_with_the_real_kinds(tmp_path: Path) -> None:
    written, kept = write_starter(tmp_path / "config")
    assert kept == []
    kinds = discover()
    path = tmp_path / "config/monitor.yaml"
    spec = load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=SECRETS)
    assert sorted(map(str, written)) == sorted(spec.files)
    assert len(spec.channels) >= 8
    assert {one.side for one in spec.channels if one.kind == "telegram"} == {"ukraine", "russia"}
    assert [one.name for one in spec.channels if one.kind == "feed"]
    assert len(spec.rules) >= 6
    assert all(one.examples_match or one.examples_ignore or one.alert.shadow for one in spec.rules)
    assert {entry.kind for one in spec.receivers.values() for entry in one.entries} == {"console"}
    used = set().union(*(kinds_of(one.when) for one in spec.rules))
    assert {"keyword", "entity", "media", "forward"} <= used
    assert not any(isinstance(one.when, Not) for one in spec.rules)


def test_the_examples_of_the_starter_rules_hold() -> None:
    kinds = discover()
    path = CONFIG / "monitor.example.yaml"
    spec = load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=SECRETS)
    ruleset = compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand)
    assert run_examples(ruleset) == []


def test_what_is_too_wide_to_tell_one_event_by_says_so() -> None:
    kinds = discover()
    spec = load(CONFIG / "monitor.example.yaml", conditions=kinds.conditions, sinks=kinds.sinks, environ=SECRETS)
    wide = {one.id for one in spec.entities.values() if is_area(one)}
    assert {"crimea", "donbas", "krasnodar-krai", "sumy-oblast", "kursk-oblast"} <= wide
    assert not {"sumy", "kursk", "sudzha", "kyiv"} & wide


def test_it_says_which_secrets_are_missing() -> None:
    kinds = discover()
    with pytest.raises(ConfigError, match="TELEGRAM_API_ID is not set") as caught:
        load(CONFIG / "monitor.example.yaml", conditions=kinds.conditions, sinks=kinds.sinks, environ={})
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("receiver", ["webhook", "email", "telegram", "matrix", "ntfy", "rss", "apprise"])
def test_the_receivers_that_are_commented_out_load_too(tmp_path: Path, receiver: str) -> None:
    write_starter(tmp_path)
    path = tmp_path / "monitor.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.strip() == f"# - {receiver}:")
    for n in range(start, len(lines)):
        if not lines[n].strip().startswith("#"):
            break
        lines[n] = lines[n].replace("# ", "", 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environ = {
        **SECRETS,
        "HOOK_URL": "https://hooks.example.org/monitor",
        "HOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "SMTP_PASSWORD": "a password",
        "BOT_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "MATRIX_TOKEN": "syt_bW9uaXRvcg_1",
        "NTFY_TOPIC": "desk-4cT9fQ",
        "NTFY_TOKEN": "tk_1",
        "FEED_TOKEN": "a-token-of-the-desk",
        "APPRISE_URL": "json://hooks.example.org/monitor",
    }
    kinds = discover()
    spec = load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=environ)
    assert [entry.kind for entry in spec.receivers["desk"].entries] == ["console", receiver]


def test_files_of_the_user_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/losses.yaml").write_text("mine")
    with pytest.raises(UsageError, match=r"rules/losses\.yaml: already there, and not overwritten"):
        write_starter(tmp_path)
    assert (tmp_path / "rules/losses.yaml").read_text() == "mine"
    assert [path.name for path in tmp_path.rglob("*.yaml")] == ["losses.yaml"]


def test_a_second_time_writes_nothing(tmp_path: Path) -> None:
    first = write_starter(tmp_path)
    assert write_starter(tmp_path) == ([], first.written)
