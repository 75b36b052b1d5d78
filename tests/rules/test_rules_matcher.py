"""The one pass against a slow and simple reading of the same rules, and over real posts."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.language.forms import Form
from monitor.language.normalize import fold
from monitor.model import Channel
from monitor.rules._gaps import SIGNS, close_gaps, gap_shift
from monitor.rules._literals import Literal, Literals, literal, literal_of
from monitor.rules.matcher import Matcher
from monitor.sources.jsonl import read_posts

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"

SMALL = st.text(st.sampled_from("абAB5 -'«.#_\u0483군"), max_size=14)
WORDS = st.lists(st.tuples(SMALL, st.booleans(), st.booleans()), max_size=8)


def is_word(char: str) -> bool:
    return (char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")) and char != "군"


def wraps(text: str, start: int, end: int) -> bool:
    """Whether words end at both ends of a stretch, as far as it begins or ends with a letter."""
    inner = text[start:end]
    left = not (inner[0].isalnum() and inner[0] != "군") or start == 0 or not is_word(text[start - 1])
    right = not (inner[-1].isalnum() and inner[-1] != "군") or end == len(text) or not is_word(text[end])
    return left and right


def naive(text: str, word: str, *, whole: bool, capitals: bool) -> list[tuple[int, int]]:
    """Every stretch that begins and ends with the word's own ends and is the word, gaps being alike."""
    folded = fold(text)
    plain = folded.text
    wanted = fold(word).text
    core = wanted.strip(SIGNS)
    before, after = wanted[: wanted.index(core)].lstrip(" "), wanted[wanted.index(core) + len(core) :].rstrip(" ")
    found = []
    for start in range(len(plain)):
        for end in range(start + 1, len(plain) + 1):
            inner = plain[start:end]
            if inner.strip(SIGNS) != inner or close_gaps(inner) != close_gaps(core):
                continue
            if plain[max(0, start - len(before)) : start] != before or plain[end : end + len(after)] != after:
                continue
            low, high = folded.original(start, end)
            if capitals and any(char.islower() for char in text[low:high]):
                continue
            if not whole or wraps(plain, start, end):
                found.append((low, high))
    return found


@example("A군A", [("A군A", True, False)])
@given(SMALL, WORDS)
def test_it_finds_what_a_naive_reader_finds(text: str, words: list[tuple[str, bool, bool]]) -> None:
    # a mark without a letter is nothing that anybody looks for
    words = [each for each in words if fold(each[0]).text.strip(SIGNS).lstrip("\u0483")]
    words = [each for each in words if not fold(each[0]).text.strip(SIGNS).startswith("\u0483")]
    literals = Literals()
    numbers = [literals.add(word, whole=whole, capitals=capitals, field="text") for word, whole, capitals in words]
    scan = Matcher(literals).scan(fold(text))
    for number, (word, whole, capitals) in zip(numbers, words, strict=True):
        assert sorted(scan.spans(number)) == naive(text, word, whole=whole, capitals=capitals), word


@given(st.text(st.sampled_from("аб -'\"«»"), max_size=20))
def test_closed_gaps_know_their_way_back(text: str) -> None:
    closed, shift = close_gaps(text), gap_shift(text)
    assert "  " not in closed
    for at, char in enumerate(closed):
        start, end = shift.back(at, at + 1)
        assert close_gaps(text[start:end]) == char or (char == " " and set(text[start:end]) <= set(SIGNS))


@given(st.text(st.sampled_from("аб -'\"«»"), max_size=20))
def test_gaps_are_closed_as_their_definition_has_it(text: str) -> None:
    runs = re.sub("[ '\"«»-]+", lambda run: run[0] if set(run[0]) == {"'"} else " ", text)
    assert close_gaps(text) == runs


def test_the_same_literal_twice_is_one() -> None:
    literals = Literals()
    add = literals.add
    assert add("Дрон", whole=True, capitals=False, field="text") == add(
        "ДРОН", whole=True, capitals=False, field="links"
    )
    assert add("дрон", whole=False, capitals=False, field="text") == 1
    assert len(literals) == 2


def test_a_hit_asked_for_elsewhere_is_none_here() -> None:
    scan = Matcher([(literal("дрон"), 0), (literal("танк"), 1)]).scan(fold("дрон танк"), frozenset({1}))
    assert set(scan.hits) == {1}


def test_every_hit_in_real_posts_is_a_word_of_the_post(compiled) -> None:
    path = CORPUS / "posts_ru.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no real posts to match: {path} is absent")
    sought = ["ГУР", "дрон", "военные", "Су-34", "Telegram", "КНДР", "Москва"]
    ruleset = compiled({word: {"keyword": word} for word in sought} | {"hidden": {"regex": r"\bвоенн\w+\b"}})
    found = 0
    for (post, _), _ in zip(read_posts(path), range(3_000), strict=False):
        for match in ruleset.match(post, Channel(post.channel, "file")).matches:
            for item in match.evidence:
                found += 1
                assert post.text[item.start : item.end] == item.found
                if match.rule != "hidden":
                    assert close_gaps(fold(item.found).text) == literal(match.rule).core
    assert found > 100


@given(st.text(st.sampled_from("абгеёєжіїйщьыэяabcxyz'- àéžšÿłĳŉŀß"), min_size=1, max_size=8))
def test_plain_forms_are_folded_the_short_way_as_they_are_the_long_way(text: str) -> None:
    short = literal_of(Form(text, "uk", "rule")) if fold(text).text.strip(SIGNS) else None
    if isinstance(short, str):
        assert literal(text) == Literal(short)


def test_a_sign_in_a_long_text_costs_no_more_than_its_own_word() -> None:
    """A text with № was once cut at every letter."""
    folded = fold("Наказ №5 " + "слово за словом " * 200)
    scan = Matcher([(literal("слово"), 0), (literal("no"), 1), (literal("5"), 2)]).scan(folded)
    assert len(scan.hits[0]) == 200
    assert {number: len(spans) for number, spans in scan.hits.items()} == {0: 200, 1: 1, 2: 1}
    assert len(scan._signs) < 1_000  # two borders a hit
