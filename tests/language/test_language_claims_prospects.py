"""What is passed over unread says nothing: the proof by words beside the reading that it saves."""

import gzip
import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from monitor.language.claims import denials, lexicon, phrases, roundabout
from monitor.language.claims import extract as reading
from monitor.language.claims.counts import ONE
from monitor.language.claims.line import MADE_PARTS, MADE_PEOPLE, Line
from monitor.language.claims.prospects import Prospect, of_things, prospect
from monitor.language.claims.statement import Statement
from monitor.language.claims.statements import statements
from monitor.language.normalize import fold, in_place
from monitor.language.numbers.words import WORDS
from monitor.language.octets import TABLE, octets, text_of
from monitor.language.tokens import tokenize
from monitor.language.word_lists import words
from monitor.model import Claim

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
TOLD = "Погибли 5 человек и 3 ребенка."
LETTERS = st.characters(codec="cp1251", categories=["Ll"], include_characters="'")
# Every sort of word that the grammar's tables have, the words that its rules name, and some that it does not know.
OF_TABLES = [pattern for _, patterns in lexicon._rows() for pattern in patterns]
NAMED = sorted(
    {*phrases._BY_TEXT, *phrases._LIFE, *phrases._CUSTODY, *phrases._TURNED, *phrases._PHRASES, *phrases.AMONG}
    | {*phrases._TAKERS, *phrases._BROUGHT, *phrases._CLINIC, *phrases._HOSTAGE, phrases.UNDER, "насмерть"}
    | {*denials.NOBODY, *denials.MISSING, *denials.WITHOUT, denials.NOT, *MADE_PARTS, *MADE_PEOPLE, *ONE}
    | {
        *roundabout.MINUS,
        "двухсотым",
        "из",
        "них",
        "числе",
        "of",
        "the",
        "о",
        "дом",
        "сложно",
        "бокал",
        "200",
        "5",
        "'",
    }
)
# Those that make a claim of few others are drawn more often than one in thousands.
LIKELY = words(
    """гибель смерть убийство тело труп погибших раненых потери получил взяли забрал стал нет без не никто солдата
солдат водитель водителя мужчина женщину человек люди погиб убит задержали отправили прибыли находится среди том числе
и в у молодого военного взрослого 18 был солдаты погибли ранены задержаны другой который его он стали один 2024 марта
года районе Israel mayor 5 три танка машин кораблей"""
)
WORD = st.one_of(
    st.sampled_from(sorted(LIKELY)),
    st.sampled_from(NAMED),
    st.sampled_from(sorted(WORDS)),
    st.sampled_from(OF_TABLES).flatmap(lambda pattern: st.from_regex(pattern, fullmatch=True, alphabet=LETTERS)),
)
GAP = st.sampled_from([" ", " ", " ", " ", ", ", " - ", "-", ": ", "'", ". ", " (", ") ", '" ', "/", "\n"])


@st.composite
def sentences(draw: st.DrawFn) -> str:
    drawn = draw(st.lists(st.tuples(WORD, GAP), min_size=1, max_size=12))
    return "".join(piece for pair in drawn for piece in pair)


def read(text: str, before: Statement | None) -> list[Statement]:
    return statements(Line(tokenize(fold(text, close=False))), before)


def passed_over(text: str, *, told: bool) -> bool:
    folded = fold(text, close=False)
    if not folded.short:
        event("in mixed scripts")
        return False
    promise = reading._prospect(folded.octets, told=told)
    return promise == "nothing" or (promise == "if counted" and of_things(Line(tokenize(folded))))


@example("Гибель молодого высокого сильного храброго бывшего российского солдата.")
@example("Погибших не было.")
@example("Забрал жизни людей.")
@example("Боец стал 200.")
@example("Взяли под арест 5 мужчин.")
@example("Взяли мужчину под арест.")
@example("Среди погибших ребенок.")
@example("Убили жителей, в том числе ребенка")
@example("Погибли солдат и водитель.")
@example("Погибли солдаты, который")
@example("Другой погиб, а людей нет.")
@example("Один из солдат погиб.")
@example("Третья умерла, уничтожены три танка")
@example("Убит Backoff жителей Exponential")
@example("Погибли 3 солдата и 5 танков.")
@example("Боец стал 300, стали 200 людей.")
@example("Задержали the 18-year-old людей.")
@example("16-летнюю девочку ранили 5 марта 2024 года.")
@settings(max_examples=600, deadline=None)
@given(sentences())
def test_a_sentence_that_is_passed_over_says_nothing(text: str) -> None:
    before = read(TOLD, None)[-1]
    for told in (None, before):
        over = passed_over(text, told=told is not None)
        event(f"passed over: {over}")
        if over:
            assert read(text, told) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Сегодня прошли тела грозы.", False),
        ("Житель дома получил письма.", False),
        ("О погибших сообщили в городе люди.", False),
        ("Полк отправили на запад.", False),
        ("Это убийство.", False),
        ("Люди забрали вещи.", True),
        ("Погибли солдаты.", False),
        ("Задержали граждан России.", False),
        ("Все люди были эвакуированы, водитель нашелся.", False),
        ("Солдаты погибли 5 марта 2024 года.", False),
        ("Это было 5 марта 2024 года.", True),
        ("Уничтожены 5 танков и 3 корабля.", True),
    ],
)
def test_what_nobody_could_be_counted_in_is_passed_over(text: str, told: bool) -> None:
    assert passed_over(text, told=told)


@pytest.mark.parametrize("char", [char for char in TABLE if char != "\ufffe" and not char.isalpha()])
def test_no_deed_begins_with_a_sign_or_digit(char: str) -> None:
    """Words alone are asked: what else a sentence has begins nothing."""
    assert not phrases.may_begin(char)


@given(st.text(st.sampled_from("аяЯq' ’ʼ5-_.\n\ufe0f❗🔴"), max_size=12))
def test_words_are_those_that_tokens_are(text: str) -> None:
    folded = fold(text, close=False)
    if not folded.short:
        event("words that folding changes")
        return
    heard: list[tuple[list[str], bool]] = []

    def hear(told_of: list[bytes], *, digits: bool, told: bool) -> Prospect:
        heard.append((list(map(text_of, told_of)), digits))
        return "open" if told else "nothing"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "prospect", hear)
        reading._prospect(folded.octets, told=False)
    tokens = tokenize(folded)
    named = [token.text for token in tokens if token.kind == "word"]
    assert heard == [(named, any(token.kind == "digits" for token in tokens))]


@given(st.text(st.sampled_from("аяЯёЁq’-_.\n\u00a0—?\ufe0f❗🔴"), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_part_of_a_text_in_place_is_that_part_folded(text: str, start: int, end: int) -> None:
    places = in_place(fold(text), text)
    if places is None:
        event("words that folding changes")
        return
    small, read = places
    assert small == octets(text.lower())
    part = text[start:end]
    told, long = reading._folded(part, read[start:end]), fold(part, close=False)
    assert (told.text, told.posted, told.signed, told.short) == (long.text, long.posted, long.signed, long.short)
    assert tokenize(told, 3) == tokenize(long, 3)


def test_posts_are_read_alike_whether_or_not_sentences_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    path = CORPUS / "posts_ru.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no real posts to read: {path} is absent")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(2_500), strict=False)]
    random = Random(7)
    texts += [_mixed(text, random) for text in texts]
    saved: Counter[Prospect] = Counter()

    def counted(row: list[bytes], *, digits: bool, told: bool) -> Prospect:
        promise = prospect(row, digits=digits, told=told)
        saved[promise] += 1
        return promise

    monkeypatch.setattr(reading, "prospect", counted)
    short = [_claims(text) for text in texts]
    monkeypatch.setattr(reading, "prospect", lambda *_, **__: "open")
    assert short == [_claims(text) for text in texts]
    assert min(saved["nothing"], saved["if counted"]) > 500


def _claims(text: str) -> tuple[Claim, ...]:
    return reading.extract(fold(text))


def _mixed(text: str, random: Random) -> str:
    """The words of a post in another order, so that deeds and people meet as nobody wrote them."""
    mixed = text.split(" ")
    random.shuffle(mixed)
    return " ".join(mixed)
