"""Ukrainian adjectives, and pronouns and numerals that decline like them."""

import re

from msgspec import structs

from monitor.language.inflect._uk_endings import CASES, Gender, Slots
from monitor.language.inflect.word import GrammaticalCase, Paradigm

# Cases as in the tables of nouns. m, f, n, plural.
_HARD = (
    "ий ого ому ого/ий им ому/ім ий",
    "а ої ій у ою ій а",
    "е ого ому е им ому/ім е",
    "і их им их/і ими их і",
)
_SOFT = (
    "ій ього ьому ього/ій ім ьому/ім ій",
    "я ьої ій ю ьою ій я",
    "є ього ьому є ім ьому/ім є",
    "і іх ім іх/і іми іх і",
)
_IOTATED = (
    "їй його йому його/їй їм йому/їм їй",
    "я йої їй ю йою їй я",
    "є його йому є їм йому/їм є",
    "ї їх їм їх/ї їми їх ї",
)
_PRONOUNS: dict[str, tuple[str, str, str, str]] = {
    "часів": (
        "часів часового/часів часовому/часів часового/часів часовим/часів часовому/часів часів",
        "часова часової часовій часову часовою часовій часова",
        "часове часового часовому часове часовим часовому часове",
        "часові часових часовим часові часовими часових часові",
    ),
    "цей": (
        "цей цього цьому цього/цей цим цьому/цім цей",
        "ця цієї цій цю цією цій ця",
        "це цього цьому це цим цьому/цім це",
        "ці цих цим цих/ці цими цих ці",
    ),
    "той": (
        "той того тому того/той тим тому/тім той",
        "та тієї/тої тій ту тією/тою тій та",
        "те того тому те тим тому/тім те",
        "ті тих тим тих/ті тими тих ті",
    ),
    "весь": (
        "весь/увесь всього/усього всьому/усьому всього/весь всім/усім всьому/усьому весь",
        "вся/уся всієї/усієї всій/усій всю/усю всією/усією всій/усій вся",
        "все/усе всього/усього всьому/усьому все/усе всім/усім всьому/усьому все",
        "всі/усі всіх/усіх всім/усім всіх/усіх/всі/усі всіма/усіма всіх/усіх всі",
    ),
    "наш": (
        "наш нашого нашому нашого/наш нашим нашому/нашім наш",
        "наша нашої нашій нашу нашою нашій наша",
        "наше нашого нашому наше нашим нашому/нашім наше",
        "наші наших нашим наших/наші нашими наших наші",
    ),
    "свій": (
        "свій свого своєму свого/свій своїм своєму/своїм свій",
        "своя своєї своїй свою своєю своїй своя",
        "своє свого своєму своє своїм своєму/своїм своє",
        "свої своїх своїм своїх/свої своїми своїх свої",
    ),
    "сам": (
        "сам самого самому самого/сам самим самому/самім сам",
        "сама самої самій саму самою самій сама",
        "саме самого самому саме самим самому/самім саме",
        "самі самих самим самих/самі самими самих самі",
    ),
}
for _like, _model in (("ваш", "наш"), ("мій", "свій"), ("твій", "свій")):
    _old = "св" if _model == "свій" else "н"
    _new = {"ваш": "в", "мій": "м", "твій": "тв"}[_like]
    _PRONOUNS[_like] = tuple(  # type: ignore[assignment]
        re.sub(rf"\b{_old}", _new, row) for row in _PRONOUNS[_model]
    )
_GENDERS: tuple[Gender, ...] = ("m", "f", "n")

# An ending that shows an adjective whatever the dictionary says: Курської, північнокорейськими.
_PLAIN = re.compile(
    "(?P<stem>.*(?:[сзц]ьк|[^аеєиіїоуюя']енн|[а-яіїєґ]{2}[иі]чн|[а-яіїєґ]{2}альн|[а-яіїєґ]{2}ивн))"
    "(?:ий|ого|ому|им|ім|а|ої|ій|у|ою|е|і|их|ими)$"
)
_MASCULINE = re.compile("(?P<stem>.+[^аеєиіїоуюя'ьй])ий$")
_OBLIQUE = re.compile("(?P<stem>.{2,}[^аеєиіїоуюя'ьй])(?:ого|ому|ої|их|ими)$")
_SOFT_FORMS = re.compile("(?P<stem>.+н)(?:ій|ього|ьому|ьої|ьою|іх|іми)$")
_ANY = re.compile(
    "(?P<stem>.{2,}[^аеєиіїоуюя'ьй])(?:ий|ого|ому|им|ім|а|ої|ій|у|ою|е|і|их|ими|ього|ьому|я|ьої|ю|ьою|є|іх|іми)$"
)


def adjective(lemma: str, *, known: bool = False) -> tuple[Paradigm, ...]:
    """The paradigms of an adjective, given in the masculine nominative: one for each gender. None if it is none."""
    rows, stem = _rows(lemma)
    if not rows:
        return ()
    plural = _slots(stem, rows[3])
    return tuple(
        Paradigm(
            lemma,
            "adjective",
            {("sg", case): forms for case, forms in _slots(stem, row).items()}
            | {("pl", case): forms for case, forms in plural.items()},
            gender,
            None,
            (),
            known,
        )
        for gender, row in zip(_GENDERS, rows, strict=False)
    )


def lemma_by_form(word: str, *, bold: bool = False) -> str:
    """The masculine nominative of what looks like an adjective in any form, or "". `bold`: by weaker signs too."""
    if word in _PRONOUNS:
        return word
    if match := _PLAIN.match(word) or _MASCULINE.match(word):
        return match["stem"] + "ий"
    if match := _SOFT_FORMS.match(word):
        return match["stem"] + "ій" if bold or not word.endswith("ій") or word.endswith("ній") else ""
    if bold and (match := _OBLIQUE.match(word)):
        return match["stem"] + "ий"
    return ""


def possible_lemmas(word: str) -> tuple[str, ...]:
    """What the masculine nominative may be, if the word is an adjective at all."""
    if word in _PRONOUNS:
        return (word,)
    found = _ANY.match(word)
    if found is None:
        return ()
    return found["stem"] + "ий", found["stem"] + "ій"


def possessive(word: str) -> tuple[Paradigm, ...]:
    """Мадярові (Птахи): by the plural, which is also a dative of the name."""
    if not word.endswith(("ові", "еві", "єві")) or len(word) < 5:
        return ()
    found = adjective(word[:-1] + "ий")
    lemma = word[:-3] + ("їв" if word.endswith("єві") else "ів")
    man = dict(found[0].slots)
    for case in ("nom", "voc"):
        man["sg", case] = (lemma,)
    man["sg", "acc"] = (*man["sg", "gen"], lemma)
    return (structs.replace(found[0], lemma=lemma, slots=man), *found[1:])


def is_adjective(lemma: str) -> bool:
    """It ends like the masculine nominative of one."""
    return lemma in _PRONOUNS or (len(lemma) > 3 and lemma.endswith(("ий", "ій", "їй")))


def is_pronoun(lemma: str) -> bool:
    """It stands in the list of pronouns."""
    return lemma in _PRONOUNS


def neuter(stem: str) -> Slots:
    """The singular of a village such as Плехове, Рівне: stem and ending -е."""
    return {("sg", case): forms for case, forms in _slots(stem, _HARD[2]).items()}


def _rows(lemma: str) -> tuple[tuple[str, ...], str]:
    if lemma in _PRONOUNS:
        return _PRONOUNS[lemma], ""
    for ending, rows in (("ий", _HARD), ("ій", _SOFT), ("їй", _IOTATED)):
        if lemma.endswith(ending) and len(lemma) > 3:
            return rows, lemma.removesuffix(ending)
    return (), ""


def _slots(stem: str, row: str) -> dict[GrammaticalCase, tuple[str, ...]]:
    return {
        case: tuple(stem + ending for ending in endings.split("/"))
        for case, endings in zip(CASES, row.split(), strict=True)
    }
