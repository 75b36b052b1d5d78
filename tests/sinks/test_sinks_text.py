import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Evidence
from monitor.sinks._text import Mark, clean, cut, flat, iso, marked, span, spoken

ANYTHING = st.text(st.characters(codec=None), max_size=300)


@given(ANYTHING)
def test_cleaning_keeps_every_offset(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    cleaned.encode()


@pytest.mark.parametrize(
    "bad", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\ud83d", "\r"]
)
def test_control_bidi_and_halves_do_not_survive(bad: str) -> None:
    assert bad not in clean(f"a{bad}b")


def test_lines_and_tabs_survive_and_a_line_has_none() -> None:
    assert clean("a\n\tb\u2028c") == "a\n\tb\nc"
    assert flat("a\r\n\tb  c\u2029d") == "a b c d"
    assert flat("x" * 400, 10) == "xxxxxxxxx…"


def test_moments_are_spelled_in_utc() -> None:
    assert spoken(1_734_172_260_123) == "14 Dec 2024 10:31 UTC"
    assert iso(1_734_172_260_123) == "2024-12-14T10:31:00.123Z"
    assert iso(-1) == "1969-12-31T23:59:59.999Z"


@pytest.mark.parametrize(
    ("millis", "words"),
    [
        (0, "0 s"),
        (59_999, "59 s"),
        (41 * 60_000, "41 min"),
        (3_600_000, "1 h"),
        (7_500_000, "2 h 5 min"),
        (86_400_000, "1 d"),
        (273_600_000, "3 d 4 h"),
    ],
)
def test_spans_are_spelled(millis: int, words: str) -> None:
    assert span(millis) == words


def test_marks_are_ordered_merged_and_inside() -> None:
    def at(start: int | None, end: int | None, field: str = "text") -> Evidence:
        return Evidence("keyword", "w", "w", start, end, field)

    found = marked(
        "0123456789", [at(6, 99), at(1, 3), at(2, 5), at(None, None), at(0, 9, "links"), at(4, 4), at(-1, 2)]
    )
    assert found == (Mark(1, 5), Mark(6, 10))


@given(
    st.text(string.ascii_letters + " .\nїь🔥", max_size=400),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 30)), max_size=4),
    st.integers(40, 200),
)
def test_a_cut_is_short_enough_and_marks_still_mean_the_same_words(
    text: str, spans: list[tuple[int, int]], most: int
) -> None:
    marks = marked(text, [Evidence("k", "w", "w", start, start + length) for start, length in spans])
    short, kept = cut(text, marks, most)
    assert len(short) <= most
    assert all(0 <= mark.start < mark.end <= len(short) for mark in kept)
    words = [text[mark.start : mark.end] for mark in marks]
    assert all(any(short[mark.start : mark.end] in word for word in words) for mark in kept)
    if len(text) > most and marks and marks[0].end - marks[0].start < most - 30:
        assert kept, "the first match must be shown"
        shown = short[kept[0].start : kept[0].end]
        assert words[0].rstrip() == shown.rstrip()


def test_a_cut_ends_with_a_sentence() -> None:
    text = "First sentence here. " * 5 + "And one that is far too long to fit into what is left of the room."
    short, _ = cut(text, (), 110)
    assert short == "First sentence here. " * 4 + "First sentence here. …"


def test_a_cut_goes_where_the_match_is() -> None:
    text = "Weather. " * 100 + "Losses near Плехово are heavy. " + "More. " * 100
    start = text.index("Плехово")
    short, (mark,) = cut(text, (Mark(start, start + 7),), 120)
    assert short[mark.start : mark.end] == "Плехово"
    assert short.startswith("… ")
    assert short.endswith(" …")
