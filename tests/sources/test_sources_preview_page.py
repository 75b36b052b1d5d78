"""Pages of the public preview: every kind of post, every kind of page, and pages that mean harm."""

import base64
import json
import random
import re

import pytest
from costs import cost
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Counters, Forward, Markup, Media
from monitor.sources.preview.address import View, data_view, place
from monitor.sources.preview.amounts import count, seconds, size
from monitor.sources.preview.message import LinkPreview, PageItem
from monitor.sources.preview.page import Page, read_page
from monitor.sources.preview.text import render
from monitor.sources.preview.tree import Node, PageError, parse
from monitor.testing.preview import PreviewChannel, pages
from monitor.testing.preview import media as made

ID = 1_084_368_520


def a_channel() -> PreviewChannel:
    return PreviewChannel("Testing", ID, "A & B")


def read(channel: PreviewChannel, before: int | None = None) -> Page:
    return read_page(pages.history(channel, before).encode())


def one(text: str = "", **options: object) -> PageItem:
    """The only message of a page."""
    channel = a_channel()
    channel.post(text, at=1_677_570_473_000, **options)
    return read(channel).items[0]


def marks(text: str) -> list[tuple[str, str, str]]:
    """What is formatted, with its kind and value."""
    post = one(text).post
    assert post is not None
    return [(m.kind, post.text[m.start : m.end], m.value) for m in post.markup]


def said(text: str) -> str:
    post = one(text).post
    assert post is not None
    return post.text


# A post


def test_a_post_with_everything_around_it() -> None:
    item = one(
        "Text",
        views="214.4K",
        edited=True,
        author=f"{made.emoji('🅰️')}nna",
        reply=made.reply("testing", 7, "What another said"),
        forward=made.forward("Other <b>channel</b>", "https://t.me/other/55"),
        reactions=made.reactions(
            f"{made.emoji('❤')}12.9K",
            f'<tg-emoji emoji-id="546">{made.emoji("👍")}</tg-emoji>3',
            "<b>no number</b>",
        ),
    )
    post = item.post
    assert post is not None
    assert (post.channel, post.id, post.posted, post.text) == (ID, 1, 1_677_570_473_000, "Text")
    assert post.link == "https://t.me/Testing/1"
    assert post.author == "🅰️nna"
    assert post.reply_to == 7
    assert post.forward == Forward(handle="other", name="Other channel", message_id=55)
    assert post.counters == Counters(views=214_400, reactions=(("❤", 12_900), ("custom:546", 3)))
    assert (item.edited, post.edited, post.group, post.parts) == (True, None, None, ())


def test_the_posts_own_text_is_taken_not_the_quoted_one() -> None:
    item = one(reply=made.reply("testing", 7, "quoted"), media=(made.photo("testing", 1),))
    assert item.post is not None
    assert (item.post.text, item.post.reply_to) == ("", 7)


def test_a_reply_to_another_channel_is_none_of_ours() -> None:
    post = one("x", reply=made.reply("elsewhere", 7, "quoted")).post
    assert post is not None
    assert post.reply_to is None


def test_paid_reactions_have_a_name_of_their_own() -> None:
    shown = made.reactions('<i class="icon icon-telegram-stars"></i>7.03K').replace(
        'class="tgme_reaction"', 'class="tgme_reaction tgme_reaction_paid"'
    )
    post = one("x", reactions=shown).post
    assert post is not None
    assert post.counters.reactions == (("paid", 7_030),)


@pytest.mark.parametrize(
    ("shown", "forward"),
    [
        (made.forward("Hidden"), Forward(name="Hidden")),
        (made.forward("", "https://t.me/c/99/5", "Ann"), Forward(channel=99, name="Ann", message_id=5)),
        (made.forward("Person", "https://t.me/person"), Forward(handle="person", name="Person")),
    ],
)
def test_where_a_forward_comes_from(shown: str, forward: Forward) -> None:
    post = one("x", forward=shown).post
    assert post is not None
    assert post.forward == forward


def test_a_link_preview_is_kept_beside_the_post() -> None:
    item = one("x", media=(made.link_preview("https://example.org/a", "Site", "Title", "Words<br/>more"),))
    assert item.preview == LinkPreview("https://example.org/a", "Site", "Title", "Words more")
    assert item.post is not None
    assert (item.post.text, item.post.media) == ("x", ())


# Text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br/>b<br><br>c", "a\nb\n\nc"),
        ("two  spaces &amp; &lt;tag&gt;&nbsp;&quot;", 'two  spaces & <tag>\xa0"'),
        ("of the\n        source\n   <b>\n  only</b>\n <br/>\n next\n", "of the source only\nnext"),
        (f"a{made.emoji('👨‍👩‍👧')}b", "a👨‍👩‍👧b"),
        ("a<blockquote>b</blockquote>c", "a\nb\nc"),
        ("a<br/><blockquote>b</blockquote><br/>c", "a\nb\nc"),
        ("<pre>one\n  two</pre>x", "one\n  two\nx"),
        ("a<script>no()</script><style>no</style>b", "ab"),
        ("", ""),
    ],
)
def test_text_is_as_shown(html: str, text: str) -> None:
    assert said(html) == text


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("😀<b>bold</b>", [("bold", "bold", "")]),
        ("<b>a <i>b</i></b>", [("bold", "a b", ""), ("italic", "b", "")]),
        ("<u>a</u><s>b</s><code>c</code>", [("underline", "a", ""), ("strike", "b", ""), ("code", "c", "")]),
        ('<pre><code class="language-python">x = 1</code></pre>', [("pre", "x = 1", "python")]),
        ("a<blockquote expandable>b</blockquote>", [("quote", "b", "")]),
        ("<tg-spoiler>hidden</tg-spoiler>", [("spoiler", "hidden", "")]),
        ('<span class="tg-spoiler">hidden</span>', [("spoiler", "hidden", "")]),
        ('<a href="https://example.org/x">here</a>', [("link", "here", "https://example.org/x")]),
        ('<a href="http://example.org/">example.org</a>', [("url", "example.org", "")]),
        ('<a href="https://example.org/%D1%84">https://example.org/ф</a>', [("url", "https://example.org/ф", "")]),
        ('<a href="https://t.me/Handle">@handle</a>', [("mention", "@handle", "")]),
        ('<a href="https://t.me/handle">him</a>', [("link", "him", "https://t.me/handle")]),
        (
            '<a href="?q=%23tag">#tag</a> <a href="?q=%24TON">$TON</a>',
            [("hashtag", "#tag", ""), ("cashtag", "$TON", "")],
        ),
        ('<a href="mailto:a@b.cc">a@b.cc</a>', [("email", "a@b.cc", "")]),
        ('<a href="javascript:alert(1)">click</a>', []),
        (made.emoji("❤"), []),
        (f'<tg-emoji emoji-id="54">{made.emoji("⚡️")}</tg-emoji>!', [("emoji", "⚡️", "54")]),
        ("  <b>  </b>  ", []),
        ("x\n  <b>y</b>\n  z", [("bold", "y", "")]),
    ],
)
def test_formatting_points_into_the_text(html: str, found: list[tuple[str, str, str]]) -> None:
    assert marks(html) == found


# What is attached


@pytest.mark.parametrize(
    ("element", "media"),
    [
        (
            made.photo("testing", 1, file="5470060672080528430"),
            Media("photo", 1, width=800, height=600, file_id="5470060672080528430"),
        ),
        (made.video("testing", 1, "1:02:57"), Media("video", 1, duration=3777.0)),
        (made.video("testing", 1, looped=True), Media("gif", 1)),
        (made.round_video("testing", 1), Media("round", 1, duration=9.0)),
        (made.voice("testing", 1), Media("voice", 1, duration=65.0)),
        (made.document("testing", 1, "a.pdf", "2.1 MB"), Media("document", 1, size=2_202_010, file_name="a.pdf")),
        (made.document("testing", 1, "Song", "Band", audio=True), Media("audio", 1, file_name="Song")),
        (made.sticker(), Media("sticker", 1)),
        (made.location(), Media("geo", 1)),
        (made.contact("Ann"), Media("contact", 1)),
        (made.unsupported(), Media("other", 1)),
    ],
)
def test_every_kind_of_attachment(element: str, media: Media) -> None:
    post = one(media=(element,)).post
    assert post is not None
    assert post.media == (media,)


def test_a_polls_question_is_text() -> None:
    post = one(media=(made.poll("How <b>many</b>?", "one", "two"),)).post
    assert post is not None
    assert (post.text, post.media) == ("How many?", (Media("poll", 1),))
    both = one("Vote", media=(made.poll("How <b>many</b>?"),)).post
    assert both is not None
    assert both.text == "Vote\nHow many?"
    assert both.markup == (Markup("bold", 9, 13),)


def test_an_album_is_one_post_with_its_parts() -> None:
    channel = a_channel()
    channel.hole(9)
    parts = channel.album(3, "Caption <b>here</b>")
    item = read(channel).items[0]
    post = item.post
    assert post is not None
    assert (post.id, post.parts, post.group, item.ids) == (10, parts, 10, parts)
    assert [caption.message for caption in post.captions] == [10, 11, 12]
    assert [caption.text for caption in post.captions] == ["Caption here", "", ""]
    assert [item.message_id for item in post.media] == [10, 11, 12]
    assert read(channel).newest == 12


def test_documents_of_an_album_keep_their_own_captions() -> None:
    channel = a_channel()
    text = '<div class="tgme_widget_message_text js-message_text">{}</div>'
    channel.post(
        media=tuple(
            made.document("testing", n, f"{n}.pdf", "1 KB", single=True) + text.format(f"of {n}") for n in (1, 2)
        ),
        parts=(1, 2),
    )
    post = read(channel).posts[0]
    assert [(c.message, c.text) for c in post.captions] == [(1, "of 1"), (2, "of 2")]
    assert post.text == "of 1\n\nof 2"


# The page


def test_the_channel_and_where_to_go_on() -> None:
    channel = a_channel()
    channel.posts(50)
    page = read(channel)
    assert page.channel.id == ID
    assert (page.channel.handle, page.channel.title, page.channel.subscribers) == ("Testing", "A & B", 1_200)
    assert (page.older, page.newest, page.oldest, len(page.posts)) == (31, 50, 31, 20)
    last = read(channel, 5)
    assert (last.older, last.newest, last.oldest) == (None, 4, 1)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("<a>Channel</a> pinned a photo", "pinned"),
        ("Channel photo updated", "photo"),
        ("Channel name was changed to «X»", "renamed"),
        ("Channel created", "created"),
        ("Live stream started", "other"),
    ],
)
def test_service_messages_are_seen_but_no_posts(text: str, event: str) -> None:
    channel = a_channel()
    channel.service(text)
    page = read(channel)
    assert (page.posts, page.shown, page.newest, page.items[0].event) == ((), {1}, 1, event)


@pytest.mark.parametrize(
    ("shows", "kind"), [("front", "no_preview"), ("group", "group"), ("person", "person"), ("nobody", "nobody")]
)
def test_what_stands_where_a_channel_should(shows: str, kind: str) -> None:
    channel = PreviewChannel("testing", ID, shows=shows)  # type: ignore[arg-type]
    page = read_page(pages.front(channel).encode())
    assert (page.kind, page.channel.handle) == (kind, "testing")


def test_a_channel_without_posts_says_so() -> None:
    page = read(a_channel())
    assert (page.kind, page.items, page.newest, page.none_found) == ("history", (), 0, True)


def test_the_page_of_one_post() -> None:
    channel = a_channel()
    number = channel.post("text")
    assert read_page(pages.single(channel, channel.holds(number)).encode()).shown == {number}
    assert read_page(pages.single(channel, None).encode()).kind == "gone"


def test_posts_of_another_channel_and_repeats_are_left_out() -> None:
    channel, other = a_channel(), PreviewChannel("other", 77)
    channel.posts(3)
    other.post("not ours")
    body = pages.history(channel, None)
    body = body.replace(
        "</main>", pages.message(other, other.said[1]) + pages.message(channel, channel.said[2]) + "</main>"
    )
    page = read_page(body.encode())
    assert [post.text for post in page.posts] == ["post 1", "post 2", "post 3"]
    assert page.foreign == 1


def test_a_message_that_cannot_be_read_still_counts_as_seen() -> None:
    channel = a_channel()
    channel.posts(2)
    body = re.sub(r'datetime="[^"]+"', 'datetime="tomorrow"', pages.history(channel, None), count=1)
    page = read_page(body.encode())
    assert (page.unreadable, page.shown, len(page.posts)) == ((1,), {1, 2}, 1)


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"<html><body>Down for repair</body></html>", b"\x89PNG\r\n", b'{"a": 1}']
)
def test_what_is_no_page_is_complained_of(body: bytes) -> None:
    with pytest.raises(PageError):
        read_page(body)


def test_a_page_that_was_cut_off_is_no_page() -> None:
    channel = a_channel()
    channel.posts(20)
    body = pages.history(channel, None).encode()
    for length in range(2_000, len(body) - 10, 997):
        with pytest.raises(PageError):
            read_page(body[:length])


# Small readers


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("214.4K", 214_400), ("1.27M", 1_270_000), ("12 345", 12_345), ("1,234", 1_234), ("2B", 2_000_000_000)],
)
def test_counts(text: str, number: int) -> None:
    assert count(text) == number


@pytest.mark.parametrize("text", ["", "K", "1.2.3", "-5", "9" * 40, "٣", "1e9", "1.K"])
def test_what_is_no_count(text: str) -> None:
    assert count(text) is None


def test_sizes_and_durations() -> None:
    assert (size("2.1 MB"), size("12 KB"), size("x"), size("")) == (2_202_010, 12_288, None, None)
    assert (seconds("2:57"), seconds("1:00:01"), seconds("x")) == (177.0, 3601.0, None)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("value", "view"),
    [
        (encoded({"c": -5, "p": 3}), View(5, 3, album=False)),
        (encoded({"c": -5, "p": "3g"}), View(5, 3, album=True)),
        (encoded({"c": -1_000_000_000_005, "p": 3}), View(5, 3, album=False)),
        (encoded({"c": 5, "p": 3}), None),
        (encoded({"c": -5, "p": "x"}), None),
        (encoded({"c": -(10**30), "p": 3}), None),
        (encoded({"c": "-5", "p": 3}), None),
        (encoded([1]), None),
        ("%%%", None),
        ("A" * 5_000, None),
        ("ф", None),
        ("", None),
    ],
)
def test_data_view(value: str, view: View | None) -> None:
    assert data_view(value) == view


def test_links_to_posts() -> None:
    for href in ("https://t.me/handle/5", "http://telegram.me/s/handle/5?single", "//t.me/handle/9/5#x"):
        assert (where := place(href)) is not None
        assert (where.handle, where.post) == ("handle", 5), href
    for href in ("https://t.me.evil.org/handle/5", "https://example.org/https://t.me/handle", "", "https://t.me/+abc"):
        assert place(href) is None, href


# Harm


HARMFUL = {
    "nested": b"<div>" * 220_000,
    "many": b"<p>" * 400_000,
    "attributes": b"<a " + b" ".join(b"a%d=1" % n for n in range(150_000)) + b">x</a>",
    "closing": b"<div>" * 100 + b"</b>" * 250_000,
    "entities": b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>" + b"&b;" * 250_000,
    "references": b"<a href='" + b"&amp;" * 200_000 + b"'>x</a>",
    "classes": b"<a class='" + b"a " * 500_000 + b"'>x</a>",
    "open": b"<" * 1_000_000,
    "comments": b"<!--" * 250_000,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_page_costs_little_and_is_refused(name: str) -> None:
    def read() -> None:
        with pytest.raises(PageError):
            read_page(HARMFUL[name])

    assert cost(read, 2.0) < 2.0


def test_a_page_of_too_many_bytes_is_refused() -> None:
    with pytest.raises(PageError, match="larger"):
        parse(b"x" * 5_000_000)


def test_a_text_that_means_harm_is_read_in_time() -> None:
    for html in ("<b>" * 150 + "x" + "</b>" * 150, "\n " * 300_000, "<br>" * 40_000, "<i>a</i> " * 20_000):
        assert cost(lambda html=html: said(html), 1.0) < 1.0


def test_what_is_no_character_is_replaced() -> None:
    channel = a_channel()
    channel.post("a\0b&#xD800;&#0;c")
    body = pages.history(channel, None).encode().replace(b"&#0;", b"\xed\xa0\x80\xff")
    text = read_page(body).posts[0].text
    assert text[0] == "a"
    assert text[-1] == "c"
    assert "\0" not in text
    text.encode()  # no half of a surrogate pair


def whole_page() -> bytes:
    channel = a_channel()
    channel.posts(2)
    channel.album(2, "x <b>y</b>")
    channel.service("pinned")
    channel.post(f"a{made.emoji('😀')}", media=(made.poll("q", "a"), made.video("testing", 6)), edited=True)
    return pages.history(channel, None).encode()


PAGE = whole_page()


@given(st.integers(0, 2**32), st.integers(1, 12))
@settings(max_examples=300, deadline=None)
def test_a_page_with_changes_is_read_or_complained_of(seed: int, changes: int) -> None:
    draw = random.Random(seed)
    body = bytearray(PAGE)
    for _ in range(changes):
        at = draw.randrange(len(body))
        match draw.randrange(4):
            case 0:
                del body[at : at + draw.randrange(60)]
            case 1:
                body[at] = draw.randrange(256)
            case 2:
                other = draw.randrange(len(body))
                body[at:at] = body[other : other + draw.randrange(200)]
            case _:
                body[at:at] = draw.choice(
                    (b"<", b">", b'"', b"</div>", b"<div>", b"&#x110000;", b"\0", b"\xed\xa0\x80")
                )
    try:
        page = read_page(bytes(body))
    except PageError:
        return
    for post in page.posts:
        post.text.encode()
        assert all(0 <= m.start < m.end <= len(post.text) for m in post.markup)
        assert post.posted is not None
        assert post.content


@given(
    st.recursive(
        st.text(max_size=8),
        lambda inner: st.tuples(
            st.sampled_from(["b", "i", "a", "pre", "blockquote", "br", "tg-emoji", "div"]), st.lists(inner, max_size=4)
        ),
        max_leaves=25,
    )
)
@settings(max_examples=300, deadline=None)
def test_formatting_of_any_tree_lies_in_the_text(tree: object) -> None:
    def build(value: object) -> Node | str:
        if not isinstance(value, tuple):
            return str(value)
        node = Node(value[0], {"href": "https://example.org/", "emoji-id": "1"})
        node.children = [build(child) for child in value[1]]
        return node

    root = Node("div", {})
    root.children = [build(tree)]
    text, markup = render(root)
    assert text == text.strip()
    assert all(0 <= m.start < m.end <= len(text) for m in markup)
    assert list(markup) == sorted(markup, key=lambda m: (m.start, -m.end))
