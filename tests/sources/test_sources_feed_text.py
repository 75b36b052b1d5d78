"""HTML as text: what a reader would read, and markup that points at the right letters."""

import pytest
from costs import keeps_pace
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Markup, Media
from monitor.sources.feed.article import MOST_TEXT, articles_of, to_article
from monitor.sources.feed.document import Item, Rich
from monitor.sources.feed.text import inline_text, to_text


def text_of(html: str, base: str = "https://site.example/a/") -> str:
    return to_text(Rich(html, base=base)).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/><br/>Three", "One\nTwo\n\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<p>a\n  b\t c&nbsp;d</p>", "a b c d"),
        ("<ul><li>one<li>two</ul>after", "• one\n• two\n\nafter"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "• a\n• b\n• c"),
        ("<h2>Head</h2>text", "Head\n\ntext"),
        ("a<b>b</b>c <i> d </i> e", "abc d e"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("<pre>a\n  b\n</pre>c", "a\n  b\n\nc"),
        ("x<script>alert(1)</script><style>p{}</style><iframe>f</iframe><svg><text>s</text></svg>y", "xy"),
        ("x<script>unclosed <b>y</b>", "x"),
        ("<!-- a <b>comment</b> -->x", "x"),
        ('<img src="a.jpg" alt="A bridge"> stands', "A bridge stands"),
        ('x<img src="p.gif" width="1" height="1" alt="pixel">', "x"),
        ('x<img src="p.gif" width="1px" alt="pixel">', "x"),
        ("AT&amp;T &lt;b&gt; &#1070; &bogus; &copy;", "AT&T <b> Ю &bogus; ©"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("plain\nwith lines\n\n\n\nand a gap", "plain\nwith lines\n\nand a gap"),
        ("<p>one<p>two<div>three", "one\n\ntwo\n\nthree"),
        ("</b></p>x<b", "x"),
        ("a\0b<p>c\ud800d", "ab\n\ncd"),
        ("", ""),
    ],
)
def test_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_plain_text_is_left_as_it_is() -> None:
    assert to_text(Rich("a <b> & &amp; c", plain=True)).text == "a <b> & &amp; c"


def test_markup_counts_code_points() -> None:
    html = '<p>😀 <b>Bold</b> and <a href="/x?a=1&amp;b=2">a <i>link</i></a></p><blockquote>Q</blockquote>'
    told = to_text(Rich(html, base="http://h/"))
    assert [(m.kind, told.text[m.start : m.end], m.value) for m in told.markup] == [
        ("bold", "Bold", ""),
        ("link", "a link", "http://h/x?a=1&b=2"),
        ("italic", "link", ""),
        ("quote", "Q", ""),
    ]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "#note", "data:text/html,x", "http://[::1", "", "ftp://h/x"])
def test_links_that_lead_nowhere_are_none(href: str) -> None:
    assert to_text(Rich(f'<a href="{href}">x</a>', base="http://h/")).markup == ()


def test_empty_markup_is_none_and_spaces_stay_outside() -> None:
    told = to_text(Rich("<b></b>a<b> </b><i> b </i>"))
    assert told == ("a b", (Markup("italic", 2, 3),))


@pytest.mark.parametrize(
    "item",
    [
        Item(title=Rich("Head"), body=Rich("<p>Body</p>"), summary=Rich("short")),
        Item(title=Rich("Head"), body=Rich("<img src=x>"), summary=Rich("Body")),
        Item(title=Rich(" <b>Head</b>\n"), summary=Rich("Body")),
    ],
)
def test_an_article_is_title_and_body_or_summary(item: Item) -> None:
    assert to_article(item).text == "Head\n\nBody"


@pytest.mark.parametrize("title", ["The bridge is", "The bridge is…", "the  Bridge is ...", "The bridge is closed."])
def test_a_title_that_the_body_begins_with_is_not_doubled(title: str) -> None:
    assert to_article(Item(title=Rich(title), body=Rich("<p>The <b>bridge</b> is closed.</p>"))).text == (
        "The bridge is closed."
    )


def test_markup_moves_with_the_body() -> None:
    article = to_article(Item(title=Rich("Head"), body=Rich("a <b>b</b>")))
    assert [article.text[m.start : m.end] for m in article.markup] == ["b"]


def test_an_item_without_words_is_an_article_if_it_has_a_link_or_a_file() -> None:
    items = [Item(), Item(link="http://h/1"), Item(media=(Media("photo", 0, file_id="http://h/p.jpg"),))]
    assert len(list(articles_of(items))) == 2


def test_a_document_full_of_html_is_worked_through_from_its_top() -> None:
    items = [Item(title=Rich("Head"), body=Rich("<p>x" * 3_000)) for _ in range(20)]
    articles = list(articles_of(items))
    assert [article.partial for article in articles] == [False] * 14 + [True] * 6
    assert articles[-1].text.startswith("Head\n\nx\n\nx")


def test_a_text_has_an_end() -> None:
    article = to_article(Item(body=Rich("<b>" + "x" * 200_000 + "</b>")))
    assert len(article.text) == MOST_TEXT
    assert article.markup == (Markup("bold", 0, MOST_TEXT),)


def test_a_title_is_one_line() -> None:
    assert inline_text(Rich("A &amp; <i>B</i>\n C")) == "A & B C"
    assert inline_text(Rich("1 < 2 &amp; 3", plain=True)) == "1 < 2 &amp; 3"


PIECES = """<p> </p> <b> </b> <i> <a href='/x'> </a> <ul> <ol> <li> </ul> <pre> </pre> <br> <script> </script> <div>
</div> <table> <td> <blockquote> < > & &lt; &#0; <!-- --> <![CDATA[ ]]> <img alt='x'> <svg> </svg>"""
TAGS = st.sampled_from(PIECES.split())


@given(st.lists(TAGS | st.text(max_size=8), max_size=40).map("".join))
def test_any_html_is_a_text_with_markup_inside_of_it(html: str) -> None:
    told = to_text(Rich(html, base="http://h/"))
    assert told.text == told.text.strip("\n ")
    assert "\n\n\n" not in told.text or "<pre" in html
    for mark in told.markup:
        assert 0 <= mark.start < mark.end <= len(told.text)
    told.text.encode()


@pytest.mark.parametrize("piece", ["<div>", "<b><i>", "</b>", "<p>x", "<a href='", "<!--", "<", "&", "<li>", "<table>"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    assert keeps_pace(lambda length: to_text(Rich(piece * (length // len(piece))), length), 25_000)
