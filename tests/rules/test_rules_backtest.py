"""Files of posts, and what the rules would have said to them."""

import gzip
import json
from pathlib import Path

import pytest
from msgspec.json import encode
from pydantic import SecretStr

from monitor.errors import InputError
from monitor.model import ChannelSpec, Forward, Markup, Media, Origin, WatchSpec
from monitor.sources.jsonl import read_posts
from monitor.usecases.backtest import Backtest, RuleReport

LINE = {"channel_id": -100123, "channel": "DIUkraine", "message_id": 5, "date": None, "text": "дрон"}


def lines(path: Path, *posts: object) -> Path:
    body = "\n".join(post if isinstance(post, str) else json.dumps(post, ensure_ascii=False) for post in posts)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(body.encode()))
    else:
        path.write_text(body, encoding="utf-8", errors="surrogateescape")
    return path


@pytest.mark.parametrize("name", ["posts.jsonl", "posts.jsonl.gz"])
def test_a_file_is_read(tmp_path: Path, name: str) -> None:
    dated = LINE | {"date": "2024-12-14T10:00:00+02:00", "message_id": 6, "language": "uk", "more": {"x": 1}}
    path = lines(tmp_path / name, LINE, "", dated, LINE | {"date": "2024-12-14T10:00:00", "message_id": 7})
    (first, channel), (second, _), (third, _) = read_posts(path, start=42)
    assert (first.channel, first.id, first.posted, first.text) == (-100123, 5, 42, "дрон")
    assert (channel.id, channel.kind, channel.handle) == (-100123, "file", "DIUkraine")
    assert second.posted == 1734163200000
    assert third.posted == 1734170400000


@pytest.mark.parametrize(
    "date", ["2024-12-14", "2024-12-14 00:00", "2024-12-14T00:00:00.000Z", "2024-12-14T02:00+02:00", "20241214"]
)
def test_dates_as_people_write_them(tmp_path: Path, date: str) -> None:
    [(post, _)] = read_posts(lines(tmp_path / "posts.jsonl", LINE | {"date": date, "edited": "2024-12-15"}))
    assert (post.posted, post.edited) == (1734134400000, 1734220800000)


def test_what_an_export_adds_is_read_too(tmp_path: Path) -> None:
    media, markup = Media("video", 5, size=7, duration=1.5), Markup("link", 0, 4, "https://x.com")
    added = {"media": [media], "markup": [markup], "forward": Forward(handle="a"), "link": "https://t.me/a/5"}
    path = tmp_path / "posts.jsonl"
    path.write_bytes(encode(LINE | added))
    [(post, _)] = read_posts(path)
    assert (post.media, post.markup, post.forward) == ((media,), (markup,), Forward(handle="a"))
    assert post.link == "https://t.me/a/5"


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("{", "is not a JSON object (Input data was truncated); write one post a line"),
        ('{"a": ' + "[" * 100_000, "is not a JSON object (it is nested too deep)"),
        ("[]", "wants an object, not a list; a post has channel_id, channel, message_id, date"),
        ("{}", "has no channel_id; a post has"),
        (LINE | {"channel_id": "x"}, "channel_id: wants a whole number, not text; a post has"),
        (LINE | {"message_id": None}, "message_id: wants a whole number, not null"),
        (LINE | {"message_id": 2**63}, "message_id: must be at most 9,223,372,036,854,775,807; a post has"),
        (LINE | {"date": "yesterday"}, "date: is no date; write 2024-12-14T10:00:00Z or 2024-12-14; a post has"),
        (LINE | {"date": "2024-02-30"}, "date: is no date"),
        (LINE | {"date": 1704067200}, "date: wants a date such as 2024-12-14T10:00:00Z or null, not a whole number"),
        (LINE | {"text": 5}, "text: wants text, not a whole number"),
        (LINE | {"media": [{"kind": "video", "message_id": 5, "size": "big"}]}, "media[0].size: wants a whole number"),
        (LINE | {"media": [{"kind": "video"}]}, "media[0]: has no message_id"),
        ('{"text": "\udcff"}', "is not UTF-8; save the file as UTF-8, one post a line"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: object, sentence: str) -> None:
    path = lines(tmp_path / "posts.jsonl", LINE, "", bad)
    with pytest.raises(InputError) as caught:
        list(read_posts(path))
    assert str(caught.value).startswith(f"{path}:3: {sentence}")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("absent.jsonl", None, "cannot be read: No such file or directory"),
        ("tail.jsonl.gz", gzip.compress(b"", mtime=0) + b"{}", "cannot be read: Not a gzipped file"),
        (
            "cut.jsonl.gz",
            gzip.compress(json.dumps(LINE).encode() * 50, mtime=0)[:-9],
            "cannot be read: Compressed file ended",
        ),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes | None, sentence: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read_posts(path))
    assert str(caught.value).startswith(f"{path}: {sentence}")


def watch(*channels: ChannelSpec) -> WatchSpec:
    return WatchSpec(SecretStr("sqlite://"), channels, {}, (), {})


@pytest.mark.parametrize(
    "spec",
    [
        ChannelSpec("telegram", "diukraine", labels=frozenset({"official"})),
        ChannelSpec("telegram", "HUR", name="DIUkraine", labels=frozenset({"official"})),
        ChannelSpec("telegram", "-100123", labels=frozenset({"official"})),
    ],
    ids=["handle", "name", "id"],
)
def test_channels_of_the_file_are_those_of_the_watch_file(compiled, tmp_path: Path, spec: ChannelSpec) -> None:
    rules = {"official": ({"keyword": "дрон"}, {"origin": Origin(labels=frozenset({"official"}))})}
    path = lines(tmp_path / "posts.jsonl", LINE, LINE | {"channel": "other", "channel_id": 9})
    run = Backtest(watch(spec), compiled(rules, channels=(spec,)))
    found = [match for each in read_posts(path) for match in run.take(*each)]
    assert [(match.channel_id, match.channel, match.message_id) for match in found] == [(-100123, "DIUkraine", 5)]


def test_what_is_told(compiled, tmp_path: Path) -> None:
    rules = {
        "drone": {"keyword": "дрон"},
        "elsewhere": ({"keyword": "дрон"}, {"origin": Origin(channels=frozenset({"nowhere"}))}),
        "deleted": ({"keyword": "дрон"}, {"events": frozenset({"deleted"})}),
        "none": {"keyword": "танк"},
    }
    path = lines(tmp_path / "posts.jsonl", LINE | {"text": "Увага: ДРОН"}, LINE | {"text": "тихо"})
    run = Backtest(watch(), compiled(rules))
    assert run.summary.rules == dict.fromkeys(rules, 0)
    [match] = [match for each in read_posts(path) for match in run.take(*each)]
    assert json.loads(encode(match)) == {
        "channel_id": -100123,
        "channel": "DIUkraine",
        "message_id": 5,
        "rule": "drone",
        "severity": "high",
        "evidence": [{"condition": "keyword", "what": "дрон", "found": "ДРОН", "start": 7, "end": 11, "field": "text"}],
    }
    summary = run.summary
    assert (summary.posts, summary.matches, summary.unheard) == (2, 1, ("elsewhere",))
    assert summary.rules == {"drone": 1, "elsewhere": 0, "deleted": 0, "none": 0}
    assert summary.reports[0] == RuleReport("drone", "high", 1, 1.0, (("DIUkraine", 1),), (match,), ("Увага: ДРОН",))


def test_a_report_counts_days_and_channels_and_draws_ten_samples(compiled, tmp_path: Path) -> None:
    day = "2024-12-{:02}T10:00:00Z"
    posts = [
        LINE | {"message_id": n, "date": day.format(1 + n % 5), "channel": "a" if n % 3 else "b"} for n in range(60)
    ]
    found = []
    for _ in range(2):
        run = Backtest(watch(), compiled({"drone": {"keyword": "дрон"}}))
        for each in read_posts(lines(tmp_path / "posts.jsonl", *posts)):
            run.take(*each)
        found.append(run.summary)
    assert found[0] == found[1]
    [report] = found[0].reports
    assert (found[0].days, report.per_day, report.channels) == (4.0, 15.0, (("a", 40), ("b", 20)))
    ids = [match.message_id for match in report.samples]
    assert len(set(ids)) == 10
    assert ids == sorted(ids)
    assert max(ids) > 30
