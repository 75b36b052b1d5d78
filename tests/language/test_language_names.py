"""What names are looked for as, name by name; traps; corrections by hand; any text at all."""

import io
import subprocess
import sys
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.language.expanding import main
from monitor.language.forms import Expansion, Form, Name
from monitor.language.guess import languages
from monitor.language.names import Dictionaries, expand
from monitor.language.normalize import fold

# name, language, kind: forms that must be there
FOUND = [
    (("Плёхово", "ru", "place"), "Плёхова Плёхову Плёховом Плёхове Plekhovo Plyokhovo Plehovo Plyekhovo Plechowo"),
    (("Плєхово", "uk", "place"), "Плєхова Плєхові Plyekhovo Plekhovo"),
    (("Зеленський", "uk", "person"), "Зеленського Зеленському Зеленським Zelensky Zelenskyy Zelenskyi Zelenskiy"),
    (("Зеленский", "ru", "person"), "Зеленского Зеленскому Зеленским Zelensky Zelenskyy Zelenskyi Zelenskiy"),
    (("Харків", "uk", "place"), "Харкова Харкову Харковом Харкові Kharkiv"),
    (("Харьков", "ru", "place"), "Харькова Харькову Харьковом Харькове Kharkov"),
    (("Ворожба", "uk", "place"), "Ворожби Ворожбі Ворожбу Ворожбою Vorozhba"),
    (("Мартинівка", "uk", "place"), "Мартинівки Мартинівці Мартинівку Мартинівкою Martynivka"),
    (("Мартынівка", "uk", "place"), "Мартынівки Мартынівці Мартынівку Мартынівкою Martynivka"),
    (("Мартыновка", "ru", "place"), "Мартыновки Мартыновке Мартыновку Мартыновкой Martynovka"),
    (("вагнерівець", "uk", "organisation"), "вагнерівця вагнерівці вагнерівців вагнерівцям"),
    (("вагнеровец", "ru", "organisation"), "вагнеровца вагнеровцы вагнеровцев вагнеровцам"),
    (("Бровді", "uk", "person"), "Brovdi"),
    (("Суджа", "ru", "place"), "Суджи Судже Суджу Суджей Sudzha Sudja"),
    (("Ахмат", "uk", "unit"), "Ахмату Ахматом Ахматі Akhmat"),
    (("Ахмат", "ru", "unit"), "Ахмата Ахмату Ахматом Ахмате Akhmat"),
    (("Мадяр", "uk", "person"), "Мадяра Мадяру Мадяром Madyar"),
    (("Курськ", "uk", "place"), "Курська Курську Курськом Kursk"),
    (("солдат", "", "word"), "солдата солдатів солдати солдаты"),
    (("втрати", "", "word"), "втрат втратам втратами"),
    (("потери", "", "word"), "потерь потерям потерями"),
]

# name: what stands in texts and is no form of it
TRAPS = [
    (("ГУР", "uk", "organisation"), "гурт ГУРТ гуру"),
    (("ГУР", "ru", "organisation"), "ГУРТ гуру"),
    (("Курск", "ru", "place"), "курс Курс курсант куряне курса Kurs"),
    (("Курськ", "uk", "place"), "курс Курс курсант куряни курсу Kurs"),
    (("Ахмат", "ru", "unit"), "Ахматова Ахматов Ахматовой"),
    (("Ахмат", "uk", "unit"), "Ахматова Ахматов Ахматової"),
    (("Мадяр", "uk", "person"), "Мадярщина Мадярщини мадярський"),
    (("Мадьяр", "ru", "person"), "Мадьярщина мадьярский"),
    (("ОП", "uk", "organisation"), "OP HUR"),
    (("потери", "", "word"), "потеріа потерів"),
    (("Хмара", "uk", "place"), "Хмаря"),
]

_LISTED = [Name(*name) for name, _ in (*FOUND, *TRAPS)]
KNOWLEDGE = Dictionaries([*_LISTED, Name("Суми"), Name("Сумы"), Name("Орёл"), Name("Птахи Мадяра"), Name("дрон")])


@pytest.fixture(scope="module")
def expanded() -> Mapping[Name, Expansion]:
    return expand(_LISTED)


def _one(text: str, language: str = "", kind: str = "word", **other: tuple[str, ...]) -> Expansion:
    name = Name(text, language, kind, **other)
    return expand([name], KNOWLEDGE)[name]


def _texts(expansion: Expansion) -> set[str]:
    return {form.text for form in expansion.forms}


def _form(expansion: Expansion, text: str) -> Form:
    return next(form for form in expansion.forms if form.text == text)


@pytest.mark.parametrize(("name", "expected"), FOUND)
def test_forms_are_found(name: tuple[str, str, str], expected: str, expanded: Mapping[Name, Expansion]) -> None:
    assert set(expected.split()) <= _texts(expanded[Name(*name)])


@pytest.mark.parametrize(("name", "traps"), TRAPS)
def test_other_words_are_not(name: tuple[str, str, str], traps: str, expanded: Mapping[Name, Expansion]) -> None:
    looked_for = expanded[Name(*name)].forms
    alike = {fold(form.text).text for form in looked_for if form.case != "capitals"}
    assert not alike & {fold(trap).text for trap in traps.split()}
    assert not {form.text for form in looked_for} & set(traps.split())


def test_words_of_phrases_inflect_and_fixed_genitives_stay() -> None:
    found = _texts(_one("Птахи Мадяра", "uk", "unit"))
    assert {"Птахів Мадяра", "Птахами Мадяра", "Ptakhy Madyara"} <= found
    assert "Птахи Мадяру" not in found
    found = _texts(_one("військові КНДР", "uk", "group"))
    assert {"військових КНДР", "військовим КНДР", "військовими КНДР"} <= found


def test_the_text_itself_comes_first_and_keeps_its_language() -> None:
    assert _one("Суми", "uk", "place").forms[0] == Form("Суми", "uk", "name", "title")
    assert _one("війна").forms[0] == Form("війна", "uk", "name")
    assert _one("дрон").forms[0] == Form("дрон", "", "name")


def test_latin_and_other_scripts_match_themselves() -> None:
    assert _one("Zelensky", "en", "person").forms == (Form("Zelensky", "en", "name"),)
    assert _one("북한군", "ko", "group").forms == (Form("북한군", "ko", "name"),)
    assert _one("HIMARS-like thing").forms == (Form("HIMARS-like thing", "", "name"),)
    assert _one("Мінск", "be", "place").forms == (Form("Мінск", "be", "name"),)


class TestAcronyms:
    def test_a_name_counts_in_capitals_with_its_endings(self) -> None:
        found = _one("ГУР", "uk", "organisation")
        assert {form.case for form in found.forms} == {"capitals"}
        assert {"ГУРу", "ГУР-у", "ГУРом", "ГУР-ом", "HUR", "GUR"} <= _texts(found)
        assert {form.capitals for form in found.forms} == {3}

    def test_latin_ones_take_no_endings(self) -> None:
        assert _one("DIU", "en", "organisation").forms == (Form("DIU", "en", "name", "capitals", 3),)

    def test_only_letters_are_counted(self) -> None:
        assert _one("ГУР МО", "uk", "organisation").forms[0].capitals == 5
        assert _one("414 ОП", "uk", "unit").forms[0].capitals == 2

    @pytest.mark.parametrize(("text", "latin"), [("ОП", "OP"), ("САП", "SAP"), ("414 ОП", "414 OP"), ("ГПУ", "GPU")])
    def test_short_ones_are_not_spelled_in_latin_letters(self, text: str, latin: str) -> None:
        found = _one(text, "uk", "organisation")
        assert latin not in _texts(found)
        assert any(latin == left.text and "name it under `en`" in left.why for left in found.dropped)

    @pytest.mark.parametrize(("text", "latin"), [("СБУ", "SBU"), ("НАБУ", "NABU"), ("КНДР", "KNDR")])
    def test_usual_and_long_ones_are(self, text: str, latin: str) -> None:
        form = _form(_one(text, "uk", "organisation"), latin)
        assert (form.case, form.capitals, form.origin) == ("capitals", len(latin), "romanisation")

    def test_a_word_of_a_rule_counts_in_small_letters_and_its_endings_do_not(self) -> None:
        found = _one("ГУР")
        assert found.forms[0] == Form("ГУР", "", "name")
        assert _form(found, "ГУРу").case == "capitals"
        assert not any(form.origin == "romanisation" for form in found.forms)

    def test_a_word_of_a_rule_shouted_is_a_word(self) -> None:
        assert {"ДРОН", "дрона", "дронами"} <= _texts(_one("ДРОН"))

    def test_weapons_keep_their_numbers(self) -> None:
        assert "T-72" in _texts(_one("Т-72", "ru", "equipment"))
        assert "Kh-101" in _texts(_one("Х-101", "ru", "equipment"))
        assert "BMP-2" in _texts(_one("БМП-2", "ru", "equipment"))


class TestCommonWords:
    @pytest.mark.parametrize(
        ("text", "language", "inflected"),
        [("Суми", "uk", "Сумах"), ("Сумы", "ru", "Сумах"), ("Ворожба", "uk", "Ворожбу"), ("Орёл", "ru", "Орла")],
    )
    def test_a_place_spelled_like_a_word_wants_its_capital(self, text: str, language: str, inflected: str) -> None:
        found = _one(text, language, "place")
        assert found.forms[0].case == "title"
        assert _form(found, inflected).case == "title"

    def test_a_name_that_is_no_word_does_not(self) -> None:
        assert {form.case for form in _one("Плёхово", "ru", "place").forms} == {"any"}

    def test_a_word_of_a_rule_or_a_name_written_small_does_not(self) -> None:
        assert _one("Гори").forms[0].case == "any"
        assert _one("гори", "uk", "place").forms[0].case == "any"

    def test_several_words_do_not(self) -> None:
        assert _one("Великі Гори", "uk", "place").forms[0].case == "any"

    def test_english_ones_too(self) -> None:
        assert _one("Birds", "en", "unit").forms[0].case == "title"
        assert _one("Magyar's Birds", "en", "unit").forms[0].case == "any"
        assert _one("Kharkiv", "en", "place").forms[0].case == "any"

    def test_a_romanisation_that_is_an_english_word_is_dropped_and_said(self) -> None:
        found = _one("Поле", "uk", "place")
        assert "Pole" not in _texts(found)
        assert [left.why for left in found.dropped if left.text == "Pole"] == [
            "an English word; if it is meant, name it under `en`"
        ]

    def test_a_short_romanisation_is_dropped_and_said(self) -> None:
        found = _one("Рим", "uk", "place")
        assert "Rym" not in _texts(found)
        assert any(left.text == "Rym" and left.why.startswith("too short") for left in found.dropped)


class TestCorrections:
    def test_what_is_added_is_looked_for_exactly(self) -> None:
        found = _one("Ворожба", "uk", "place", add=("Borozba", "Борозба"))
        assert _form(found, "Borozba") == Form("Borozba", "uk", "hand")
        assert _form(found, "Борозба").origin == "hand"
        assert "Борозби" not in _texts(found)

    def test_an_acronym_added_counts_in_capitals(self) -> None:
        assert _form(_one("Розвідка", "uk", "organisation", add=("ГУР",)), "ГУР").case == "capitals"

    def test_what_is_dropped_takes_all_that_is_alike_with_it(self) -> None:
        found = _one("Плёхово", "ru", "place", drop=("ПЛЕХОВА",))
        assert "Плёхова" not in _texts(found)
        assert [(left.text, left.why) for left in found.dropped] == [("Плёхова", "dropped by hand")]

    def test_a_drop_that_drops_nothing_is_said(self) -> None:
        found = _one("Плёхово", "ru", "place", drop=("Плюхово",))
        assert [left.text for left in found.dropped] == ["Плюхово"]
        assert "take it out of `drop`" in found.dropped[0].why

    def test_the_text_itself_can_be_dropped(self) -> None:
        assert "Суми" not in _texts(_one("Суми", "uk", "place", drop=("Суми",)))

    def test_what_is_added_stays_whatever_is_dropped(self) -> None:
        assert "Суми" in _texts(_one("Суми", "uk", "place", add=("Суми",), drop=("Суми",)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("війна", ("uk",)),
        ("п'ять", ("uk",)),
        ("объект", ("ru",)),
        ("выстрел", ("ru",)),
        ("дрон", ("uk", "ru")),
        ("Мартынівка", ("uk", "ru")),
        ("Љубљана", ()),
        ("drone", ()),
        ("", ()),
    ],
)
def test_letters_say_the_language(text: str, expected: tuple[str, ...]) -> None:
    assert languages(text) == expected


def test_where_letters_leave_it_open_the_dictionaries_decide() -> None:
    assert {form.language for form in _one("потери").forms} == {"ru"}


def test_many_at_once_are_as_one_by_one() -> None:
    names = [Name("Суми", "uk", "place"), Name("дрон"), Name("ГУР", "uk", "unit"), Name("Суми", "uk", "place")]
    together = expand(names)
    assert list(together) == names[:3]
    assert all(together[name] == expand([name])[name] for name in names[1:3])


def test_nothing_to_expand() -> None:
    assert expand([]) == {}


_NAMES = st.builds(
    Name,
    st.one_of(st.text(), st.text("абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюяАБГРУЇЄ' -–’0123456789", max_size=30)),
    st.sampled_from(["uk", "ru", "en", "ko", "", "??"]),
    st.sampled_from(["word", "person", "place", "unit", "organisation", "equipment", "group", "topic"]),
    st.lists(st.text(max_size=8), max_size=2).map(tuple),
    st.lists(st.text(max_size=8), max_size=2).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_NAMES)
def test_any_name(name: Name) -> None:
    found = expand([name], KNOWLEDGE)[name]
    assert found == expand([name], KNOWLEDGE)[name]
    dropped = {fold(text).text for text in name.drop}
    own = fold(name.text).text
    if own not in dropped:
        assert found.forms[0].text == name.text
    else:
        assert all(fold(form.text).text != own for form in found.forms if form.origin != "hand")
    alike = [(fold(form.text).text, form.case, form.capitals) for form in found.forms]
    assert len(set(alike)) == len(alike)
    assert set(name.add) <= {form.text for form in found.forms} or {fold(text).text for text in name.add} <= {
        plain for plain, _, _ in alike
    }


@pytest.mark.parametrize(
    "text", ["\ud800", "\0", "І\u0301" * 9000, "Б" * 90_000, "дрон " * 20_000, "Ё-" * 30_000, "'" * 500]
)
@pytest.mark.parametrize("language", ["uk", "ru", ""])
def test_hostile_names(text: str, language: str) -> None:
    assert _one(text, language, "place", drop=(text[:9],), add=(text,)).forms


class TestOnItsOwn:
    def test_names_in_and_expansions_out_in_order(self) -> None:
        names = [Name("Zelensky", "en", "person"), Name("DIU", "en", "unit"), Name("Zelensky", "en", "person")]
        target = io.BytesIO()
        assert main(io.BytesIO(msgspec.msgpack.encode(names)), target, io.StringIO()) == 0
        found = msgspec.msgpack.decode(target.getvalue(), type=list[Expansion])
        assert found == [expand(names)[name] for name in names]

    def test_other_input_is_refused_with_a_sentence(self) -> None:
        complaints = io.StringIO()
        assert main(io.BytesIO(b"\xc1nonsense"), io.BytesIO(), complaints) == 65
        assert "list of names" in complaints.getvalue()

    def test_as_a_process(self) -> None:
        names = [Name("Плёхово", "ru", "place")]
        done = subprocess.run(
            [sys.executable, "-m", "monitor.language.expanding"],
            input=msgspec.msgpack.encode(names),
            capture_output=True,
            timeout=60,
            check=True,
        )
        found = msgspec.msgpack.decode(done.stdout, type=list[Expansion])
        assert found == list(expand(names).values())
        assert done.stderr == b""
