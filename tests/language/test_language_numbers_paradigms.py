"""Numerals in every case of the three languages, and every number to a million there and back."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.language.normalize import fold
from monitor.language.numbers.read import read_figures
from monitor.language.tokens import tokenize

# A line a numeral: nominative, genitive, dative, accusative of people, instrumental, locative; strokes part variants.
UK = """
1 один одного одному одного одним одному
1 одна однієї/одної одній одну однією/одною одній
2 два двох двом двох двома двох
2 дві двох двом двох двома двох
3 три трьох трьом трьох трьома трьох
4 чотири чотирьох чотирьом чотирьох чотирма чотирьох
5 п'ять п'яти/п'ятьох п'яти/п'ятьом п'ятьох п'ятьма/п'ятьома п'яти/п'ятьох
6 шість шести/шістьох шести/шістьом шістьох шістьма/шістьома шести/шістьох
7 сім семи/сімох семи/сімом сімох сімома семи/сімох
8 вісім восьми/вісьмох восьми/вісьмом вісьмох вісьма/вісьмома восьми/вісьмох
9 дев'ять дев'яти/дев'ятьох дев'яти/дев'ятьом дев'ятьох дев'ятьма/дев'ятьома дев'яти/дев'ятьох
10 десять десяти/десятьох десяти/десятьом десятьох десятьма/десятьома десяти/десятьох
11 одинадцять одинадцяти/одинадцятьох одинадцяти/одинадцятьом одинадцятьох одинадцятьма/одинадцятьома одинадцяти
12 дванадцять дванадцяти/дванадцятьох дванадцяти/дванадцятьом дванадцятьох дванадцятьма/дванадцятьома дванадцяти
13 тринадцять тринадцяти/тринадцятьох тринадцяти/тринадцятьом тринадцятьох тринадцятьма/тринадцятьома тринадцяти
14 чотирнадцять чотирнадцяти/чотирнадцятьох чотирнадцяти чотирнадцятьох чотирнадцятьма/чотирнадцятьома чотирнадцяти
15 п'ятнадцять п'ятнадцяти/п'ятнадцятьох п'ятнадцяти/п'ятнадцятьом п'ятнадцятьох п'ятнадцятьма п'ятнадцяти
16 шістнадцять шістнадцяти/шістнадцятьох шістнадцяти/шістнадцятьом шістнадцятьох шістнадцятьма шістнадцяти
17 сімнадцять сімнадцяти/сімнадцятьох сімнадцяти/сімнадцятьом сімнадцятьох сімнадцятьма/сімнадцятьома сімнадцяти
18 вісімнадцять вісімнадцяти/вісімнадцятьох вісімнадцяти/вісімнадцятьом вісімнадцятьох вісімнадцятьма вісімнадцяти
19 дев'ятнадцять дев'ятнадцяти/дев'ятнадцятьох дев'ятнадцяти дев'ятнадцятьох дев'ятнадцятьма дев'ятнадцяти
20 двадцять двадцяти/двадцятьох двадцяти/двадцятьом двадцятьох двадцятьма/двадцятьома двадцяти/двадцятьох
30 тридцять тридцяти/тридцятьох тридцяти/тридцятьом тридцятьох тридцятьма/тридцятьома тридцяти/тридцятьох
40 сорок сорока сорока сорок сорока сорока
50 п'ятдесят п'ятдесяти/п'ятдесятьох п'ятдесяти/п'ятдесятьом п'ятдесятьох п'ятдесятьма/п'ятдесятьома п'ятдесяти
60 шістдесят шістдесяти/шістдесятьох шістдесяти/шістдесятьом шістдесятьох шістдесятьма/шістдесятьома шістдесяти
70 сімдесят сімдесяти/сімдесятьох сімдесяти/сімдесятьом сімдесятьох сімдесятьма/сімдесятьома сімдесяти
80 вісімдесят вісімдесяти/вісімдесятьох вісімдесяти/вісімдесятьом вісімдесятьох вісімдесятьма вісімдесяти
90 дев'яносто дев'яноста дев'яноста дев'яносто дев'яноста дев'яноста
100 сто ста ста сто ста ста
200 двісті двохсот двомстам двісті двомастами двохстах
300 триста трьохсот трьомстам триста трьомастами трьохстах
400 чотириста чотирьохсот чотирьомстам чотириста чотирмастами чотирьохстах
500 п'ятсот п'ятисот п'ятистам п'ятсот п'ятьмастами/п'ятьомастами п'ятистах
600 шістсот шестисот шестистам шістсот шістьмастами/шістьомастами шестистах
700 сімсот семисот семистам сімсот сьомастами/сімомастами семистах
800 вісімсот восьмисот восьмистам вісімсот вісьмастами/вісьмомастами восьмистах
900 дев'ятсот дев'ятисот дев'ятистам дев'ятсот дев'ятьмастами/дев'ятьомастами дев'ятистах
"""
RU = """
1 один одного одному одного одним одном
1 одна одной одной одну одной/одною одной
2 два двух двум двух двумя двух
2 две двух двум двух двумя двух
3 три трёх трём трёх тремя трёх
4 четыре четырёх четырём четырёх четырьмя четырёх
5 пять пяти пяти пять пятью пяти
6 шесть шести шести шесть шестью шести
7 семь семи семи семь семи семи
8 восемь восьми восьми восемь восемью/восьмью восьми
9 девять девяти девяти девять девятью девяти
10 десять десяти десяти десять десятью десяти
11 одиннадцать одиннадцати одиннадцати одиннадцать одиннадцатью одиннадцати
12 двенадцать двенадцати двенадцати двенадцать двенадцатью двенадцати
13 тринадцать тринадцати тринадцати тринадцать тринадцатью тринадцати
14 четырнадцать четырнадцати четырнадцати четырнадцать четырнадцатью четырнадцати
15 пятнадцать пятнадцати пятнадцати пятнадцать пятнадцатью пятнадцати
16 шестнадцать шестнадцати шестнадцати шестнадцать шестнадцатью шестнадцати
17 семнадцать семнадцати семнадцати семнадцать семнадцатью семнадцати
18 восемнадцать восемнадцати восемнадцати восемнадцать восемнадцатью восемнадцати
19 девятнадцать девятнадцати девятнадцати девятнадцать девятнадцатью девятнадцати
20 двадцать двадцати двадцати двадцать двадцатью двадцати
30 тридцать тридцати тридцати тридцать тридцатью тридцати
40 сорок сорока сорока сорок сорока сорока
50 пятьдесят пятидесяти пятидесяти пятьдесят пятьюдесятью пятидесяти
60 шестьдесят шестидесяти шестидесяти шестьдесят шестьюдесятью шестидесяти
70 семьдесят семидесяти семидесяти семьдесят семьюдесятью семидесяти
80 восемьдесят восьмидесяти восьмидесяти восемьдесят восемьюдесятью/восьмьюдесятью восьмидесяти
90 девяносто девяноста девяноста девяносто девяноста девяноста
100 сто ста ста сто ста ста
200 двести двухсот двумстам двести двумястами двухстах
300 триста трёхсот трёмстам триста тремястами трёхстах
400 четыреста четырёхсот четырёмстам четыреста четырьмястами четырёхстах
500 пятьсот пятисот пятистам пятьсот пятьюстами пятистах
600 шестьсот шестисот шестистам шестьсот шестьюстами шестистах
700 семьсот семисот семистам семьсот семьюстами семистах
800 восемьсот восьмисот восьмистам восемьсот восемьюстами/восьмьюстами восьмистах
900 девятьсот девятисот девятистам девятьсот девятьюстами девятистах
"""
COLLECTIVE = """
2 двоє двох двом двома обоє обидва обидві обох обом обома двійко
3 троє трьох трьом трьома трійко
4 четверо чотирьох чотирьом чотирма
5 п'ятеро п'ятьох п'ятьом п'ятьма
6 шестеро шістьох шістьом шістьма
7 семеро сімох сімом сімома
8 восьмеро вісьмох вісьмом вісьмома
9 дев'ятеро дев'ятьох дев'ятьом дев'ятьма
10 десятеро десятьох десятьом десятьма
11 одинадцятеро одинадцятьох
12 дванадцятеро дванадцятьох
15 п'ятнадцятеро
20 двадцятеро двадцятьох
30 тридцятеро
2 двое двоих двоим двоими оба обе обоих обеих обоим обеим обоими обеими
3 трое троих троим троими
4 четверо четверых четверым четверыми
5 пятеро пятерых пятерым пятерыми
6 шестеро шестерых шестерым шестерыми
7 семеро семерых семерым семерыми
8 восьмеро восьмерых восьмерым восьмерыми
9 девятеро девятерых девятерым девятерыми
10 десятеро десятерых десятерым десятерыми
"""
EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
# A thousand with its forms behind one, two to four, five and more.
THOUSANDS = {"uk": ("тисяча", "тисячі", "тисяч"), "ru": ("тысяча", "тысячи", "тысяч")}
# Its forms by case, counted and alone: nominative, genitive, dative, accusative, instrumental, locative.
THOUSAND_CASES = {
    "uk": ("п'ять тисяч", "п'яти тисяч", "п'яти тисячам", "п'ять тисяч", "п'ятьма тисячами", "п'яти тисячах"),
    "ru": ("пять тысяч", "пяти тысяч", "пяти тысячам", "пять тысяч", "пятью тысячами", "пяти тысячах"),
}


def table(text: str) -> Iterator[tuple[int, list[list[str]]]]:
    for line in text.strip().splitlines():
        value, *cells = line.split()
        yield int(value), [cell.split("/") for cell in cells]


def values(text: str) -> list[int | None]:
    figures = read_figures(tokenize(fold(text)))
    return [figure.low for figure in figures if figure.qualifier == "exact"]


FORMS = sorted(
    {(form, value) for text in (UK, RU, COLLECTIVE) for value, cells in table(text) for c in cells for form in c}
)


@pytest.mark.parametrize(("form", "value"), FORMS)
def test_every_form_of_a_numeral(form: str, value: int) -> None:
    assert values(f"{form} поранених") == [value]
    assert values(f"Ранено {form.upper()} поранених") == [value]


@pytest.mark.parametrize("text", [UK, RU], ids=["uk", "ru"])
@pytest.mark.parametrize("case", range(6), ids=["nom", "gen", "dat", "acc", "ins", "loc"])
def test_every_compound_in_every_case(text: str, case: int) -> None:
    """All tens with all units, and hundreds with both, in the forms of one case."""
    rows = [(value, cells[case][0]) for value, cells in table(text)]
    units = [row for row in rows if row[0] < 10]
    tens = [row for row in rows if 20 <= row[0] < 100]
    hundreds = [row for row in rows if row[0] >= 100]
    for ten, ten_form in tens:
        for unit, unit_form in units:
            assert values(f"{ten_form} {unit_form} поранених") == [ten + unit]
    for hundred, hundred_form in hundreds:
        for ten, ten_form in tens:
            assert values(f"{hundred_form} {ten_form} поранених") == [hundred + ten]
        for unit, unit_form in units:
            assert values(f"{hundred_form} {unit_form} поранених") == [hundred + unit]
            assert values(f"{hundred_form} {tens[0][1]} {unit_form}, поранених") == [hundred + 20 + unit]


@pytest.mark.parametrize("text", [form for forms in THOUSAND_CASES.values() for form in forms])
def test_thousands_in_every_case(text: str) -> None:
    assert values(f"{text} поранених") == [5000]
    assert values(f"двести {text} поранених")[:1] == [205_000]


def slavic(number: int, tongue: str) -> str:
    """The nominative of a number under a million, as of men: "двадцять один", with thousands feminine."""
    names = {value: cells[0][0] for value, cells in reversed(list(table(UK if tongue == "uk" else RU)))}
    feminine = {1: "одна", 2: "дві" if tongue == "uk" else "две"}
    words = []
    thousands, rest = divmod(number, 1000)
    if thousands:
        last = 0 if 10 < thousands % 100 < 20 else thousands % 10
        form = THOUSANDS[tongue][0 if last == 1 else 1 if 2 <= last <= 4 else 2]
        words = [*small(thousands, names | feminine), form]
    return " ".join(words + small(rest, names))


def small(number: int, names: dict[int, str]) -> list[str]:
    hundred, rest = number // 100 * 100, number % 100
    parts = [hundred, *([rest] if rest < 20 else [rest // 10 * 10, rest % 10])]
    return [names[part] for part in parts if part]


def english(number: int, joint: str) -> str:
    thousands, rest = divmod(number, 1000)
    words = [f"{english_small(thousands, joint)} thousand"] if thousands else []
    if rest:
        words += [joint.strip()] if thousands and rest < 100 and joint.strip() else []
        words.append(english_small(rest, joint))
    return " ".join(words)


def english_small(number: int, joint: str) -> str:
    names, tens = EN.split(), EN_TENS.split()
    hundreds, rest = divmod(number, 100)
    tail = names[rest] if rest < 20 else f"{tens[rest // 10 - 2]}-{names[rest % 10]}".removesuffix("-zero")
    if not hundreds:
        return tail
    return f"{names[hundreds]} hundred" + (f"{joint}{tail}" if rest else "")


NUMBERS = st.integers(1, 999_999)


@given(NUMBERS, st.sampled_from(["uk", "ru"]))
@example(1000, "uk")
@example(21_001, "ru")
@example(112_011, "uk")
def test_slavic_words_there_and_back(number: int, tongue: str) -> None:
    assert values(f"Вбито {slavic(number, tongue)} осіб") == [number]


@given(NUMBERS, st.sampled_from([" and ", " "]))
def test_english_words_there_and_back(number: int, joint: str) -> None:
    assert values(f"They killed {english(number, joint)} people") == [number]
    assert values(f"{english(number, joint).replace('-', ' ').capitalize()} people died") == [number]


@given(NUMBERS, st.sampled_from([",", ".", "'", "’", " ", "\u00a0", "\u2009", "\u202f", ""]))
def test_digits_there_and_back(number: int, separator: str) -> None:
    assert values(f"вбито {number:,} осіб".replace(",", separator)) == [number]
    assert values(f"**{number:,}**, поранених".replace(",", separator, number > 999)) == [number]


@given(st.integers(1, 9999), st.sampled_from(["тис.", "тыс", "тысяч", "тисячі", "thousand", "k", "K", "тисяч"]))
def test_decimal_thousands_there_and_back(hundreds: int, scale: str) -> None:
    space = "" if scale in "kK" else " "
    for point in ",.":
        assert values(f"вбито {hundreds // 10}{point}{hundreds % 10}{space}{scale} осіб") == [hundreds * 100]
