"""What happens to the end of a Ukrainian stem: і that becomes о or е, vowels that come and go."""

import re
from collections.abc import Iterator

from monitor.language.inflect._uk_endings import SIBILANTS, VOWELS

# Nouns whose stem no rule gives.
IRREGULAR = {
    "швець": "шевц",
    "жнець": "женц",
    "чернець": "ченц",
    "боєць": "бійц",
    "заєць": "зайц",
    "псел": "псл",
    "орел": "орл",
    "дністер": "дністр",
    "кременець": "кременц",
    "львів": "львов",
    "канів": "канев",
    "каменів": "каменев",
    "яків": "яков",
    "стрий": "стри",
    "камінь": "камен",
    "кремінь": "кремен",
    "федір": "федор",
    "сидір": "сидор",
    "прокіп": "прокоп",
    "тиміш": "тимош",
    "антін": "антон",
    "нестір": "нестор",
    "лев": "лев",
    "рів": "ров",
    "ріг": "рог",
    "роздол": "роздол",
    "ізюм": "ізюм",
    "псьол": "псл",
    "дін": "дон",
    "любов": "любов",
    "день": "дн",
    "бік": "бок",
    "рік": "рок",
    "схід": "сход",
    "захід": "заход",
}
# How a town's last syllable opens: Харків, Харкова. The first that fits.
_TOWN = (
    (re.compile("(?<=[жчшщйц])ів$"), "ев"),
    (re.compile("ів$"), "ов"),
    (re.compile("їв$"), "єв"),
    (re.compile("піль$"), "пол"),
    (re.compile("(?<=[бгкрчт])ріг$|^ріг$"), "рог"),
    (re.compile("діл$"), "дол"),
    (re.compile("міст$"), "мост"),
    (re.compile("стрів$"), "стров"),
    (re.compile("хід$"), "ход"),
    (re.compile("город$"), "город"),
)
_FLEETING = re.compile("(.+)([оеє])([кцлрнтвгс])$")
_KEEPS_VOWEL = ("сток", "здок", "урок", "строк", "поток", "блок", "пророк", "шок", "рок")
_ALWAYS_FLEETING = re.compile(".*[^аеєиіїоуюя]ець$|.*[аеиіоуюя]єць$|.*[аеєиіїоуюя][^аеєиіїоуюя]+ок$")
_ABSTRACT = re.compile(".+(?:ість|іть)$")
_INSERT_E = re.compile("[бвгґдзйклмнпрстфхцчшщж'][нлр]$")
_LAST_VOWEL = re.compile("([іїоеє])([^аеєиіїоуюя]+)$")


def town_stem(lemma: str) -> str:
    """The stem of a town's or village's name that ends in a consonant."""
    if lemma in IRREGULAR:
        return IRREGULAR[lemma]
    for ending, opened in _TOWN:
        if ending.search(lemma):
            return ending.sub(opened, lemma)
    return usual_stem(lemma)


def usual_stem(lemma: str) -> str:
    """The stem that a masculine noun or one in a soft consonant has most often, without knowing the word."""
    if lemma in IRREGULAR:
        return IRREGULAR[lemma]
    base = lemma.rstrip("ьй")
    if _ABSTRACT.match(lemma) and lemma.endswith("ість"):
        return base[:-3] + "ост"
    if _ALWAYS_FLEETING.match(lemma) and not lemma.endswith(_KEEPS_VOWEL):
        return _without_vowel(base) or base
    return base


def possible_stems(lemma: str) -> tuple[str, ...]:
    """All stems that such a noun may have, the usual one first: a dictionary chooses."""
    base = lemma.rstrip("ьй")
    found = [usual_stem(lemma), base]
    if match := _LAST_VOWEL.search(base):
        before, after = base[: match.start()], match[2]
        if base.endswith("літ") and len(base) > 4:
            found.insert(0, base[:-2] + "ьот")  # літак летить: приліт, прильоту
        if match[1] == "і":
            found += [before + "о" + after, before + "е" + after]
        elif match[1] == "ї":
            found.append(before + "є" + after)
    if shorter := _without_vowel(base):
        found.append(shorter)
    return tuple(dict.fromkeys(found))


def possible_bare(stem: str, soft: str = "") -> tuple[str, ...]:
    """What a genitive plural without an ending may be (сосен, доріг, рот), the likeliest first."""
    return tuple(dict.fromkeys(form + soft for form in _bare(stem)))


def _bare(stem: str) -> Iterator[str]:
    if len(stem) < 2:
        return
    last, before = stem[-1], stem[-2]
    start = stem[:-1].removesuffix("ь")
    cluster = before not in VOWELS
    if cluster and last == "к":
        yield (stem[:-2] if before == "й" else start) + ("йок" if before == "й" else "ок")
    elif cluster and _INSERT_E.search(stem) and before != last:
        yield (stem[:-2] if before == "й" else start) + ("єн" if before == "й" and last == "н" else "е" + last)
    yield stem
    if cluster and last != "к":
        yield start + "о" + last
        yield start + "е" + last
    match = _LAST_VOWEL.search(stem)
    if match is not None and match[1] in "ое":
        yield stem[: match.start()] + "і" + match[2]


def _without_vowel(base: str) -> str:
    """палець, пальц-; українець, українц-; китаєць, китайц-; вітер, вітр-."""
    match = _FLEETING.match(base)
    if match is None or not any(letter in VOWELS for letter in match[1]):
        return base[:-2] + base[-1] if base in {"ден", "пес", "сон", "рот", "лоб", "пень"} else ""
    before, vowel, last = match.groups()
    if vowel == "є":
        return before + "й" + last
    if before.endswith("л") and last in "цк" and not before.endswith("лл"):
        return before + "ь" + last if last == "ц" else before + last
    return before + last


def is_sibilant(stem: str) -> bool:
    """It ends in a hushing sound, after which other endings stand."""
    return stem[-1:] in SIBILANTS
