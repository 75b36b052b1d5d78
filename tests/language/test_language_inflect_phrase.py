"""Phrases: what agrees inflects together, what depends on the head stays, and letters and signs stay as written."""

from collections.abc import Mapping
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language.inflect import acronym, russian, ukrainian
from monitor.language.inflect.dictionary import Dictionary, Entry, load
from monitor.language.inflect.phrase import MOST, ParadigmsOf, forms, words
from monitor.language.inflect.word import Paradigm

Language = Literal["uk", "ru"]
Tables = Mapping[str, tuple[Dictionary, ParadigmsOf]]

# (kind, name): all its forms, itself left out.
WHOLE: dict[tuple[str, str], tuple[str, ...]] = {
    ("unit", "Птахи Мадяра"): ("Птахів Мадяра", "Птахам Мадяра", "Птахами Мадяра", "Птахах Мадяра"),
    ("unit", "Мадярові Птахи"): (
        "Мадярових Птахів",
        "Мадяровим Птахам",
        "Мадяровими Птахами",
        "Мадярових Птахах",
    ),
    ("unit", "бригада «Азов»"): (
        "бригади «Азов»",
        "бригаді «Азов»",
        "бригаду «Азов»",
        "бригадою «Азов»",
        "бригадо «Азов»",
    ),
    ("organisation", "Головне управління розвідки"): (
        "Головного управління розвідки",
        "Головному управлінню розвідки",
        "Головним управлінням розвідки",
        "Головному управлінні розвідки",
    ),
    ("organisation", "Головного управління розвідки"): (
        "Головне управління розвідки",
        "Головному управлінню розвідки",
        "Головним управлінням розвідки",
        "Головному управлінні розвідки",
    ),
    ("organisation", "Збройні сили України"): (
        "Збройних сил України",
        "Збройним силам України",
        "Збройними силами України",
        "Збройних силах України",
    ),
    ("organisation", "Міністерство освіти і науки"): (
        "Міністерства освіти і науки",
        "Міністерству освіти і науки",
        "Міністерством освіти і науки",
        "Міністерстві освіти і науки",
    ),
    ("group", "військові КНДР"): (
        "військових КНДР",
        "військовим КНДР",
        "військовими КНДР",
        "військовий КНДР",
        "військового КНДР",
        "військовому КНДР",
        "військовім КНДР",
    ),
    ("group", "війська КНДР"): (
        "військ КНДР",
        "військам КНДР",
        "військами КНДР",
        "військах КНДР",
        "військо КНДР",
        "війську КНДР",
        "військом КНДР",
    ),
    ("place", "Великі Луки"): ("Великих Лук", "Великим Лукам", "Великими Луками", "Великих Луках"),
    ("place", "Мала Токмачка"): (
        "Малої Токмачки",
        "Малій Токмачці",
        "Малу Токмачку",
        "Малою Токмачкою",
        "Мала Токмачко",
    ),
    ("place", "Кривий Ріг"): (
        "Кривого Рогу",
        "Кривому Рогові",
        "Кривому Рогу",
        "Кривим Рогом",
        "Кривому Розі",
        "Кривий Рогу",
    ),
    ("place", "Івано-Франківськ"): (
        "Івано-Франківська",
        "Івано-Франківськові",
        "Івано-Франківську",
        "Івано-Франківськом",
    ),
    ("place", "Рава-Руська"): (
        "Рави-Руської",
        "Раві-Руській",
        "Раву-Руську",
        "Равою-Руською",
        "Раво-Руська",
    ),
    ("place", "Курська область"): (
        "Курської області",
        "Курській області",
        "Курську область",
        "Курською областю",
        "Курська областе",
    ),
    ("place", "Курської Області"): (
        "Курська Область",
        "Курській Області",
        "Курську Область",
        "Курською Областю",
        "Курська Областе",
    ),
    ("person", "Ірина Верещук"): (
        "Ірини Верещук",
        "Ірині Верещук",
        "Ірину Верещук",
        "Іриною Верещук",
        "Ірино Верещук",
    ),
    ("person", "Роберт Бровді"): (
        "Роберта Бровді",
        "Робертові Бровді",
        "Роберту Бровді",
        "Робертом Бровді",
        "Роберті Бровді",
        "Роберте Бровді",
    ),
    ("person", "Кім Чен Ин"): (
        "Кім Чен Ина",
        "Кім Чен Инові",
        "Кім Чен Ину",
        "Кім Чен Ином",
        "Кім Чен Ині",
        "Кім Чен Ине",
    ),
    ("word", "двоє поранених"): (),
    ("word", "30 військових"): (),
    ("word", "люди загинули"): (),
    ("word", "на Курщині"): (),
    ("equipment", "Су-34"): (),
    ("unit", "ПВК «Вагнер»"): (),
    ("organisation", "ГУР України"): (),
}

# (kind, name): some that must be there, some that must not.
PARTS: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("unit", "414-та окрема бригада"): (
        ("414-ї окремої бригади", "414-ій окремій бригаді", "414-ту окрему бригаду", "414 окремою бригадою"),
        ("414-го окремої бригади", "414-ті окремі бригади", "414-та окремої бригади"),
    ),
    ("unit", "414-й полк"): (
        ("414-го полку", "414-му полку", "414-м полком", "414 полку", "414 полк"),
        ("414-та полк", "414-й полки", "414-го полка"),
    ),
    ("unit", "414 полк"): (("414-й полк", "414-го полку", "414 полком"), ("414-ї полку",)),
    ("unit", "3-тя штурмова бригада"): (
        ("3-тю штурмову бригаду", "3-ї штурмової бригади"),
        ("3-та штурмова бригада", "3-ту штурмову бригаду"),
    ),
    ("unit", "1-ша танкова бригада"): (("1-шу танкову бригаду", "1-ї танкової бригади"), ("1-та танкова бригада",)),
    ("unit", "56-й десантно-штурмовий полк"): (
        ("56-го десантно-штурмового полку", "56-му десантно-штурмовому полку"),
        ("56-го десантно-штурмового полк",),
    ),
    ("unit", "3 ОШБр"): (("3-ї ОШБр", "3-тя ОШБр"), ("3-ї Ошбр",)),
    ("unit", "ПВК Вагнер"): (("ПВК Вагнера", "ПВК Вагнером"), ("ПВКа Вагнер",)),
    ("organisation", "прес-служба СБУ"): (("прес-служби СБУ", "прес-службою СБУ"), ("преса-служби СБУ",)),
    ("place", "місто Суми"): (
        ("міста Суми", "міста Сум", "місту Сумам", "місті Суми", "місті Сумах"),
        ("місто Сума", "міста Сумах", "міст Суми"),
    ),
    ("place", "Ростов-на-Дону"): (("Ростова-на-Дону", "Ростові-на-Дону"), ("Ростова-на-Дон", "Ростов-на-Дона")),
    ("place", "Кам'янець-Подільський"): (
        ("Кам'янця-Подільського", "Кам'янцем-Подільським"),
        ("Кам'янець-Подільського", "Кам'янеця-Подільського"),
    ),
    ("place", "Кам’янець-Подільський"): (("Кам'янця-Подільського",), ()),
    ("place", "острів Зміїний"): (("острова Зміїного", "острові Зміїному"), ("островів Зміїний",)),
    ("place", "Часів Яр"): (("Часового Яру", "Часів Яру", "Часовому Яру"), ("Часу Яру", "Часова Яру")),
    ("place", "станція Льгов-Київський"): (("станції Льгова-Київського", "станції Льгов-Київський"), ()),
    ("place", "Сполучені Штати Америки"): (("Сполучених Штатів Америки",), ("Сполучений Штат Америки",)),
    ("person", "Володимир Зеленський"): (
        ("Володимира Зеленського", "Володимирові Зеленському", "Володимиром Зеленським"),
        ("Володимира Зеленський", "Володимири Зеленські", "Володимир Зеленського"),
    ),
    ("word", "Володимир Зеленський"): (("Володимира Зеленського",), ("Володимира Зеленський",)),
    ("person", "президент Зеленський"): (
        ("президента Зеленського",),
        ("президента Зеленський",),
    ),
    ("person", "Кирило Буданов"): (("Кирила Буданова", "Кирилом Будановим"), ("Кирила Будановим",)),
    ("person", "Марія Захарова"): (("Марії Захарової", "Марію Захарову"), ("Марії Захарови", "Марія Захарової")),
    ("person", "Урсула фон дер Ляєн"): (("Урсули фон дер Ляєн",), ("Урсули фона дер Ляєн",)),
    ("person", "Роберт «Мадяр» Бровді"): (
        ("Роберта «Мадяра» Бровді", "Роберта «Мадяр» Бровді"),
        ("Роберт «Мадяра» Бровді",),
    ),
    ("person", "Андрій Єрмак"): (("Андрія Єрмака", "Андрієві Єрмаку"), ("Андріїв Єрмаків",)),
    ("group", "північнокорейські солдати"): (
        ("північнокорейських солдатів", "північнокорейський солдат", "північнокорейського солдата"),
        ("північнокорейських солдати", "північнокорейського солдат"),
    ),
    ("group", "солдати Північної Кореї"): (
        ("солдатів Північної Кореї", "солдата Північної Кореї"),
        ("солдатів Північних Корей", "солдатам Північній Кореї"),
    ),
    ("group", "корейські бійці"): (("корейських бійців", "корейського бійця"), ("корейських бійці",)),
    ("word", "вбиті та поранені"): (
        ("вбитих та поранених", "вбитими та пораненими", "вбитий та поранений"),
        ("вбитих та поранені", "вбитий та поранені"),
    ),
    ("word", "Донецька і Луганська області"): (
        ("Донецької і Луганської областей", "Донецьку і Луганську області"),
        ("Донецької і Луганської області",),
    ),
    ("word", "удар по Харкову"): (("удару по Харкову", "ударів по Харкову"), ("удару по Харкова",)),
    ("word", "втрати ворога"): (("втрат ворога", "втрата ворога"), ("втрат ворогів", "втрат ворогу")),
    ("word", "FPV-дрон"): (("FPV-дрона", "FPV-дронами"), ("fpv-дрона",)),
    ("equipment", "дрон-камікадзе"): (("дрона-камікадзе", "дрони-камікадзе"), ("дрон-камікадзи",)),
    ("equipment", "Іскандер-М"): (("Іскандера-М", "Іскандерів-М"), ("Іскандера-м",)),
    ("equipment", "ракета «Кинджал»"): (("ракети «Кинджал»", "ракет «Кинджал»"), ("ракети «Кинджалу»",)),
    ("equipment", "танк Т-90"): (("танка Т-90", "танків Т-90"), ("танка Т-90-го",)),
    ("word", "200-ті"): (("200-х", "200-й", "200-го"), ("200",)),
    ("word", "удар 24 лютого"): (("удару 24 лютого",), ("удару 24-го лютого",)),
    ("word", "Чорноморський флот"): (("Чорноморського флоту",), ("Чорноморські флоти",)),
}

RUSSIAN: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("unit", "414-я отдельная бригада"): (
        ("414-й отдельной бригады", "414-ю отдельную бригаду", "414 отдельной бригадой"),
        ("414-та отдельная бригада", "414-го отдельной бригады"),
    ),
    ("unit", "Птицы Мадьяра"): (("Птиц Мадьяра", "Птицами Мадьяра"), ("Птица Мадьяра", "Птиц Мадьяров")),
    ("group", "военные КНДР"): (("военных КНДР", "военный КНДР", "военного КНДР"), ("военная КНДР",)),
    ("organisation", "Главное управление разведки"): (
        ("Главного управления разведки",),
        ("Главного управления разведок",),
    ),
    ("person", "Кирилл Буданов"): (("Кирилла Буданова", "Кириллом Будановым"), ("Кирилла Буданов",)),
    ("place", "город Сумы"): (("города Сумы", "города Сум"), ("города Сума",)),
    ("word", "двое раненых"): ((), ("двое раненые",)),
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    names = [name for _, name in (*WHOLE, *PARTS)]
    return {
        "uk": (load("uk", [word for name in names for word in words(name)]), ukrainian.paradigms),
        "ru": (load("ru", [word for _, name in RUSSIAN for word in words(name)]), russian.paradigms),
    }


def made(tables: Tables, name: str, kind: str, language: Language = "uk") -> list[str]:
    dictionary, paradigms_of = tables[language]
    found = forms(name, language, kind, dictionary, paradigms_of)
    assert found[0] == (name, "name")
    return [form for form, _ in found[1:]]


@pytest.mark.parametrize(("kind", "name"), WHOLE, ids=lambda text: text)
def test_all_forms(tables: Tables, kind: str, name: str) -> None:
    assert set(made(tables, name, kind)) == set(WHOLE[kind, name])


@pytest.mark.parametrize(("kind", "name"), PARTS, ids=lambda text: text)
def test_some_forms(tables: Tables, kind: str, name: str) -> None:
    has, lacks = PARTS[kind, name]
    found = set(made(tables, name, kind))
    assert set(has) - {name} <= found
    assert not set(lacks) & found


@pytest.mark.parametrize(("kind", "name"), RUSSIAN, ids=lambda text: text)
def test_russian_phrases_agree_alike(tables: Tables, kind: str, name: str) -> None:
    has, lacks = RUSSIAN[kind, name]
    found = set(made(tables, name, kind, "ru"))
    assert set(has) <= found
    assert not set(lacks) & found


class Nothing:
    """A dictionary without words."""

    def lemmas(self, word: str) -> tuple[str, ...]:
        return ()

    def forms(self, lemma: str) -> frozenset[str]:
        return frozenset()

    def is_common(self, word: str) -> bool:
        return False

    def entries(self, word: str) -> tuple[Entry, ...]:
        return ()


def test_origins_say_whether_a_dictionary_knows_the_words(
    tables: Tables,
) -> None:
    dictionary, paradigms_of = tables["uk"]
    known = forms("втрати ворога", "uk", "word", dictionary, paradigms_of)
    assert {origin for _, origin in known} == {"name", "dictionary"}
    ruled = forms("Плехово", "uk", "place", Nothing(), paradigms_of)
    assert {origin for _, origin in ruled} == {"name", "rule"}


def test_signs_and_capitals_stay_as_written() -> None:
    found = [form for form, _ in forms("«Мала  Токмачка»!", "uk", "place", Nothing(), ukrainian.paradigms)]
    assert "«Малої  Токмачки»!" in found
    assert [form for form, _ in forms("ПЛЕХОВО", "uk", "place", Nothing(), ukrainian.paradigms)] == ["ПЛЕХОВО"]


def test_hostile_names_stay_few() -> None:
    slots = {
        ("sg", case): tuple(f"ім{case}{n}" if n or case != "nom" else "ім" for n in range(30))
        for case in ("nom", "gen", "dat", "acc", "ins", "loc", "voc")
    }

    def many(word: str, kind: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
        return (Paradigm(word, "noun", slots, "m", True),)  # type: ignore[arg-type]

    assert len(forms(" ".join(["Ім"] * 60), "uk", "person", Nothing(), many)) <= MOST
    assert len(forms(" ".join(["Ім"] * 61), "uk", "person", Nothing(), many)) == 1


ALPHABET = "абіїєґйьоекщьа ВКМ'’-–«»\"()0123456789,.!🔥№x Zіст ський ово енко"


@given(
    st.one_of(st.text(max_size=40), st.text(st.sampled_from(ALPHABET), max_size=60)),
    st.sampled_from(["person", "place", "unit", "organisation", "group", "equipment", "topic", "word"]),
    st.sampled_from(["uk", "ru"]),
)
@settings(max_examples=400, deadline=None)
def test_any_text_comes_back_first_and_no_form_is_empty(text: str, kind: str, language: Language) -> None:
    found = [form for form, _ in forms(text, language, kind, Nothing(), ukrainian.paradigms)]
    assert found[0] == text
    assert len(set(found)) == len(found) <= MOST
    assert all(found[1:])


@given(st.lists(st.sampled_from([name.split()[0] for _, name in (*WHOLE, *PARTS)]), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_form_has_as_many_words_as_its_name(parts: list[str]) -> None:
    name = " ".join(parts)
    found = forms(name, "uk", "word", Nothing(), ukrainian.paradigms)
    assert {form.count(" ") for form, _ in found} == {name.count(" ")}


@pytest.mark.parametrize("text", ["ГУР", "ISW", "КНДР", "С-300В", "ГУР МО", "ЗСУ"])
def test_acronyms(text: str) -> None:
    assert acronym.is_acronym(text)


@pytest.mark.parametrize("text", ["", "Х-101", "414", "Гур", "ОМБр", "гур", "🔥", "Т-72"])
def test_not_acronyms(text: str) -> None:
    assert not acronym.is_acronym(text)


@pytest.mark.parametrize(
    ("text", "language", "has", "lacks"),
    [
        ("ГУР", "uk", "у ом ові і", "ь ю шник"),
        ("ГУР", "ru", "у ом е", "ові"),
        ("ЦНАП", "uk", "у ів ах", "ю"),
        ("КАБ", "uk", "и ів ами", "шник"),
        ("БТР", "ru", "ы ов ами", "и"),
        ("ТЦК", "uk", "у ом и", "і шник"),
        ("РПГ", "uk", "", "у"),
        ("МАШ", "uk", "у ем", "ом"),
    ],
)
def test_endings_of_acronyms(text: str, language: Language, has: str, lacks: str) -> None:
    found = acronym.endings(text, language)
    assert set(has.split()) <= set(found)
    assert not set(lacks.split()) & set(found)


@pytest.mark.parametrize("text", ["США", "НАТО", "ФСБ", "СБУ", "ЗСУ", "ДРГ", "ISW", "DIU", "гур", ""])
def test_acronyms_that_take_no_endings(text: str) -> None:
    assert acronym.endings(text, "uk") == acronym.endings(text, "ru") == ()
