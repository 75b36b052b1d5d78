"""What stands in a quotation, and what a text says itself."""

import pytest

from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.stories.quotations import quoted, said

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
