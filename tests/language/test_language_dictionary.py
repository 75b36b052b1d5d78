"""The dictionaries with their real tables: what they know, and what they take for a name."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.language.inflect.dictionary import Dictionary, english_words, load

ASKED_UK = ("Суми", "Харків", "Ворожба", "птахи", "військові", "Івано-Франківськ", "п’ять", "АЕС", "Плєхово")


@pytest.fixture(scope="module")
def uk() -> Dictionary:
    return load("uk", ASKED_UK)


@pytest.fixture(scope="module")
def ru() -> Dictionary:
    return load("ru", ())


@pytest.mark.parametrize(
    ("word", "lemmas"),
    [
        ("суми", {"сума", "суми"}),
        ("харкові", {"харків"}),
        ("військові", {"військовий"}),
        ("птахи", {"птах"}),
        ("івано-франківськом", {"івано-франківськ"}),
        ("п'ятьох", {"п'ять"}),
        ("п’ятьох", {"п'ять"}),
        ("плєхово", set()),
        ("орёл", set()),
        ("", set()),
    ],
)
def test_ukrainian_lemmas(uk: Dictionary, word: str, lemmas: set[str]) -> None:
    assert set(uk.lemmas(word)) == lemmas


def test_ukrainian_forms_are_those_of_the_lemmas_of_all_words_asked_for(uk: Dictionary) -> None:
    assert {"харків", "харкова", "харкову", "харкові", "харковом"} <= uk.forms("харків")
    assert {"птах", "птаха", "птахів", "птахами", "птахам", "птахах"} <= uk.forms("птах")
    assert {"військовий", "військового", "військових", "військовими"} <= uk.forms("військовий")
    assert {"суми", "сум", "сумам", "сумах"} <= uk.forms("суми") | uk.forms("сума")
    assert "п'ятьох" in uk.forms("п'ять")
    assert uk.forms("плєхово") == frozenset()


def test_a_dictionary_that_is_asked_nothing_still_knows_lemmas() -> None:
    empty = load("uk", ())
    assert empty.lemmas("птахи") == ("птах",)
    assert empty.forms("птах") == frozenset()


@pytest.mark.parametrize("word", ["суми", "ворожба", "птах", "бар", "мости", "військових", "гір"])
def test_common_ukrainian_words(uk: Dictionary, word: str) -> None:
    assert uk.is_common(word)


@pytest.mark.parametrize(
    "word",
    ["харків", "харкові", "бахмут", "донецьк", "київ", "києва", "росія", "росії", "україна", "москви", "плєхово"],
)
def test_ukrainian_names_are_not_common(uk: Dictionary, word: str) -> None:
    assert not uk.is_common(word)


def test_ukrainian_has_no_tables_of_cases(uk: Dictionary) -> None:
    assert uk.entries("харків") == ()


@pytest.mark.parametrize(
    ("word", "lemmas"),
    [
        ("сумами", {"сума", "сумы"}),
        ("харькове", {"харьков"}),
        ("орла", {"орёл"}),
        ("орел", {"орёл"}),
        ("военными", {"военный"}),
        ("плёхово", set()),
        ("", set()),
        ("himars", set()),
    ],
)
def test_russian_lemmas(ru: Dictionary, word: str, lemmas: set[str]) -> None:
    assert set(ru.lemmas(word)) == lemmas


def test_russian_forms(ru: Dictionary) -> None:
    assert {"орёл", "орла", "орлу", "орлом", "орле", "орлы", "орлов"} <= ru.forms("орёл")
    assert "люди" in ru.forms("человек")
    assert ru.forms("орла") == frozenset(), "no lemma"
    assert ru.forms("плёхово") == frozenset()


@pytest.mark.parametrize("word", ["сумы", "ворожба", "орёл", "орел", "лиман", "пески", "военные", "азов"])
def test_common_russian_words(ru: Dictionary, word: str) -> None:
    assert ru.is_common(word)


@pytest.mark.parametrize(
    "word", ["харьков", "харькове", "киев", "москва", "россия", "путин", "путина", "иван", "курск", "плёхово"]
)
def test_russian_names_are_not_common(ru: Dictionary, word: str) -> None:
    assert not ru.is_common(word)


def test_entries_say_what_a_word_is_a_name_of_and_how_usual_that_is(ru: Dictionary) -> None:
    entries = {(entry.paradigm.lemma, entry.name): entry for entry in ru.entries("сумы")}
    assert set(entries) == {("сума", ""), ("сумы", "place")}
    assert entries["сумы", "place"].base
    assert entries["сума", ""].share > entries["сумы", "place"].share > 0
    assert [(entry.name, entry.base, entry.share) for entry in ru.entries("харьковом")] == [("place", False, 1.0)]


def test_entries_of_a_pair_of_surnames_are_two(ru: Dictionary) -> None:
    by_gender = {entry.paradigm.gender: entry for entry in ru.entries("захарова")}
    assert by_gender["f"].base
    assert by_gender["f"].paradigm.slots["sg", "ins"] == ("захаровой",)
    assert not by_gender["m"].base
    assert by_gender["m"].paradigm.slots["sg", "ins"] == ("захаровым",)


def test_entries_never_guess(ru: Dictionary) -> None:
    assert ru.entries("глокая") == ()
    assert ru.entries("сырский") == ()


def test_english_words_that_a_romanisation_must_not_be() -> None:
    words = {"Sum", "Most", "Bar", "Bug", "Grad", "Chop", "Lug", "Male", "Stare", "May", "march", "WILL"}
    assert english_words(words) == words


def test_names_are_no_english_words() -> None:
    names = """Rivne Sumy Kyiv Kharkiv Kharkov Lviv Kursk Sudzha Plekhovo Volga Desna Orel Sever Taras Mig Anna Boris
        London Berlin Perm Chad Trump Martin Ivan Moscow Zelensky Putin Magyar Akhmat"""
    assert english_words(names.split()) == frozenset()


@settings(max_examples=5, deadline=None)
@given(st.frozensets(st.text(max_size=12), max_size=200))
def test_english_words_are_of_those_asked_for(words: frozenset[str]) -> None:
    assert english_words(words) <= words


@example("А")  # an initial
@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ'-", max_size=14)))
def test_any_string_may_be_asked_for(uk: Dictionary, ru: Dictionary, word: str) -> None:
    for dictionary in (uk, ru):
        for lemma in dictionary.lemmas(word):
            assert lemma == lemma.lower()
            assert dictionary.lemmas(lemma), "a lemma is a word itself"
        assert dictionary.is_common(word) in (True, False)
        assert all(form == form.lower() for form in dictionary.forms(word))
        dictionary.entries(word)
