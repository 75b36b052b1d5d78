"""Spellings of names in Latin letters, name by name."""

from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translitua import UkrainianKMU, translit

from monitor.language.transliterate import MOST, acronym_romanisations, is_usual_acronym, romanisations

UKRAINIAN = [
    ("Зеленський", "Zelenskyi Zelensky Zelenskyy Zelenskiy Zelenskyj Selenskyj Zełenski Zelenski"),
    ("Сирський", "Syrskyi Syrsky Syrskyy"),
    ("Залужний", "Zaluzhnyi Zaluzhny Zaluzhnyy Zalužnij"),
    ("Юрій", "Yurii Yuriy Yury"),
    ("Валерій", "Valerii Valeriy Valery"),
    ("Андрій", "Andrii Andriy"),
    ("Сергій", "Serhii Serhiy Sergii Sergiy"),
    ("Олександр", "Oleksandr Olexandr"),
    ("Євген", "Yevhen Yevgen"),
    ("Харків", "Kharkiv Harkiv"),
    ("Київ", "Kyiv"),
    ("Мартинівка", "Martynivka Martinivka Martyniwka"),
    ("Курилівка", "Kurylivka Kurilivka Kuryliwka"),
    ("Бровді", "Brovdi"),
    ("Ворожба", "Vorozhba Worożba Worozba Woroschba"),
    ("Суджа", "Sudzha Sudja"),
    ("Джанкой", "Dzhankoi Dzhankoy Jankoi Jankoy"),
    ("Плєхово", "Plyekhovo Plekhovo Pliekhovo Plehovo"),
    ("Запоріжжя", "Zaporizhzhia Zaporizhia Zaporizhzhya"),
    ("Куп'янськ", "Kupiansk Kupyansk Kupians'k"),
    ("Луганськ", "Luhansk Lugansk"),
    ("Згурівка", "Zghurivka Zgurivka"),
    ("Щастя", "Shchastia Shchastya Schastia"),
    ("Люботин", "Liubotyn Lyubotyn Lubotyn"),
    ("Україна", "Ukraina"),
    ("Їжакевич", "Yizhakevych"),
    ("Йосипівка", "Yosypivka"),
    ("Чубарики", "Chubaryky"),
    ("Птахи Мадяра", "Ptakhy Madiara|Ptakhy Madyara"),
    ("Юрій Бутусов", "Yurii Butusov|Yuriy Butusov|Yury Butusov|Jurij Butusow"),
    ("Івано-Франківськ", "Ivano-Frankivsk"),
]
RUSSIAN = [
    ("Плёхово", "Plekhovo Plyokhovo Plehovo Plyekhovo Pliokhovo Plëhovo Plechowo"),
    ("Плехово", "Plekhovo Plehovo Plechowo"),
    ("Зеленский", "Zelensky Zelenskiy Zelenskyy Zelenskyi Zelenskii Zelenskij Selenski"),
    ("Суджа", "Sudzha Sudja Soudja Sudscha"),
    ("Харьков", "Kharkov Khar'kov"),
    ("Мартыновка", "Martynovka"),
    ("Куриловка", "Kurilovka Kuriłowka Kurilowka"),
    ("Пригожин", "Prigozhin Prigožin Prigozin Prigoschin Prigojine"),
    ("Чубарики", "Chubariki"),
    ("Залужный", "Zaluzhny Zaluzhnyy Zaluzhniy Zaluzhnyi"),
    ("Юрий", "Yury Yuriy Yurii"),
    ("Евгений", "Yevgeny Evgeny Yevgeniy Evgenii"),
    ("Алексей", "Aleksey Aleksei Alexey Alexei"),
    ("Пётр", "Petr Pyotr Piotr"),
    ("Фёдор", "Fedor Fyodor"),
    ("Ёлкино", "Yolkino"),
    ("Хрущёв", "Khrushchev Khruschev Chruschtschow"),
    ("Горбачёв", "Gorbachev Gorbachov Gorbatschow"),
    ("Соловьёв", "Solovyov Solovyev Soloviev"),
    ("Григорьев", "Grigoryev Grigoriev"),
    ("Достоевский", "Dostoevsky Dostoyevsky"),
    ("Татьяна", "Tatyana Tatiana"),
    ("Мария", "Maria Mariya"),
    ("Шойгу", "Shoygu Shoigu"),
    ("Запорожье", "Zaporozhye Zaporozhie"),
    ("Герасимов", "Gerasimov Gerassimow"),
    ("Мадьяр", "Madyar"),
    ("Ахмат", "Akhmat Ahmat"),
    ("Подъездная", "Podyezdnaya"),
]


def _listed(expected: str) -> list[str]:
    return expected.split("|") if "|" in expected else expected.split()


@pytest.mark.parametrize(("name", "expected"), UKRAINIAN)
def test_ukrainian(name: str, expected: str) -> None:
    found = romanisations(name, "uk")
    assert set(_listed(expected)) <= set(found)
    assert found[0] == translit(name, UkrainianKMU)


@pytest.mark.parametrize(("name", "expected"), RUSSIAN)
def test_russian(name: str, expected: str) -> None:
    found = romanisations(name, "ru")
    assert set(_listed(expected)) <= set(found)
    assert found[0] == _listed(expected)[0]


@pytest.mark.parametrize(
    ("name", "language", "absurd"),
    [
        ("Щастя", "uk", "Sasta"),
        ("Юрий", "ru", "Urij"),
        ("Суджа", "ru", "Suja"),
        ("Андрій", "uk", "Andry"),
        ("Хрущёв", "ru", "Khrushchiov"),
        ("Суми", "uk", "Sumi"),
        ("Харків", "uk", "Kharkiw"),
        ("Київ", "uk", "Kiiv"),
    ],
)
def test_nobody_writes_so(name: str, language: str, absurd: str) -> None:
    assert absurd not in romanisations(name, "uk" if language == "uk" else "ru")


@pytest.mark.parametrize("name", ["", "Kharkiv", "北京", "Љубљана", "Мінск-ў", "414-й полк", "!?", "а" * 500])
def test_nothing_to_spell(name: str) -> None:
    assert romanisations(name, "uk") == ()


def test_letters_of_both_languages_are_spelled() -> None:
    assert "Martynivka" in romanisations("Мартынівка", "uk")


def test_marks_of_stress_and_kinds_of_apostrophe_make_no_difference() -> None:
    assert romanisations("Суми\u0301", "uk") == romanisations("Суми", "uk")
    assert romanisations("Куп’янськ", "uk") == romanisations("Куп'янськ", "uk") == romanisations("Купʼянськ", "uk")


def test_words_in_capitals_stay_so() -> None:
    assert romanisations("СУМИ", "uk")[0] == "SUMY"
    assert romanisations("війська КНДР", "uk")[0] == "viiska KNDR"
    assert romanisations("Ёж", "ru")[0] == "Yozh"


def test_a_phrase_is_spelled_by_one_habit_throughout() -> None:
    found = romanisations("Харківська Хвиля", "uk")
    assert "Kharkivska Khvylia" in found
    assert "Harkivska Hvylia" in found
    assert not any("Kharkivska Hv" in each for each in found)


def test_long_phrases_have_few_spellings() -> None:
    assert len(romanisations("Головне управління розвідки", "uk")) <= 8
    assert len(romanisations("Харківська обласна військова адміністрація", "uk")) <= 5


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ГУР", "uk", ("HUR", "GUR")),
        ("ГРУ", "ru", ("GRU",)),
        ("СБУ", "uk", ("SBU",)),
        ("НАБУ", "uk", ("NABU",)),
        ("КНДР", "ru", ("KNDR",)),
        ("ГУР МО", "uk", ("HUR MO", "GUR MO")),
        ("ТЦК", "uk", ()),
        ("США", "ru", ()),
        ("Т-72", "ru", ("T-72",)),
        ("С-300", "uk", ("S-300",)),
        ("Х-101", "ru", ("Kh-101",)),
        ("БМП-2", "ru", ("BMP-2",)),
    ],
)
def test_acronyms(text: str, language: str, expected: tuple[str, ...]) -> None:
    assert acronym_romanisations(text, "uk" if language == "uk" else "ru") == expected


def test_usual_acronyms() -> None:
    assert is_usual_acronym("ГУР")
    assert is_usual_acronym("ГУР МО")
    assert not is_usual_acronym("ОП")


@given(st.text(), st.sampled_from(["uk", "ru"]))
def test_any_text(text: str, language: str) -> None:
    found = romanisations(text, "uk" if language == "uk" else "ru")
    acronym_romanisations(text, "uk" if language == "uk" else "ru")
    assert len(found) <= MOST
    assert len(set(found)) == len(found)


@given(st.text("абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя' -", min_size=1, max_size=40), st.sampled_from(["uk", "ru"]))
def test_any_name(text: str, language: str) -> None:
    found = romanisations(text.title(), "uk" if language == "uk" else "ru")
    assert found or not text.strip("'- ")
    for each in found:
        plain = "".join(letter for letter in normalize("NFD", each) if not combining(letter))
        assert all(letter.isascii() or letter in "łŁ" for letter in plain), each
