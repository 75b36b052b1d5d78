"""The names in a text, and events that are told by them where no watch file knows the place."""

import re
from collections.abc import Sequence
from zlib import crc32

import pairs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import StoriesSpec
from monitor.stories.events import Sight
from monitor.stories.links import event_link
from monitor.stories.naming import FEWEST_NAMES, MOST, names
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


_CAPITAL = re.compile("[A-ZА-ЯЁІЇЄҐ][a-zà-öø-ÿа-яёіїєґ]{3,}")
_HIDDEN = re.compile(r"\[[^\[\]]*\]\([^()\s]*\)|https?://\S+|(?:t|telegram)\.me/\S+|[@#]\w+")
_ENDING = re.compile(
    r"(?<=...)(?:ами|ями|ого|его|ому|ему|им|ым|их|ых|ой|ей|ом|ем|ам|ям|ах|ях|ий|ый|ая|яя|ое|ее|ую|юю|ия|ии|ию|ією|ія|ії|ію"
    r"|ью|ою|[аеиоуыіїєяюйьъ])$"
)


def plain_names(text: str, hidden: Sequence[tuple[int, int]]) -> set[str]:
    """Word by word: which has a capital, stands in no address, begins no sentence; and who begins one before another.

    The first of them: it is read no further once there are too many.
    """
    text = _HIDDEN.sub(lambda match: " " * len(match[0]), text)
    found: set[str] = set()
    opened, opening = -1, ""
    for match in _CAPITAL.finditer(text):
        start = match.start()
        within = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
        if within or any(low <= start < high for low, high in hidden):
            continue
        if start == opened:
            found.add(opening)
        before = text[:start].rstrip(" «“„\"'(*_-–—")
        if before and (before[-1].isalnum() or before[-1] in ",;)»”"):
            found.add(match[0])
        else:
            opened, opening = match.end() + 1, match[0]
        if len({plain_stem(one) for one in found}) > MOST:
            break
    return found


def plain_stem(word: str) -> str:
    return _ENDING.sub("", word.casefold().replace("ё", "е"))[:6]


WORDS = [
    "Каркаде",
    "Кипарисами",
    "Кедр",
    "Ёлкой",
    "Тополь",
    "Aßbcd",
    "Aabb",
    "Möwe",
    "Їжаком",
    "Зорею",
    " и ",
    ", ",
    ". ",
]
LINKS = ["https://", "t.me/", "telegram.me/a", "[Вяз](https://x.y)", "](", "  ", "\xa0"]
PIECES = st.sampled_from([*WORDS, *LINKS, *' .,:«»"(_-—\n*x1é[]()@#/'])


@given(
    st.lists(PIECES, max_size=40).map("".join), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=2)
)
def test_names_are_those_that_a_look_at_every_word_finds(text: str, hidden: list[tuple[int, int]]) -> None:
    expected = {crc32(plain_stem(word).encode()) for word in plain_names(text, hidden)}
    assert set(names(text, hidden)) == expected


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
