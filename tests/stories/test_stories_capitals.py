"""Where a capital is a place, and where it is a government."""

import re

import pairs
import pytest

from monitor.language.normalize import fold
from monitor.model import Mention, StoriesSpec
from monitor.stories.capitals import capitals
from monitor.stories.copies import in_the_open
from monitor.stories.events import Sight, same_event
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.gist import numbers as counted
from monitor.stories.gist import tells_of_another

_NAMED = re.compile(r"(?i)(?<!\w)(?:ки[еї]в|kyiv|москв|moscow|минск|харьк)\w*")


def acting(text: str) -> set[str]:
    return set(capitals(text, [Mention(m[0].lower()[:3], *m.span()) for m in _NAMED.finditer(text)]))


@pytest.mark.parametrize(
    "text",
    [
        "Взрывы в Киеве",
        "Вибухи у Києві",
        "Explosions in Kyiv tonight",
        "Ракеты летят на Москву",
        "в центре Киева пожар",
        "на окраине Москвы",
        "жители Киева слышали взрывы",
        "дом в г. Киев",
        "м.Київ, вулиця",
        "под осаждённым Киевом",
        "в соседнем Минске",
        "the outskirts of Kyiv burn",
        "residents of Moscow",
        "Киев: серия взрывов",
        "⚡️**Киев.** Серия взрывов",
        "Новости\nКиїв: вибухи",
        "Київ атакують дрони",
        "Kyiv is under attack",
        "пытались атаковать Москву",
        "Київ – вибухи",
        "Київ! Укриття!",
        "#Київ вибухи",
        "Київ\nВибухи у місті",
        "Київ, Харків: вибухи",
        "Russia struck Kyiv overnight",
        "Kyiv explosions reported",
        "удар по столице Украины Киеву",
        "Киев отказался. Позже в Киеве прогремел взрыв",  # once is enough
    ],
)
def test_it_is_where_something_happens(text: str) -> None:
    assert acting(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Киев отказался от переговоров",
        "оружие для Киева",
        "помощь Киеву",
        "переговоры с Киевом",
        "у Киева нет сил",
        "Київ заявив про обстріл",
        "Kyiv refuses to talk",
        "talks with Moscow",
        "пишет издание: Москва против",
        "",
    ],
)
def test_it_is_a_government(text: str) -> None:
    assert len(acting(text)) == bool(text)


def test_other_towns_are_places_in_any_case() -> None:
    assert acting("Харьков отказался") == acting("Московская область просит") == set()


def linked(one: str, other: str, minutes: int = 10) -> bool:
    reader, gazetteer = pairs.Reader(), Gazetteer(pairs.entities(), 25.0)
    a, b = (
        Sight(reader.of(text, c, n * minutes * 60_000), gazetteer)
        for n, (c, text) in enumerate(zip("xy", (one, other), strict=True))
    )
    return same_event(a, b, gazetteer, StoriesSpec()) is not None


def test_what_a_government_does_happens_at_no_place() -> None:
    """Two reports that share a capital and a word are one event only if the capital is where it was."""
    assert linked("Взрывы в Киеве, пожар, атака дронов", "Сильні вибухи у Києві: пожежа, дрони атакують")
    assert not linked("Киев просит ракеты и дроны против атак", "Київ отримає ракети, дрони, заявив міністр про атаки")


def test_a_link_names_no_place() -> None:
    """Whose an address is says nothing of where something was."""
    told = pairs.Reader().of("Погибли двое, сообщает https://t.me/kharkiv_live/17 и @kyiv_now", "x", 0)
    assert told.entities == ()
    assert pairs.Reader().of("В Харькове погибли двое: t.me/kharkiv_live/17", "x", 0).entities == ("kharkiv",)


def test_numbers_that_differ_are_two_reports_where_only_a_region_ties_them() -> None:
    """Drones shot down tonight, and last night: the form is the same, and the region."""
    said = (
        "Дежурные средства ПВО минувшей ночью уничтожили {} украинских беспилотников самолетного типа над территорией "
        "Ростовской области, сообщило Минобороны"
    )
    assert not linked(said.format(24), "Минобороны РФ сообщило: " + said.format(32))
    assert linked(said.format("более 30"), "Минобороны РФ сообщило: " + said.format(31))
    assert linked(said.format(24), "Минобороны РФ сообщило: " + said.format("несколько"))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("сбиты 24 из 30 дронов", (24, 30)),
        ("21 ноября в 21:00 в 2024 году", ()),
        ("с 400 комплексов С-400 и РС-26", (400,)),
        ("7 домов и 1,5 км, 12.5 тонны", ()),
        ("выросло на 12% до 1500", (12, 1500)),
        ("21 листопада загинули 17, on 5 December 19 died", (17, 19)),
        ("15 травмованих, 25 травмированных, 50 вертолетов, 60 сенаторов", (15, 25, 50, 60)),
        ("30 листовок и 20 маяков", (20, 30)),
        ("30 секунд, 40 years, 12 мая, 13 лютого, 24 часа", ()),
        ("1 200 семей", (1200,)),
        ("https://example.org/?id=48211 и 17", (17,)),
        ("", ()),
    ],
)
def test_numbers_count_something(text: str, numbers: tuple[int, ...]) -> None:
    assert counted(in_the_open(fold(text).text)) == numbers


def test_a_capital_is_one_place_and_a_government_elsewhere() -> None:
    """Where one has it for a place and the other for a government, much else must agree."""
    text = "прогремели взрывы, горит склад на набережной, спасатели выносят раненых жильцов, очевидцы снимают видео"
    assert linked(f"В Киеве {text}", f"Киев потрясён: {text}")
    assert not linked(f"В Киеве {text}", "Киев опровергает взрывы на складах в Польше и просит помощи")


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("еще один ракетный удар по сумам", True),
        ("ще один удар по місту", True),
        ("another drone attack on odesa", True),
        ("повторный удар по складу", True),
        ("второй день атак на город", False),
        ("друга хвиля мобілізації", False),
        ("второй мировой войны взрыв", False),
        (f"{'слово ' * 30}еще один удар", False),
    ],
)
def test_it_happened_again(text: str, *, another: bool) -> None:
    assert tells_of_another(text) is another


def test_claims_of_places_that_lie_apart_are_not_one() -> None:
    """Who tells of one strike may name another; what is claimed has its own place."""
    here = "В Судже убиты 30 северокорейских солдат"
    assert linked(here, "30 солдатів КНДР, тобто північнокорейських солдатів, убито в Суджі")
    assert not linked(here, "В Херсоне убиты 30 северокорейских солдат. Те, кто был в Судже, ушли")
