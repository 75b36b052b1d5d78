"""Usual texts are looked at as octets alone: capitals, phrases and borders beside what the text itself says."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.language.forms import Form
from monitor.language.normalize import fold
from monitor.language.octets import octets, strictly
from monitor.rules._gaps import close_gaps, close_octets
from monitor.rules._literals import Literals, literal, literal_of
from monitor.rules.matcher import Matcher

PIECES = [
    *("Київ", "київ", "КИЇВ", "Кур", "курськ", "ГУР", "гур", "ГУРу", "сили", "Сили", "оборони", "п", "я", "No", "ё"),
    *(
        " ",
        "  ",
        "\n\n",
        "#",
        "#\ufe0f",
        "-",
        "—",
        "'",
        "ʼ",
        "’",
        "«",
        "»",
        "‹",
        "›",
        "?",
        "…",
        "\u200b",
        "🔴",
        "№",
        "é",
        ", ",
    ),
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
FORMS = (
    *(Form("Київ", "uk", "rule", "title"), Form("київ", "uk", "rule"), Form("No", "en", "rule", "title")),
    *(Form("ГУР", "uk", "rule", "capitals", 3), Form("ГУРу", "uk", "rule", "capitals", 3)),
    *(Form("сили оборони", "uk", "rule"), Form("Сили оборони", "uk", "rule", "title"), Form("п я", "uk", "rule")),
    *(Form("ГУР-ГУР", "uk", "rule", "capitals", 6), Form("сили київ сили", "uk", "rule"), Form("п'я", "uk", "rule")),
    *(Form("«Сили»", "uk", "rule"), Form("сили? оборони", "uk", "rule"), Form("NO", "en", "rule", "capitals", 2)),
)
MATCHER = Matcher([(literal_of(form), number) for number, form in enumerate(FORMS)])


@example("#Київ #\ufe0fкиїв  сили —\n\n оборони")
@example("ГУРʼГУР ГУР-гур п ʼ я")
@example("сили'оборони сили ' оборони сили‹›оборони")
@given(TEXT)
def test_capitals_and_phrases_are_seen_in_octets_as_in_the_text(text: str) -> None:
    short, cased, long = fold(text), fold(text), fold(text)
    cased.cased, long._usual = None, False
    found, unseen, expected = (
        {number: sorted(spans) for number, spans in MATCHER.scan(each).hits.items()} for each in (short, cased, long)
    )
    assert found == unseen == expected


@given(TEXT)
def test_case_is_kept_where_folding_is_short(text: str) -> None:
    folded = fold(text)
    if folded.cased is None:
        return
    assert len(folded.cased) == len(folded.octets)
    for at in range(len(folded.text)):
        start, end = folded.original(at, at + 1)
        if folded.octets[at] != ord("?") and len(folded.text[at]) == end - start and text[start].isalpha():
            assert (folded.cased[at] != folded.octets[at]) == text[start].isupper()


@given(st.text(st.sampled_from('аб -"«»,.'), max_size=20))
def test_gaps_close_in_octets_as_in_the_text(text: str) -> None:
    folded = fold(text).text
    assert close_octets(octets(folded)) == strictly(close_gaps(folded))


@pytest.mark.parametrize("gap", [" ", "-" * 200, " «»" * 50, "\n" * 100, "‹" * 60, " '" * 40])
def test_a_phrase_is_found_over_any_gap(gap: str) -> None:
    text = f"сили{gap}оборони та сили, оборони"
    scan = Matcher([(literal("сили оборони"), 0), (literal("оборони та сили"), 1)]).scan(fold(text))
    assert scan.spans(0) == [(0, len(f"сили{gap}оборони"))]
    assert [text[slice(*span)] for span in scan.spans(1)] == ["оборони та сили"]


def test_a_place_is_that_of_its_own_run() -> None:
    """Runs that only phrases begin with are passed over where no phrase goes on."""
    text = "сили сили дрон сили, сили оборони дрон сили-оборони сили"
    scan = Matcher([(literal("сили оборони"), 0), (literal("дрон"), 1)]).scan(fold(text))
    assert [text[slice(*span)] for span in scan.spans(0)] == ["сили оборони", "сили-оборони"]
    assert [start for start, _ in scan.spans(1)] == [10, 34]


@pytest.mark.parametrize("usual", [True, False])
def test_of_one_word_each_form_keeps_its_own_borders(usual: bool) -> None:
    """A stem was once found inside of words where another rule asked for the same word as a substring."""
    literals = Literals()
    stem = literals.add("дрон", whole=True, capitals=False, field="text", stem=True)
    inside = literals.add("дрон", whole=False, capitals=False, field="text")
    folded = fold("бездрон дрони")
    folded._usual = usual
    assert Matcher(literals).scan(folded).hits == {stem: [(8, 12)], inside: [(3, 7), (8, 12)]}
