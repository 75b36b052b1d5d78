"""The claims of one sentence: what happened to how many."""

import itertools
from dataclasses import dataclass
from typing import Final

from monitor.language.claims import one, parts
from monitor.language.claims.attach import attach
from monitor.language.claims.counts import Count, counts
from monitor.language.claims.doubts import Doubts
from monitor.language.claims.happening import Happening
from monitor.language.claims.happenings import happenings
from monitor.language.claims.line import Line
from monitor.model.claim import ClaimKind, Qualifier

_DENIED: Final = frozenset({"killed", "wounded", "casualties", "captured", "missing", "detained"})
_NO_WORD: Final = ("информ", "інформ", "данн", "дани", "сведен", "відомост", "word", "information", "report")


@dataclass(slots=True)
class Statement:
    """`people` are counted under one verb and make one figure. `part` of a figure that was said before."""

    kind: ClaimKind
    people: list[Count]
    happening: Happening
    line: Line
    part: bool = False
    denied: bool = False

    @property
    def low(self) -> int | None:
        """The least number of them, as far as it is said."""
        known = [count.low for count in self.people if count.low is not None]
        return 0 if self.denied else sum(known) if known else None

    @property
    def high(self) -> int | None:
        """The greatest number of them."""
        known = [count.high for count in self.people if count.high is not None]
        return 0 if self.denied else sum(known) if len(known) == len(self.people) else None

    @property
    def qualifier(self) -> Qualifier:
        """That of the first figure that is not exact."""
        return next((count.qualifier for count in self.people if count.qualifier != "exact"), "exact")

    @property
    def first(self) -> int:
        """Its first token."""
        return min([self.happening.first, *(count.lead for count in self.people)])

    @property
    def last(self) -> int:
        """Past its last token."""
        return max([self.happening.last, *(count.end for count in self.people)])


def statements(line: Line, before: "Statement | None" = None) -> list[Statement]:
    """In order of their numbers. `before` is the last statement of the text so far: parts of it may follow."""
    happened = happenings(line)
    if not happened and before is None:
        return []
    found = counts(line)
    doubts = Doubts(line)
    marked = [at for at, count in enumerate(found) if parts.is_part(line, count)]
    attach(line, happened, found, frozenset(marked))
    out = _counted(line, happened, found, doubts, set(marked))
    _widen(out)
    out += _parts(line, happened, found, marked, out, doubts, before)
    out += _denials(line, happened)
    out.sort(key=lambda statement: statement.people[0].first if statement.people else statement.happening.first)
    return out


def _counted(
    line: Line, happened: list[Happening], found: list[Count], doubts: Doubts, marked: set[int]
) -> list[Statement]:
    out: list[Statement] = []
    for happening in happened:
        people = [found[at] for at in happening.members]
        if not people or _passed_over(line, happening, people[0]):
            nearer = _implied(line, happening, found)
            joined = (
                bool(nearer and people) and nearer[-1].end == people[0].lead - 1 and line.role(nearer[-1].end) == "and"
            )
            people = [*nearer, *people] if joined else nearer
        else:
            people = _with_others(line, happening, people)
            _reached(line, happening, people)
        lone = happening.number == "many" and happening.voice != "object" and len(people) == 1 and people[0].implied
        if not people or lone or not doubts.stated(happening, _surest(people)):
            continue
        part = any(at in marked for at in happening.members)
        out.append(Statement(happening.kind, people, happening, line, part))
        out += _growth(line, happening, found, people)
    return out


def _reached(line: Line, happening: Happening, people: list[Count]) -> None:
    """увеличилось на 5, до 37: what it became, not a bound"""
    count = people[0]
    rose = any(line.role(at) == "rise" for at in range(happening.last, count.lead))
    if happening.manner == "toll" and count.qualifier == "up_to" and rose and line.text(count.lead) in {"до", "to"}:
        count.low, count.qualifier = count.high, "exact"


def _surest(people: list[Count]) -> Count:
    """A figure rather than an implied person."""
    return next((count for count in people if not count.implied), people[0])


def _passed_over(line: Line, happening: Happening, count: Count) -> bool:
    """задержали подозреваемого в нападении на двух женщин: the object stands nearer than the count"""
    if happening.voice != "object" or happening.manner != "verb" or count.lead - happening.last < 2:
        return False
    between = range(happening.last, count.lead)
    return one.after(line, happening.last, "object") is not None and not any(
        line.text(at) == "-" and line.tokens[at].spaced for at in between
    )


def _growth(line: Line, happening: Happening, found: list[Count], people: list[Count]) -> list[Statement]:
    ends = people[-1].last
    return [
        Statement(happening.kind, [count], happening, line, part=True)
        for count in found
        if count.growth and 0 <= count.lead - ends <= 2
    ]


def _implied(line: Line, happening: Happening, found: list[Count]) -> list[Count]:
    people = _row(line, happening)
    if people and not any(other.lead < people[-1].end and people[0].lead < other.end for other in found):
        return people
    count = _person(line, happening)
    if count is None or any(other.lead < count.end and count.lead < other.end for other in found):
        return []
    return _with_others(line, happening, [count])


def _row(line: Line, happening: Happening) -> list[Count]:
    """задержаны школьник и студент; загинуло керівництво: міністр та його заступник"""
    if happening.manner != "verb" or happening.mixed or happening.kind == "deployed" or line.english(happening.first):
        return []
    case: one.Case = "object" if happening.voice == "object" or happening.number == "" else "subject"
    people = one.row(line, happening.last, case)
    if people or (case == "object" and happening.voice == "object"):
        return people
    colon = next((at for at in range(happening.last, min(happening.last + 6, line.end)) if line.text(at) == ":"), -1)
    return one.row(line, colon + 1, "subject") if colon > 0 else []


def _person(line: Line, happening: Happening) -> Count | None:
    if happening.manner == "among":
        return _among(line, happening.last)
    if line.words[happening.first].role == "lose" or (happening.manner == "event" and happening.kind == "captured"):
        return None
    if happening.kind == "deployed" or happening.manner in {"state", "toll", "loss"} or happening.mixed:
        return None
    first, last = happening.first, happening.last
    if happening.manner in {"event", "body"}:
        return _object_of_noun(line, last)
    english = line.english(first)
    if happening.voice == "object":
        behind = None if _habitual(line, first) else one.after(line, last, "object")
        if behind is not None or english or happening.number == "one":
            return behind
        return one.before(line, first, "object") or one.opening(line, first, "object")
    if happening.number == "many":
        first_of = one.after(line, last, "subject")
        return (
            first_of
            if first_of is not None and line.role(first_of.end) == "and"
            else one.before(line, first, "subject")
        )
    if english:
        return one.before(line, first, "subject")
    impersonal = happening.voice == "passive" and happening.number == ""
    case: one.Case = "object" if impersonal else "subject"
    if happening.kind in {"captured", "detained"} and line.text(first).endswith("ий"):
        return one.before(line, first, case)  # "затриманий чоловік" was seized before
    while line.role(last) in {"and", "adverb"}:
        last += 1
    return one.after(line, last, case) or one.before(line, first, case) or one.earlier(line, first, case)


def _habitual(line: Line, at: int) -> bool:
    """знищує окупанта, убивает сына: what is done again and again, or in a picture"""
    return line.text(at).endswith(("ує", "ают", "ают", "ает", "ють", "яє", "ют", "ає", "ует"))


def _among(line: Line, last: int) -> Count | None:
    """Среди пострадавших в результате атаки - девятилетний ребенок"""
    for at in range(last, min(last + 16, line.end)):
        if line.text(at) in {",", ";"} or line.role(at) in {"predicate", "get"}:
            return None
        if line.text(at) == "-" and line.tokens[at].spaced:
            return one.after(line, at + 1, "subject")
    return None


def _object_of_noun(line: Line, last: int) -> Count | None:
    if line.text(last) == "of":
        return one.after(line, last + 1, "genitive")
    if line.is_word(last) and line.english(last):
        return None
    return one.after(line, last, "genitive")


def _with_others(line: Line, happening: Happening, people: list[Count]) -> list[Count]:
    """The implied persons of an enumeration: "3 туриста из Венгрии и гражданин Узбекистана"."""
    case: one.Case = "object" if happening.voice == "object" else "subject"
    while (right := _next_person(line, happening, people[-1], case)) is not None:
        people = [*people, right]
    if happening.voice != "object" and (left := _person_before(line, people[0])) is not None:
        people = [left, *people]
        while (
            line.text(people[0].lead - 1) == ","
            and (left := one.before(line, people[0].lead - 1, "subject")) is not None
        ):
            people = [left, *people]
    return people


def _person_before(line: Line, count: Count) -> Count | None:
    """A teacher and two students; ребенок и двое взрослых"""
    stop = count.lead - 1
    if line.role(stop) in {"determiner", "pronoun"}:
        stop -= 1
    if count.head not in {"person", "force"} or line.role(stop) != "and":
        return None
    english = line.is_word(stop) and line.english(stop)
    return one.listed(line, stop) if english else one.before(line, stop, "subject")


def _next_person(line: Line, happening: Happening, count: Count, case: one.Case) -> Count | None:
    if count.head not in {"person", "force"}:
        return None
    end = max(count.end, count.noun[1] if count.noun else 0)
    if line.role(end) == "preposition" and line.is_word(end + 1) and line.tokens[end + 1].capital:
        end += 2
    if line.role(end) != "and":
        return None
    found = one.after(line, end + 1, case)
    if found is None or (line.role(found.end) in {"predicate", "get"} and happening.first < count.first):
        return None
    return found


def _widen(out: list[Statement]) -> None:
    """Hurt people of whom some died are casualties: "29 пострадавших, из которых трое погибли"."""
    for total, part in itertools.pairwise(out):
        if part.part and part.kind == "killed" and total.kind == "wounded" and not total.part:
            total.kind = "casualties"


def _parts(
    line: Line,
    happened: list[Happening],
    found: list[Count],
    marked: list[int],
    out: list[Statement],
    doubts: Doubts,
    before: Statement | None,
) -> list[Statement]:
    attached = {at for happening in happened for at in happening.members}
    parted: list[Statement] = _single_parts(line, out, doubts)
    for at, count in enumerate(found):
        if at in attached or count.growth or count.head == "thing" or count.state >= 0:
            continue
        if at in marked and at and _loose(line, found, at - 1, attached):
            continue
        total = _total(line, count, [*out, *parted], before, marked=at in marked)
        if total is None or not parts.named(line, count) or not _smaller(count, total):
            continue
        if doubts.stated(total.happening, total.people[0]) or total.line is not line:
            parted.append(Statement(total.kind, [count], total.happening, line, part=True))
            beside = _next_person(line, total.happening, count, "subject")
            if at in marked and beside is not None:
                parted.append(Statement(total.kind, [beside], total.happening, line, part=True))
    return parted


def _single_parts(line: Line, out: list[Statement], doubts: Doubts) -> list[Statement]:
    """including the pilot; в том числе маленький ребенок"""
    parted: list[Statement] = []
    for at in range(1, line.end - 1):
        if line.role(at) != "including" or line.role(at + 1) == "including":
            continue
        start = at + 1
        while line.role(start) in {"them", "be"} or (line.text(start) in {"-", ":"}):
            start += 1
        person = one.after(line, start, "subject") or one.after(line, start, "object")
        here = [
            statement
            for statement in out
            if statement.people and statement.people[0].first < at and not statement.denied
        ]
        if person is None or not here or line.role(person.end) in {"predicate", "get", "verb"}:
            continue
        total = here[-1]
        many = total.high is None or total.high > 1
        if many and doubts.stated(total.happening, total.people[0]) and parts.named(line, person):
            parted.append(Statement(total.kind, [person], total.happening, line, part=True))
    return parted


def _loose(line: Line, found: list[Count], at: int, attached: set[int]) -> bool:
    """Whether the count before belongs to no claim: then neither do its parts."""
    count = found[at]
    return (
        at not in attached and count.head in {"person", "force"} and not parts.is_part(line, count) and count.state < 0
    )


def _total(
    line: Line, count: Count, out: list[Statement], before: Statement | None, *, marked: bool
) -> Statement | None:
    """The statement that a count is a part of."""
    here = [
        statement
        for statement in out
        if statement.people and statement.people[0].first < count.first and not statement.denied
    ]
    if here:
        last = max(here, key=lambda statement: statement.people[0].first)
        if marked or _out_of(line, last) or (last.part and _follows(line, last.people[-1], count)):
            return last
        return last if parts.listed(line, count, last.people[-1]) else None
    return before if marked and before is not None and _opens(count) else None


def _out_of(line: Line, total: Statement) -> bool:
    """Of the 12 dead, five were children"""
    governed = total.people[0].governed
    return governed >= 0 and line.text(governed) in {"of", "из", "з", "із", "среди", "серед", "among"}


def _follows(line: Line, part: Count, count: Count) -> bool:
    """2 у Дружківці, 1 у Костянтинівці і 1 у Георгіївці; двое детей, их мама и ещё один житель"""
    return (
        all(
            line.role(at) not in {"predicate", "state", "when", "get"} and line.text(at) not in {";", "."}
            for at in range(part.end, count.lead)
        )
        and count.lead - part.end <= 6
    )


def _opens(count: Count) -> bool:
    return count.lead <= 6 or count.first <= 6


def _smaller(count: Count, total: Statement) -> bool:
    least = count.low if count.low is not None else count.high
    most = total.high if total.high is not None else total.low
    return least is None or most is None or least <= most


def _denials(line: Line, happened: list[Happening]) -> list[Statement]:
    """без жертв, no one was hurt; not "no information on victims"."""
    if not any(word.role == "not" or word.kind for word in line.words):
        return []
    if any(line.text(at).startswith(_NO_WORD) for at in range(line.end) if line.is_word(at)):
        return []
    out: list[Statement] = []
    for happening in happened:
        if happening.members or happening.kind not in _DENIED:
            continue
        if _denied(line, happening):
            out.append(Statement(happening.kind, [], happening, line, denied=True))
    return out


def _denied(line: Line, happening: Happening) -> bool:
    before = list(range(max(0, happening.first - 6), happening.first))
    behind = range(happening.last, min(happening.last + 4, line.end))
    if line.text(happening.last - 1) in {"", "."}:
        return False
    nobody = any(
        line.text(at) in {"никто", "ніхто", "никого", "нікого", "nobody", "none"}
        or (
            line.text(at) == "no"
            and line.text(at + 1) in {"one", "deaths", "casualties", "injuries", "fatalities", "people"}
        )
        for at in before
    )
    if happening.manner in {"state", "toll", "loss"}:
        missing = any(line.text(at) in {"нет", "немає", "нема"} for at in [*before, *behind]) or any(
            line.text(at) in {"без", "no", "without"} for at in range(happening.first - 3, happening.first)
        )
        absent = line.text(happening.last) == "не" and happening.last + 1 < line.end
        return missing or absent or nobody
    return nobody
