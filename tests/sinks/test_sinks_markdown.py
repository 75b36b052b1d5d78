"""Foreign text as Markdown, read by a real reader of it, and notices made to fit."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sinks_samples import excerpt, notice

from monitor.model import Evidence
from monitor.sinks._fit import fitting
from monitor.sinks._layout import Block, Line
from monitor.sinks._markdown import JOINER, escaped, link, markdown
from monitor.sinks._text import Mark, clean, marked

READER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
PLAIN = {"text", "softbreak", "text_special"}
FRAME = {"blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "inline"}


def read(source: str) -> tuple[str, set[str]]:
    """The text that a reader of Markdown shows, and what it found beside text."""
    text, kinds = "", set()
    for token in READER.parse(source):
        kinds.add(token.type)
        text += "\n"
        for child in token.children or ():
            kinds.add(child.type)
            text += "\n" if child.type in {"softbreak", "hardbreak"} else child.content
    return text.replace(JOINER, ""), kinds


SIGNS = st.text(st.sampled_from("ab1 .)(*_~`[]|<>#+-=\\!@&:/\n"), max_size=40)


@settings(max_examples=300, deadline=None)
@given(SIGNS)
@example("[x](javascript:alert(1)) ![y](http://a) <http://b> <!channel>")
@example("# a\n1. b\n- c\n> d\n```\ne\n```\n| f |\n|---|\n===\n---")
@example("<https://a.b/c_d_e> https://a.b/c_d_e*f*")
@example("\\*a\\* &lt;b&gt;")
def test_a_quotation_reads_as_it_was_posted(text: str) -> None:
    rows = [row.strip() for row in text.split("\n")]
    shown, kinds = read(markdown((Line("quote", "\n".join(rows)),)))
    assert kinds <= FRAME | PLAIN
    assert [row for row in shown.split("\n") if row] == [without_entities(row) for row in rows if row]


def without_entities(row: str) -> str:
    """`&lt;` in a post is five signs; readers of Markdown make one of them, which is harmless."""
    return row.replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("Плехово: 30 вбито.", "30", "> Плехово: **30** вбито."),
        ("# 30\n1. 30", "30", "> \\# **30**\n> 1\\. 30"),
        ("a_b *30*", "30", "> a\\_b \\***30**\\*"),
    ],
)
def test_words_that_matched_are_bold(text: str, word: str, wanted: str) -> None:
    at = text.index(word)
    line = Line("quote", text, (Mark(at, at + len(word)),))
    assert markdown((line,)) == wanted


def test_a_mark_over_several_rows_is_bold_in_each() -> None:
    assert markdown((Line("quote", "a b\n\nc d", (Mark(2, 6),)),)) == "> a **b**\n> \n> **c** d"


def test_what_follows_a_quotation_is_not_part_of_it() -> None:
    assert markdown((Line("quote", "said"), Line("said", "Media: video"))) == "> said\n\nMedia: video"


@pytest.mark.parametrize(
    "call", ["@everyone", "@channel", "@here", "@all", "<@1>", "<!here>", "<@&1>", "<#1>", "<t:1>"]
)
def test_names_call_nobody(call: str) -> None:
    for text in (escaped(f"a {call} b"), escaped(call), link(f"https://x.org/{call}")):
        assert call not in text
    assert escaped(call).replace(JOINER, "").replace("\\", "") == call


def test_addresses_stay_whole() -> None:
    assert escaped("see https://t.me/DIU_kraine/50_12, (or) *b*") == "see https://t.me/DIU_kraine/50_12, (or) \\*b\\*"
    assert link("https://x.org/a)b|c>d") == "https://x.org/a%29b%7Cc%3Ed"


def size(blocks: tuple[Block, ...]) -> int:
    return sum(len(line.text) for block in blocks for line in block)


def made(limit: int, **fields: Any) -> tuple[Block, ...]:
    posts = [excerpt("Речення про втрати. " * 60, post=number) for number in range(8)]
    return fitting(notice(*posts, **fields), 9_000, lambda blocks: blocks, lambda blocks: size(blocks) <= limit)


def quotes(blocks: tuple[Block, ...]) -> list[str]:
    return [line.text for block in blocks for line in block if line.role == "quote"]


def test_texts_get_shorter_before_posts_are_left_out() -> None:
    assert [len(quote) > 1_000 for quote in quotes(made(20_000))] == [True] * 8
    shorter = made(5_000)
    assert len(quotes(shorter)) == 8
    assert all(quote.endswith("втрати. …") for quote in quotes(shorter))
    fewer = made(2_500, more=2)
    assert len(quotes(fewer)) == 4
    assert "… and 6 more posts" in [line.text for line in fewer[-1]]


def test_the_essence_is_short_whatever_is_in_it() -> None:
    sign = "&" * 1_500
    post = excerpt(
        sign,
        channel=sign,
        handle=sign,
        side=sign,
        labels=(sign,) * 20,
        link=f"https://x.org/{sign}",
        media=(sign,) * 20,
        forward=sign,
        note=sign,
        reliability=sign,
        evidence=tuple(Evidence("keyword", sign, f"{n}{sign}", n, n + 1) for n in range(50)),
    )
    told = notice(post, post, title=sign, rule=sign, alert=sign, lines=(sign,) * 25, folded=tuple(range(999)))
    assert size(fitting(told, 9_000, lambda blocks: blocks, lambda _: False)) <= 4_000


def test_towers_of_marks_are_cut_and_offsets_hold() -> None:
    tower = "a" + "\u0301" * 50 + "b"
    assert clean(tower) == "a" + "\u0301" * 4 + "\u200b" * 46 + "b"
    assert clean("Пле\u0301хово") == "Пле\u0301хово"
    post = excerpt(tower + "вбито", "вбито")
    (mark,) = marked(post.text, post.evidence)
    assert clean(post.text)[mark.start : mark.end] == "вбито"
