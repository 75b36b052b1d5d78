"""Which texts and sentences may hold a claim at all: one pass for the words of it."""

import re
from typing import Final

from monitor.language.claims.stems import LETTERS, WORDLY, automaton
from monitor.language.octets import octets

Stem = tuple[int, bool]
"""Where a word begins, and whether it is a deed."""

# Deeds whose victim may be one implied person ("погиб пассажир"), and words that want a number with them.
_DEEDS: Final = """\
насмерть погиб загиб загин гин гибн гибел загибел умер сконч помер умира помира утонул потон втопи сгор згор
задохн убит вбит убил вбил убив вбив вбива убива убий вбивс застрел расстрел розстріл казн страче страти страту
страта зарез заріз зарубил задуш замуч сожжен обезглав уничтож знищ ликвид ліквід пострад постражд ранен ранил
ранив поран травм контуж контуз зранен увеч ожог опік госпит госпіт трупо трупы труп тело тела тіло тіла останк
плен полон залож заруч похи викра задерж затрим арест заареш эвакуи эвакуа евакуй евакую евакуа пропал пропав
исчез зник стражу kill slain slay murder execut assassin massacr behead lynch slaughter martyr dead death die
dying drown perish wound injur hurt hospitali captur abduct kidnap arrest detain apprehend evacu missing
unaccounted disappear vanish body bodies corpse remains custody поляг захлин задихн закат замордо повіш
зарубал розтерз обгор обожж захлебн угорел замерз приконч растерз покалеч изувеч нейтрали нейтралі умертв повязал
покаліч скаліч викрад вивез вывез утопи увечь лікарн больниц повяза повеше загриз загрыз врятувати врятувал врятував
спасти спасл потерпіл потерпів мертв спійма відсел ушпитал шпиталіз мінусу відмінусу замінусу утилізу утилізов
перелом військовополон военноплен струс сотрясени"""
_NUMBERED: Final = """\
раненн убийств убивств вбивств жертв полегл перебро перекин дислоц разверн розгорн размещ размест розмі сосредот
сконцентр зосеред стян стяг направ відправ отправ надісл скеров прибыли прибыло прибули прибуло прибувают
накопич накопил скопил находится находятся знаходиться перебува знаход воює воюют воюють потер втрат теря двухсот
двохсот трехсот трьохсот життя жизни жизнь deploy sent send dispatch station massed amass fatalit casualt
hostage prisoner pow captive lives life losses lost lose losing toll базиру базую дежурят чергуют чергува
висадил высадил перемести переміст розташува розташову скупч прислал послал ввел ввели дислок поляг
послав fracture limbs смерт задвохсо мінус минус налічу насчит особового особовий личного личный personnel
ураж ураз пораж пораз вражен врази kia wia о/с л/с в/с затрьохсо затрехсо знешкод eliminat neutrali destroy
безповоротн безвозвратн санітарн санитарн irretriev irrecover здався здалис сдался сдалис"""
_CARE: Final = (
    "к врачам", "к медикам", "до лікарів", "до медиків", "медпомощ", "медичною допомог", "медицинской помощ",
    "за помощью в",
)  # fmt: skip
_SLANG: Final = (
    "став 200", "став 300", "стал 200", "стал 300", "стали 200", "стали 300",
    "тел ", "тел.", "тел,", "тіл ", "тіл.", "тіл,",
)  # fmt: skip
# "\b" stands for the end of a word.
_NUMBER: Final = re.compile(
    r"\d|(?<!\w)(?:дв[аеі]\b|дво[еєёхі]|двум|двух|двом|тр[ие]\b|тро[еєёхі]|тр[её]х|трьо|тр[её]м|тридц|тринад|чотир|четыр|"
    r"четвер|п['’ʼ]?ят|шест|шіст|сем[ьией]|сім|восьм|восем|вісім|дев['’ʼ]?ят|десят|один|одн|сот[неі]|сто\b|ста\b|двадц|"
    r"сорок|тысяч|тисяч|тис\b|тыс\b|дюжин|неск|кільк|полтор|півтор|пів|полсотн|мільйон|миллион|млн|оба\b|обе|обо|обидв|"
    r"one|two|three|four|five|six|seven|eight|nine|ten\b|eleven|twel|thirt|fift|twent|fort|dozen|score|hundred|"
    r"thousand|several|few\b|couple|million|pair\b|some\b|нет\b|немає|нема|без\b|ник[то]|ніхто|нікого|nobody|none|no\b|without)"
)
# What nearly every number begins with, as the pattern above has it too: one leap.
_FIGURE: Final = re.compile("[0-9]")
# What the pattern has, written out: for octets, which one pass takes a tenth of the time for.
_BEGUN: Final = """\
двое двоє двоё двох двоі двум двух двом трое троє троё трох троі трьо трех трёх трем трём тридц тринад чотир четыр
четвер пят п'ят п’ят пʼят шест шіст семь семи семе семй сім восьм восем вісім девят дев'ят дев’ят девʼят десят один одн
соте сотн соті двадц сорок тысяч тисяч дюжин неск кільк полтор півтор пів полсотн мільйон миллион млн обе обо обидв
one two three four five six seven eight nine eleven twel thirt fift twent fort dozen score hundred thousand several
couple million нема никт нико ніхто нікого nobody none without"""
_WHOLE: Final = "два две дві три тре сто ста тис тыс оба ten few pair some нет без no"  # words that end there
_DIGITS: Final = "0123456789"
_ALL: Final = sorted({*_DEEDS.split(), *_SLANG, *_CARE})
# These stand right behind digits: 11х200.
_ATTACHED: Final = ("х200", "х300", "x200", "x300")
_LABELS: Final = [
    f"{opens}{number}{sign}"
    for number in (200, 300)
    for opens, sign in [("", " -"), ("", " –"), ("", " —"), ("", ":"), ('"', '"'), ("«", "»"), ("“", "”"), ("„", "“")]
]
_WORDS: Final = [*_ALL, *sorted({*_NUMBERED.split(), *_LABELS} - set(_ALL))]
_STEMS: Final = automaton([*_WORDS, *_ATTACHED])
_ENDLESS: Final = len(_DIGITS) + len(_BEGUN.split())
_COUNTING: Final = automaton([*_DIGITS, *_BEGUN.split(), *_WHOLE.split()])
_OPENING: Final = re.compile(
    r"\s*[^\w\s]*\s*(?:из них|из которых|з них|з яких|среди|серед|в том числе|у тому числі|[ву] т\.\s?ч|еще|ещё|ще|"
    r"of them|of whom|among|including|"
    r"(?:а|але|но|и|і)\s+(?:в|у|на)\s|"
    r"two|three|four|five|\w++ of (?:them|whom|the)|\w++ (?:из|з|із) (?:них|которых|яких))",
    re.IGNORECASE,
)


def suspects(text: str, read: bytes | None = None) -> list[Stem]:
    """Where the words of any kind of claim begin in a text in small letters, in order, and whether they are deeds.

    Deeds need no number. `read` are the octets of the text, where they are known.
    """
    hits = _STEMS.find_matches_as_indexes(octets(text) if read is None else read)
    if not hits:
        return []
    return [
        (start, stem < len(_ALL))
        for stem, start, _ in hits
        if start == 0 or not text[start - 1].isalnum() or stem >= len(_WORDS)
    ]


def suspects_in(read: bytes) -> list[Stem]:
    """The same of octets that have all that words are made of."""
    hits = _STEMS.find_matches_as_indexes(read)
    return [
        (start, stem < len(_ALL))
        for stem, start, _ in hits
        if start == 0 or read[start - 1] not in LETTERS or stem >= len(_WORDS)
    ]


def counting(sentence: str) -> bool:
    """Whether a sentence holds a number, or denies that there is one."""
    return _FIGURE.search(sentence) is not None or _NUMBER.search(sentence) is not None


def counting_in(read: bytes) -> bool:
    """The same of octets that have all that words are made of."""
    return any(
        stem < len(_DIGITS)
        or (
            (start == 0 or read[start - 1] not in WORDLY)
            and (stem < _ENDLESS or end == len(read) or read[end] not in WORDLY)
        )
        for stem, start, end in _COUNTING.find_matches_as_indexes(read)
    )


def opening(text: str, start: int, end: int) -> bool:
    """Whether the sentence `[start, end)` may go on counting parts of the one before."""
    return _OPENING.match(text, start, end) is not None
