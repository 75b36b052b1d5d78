"""Runs of letters and digits: the quick way gives what looking for each gives."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.language.runs import runs

PLAIN = re.compile(r"[^\W_]+")
TEXTS = st.text(st.sampled_from("аЯёїєґ'ʼa Z09_-.,?…«»\n\t\u00a0№²é日ß①\u0301\ufe0f❗😀\x00\ud800"), max_size=60)


@given(st.one_of(TEXTS, st.text(max_size=40)))
@example("що? де: 3,5 км — «Плёхово»…")
@example("cafés n°5 日本 x²")
def test_runs_are_what_looking_for_each_gives(text: str) -> None:
    assert runs(text) == PLAIN.findall(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("п'ять об_єктів", ["п", "ять", "об", "єктів"]),
        ("❗️Увага! 12:30", ["Увага", "12", "30"]),
        ("naïve – žena", ["naïve", "žena"]),
    ],
)
def test_letters_and_digits_and_nothing_else(text: str, expected: list[str]) -> None:
    assert runs(text) == expected
