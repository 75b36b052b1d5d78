"""What the eye does not see in a word is said."""

import pytest

from monitor.lookalikes import foreign, guess

KNOWN = ("channels", "labels", "Курськ", "сини")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("chanels", "did you mean channels?"),
        ("сhannels", "did you mean channels? The с is Cyrillic"),
        ("сhаnnеls", "did you mean channels? The с, а and е are Cyrillic"),
        ("lаbel", "did you mean labels? The а is Cyrillic"),  # a letter is missing as well
        ("lαbels", "did you mean labels? The α is Greek"),
        ("CHANNELS", "did you mean channels?"),
        ("cини", "did you mean сини? There, the с is Cyrillic"),
        ("синий", "did you mean сини?"),
        ("nothing of it", ""),
    ],
)
def test_what_was_meant(word: str, said: str) -> None:
    assert guess(word, KNOWN) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("5m", ""),
        ("5м", "; the м is Cyrillic"),
        ("хвилина", ""),  # a plain Cyrillic word: anybody sees that
        ("се", "; the с and е are Cyrillic"),
        ("", ""),
    ],
)
def test_what_is_no_latin_letter(word: str, said: str) -> None:
    assert foreign(word) == said


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("dprc", "dprk"),
        ("kiyv", "kyiv"),
        ("kursk", "Kursk"),
        ("detaned", "detained"),
        ("DEFENCE", "defence-intelligence"),
        ("nosuch", ""),
        ("dead", ""),
        ("k", ""),
        ("", ""),
        ("k" * 100_000, ""),
    ],
)
def test_the_close_one_or_none(written: str, name: str) -> None:
    """A suggestion that is far off sends people astray."""
    there = ["osce", "kyiv", "dprk", "detained", "killed", "Kursk", "defence-intelligence"]
    assert guess(written, there) == (name and f"did you mean {name}?")


def test_another_word_for_it_beats_what_is_written_alike() -> None:
    assert guess("Dead", ["detained", "killed"], called={"dead": "killed"}) == "did you mean killed?"
    assert guess("gone", ["killed"], called={"gone": "missing"}) == "", "only what there is"
