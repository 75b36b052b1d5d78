"""The claims of one sentence: what happened to how many."""

import itertools

from monitor.language.claims import (
    carried_on,
    continued,
    denials,
    enumerations,
    one,
    one_apart,
    parts,
    shares,
    tallies,
    uncounted,
)
from monitor.language.claims.attach import attach
from monitor.language.claims.count import Count
from monitor.language.claims.counts import ONE, counts
from monitor.language.claims.doubts import Doubts
from monitor.language.claims.happening import Happening
from monitor.language.claims.happenings import happenings
from monitor.language.claims.line import Line
from monitor.language.claims.statement import Statement
from monitor.language.claims.word import SOMEONE


def statements(line: Line, before: "Statement | None" = None) -> list[Statement]:
    """In order of their numbers. `before` is the last statement of the text so far: parts of it may follow."""
    happened = happenings(line)
    if not happened and before is None and not tallies.sorts(line):
        return []
    roles = {word[0] for word in line.words}
    if roles.isdisjoint(SOMEONE) and _nobody(line, happened):
        return denials.denials(line, happened)
    found = counts(line)
    doubts = Doubts(line)
    marked = [at for at, count in enumerate(found) if parts.is_part(line, count)]
    divided = tallies.tally(line, happened, found, told=before is not None and bool(before.people))
    attach(line, happened, found, frozenset(marked))
    out = _counted(line, happened, found, doubts, {*marked, *(divided or ())})
    _widen(out)
    out += shares.shares(line, happened, found, marked, out, doubts, before)
    if "including" in roles:
        taken = {id(statement.happening) for statement in out}
        untold = [happening for happening in happened if id(happening) not in taken]
        out += uncounted.uncounted(line, untold, happened, found, marked, doubts)
    if divided is None:
        out += _continued(line, found, out, doubts, before)
    out += denials.denials(line, happened)
    out.sort(key=lambda statement: statement.people[0].first if statement.people else statement.happening.first)
    return out


def _nobody(line: Line, happened: list[Happening]) -> bool:
    """Whether a sentence that names no person counts nobody either; English persons may look like nobody."""
    if line.figures or any(line.english(happening.first) for happening in happened):
        return False
    return ONE.isdisjoint(token[0] for token in line.tokens)


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
            people = enumerations.with_others(line, happening, people)
            _reached(line, happening, people)
        lone = happening.number == "many" and happening.voice != "object" and len(people) == 1 and people[0].implied
        if not people or lone or not doubts.stated(happening, _surest(people)):
            continue
        part = any(at in marked for at in happening.members)
        out.append(Statement(happening.kind, people, happening, line, part))
        out += _growth(line, happening, found, people)
    return out


def _continued(
    line: Line, found: list[Count], out: list[Statement], doubts: Doubts, before: Statement | None
) -> list[Statement]:
    used = {id(count) for statement in out for count in statement.people}
    taken = {at for at, count in enumerate(found) if id(count) in used}
    return continued.continued(line, found, taken, out, doubts, before)


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
    """задержали подозреваемого в нападении на двух женщин: the object stands nearer than the count; so may the subject
    ("один прилетел в дом, пострадал житель").
    """
    if happening.voice == "subject" and happening.number == "one" and count.head == "none" and not count.implied:
        apart = any(line.role(at) == "verb" for at in range(count.end, happening.first))
        return apart and one.after(line, happening.last, "subject") is not None
    if happening.voice != "object" or happening.manner != "verb" or count.lead - happening.last < 2:
        return False
    between = range(happening.last, count.lead)
    return one.after(line, happening.last, "object") is not None and not any(
        line.text(at) == "-" and line.tokens[at].spaced for at in between
    )


def _growth(line: Line, happening: Happening, found: list[Count], people: list[Count]) -> list[Statement]:
    ends = people[-1].last, people[-1].end
    return [
        Statement(happening.kind, [count], happening, line, part=True)
        for count in found
        if count.growth and any(0 <= count.lead - end <= 2 for end in ends)
    ]


def _implied(line: Line, happening: Happening, found: list[Count]) -> list[Count]:
    people = _row(line, happening, found)
    others = [other for other in found if other not in people]
    if people and not any(other.lead < people[-1].end and people[0].lead < other.end for other in others):
        return people
    count = _person(line, happening)
    if count is None or any(other.lead < count.end and count.lead < other.end for other in found):
        return []
    return enumerations.with_others(line, happening, [count])


def _row(line: Line, happening: Happening, found: list[Count]) -> list[Count]:
    """задержаны школьник и студент; загинула родина: батько, мати та двоє дітей"""
    if happening.manner == "among":
        return one.row(line, _behind_among(line, happening.last), "subject")
    if happening.manner != "verb" or happening.mixed or happening.kind == "deployed" or line.english(happening.first):
        return []
    case: one.Case = "object" if happening.voice == "object" or happening.number == "" else "subject"
    people = one.row(line, happening.last, case)
    if people or (case == "object" and happening.voice == "object"):
        return people
    colon = next((at for at in range(happening.last, min(happening.last + 6, line.end)) if line.text(at) == ":"), -1)
    return _listed(line, colon + 1, found) if colon > 0 else []


def _listed(line: Line, at: int, found: list[Count]) -> list[Count]:
    """батько, мати та двоє дітей"""
    people = one.row(line, at, "subject") or one.commas(line, at)
    if not people:
        return []
    end = people[-1].end
    last = next((count for count in found if count.lead == end + 1 and count.head in {"person", "force"}), None)
    return [*people, last] if last is not None and line.role(end) == "and" else people if len(people) > 1 else []


def _person(line: Line, happening: Happening) -> Count | None:
    if happening.manner == "among":
        return _among(line, happening.last)
    if happening.manner == "borne":
        return one_apart.bearing(line, happening.first)
    if line.words[happening.first].role == "lose" or (happening.manner == "event" and happening.kind == "captured"):
        return None
    if happening.kind == "deployed" or happening.manner in {"state", "toll", "loss"} or happening.mixed:
        return None
    first, last = happening.first, happening.last
    if happening.manner in {"event", "body"}:
        return _object_of_noun(line, last)
    english = line.english(first)
    if happening.voice == "object":
        return _undergoer(line, happening)
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
    return one.after(line, last, case) or one.before(line, first, case) or _apart(line, happening, last, case)


def _undergoer(line: Line, happening: Happening) -> Count | None:
    """убил соседа; певицу задержали; водія, якого вбили"""
    first, last = happening.first, happening.last
    behind = None if _habitual(line, first) else one.after(line, last, "object")
    if behind is not None or line.english(first):
        return behind
    if not _habitual(line, first):
        behind = one_apart.beyond(line, last, "object")
    found = one_apart.antecedent(line, first, "object") or behind
    if found is not None or happening.number == "one":
        return found or one_apart.shared(line, first, last)
    return (
        carried_on.undergoer(line, first)
        or one.before(line, first, "object")
        or one_apart.opening(line, first, "object")
        or one_apart.shared(line, first, last)
    )


def _apart(line: Line, happening: Happening, last: int, case: one.Case) -> Count | None:
    first = happening.first
    found = one_apart.beyond(line, last, case) or one_apart.earlier(line, first, case)
    if found is None and case == "subject" and happening.number == "one":
        found = one_apart.titled(line, first) or one_apart.opening(line, first, case)
    if found is None and happening.number == "one" and happening.kind != "missing":
        found = one_apart.antecedent(line, first, "subject") or carried_on.subject(line, first)
    return found


def _habitual(line: Line, at: int) -> bool:
    """знищує окупанта, убивает сына: what is done again and again, or in a picture"""
    return line.text(at).endswith(("ує", "ают", "ают", "ает", "ють", "яє", "ют", "ає", "ует"))


def _among(line: Line, last: int) -> Count | None:
    """Среди пострадавших в результате атаки - девятилетний ребенок; серед загиблих є дитина"""
    person = one.after(line, _behind_among(line, last), "subject")
    if person is not None:
        return person
    for at in range(last, min(last + 16, line.end)):
        if line.text(at) in {",", ";"} or line.role(at) in {"predicate", "get"}:
            return None
        if line.text(at) == "-" and line.tokens[at].spaced:
            return one.after(line, at + 1, "subject")
    return None


def _behind_among(line: Line, last: int) -> int:
    """Past the dash or the verb that may follow: "серед загиблих також є …"."""
    at = last
    while line.role(at) in {"be", "adverb", "and"} or (line.text(at) == "-" and line.tokens[at].spaced):
        at += 1
    return at


def _object_of_noun(line: Line, last: int) -> Count | None:
    if line.text(last) == "of":
        return one.after(line, last + 1, "genitive")
    if line.is_word(last) and line.english(last):
        return None
    person = one.after(line, last, "genitive")
    acts = person is not None and person.head == "force" and line.role(person.end) == "verb"
    return None if acts else person  # "під час затримання силовики били його"


def _widen(out: list[Statement]) -> None:
    """Hurt people of whom some died are casualties: "29 пострадавших, из которых трое погибли"."""
    for total, part in itertools.pairwise(out):
        if part.part and part.kind == "killed" and total.kind == "wounded" and not total.part:
            total.kind = "casualties"
