"""Russian inflection, rule by rule and form by form, with the real dictionary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language.inflect.dictionary import Dictionary, load
from monitor.language.inflect.russian import paradigms
from monitor.language.inflect.word import GrammaticalCase, Number, Paradigm

KINDS = ("person", "place", "unit", "organisation", "group", "equipment", "topic", "word")
CASES: tuple[GrammaticalCase, ...] = ("nom", "gen", "dat", "acc", "ins", "loc")
RU: Dictionary = load("ru", ())


def forms_of(found: tuple[Paradigm, ...]) -> set[str]:
    return {form for one in found for forms in one.slots.values() for form in forms} | {
        form for one in found for form in one.loose
    }


def in_cases(paradigm: Paradigm, number: Number) -> str:
    """Nominative to locative, as the tables below have it."""
    return " ".join("/".join(paradigm.slots[number, case]) for case in CASES)


# word, kind, gender, singular by case
SINGULAR = [
    # -ово, -ево, -ино, -ыно: declined or not, as one likes; the dictionary's towns too
    ("Плёхово", "place", "n", "плёхово плёхова/плёхово плёхову/плёхово плёхово плёховом/плёхово плёхове/плёхово"),
    ("Гуево", "place", "n", "гуево гуева/гуево гуеву/гуево гуево гуевом/гуево гуеве/гуево"),
    ("Шебекино", "place", "n",
     ("шебекино шебекина/шебекино шебекину/шебекино "
      "шебекино шебекином/шебекино шебекине/шебекино")),
    ("Голицыно", "place", "n",
     ("голицыно голицына/голицыно голицыну/голицыно "
      "голицыно голицыном/голицыно голицыне/голицыно")),
    # other Slavic towns in -о
    ("Дубно", "place", "n", "дубно дубна/дубно дубну/дубно дубно дубном/дубно дубне/дубно"),
    # -ка, -а after hushing letters, -я, -ея, -ия
    ("Мартыновка", "place", "f", "мартыновка мартыновки мартыновке мартыновку мартыновкой/мартыновкою мартыновке"),
    ("Козача", "place", "f", "козача козачи козаче козачу козачей/козачею козаче"),
    ("Суджа", "place", "f", "суджа суджи судже суджу суджей/суджею судже"),
    ("Локня", "place", "f", "локня локни локне локню локней/локнею локне"),
    ("Верхея", "place", "f", "верхея верхеи верхее верхею верхеей/верхеею верхее"),
    ("Тарутия", "place", "f", "тарутия тарутии тарутии тарутию тарутией/тарутиею тарутии"),
    # consonants: hard, -ск, -ец and -ок with a vowel that flees, hushing, -й
    ("Торецк", "place", "m", "торецк торецка торецку торецк торецком торецке"),
    ("Угледар", "place", "m", "угледар угледара угледару угледар угледаром угледаре"),
    ("Лиманец", "place", "m", "лиманец лиманца лиманцу лиманец лиманцем лиманце"),
    ("Теремок", "place", "m", "теремок теремка теремку теремок теремком теремке"),
    ("Грузкач", "place", "m", "грузкач грузкача грузкачу грузкач грузкачем/грузкачом грузкаче"),
    ("Джанкой", "place", "m", "джанкой джанкоя джанкою джанкой джанкоем джанкое"),
    ("Шарий", "place", "m", "шарий шария шарию шарий шарием шарии"),
    ("Кривополь", "place", "m", "кривополь кривополя кривополю кривополь кривополем кривополе"),
    ("Глупость", "place", "f", "глупость глупости глупости глупость глупостью глупости"),
    # from the dictionary, without the plurals that it invents for towns
    ("Харьков", "place", "m", "харьков харькова харькову харьков харьковом харькове"),
    ("Львов", "place", "m", "львов львова львову львов львовом львове"),
    ("Орел", "place", "m", "орёл орла орлу орёл орлом орле"),
    ("Изюм", "place", "m", "изюм изюма/изюму изюму изюм изюмом изюме"),
    ("Яр", "place", "m", "яр яра яру яр яром яре/яру"),
    # neuter
    ("Рубежное", "place", "n", "рубежное рубежного рубежному рубежное рубежным рубежном"),
    ("Загорье", "place", "n", "загорье загорья загорью загорье загорьем загорье"),
    ("Хутырище", "place", "n", "хутырище хутырища хутырищу хутырище хутырищем хутырище"),
    # adjectives of oblasts and raions, only of their own gender
    ("Курская", "place", "f", "курская курской курской курскую курской/курскою курской"),
    ("Нижняя", "place", "f", "нижняя нижней нижней нижнюю нижней/нижнею нижней"),
    ("Суджанский", "place", "m", "суджанский суджанского суджанскому суджанского/суджанский суджанским суджанском"),
    ("Кондруйский", "place", "m",
     ("кондруйский кондруйского кондруйскому "
      "кондруйского/кондруйский кондруйским кондруйском")),
    # compounds
    ("Ростов-на-Дону", "place", "m",
     ("ростов-на-дону ростова-на-дону ростову-на-дону "
      "ростов-на-дону ростовом-на-дону ростове-на-дону")),
    ("Каменец-Подольский", "place", "m",
     ("каменец-подольский каменца-подольского каменцу-подольскому "
      "каменец-подольский каменцем-подольским каменце-подольском")),
    ("Усть-Локня", "place", "f", "усть-локня усть-локни усть-локне усть-локню усть-локней/усть-локнею усть-локне"),
    # surnames -ов, -ев, -ин: instrumental -ым; of women -ой
    ("Путин", "person", "m", "путин путина путину путина путиным путине"),
    ("Алаудинов", "person", "m", "алаудинов алаудинова алаудинову алаудинова алаудиновым алаудинове"),
    ("Кушнарёв", "person", "m", "кушнарёв кушнарёва кушнарёву кушнарёва кушнарёвым кушнарёве"),
    ("Захарова", "person", "f", "захарова захаровой захаровой захарову захаровой захаровой"),
    ("Набиуллина", "person", "f", "набиуллина набиуллиной набиуллиной набиуллину набиуллиной/набиуллиною набиуллиной"),
    # adjectives as surnames: the accusative is of a person
    ("Зеленский", "person", "m", "зеленский зеленского зеленскому зеленского зеленским зеленском"),
    ("Зеленская", "person", "f", "зеленская зеленской зеленской зеленскую зеленской/зеленскою зеленской"),
    ("Залужный", "person", "m", "залужный залужного залужному залужного залужным залужном"),
    ("Лановой", "person", "m", "лановой ланового лановому ланового лановым лановом"),
    # -а, -я, -ия
    ("Сковорыба", "person", "", "сковорыба сковорыбы сковорыбе сковорыбу сковорыбой/сковорыбою сковорыбе"),
    ("Бжания", "person", "", "бжания бжании бжании бжанию бжанией/бжаниею бжании"),
    # common words as surnames and call signs
    ("Мадьяр", "person", "m", "мадьяр мадьяра мадьяру мадьяра мадьяром мадьяре"),
    ("Камень", "person", "m", "камень камня камню камня камнем камне"),
    # first names, without plurals
    ("Сергей", "person", "m", "сергей сергея сергею сергея сергеем сергее"),
    ("Ольга", "person", "f", "ольга ольги ольге ольгу ольгой/ольгою ольге"),
    ("Новиков-Прибой", "person", "m",
     ("новиков-прибой новикова-прибоя новикову-прибою "
      "новикова-прибоя новиковым-прибоем новикове-прибое")),
]  # fmt: skip


@pytest.mark.parametrize(("word", "kind", "gender", "expected"), SINGULAR, ids=[row[0] for row in SINGULAR])
def test_singular(word: str, kind: str, gender: str, expected: str) -> None:
    first = paradigms(word, kind, RU)[0]
    assert in_cases(first, "sg") == expected
    assert first.gender == gender


# Surnames in a consonant: a man's, which is declined, and a woman's, which is not.
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Верещук", "верещук верещука верещуку верещука верещуком верещуке"),
        ("Байден", "байден байдена байдену байдена байденом байдене"),
        ("Остин", "остин остина остину остина остином остине"),
        ("Маск", "маск маска маску маска маском маске"),
        ("Тишковец", "тишковец тишковца тишковцу тишковца тишковцем тишковце"),
        ("Миндич", "миндич миндича миндичу миндича миндичем/миндичом миндиче"),
        ("Шольц", "шольц шольца шольцу шольца шольцем/шольцом шольце"),
        ("Ковтюль", "ковтюль ковтюля ковтюлю ковтюля ковтюлем ковтюле"),
        ("Гайдай", "гайдай гайдая гайдаю гайдая гайдаем гайдае"),
    ],
)
def test_surnames_in_a_consonant_are_fixed_for_women(word: str, expected: str) -> None:
    found = {one.gender: one for one in paradigms(word, "person", RU)}
    assert in_cases(found["m"], "sg") == expected
    if "f" in found:
        assert in_cases(found["f"], "sg") == " ".join([word.lower()] * 6)
    else:
        assert word == "Гайдай", "the dictionary knows it as a name of men"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Шевченко", "person"),
        ("Тимошенко", "person"),
        ("Кличко", "person"),
        ("Бровди", "person"),
        ("Зурабишвили", "person"),
        ("Шойгу", "person"),
        ("Черных", "person"),
        ("Дурново", "person"),
        ("Рубио", "person"),
        ("Гарсиа", "person"),
        ("Сочи", "place"),
        ("Тбилиси", "place"),
        ("Алеппо", "place"),
        ("Кале", "place"),
        ("Баку", "place"),
        ("пальто", "word"),
        ("КНДР", "word"),
        ("бпла", "word"),
        ("рф", "word"),
        ("ВСУ", "organisation"),
        ("быстро", "word"),
        ("на", "place"),
        ("HIMARS", "equipment"),
        ("Т-90", "equipment"),
        ("414", "unit"),
    ],
)
def test_what_never_changes(word: str, kind: str) -> None:
    assert forms_of(paradigms(word, kind, RU)) == {word.lower()}


PLURAL = [
    ("Сумы", "place", "сумы сум сумам сумы сумами сумах"),
    ("Черкассы", "place", "черкассы черкасс черкассам черкассы черкассами черкассах"),
    ("Бровары", "place", "бровары бровар броварам бровары броварами броварах"),
    ("Пески", "place", "пески песков пескам пески песками песках"),
    ("Липцы", "place", "липцы липцев липцам липцы липцами липцах"),
    ("Луки", "place", "луки лук лукам луки луками луках"),
    ("Барановичи", "place", "барановичи барановичей барановичам барановичи барановичами барановичах"),
    ("Гуковичи", "place", "гуковичи гуковичей гуковичам гуковичи гуковичами гуковичах"),
    ("Мытищи", "place", "мытищи мытищ мытищам мытищи мытищами мытищах"),
    ("Жовтяки", "place", "жовтяки жовтяков жовтякам жовтяки жовтяками жовтяках"),
    ("Зимнянцы", "place", "зимнянцы зимнянцев зимнянцам зимнянцы зимнянцами зимнянцах"),
    ("Вербалки", "place", "вербалки вербалок/вербалков вербалкам вербалки вербалками вербалках"),
]


@pytest.mark.parametrize(("word", "kind", "expected"), PLURAL, ids=[row[0] for row in PLURAL])
def test_plural_names_have_no_singular(word: str, kind: str, expected: str) -> None:
    (only,) = paradigms(word, kind, RU)
    assert in_cases(only, "pl") == expected
    assert not any(number == "sg" for number, _ in only.slots)


BOTH = [
    # people of a place or a unit, given in the plural, and words the dictionary does not have
    ("ахматовцы", "group", "ахматовец ахматовца ахматовцу ахматовца ахматовцем ахматовце",
     "ахматовцы ахматовцев ахматовцам ахматовцев ахматовцами ахматовцах"),
    ("суджане", "group", "суджанин суджанина суджанину суджанина суджанином суджанине",
     "суджане суджан суджанам суджан суджанами суджанах"),
    ("всушники", "group", "всушник всушника всушнику всушника всушником всушнике",
     "всушники всушников всушникам всушников всушниками всушниках"),
    ("курсант", "group", "курсант курсанта курсанту курсанта курсантом курсанте",
     "курсанты курсантов курсантам курсантов курсантами курсантах"),
    ("шахеды", "equipment", "шахед шахеда шахеду шахед/шахеда шахедом шахеде",
     "шахеды шахедов шахедам шахеды/шахедов шахедами шахедах"),
    ("шахедами", "equipment", "шахед шахеда шахеду шахед/шахеда шахедом шахеде",
     "шахеды шахедов шахедам шахеды/шахедов шахедами шахедах"),
    ("Хаймарс", "equipment", "хаймарс хаймарса хаймарсу хаймарс/хаймарса хаймарсом хаймарсе",
     "хаймарсы хаймарсов хаймарсам хаймарсы/хаймарсов хаймарсами хаймарсах"),
    ("геранька", "equipment", "геранька гераньки гераньке гераньку геранькой/геранькою гераньке",
     "гераньки геранек геранькам гераньки/геранек гераньками гераньках"),
    # by the tail that the dictionary knows
    ("нейросеть", "topic", "нейросеть нейросети нейросети нейросеть нейросетью нейросети",
     "нейросети нейросетей нейросетям нейросети/нейросетей нейросетями нейросетях"),
    ("госизмена", "topic", "госизмена госизмены госизмене госизмену госизменой/госизменою госизмене",
     "госизмены госизмен госизменам госизмены госизменами госизменах"),
    # from the dictionary, given in any form; second forms of use come behind
    ("потерь", "word", "потеря потери потере потерю потерей/потерею потере",
     ("потери потерь потерям "
      "потери потерями потерях")),
    ("лес", "word", "лес леса/лесу лесу лес лесом лесе/лесу", "леса лесов лесам леса лесами лесах"),
    ("дроны", "word", "дрон дрона дрону дрон дроном дроне", "дроны дронов дронам дроны дронами дронах"),
    ("телеграм-канал", "word",
     "телеграм-канал телеграм-канала телеграм-каналу телеграм-канал телеграм-каналом телеграм-канале",
     "телеграм-каналы телеграм-каналов телеграм-каналам телеграм-каналы телеграм-каналами телеграм-каналах"),
    # a surname's family
    ("Буданов", "person", "буданов буданова буданову буданова будановым буданове",
     "будановы будановых будановым будановых будановыми будановых"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "kind", "singular", "plural"), BOTH, ids=[row[0] for row in BOTH])
def test_both_numbers(word: str, kind: str, singular: str, plural: str) -> None:
    first = paradigms(word, kind, RU)[0]
    assert in_cases(first, "sg") == singular
    assert in_cases(first, "pl") == plural


ADJECTIVES = [
    ("северокорейский", "m",
     ("северокорейский северокорейского северокорейскому северокорейского/северокорейский "
      "северокорейским северокорейском")),
    ("северокорейский", "f",
     ("северокорейская северокорейской северокорейской северокорейскую "
      "северокорейской/северокорейскою северокорейской")),
    ("северокорейский", "n",
     ("северокорейское северокорейского северокорейскому северокорейское северокорейским "
      "северокорейском")),
    ("шустрейший", "m", "шустрейший шустрейшего шустрейшему шустрейшего/шустрейший шустрейшим шустрейшем"),
    ("прифронтовая", "m",
     ("прифронтовой прифронтового прифронтовому "
      "прифронтового/прифронтовой прифронтовым прифронтовом")),
    ("заднескотний", "f", "заднескотняя заднескотней заднескотней заднескотнюю заднескотней/заднескотнею заднескотней"),
    ("всушный", "n", "всушное всушного всушному всушное всушным всушном"),
    ("раненые", "f", "раненая раненой раненой раненую раненой/раненою раненой"),
    ("погибших", "m", "погибший погибшего погибшему погибшего/погибший погибшим погибшем"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "gender", "expected"), ADJECTIVES, ids=[f"{row[0]}-{row[1]}" for row in ADJECTIVES])
def test_adjectives_have_a_table_for_each_gender(word: str, gender: str, expected: str) -> None:
    adjectives = [one for one in paradigms(word, "group", RU) if one.part == "adjective"]
    assert {one.gender for one in adjectives} == {"m", "f", "n"}
    assert in_cases(next(one for one in adjectives if one.gender == gender), "sg") == expected
    assert len({in_cases(one, "pl") for one in adjectives}) == 1, "one plural for all genders"
    assert all(one.animate is None for one in adjectives)


def test_plural_of_an_unknown_adjective() -> None:
    first = paradigms("северокорейские", "group", RU)[0]
    assert in_cases(first, "pl") == (
        "северокорейские северокорейских северокорейским северокорейских/северокорейские северокорейскими "
        "северокорейских"
    )


def test_adjectival_nouns_are_nouns_and_adjectives() -> None:
    found = paradigms("военные", "group", RU)
    noun = next(one for one in found if one.part == "noun")
    assert in_cases(noun, "pl") == "военные военных военным военных военными военных"
    assert noun.animate
    assert {one.gender for one in found if one.part == "adjective"} == {"m", "f", "n"}


def test_a_plural_adjective_of_a_place_has_no_gender() -> None:
    adjective = next(one for one in paradigms("Великие", "place", RU) if one.part == "adjective")
    assert adjective.gender == ""
    assert in_cases(adjective, "pl") == "великие великих великим великих/великие великими великих"
    assert ("sg", "nom") not in adjective.slots


def test_a_possessive_before_a_noun_is_an_adjective_too() -> None:
    noun, adjective = paradigms("Часов", "place", RU)
    assert (noun.part, adjective.part, adjective.gender) == ("noun", "adjective", "m")
    assert in_cases(noun, "sg") == "часов часова часову часов часовом часове"
    assert in_cases(adjective, "sg") == "часов часова часову часов часовым часовом"


def test_a_town_of_unknown_gender_has_both() -> None:
    found = paradigms("Бобрыль", "place", RU)
    assert {one.gender for one in found} == {"m", "f"}
    assert forms_of(found) == {
        *("бобрыль", "бобрыля", "бобрылю", "бобрылем", "бобрыле"),
        *("бобрыли", "бобрылью"),
    }


def test_verbs_have_their_forms_without_cases() -> None:
    (verb,) = paradigms("погиб", "word", RU)
    assert verb.part == "fixed"
    assert {"погиб", "погибла", "погибли", "погибнуть", "погибнут", "погибший", "погибших"} <= set(verb.loose)


def test_short_participles_stand_for_their_own_kind() -> None:
    forms = forms_of(paradigms("ранены", "word", RU))
    assert {"ранен", "ранена", "ранено", "ранены", "раненных"} <= forms
    assert not forms & {"рань", "раня", "раним", "ранить", "ранящий"}


@pytest.mark.parametrize(
    ("word", "kind", "absurd"),
    [
        ("Харьков", "place", "харьковы харьковов харьковами"),
        ("Киев", "place", "кий кия киями"),
        ("Сумы", "place", "сума суму сумой суме"),
        ("Пески", "place", "песок песка песке"),
        ("Орёл", "place", "орёла орлы орлов"),
        ("Лиманец", "place", "лиманеца"),
        ("Часов", "place", "час часы часами"),
        ("Великие", "place", "великая великий"),
        ("Курская", "place", "курский курское"),
        ("Луки", "place", "луков лука"),
        ("Джанкой", "place", "джанкого джанкая"),
        ("Каменец-Подольский", "place", "каменец-подольского каменеца-подольского"),
        ("Шевченко", "person", "шевченка шевченку шевченком"),
        ("Путин", "person", "путином путиной путиною"),
        ("Захарова", "person", "захаров захаровым захаровы захаровых"),
        ("Зеленский", "person", "зеленская зеленскую зеленское"),
        ("Сергей", "person", "сергеи сергеев сергеями"),
        ("Мадьяр", "person", "мадьяры мадьярами"),
        ("Байден", "person", "байдены байденым"),
        ("Алаудинов", "person", "алаудин алаудином алаудинами"),
        ("военный", "word", "военно военна военны военнее"),
        ("северный", "word", "северно посевернее"),
        ("великий", "word", "наивеличайший величайший"),
        ("здание", "word", "зданье зданьях"),
        ("погиб", "word", "погиба погибом"),
        ("бпла", "word", "бплы бпле"),
        ("курсант", "group", "курс курса"),
        ("Ахмат", "unit", "ахматы ахматами"),
        ("Росбюд", "organisation", "росбюды росбюдами"),
    ],
)
def test_never(word: str, kind: str, absurd: str) -> None:
    assert not forms_of(paradigms(word, kind, RU)) & set(absurd.split())


def test_e_and_yo_are_the_same_word_to_the_dictionary_and_yo_is_kept() -> None:
    assert paradigms("королев", "person", RU) == paradigms("королёв", "person", RU)
    assert "королёвым" in forms_of(paradigms("королев", "person", RU))


@pytest.mark.parametrize(
    ("word", "known"), [("Шебекино", True), ("Плёхово", False), ("Курск", True), ("Торецк", False)]
)
def test_known_says_whether_the_dictionary_has_it(word: str, known: bool) -> None:
    assert all(one.known is known for one in paradigms(word, "place", RU))


def test_words_may_come_in_capitals() -> None:
    assert paradigms("КУРСК", "place", RU) == paradigms("курск", "place", RU)


_LETTERS = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя-", min_size=1, max_size=16)
_ENDINGS = "ово ино ая ий ой ые ие ец ок ёк ка ы и ь й ия ья ане ов ин ова ых ко ами ого ую е"
_ENDED = st.builds(
    str.__add__,
    _LETTERS,
    st.sampled_from(_ENDINGS.split()),
)


@settings(max_examples=600, deadline=None)
@given(word=st.one_of(st.text(max_size=40), _LETTERS, _ENDED), kind=st.sampled_from(KINDS))
def test_any_word_has_forms(word: str, kind: str) -> None:
    found = paradigms(word, kind, RU)
    assert found
    for one in found:
        forms = [form for forms in one.slots.values() for form in forms] + list(one.loose)
        assert forms
        assert all(form == form.lower() for form in forms)
        assert "" not in forms or word == ""
        assert len(forms) < 150


@settings(max_examples=400, deadline=None)
@given(word=st.one_of(_LETTERS, _ENDED), kind=st.sampled_from(KINDS))
def test_every_word_is_a_form_of_itself(word: str, kind: str) -> None:
    plain = {form.replace("ё", "е") for form in forms_of(paradigms(word, kind, RU))}
    assert word.replace("ё", "е") in plain
