"""The forms of Ukrainian words: every rule of grammar form by form, by tables that need no dictionary and by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language.inflect import ukrainian
from monitor.language.inflect.dictionary import Dictionary, Entry, load
from monitor.language.inflect.word import Paradigm


class Small:
    """A dictionary of a few words."""

    def __init__(self, **words: str) -> None:
        self._forms = {lemma.replace("_", "'"): frozenset(forms.split()) for lemma, forms in words.items()}

    def lemmas(self, word: str) -> tuple[str, ...]:
        return tuple(lemma for lemma, forms in self._forms.items() if word in forms)

    def forms(self, lemma: str) -> frozenset[str]:
        return self._forms.get(lemma, frozenset())

    def is_common(self, word: str) -> bool:
        return bool(self.lemmas(word))

    def entries(self, word: str) -> tuple[Entry, ...]:
        return ()


NONE = Small()


def row(paradigm: Paradigm, number: str) -> str:
    """The cases of a number in the order of the tables: `a/b c …`."""
    cases = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")
    return " ".join("/".join(paradigm.slots.get((number, case), ("-",))) for case in cases)  # type: ignore[call-overload]


def all_forms(word: str, kind: str, dictionary: Dictionary = NONE) -> set[str]:
    """All forms; of a name in an adjective's shape, those of its gender."""
    found = ukrainian.paradigms(word, kind, dictionary)
    if kind in ("person", "place"):
        found = tuple(one for one in found if word.replace("’", "'") in one.slots.get(("sg", "nom"), (word,)))
    return {form for one in found for forms in (*one.slots.values(), one.loose) for form in forms}


# word: all its forms, nominative first; only the singular, for places have no other.
PLACES = {
    "харків": "харків харкова харкову харковові харковом харкові харкове",
    "київ": "київ києва києву києвові києвом києві києве",
    "львів": "львів львова львову львовові львовом львові львове",
    "чернігів": "чернігів чернігова чернігову черніговові черніговом чернігові чернігове",
    "бердичів": "бердичів бердичева бердичеву бердичевові бердичевом бердичеві бердичеве",
    "миколаїв": "миколаїв миколаєва миколаєву миколаєвові миколаєвом миколаєві миколаєве",
    "канів": "канів канева каневу каневові каневом каневі каневе",
    "курськ": "курськ курська курську курськові курськом",
    "луцьк": "луцьк луцька луцьку луцькові луцьком",
    "кременчук": "кременчук кременчука кременчуку кременчукові кременчуком кременчуці",
    "крим": "крим криму кримові кримом кримі криме",
    "іран": "іран ірану іранові іраном ірані іране",
    "бахмут": "бахмут бахмута бахмуту бахмутові бахмутом бахмуті бахмуте",
    "владивосток": "владивосток владивостока владивостоку владивостокові владивостоком",
    "городок": "городок городка городку городкові городком",
    "бориспіль": "бориспіль борисполя борисполю борисполеві борисполем борисполі",
    "маріуполь": "маріуполь маріуполя маріуполю маріуполеві маріуполем маріуполі",
    "чорнобиль": "чорнобиль чорнобиля чорнобилю чорнобилеві чорнобилем чорнобилі",
    "китай": "китай китаю китаєві китаєм китаї",
    "стрий": "стрий стрия стрию стриєві стриєм стриї",
    "умань": "умань умані уманню умане",
    "білорусь": "білорусь білорусі білоруссю білорусе",
    "прип'ять": "прип'ять прип'яті прип'яттю прип'яте",
    "обоянь": "обоянь обояні обоянню обояне",
    "снагость": "снагость снагості снагостю снагосте",
    "керч": "керч керчі керчю керччю керче",
    "прага": "прага праги празі прагу прагою праго",
    "ворожба": "ворожба ворожби ворожбі ворожбу ворожбою ворожбо",
    "мартинівка": "мартинівка мартинівки мартинівці мартинівку мартинівкою мартинівко",
    "суджа": "суджа суджі суджу суджею судже",
    "вінниця": "вінниця вінниці вінницю вінницею віннице",
    "росія": "росія росії росію росією росіє",
    "корея": "корея кореї корею кореєю кореє",
    "лозова": "лозова лозової лозовій лозову лозовою лозові лозових лозовим лозовими",
    "запоріжжя": "запоріжжя запоріжжю запоріжжям запоріжжі",
    "плехово": "плехово плехова плехову плеховом плехові плехове плехового плеховому плеховим плеховім",
    "тьоткіно": "тьоткіно тьоткіна тьоткіну тьоткіном тьоткіні",
    "дніпро": "дніпро дніпра дніпру дніпрові дніпром дніпрі дніпре",
    "токіо": "токіо",
    "гуляйполе": "гуляйполе гуляйполя гуляйполю гуляйполем гуляйполі",
    "суми": "суми сум сумам сумами сумах",
    "черкаси": "черкаси черкас черкасам черкасами черкасах",
    "ромни": "ромни ромен ромнам ромнами ромнах",
    "бровари": "бровари броварів броварам броварами броварах",
    "жуляни": "жуляни жулян жулянам жулянами жулянах",
    "чернівці": "чернівці чернівців чернівцям чернівцями чернівцях",
    "барановичі": "барановичі барановичів барановичам барановичами барановичах",
    "сочі": "сочі",
    "баку": "баку",
    "нікарагуа": "нікарагуа",
}

PEOPLE = {
    "порошенко": "порошенко порошенка порошенку порошенкові порошенком",
    "буданов": "буданов буданова буданову будановові будановим буданові буданове",
    "путін": "путін путіна путіну путінові путіним путіном путіні путіне",
    "пригожин": "пригожин пригожина пригожину пригожинові пригожиним пригожині пригожине",
    "верещук": "верещук верещука верещуку верещукові верещуком",
    "трамп": "трамп трампа трампу трампові трампом трампі трампе",
    "ярош": "ярош яроша ярошу ярошеві ярошем яроші",
    "шмигаль": "шмигаль шмигаля шмигалю шмигалеві шмигалем шмигалі",
    "кравець": "кравець кравця кравцю кравцеві кравцем кравці кравче",
    "швець": "швець шевця шевцю шевцеві шевцем шевці шевче",
    "палій": "палій палія палію палієві палієм палії",
    "сергій": "сергій сергія сергію сергієві сергієм сергії",
    "ковалів": "ковалів ковалева ковалеву ковалевові ковалевим ковалеві ковалеве "
    "коваліва коваліву ковалівові ковалівим коваліві коваліве",
    "захарова": "захарова захарової захаровій захарову захаровою",
    "дуда": "дуда дуди дуді дуду дудою дудо",
    "хвиля": "хвиля хвилі хвилю хвилею хвиле",
    "марія": "марія марії марію марією маріє",
    "ілля": "ілля іллі іллеві іллю іллею ілле",
    "ігор": "ігор ігоря ігорю ігореві ігорем ігорі",
    "яків": "яків якова якову яковові яковом якові якове",
    "федір": "федір федора федору федорові федором федорі федоре",
    "павло": "павло павла павлу павлові павлом павлі павле",
    "толстой": "толстой толстого толстому толстим",
    "бровді": "бровді",
    "шойгу": "шойгу",
    "леонардо": "леонардо",
}

# What nobody writes, and what other rules would make of the word.
NEVER = [
    ("харків", "place", "харківа харко харка харку"),
    ("плехово", "place", "плеховога плеховці"),
    ("суми", "place", "сума сумою суму сумів"),
    ("токіо", "place", "токія токіа"),
    ("курськ", "place", "курсці курсче курсьці"),
    ("косово", "place", "косового косове"),
    ("прага", "place", "прагі прагам"),
    ("бровді", "person", "бровдів бровдям"),
    ("порошенко", "person", "порошенці порошенко'м"),
    ("марія", "person", "маріям"),
    ("зеленський", "person", "зеленське"),
]

# A common noun: what the dictionary has of it, and the tables of both numbers that are chosen by that.
COMMON = {
    "f hard": ("бригада", "бригада бригади бригаді бригад", "бригада бригади бригаді бригаду бригадою бригаді бригадо"),
    "palatal г": ("дорога", "дорога дорозі доріг", "дорога дороги дорозі дорогу дорогою дорозі дорого"),
    "f mixed": ("вежа", "вежа вежі вежею веж", "вежа вежі вежі вежу вежею вежі веже"),
    "f soft": ("сотня", "сотня сотні сотнею сотень", "сотня сотні сотні сотню сотнею сотні сотне"),
    "f third": ("область", "область області областю", "область області області область областю області областе"),
    "f third і/о": ("ніч", "ніч ночі ніччю ночами", "ніч ночі ночі ніч ніччю ночі ноче"),
    "f third labial": ("кров", "кров крові кров'ю", "кров крові крові кров кров'ю крові крове"),
    "m -у": ("полк", "полк полку полком полки", "полк полку полкові/полку полк/полку полком полку/полкові полку"),
    "m і/о": ("стіл", "стіл столу столи", "стіл столу столові/столу стіл/столу столом столі/столові/столу столе"),
    "m fleeting": (
        "палець",
        "палець пальця пальцем",
        "палець пальця пальцеві/пальцю палець/пальця пальцем пальці/пальцеві/пальцю пальче",
    ),
    "m й": ("водій", "водій водія водії", "водій водія водієві/водію водій/водія водієм водії/водієві/водію водію"),
    "n hard": ("село", "село села сіл", "село села селу село селом селі/селу село"),
    "n soft": ("поле", "поле поля полем полів", "поле поля полю поле полем полі/полю поле"),
    "n mixed": (
        "прізвище",
        "прізвище прізвища",
        "прізвище прізвища прізвищу прізвище прізвищем прізвищі/прізвищу прізвище",
    ),
    "n doubled": (
        "управління",
        "управління управлінню управлінь",
        "управління управління управлінню управління управлінням управлінні/управлінню управління",
    ),
    "n fourth": ("теля", "теля теляти телят", "теля теляти теляті теля телям теляті теля"),
    "m -о": (
        "батько",
        "батько батька батьком",
        "батько батька батькові/батьку батька батьком батькові/батьку батьку/батько",
    ),
}

PLURALS = {
    "бригада": "бригади бригад бригадам бригади/бригад бригадами бригадах бригади",
    "дорога": "дороги доріг дорогам дороги/доріг дорогами дорогах дороги",
    "сотня": "сотні сотень сотням сотні/сотень сотнями сотнях сотні",
    "область": "області областей областям області/областей областями областях області",
    "ніч": "ночі ночей ночам ночі/ночей ночами ночах ночі",
    "полк": "полки полків полкам полки/полків полками полках полки",
    "палець": "пальці пальців пальцям пальці/пальців пальцями пальцях пальці",
    "село": "села сіл селам села селами селах села",
    "управління": "управління управлінь управлінням управління управліннями управліннях управління",
    "теля": "телята телят телятам телята телятами телятах телята",
}

# Unknown to every dictionary, as keywords: their genitive plurals and stems by the ending alone.
UNKNOWN = {
    "шахед": "шахеда шахеду шахедом шахеді шахеди шахедів шахедами",
    "ухилянтка": "ухилянтки ухилянтці ухилянток ухилянтками",
    "кадировці": "кадировців кадировець кадировця кадировцем",
    "північнокорейські": "північнокорейських північнокорейський північнокорейська північнокорейському",
    "зеленський": "зеленського зеленському зеленським",
    "медведчуківський": "медведчуківського медведчуківська",
}


@pytest.mark.parametrize(("word", "expected"), PLACES.items())
def test_places(word: str, expected: str) -> None:
    assert all_forms(word, "place") == set(expected.split())


@pytest.mark.parametrize(("word", "expected"), PEOPLE.items())
def test_people(word: str, expected: str) -> None:
    assert all_forms(word, "person") == set(expected.split())


@pytest.mark.parametrize(("word", "kind", "absurd"), NEVER)
def test_absurd_forms_are_never_made(word: str, kind: str, absurd: str) -> None:
    made = all_forms(word, kind)
    assert word in made
    assert not made & set(absurd.split())


@pytest.mark.parametrize(("word", "has", "singular"), COMMON.values(), ids=COMMON)
def test_the_dictionary_chooses_the_declension(word: str, has: str, singular: str) -> None:
    (found,) = ukrainian.paradigms(word, "word", Small(**{word: has}))
    assert row(found, "sg") == singular
    assert found.known
    assert found.lemma == word


@pytest.mark.parametrize(("word", "plural"), PLURALS.items())
def test_plurals(word: str, plural: str) -> None:
    has = next(has for each, has, _ in COMMON.values() if each == word)
    (found,) = ukrainian.paradigms(word, "word", Small(**{word: has}))
    assert row(found, "pl") == plural


def test_an_oblique_form_finds_its_lemma() -> None:
    words = Small(полк="полк полку полком полки полків", розвідка="розвідка розвідки розвідці")
    assert ukrainian.paradigms("полків", "word", words)[0].lemma == "полк"
    assert ukrainian.paradigms("розвідки", "word", words)[0].slots["sg", "loc"] == ("розвідці",)


def test_a_word_goes_before_the_word_of_which_it_is_a_case() -> None:
    """The tables give рота (a company) to рот (a mouth)."""
    words = Small(рот="рот рота роту ротом", рота="рото ротою ротю")
    assert {one.lemma for one in ukrainian.paradigms("рота", "word", words)} == {"рота"}
    assert "ротою" in all_forms("рота", "word", words)


def test_what_no_slot_explains_is_loose() -> None:
    words = Small(свиня="свиня свині свинею свиней свиньми свинюка свинарня")
    (found,) = ukrainian.paradigms("свиня", "word", words)
    assert found.loose == ("свиньми",)


def test_genitives_in_a_and_u() -> None:
    both = Small(штаб="штаб штаба штабу штабом штабі")
    assert ukrainian.paradigms("штаб", "word", both)[0].slots["sg", "gen"] == ("штабу", "штаба")
    one = Small(обстріл="обстріл обстрілу обстрілом")
    assert ukrainian.paradigms("обстріл", "word", one)[0].slots["sg", "gen"] == ("обстрілу",)
    person = Small(командир="командир командира командиру")
    assert ukrainian.paradigms("командир", "word", person)[0].slots["sg", "gen"] == ("командира",)


ADJECTIVES = {
    "поранений": (
        "поранений пораненого пораненому пораненого/поранений пораненим пораненому/пораненім поранений",
        "поранена пораненої пораненій поранену пораненою пораненій поранена",
        "поранене пораненого пораненому поранене пораненим пораненому/пораненім поранене",
        "поранені поранених пораненим поранених/поранені пораненими поранених поранені",
    ),
    "зовнішній": (
        "зовнішній зовнішнього зовнішньому зовнішнього/зовнішній зовнішнім зовнішньому/зовнішнім зовнішній",
        "зовнішня зовнішньої зовнішній зовнішню зовнішньою зовнішній зовнішня",
        "зовнішнє зовнішнього зовнішньому зовнішнє зовнішнім зовнішньому/зовнішнім зовнішнє",
        "зовнішні зовнішніх зовнішнім зовнішніх/зовнішні зовнішніми зовнішніх зовнішні",
    ),
    "наш": (
        "наш нашого нашому нашого/наш нашим нашому/нашім наш",
        "наша нашої нашій нашу нашою нашій наша",
        "наше нашого нашому наше нашим нашому/нашім наше",
        "наші наших нашим наших/наші нашими наших наші",
    ),
}


@pytest.mark.parametrize(("lemma", "rows"), ADJECTIVES.items())
def test_adjectives(lemma: str, rows: tuple[str, str, str, str]) -> None:
    forms = " ".join(rows).replace("/", " ")
    found = ukrainian.paradigms(lemma, "word", Small(**{lemma: forms}))
    assert [one.gender for one in found] == ["m", "f", "n"]
    assert tuple(row(one, "sg") for one in found) == rows[:3]
    assert {row(one, "pl") for one in found} == {rows[3]}
    assert {one.part for one in found} == {"adjective"}


@pytest.mark.parametrize(("word", "gender"), [("рівне", "n"), ("плехове", "n"), ("хмельницький", "m"), ("нова", "f")])
def test_adjectival_places_agree_by_gender(word: str, gender: str) -> None:
    found = [one for one in ukrainian.paradigms(word, "place", NONE) if word in one.slots["sg", "nom"]]
    assert [one.gender for one in found] == [gender]


def test_women_keep_surnames_in_a_consonant_and_o() -> None:
    for word in ("верещук", "тимошенко"):
        woman = [one for one in ukrainian.paradigms(word, "person", NONE) if one.gender == "f"]
        assert [set(one.slots.values()) for one in woman] == [{(word,)}]


@pytest.mark.parametrize(("word", "expected"), UNKNOWN.items())
def test_words_that_no_dictionary_knows(word: str, expected: str) -> None:
    assert set(expected.split()) <= all_forms(word, "word")
    assert not any(one.known for one in ukrainian.paradigms(word, "word", NONE))


def test_words_that_do_not_inflect() -> None:
    for word in ("", "x", "кафе", "nato", "т-72", "і", "міноборони", "укренерго", "безвісти", "🔥"):
        (found,) = ukrainian.paradigms(word, "word", NONE)
        assert (found.part, found.slots["sg", "nom"], found.loose) == ("fixed", (word,), ())


def test_verbs_have_the_forms_that_the_dictionary_has() -> None:
    words = Small(збити="збити збив збила збито зіб'ють")
    (found,) = ukrainian.paradigms("збито", "word", words)
    assert found.part == "fixed"
    assert set(found.loose) == {"збив", "збила", "збито", "зіб'ють"}


def test_apostrophes_are_alike() -> None:
    assert all_forms("прип’ять", "place") == all_forms("прип'ять", "place")


@given(
    st.text(st.sampled_from("абвгіїєьйоекцшщжчрлнвськийова'-’ ёыэ1x"), max_size=14),
    st.sampled_from(["person", "place", "unit", "word", "equipment"]),
)
@settings(max_examples=400, deadline=None)
def test_any_string_has_a_paradigm_with_itself_in_it(word: str, kind: str) -> None:
    found = ukrainian.paradigms(word, kind, NONE)
    assert found
    plain = word.replace("’", "'")
    forms = {form for one in found for each in one.slots.values() for form in each}
    assert word in forms or plain in forms
    assert all(forms) or not word


@pytest.fixture(scope="module")
def real() -> Dictionary:
    return load("uk", REAL)


# With the real tables: what must be there, what must not.
REAL = {
    "дрон": ("дрона дрони дронів дронами", "дронь"),
    "рота": ("роти роті ротою рот", "ротом ротів"),
    "школа": ("школи шкіл школою", "школ"),
    "друг": ("друга друзі друзів друже", "други"),
    "росіянин": ("росіянина росіяни росіян", "росіянини росіянинів"),
    "люди": ("людей людьми людина", "людів"),
    "земля": ("землі земель землею", "землей"),
    "вогонь": ("вогню вогнем", "вогоню"),
    "боєць": ("бійця бійці бійцями", "боєця"),
    "вертоліт": ("вертольота вертольоти вертольотів", "вертольотей"),
    "військові": ("військовий військових військова", "військ"),
    "швидко": ("швидко", "швидка швидком"),
    "ворота": ("воріт воротах", "ворото воротою"),
    "втратити": ("втратив втратила втратять", "втрат"),
    "кров": ("крові кров'ю", "кровю"),
    "перемога": ("перемоги перемозі перемог", "перемогі"),
}


@pytest.mark.parametrize(("word", "has", "lacks"), [(word, *both) for word, both in REAL.items()])
def test_common_words_by_the_real_tables(real: Dictionary, word: str, has: str, lacks: str) -> None:
    found = all_forms(word, "word", real)
    assert set(has.split()) <= found
    assert not set(lacks.split()) & found
