"""Which files are wanted, by the watch file: of a channel, of all, of a rule's matches."""

import re
from pathlib import Path
from typing import Any

import pytest
from files_world import ALL, KINDS, rule
from pydantic import SecretStr

from monitor.config.load import load
from monitor.model import (
    NO_FILES,
    Change,
    Channel,
    ChannelSpec,
    DownloadSpec,
    Match,
    Media,
    Post,
    TelegramSpec,
    WatchSpec,
)
from monitor.reload import needs_restart
from monitor.rules.compile import compile_rules
from monitor.watching import Watching
from monitor.wishes import PAGES_ONLY, kinds_wanted, wishes

ROOT = Path(__file__).resolve().parents[2]
REST = """\
version: 1
telegram: {api_id: 1, api_hash: abc, accounts: [{name: desk-1}]}
entities: {plekhovo: {kind: place, names: {uk: [Плехово]}}}
receivers: {desk: {to: [console]}}
"""
PHOTO = Media("photo", 5, size=100, file_id="f")
VIDEO = Media("video", 6, size=2_000_000, file_id="v")


def change(kind: Any = "new", **more: Any) -> Change:
    return Change(kind, Post(7, 5, 1, media=(PHOTO, VIDEO)), 1, key=3, **more)


def loaded(tmp_path: Path, text: str) -> WatchSpec:
    path = tmp_path / "w.yaml"
    path.write_text(REST + text, "utf-8")
    return load(path, conditions=KINDS.conditions, sinks=KINDS.sinks, environ={})


def test_the_example_of_the_docs_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operation.md").read_text("utf-8")
    (block,) = (one for one in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "largest" in one)
    spec = loaded(tmp_path, block)
    assert spec.media.budget == 10_000_000_000
    assert spec.channels[0].media == DownloadSpec(frozenset({"photo", "video"}), 200_000_000)
    assert spec.rules[0].media == DownloadSpec(frozenset({"video"}), 1_000_000_000)


def test_a_channel_may_say_one_half_and_the_defaults_the_other(tmp_path: Path) -> None:
    spec = loaded(
        tmp_path,
        "defaults: {channel: {media: {download: [photo]}}}\n"
        "channels: [{telegram: one_two, media: {largest: 9MB}}, {telegram: three_four, media: {download: []}},"
        " {telegram: five_six}, {feed: 'https://example.org/rss'}]\n",
    )
    photos = frozenset({"photo"})
    wanted = [DownloadSpec(photos, 9_000_000), DownloadSpec(), DownloadSpec(photos), NO_FILES]
    assert [one.media for one in spec.channels] == wanted
    assert kinds_wanted(spec) == photos
    assert not kinds_wanted(loaded(tmp_path, "channels: [{telegram: one_two}]\n"))
    assert spec.media.folder == ""


def test_the_larger_of_two_limits_counts_and_what_is_larger_is_refused() -> None:
    small, large = DownloadSpec(frozenset({"photo", "video"}), 1_000_000), DownloadSpec(frozenset({"video"}), 3_000_000)
    assert [(one.message, one.largest, one.refused) for one in wishes(change(), [small, large])] == [
        (5, 1_000_000, ""),
        (6, 3_000_000, ""),
    ]
    assert "it has 2.0 MB" in wishes(change(), [small])[1].refused
    assert wishes(change(), [NO_FILES]) == []


def test_another_folder_takes_a_restart_and_another_budget_does_not(tmp_path: Path) -> None:
    old = loaded(tmp_path, "media: {budget: 1GB}\n")
    assert needs_restart(old, loaded(tmp_path, "media: {budget: 2GB}\n")) == ()
    assert needs_restart(old, loaded(tmp_path, "media: {folder: elsewhere}\n")) == ("media.folder",)


def test_the_past_is_not_fetched() -> None:
    assert wishes(change(history=True), [ALL]) == []


@pytest.mark.parametrize(
    ("entry", "refused"),
    [
        (ChannelSpec("telegram", "one", media=ALL), ""),
        (ChannelSpec("telegram", "one", via="preview", media=ALL), PAGES_ONLY),
        (ChannelSpec("feed", "one"), PAGES_ONLY),
    ],
)
def test_what_no_account_reads_is_refused_with_the_reason(entry: ChannelSpec, refused: str) -> None:
    alarm = rule("alarm", ALL)
    spec = WatchSpec(SecretStr(""), (entry,), {}, (alarm,), {}, TelegramSpec(1, SecretStr(""), ()))
    ruleset = compile_rules(spec.rules, {}, spec.channels, KINDS.conditions)
    watching = Watching(spec, ruleset, [Channel(7, entry.kind, "one")], lambda _verdict: None)
    found = watching.wishes(change(), [Match("alarm", 7, 5, "new", ())])
    assert found[0].refused == refused
    only_rules = watching.wishes(change("counted"), [])
    assert only_rules == []
