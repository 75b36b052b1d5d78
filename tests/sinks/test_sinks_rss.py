import re
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from msgspec.structs import replace
from pydantic import ValidationError
from sinks_samples import POSTED, delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.kinds import discover
from monitor.model import Notice
from monitor.sinks._feed import KEPT, TYPE, Told, feed, merged
from monitor.sinks.rss import Rss, RssOptions
from monitor.sources.feed.document import Reading, Request
from monitor.sources.feed.parse import read
from monitor.usecases.check import check

ATOM = "{http://www.w3.org/2005/Atom}"


def sink(file: Path | None = None) -> Rss:
    return Rss(RssOptions.model_validate({"file": file} if file else {}), None)  # type: ignore[arg-type]


def told(number: int, **fields: object) -> Told:
    return Told(delivery(number).key, notice(number=number, created=POSTED + number * 1000, **fields))


def ids(body: bytes) -> list[str]:
    return [entry.findtext(f"{ATOM}id") or "" for entry in etree.fromstring(body).iter(f"{ATOM}entry")]


def test_an_entry_says_what_matters() -> None:
    root = etree.fromstring(feed("newsroom", "rss", [told(1)]))
    (entry,) = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}title") == "Alerts for newsroom"
    assert root.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated") == "2024-12-14T10:31:01.123Z"
    assert entry.findtext(f"{ATOM}title") == "[HIGH] North Korean casualties are claimed"
    assert entry.find(f"{ATOM}link").attrib == {"rel": "alternate", "href": "https://t.me/DIUkraine/5012"}  # type: ignore[union-attr]
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["high", "dprk-casualties"]
    content = entry.findtext(f"{ATOM}content") or ""
    assert "<blockquote>Плехово: щонайменше 30 <strong><u>військових КНДР</u></strong>" in content


def test_ids_stay_and_are_all_different() -> None:
    one = feed("newsroom", "rss", [told(2), told(1)])
    other = feed("newsroom", "rss", [told(3), replace(told(2), notice=notice(title="Another title"))])
    assert len(set(ids(one) + ids(other))) == 3
    assert ids(one)[0] == ids(other)[1]
    assert all(ident.startswith("urn:uuid:") for ident in ids(one))
    assert one == feed("newsroom", "rss", [told(2), told(1)])


def test_a_feed_without_a_notice_is_a_feed() -> None:
    root = etree.fromstring(feed("newsroom", "rss", []))
    assert {child.tag.removeprefix(ATOM) for child in root} == {"title", "id", "updated", "author", "generator"}


EVIL = "<b>&amp;\x00\x1b]0;\u202e\ufffe\uffff\ud800 ]]> <script>alert(1)</script>\r\n@everyone"


def hostile() -> Notice:
    post = excerpt(
        EVIL, "script", channel=EVIL, handle=EVIL, side=EVIL, labels=(EVIL,), link="https://x.org/\ufffe?a&b"
    )
    return notice(post, title=EVIL, rule=EVIL, lines=(EVIL,), alert=EVIL)


def test_strangers_text_is_text_for_every_reader() -> None:
    body = feed("newsroom", "rss", [Told("k\ud800", hostile())])
    etree.fromstring(body)
    assert b"<script" not in body
    (entry,) = feedparser.parse(body).entries
    assert "<b>" in entry.title.replace("&lt;", "<")
    assert "<script" not in entry.content[0].value
    assert "&lt;script&gt;" in etree.fromstring(body).find(f".//{ATOM}content").text  # type: ignore[operator, union-attr]


def test_our_own_reader_of_feeds_reads_it() -> None:
    found = read(Request(feed("newsroom", "rss", [told(2), told(1)]), TYPE, "https://example.org/feeds/newsroom"))
    assert isinstance(found, Reading)
    assert found.title == "Alerts for newsroom"
    newest, _ = found.articles
    assert newest.title == "[HIGH] North Korean casualties are claimed · notice 2"
    assert "Плехово: щонайменше 30 військових КНДР вбито" in newest.text
    assert (newest.link, newest.published) == ("https://t.me/DIUkraine/5012", POSTED // 1000 * 1000 + 2000)


def test_our_own_reader_sees_strangers_text_as_text() -> None:
    found = read(Request(feed("newsroom", "rss", [Told("k", hostile())]), TYPE, "https://example.org/feeds/newsroom"))
    assert isinstance(found, Reading)
    (article,) = found.articles
    assert "<b>&amp;" in article.title
    assert "<script>alert(1)</script>" in article.text
    assert not re.search("[\x00\x1b\u202e\ufffe\uffff\ud800]", article.title + article.text)


async def test_a_file_grows_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "feeds" / "desk.xml"
    for number in (1, 2, 2, 3):
        await sink(path).send(told(number).notice, delivery(number))
    body = path.read_bytes()
    assert ids(body) == ids(feed("newsroom", "desk", [told(3), told(2), told(1)]))
    assert [child.name for child in path.parent.iterdir()] == ["desk.xml"]


def test_only_the_newest_are_kept() -> None:
    body = b""
    for number in range(1, KEPT + 6):
        body = merged("newsroom", "rss", told(number, excerpts=()), body)
    kept = [told(number, excerpts=()) for number in range(KEPT + 5, 5, -1)]
    assert ids(body) == ids(feed("newsroom", "rss", kept))
    assert len(ids(body)) == KEPT


@pytest.mark.parametrize("content", ["<rss/>", "no feed", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
async def test_a_file_that_holds_something_else_stays(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content)
    if not content:
        await sink(path).send(notice(), delivery())
        return
    with pytest.raises(Rejected, match="is left as it is"):
        await sink(path).send(notice(), delivery())
    assert path.read_text() == content


async def test_the_feed_of_another_receiver_stays(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    await sink(path).send(notice(), delivery())
    with pytest.raises(Rejected, match="something else than this feed"):
        await sink(path).send(notice(), replace(delivery(), receiver="other"))


async def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(Unavailable, match="cannot be written"):
        await sink(tmp_path / "taken" / "feed.xml").send(notice(), delivery())


async def test_without_a_file_it_only_has_to_be_marked_as_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await sink().send(notice(), delivery())
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"serve": "no"}, "neither served nor written"),
        ({"serve": "no", "file": "a.xml", "token": "hunter2-hunter2-hunter2"}, "is not served"),
        ({"token": "hunter2"}, "at least 16"),
        ({"token": "hunter2&hunter2&hunter2"}, "at least 16 letters"),
        ({"file": "/"}, "path of a file"),
        ({"file": "a" * 5000}, "path of a file"),
        ({"file": "a\0b"}, "path of a file"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        RssOptions.model_validate(options)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("web", "entry", "problem"),
    [
        ("off", "rss", "5: receivers.desk.to[1]: is served by the daemon's pages, and web.listen is off"),
        ("off", "rss: {serve: no, file: a.xml}", ""),
        ("127.0.0.1:9464", "rss", ""),
    ],
)
def test_where_the_pages_are_off_nothing_can_be_served(tmp_path: Path, web: str, entry: str, problem: str) -> None:
    path = tmp_path / "watch.yaml"
    path.write_text(f"version: 1\nweb: {{listen: {web}}}\nreceivers:\n  desk:\n    to: [console, {entry}]\n")
    found, _ = check(path, discover(), {})
    assert [line.startswith(f"{path}:{problem}") for line in found.problems] == [True] * bool(problem)
