"""The proper names in a text, as far as its capitals tell: what tells an event from others where no entity does.

A word with a capital that begins no sentence is a name, and so is one that does if the next word has a capital too
("Бритни Спирс объявила"). Words in capitals only are left out: they are acronyms that all news are full of, or a
headline. So are names that are in the news every day, in `_EVERYDAY`: two posts that name Moscow have little in common.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from monitor.model import Part

FEWEST_NAMES = 2
"""Names that two posts have in common before they are taken to tell of one thing; `candidates` looks for so many."""

MOST = 6
"""Names after which a text is read no further: who reports begins with what happened to whom."""

_LEAST = 4  # letters
_STEM = 6
# A class of few letters is looked for twice as fast as one of all. The group stands where a word goes before, so that
# no sentence begins; within a word there is no name.
_CAPITAL = re.compile(
    rf"[A-ZА-ЯЁІЇЄҐ](?:(?<=[^\W_] .|, .)()|(?<!\w.))[a-zà-öø-ÿа-яёіїєґ]{{{_LEAST - 1},}}",
)
# It begins with one class as well.
_HIDDEN = re.compile(
    r"[\[ht@#](?:(?<=\[)[^\[\]]*\]\([^()\s]*\)|(?<=h)ttps?://\S+|(?<=t)(?:elegram)?\.me/\S+|(?<=[@#])\w+)"
)
_BETWEEN, _ENDS, _WITHIN = frozenset(" «“„\"'(*_-–—"), frozenset(".!?…\n:•"), frozenset(",;)»”")
_LEAST_STEM, _LONGEST_ENDING = 3, 3
_ENDINGS = frozenset(
    """
    ами ями ого его ому ему им ым их ых ой ей ом ем ам ям ах ях ий ый ая яя ое ее ую юю ия ии ию ією ія ії ію ью ою
    а е и о у ы і ї є я ю й ь ъ
    """.split()  # noqa: SIM905 - a list of words is read as one
)


def _stem(word: str) -> str:
    """The beginning of a name, the same in most of its cases."""
    word = word.casefold().replace("ё", "е")
    if len(word) < _STEM + _LONGEST_ENDING:  # of others no ending is within the beginning
        for rest in range(max(_LEAST_STEM, len(word) - _LONGEST_ENDING), len(word)):
            if word[rest:] in _ENDINGS:
                return word[: min(rest, _STEM)]
    return word[:_STEM]


_EVERYDAY = frozenset(
    map(
        _stem,
        """
        Россия России Российская Российской Росія Росії Russia Russian Russians Украина Украины Украинская Украинской
        Україна України Українська Української Ukraine Ukrainian Ukrainians Америка Америки Штаты Соединенные Сполучені
        America American United States Европа Европы Европейский Европейского Евросоюз Європа Європи Європейський
        Європейського Євросоюз Europe European Union Москва Москвы Москве Москвою Москві Moscow Киев Киева Київ Києва
        Києві Kyiv Kiev Кремль Кремля Kremlin Китай Китая China Chinese Израиль Израиля Ізраїль Ізраїлю Israel Israeli
        Иран Ирана Іран Іраном Iran Iranian Германия Германии Німеччина Germany German Франция Франції Франции France
        French Великобритания Великобритании Британия Британия Британії Британія Britain British Польша Польши Польща
        Польщі Poland Polish Турция Турции Туреччина Turkey Вашингтон Вашингтона Washington Белый Дом Білий White House
        Грузия Грузии Грузинская Грузинской Грузія Грузії Georgia Georgian Корея Кореи Корея Кореї Korea Korean Сирия
        Сирии Сирія Сирії Syria Syrian Румыния Румынии Румунія Румунії Romania Белоруссия Беларусь Беларуси Білорусь
        Білорусі Belarus Армения Армении Вірменія Вірменії Armenia Азербайджан Азербайджана Azerbaijan Казахстан
        Казахстана Kazakhstan Италия Италии Італія Італії Italy Испания Испании Іспанія Іспанії Spain Ливан Ливана Ліван
        Лівану Lebanon Египет Египта Єгипет Єгипту Egypt Индия Индии Індія Індії India Япония Японии Японія Японії Japan
        Канада Канады Канади Canada Венгрия Венгрии Угорщина Угорщини Hungary Словакия Словакии Slovakia Сербия Сербии
        Serbia Молдова Молдовы Молдови Moldova Литва Литвы Литви Латвия Латвии Эстония Эстонии Финляндия Финляндии
        Finland Швеция Швеции Sweden Австрия Австрии Austria Бразилия Бразилии Brazil Афганистан Афганистана Ирак Ирака
        Путин Путина Путіна Путін Putin Зеленский Зеленского Зеленський Зеленського Zelensky Zelenskyy Трамп Трампа
        Trump Байден Байдена Biden Владимир Владимира Володимир Володимира Vladimir Volodymyr Дональд Donald Джо
        Александр Александра Олександр Олександра Сергей Сергея Сергій Сергія Дмитрий Дмитрия Дмитро Дмитра Андрей
        Андрея Андрій Андрія Алексей Алексея Олексій Олексія Михаил Михаила Михайло Михайла Николай Николая Микола
        Миколи Иван Ивана Іван Івана Виктор Виктора Віктор Віктора Юрий Юрия Юрій Юрія Максим Максима Павел Павла Павло
        Анна Анны Мария Марии Марія Марії John James David Michael
        Минобороны Міноборони Минздрав Минфин Минюст Госдума Госдумы Государственной Дума Думы Верховный Верховной
        Верховна Верховної Рада Рады Ради Совет Совета Рада Совбез Конгресс Congress Senate Сенат Президент President
        Министерство Министерства Міністерство Міністерства Ministry Minister Defense Defence General Генштаб Генштаба
        Генеральный Генерального Генеральний Генерального Штаб Штаба Росгвардия Росгвардии Служба Службы Служби
        Федерация Федерации Федерація Федерації Федеральный Федеральной Республика Республики Республіка Республіки
        Южный Южная Южной Северный Северная Северной Восточный Восточной Западный Западной Південний Південної Північний
        Північної Східний Східної Західний Західної South North East West Новый Новая Большой Народной Санкт Первый
        Область Oblast Region Centre Center Telegram Телеграм YouTube Facebook Twitter Instagram WhatsApp Google Apple
        Reuters Bloomberg Times Post News Live Associated Press Интерфакс Коммерсант Коммерсантъ Ведомости Известия
        РИА Новости Новини Медиа Подписаться Подписывайтесь Підписатися Підписуйтесь Прислать Надіслати Читать Читати
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August
        September October November December The This That There They When Where While With From After Before According
        """.split(),  # noqa: SIM905 - a list of words is read as one
    )
)


def names(text: str, hidden: Sequence[Part] = ()) -> tuple[int, ...]:
    """The first names of a text as posted, as hashes of 32 bits, in order of size.

    `hidden` are stretches that say where something leads, not what happened, as the words of a link.
    """
    if "](" in text or "://" in text or ".me/" in text or "@" in text or "#" in text:
        # two spaces part words as many do, but only as many leave the others where they were
        text = _HIDDEN.sub((lambda match: " " * len(match[0])) if hidden else "  ", text)
    found: set[int] = set()
    opened, opening = -1, ""  # a word that begins a sentence, and where the next would begin
    for match in _CAPITAL.finditer(text):
        start, end = match.span()
        if hidden and any(low <= start < high for low, high in hidden):
            continue
        if start == opened:
            found.add(_hash(opening))
        if match.lastindex or not _begins(text, start):
            found.add(_hash(match[0]))
        else:
            opened, opening = end + 1, match[0]
        if len(found) > MOST:
            break
    found.discard(0)
    return tuple(sorted(found))


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, or a quotation, begins at a word."""
    at = start - 1
    while at >= 0 and text[at] in _BETWEEN:
        at -= 1
    return at < 0 or text[at] in _ENDS or not (text[at].isalnum() or text[at] in _WITHIN)


@lru_cache(8192)  # names come again within hours
def _hash(word: str) -> int:
    """0 for a name of every day."""
    stem = _stem(word)
    return 0 if stem in _EVERYDAY else crc32(stem.encode())
