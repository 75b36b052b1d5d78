"""Copies are found by their words, and different posts are not taken for copies."""

import random
from hashlib import blake2b

import pairs
import pytest
import rensa

from monitor.model import StoriesSpec, Telling
from monitor.stories.copies import FEWEST, Wording, hashed, likeness, most_shared, wording_of, words_of
from monitor.stories.gist import is_survey
from monitor.stories.links import needs_words

needs_corpus = pytest.mark.skipif(
    not pairs.CORPUS.is_dir(), reason="the corpus of real posts is not beside the project: shared/corpus"
)


def found(one: str, other: str) -> bool:
    """Whether the second would be found from the first, and taken for its copy."""
    a, b = wording_of(one), wording_of(other)
    tellings = [
        Telling(n, n, n, 0, words=len(w.words), exact=exact, sketch=sketch)
        for n, w in ((1, a), (2, b))
        for exact, sketch in (hashed(" ".join(w.words)),)
    ]
    if tellings[0].exact and tellings[0].exact == tellings[1].exact:
        return True
    return needs_words(*tellings, StoriesSpec()) and likeness(a, b) > 0


def one_word(draw, text):
    words = text.split(" ")
    lower = [n for n, word in enumerate(words) if word.isalpha() and word.islower()]
    if not lower:
        return text
    words[draw.choice(lower)] = draw.choice(["якобы", "сейчас", "вчера", "примерно", "снова", "вновь"])
    return " ".join(words)


def signed(_draw, text):
    return f"{text}\n\n🔴 Подписаться на канал | Прислать новость @novosti_bot"


def cut(draw, text):
    words = text.split(" ")
    return " ".join(words[: max(FEWEST, int(len(words) * draw.uniform(0.55, 0.95)))]) + "…"


def wrapped(_draw, text):
    return f"⚡️ Пересылают подписчики:\n\n{text}\n\nА что думаете вы?"


@needs_corpus
@pytest.mark.parametrize("change", [one_word, signed, cut, wrapped])
@pytest.mark.parametrize("corpus", ["posts_ru", "posts_uk"])
def test_near_copies_of_real_posts_are_found(corpus, change):
    draw = random.Random(7)
    texts = [row["text"] for row in pairs.corpus(corpus) if len(words_of(row["text"].casefold())) >= 10]
    some = draw.sample(texts, 1500)
    missed = [text for text in some if not found(text, change(draw, text))]
    print(f"{corpus}, {change.__name__}: {1 - len(missed) / len(some):.2%} of {len(some)} found")  # noqa: T201 - the figure is the point
    assert len(missed) <= len(some) // 100, missed[:3]


@needs_corpus
@pytest.mark.parametrize("corpus", ["posts_ru", "posts_uk"])
def test_different_posts_are_no_copies(corpus):
    """Random pairs. Real copies stand among the posts as well: what is found is read, and is none of them by chance."""
    draw = random.Random(8)
    wordings = [wording_of(row["text"]) for row in pairs.corpus(corpus)]
    taken = []
    for _ in range(40_000):
        a, b = draw.sample(wordings, 2)
        if likeness(a, b):
            taken.append((" ".join(a.words)[:160], " ".join(b.words)[:160]))
    print(f"{corpus}: {len(taken)} of 40,000 random pairs taken for copies: {taken}")  # noqa: T201 - the figure is the point
    assert len(taken) <= 4, taken


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Сумська область — повітряна тривога! Пройдіть в укриття.",
            "Харківська область — повітряна тривога! Пройдіть в укриття.",
        ),
        (
            "Минобороны: освобождён населённый пункт Весёлый Гай в Донецкой Народной Республике.",
            "Минобороны: освобождён населённый пункт Пушкино в Донецкой Народной Республике.",
        ),
        (
            "Потери за сутки: 1500 человек, 12 танков, 30 бронемашин, 22 орудия, 47 беспилотников, 80 машин.",
            "Потери за сутки: 1320 человек, 7 танков, 41 бронемашина, 18 орудий, 33 беспилотника, 91 машина.",
        ),
        ("Отбой.", "Отбой."),
    ],
)
def test_one_form_filled_in_twice_is_no_copy(one, other):
    assert not found(one, other)


def test_likeness_is_the_same_either_way():
    draw = random.Random(9)
    words = [f"w{n}" for n in range(12)]
    for _ in range(300):
        a, b = (Wording([draw.choice(words) for _ in range(draw.randint(0, 20))]) for _ in range(2))
        if len(a.words) != len(b.words):
            assert likeness(a, b) == likeness(b, a)


@pytest.mark.parametrize("text", ["", "раз два три", "Ночью в Сумах слышали взрывы, №1 — 日本 é!", "слово " * 9])
def test_what_is_stored_of_words_stays_what_it_was(text):
    """Hashes of text, one run of three words after the other: posts of before are found by them."""
    words = words_of(text)
    if len(words) < FEWEST:
        assert hashed(" ".join(words)) == (0, ())
        return
    plain = rensa.RMinHash(num_perm=12, seed=20_241_216)
    plain.update([" ".join(words[n : n + 3]) for n in range(len(words) - 2)])
    exact = int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1
    assert hashed(" ".join(words)) == (exact, tuple(plain.digest()))


def test_words_in_common_never_deny_what_runs_of_three_have_in_common():
    draw = random.Random(10)
    shared = 0
    for _ in range(3_000):
        words = [f"w{n}" for n in range(draw.choice([1, 3, 12, 60]))]
        long = [draw.choice(words) for _ in range(draw.randint(7, 30))]
        short = [draw.choice(words) if draw.random() < draw.choice([0, 0.1, 0.5]) else word for word in long]
        a, b = Wording(short[: draw.randint(7, 30)]), Wording(long)
        share = len(a.triples & b.triples) / len(a.triples)
        assert most_shared(a, b) >= share
        shared += 0 < share < 1
    assert shared > 300


def test_a_list_of_many_things_is_a_survey():
    assert is_survey("Главное к утру понедельника\n🔻 раз\n🔻 два")
    assert is_survey("За день:\n— раз\n— два\n— три\n— чотири")
    assert not is_survey("— Як ви?\n— Добре.\nДалі текст.")


@pytest.mark.parametrize("text", ["", "\0" * 5000, "а " * 40_000, "\u200b" * 4096, "1" * 4096, "http://" * 3000])
def test_hostile_texts_are_read(text):
    wording = wording_of(text)
    assert likeness(wording, wording) in (0.0, 1.0)
    hashed(" ".join(wording.words))
    is_survey(text)
