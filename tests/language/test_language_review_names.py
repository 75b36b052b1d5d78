"""Names that were once taken for another word, and forms that only a wrong table has."""

import pytest

from monitor.language.forms import Name
from monitor.language.names import expand
from monitor.model import EntitySpec
from monitor.rules.naming import Namer

# name, language, kind: forms that must be there, forms that must not
CASES = [
    ("Большая Новосёлка", "ru", "place", ["Большой Новосёлки", "Большую Новосёлку"], ["Большей Новосёлки"]),
    ("Козача Лопань", "uk", "place", ["Козачої Лопані", "Козачою Лопанню"], ["Козачі Лопань"]),
    ("Козача Локня", "uk", "place", ["Козачої Локні", "Козачу Локню"], []),
    ("Стрілеча", "uk", "place", ["Стрілечої", "Стрілечій", "Стрілечу"], ["Стрілечею"]),
    ("Герань-2", "uk", "equipment", ["Герані-2", "Геранню-2", "Гераней-2"], ["Гераня-2", "Геранем-2"]),
    ("Юсов", "ru", "person", ["Юсова", "Юсовым"], ["Юсовом"]),
    ("Федоров", "ru", "person", ["Фёдорова", "Фёдоровым"], []),
    ("Соловьев", "ru", "person", ["Соловьёва", "Соловьёвым"], []),
    ("самолет-разведчик", "ru", "equipment", ["самолётом-разведчиком"], []),
    ("Зуева", "ru", "person", ["Зуевой", "Зуеву"], []),
    ("Следком РФ", "ru", "organisation", ["Следкома РФ", "Следкомом РФ"], ["Следок РФ", "Следка РФ"]),
    ("Слідком РФ", "uk", "organisation", ["Слідкому РФ", "Слідкомом РФ"], ["Слідок РФ"]),
    ("МО РФ", "ru", "organisation", ["МО РФ"], ["МО РФа", "МО РФ-ах"]),
    ("ГУР", "uk", "organisation", ["ГУРу", "ГУР-у"], []),
    ("украинская военная", "ru", "group", ["украинской военной"], ["украинскою военной", "украинской военною"]),
    ("Часів Яр", "uk", "place", ["Часового Яру", "Часовим Яром"], []),
    ("Т-72", "ru", "equipment", ["T-72"], ["Т-72-й", "Т-72-го"]),
    ("Shahed", "en", "equipment", ["Shaheds"], []),
    ("Bush", "en", "equipment", ["Bushes"], ["Bushs"]),
    ("Kim", "en", "person", ["Kim"], ["Kims"]),
    ("Наталія Гуменюк", "uk", "person", ["Natalia Humeniuk", "Nataliya Humeniuk", "Nataliia Humeniuk"], []),
]


@pytest.fixture(scope="module")
def forms() -> dict[Name, list[str]]:
    found = expand([Name(text, language, kind) for text, language, kind, _, _ in CASES])
    return {name: [form.text for form in one.forms] for name, one in found.items()}


@pytest.mark.parametrize(("text", "language", "kind", "there", "absent"), CASES, ids=[case[0] for case in CASES])
def test_forms(
    forms: dict[Name, list[str]], text: str, language: str, kind: str, there: list[str], absent: list[str]
) -> None:
    found = forms[Name(text, language, kind)]
    assert not set(there) - set(found)
    assert not set(absent) & set(found)


def test_shortened_names_of_offices_are_found_in_small_letters() -> None:
    staff = EntitySpec("staff", "organisation", {"uk": ("Генштаб", "Нацгвардія"), "ru": ("Генштаб",)})
    azov = EntitySpec("voice", "organisation", {"uk": ("Голос",)})
    text = "як заявив генштаб, частини нацгвардії; украинского генштаба голос. Голос каже"
    found = [(one.entity, text[one.start : one.end]) for one in Namer([staff, azov], expand).mentions(text)]
    assert found == [("staff", "генштаб"), ("staff", "нацгвардії"), ("staff", "генштаба"), ("voice", "Голос")]
