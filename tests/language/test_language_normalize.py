"""What folding takes to be the same, and the way back to the text as posted."""

import gzip
import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from costs import keeps_pace
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.language import normalize as module
from monitor.language.normalize import fold

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"

# Signs that meet each other in hostile ways: marks, joiners, look-alikes, expanding and contracting letters.
TRICKY = st.text(
    st.sampled_from(
        "аАеЕиіїйўёЁгѓсСaAeEoOcCyYxXkKbBïéñßİŉﬁ…№½™ ²\u0301\u0300\u0306\u0308\u0323\u0327\u200b\u200d\u00ad\ufe0f\u20e3"
        " \n\t\u00a0\u3000--—–‐'’ʼ`´″\u0345ͅΰᾳ\u1100\u1161\u11a8가ㄱㅏｶﾞが\ud800\udfff\0_#@09Т7🔥👩"
    ),
    max_size=24,
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=30)

ALIKE = {
    "case": ("КУРСК", "курск"),
    "full case folding": ("Straße", "STRASSE"),
    "final sigma": ("ΟΔΟΣ", "οδος"),
    "compatible forms": ("ＫＵＲＳＫ ﬁ ①", "kursk fi 1"),
    "decomposed й": ("\u0438\u0306од", "йод"),
    "decomposed ї": ("\u0456\u0308жа", "їжа"),
    "stress": ("Плё\u0301хово", "Плехово"),
    "grave stress": ("за\u0300мок", "замок"),
    "stress composed": ("всѐ ѝ", "все и"),
    "stress on ї": ("ї\u0301жа", "їжа"),
    "ё": ("Плёхово Ёлка", "Плехово Елка"),
    "zero width": ("ку\u200bр\u200cс\u2060к\ufeff", "курск"),
    "soft hyphen": ("кур\u00adск", "курск"),
    "variation selector": ("❗\ufe0fкурск", "❗курск"),
    "direction marks": ("\u202eкурск\u202c", "курск"),
    "typographic apostrophe": ("п’ять", "п'ять"),
    "modifier apostrophe": ("пʼять", "п'ять"),
    "grave accent": ("п`ять", "п'ять"),
    "acute accent": ("п´ять", "п'ять"),
    "dashes": ("Су–34 Су—34 Су‑34 Су−34", "Су-34 Су-34 Су-34 Су-34"),
    "white space": ("а \n\t\u00a0\u3000б", "а б"),
    "white space around nothing": ("а \u200b б", "а б"),
    "Latin letters in a Cyrillic word": ("Кyрcк", "курск"),
    "Latin capitals in a Cyrillic word": ("ГYP", "гур"),
    "accented Latin letter in a Cyrillic word": ("Плëхово", "плехово"),
    "Cyrillic letters in a Latin word": ("HIМАRS", "himars"),
    "digits between": ("T72Б", "т72б"),
    "fullwidth look-alike": ("Кｙрск", "курск"),
}

DIFFERENT = {
    "breve": ("й", "и"),
    "diaeresis": ("ї", "і"),
    "hard and soft г": ("г", "ґ"),
    "Macedonian ѓ": ("ѓ", "г"),
    "look-alike in a word of its own": ("HATO", "НАТО"),
    "apostrophe and none": ("п'ять", "пять"),
    "hyphen and space": ("Су-34", "Су 34"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE.keys())
def test_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_a_word_of_one_script_is_left_alone() -> None:
    assert fold("ce сe се").text == "ce се се"  # Latin, mixed, Cyrillic


@pytest.mark.parametrize(
    ("posted", "needle", "found"),
    [
        ("в Плё\u0301хово\u0301!", "плехово", "Плё\u0301хово\u0301"),
        ("ку\u200bрск\u200b и", "курск", "ку\u200bрск"),
        ("№ 5 — ГУР", "гур", "ГУР"),
        ("а \n\n б", "а б", "а \n\n б"),
        ("\u0438\u0306од", "йод", "\u0438\u0306од"),
        ("Straße 7", "ss", "ß"),
        ("…  так", "так", "так"),
        ("🔥\ufe0f🔥 Курск", "курск", "Курск"),
    ],
)
def test_the_way_back(posted: str, needle: str, found: str) -> None:
    folded = fold(posted)
    at = folded.text.index(needle)
    start, end = folded.original(at, at + len(needle))
    assert posted[start:end] == found


def test_the_way_back_of_nothing_is_a_place() -> None:
    assert fold("а\u0301б").original(1, 1) == (2, 2)


@given(st.one_of(ANYTHING, TRICKY))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assume(not once.signed)  # whose letters, once folded, look like those of the word beside
    assert fold(once.text).text == once.text


@given(st.one_of(ANYTHING, TRICKY))
def test_every_place_has_its_original_in_order(text: str) -> None:
    folded = fold(text)
    spans = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(spans))


@given(
    st.one_of(ANYTHING, TRICKY),
    st.sampled_from(["курск", "п'ять", "drone", "плехово", "т-72"]),
    st.one_of(ANYTHING, TRICKY),
)
def test_what_is_selected_is_what_was_found(before: str, word: str, after: str) -> None:
    posted = f"{before}. {word.upper()} .{after}"
    folded = fold(posted)
    at = folded.text.index(f" {word} ") + 1
    start, end = folded.original(at, at + len(word))
    assert fold(posted[start:end]).text == word


@given(TRICKY)
def test_the_result_can_be_encoded_and_holds_no_runs_of_space(text: str) -> None:
    folded = fold(text).text
    folded.encode()
    assert "  " not in folded
    assert not set(folded) & set("\n\t\u00a0\u200b\u00adё—’")


def test_plain_characters_need_nothing_but_their_case() -> None:
    """The fast path is right only while this holds, under every version of Unicode that Python brings."""
    wrong = [
        char
        for char in map(chr, range(0x110000))
        if module._ODD.match(char) is None
        and (
            unicodedata.normalize("NFKC", char) != char
            or len(char.casefold()) != 1
            or module._ODD.match(char.casefold()) is not None
            or module._extends(char)
            or module._sign(char) != char
        )
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "piece",
    [
        "\u0301",
        "а\u0301\u0327",
        "aб",
        " \u200b",
        "\u0308",
        "ß",
        "\u0344",
        "\ufdfa",
        "\u1100\u1161",
        "1",
        "\ufe0f",
        "'",
        " '",
    ],
)
def test_hostile_text_costs_its_length(piece: str) -> None:
    assert keeps_pace(lambda times: fold("aб" + piece * times), 4_000)


def test_real_posts() -> None:
    path = CORPUS / "posts_uk.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no real posts to fold: {path} is absent")
    with gzip.open(path) as lines:
        for line, _ in zip(lines, range(500), strict=False):
            text = json.loads(line)["text"]
            folded = fold(text)
            assert folded.signed or fold(folded.text).text == folded.text
            for word in folded.text.split()[:20]:
                at = folded.text.index(word)
                start, end = folded.original(at, at + len(word))
                assert fold(text[start:end]).text.strip() == word


ODD = "аоіiaocy'’-–№™²½Å\u0301\u0300\u0306\u0308\u0483\u200b\u00adёйїЇІЁ \u00a0\n①Ⓐß\u0301ﬁſẞİı℃"


@given(st.one_of(st.text(max_size=8), st.text(st.sampled_from(ODD), max_size=8)))
def test_what_is_folded_stays_as_it_is_when_it_is_folded_again(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
