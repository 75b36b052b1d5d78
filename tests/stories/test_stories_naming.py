"""The names in a text, and events that are told by them where no watch file knows the place."""

import pairs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import StoriesSpec
from monitor.stories.events import Sight
from monitor.stories.links import event_link
from monitor.stories.naming import FEWEST_NAMES, names
from monitor.stories.signs import signs_of

HOUR = 3_600_000
SUNK = (
    "Яхта «Морская Звезда» с туристами затонула недалеко от Марса-Алама, спасатели ищут пропавших пассажиров, "
    "сообщил губернатор провинции Амр Ханафи."
)
SUNK_TOO = (
    "У побережья затонула туристическая яхта «Морская Звезда». Губернатор провинции Амр Ханафи: спасатели нашли "
    "нескольких пассажиров, пропавших ещё ищут."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Удар нанесли по Бейруту ночью", "Взрывы слышны в Бейруте"),  # in any case
        ("про Слов'янськ і Лиман", "у Слов'янську та Лимані"),
        ("Бритни Спирс вышла замуж", "это сказала Бритни Спирс"),  # a sentence begins with two
        ("В центре «Хезболлы» пожар", "лидер Хезболлы убит"),
        ("«Мир» — так назвал это Кобахидзе, премьер", "заявил Кобахидзе"),
        ("the village of Tin-Essako in Mali", "fighting around Essako, reports say"),
    ],
)
def test_a_name_is_the_same_in_its_cases_and_places(one: str, other: str) -> None:
    assert set(names(one)) & set(names(other))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ночью прогремели взрывы. Сообщают очевидцы! Подробности позже",  # beginnings of sentences
        "▪️ Ночью взрывы\n▪️ Утром пожар\n— Днём тишина: Очевидцы молчат",
        "В Москве сказали, что Путин и Россия против США и НАТО, пишет Reuters",  # in the news every day
        "СРОЧНО ВСЕ НА ПЛОЩАДЬ, сказал ХАМАС",  # capitals only
        "пишет https://example.org/Beirut/Hezbollah и t.me/Khanafi @Khanafi [Мой Канал Кедр](https://t.me/+AbCdEfGh)",
        "iPhone и eBay подешевели",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert names(text) == ()


def test_the_words_of_a_link_are_no_names() -> None:
    text = "Горит склад. Смотрите на канал Кедр и Тополь"
    assert len(names(text)) == 2
    assert names(text, [(31, len(text))]) == ()


def test_the_first_names_of_a_long_text() -> None:
    text = "в городах " + ", ".join(f"{chr(1040 + n)}лтынск" for n in range(20))
    assert set(names(text[:40])) < set(names(text))
    assert len(names(text)) <= 7


@given(st.text(max_size=80), st.text(st.sampled_from("АбвгABcd «».\n-#@[]()"), max_size=80))
def test_any_text_has_some_names_or_none(one: str, other: str) -> None:
    for text in (one, other, one + other):
        found = names(text)
        assert list(found) == sorted(set(found))
        assert all(0 < name < 2**32 for name in found)


# Events


@pytest.fixture(scope="module")
def reader() -> pairs.Reader:
    return pairs.Reader()


def test_one_event_by_names_and_words_alone(reader: pairs.Reader) -> None:
    a, b = reader.of(SUNK, "one", HOUR), reader.of(SUNK_TOO, "two", 3 * HOUR)
    link = reader.link(a, b)
    assert link is not None
    assert link.reason == "event"
    assert "names" in link.detail
    assert len(set(a.names) & set(b.names)) >= FEWEST_NAMES
    sights = [Sight(told, reader.gazetteer) for told in (a, b)]
    assert event_link(*sights, reader.gazetteer, StoriesSpec(names=False)) is None
    assert not signs_of(sights[0], reader.gazetteer, StoriesSpec(names=False)).names


@pytest.mark.parametrize(
    ("other", "channel", "hours"),
    [
        (SUNK_TOO, "one", 2),  # a channel's own form
        (SUNK_TOO, "two", 26),  # another day
        ("Морская Звезда Ханафи яхта", "two", 2),  # names alone
        ("Амр Ханафи и «Морская Звезда» подписали договор о строительстве гостиниц на побережье.", "two", 2),
        ("Яхта «Морская Звезда» з туристами затонула, рятувальники шукають зниклих, сказав Амр Ханафі.", "two", 2),
        (f"{SUNK_TOO} Тем временем в Одессе тихо.", "two", -1),  # and the other names another place
    ],
)
def test_names_and_words_that_are_no_event(reader: pairs.Reader, other: str, channel: str, hours: int) -> None:
    first = SUNK if hours > 0 else f"{SUNK} Взрывы были в Харькове."
    assert reader.link(reader.of(first, "one", HOUR), reader.of(other, channel, HOUR + abs(hours) * HOUR)) is None
