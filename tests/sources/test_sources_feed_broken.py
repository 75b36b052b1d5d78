"""Documents that are broken, foreign or hostile by accident: what can be read is, and nothing ever raises."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.feed.document import Article, Page, Reading, Request, Unreadable
from monitor.sources.feed.parse import read

ADDRESS = "https://site.example/feed/rss.xml"


def reading(document: str, **options: Any) -> Reading:
    outcome = read(Request(document.encode("utf-8", "surrogatepass"), "", ADDRESS, **options))
    assert isinstance(outcome, Reading), outcome
    return outcome


def articles(document: str) -> tuple[Article, ...]:
    return reading(document).articles


def rss(items: str) -> str:
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def item(inner: str) -> Article:
    return articles(rss(f"<item>{inner}</item>"))[0]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<title>AT&T & co &mdash; &nbsp;x &bogus; &#0;&#xD800;&#x41;</title>", "AT&T & co — x &bogus; A"),
        ("<title>A<b>b</b> c</title>", "Ab c"),
        ("<title><![CDATA[A & B <i>c</i>]]></title>", "A & B c"),
        ("<title>One</title><description><p>a</p><p>b</p></description>", "One\n\na\n\nb"),
        ("<description>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;<br/></description>", "a\n\nb"),
        ("<title>a\0b\x0bc&#1;&#x1f;&#65535;d</title>", "abcd"),
        ("<title>One<description>Two</description>", "OneTwo"),
        ("<dc:title>Undeclared</dc:title><dc:date>2024-12-02T10:00+02:00</dc:date>", "Undeclared"),
        ("<TITLE>Loud</TITLE>", "Loud"),
        ("<title>5 &lt; 6</title>", "5 < 6"),
        ("<title> \n </title><description>Only this</description>", "Only this"),
    ],
)
def test_broken_items(inner: str, text: str) -> None:
    assert item(inner).text == text


@pytest.mark.parametrize(
    "document",
    [
        "\n\n  junk " + rss("<item><title>A</title></item><item><title>B</title></item>"),
        rss("<item><title>A</title><item><title>B</title>"),
        "<rss><channel><item><title>A</title></item><item><title>B</title></item>",
        "<!-- a comment <rss> -->" + rss("<item><title>A</title></item><item><title>B</title></item>"),
        "<rss><item><title>A</title></item><item><title>B</title></item></rss>",
        "<feed><entry><title>A</title></entry><entry><title>B</title></entry></feed>",
        '<rss xmlns="http://www.w3.org/2005/Atom"><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>',
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>A</a:title></a:entry><a:entry><a:title>B</a:title></a:entry></a:feed>',
    ],
)
def test_broken_documents(document: str) -> None:
    assert [article.text for article in articles(document)] == ["A", "B"]


def test_a_torn_document_loses_its_last_item_only() -> None:
    whole = rss("<item><title>A</title></item><item><title>B</title><description>long text</description></item>")
    feed = reading(whole[: whole.index(" text")], truncated=True)
    assert ([article.text for article in feed.articles], feed.whole) == (["A"], False)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("hello", "is no feed"),
        ("<svg/>", r"is no feed \(it begins with <svg>\)"),
        ("{}", "is JSON, but no JSON Feed"),
        ('{"items": 5}', "is JSON, but no JSON Feed"),
        ("[1, 2]", "is JSON, but no JSON Feed"),
        ('{"items": [', "is JSON, but no JSON Feed"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', "declares entities"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd" [<!ENTITY % a SYSTEM "http://h/">]><rss/>', "declares entities"),
    ],
)
def test_what_is_no_feed(document: str, reason: str) -> None:
    outcome = read(Request(document.encode(), "", ADDRESS))
    assert isinstance(outcome, Unreadable)
    assert re.search(reason, outcome.reason)


def test_a_page_names_its_feeds() -> None:
    page = """<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/rss">
    <link rel="stylesheet" href="/x.css"><LINK REL='alternate' TYPE='application/atom+xml' HREF='https://b.example/a'>"""
    assert read(Request(page.encode(), "text/html", ADDRESS)) == Page(
        ("https://site.example/rss", "https://b.example/a")
    )


def test_json_of_wrong_types_costs_the_field() -> None:
    document = {
        "title": ["x"],
        "items": [
            {"id": {"a": 1}, "url": 5, "title": True, "content_html": ["x"], "content_text": "Text", "authors": "x"},
            {"id": None, "content_text": "More", "attachments": [5, {"url": 1}], "date_published": {}},
            "no item",
        ],
    }
    assert [article.text for article in articles(json.dumps(document))] == ["Text", "More"]


def test_half_a_pair_of_surrogates_costs_itself() -> None:
    """In JSON it can be written; the document, and the text around it, stay."""
    said = r"a\ud800b \udc00 \ud83d\ude00 \\ud800 \ud800\ud83d\ude00 \\\udfff."
    document = f'{{"items": [{{"id": "1", "content_text": "{said}"}}, {{"id": "2", "content_text": "More"}}]}}'
    assert [article.text for article in articles(document)] == [r"ab 😀 \ud800 😀 \.", "More"]


ITEM = """<item><title>Bridge &amp; <b>road</b></title><link>/1?a=1&amp;b=2</link><guid>1</guid>
<pubDate>Mon, 02 Dec 2024 10:00:00 +0200</pubDate>
<description><![CDATA[<p>Long <a href="/x">text</a></p>]]></description>
<enclosure url="/a.mp3" type="audio/mpeg" length="5"/></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://site.example/"><title>T</title>
<entry><id>tag:1</id><title type="html">Bridge &amp;amp; road</title><link rel="alternate" href="1.html"/>
<updated>2024-12-02T10:00:00+02:00</updated><author><name>A</name></author><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Long &amp; <b>bold</b></p></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://site.example/rdf"><title>RDF</title></channel>
<item rdf:about="https://site.example/1"><title>Bridge</title><description>Body</description></item></rdf:RDF>"""
JSON = json.dumps({"items": [{"id": 1, "title": "A", "content_html": "<p>x</p>", "authors": [{"name": "N"}]}]})
DOCUMENTS = [rss(ITEM * 3).encode(), ATOM.encode(), RDF.encode(), JSON.encode(), rss(ITEM).encode("utf-16")]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_mutated_documents_never_raise(document: bytes, data: st.DataObject) -> None:
    body = bytearray(document)
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        body[start:end] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"<", b">", b"&", b"]]>", b"<item>", b"\0"])
        )
    outcome = read(Request(bytes(body), data.draw(st.sampled_from(["", "text/xml", "x; charset=koi8-r"])), ADDRESS))
    for article in getattr(outcome, "articles", ()):
        article.text.encode()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_never_raise(body: bytes) -> None:
    read(Request(body, "", ADDRESS))
