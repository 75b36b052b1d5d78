"""Addresses in posts: the quick way to them finds what a look at every word does."""

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.language.addresses import addresses
from monitor.model import Markup, Post

_REST = r"[^\s<>\"'«»`]{0,2000}"
_BEFORE = r"(?<![^\W_])(?<![@./\\-])"
_NAME = rf"{_BEFORE}(?:[a-z0-9-]+\.)+[a-z]{{2,24}}"
_MARKED = re.compile(rf"https?://{_REST}|{_BEFORE}(?:t|telegram)\.me/{_REST}", re.IGNORECASE)
_BARE = re.compile(rf"https?://{_REST}|{_NAME}/{_REST}|(?=www\.){_NAME}(?![\w@-]|\.[\w-])", re.IGNORECASE)
PIECES = st.sampled_from(
    [
        *"/()[].,:*_-@ \t\n\xa0\u2028«aя1",
        "https://",
        "x.ua",
        "x.ua/",
        "www.x.ua",
        "WWW.",
        "t.me/ab/1",
        "Telegram.me/",
        "](",
        "а/б",
    ]
)


def plain(text: str, pattern: re.Pattern[str]) -> list[tuple[str, int, int]]:
    """Word by word, and in each from where the last address ends."""
    found = []
    for word in re.finditer(r"[^\s\x1c-\x1f]+", text):
        bare = pattern.search(word[0])
        while bare is not None:
            url, opened = bare[0], []
            for at, sign in enumerate(url):
                if sign in "([":
                    opened.append(sign)
                elif sign in ")]" and (not opened or opened.pop() + sign not in ("()", "[]")):
                    url = url[:at]
                    break
            url = url.rstrip(".,;:!?*_…\\|")
            first = word.start() + bare.start()
            found.append((url, first, first + len(url)))
            bare = pattern.search(word[0], bare.start() + max(len(url), 1))
    return found


@given(st.lists(PIECES, max_size=25).map("".join))
def test_addresses_are_those_that_a_look_at_every_word_finds(text: str) -> None:
    assert addresses(Post(1, 1, 0, text)) == plain(text, _BARE)
    marked = Post(1, 1, 0, text, markup=(Markup("bold", 0, 0),))
    assert addresses(marked) == plain(text, _MARKED)
