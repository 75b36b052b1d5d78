"""Words that tell what happened, and those that only begin like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.happenings import _STEMS, _WHOLE, happenings
from monitor.language.normalize import fold
from monitor.stories.copies import words_of


def told(text: str) -> set[str]:
    return set(happenings(" ".join(words_of(fold(text).text))))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Взрывы в Одессе", "explosion"),
        ("Вибухи в Одесі", "explosion"),
        ("Explosions were heard in Odesa", "explosion"),
        ("Суд арештував підозрюваного", "arrest"),
        ("доставлен в СИЗО", "arrest"),
        ("суд выносит решение", "trial"),
        ("Судью задержали, судебное заседание", "trial"),
        ("Суддя й суддів, судовий процес", "trial"),
        ("the court ruled", "trial"),
        ("удар по мосту", "bridge"),
        ("підірвали міст через річку", "bridge"),
        ("сбросили КАБы и ФАБы", "bomb"),
        ("сбросили авиабомбу", "bomb"),
        ("Судно загорелось в порту", "ship"),
        ("катера атаковали", "ship"),
        ("бомбардировщики взлетели", "plane"),
        ("the jets were scrambled", "plane"),
        ("Россияне оккупировали село", "captured"),
        ("Звільнено село на півдні", "captured"),
        ("звільнений з посади міністра", "resignation"),
        ("введено военное положение", "martial"),
        ("режим военного положения", "martial"),
        ("запровадив воєнний стан", "martial"),
        ("declared martial law", "martial"),
        ("стал заложником, обменяли пленных", "exchange"),
        ("протестующие вышли на площадь", "protest"),
        ("парламент проголосував", "vote"),
        ("курс рубля упал", "fall"),
        ("самолет упал в поле", "crash"),
        ("the plane crashed", "crash"),
        ("автомобиль разбился", "crash"),
        ("это фейк, мы это опровергаем: опровергли", "denial"),
    ],
)
def test_it_is_told(text: str, what: str) -> None:
    assert what in told(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Кабинет министров и Кабмин, кабель, кабина", "bomb"),
        ("бомбоубежища открыты, бомбосховища теж", "bomb"),
        ("у місті, з міста, містяни, місто Мостиська", "bridge"),
        ("Суджа и Суджанский район", "trial"),
        ("судьба человека, судно, судячи з усього", "trial"),
        ("село Катериновка, Екатерина и Катерина", "ship"),
        ("shipping and shipments", "ship"),
        ("военного обозревателя, военное дело, воєнний кореспондент", "martial"),
        ("положения военного билета", "martial"),
        ("на оккупированных территориях, на окупованій частині", "captured"),
        ("протестировали новый протестантский", "protest"),
        ("задержки рейсов, задержка", "arrest"),
        ("Арестович сказал", "arrest"),
        ("он замахнулся", "killing"),
        ("катастрофические итоги, курс рубля упал", "crash"),
        ("planet JetBrains jetpack", "plane"),
        ("обменники закрыты", "exchange"),
        ("він пожартував", "fire"),
        ("ракетку и теннис", "missile"),
    ],
)
def test_what_begins_alike_is_something_else(text: str, what: str) -> None:
    assert what not in told(text)


def test_the_words_of_a_phrase_stand_together() -> None:
    assert told("военное и сложное положение") == set()
    assert told("") == told("положение") == told("военное") == set()
    assert told("положение военное положение") == {"martial"}


STEMS = sorted(
    ((stem, name) for name, some in _STEMS.items() for stem in some.split()), key=lambda known: -len(known[0])
)
WHOLE = {word: name for name, some in _WHOLE.items() for word in some.split()}


def one_by_one(words: list[str]) -> set[str]:
    """The same word by word: it is one of those, else the longest stem counts."""
    found = {WHOLE.get(w) or next((n for stem, n in STEMS if w not in WHOLE and w.startswith(stem)), "") for w in words}
    return (found | ({"crash"} if {"fall", "plane"} <= found else set())) - {""}


@given(
    st.lists(
        st.lists(
            st.one_of(st.sampled_from([stem for stem, _ in STEMS]), st.sampled_from([*WHOLE, *"аыяéx1日"])), max_size=3
        ).map("".join),
        max_size=12,
    )
)
def test_all_at_once_finds_what_one_after_the_other_does(words: list[str]) -> None:
    words = [word for word in words if word]
    assert happenings(" ".join(words)) == one_by_one(words)
