"""Links of posts that are long: whole, or not a link."""

from collections.abc import Callable
from typing import Any

import pytest
from sinks_samples import excerpt, notice

from monitor.sinks._cut import cut_bytes, cut_chars
from monitor.sinks._discord import embeds, size
from monitor.sinks._layout import LONGEST_LINK, first_link, layout
from monitor.sinks._slack import message

LONG = "https://news.example.org/rss/articles/" + "CBMi" * 150  # 638 code points, as some feeds have them


def test_a_long_link_is_shown_whole() -> None:
    told = notice(excerpt(link=LONG))
    assert first_link(told) == LONG
    assert layout(told, 1_000)[1][0].text == LONG


def test_one_that_is_too_long_is_no_link() -> None:
    told = notice(excerpt(link="https://example.org/" + "a" * LONGEST_LINK))
    assert first_link(told) == ""
    line = layout(told, 1_000)[1][0]
    assert line.text.startswith("Link (too long to be shown whole): https://example.org/aaa")
    assert not line.marks


@pytest.mark.parametrize("sign", ["&", '"', "я", "<", "a"])
def test_platforms_are_not_given_more_than_they_take(sign: str) -> None:
    told = notice(excerpt("Текст " * 2_000, link=f"https://example.org/{sign * 980}"))
    for block in message(told)["blocks"]:
        if block["type"] == "section":
            assert len(block["text"]["text"]) <= 3_000
    made = embeds(told)
    assert len(made[0].get("url", "")) <= 2_048
    assert size(made) <= 6_000
    assert all(len(embed["description"]) <= 4_096 for embed in made)


@pytest.mark.parametrize("cut", [cut_chars, cut_bytes])
def test_a_link_that_is_longer_than_the_room_does_not_make_the_text_longer(cut: Callable[..., Any]) -> None:
    text = "Слово за словом. " * 50
    for most in (60, 160, 300):
        told = cut(text, most, LONG)
        assert 10 < len(told.encode() if cut is cut_bytes else told) <= most
        assert told.endswith("…")
    assert cut(text, 300, "https://e.org").endswith("\n…\nhttps://e.org")
