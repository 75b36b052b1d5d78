"""How a Russian word that no dictionary has is inflected, by how it ends."""

from typing import Literal, NamedTuple

from monitor.language.inflect._ru_endings import VOWELS, adjective, noun, only, unchanging
from monitor.language.inflect.word import Paradigm

AdjectiveGender = Literal["m", "f", "n"]

_HUSHING = frozenset("жчшщ")
_HARD_BEFORE_I = frozenset("кгхжчшщ")
_FEMININE_SIGN = ("сть", "знь", "чь", "щь", "шь", "жь", "вь", "бь", "пь", "мь", "связь", "сеть")
_MASCULINE_SIGN = ("поль", "авль", "бль", "ель", "арь", "ырь", "оль", "тель", "ерь")
_ADJECTIVE_GENDERS: tuple[AdjectiveGender, ...] = ("m", "f", "n")
# Endings of adjectives: gender and number as given, whether only a soft stem takes it.
_ADJECTIVAL = {
    "ый": "m", "ий": "m", "ой": "m", "ая": "f", "яя": "f", "ое": "n", "ее": "n", "ые": "pl", "ие": "pl",
}  # fmt: skip
_OBLIQUE = {"ого": "m", "ому": "m", "ую": "f", "их": "pl", "ими": "pl"}


class Adjectival(NamedTuple):
    """An adjective by its looks. `form`: the gender of the form as given, or "pl"."""

    stem: str
    form: str
    soft: bool
    stressed: bool

    def paradigms(self, *, all_genders: bool) -> tuple[Paradigm, ...]:
        """One for each gender; or only as given: a singular of its gender, or the plural."""
        genders = [gender for gender in _ADJECTIVE_GENDERS if all_genders or gender == self.form]
        made = [adjective(self.stem, gender, soft=self.soft, stressed=self.stressed) for gender in genders or ["m"]]
        if all_genders:
            return tuple(made)
        return tuple(only(paradigm, "pl" if self.form == "pl" else "sg") for paradigm in made)


def adjectival(word: str, *, stressed: bool = True) -> Adjectival | None:
    """What an adjective looks like: Суджанский, Курская. `stressed`: take -ой for one, too (Лановой, not Джанкой)."""
    stem, ending = word[:-2], word[-2:]
    form = _ADJECTIVAL.get(ending)
    if form is None or len(stem) < 3 or stem[-1] in VOWELS or stem[-1] in "ьй":
        return _oblique(word)
    if ending in ("ий", "ие") and stem[-1] not in _HARD_BEFORE_I and stem[-1] != "н":
        return None
    if ending == "ой" and not ((stressed and VOWELS & set(stem)) or stem.endswith(("ск", "цк"))):
        return None
    soft = ending in ("яя", "ее", "ий", "ие") and stem[-1] not in _HARD_BEFORE_I
    return Adjectival(stem, form, soft, ending == "ой")


def _oblique(word: str) -> Adjectival | None:
    for ending, form in _OBLIQUE.items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 4 and stem.endswith(("ск", "цк")):
            return Adjectival(stem, form, soft=False, stressed=False)
    return None


def by_ending(word: str, *, animate: bool | None) -> tuple[Paradigm, ...]:
    """A noun in the nominative singular; several where its gender does not show (Ирпень)."""
    last = word[-1:]
    if not VOWELS & set(word) or (len(word) < 5 and not VOWELS & set(word[:3])):
        return (unchanging(word, animate=animate),)  # рф, бпла: an acronym in small letters
    if last == "ь":
        return _with_soft_sign(word, animate)
    if last in "ая":
        return (feminine(word, animate),)
    if last in "ое":
        return (neuter(word, animate),)
    if last in VOWELS or not last.isalpha():
        return (unchanging(word, animate=animate),)
    return (masculine(word, animate),)


def masculine(word: str, animate: bool | None) -> Paradigm:
    """Ending in a consonant, й or ь."""
    stem = word[:-1]
    if word.endswith("ий"):
        return noun(word, stem, "ий", "й", gender="m", animate=animate)
    if word.endswith("й"):
        return noun(word, stem, "soft", "й", gender="m", animate=animate)
    if word.endswith("ь"):
        return noun(word, stem, "soft", "soft", gender="m", animate=animate)
    stem = oblique_stem(word)
    if stem[-1] == "ц":  # only short ones may be stressed at the end: бойцом, but ахматовцем
        rows = ("ц", "ц") if len(word) > 6 else ("hushing", "ц short")
        return noun(word, stem, *rows, gender="m", animate=animate)
    row = "hushing" if stem[-1] in _HUSHING else "hard"
    return noun(word, stem, row, row, gender="m", animate=animate)


def oblique_stem(word: str) -> str:
    """Without the vowel that other cases lose: Каменец, Каменц-а; Китаец, Китайц-а; Городок, Городк-а."""
    stem, before = word[:-2], word[-3:-2]
    if len(word) < 5 or not VOWELS & set(stem):
        return word
    two = word[-4:-2]
    clustered = two[0] not in VOWELS and before not in VOWELS and two != "нд"
    if word.endswith("ец"):
        if before in VOWELS:
            return stem + "йц"
        return word if clustered and before != "ь" else stem + ("ьц" if before == "л" else "ц")
    if word.endswith("ёк"):
        return stem + ("йк" if before in VOWELS else "ьк")
    if word.endswith("ок") and before not in VOWELS and not clustered:
        return stem + "к"
    return word


def feminine(word: str, animate: bool | None) -> Paradigm:
    """Ending in а or я."""
    stem = word[:-1]
    if word.endswith("а"):
        row = "а hushing" if stem[-1:] in "жчшщц" else "а"
        return noun(word, stem, row, "zero", gender="f", animate=animate)
    if word.endswith("ия"):
        return noun(word, stem, "ия", "zero й", gender="f", animate=animate)
    plural = "zero й" if stem[-1:] in VOWELS else "" if stem.endswith("ь") else "zero soft"
    return noun(word, stem, "я", plural, gender="f", animate=animate)


def neuter(word: str, animate: bool | None) -> Paradigm:
    """Ending in о or е."""
    stem = word[:-1]
    if word.endswith("о"):
        return noun(word, stem, "о", "о", gender="n", animate=animate)
    if word.endswith("ие"):
        return noun(word, stem, "ие", "ие", gender="n", animate=animate)
    if stem[-1:] in "жчшщц":
        return noun(word, stem, "е hushing", "о", gender="n", animate=animate)
    return noun(word, stem, "е", "" if stem.endswith("ь") else "е", gender="n", animate=animate)


def _with_soft_sign(word: str, animate: bool | None) -> tuple[Paradigm, ...]:
    feminine_one = noun(word, word[:-1], "fem ь", "soft", gender="f", animate=animate)
    if word.endswith(_FEMININE_SIGN):
        return (feminine_one,)
    if animate or word.endswith(_MASCULINE_SIGN):
        return (masculine(word, animate),)
    return masculine(word, animate), feminine_one


def plural(word: str, *, animate: bool | None) -> Paradigm | None:
    """A noun that is given in the nominative plural, or nothing if it does not look like one."""
    stem, before = word[:-1], word[-2:-1]
    if word.endswith(("ане", "яне")) and len(word) > 4:
        made = noun(stem + "ин", stem, "", "hard", gender="m", animate=True)
        slots = {**made.slots, ("pl", "nom"): (word,), ("pl", "gen"): (stem,), ("pl", "acc"): (stem,)}
        return Paradigm(word, "noun", slots, "", animate=True)
    if len(word) < 4 or not VOWELS & set(stem):
        return None
    if word.endswith("ы") and before not in VOWELS:
        row = "mixed" if before != "ц" else "ц" if len(word) > 6 else "ц short"
    elif word.endswith("и") and before in _HARD_BEFORE_I:
        row = _plural_in_i(stem)
    else:
        return None
    made = noun(word, stem, "", row, gender="", animate=animate)
    return Paradigm(word, "noun", made.slots, "", animate)


def _plural_in_i(stem: str) -> str:
    if stem.endswith("щ"):
        return "zero"  # Мытищ
    if stem[-1] in _HUSHING:
        return "hushing"  # Барановичей
    return "hard" if stem[-2:-1] in VOWELS else "mixed"  # Лужников; Липок or Дубков


def singular_of(word: str) -> str:
    """Of a plural: ахматовцы, шахеды, всушники, суджане. Empty where it might be of any gender."""
    stem = word[:-1]
    if word.endswith(("ане", "яне")):
        return stem + "ин"
    if word.endswith("йцы"):
        return word[:-3] + ("ец" if word[-4:-3] in VOWELS else "йец")
    if word.endswith("льцы"):
        return word[:-3] + "ец"
    if word.endswith("цы"):
        return word[:-2] + "ец"
    if word.endswith("ики") or (word.endswith("ы") and stem[-1:] not in VOWELS):
        return stem
    return ""
