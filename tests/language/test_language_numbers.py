"""Numbers of people as texts write them: one table for every rule."""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from costs import keeps_pace
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.normalize import fold
from monitor.language.numbers.figure import Figure
from monitor.language.numbers.read import read_figures
from monitor.language.tokens import Token, tokenize

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
Bounds = tuple[int | None, int | None, str]


def read(text: str) -> tuple[list[Token], list[Figure]]:
    tokens = tokenize(fold(text))
    return tokens, read_figures(tokens)


def bounds(text: str) -> list[Bounds]:
    return [(figure.low, figure.high, figure.qualifier) for figure in read(text)[1]]


def numerals(text: str) -> list[str]:
    tokens, figures = read(text)
    return [text[tokens[figure.first].start : tokens[figure.last - 1].end] for figure in figures]


def qualified(text: str) -> list[str]:
    tokens, figures = read(text)
    return [text[tokens[figure.lead].start : tokens[figure.trail - 1].end] for figure in figures]


def exact(value: int) -> list[Bounds]:
    return [(value, value, "exact")]


def rows(table: str) -> Iterator[list[str]]:
    """The lines of a table, cells between bars."""
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def cases(table: str) -> list[tuple[str, int]]:
    return [(text, int(value)) for value, texts in rows(table) for text in texts.split(";")]


DIGITS = """
5        | 5 людей; 5 человек; 5 people; всего 5; 5-ти бойцов; 5-ть человек; 5-ро дітей; 5-ьох
0        | 0 загиблих; 0 killed
2        | 2-х військових; 2-ох; 2-ма; 2-є дітей
3        | 3-х человек
45       | 45-ти боевиков
8000     | 8000 осіб; 8 000 осіб; 8\u00a0000 осіб; 8\u2009000 осіб; 8\u202f000 осіб; 8,000; 8.000; 8'000; 8’000
1234567  | 1 234 567; 1,234,567; 1.234.567; 1’234’567
2300     | 2,3 тис. осіб; 2.3 тыс; 2,3к людей; 2.3k people; 2,3 тысячи; 2,3тыс; 2.3 thousand; 2,3 тисячі
1250000  | 1.250 млн; 1,25 млн; 1.25 million
11000    | 11 тысяч; 11 тис; 11 тис. осіб; 11 тыс. человек; 11k; 11K; 11к; 11 thousand
1500000  | 1.5 million people; 1,5 мільйона; 1,5 млн. человек; 1.5 mln
40       | 4 десятки; 4 десятка человек
300      | 3 сотні; 3 сотни бойцов; 3 hundred
24       | 2 dozen
2300     | 2 тыс. 300 человек; 2 тисячі 300 осіб
1200000  | 1 млн 200 тысяч человек; 1 млн. 200 тис. осіб
2500     | 2 с половиной тысячи; 2 з половиною тисячі; 2 and a half thousand
700      | (+700) осіб; +700 осіб
100      | более-менее: 100 человек
1991     | вбито 1991 особу
2000     | загинуло 2000 людей; в 2000 человек
9        | всех 9 путешественников; 9чел.; 9осіб
"""
WORDS = """
25       | двадцять п'ять бійців; двадцяти п'яти; двадцятьма п'ятьма; двадцатью пятью; twenty-five people; twenty five
48       | сорок восемь; сорока восьми; сорок вісім; forty-eight
150      | сто п'ятдесят; сто пятьдесят; a hundred and fifty; one hundred and fifty; one hundred fifty
206      | двести шесть; двісті шість; two hundred and six; двумястами шестью
1205     | одна тысяча двести пять; тисяча двісті п'ять; one thousand two hundred and five; тысяча двести пять
300000   | триста тысяч; триста тисяч; three hundred thousand
250000   | двести пятьдесят тысяч; two hundred and fifty thousand; двісті п'ятдесят тисяч
1500     | fifteen hundred people; полторы тысячи; півтори тисячі; полутора тысяч; тысяча пятьсот
100005   | a hundred thousand and five; сто тысяч пять; сто тисяч п'ять
2000000  | два миллиона; два мільйони; two million; двух миллионов
22       | двадцять двоє дітей; двадцять двох; двадцать двое; двадцати двух
21       | двадцять один боєць; двадцать одного; twenty-one
15       | півтора десятка; полтора десятка; полутора десятков
150      | півтори сотні; полторы сотни; полутора сотен; півтораста; полтораста
50       | пів сотні; півсотні; полсотни; пол сотни; пол-сотни
500      | пів тисячі; півтисячі; полтысячи; half a thousand
500000   | пів мільйона; півмільйона; полмиллиона; half a million
6        | half a dozen; half-dozen; полдюжины; півдюжини
12       | a dozen people; the dozen people; another dozen people; дюжина; дюжину; one dozen
24       | two dozen; дві дюжини; две дюжины
40       | two score people
10       | десяток людей; десяток человек
20       | два десятки; два десятка; двух десятков; двома десятками
20000    | два десятка тысяч; два десятки тисяч
100      | сотня людей; сотню; a hundred people; one hundred
1000     | тисяча людей; тысячу; a thousand people; тища; тыща
100000   | сотня тисяч; сотню тысяч
2        | обоє поранені; обидва пілоти; оба пилота; обеих женщин; both pilots died; двійко дітей
2500     | две с половиной тысячи; дві з половиною тисячі; two and a half thousand
0        | zero casualties
37       | тридцатью семью ранеными; тридцятьма сьома
"""


@pytest.mark.parametrize(("text", "value"), cases(DIGITS))
def test_digits(text: str, value: int) -> None:
    assert bounds(text) == exact(value)


@pytest.mark.parametrize(("text", "value"), cases(WORDS))
def test_number_words(text: str, value: int) -> None:
    assert bounds(text) == exact(value)


RANGED = [
    *((text, 10, 15) for text in ("10-15 людей", "10–15", "10—15", "10‑15 осіб", "10 – 15 осіб", "10 to 15 people")),
    *((text, 10, 15) for text in ("від десяти до п'ятнадцяти", "от десяти до пятнадцати человек", "от 10 до 15")),
    *((text, 10, 20) for text in ("between 10 and 20", "from 10 to 20 people", "між 10 і 20", "между 10 и 20")),
    *(
        (text, 10, 20)
        for text in ("between ten and twenty", "від 10 і до 20 осіб", "between 10 to 20", "десять-двадцать")
    ),
    *((text, 10, 12) for text in ("10 или 12", "10 або 12", "10 чи 12", "10 or 12", "десять или двенадцать")),
    *((text, 2, 3) for text in ("two or three", "два-три", "двое-трое", "двох-трьох", "2-3 людини", "двоє чи троє")),
    *((text, 5000, 6000) for text in ("5-6 тисяч", "5–6 тыс.", "5-6 thousand", "пять-шесть тысяч", "5 тысяч-6 тысяч")),
    *(
        (text, 2000, 3000)
        for text in ("от 2 до 3 тыс. человек", "від 2 до 3 тисяч", "2k-3k people", "between 2 and 3 thousand")
    ),
    *((text, 1500, 2000) for text in ("1,5-2 тысячи", "полторы-две тысячи", "від 1,5 до 2 тис. осіб")),
    *((text, 500, 2000) for text in ("от 500 до 2 тысяч", "500-2000 человек", "від 500 до двох тисяч")),
    *((text, 20, 30) for text in ("два-три десятки", "два-три десятка", "2-3 десятка", "двадцять-тридцять")),
    *(
        (text, 300000, 400000)
        for text in ("300-400 тисяч", "300 000-400 000", "300 000 – 400 000", "300–400 тис. осіб")
    ),
    ("between 700 to 1,300 people", 700, 1300),
    ("від 124 тысяч до 131 тысяч", 124000, 131000),
    ("двадцать-двадцать пять", 20, 25),
]


@pytest.mark.parametrize(("text", "low", "high"), RANGED)
def test_ranges(text: str, low: int, high: int) -> None:
    assert bounds(text) == [(low, high, "range")]


VAGUE = """
2        | several people; кілька осіб; кількох; кільком; декількома; несколько человек; нескольких; a few people
24       | dozens of people; десятки людей; десятків; десятками; десяткам; десятков; dozens
24       | кілька десятків; несколько десятков; several dozen; several dozens; a few dozen; кількадесят
40       | scores of people; scores
200      | hundreds; сотні людей; сотни человек; сотнями; сотень; сотен; several hundred; несколько сотен; кількасот
200      | a few hundred; few hundred; кількома сотнями; нескольким сотням
2000     | thousands; тисячі; тысячи; тысячам; тисячами; кілька тисяч; несколько тысяч; several thousand
20000    | tens of thousands; десятки тисяч; десятки тысяч; десятков тысяч; кілька десятків тисяч
200000   | hundreds of thousands; сотні тисяч; сотни тысяч; несколько сотен тысяч
2000000  | millions; мільйони людей; миллионы; несколько миллионов
2        | щонайменше кілька осіб; at least several people; більше кількох
24       | at least dozens of people
2000     | щонайменше тисячі людей
11       | кільканадцять осіб
"""


@pytest.mark.parametrize(("text", "least"), cases(VAGUE))
def test_vague(text: str, least: int) -> None:
    assert bounds(text) == [(least, None, "vague")]


@pytest.mark.parametrize(
    "text", ["many people", "багато людей", "много раненых", "few people", "most", "a lot", "більшість"]
)
def test_no_number_at_all(text: str) -> None:
    assert bounds(text) == []


AT_LEAST = """
at least; no fewer than; no less than; not less than; not fewer than; a minimum of; minimum; at least another
щонайменше; принаймні; не менше; не менше ніж; не менш як; не менш ніж; мінімум; як мінімум; хоча б; якнайменше
що найменше; щонайменше ще
как минимум; минимум; по меньшей мере; по крайней мере; не менее; не менее чем; не меньше; не меньше чем; хотя бы
не менее, чем; как минимум еще; по меньшей мере,; ≥
"""
MORE_THAN = """
more than; over; upwards of; in excess of; exceeding; more than another; well over; just over; topped
понад; більше; більше ніж; більш ніж; більш як; більше як; більше за; більш; трохи більше; перевищило; більше, ніж
более; более чем; больше; больше чем; свыше; чуть более; более, чем; больше, чем; превысило; превысили; >
"""
ABOUT = """
about; around; approximately; some; nearly; almost; roughly; close to; an estimated; estimated at; about another
близько; приблизно; майже; орієнтовно; десь; коло; біля; порядку
около; примерно; приблизительно; ориентировочно; почти; порядка; где-то; практически; около еще; ~; ≈
"""
UP_TO = """
up to; as many as; no more than; not more than; at most; a maximum of; maximum
до; аж до; не більше; не більше ніж; не більш як; щонайбільше; максимум; не понад
до; вплоть до; не больше; не более; не более чем; не свыше; как максимум; максимум; ≤
"""
LESS_THAN = """
less than; fewer than; under; below
менше; менше ніж; менш ніж; менш як; менше за
менее; меньше; менее чем; меньше чем; менее, чем; значительно меньше; <
"""
MARKS = {"≥", "≤", "<", ">", "~", "≈"}


def phrases(lines: str) -> list[str]:
    return [phrase.strip() for line in lines.strip().splitlines() for phrase in line.split(";")]


def spelt(phrase: str) -> list[tuple[str, int]]:
    """The phrase before numbers of each kind."""
    genitive = {"в": "п'яти", "р": "пяти"}
    slavic = not phrase.isascii() and phrase not in MARKS
    return [
        (f"{phrase} 300 людей", 300),
        (f"{phrase} 8 000", 8000),
        (f"{phrase} 2,5 тис.", 2500),
        (f"**{phrase}** *11*", 11),
        *(((f"{phrase} {genitive['в']} осіб", 5), (f"{phrase} {genitive['р']} человек", 5)) if slavic else ()),
    ]


def bounded(lines: str) -> list[tuple[str, int]]:
    return [pair for phrase in phrases(lines) for pair in spelt(phrase)]


@pytest.mark.parametrize(("text", "value"), bounded(AT_LEAST))
def test_at_least(text: str, value: int) -> None:
    assert bounds(text) == [(value, None, "at_least")]


@pytest.mark.parametrize(("text", "value"), bounded(MORE_THAN))
def test_more_than(text: str, value: int) -> None:
    assert bounds(text) == [(value, None, "more_than")]


@pytest.mark.parametrize(("text", "value"), bounded(ABOUT))
def test_about(text: str, value: int) -> None:
    assert bounds(text) == [(value, value, "about")]


@pytest.mark.parametrize(("text", "value"), bounded(UP_TO))
def test_up_to(text: str, value: int) -> None:
    assert bounds(text) == [(None, value, "up_to")]


@pytest.mark.parametrize(("text", "value"), bounded(LESS_THAN))
def test_less_than(text: str, value: int) -> None:
    assert bounds(text) == [(None, value, "less_than")]


BEHIND = [
    *(
        (text, (30, None, "at_least"))
        for text in ("30+ people", "30 + людей", "30 or more", "30 and more", "30 і більше")
    ),
    *((text, (30, None, "at_least")) for text in ("30 або більше", "30 и более", "30 или больше", "тридцать и более")),
    *((text, (30, None, "more_than")) for text in ("30 с лишним", "30 з лишком", "тридцать с небольшим", "30 з гаком")),
    *((text, (30000, None, "more_than")) for text in ("30 с лишним тысяч", "тридцать с лишним тысяч человек")),
    *(
        (text, (30, 30, "about"))
        for text in ("30 or so people", "30-odd people", "человек тридцать", "человек 30", "душ 30")
    ),
    *((text, (None, 30, "up_to")) for text in ("30 or fewer", "30 или меньше", "30 або менше")),
    *((text, (10, 10, "about")) for text in ("с десяток человек", "з десяток людей", "десь десяток", "около десятка")),
    *((text, (20000, 20000, "about")) for text in ("тысяч 20", "тысяч двадцать", "тисяч двадцять")),
    *((text, (2, 2, "about")) for text in ("пара человек", "пару людей", "a couple of people", "couple of soldiers")),
    *((text, (20, 20, "about")) for text in ("пара десятков", "пару десятків", "майже пару десятків")),
    *((text, (200, 200, "about")) for text in ("a couple hundred", "a couple of hundred people", "пару сотен")),
    ("30 and more than", (30, 30, "exact")),
]


@pytest.mark.parametrize(("text", "expected"), BEHIND)
def test_behind_the_number_and_turned_about(text: str, expected: Bounds) -> None:
    assert bounds(text) == [expected]


GOVERNED = [
    *((text, (1000, None, "more_than")) for text in ("понад тисячу", "більше тисячі", "более тысячи", "свыше тысячи")),
    *((text, (100, 100, "about")) for text in ("около сотни", "близько сотні", "порядка сотни", "майже сотня")),
    *((text, (None, 1000, "up_to")) for text in ("до тисячі", "до тысячи", "не більше тисячі", "не более тысячи")),
    *((text, (100, None, "at_least")) for text in ("не менее сотни", "не менше сотні", "щонайменше сотню")),
    *(
        (text, (10, None, "more_than"))
        for text in ("більше десятка", "больше десятка", "понад десяток", "более десятка")
    ),
    *((text, (1_000_000, None, "more_than")) for text in ("более миллиона", "понад мільйон", "over a million")),
    ("less than a dozen", (None, 12, "less_than")),
    ("over hundred people", (100, None, "more_than")),
    ("почти полторы тысячи", (1500, 1500, "about")),
    ("at least a dozen people", (12, None, "at_least")),
    ("over one hundred", (100, None, "more_than")),
    ("більше сотні тисяч", (100_000, None, "more_than")),
]


@pytest.mark.parametrize(("text", "expected"), GOVERNED)
def test_a_scale_word_behind_a_qualifier_is_one_of_it(text: str, expected: Bounds) -> None:
    assert bounds(text) == [expected]


BOTH = [
    ("at least 10 to 15 people", (10, None, "at_least")),
    ("до 10-15 осіб", (None, 15, "up_to")),
    ("около 30-40 человек", (30, 40, "range")),
    ("не менее 60–100 тысяч солдат", (60_000, None, "at_least")),
]


@pytest.mark.parametrize(("text", "expected"), BOTH)
def test_a_qualifier_before_a_range(text: str, expected: Bounds) -> None:
    assert bounds(text) == [expected]


def test_a_qualifier_belongs_to_the_figure_right_after_it() -> None:
    assert bounds("at least 56 killed and 266 wounded") == [(56, None, "at_least"), (266, 266, "exact")]
    assert bounds("щонайменше двоє загиблих і семеро поранених") == [(2, None, "at_least"), (7, 7, "exact")]
    assert bounds("погибли 10 и более 40 ранены") == [(10, 10, "exact"), (40, None, "more_than")]
    assert bounds("10 or more than 20") == [(10, 10, "exact"), (20, None, "more_than")]
    assert bounds("пострадали, как минимум, трое") == [(3, None, "at_least")]
    assert bounds("пострадало больше, 5 ранены") == exact(5)


GROWTH = """
зросла до 7; Кількість загиблих зросла до 7; кількість поранених внаслідок удару сягнула 7; rose to 7; Rose to 7 people
Число погибших возросло до 7 человек; число пострадавших выросло до семи; увеличилось до 7; До семи выросло число жертв
death toll has gone up to 7; risen from 5 to 7; rose from 5 to 7; выросло с 5 до 7; зросла з 5 до 7; достигло 7
выросло за год — на 9,9%, до 7 человек; З п'яти до семи зросла кількість загиблих; снизилось до 7
"""


@pytest.mark.parametrize("text", phrases(GROWTH))
def test_what_a_number_became_is_exact(text: str) -> None:
    assert bounds(text) == exact(7)


def test_growth_lends_its_meaning_to_the_next_figure_only() -> None:
    assert bounds("Кількість загиблих зросла до 7, поранених – до 20") == [(7, 7, "exact"), (20, 20, "exact")]
    assert bounds("Атаки выросли, уничтожено до 20 боевиков") == [(None, 20, "up_to")]
    assert bounds("В Ростове уничтожено до 20 боевиков") == [(None, 20, "up_to")]


LEFT_OUT = """
dates      | 14 грудня; 14 декабря 2024 года; 12.12.2024; 14.12.24; 14/12/2024; 2022 року; в 1941 году; 1990-х
dates      | у 2022-му
dates      | December 14, 2024; 14 December; on May 5; 5 May; in 2022; (2022); July 2022; 14-15 грудня; 14 і 15 грудня
dates      | 14 та 15 травня; 10, 11 и 12 декабря; 2022-2023 роках; з 24.02.22 по 18.02.24; до 2022 року; 1932–1933 і
dates      | в 2014; с 2014 погибает; взимку 2023; 5-го числа; 1 января; 28.09.23; двадцать четвертого февраля
dates      | 5 числа
times      | 14:30; о 5 ранку; в 5 утра; о 14 годині; 5 pm; 5 p.m.; 5 a.m.; о 14.30; 8.30; 10:15:00; 5 вечора
times      | 5 o'clock
ages       | 45-летний; 16-річну; 45 років; 45 лет; aged 12; aged 12 and 15; 12-year-old; twenty-five-year-old
ages       | 45 річний
ages       | дети 5, 7 и 9 лет; 20 и 24 лет; от 5 до 12 лет; с 25-ти до 18 лет; 14-ти и 16-ти лет; возраста 50+; (18+)
ages       | children under 18; aged between 12 and 15; Ivan Petrov, 45, died; дітей до 14; п'яти і семи років
ages       | 45 years old
ordinals   | 810-я; 3rd; 155th; 1-й; третий; перший; двадцять перший; twenty-first; 2-го; 393-та доба; 5-я
ordinals   | другий; second
units      | Т-72; Су-34; Х-101; F-16; 155-мм; 47 ОМБр; 810 бригада; № 5; №5; № 11 и 12; Ил-76; МН17; 93 бригада
units      | 72 омсбр
units      | ИК-5; 3 армія; 5 армійський корпус; 810 отдельная бригада; 12 окрема; G20; COVID-19; Boeing 737
units      | рейс 123; 1-Д
units      | источник 112; груз 200; вантаж 200; ст. 286; п. 5; no. 7; стаття 110; 3 этаж
shares     | 5%; 10 %; 10-15%; 10 процентов; 30 відсотків; 5 percent; 5 per cent; 2/3; дві третини; две трети
shares     | two thirds
shares     | с 1,5% до 5%; 9,9%. Також; один до п'яти; 1 к 7; ten to one
money      | $5; $5 million; 5$; 5 $; €14 млн; 100 гривень; 5 млн долларов; 56 тыс. руб.; 17 грн; 3 млн рублей
money      | 20 000 євро
money      | 150 млн египетских фунтов; 100 українських гривень; five dollars; £300; 40 тысячами шекелей
money      | пять тысяч рублей
measures   | 5 км; 300 метрах; 10 кг; 5 градусів; 50 га; 4 тис. кв. метрів; 10 літрів; 3 м; 300 квадратов; 5km; 200кг
measures   | 5,85 метра; two kilometers; 7.4; 4,2 миллиона световых лет; 5 тонн; 3 miles; 1,5 тонны; 10 metres; м2
durations  | 3 години; two days; 10 років; 24 часа; три месяца; 72 часа; five more years; 3 full days; дві доби
durations  | 9 месяцев
durations  | кілька годин; десятки років; several hours; несколько лет; пару дней; a few days; півтора року
durations  | полтора года
durations  | две с половиной недели; 3 рази; в 5 раз; 3 times; 60 хвилин; сотни лет
numbers    | 380501234567; +380501234567; 123-45-67; 8 800 3022222; 1234567890; 192.168.1.1; 51.13, 35.34; 2:1
numbers    | v1.2.3; 007
numbers    | 10x15; 10х15; 1+1; 24/7; 9/11; 3/4; 83-миллионной; 100-мегаватный; 0300; 00; 5-10-15; 1/2; #5; 1.2.3.4
places     | ул. Ленина, 5; вул. Гагаріна, 5; проспект Миру, 10; улица Мира, 15
lists      | 1. Ворог; 2) наступ; 14. Росіяни
words      | no one; one of; один из; один із; одна з; each one; this one; one by one; ни один; жоден
words      | группы One Direction
words      | семью; эвакуировали семью; сьома; пол; half; hundred; dozen; thousand; тис; млн; к; k; пара; пару.
words      | couple
words      | стоп; сторона; тристан; tension; often; десятка; сотней; тысячей; мільйона
"""


@pytest.mark.parametrize(
    "text", [text.strip() for line in rows(LEFT_OUT) for text in line[1].split(";") if text.strip()]
)
def test_left_out(text: str) -> None:
    assert bounds(f"Тоді {text}" if text[0].isdecimal() and "." not in text[:3] and ")" not in text[:3] else text) == []


BESIDE = [
    ("14 грудня 5 людей", exact(5)),
    ("погибли двое и 45-летний мужчина", exact(2)),
    ("двое мужчин 20 и 24 лет", exact(2)),
    ("in May 300 soldiers were killed", exact(300)),
    ("up to 14 may have died", [(None, 14, "up_to")]),
    ("в т.ч. 5 детей", exact(5)),
    ("за 3 дні 5 поранених", exact(5)),
    ("У 2022 році загинуло 480 дітей", exact(480)),
    ("на улице Ленина 5 человек", exact(5)),
    ("поранено 5 м. Харків", exact(5)),
    ("1. Убито 5 человек", exact(5)),
    ("1) 5 вбито", exact(5)),
    ("21 раненого", exact(21)),
    ("4 человека (из них 2 ребенка)", exact(4) + exact(2)),
    ("2,5 тысячи из них", exact(2500)),
    ("5 млн. Музыканты", exact(5_000_000)),
    ("двадцать четыре и 5", exact(24) + exact(5)),
    ("15 тысяч убитыми и около 35 000 человек", [(15000, 15000, "exact"), (35000, 35000, "about")]),
    ("close to 165610 (+700) people", [(165610, 165610, "about"), (700, 700, "exact")]),
    ("10 октября погиб один человек", exact(1)),
    ("один был взят в плен", exact(1)),
    ("2 танка и 5 бойцов", exact(2) + exact(5)),
    ("one person was killed", exact(1)),
    ("another one was injured", exact(1)),
    ("two previous prisoners", exact(2)),
    (
        "Nine people, including four by rockfalls, with more than 930 others",
        [*exact(9), *exact(4), (930, None, "more_than")],
    ),
    ("both killed and wounded", []),
    ("20-15 человек", []),
    ("Поранених:5", exact(5)),
    ("killed in the 2023 earthquake, 500 missing", exact(500)),
    ("About 1.2m people, 10m deep", [(1_200_000, 1_200_000, "about")]),
    ("one in five of 300 people", exact(300)),
    ("уничтожены Leopard 2, 5 бойцов", exact(5)),
    ("two children aged 3 and 5 were killed", exact(2)),
    ("груз 200 и 5 человек", exact(5)),
    ("экипаж Superjet 100 после посадки", []),
    ("52 трлн руб. и 5 человек", exact(5)),
    ("с 18 по 22 ноября", []),
    ("п'ять доньок: 18, 13, 10, 5, і 2 роки", exact(5)),
    ("17 of the 20 hostages", exact(17) + exact(20)),
    ("5 человек: женщины 1986, 1960, 1974 г.р. и мужчина 1963 г.р.", exact(5)),
    ("За 11 травня росіяни вбили 1 жителя Донеччини", exact(1)),
    ("«300» людей", exact(300)),
]


@pytest.mark.parametrize(("text", "expected"), BESIDE)
def test_what_is_counted_beside_what_is_not(text: str, expected: list[Bounds]) -> None:
    assert bounds(text) == expected


SPANS = [
    ("At least 30 people", "30", "At least 30"),
    ("щонайменше ще 30 осіб", "30", "щонайменше ще 30"),
    ("30 or more people", "30", "30 or more"),
    ("понад 2,3 тис. осіб", "2,3 тис.", "понад 2,3 тис."),
    ("від 10 до 20 осіб", "10 до 20", "від 10 до 20"),
    ("between 26 and 32 civilians", "26 and 32", "between 26 and 32"),
    ("about a dozen people", "a dozen", "about a dozen"),
    ("30 с лишним тысяч человек", "30 с лишним тысяч", "30 с лишним тысяч"),
    ("**более **100 протестующих", "100", "более **100"),
    ("человек двадцать", "двадцать", "человек двадцать"),
    ("rose from 5 to 7", "7", "from 5 to 7"),
    ("зросла до 7 осіб", "7", "до 7"),
    ("a couple of hundred", "a couple of hundred", "a couple of hundred"),
    ("300+ людей", "300", "300+"),
    ("близько 8 000 військових", "8 000", "близько 8 000"),
]


@pytest.mark.parametrize(("text", "numeral", "whole"), SPANS)
def test_where_the_number_and_its_qualifier_stand(text: str, numeral: str, whole: str) -> None:
    assert numerals(text) == [numeral]
    assert qualified(text) == [whole]


HOSTILE = {
    "digits": "9" * 4096,
    "apart": "9 " * 4096,
    "groups": "100 " * 4096,
    "commas": "1,100" * 4096,
    "dots": "1." * 4096,
    "hyphens": "1-" * 4096,
    "slashes": "1/2" * 4096,
    "words": "двадцять " * 4096,
    "hundreds": "hundred " * 4096,
    "chains": "двадцать два с половиной тысячи " * 1024,
    "scales": "тысяч " * 4096,
    "scales by turns": "десятков сотен тысяч миллионов " * 1024,
    "and": "two hundred and " * 2048,
    "several": "several " * 4096,
    "half": "half a " * 4096,
    "qualifiers": "at least more than " * 2048 + "5",
    "growth": "до 5 " * 4096,
    "parentheses": "1) " * 4096,
    "ages": "5, 6 и 7 лет " * 1024,
    "marks": "*" * 4096 + "5" + "_" * 4096,
    "thousand": "5 тысяч 300 " * 2048,
    "addresses": "ул. Ленина, " * 1024 + "5",
    "million of": "hundreds of thousands of millions of " * 1024,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_time_linear_in_it(text: str) -> None:
    tokens = {part: tokenize(fold(text[: len(text) // part])) for part in (1, 16)}
    assert keeps_pace(lambda length: read_figures(tokens[16 // length]), 1)


def sane(tokens: list[Token], figures: Iterable[Figure]) -> None:
    done = 0
    for figure in figures:
        assert done <= figure.lead <= figure.first < figure.last <= figure.trail <= len(tokens)
        done = figure.trail
        low, high = figure.low, figure.high
        assert low is not None or high is not None
        assert low is None or high is None or 0 <= low <= high
        assert (figure.qualifier == "vague") <= (high is None)
        assert (figure.qualifier in {"exact", "about"}) <= (low == high)
        assert (figure.qualifier in {"at_least", "more_than"}) <= (high is None)
        assert (figure.qualifier in {"up_to", "less_than"}) <= (low is None)


PIECES = """
5 12 300 2022 1990 0 007 2 3 1 100 000 тысяч тисяч тыс. тис. млн k к сто двадцять п'ять один одна два-три
десятки сотні сотни half a an dozen hundred hundreds of thousands thousand and million - – , . : / ' + ( ) % $
№ * _ ~ від до от между и between to or або или at least more than понад не менее щонайменше до около майже
several кілька несколько пара couple few років лет км грудня May бригада -й 3rd Т-72 человек people was rose
зросла с половиной лишним більше або с з к both one полтора півтори пів семью сьома ул. Ленина aged under
children ст. 5-6 1,5 2.5 8'000 год м. г. перший third 18+
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=25), st.sampled_from([" ", "", "  "]))
def test_any_heap_of_number_words_is_read_in_order(pieces: list[str], space: str) -> None:
    sane(*read(space.join(pieces)))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    sane(*read(text))


@given(st.text(alphabet="0123456789 .,'-–/:+%*тисkк№$()"))
def test_any_heap_of_digits_is_read(text: str) -> None:
    sane(*read(text))


def posts(name: str) -> Iterator[str]:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"{path} is not here: these are real posts, kept outside of the project")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from json.loads(line)["text"].split("\n")


@pytest.mark.parametrize(("name", "least"), [("posts_uk.jsonl.gz", 2000), ("posts_ru.jsonl.gz", 6000)])
def test_real_posts_are_read(name: str, least: int) -> None:
    found = 0
    for line in posts(name):
        tokens, figures = read(line)
        sane(tokens, figures)
        found += len(figures)
    assert found > least


def test_every_number_of_the_labels_is_read() -> None:
    path = CORPUS / "claims_dev.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here: these are labelled passages, kept outside of the project")
    missed = []
    for passage in map(json.loads, path.read_text("utf-8").splitlines()):
        seen = bounds(passage["text"])
        for claim in passage["claims"]:
            said = claim["number_text"]
            implied = said.casefold() not in {text.casefold() for text in numerals(said)} and not bounds(said)
            summed = len(bounds(said)) > 1 or "3 туриста" in said
            if not implied and not summed and (claim["min"], claim["max"], claim["qualifier"]) not in seen:
                missed.append((passage["id"], said))
    assert missed == []
