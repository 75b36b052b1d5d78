"""Tokens: what they are, and that they stand where the text as posted has them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.normalize import fold
from monitor.language.tokens import Token, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("П'ять бійців", "п'ять бійців"),
        ("пʼять п’ять п‘ять", "п'ять п'ять п'ять"),
        ("Ещё трёх", "еще трех"),
        ("двадцять-двадцять п'ять", "двадцять - двадцять п'ять"),
        ("8 000 і 2,3 тис.", "8 000 і 2 , 3 тис ."),
        ("Т-72, 2,5к і 155th", "т - 72 , 2 , 5 к і 155 th"),
        ("#ГУР_МО", "# гур _ мо"),
        ("**300** 'людей'", "* * 300 * * ' людей '"),
        ("№5", "no 5"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_the_words_of_a_text(text: str, words: str) -> None:
    assert [token.text for token in tokenize(fold(text))] == words.split()


def test_what_a_token_knows() -> None:
    assert tokenize(fold("Вбито 30\u00ad0 (Суми)"), 10) == [
        Token("вбито", "word", 10, 15, spaced=True, capital=True),
        Token("300", "digits", 16, 20, spaced=True, capital=False),
        Token("(", "sign", 21, 22, spaced=True, capital=False),
        Token("суми", "word", 22, 26, spaced=False, capital=True),
        Token(")", "sign", 26, 27, spaced=False, capital=False),
    ]


@pytest.mark.parametrize("text", ["5\u20e3", "፩", "Ⅷ", "①", "🇺🇦 300", "ß", "\ud800 5", "가나 5명"])
def test_odd_characters_are_tokens_too(text: str) -> None:
    kinds = {token.kind for token in tokenize(fold(text))}
    assert kinds
    assert kinds <= {"word", "digits", "sign"}


@given(st.text())
def test_tokens_stand_in_order_within_the_text_and_lose_nothing(text: str) -> None:
    folded = fold(text)
    tokens = tokenize(folded)
    assert "".join(token.text for token in tokens) == "".join(folded.text.split())
    assert all(0 <= token.start <= token.end <= len(text) for token in tokens)
    assert all(one.start <= two.start and one.end <= two.end for one, two in pairwise(tokens))
    assert all(token.text.isdecimal() == (token.kind == "digits") for token in tokens)


@given(st.text(alphabet="абв'5-.,  \n"))
def test_white_space_is_known(text: str) -> None:
    for token in tokenize(fold(text)):
        before = text[token.start - 1 : token.start]
        assert token.spaced == (before == "" or before.isspace())
