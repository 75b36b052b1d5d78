"""One person whom a noun implies: "the pilot", "чоловік", "16-річну дівчину"."""

from typing import Final, Literal

from monitor.language.claims import one_english
from monitor.language.claims.count import Count
from monitor.language.claims.counts import owned
from monitor.language.claims.line import Line
from monitor.language.word_lists import words

Case = Literal["subject", "object", "genitive", "any"]
_MANY_SUBJECT: Final = (
    "ом",
    "ем",
    "єм",
    "ою",
    "ею",
    "ы",
    "и",
    "і",
    "ї",
    "ов",
    "ів",
    "ев",
    "їв",
    "ей",
    "их",
    "ых",
    "ие",
    "ые",
    "ами",
    "ям",
    "ах",
    "ья",
)
_MANY_OBJECT: Final = (
    "ов",
    "ів",
    "ев",
    "їв",
    "ей",
    "их",
    "ых",
    "ие",
    "ые",
    "ы",
    "и",
    "і",
    "ами",
    "ям",
    "ах",
    "ні",
    "ом",
    "ем",
)
_MANY_GENITIVE: Final = ("ов", "ів", "ев", "їв", "ей", "их", "ых", "ами", "ом", "ем", "ін", "ин", "щин", "чат", "ят")
_ONE_OBJECT: Final = ("у", "ю", "а", "я", "ого", "его", "ью", "дитя", "мать", "матір", "дочь")
_PLURAL: Final = words(
    "люди людей осіб человек лиц дети детей діти дітей женщин жінок мужчин чоловіків девочек девушек дівчат "
    "граждан громадян россиян росіян войск військ состав состава складу склад силы сили сил населения всу зсу чел "
    "персонал экипаж екіпаж особи лица боец- противник противника противнику ворог ворога ворогу враг врага чвк"
)
_SINGULAR: Final = words(
    "судья ребенок человек чоловік дитина боец солдат отец сын брат муж дочь мать мати замглавы хлопець парень людина"
)
_OWN: Final = words("его ее їх їхню його її их свою свого своего власного собственную собственного")
REACH: Final = 6
"""How many words may stand before the noun that names a person."""
_OTHER: Final = words("другой другая второй вторая третий третья другий друга інший інша третій третя")
_ADJECTIVAL: Final = (
    "ого",
    "его",
    "ому",
    "ої",
    "ову",
    "ова",
    "нную",
    "нная",
    "скую",
    "ская",
    "льну",
    "льна",
    "ной",
    "ской",
)
_HIS: Final = ("тора", "ера", "еля", "ника", "иста", "іста", "ента", "анта", "ойца", "айца", "нца", "рца")  # genitives
_NO_SUBJECT: Final = _MANY_SUBJECT + _HIS
_GENITIVE_OF: Final = ("а", "я", "и", "ы", "ів", "ов", "ей")
_GENITIVE_ONE: Final = ("ы", "и", "і", "ого", "его", "ої", "ой", "а", "я", "їни")


def after(line: Line, at: int, case: Case) -> Count | None:
    """The person named right behind `at`, if it is one."""
    english = line.is_word(at) and line.english(at)
    return one_english.after(line, at) if english else slavic(line, at, case)


def before(line: Line, stop: int, case: Case) -> Count | None:
    """The person named right before `stop`."""
    if line.is_word(stop) and line.english(stop):
        return one_english.before(line, stop)
    while line.text(stop - 1) == "*":
        stop -= 1
    if case == "subject" and line.text(stop - 1) in _OTHER and line.role(stop - 2) in {"other", "but", "and"}:
        return _one(line, stop - 1, stop - 1, stop, stop)  # один погиб, другой ранен
    # A noun phrase that begins before `stop` has its noun not farther behind than so.
    first = max(0, stop - REACH)
    if not any(word[0] == "person" for word in line.words[first : stop + REACH]):
        return None
    for start in range(first, stop):
        if line.role(start - 1) == "adjective" or not line.is_word(start):
            continue
        if case == "object" and line.text(stop - 1) == "," and line.role(start - 1) in {"predicate", "verb"}:
            return None  # "клуба, где пасынок застрелил отчима, задержали"
        found = slavic(line, start, case)
        if found is not None and _reaches(line, found.end, stop) and not belongs(line, start):
            return found
    return None


def _reaches(line: Line, end: int, stop: int) -> bool:
    """Whether only what belongs to the noun stands between: "водій вантажівки загинув"."""
    # A comma that only parts subject and verb.
    between = range(end, stop - (line.text(stop - 1) == "," and line.word(stop).voice != "passive"))
    if end < stop and line.role(end) == "person" and line.text(end).endswith(_GENITIVE_OF):
        between = between[1:]  # мать ребёнка погибла
    return len(between) <= 3 and all(
        line.role(at) in {"other", "adjective", "thing"} and line.is_word(at) for at in between
    )


def row(line: Line, at: int, case: Case) -> list[Count]:
    """Persons whom an "and" joins: "мужчина, женщина и ребенок"; nobody where there is no such row."""
    people: list[Count] = []
    joined = False
    while (person := after(line, at, case)) is not None:
        people.append(person)
        end = _past_owner(line, person.end)
        if joined or not (line.role(end) == "and" or line.text(end) == ","):
            break
        joined, at = line.role(end) == "and", end + 1
    return people if joined and len(people) > 1 and line.role(people[-1].end) not in {"predicate", "get"} else []


def commas(line: Line, at: int) -> list[Count]:
    """Persons in a row before an "and" that joins no person: "батько, мати та двоє дітей"."""
    people: list[Count] = []
    while (person := after(line, at, "subject")) is not None:
        people.append(person)
        end = _past_owner(line, person.end)
        if line.text(end) != ",":
            return people if line.role(end) == "and" else []
        at = end + 1
    return []


def _past_owner(line: Line, end: int) -> int:
    """Past the genitive that belongs to a noun: "студент техникума", "заступник міністра"."""
    at = end
    while (
        at < min(end + 3, line.end) and line.is_word(at) and line.role(at) in {"other", "adjective", "person", "thing"}
    ):
        at += 1
    return at


def belongs(line: Line, start: int) -> bool:
    """Whether the noun hangs on another: the genitive of "семья погибшего мужчины", or behind a preposition."""
    return line.role(start - 1) in {"preposition", "person", "thing", "event", "body", "state"}


def slavic(line: Line, at: int, case: Case) -> Count | None:
    """The person whose noun phrase begins at `at`, if it names one in that case."""
    first = at
    if (
        line.is_word(at)
        and line.text(at + 1) == "-"
        and not line.tokens[at + 1].spaced
        and line.role(at + 2) == "person"
    ):
        at += 2  # Политик-иноагент, журналист-фрилансер
    while (
        line.role(at) in {"adjective", "another"}
        or line.text(at) in _OWN
        or _adjectival(line, at)
        or (line.role(at) == "state" and line.role(at + 1) == "person")
        or aged(line, at)
    ):
        at += 1
        if at - first > REACH:
            return None
    if line.role(at) != "person" or not _is_one(line, first, at, case):
        return None
    if any(figure.first <= near < figure.trail for figure in line.figures for near in (at, first)):
        return None
    last = at + 1
    if line.role(last) == "state" and line.text(last)[-3:] == line.text(at)[-3:]:
        last += 1
    end = owned(line, last)
    return _one(line, first, at, last, max(end, last))


def _adjectival(line: Line, at: int) -> bool:
    """цивільного населення, мирного жителя: what looks like a person belongs to the next noun."""
    following = line.role(at + 1)
    return (
        line.role(at) == "person"
        and line.text(at).endswith(_ADJECTIVAL)
        and (following in {"person", "other", "thing"} or (following == "verb" and line.text(at + 1).endswith("а")))
        and line.is_word(at + 1)
        and not line.tokens[at + 1].capital
    )


def aged(line: Line, at: int) -> bool:
    """Whether it is of a number of years: 16-річну."""
    if line.role(at) == "other" and not line.is_word(at):
        return (line.text(at).isdigit() and line.text(at + 1) == "-") or (
            line.text(at) == "-" and line.text(at - 1).isdigit()
        )
    return False


def _is_one(line: Line, first: int, at: int, case: Case) -> bool:
    text = line.text(at)
    if text in _PLURAL or line.text(first) in {"все", "всі", "эти", "ці"}:
        return False
    if any(
        line.text(near).endswith(("ых", "их", "ые", "ие")) and line.role(near) == "adjective"
        for near in range(first, at)
    ):
        return False
    if case == "any":
        return True
    if case == "subject":
        return text in _SINGULAR or not text.endswith(_MANY_SUBJECT if text.startswith("зам") else _NO_SUBJECT)
    if case == "object":
        return text.endswith(_ONE_OBJECT) and not text.endswith(_MANY_OBJECT)
    return text.endswith(_GENITIVE_ONE) and not text.endswith(_MANY_GENITIVE)


def _one(line: Line, first: int, noun: int, noun_end: int, end: int) -> Count:
    return Count(
        noun,
        noun_end,
        first,
        end,
        1,
        1,
        "exact",
        "force" if line.word(noun).force else "person",
        (first, end),
        implied=True,
    )
