"""A file of posts goes out by `posts export` and in by `backtest`."""

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from monitor.errors import InputError
from monitor.model import Caption, Counters, Forward, Markup, Media
from monitor.sources.jsonl import _Line, read_posts
from monitor.usecases.posts import PostLine

GOOD = json.dumps({"channel_id": 1, "message_id": 2, "channel": "a", "text": "дрон"}).encode()


def test_what_an_export_writes_of_an_album_is_read_whole(tmp_path: Path) -> None:
    captions = (Caption(2, "перший", (Markup("bold", 0, 3),)), Caption(3, ""))
    at = datetime(2024, 12, 14, 10, tzinfo=UTC)
    line = PostLine(
        channel_id=1, channel="a", message_id=2, date=at, text="перший", group=7, parts=(2, 3), captions=captions
    )
    path = tmp_path / "posts.jsonl"
    path.write_bytes(msgspec.json.encode(line))
    [(post, channel)] = read_posts(path)
    assert (post.captions, post.parts, post.group) == (captions, (2, 3), 7)
    assert (post.counters, channel.handle) == (Counters(), "a")


@pytest.mark.parametrize("name", ["packed.jsonl.gz", "packed.jsonl", "plain.gz"])
def test_gzip_is_known_by_what_is_in_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(GOOD) if name.startswith("packed") else GOOD)
    assert [post.text for post, _ in read_posts(path)] == ["дрон"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n", gzip.compress(b"", mtime=0)])
def test_a_file_without_a_post_holds_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(content)
    assert list(read_posts(path)) == []


def test_damage_in_gzip_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(GOOD))
    packed[-6] ^= 255  # in the checksum
    (tmp_path / "posts.jsonl.gz").write_bytes(packed)
    with pytest.raises(InputError, match="cannot be read: CRC check failed"):
        list(read_posts(tmp_path / "posts.jsonl.gz"))


@pytest.mark.parametrize(
    ("written", "text"), [(r"a\ud800b", "a\ud800b"), (r"\udc00", "\udc00"), (r"\ud83d\ude00", "😀")]
)
def test_half_a_pair_of_surrogates_is_text_as_well(tmp_path: Path, written: str, text: str) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(f'{{"channel_id": 1, "message_id": 2, "date": "2024-12-14T10:00:00Z", "text": "{written}"}}')
    [(post, _)] = read_posts(path)
    assert (post.text, post.posted) == (text, 1_734_170_400_000)


def test_the_lines_that_the_docs_show_are_read_and_every_field_is_named(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/operation.md").read_text("utf-8")
    section = page.partition("## Posts from files")[2].partition("\n## ")[0]
    path = tmp_path / "posts.jsonl"
    path.write_text(section.partition("```jsonl\n")[2].partition("```")[0], "utf-8")
    assert [(post.id, post.posted % 86_400_000, channel.handle) for post, channel in read_posts(path)] == [
        (5012, 36_000_000, "DIUkraine"),
        (5013, 0, "DIUkraine"),
    ]
    fields = {
        field for struct in (_Line, Media, Markup, Forward, Counters, Caption) for field in struct.__struct_fields__
    }
    assert [field for field in sorted(fields) if not re.search(rf"[`{{ ]{field}[`}},]", section)] == []


@pytest.mark.parametrize("line", [r'{"text": "\ud800"', r'{"text": "\ud800"}', r'["\ud800"]'])
def test_what_is_no_post_is_told_beside_such_text_too(tmp_path: Path, line: str) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(line)
    with pytest.raises(InputError, match=r"posts\.jsonl:1: .*(one post a line|a post has channel_id)"):
        list(read_posts(path))
