"""Each short way to what claims are read from, beside the plain one: lines, sentences, numbers, places, speakers."""

import re

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from monitor.language.claims import carried_on, leads, one, one_apart, phrases, places, prospects, quoted_words
from monitor.language.claims import sentences as cutting
from monitor.language.claims import suspects as searching
from monitor.language.claims.extract import extract
from monitor.language.claims.place_words import AT, OUT, STRUCK
from monitor.language.claims.quoting import Quoting
from monitor.language.claims.sentences import Sentences, paragraphs, plain, sentences, within
from monitor.language.claims.stems import head
from monitor.language.normalize import fold, in_place
from monitor.language.octets import is_usual, octets

MARKUP = re.compile(r"\]\([^\s()]{1,400}\)|https?://[^\s)]+|\*\*|__|~~|\[|\]|`")
LAID_OUT = st.lists(
    st.sampled_from(
        [
            *'\n\n\n  \t\u00a0.!?…;:,)"»”*_-aяЯZ1é🔴‼\ufe0f',
            "г.",
            " ст",
            "1",
            "р-н.",
            ". А",
            "! б",
            "Mr.",
            "Да.",
            "слово",
        ]
    ),
    max_size=14,
).map("".join)
WORDS = ["в ", "У", "Во ", "з-під ", "На ", "на", "до ", "с\u2003", "обстріл ", "авіаудар по ", "Удар по ", "-", "атак"]
PLACES = [
    *WORDS,
    "Харкові",
    "Курщині",
    "районі",
    "Лесном",
    "школе",
    " и ",
    ", ",
    "«",
    "é",
    "🔴 ",
    "\n",
    "_",
    "1 ",
    "ᲀ ",
]
CUES = [
    "сообщил",
    "заяви",
    "ла",
    "по ",
    "данным",
    "МЧС",
    "said",
    "says",
    "According to",
    "İ",
    "ſ",
    "\u212a",
    "Σ",
    "’",
    "'",
]
SAYING = [*CUES, *" -–—‒:,«»()_1", "a", "я", "é", "\n", '"']
NUMERALS = [
    *"0²٣ _'’ʼ-éя?.",
    *re.findall(r"[^\W\d_]{2,}", searching._NUMBER.pattern),
    "двор",
    "семе",
    "сту",
    "п’ят",
    "Бе",
]


def small(text: str) -> bytes | None:
    read = octets(text)
    return octets(text.lower()) if is_usual(text, read) and fold(text).short else None


@example("[https://x.y](https://x.y) a")
@example("~~ ]")
@given(
    st.lists(st.sampled_from([*"[]()*_~` \nx", "](", "http", "https://", "**", "x.y/a_b"]), max_size=12).map("".join)
)
def test_markup_is_blanked_out_as_one_pattern_of_all_does(text: str) -> None:
    marked = any(sign in text for sign in ("http", "**", "__", "[", "`"))
    assert plain(text) == (MARKUP.sub(lambda match: " " * len(match[0]), text) if marked else text)


@example("a. \nЯ\n\nя")
@given(LAID_OUT)
def test_lines_and_sentences_are_the_same_one_by_one_as_all_together(text: str) -> None:
    cut, lines = Sentences(text, small(text)), paragraphs(text)
    assert cut.lines() == lines
    for at in range(len(text)):
        found = cut.line(at)
        behind = [line for line in lines if line[1] > at]
        assert found == (behind[0] if behind else (len(text), len(text)))
        assert not behind or cut.lines(found[1]) == behind[1:]
    assert cut.all() == sentences(text) == [part for line in lines for part in within(text, *line)]


@given(
    st.lists(st.sampled_from([*sorted(cutting._SHORTENED), *"яéſßİ.-_( 1\u212a", "р-н", "слово"]), max_size=3),
    st.booleans(),
)
def test_words_that_a_dot_shortens_are_those_of_the_pattern(pieces: list[str], large: bool) -> None:
    text = "".join(pieces).upper() if large else "".join(pieces)
    tail = text[-cutting._SHORT :]
    found = cutting._ABBREVIATION.search(tail)
    assert cutting._abbreviated(text, len(text)) == (found is not None and not tail[-1:].isdigit())


@given(st.lists(st.sampled_from(NUMERALS), max_size=6).map("".join))
def test_numbers_and_suspects_are_found_in_octets_as_in_text(text: str) -> None:
    read = octets(text)
    if not is_usual(text, read):
        event("words that octets lack")
        return
    assert searching.counting_in(read) == searching.counting(text)
    assert searching.suspects_in(read) == searching.suspects(text)


@pytest.mark.parametrize("word", [*searching._BEGUN.split(), *searching._WHOLE.split()])
def test_each_numeral_written_out_is_one_of_the_pattern(word: str) -> None:
    assert searching._NUMBER.fullmatch(word)
    assert searching.counting_in(octets(f" {word}."))
    assert searching.counting(f"{word}ы") == searching.counting_in(octets(f"{word}ы"))


@example("У Лесном, удар по Лесному", 0)
@settings(deadline=None)
@given(st.lists(st.sampled_from(PLACES), max_size=9).map("".join), st.integers(0, 3))
def test_places_are_found_behind_leads_as_everywhere(text: str, start: int) -> None:
    pattern = places._compiled(places._SLAVIC)
    led = leads.leads(text, start, len(text))
    if led is None:
        event("words that octets lack")
        return
    found = [match.span() for match in places._led(text, len(text), pattern, led)]
    assert found == [match.span() for match in pattern.finditer(text, start)]


@pytest.mark.parametrize("word", [*AT.split(), *OUT.split(), "на", "до"])
def test_each_preposition_of_a_place_is_a_lead(word: str) -> None:
    assert 1 in (leads.leads(f"({word.capitalize()} Лесном", 0, 30) or [])


@given(st.sampled_from(STRUCK.split()).flatmap(lambda pattern: st.from_regex(pattern, fullmatch=True)))
def test_each_word_of_a_blow_is_a_lead(word: str) -> None:
    led = leads.leads(f"-{word}", 0, 99)
    assert led is None or 1 in led


@given(st.lists(st.sampled_from(SAYING), max_size=9).map("".join))
def test_who_may_quote_has_a_cue(text: str) -> None:
    quoting = Quoting(text, 0, len(text))
    cued = any(quoted_words.cue(word.text) for word in quoting.words)
    event(f"a cue: {cued}")
    assert quoted_words.may_quote(text) or not cued


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [("сообщи(?:л|ла)", "сообщи"), ("says?", "say"), (r"прил[іе]т\w*", "прил"), ("слов", "слов"), ("а-б*", "а-")],
)
def test_what_a_pattern_begins_with(pattern: str, begins: str) -> None:
    assert head(pattern) == begins


@pytest.mark.parametrize("pattern", ["(?:а|б)в", r"\w+", "а?б"])
def test_a_pattern_without_a_letter_of_its_own_begins_with_nothing(pattern: str) -> None:
    with pytest.raises(ValueError, match="begins with no letter"):
        head(pattern)


def test_the_proof_has_all_words_of_the_grammar() -> None:
    assert {*one_apart._WHO, *one_apart._WHOM, *carried_on._HE, *carried_on._HIM} == prospects._ANYONE
    assert prospects._OTHER == one._OTHER
    assert prospects._TURNED == phrases._TURNED
    assert all(stem.startswith(prospects._PHRASED) for stem in phrases._TAKERS + phrases._BROUGHT + phrases._CLINIC)
    for text in {*phrases._BY_TEXT, *phrases._TO_DEATH, *phrases._PHRASES}:
        assert not prospects._marked(text) & prospects.SEVERAL


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("İİİİİİ погиб", []), ("é погиб солдат\n\nİİİİİИ двое ранены", ["killed", "wounded"]), ("İ\n погиб\n", [])],
)
def test_letters_that_grow_when_made_small_end_no_worse(text: str, kinds: list[str]) -> None:
    assert [claim.kind for claim in extract(fold(text))] == kinds


@given(st.lists(st.sampled_from(["погиб ", "солдат", "5 ", "İ", "\n", ". ", "Ранены ", "é", "двое ", "«"]), max_size=8))
def test_any_text_has_its_claims_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    in_place(fold(text), text)
    for claim in extract(fold(text)):
        assert 0 <= claim.number[0] < claim.number[1] <= len(text)
