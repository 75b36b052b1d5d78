"""Documents of every dialect, and what is odd about them in the wild."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from monitor.sources.feed.document import Article, Reading, Request
from monitor.sources.feed.parse import read

ADDRESS = "https://site.example/feed/rss.xml"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
BURNER = 'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def reading(document: str | bytes, content_type: str = "", **options: Any) -> Reading:
    body = document if isinstance(document, bytes) else document.encode()
    outcome = read(Request(body, content_type, ADDRESS, **options))
    assert isinstance(outcome, Reading), outcome
    return outcome


def articles(document: str | bytes, content_type: str = "") -> tuple[Article, ...]:
    return reading(document, content_type).articles


def rss(items: str, more: str = "", space: str = "") -> str:
    return f'<?xml version="1.0"?>\n<rss version="2.0" {space}><channel><title>T</title>{more}{items}</channel></rss>'


def item(inner: str, **options: Any) -> Article:
    return articles(rss(f"<item>{inner}</item>", **options))[0]


RSS_2 = rss(
    """<item><title>Bridge &amp;amp; road</title><link>/news/1?id=1&amp;x=2</link>
    <guid isPermaLink="false">n-1</guid><pubDate>Mon, 02 Dec 2024 10:00:00 +0200</pubDate>
    <dc:creator>A. Author</dc:creator><description>Short</description>
    <content:encoded><![CDATA[<p>Long &amp; <b>bold</b></p>]]></content:encoded>
    <enclosure url="/a.mp3" type="audio/mpeg" length="1234"/></item>
    <item><title>Second</title><link>https://site.example/news/2</link></item>""",
    "<link>https://site.example/</link><ttl>15</ttl><language>uk</language>",
    f"{CONTENT} {DC}",
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://site.example/blog/">
<title>Blog</title><link rel="self" href="https://site.example/atom"/><link href="https://site.example/blog/"/>
<entry><id>tag:site.example,2024:1</id><title type="html">Bridge &amp;amp; road</title>
<link rel="alternate" type="text/html" href="1.html"/><link rel="enclosure" href="1.jpg" type="image/jpeg" length="5"/>
<published>2024-12-02T10:00:00+02:00</published><updated>2024-12-02T11:00:00+02:00</updated>
<author><name>A. Author</name></author><summary>Short</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long &amp; <b>bold</b> a&lt;b</p></div></content>
<source><id>other</id><title>Other</title><link href="https://other.example/"/></source></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>
<entry><title mode="escaped" type="text/html">Bridge</title><link rel="alternate" type="text/html"
href="https://site.example/1"/><id>tag:1</id><issued>2024-12-02T10:00:00+02:00</issued>
<modified>2024-12-02T10:00:00+02:00</modified><content type="text/html" mode="escaped">&lt;p&gt;Body&lt;/p&gt;</content>
</entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {DC}>
<channel rdf:about="https://site.example/rdf"><title>RDF</title><link>https://site.example/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://site.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://site.example/1"><title>Bridge</title><link>https://site.example/1</link>
<description>Body</description><dc:date>2024-12-02T10:00+02:00</dc:date></item></rdf:RDF>"""
RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title>
<item><title>Bridge</title><link>https://site.example/1</link><description>Body</description></item></channel></rss>"""
RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Oldest</title></channel>
<item><title>Bridge</title><link>https://site.example/1</link></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON",
        "home_page_url": "https://site.example/",
        "items": [
            {
                "id": 1,
                "url": "/1",
                "title": "Bridge & road",
                "content_html": "<p>Long</p>",
                "date_published": "2024-12-02T10:00:00+02:00",
                "authors": [{"name": "A. Author"}],
                "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}],
            },
            {"id": "2", "content_text": "a < b\n\nc"},
        ],
    }
)
MORNING = int(datetime(2024, 12, 2, 8, tzinfo=UTC).timestamp()) * 1000


def test_rss_2() -> None:
    feed = reading(RSS_2)
    first, second = feed.articles
    assert (feed.title, feed.link, feed.pause, feed.whole, feed.cut) == ("T", "https://site.example/", 900, True, 0)
    assert (first.title, first.link, first.guid) == ("Bridge & road", "https://site.example/news/1?id=1&x=2", "n-1")
    assert (first.published, first.author, first.language) == (MORNING, "A. Author", "uk")
    assert first.text == "Bridge & road\n\nLong & bold"
    assert [(m.kind, m.file_id, m.size) for m in first.media] == [("audio", "https://site.example/a.mp3", 1234)]
    assert (second.text, second.published, second.guid) == ("Second", None, "")


def test_atom() -> None:
    feed = reading(ATOM)
    (entry,) = feed.articles
    assert (feed.title, feed.link) == ("Blog", "https://site.example/blog/")
    assert (entry.guid, entry.link) == ("tag:site.example,2024:1", "https://site.example/blog/1.html")
    assert (entry.published, entry.updated) == (MORNING, MORNING + 3_600_000)
    assert (entry.text, entry.author) == ("Bridge & road\n\nLong & bold a<b", "A. Author")
    assert [(m.kind, m.file_id) for m in entry.media] == [("photo", "https://site.example/blog/1.jpg")]


@pytest.mark.parametrize(
    ("document", "text"),
    [(ATOM_03, "Bridge\n\nBody"), (RDF, "Bridge\n\nBody"), (RSS_091, "Bridge\n\nBody"), (RSS_090, "Bridge")],
)
def test_old_dialects(document: str, text: str) -> None:
    (article,) = articles(document)
    assert (article.text, article.link) == (text, "https://site.example/1")
    assert article.published == (MORNING if "10:00" in document else None)


def test_json_feed() -> None:
    first, second = articles(JSON)
    assert (first.guid, first.link, first.text) == ("1", "https://site.example/1", "Bridge & road\n\nLong")
    assert (first.published, first.author, first.media[0].size) == (MORNING, "A. Author", 5)
    assert second.text == "a < b\n\nc"


@pytest.mark.parametrize("document", [RSS_2, ATOM, ATOM_03, RDF, RSS_091, RSS_090])
def test_another_reader_of_feeds_agrees(document: str) -> None:
    """feedparser knows every dialect; where it can read a document at all, both say the same."""
    theirs = feedparser.parse(io.BytesIO(document.encode()), response_headers={"content-location": ADDRESS}).entries
    ours = articles(document)
    assert len(theirs) == len(ours)
    for their, our in zip(theirs, ours, strict=True):
        assert their.get("link", "") == our.link
        assert their.get("author", "") == our.author
        assert their.get("title", "").replace("&amp;", "&") == our.title
        if "<rdf" not in document:  # where it takes the name of the item for none
            assert their.get("id", "") == our.guid
        date = their.get("published_parsed") or their.get("updated_parsed")
        assert (int(datetime(*date[:6], tzinfo=UTC).timestamp()) * 1000 if date else None) == our.published


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", ""),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", ""),
        ("utf-32", ""),
        ("windows-1251", "windows-1251"),
        ("koi8-u", "koi8-u"),
        ("windows-1251", ""),  # nothing says so
        ("koi8-u", ""),
        ("windows-1251", "utf-8"),  # it lies
        ("koi8-u", "utf-8"),
        ("utf-8", "windows-1251"),
        ("utf-8", "iso-8859-1"),
        ("windows-1251", "no-such-encoding"),
        ("windows-1251", "punycode"),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    says = f' encoding="{declared}"' if declared else ""
    text = "Птахи Мадяра вночі знищили міст біля села, кажуть у штабі"
    document = f'<?xml version="1.0"{says}?><rss><channel><item><title>{text}</title></item></channel></rss>'
    assert articles(document.encode(encoding))[0].text == text


def test_the_servers_charset_counts_where_bytes_do_not_tell() -> None:
    document = rss("<item><title>Grüße</title></item>").encode("iso-8859-2")
    assert articles(document, "text/xml; charset=ISO-8859-2")[0].text == "Grüße"


def test_a_few_broken_bytes_cost_a_few_letters() -> None:
    text = "Птахи Мадяра знищили міст. " * 10
    body = rss(f"<item><title>{text}</title></item>").encode().replace(b"\xd0\xbc", b"\xd0", 1)
    assert articles(body)[0].text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("<guid>https://site.example/1</guid>", "https://site.example/1"),
        ('<guid isPermaLink="false">https://site.example/1</guid>', ""),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link> https://site.example/a b\n</link>", "https://site.example/a%20b"),
        ("<link>//site.example/1</link>", "https://site.example/1"),
        ("<link>http://[::1</link>", ""),
        ('<link href="/1"/>', "https://site.example/1"),
        ("<link><![CDATA[/1?a=1&b=2]]></link>", "https://site.example/1?a=1&b=2"),
        (
            f"<link>https://count.example/1</link><f:origLink {BURNER}>https://site.example/1</f:origLink>",
            "https://site.example/1",
        ),
    ],
)
def test_links(inner: str, link: str) -> None:
    assert item(f"<title>A</title>{inner}").link == link


def test_files_once_each() -> None:
    found = item(
        '<title>A</title><enclosure url="/a.gif" type="image/gif"/><media:group><media:content url="/v.mp4" '
        'medium="video" fileSize="7" width="640" height="360" duration="12"/>'
        '<media:content url="/a.gif"/></media:group>',
        space='xmlns:media="http://search.yahoo.com/mrss/"',
    ).media
    assert [(m.kind, m.file_name, m.size, m.width, m.duration) for m in found] == [
        ("gif", "a.gif", None, None, None),
        ("video", "v.mp4", 7, 640, 12.0),
    ]


def test_the_newest_items_are_kept_from_whichever_end() -> None:
    def item_at(day: int) -> str:
        return f"<item><title>{day}</title><pubDate>{1_600_000_000 + day * 86_400}</pubDate></item>"

    for order in (range(1300), range(1299, -1, -1)):
        feed = reading(rss("".join(map(item_at, order))))
        assert {int(article.text) for article in feed.articles} == set(range(800, 1300))
        assert feed.cut == 800
