"""Reading text as octets changes nothing but the time that it takes: each short way beside the long one."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.language import normalize
from monitor.language.claims import quoted_words, suspects
from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.language.octets import TABLE, filled, octets, others, strictly, text_of

KNOWN = [char for char in TABLE if char != "\ufffe"]
# Letters of both scripts that look alike, signs that fold to others, and what octets lack: signs, letters and marks.
MIXED = [*"аеорсухіaeopcyxi5 -'\n\u00a0ʼ`‑—?", *"🔴🇺🏻é№①ⒶßΣİ…‼⏺°\u0301\u0308\u200b\u200d\u3164\xad\ufe0f"]
TEXT = st.one_of(st.text(st.sampled_from(KNOWN), max_size=12), st.text(st.sampled_from(MIXED), max_size=12))


@pytest.mark.parametrize("char", KNOWN)
def test_each_character_has_an_octet_of_its_own(char: str) -> None:
    assert text_of(octets(char)) == char
    assert len(octets(char)) == 1


@given(TEXT)
def test_octets_stand_where_characters_do_and_the_others_find_their_way_back(text: str) -> None:
    read = octets(text)
    assert len(read) == len(text)
    more = others(text, read)
    assert (filled(text_of(read), more) if more else text_of(read)) == text
    assert strictly(text) == (None if "?" in text or more else read)


@example("aб", True)
@example("a12б", True)
@example("б\u00a0 ?🔴  é", True)
@given(TEXT, st.booleans())
def test_octets_fold_as_the_long_way_does(text: str, close: bool) -> None:
    short = normalize._fold_octets(text, text, (), close=close)
    long = normalize._fold_any(text, text, (), close=close)
    assert fold(text, close=close).octets == octets(fold(text, close=close).text)
    if short is None:
        return
    assert (short.text, short.signed, short.level) == (long.text, long.signed, long.level)
    assert short.usual
    for start in range(len(short.text)):
        for end in (start, start + 1, len(short.text)):
            assert short.original(start, end) == long.original(start, end)


@pytest.mark.parametrize("char", KNOWN)
def test_each_character_folds_by_octets(char: str) -> None:
    short = normalize._fold_octets(char, char, (), close=True)
    assert short is not None
    assert short.text == normalize._fold_any(char, char, (), close=True).text


def test_octets_have_all_stems_of_claims() -> None:
    stems = {*suspects._ALL, *suspects._NUMBERED.split()}
    assert all(strictly(stem) for stem in stems)


STEMS = sorted({*suspects._ALL, *suspects._NUMBERED.split()}, key=len, reverse=True)
LONGEST_FIRST = re.compile("|".join(map(re.escape, STEMS)))
PIECES = [*" ?-ʼ🔴éя", "погиб", "убийств", "убий", "к врачам", "за помощью в", "став 200", "ранен", "dead", "п", "врач"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_suspects_are_the_longest_stems_from_the_left_that_begin_words(text: str) -> None:
    expected = [
        (found.start(), found[0] in suspects._ALL)
        for found in LONGEST_FIRST.finditer(text)
        if not found.start() or not text[found.start() - 1].isalnum()
    ]
    assert suspects.suspects(text) == expected


@given(st.text(st.sampled_from("aБΣİ’ʼ'.«» -1"), max_size=14))
def test_words_of_a_sentence_are_made_small_at_once_as_they_are_one_by_one(text: str) -> None:
    found = quoted_words.read(text, 0, len(text))
    assert [word.text for word in found] == [quoted_words._small(text[word.start : word.end]) for word in found]


def test_a_post_with_half_a_character_has_its_claims_read() -> None:
    """A lone surrogate, which JSON may hold, once made the claims of a post unreadable."""
    assert [claim.min for claim in extract(fold("Погибли 5 человек.\ud800"))] == [5]
