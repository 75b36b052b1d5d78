"""Where claims say that it happened, and who says so."""

import pytest
from costs import cost
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.claims.extract import extract
from monitor.language.claims.places import Places
from monitor.language.claims.sentences import sentences
from monitor.language.claims.speakers import Speakers
from monitor.language.normalize import fold
from monitor.model.claim import Claim


def place(text: str, claim: Claim) -> str | None:
    return None if claim.place is None else text[slice(*claim.place)]


def by(text: str, claim: Claim) -> str | None:
    return None if claim.by is None else text[slice(*claim.by)]


def claims(text: str) -> tuple[Claim, ...]:
    found = extract(fold(text))
    assert found, text
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("В Харькове погибли пять человек.", "Харькове"),
        ("Біля Роботиного Запорізької області вбили трьох військових.", "Роботиного Запорізької області"),
        ("На Курщині загинуло 40 солдатів.", "Курщині"),
        ("Под Бахмутом убиты 12 солдат.", "Бахмутом"),
        ("В Курской области погибли 7 человек.", "Курской области"),
        ("На юго-востоке Москвы погибли 7 человек.", "юго-востоке Москвы"),
        ("Внаслідок обстрілу смт. Великий Бурлук загинуло двоє людей.", "смт. Великий Бурлук"),
        ("Внаслідок удару по Преображенці загинуло двоє людей.", "Преображенці"),
        ("У Шевченківському районі Харкова загинули двоє людей.", "Шевченківському районі Харкова"),
        ("В Лужском районе Ленинградской области погибли двое.", "Лужском районе Ленинградской области"),
        ("Яхта затонула в Красном море, погибли двое.", "Красном море"),
        ("На березі Дніпра вбили двох людей.", "березі Дніпра"),
        ("Троє поранених унаслідок артобстрілу м. Нікополь.", "м. Нікополь"),
        ("Ракетний удар по центру Чернігова: загинули семеро людей.", "центру Чернігова"),
        (
            "На тимчасово окупованих територіях України перебуває 300 солдатів.",
            "тимчасово окупованих територіях України",
        ),
        ("Через атаки Росії на Одесу загинули двоє людей.", "Одесу"),
        ("З Херсона на Львівщину евакуювали 26 пацієнтів.", "Херсона"),
        ("Пострадали 5 человек, их отвезли в больницу, взрыв был в Туле.", "Туле"),
        (
            "Gunmen abduct 80 schoolgirls from a boarding school in Kebbi State, Nigeria.",
            "boarding school in Kebbi State, Nigeria",
        ),
        ("Russia has massed 50,000 troops opposite Sumy.", "Sumy"),
        ("Storms hit Central Europe, and 70 people were evacuated from homes in Poland.", "Poland"),
        ("Five people were killed in Kabul, Afghanistan.", "Kabul, Afghanistan"),
        ("At least five civilians were killed near the town of Akwaya, Cameroon.", "town of Akwaya, Cameroon"),
        ("Seven people were killed in Port-au-Prince on Monday.", "Port-au-Prince"),
        ("В Нижнем Лесном погибли четыре человека.", "Нижнем Лесном"),
        ("В СССР было арестовано 700 тысяч человек.", "СССР"),
        ("ПОСТРАЖДАВ чоловік під час обстрілу.\nУ селі Лісове він отримав поранення.", "селі Лісове"),
        ("Прикордонники затримали вчителя. На Одещині він мав школу.", "Одещині"),
        ("Із мікрорайону Лісовий евакуювали 14 людей.", "мікрорайону Лісовий"),
    ],
)
def test_places_behind_prepositions(text: str, told: str) -> None:
    assert place(text, claims(text)[0]) == told


@pytest.mark.parametrize(
    "text",
    [
        "В грудні загинуло 40 солдатів.",
        "У МЗС повідомили про двох загиблих.",
        "В Telegram пишут о пяти погибших.",
        "Салют! Убиты 12 солдат.",
        "В больницу попали 6 человек с ранениями.",
        "У Кіровському райсуді судять чоловіка, який поранив двох людей.",
        "Через атаки Росії загинули двоє людей.",
        "У Харкові вбили жінку. Ще 4 людини в області дістали поранення.",
        "В Туле затонул катер.\n🔻 На войне погибли 300 солдат.",
        "Загинув доброволець. Сьогодні місто прощається із Данилом.",
        "Загинули двоє людей. А в Лісовому тихо.",
        "Солдати викрали жінку, вивезли у Лісове і сховали.",
        "Люди в доме уцелели. Лишь один человек был ранен.",
        "Five people were killed in December.",
        "Five people were killed on Monday.",
        "Five people were killed in the Korean War.",
        "З початку повномасштабної війни в Україні загинуло 40 солдатів.",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert place(text, claims(text)[-1]) is None


def test_each_figure_has_the_place_beside_it() -> None:
    text = "Ударом в Харькове уничтожено до 40 солдат, ударом в Одессе уничтожены 72 человека."
    assert [place(text, claim) for claim in claims(text)] == ["Харькове", "Одессе"]


def test_parts_keep_their_places_from_the_total() -> None:
    text = "Росіяни поранили 4 жителів Донеччини: 2 у Дружківці, 1 у Костянтинівці."
    assert [place(text, claim) for claim in claims(text)] == [None, "Дружківці", "Костянтинівці"]


def test_what_happened_is_told_on() -> None:
    text = "Легкомоторный самолет разбился возле Воронежа. Погибли 3 человека."
    assert place(text, claims(text)[0]) == "Воронежа"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("За даними МВС, загинуло двоє людей.", "МВС"),
        ("По данным прокуратуры, погибли двое детей.", "прокуратуры"),
        ("Погибли двое детей, сообщил губернатор Иван Федоров.", "губернатор Иван Федоров"),
        ("У МЗС Пакистану повідомили про двох загиблих.", "МЗС Пакистану"),
        ("Bloomberg утверждает, что погибли 300 солдат.", "Bloomberg"),
        ("Погибли двое детей — прокуратура.", "прокуратура"),
        ("Погибли пять человек – источник 112.", "источник 112"),
        ("Загинуло двоє людей. Про це повідомив голова ОВА Олег Синєгубов.", "голова ОВА Олег Синєгубов"),
        ("Загинуло двоє людей. Таку інформацію оприлюднила прокуратура.", "прокуратура"),
        ("Лисак уточнив: загинули двоє людей.", "Лисак"),
        ("Донецкая облпрокуратура: погибли двое детей.", "Донецкая облпрокуратура"),
        ("Глава области, комментируя удар, сообщил, что погибли двое детей.", "Глава области"),
        ("Reuters з посиланням на джерела пише, що загинули двоє людей.", "Reuters"),
        ("По предварительной информации МЧС, погибли двое детей.", "МЧС"),
        ("Погибли двое детей, сообщил «Интерфаксу» источник.", "источник"),
        ("«Сводка Дня» сообщала о двух погибших.", "«Сводка Дня»"),
        ("Police in Kabul said two people were killed.", "Police in Kabul"),
        ("Two people were killed, a police spokesman told AFP.", "police spokesman"),
        ("Two people were killed in Borno State, Nigerian police said.", "Nigerian police"),
        ("Позже МЧС сообщило, что погибли пять человек.", "МЧС"),
        ("Журналистка Анна Дуб съездила и из общины Лесной сообщила о 40 погибших.", "Журналистка Анна Дуб"),
        ("The monitoring mission has verified 120 civilian deaths.", "monitoring mission"),
        ("According to the health ministry, five people were killed.", "health ministry"),
        ("The Israeli military says that five people were killed.", "Israeli military"),
        ("Five people were killed, state media said on Friday.", "state media"),
        ("Five people were killed, said the governor.", "governor"),
        ("Maj. Gen. Igor Konashenkov said that 498 soldiers had been killed.", "Maj. Gen. Igor Konashenkov"),
    ],
)
def test_who_says_so(text: str, told: str) -> None:
    assert by(text, claims(text)[0]) == told


@pytest.mark.parametrize(
    "text",
    [
        "Росіяни вбили двох людей.",
        "По предварительным данным, погибли двое детей.",
        "Погибли двое детей. По данным SHOT, сгорели семь домов.",
        "The army killed five people in Kabul.",
        "Среди погибших — двое детей.",
        "Окупанти вдарили по місту: загинули двоє людей.",
        "UPD: число погибших выросло до 5.",
    ],
)
def test_nobody_is_quoted(text: str) -> None:
    assert by(text, claims(text)[0]) is None


def test_two_sides_say_two_things() -> None:
    text = (
        "The Ukrainian military says that it has killed over 11,000 Russian troops, "
        "while the Russian ministry said on Wednesday that 498 Russian troops had been killed."
    )
    assert [by(text, claim) for claim in claims(text)] == ["Ukrainian military", "Russian ministry"]


@given(
    st.lists(
        st.sampled_from(
            [
                "в ",
                "Києві",
                ", ",
                "і ",
                "— ",
                "МВС ",
                "сообщил ",
                "5 ",
                "загинуло ",
                "in ",
                "Kabul",
                ". ",
                "«",
                '"',
                "said ",
            ]
        )
    )
)
def test_parts_are_stretches_of_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for claim in extract(fold(text)):
        for part in (claim.place, claim.by):
            assert part is None or (0 <= part[0] < part[1] <= len(text) and text[slice(*part)].strip())


@pytest.mark.parametrize(
    "piece",
    [
        "в ",
        "в Харьковском ",
        "Київ, ",
        "удар по ",
        "in the ",
        "In Kabul, ",
        "сообщил ",
        "MB-",
        "«",
        "said ",
        "at a road ",
        "а" * 40 + " ",
        "на восточной ",
        "по данным ",
    ],
)
def test_hostile_text_costs_little(piece: str) -> None:
    text = (piece * 4096)[:4096]
    bounds = sentences(text)

    def look() -> None:
        places, speakers = Places(text, bounds), Speakers(text, bounds)
        for at in range(len(bounds)):
            places.of(at, "killed", [bounds[at]], [])
            speakers.of(at, bounds[at])

    assert cost(look, 1.0) < 1.0
