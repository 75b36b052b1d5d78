"""What stands in a quotation, and what a text says itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.stories.quotations import LEAST, quoted, said

LONG = "Уночі біля переправи невідома група намагалася зайти в тил нашим підрозділам і була зупинена вогнем"
OTHER = "Місцеві мешканці другий день поспіль чують важку техніку на дорозі, що веде від кордону до райцентру"


def blocks(text: str) -> tuple[int, ...]:
    return quoted(text, extract(fold(text)))


@pytest.mark.parametrize(
    "text",
    [
        f"Погляньмо, що відбувається на сході. «{LONG}», — сказав речник. Далі буде.",
        f"Заявили в ГУР: {LONG}. І ще щось про погоду.",
        f"Заявили в ГУР:\n{LONG.upper()}!\nУ нас тим часом тихо",
        f"Commander said: “{OTHER}. {LONG}…” and left",
    ],
)
def test_a_sentence_of_another_that_stands_in_a_quotation(text: str) -> None:
    (one,) = said(f"Зведення. {LONG}.")
    assert one in blocks(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}. І ще щось про погоду.",  # no quotation
        "Речник сказав: «невідома група намагалася зайти в тил нашим підрозділам»",  # too short
        f"Речник сказав: «{LONG}». Вбито 7 військових КНДР.",  # and something that it claims itself
        "Дивіться: https://example.org/a-long-address/of-many-words/that-all-count-as-one/and-no-more/than-that",
        "",
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert blocks(text) == ()


def test_what_a_text_quotes_it_does_not_say_itself() -> None:
    assert said(f"Він сказав: «{LONG}.» Потім пішов.") == ()
    assert len(said(f"{LONG}. {OTHER}")) == 2
    assert len(said(". ".join(f"{LONG} {n}" for n in range(9)))) == 4, "a post costs a few signs at most"


_PLAIN_END, _PLAIN_WORD = re.compile(r"[.!?…;\n]|:(?=\s)"), re.compile(r"[^\W_]+")


@given(
    st.lists(
        st.sampled_from(
            [
                *LONG.split(),
                "Ёж",
                "…",
                "? ",
                ". ",
                ":",
                ": ",
                ";\n",
                "❗️",
                "naïve",
                "3.5",
                "їʼї",
                "_x_",
                "\u2028",
                "日本",
                "ҐРАТИ",
                "x\u0345y",
                "İ",
            ]
        ),
        min_size=10,
        max_size=60,
    )
)
def test_sentences_are_cut_as_looking_for_their_ends_and_words_one_by_one_does(pieces: list[str]) -> None:
    text = " ".join(pieces)
    plain = [_PLAIN_WORD.findall(one) for one in _PLAIN_END.split(text.casefold().replace("ё", "е"))]
    expected = [words for words in plain if len(words) >= LEAST]
    assert len(said(text)) == min(4, len({" ".join(words) for words in expected}))
    for words in expected:
        assert said(" ".join(words))[0] in said(text) or len(expected) > 4
