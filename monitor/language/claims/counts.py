"""Counted people: a figure with the noun behind it, or one person whom a noun implies."""

import itertools
from typing import Final

from monitor.language.claims.count import Count, Head
from monitor.language.claims.line import Line
from monitor.language.claims.word import Role
from monitor.language.numbers.figure import Figure
from monitor.language.word_lists import words

_NOMINATIVE: Final = words(
    "два две дві три четыре чотири двое двоє трое троє четверо пятеро п'ятеро шестеро семеро шість один одна"
)
_OF_PEOPLE: Final = words("двоих двоим троих четверых пятерых шестерых семерых п'ятеро шестеро семеро четверо")
ONE: Final = words("один одна одного одну one")
_OF: Final[frozenset[Role]] = frozenset({"preposition", "including"})
_OWN: Final = words("его ее их його її їх своих мої наших ваших")
_ANYONE: Final = words("человек человека людей люди людини особи осіб лиц чоловік")
_GENITIVE: Final = ("а", "я", "ы", "и", "і", "ї", "ов", "ів", "ей")
_PLURAL: Final = ("х", "ми", "им", "ым", "ім", "ие", "ые", "і")
_ADJECTIVAL: Final = ("их", "ых", "ові", "ные", "ої", "ой", "ого", "ому", "ую", "ими", "ыми", "ным", "вим")
_MILITARY: Final = ("військових", "військові", "военных", "военные")  # of people, and of what is theirs
_AFTER: Final = 7
_GROUPS: Final = (
    "груп",
    "отряд",
    "загін",
    "загон",
    "семь",
    "сім",
    "банд",
    "group",
    "gang",
    "family",
    "crowd",
    "convoy",
)
_MANNER: Final = words("тысячами тисячами сотнями десятками")
_ENGLISH_STOPS: Final[frozenset[Role]] = frozenset(
    {"predicate", "be", "have", "preposition", "and", "or", "but", "when", "that", "not", "pronoun", "including",
     "rise", "get", "take", "captivity", "these", "another", "event", "body", "loss", "lose"}
)  # fmt: skip
_MORE: Final = frozenset({"more", "other", "others", "additional", "further"})


def counts(line: Line) -> list[Count]:
    """Each figure of a sentence with what it counts, in order."""
    found = [_counted(line, figure) for figure in line.figures if not _is_source(line, figure)]
    ones = [_one_of(line, at) for at, token in enumerate(line.tokens) if token[0] in ONE and line.role(at + 1) in _OF]
    found = sorted([*found, *(count for count in ones if count is not None)], key=lambda count: count.first)
    for count, behind in itertools.pairwise(found):
        if _grows(line, count, behind):
            behind.growth = True
            behind.head, behind.noun = count.head, count.noun
    return found


def _is_source(line: Line, figure: Figure) -> bool:
    """… пострадали, - 112: the service of that number says so. став 200: nobody is counted."""
    before = line.text(figure.first - 1)
    if line.text(figure.first) in {"200", "300"} and before in {"стал", "стали", "стало", "стала", "став"}:
        return True
    if line.text(figure.last - 1) in _MANNER:
        return line.role(figure.last) not in {"person", "adjective", "thing"}
    return line.text(figure.first) == "112" and (before in {"-", "источник"} or line.text(figure.last) == ":")


def _one_of(line: Line, at: int) -> Count | None:
    """один із них, one of the attackers"""
    if any(figure.first <= at < figure.trail for figure in line.figures):
        return None
    if line.role(at + 2) == "them":
        return Count(at, at + 1, at, at + 1, 1, 1, "exact", "none")
    end = at + 2
    while (
        end < min(line.end, at + 7)
        and line.is_word(end)
        and line.role(end) in {"determiner", "adjective", "other", "pronoun"}
    ):
        end += 1
    qualifies = line.is_word(end + 1) and line.role(end + 1) in {"other", "thing"} and not line.tokens[end + 1].capital
    if line.role(end) not in {"person", "state"} or (qualifies and line.text(end).endswith(("их", "ых"))):
        return None
    head: Head = "force" if line.word(end).force else "person"
    return Count(at, at + 1, at, end + 1, 1, 1, "exact", head, (at + 2, end + 1))


def _grows(line: Line, count: Count, behind: Count) -> bool:
    """165610 (+700) осіб: how many of them are new."""
    before = behind.lead - 1
    if line.text(before) == "+":  # 147 035 погибших российских военных (+2 611)
        return line.text(before - 1) == "(" and behind.lead - max(count.last, count.end) <= 3
    return line.text(before) == "(" and line.text(behind.last) == ")" and behind.lead - count.last <= 3


def _counted(line: Line, figure: Figure) -> Count:
    start = max(figure.trail, figure.last)
    if line.text(start) == "(":
        start = _past_brackets(line, start)
    english = _reads_english(line, figure, start)
    count = Count(figure.first, figure.last, figure.lead, start, figure.low, figure.high, figure.qualifier, "none")
    (_english_noun if english else _slavic_noun)(line, count, start)
    if line.role(figure.lead - 1) == "preposition":
        count.governed = -1 if _grouped(line, figure.lead - 1) else figure.lead - 1
    elif line.role(figure.lead - 2) == "preposition" and _agrees(line, figure.lead - 1):
        count.governed = figure.lead - 2
    return count


def _agrees(line: Line, at: int) -> bool:
    """Whether a word before a number goes with it: "в последних 5 ударах", not "у Покровську 5 людей"."""
    role = line.role(at)
    return role in {"determiner", "another"} or (
        role == "adjective" and not line.tokens[at].capital and line.text(at).endswith(_PLURAL)
    )


def _grouped(line: Line, at: int) -> bool:
    """группу из 12 диверсантов, a group of 12 militants: the deed is done to the people"""
    return line.text(at) in {"з", "із", "из", "of"} and line.text(at - 1).startswith(_GROUPS)


def _past_brackets(line: Line, start: int) -> int:
    for at in range(start + 1, min(start + 5, line.end)):
        if line.text(at) == ")":
            return at + 1
        if line.is_word(at):
            break
    return start


def _reads_english(line: Line, figure: Figure, start: int) -> bool:
    for at in (start, figure.first, figure.lead - 1):
        if line.is_word(at):
            return line.english(at)
    return False


def _slavic_noun(line: Line, count: Count, start: int) -> None:
    at, adjectives = start, 0
    while at < min(start + _AFTER, line.end):
        role = line.role(at)
        if line.text(at) in {'"', "«", "»", "“", "”"} and at > start:
            at += 1
            continue
        if not line.is_word(at):
            break
        if role == "state" or (
            role == "predicate"
            and line.words[at].voice == "passive"
            and line.text(at)[-1] in "іы"
            and _is_person(line, at + 1)
        ):
            count.state = at if count.state < 0 else count.state
            at += 1
            count.end = at
        elif line.text(at) in _OWN:
            at += 1
        elif role in {"adjective", "filler"}:
            adjectives += 1
            at += 1
        elif role == "person":
            _person(line, count, start, at)
            return
        elif role == "thing":
            count.head, count.end = "thing", at + 1
            return
        elif role == "other" and not line.english(at):
            head: Head = "person" if line.text(count.first) in _OF_PEOPLE else "unknown"  # двоих ткачей
            count.head, count.noun, count.end = head, (start, at + 1), at + 1
            return
        else:
            break
    if count.state >= 0:
        count.end = count.state + 1
    elif adjectives:
        # "12 российских …": nouns that look like adjectives, or the noun is left out.
        count.head, count.noun, count.end = "unknown", (start, start + adjectives), start + adjectives


def _is_person(line: Line, at: int) -> bool:
    return line.role(at) == "person" or (line.role(at) == "adjective" and line.role(at + 1) == "person")


def _person(line: Line, count: Count, start: int, at: int) -> None:
    end = at + 1
    # "военных жителей", "членов экипажа", "солдат и офицеров" are one noun phrase.
    while end < line.end and (
        line.role(end) == "person" or (line.role(end) == "adjective" and line.role(end + 1) == "person")
    ):
        end += 1
    force = any(line.word(near).force for near in range(start, end))
    if line.role(end) == "thing" and line.text(end - 1).endswith(_ADJECTIVAL):
        count.head, count.end = "thing", end + 1
        return
    count.head = "force" if force else "person"
    if line.text(end - 1).startswith(_MILITARY) and _plain(line, end):
        count.head = "unknown"  # 3 військових аеродроми; or of a brigade
    count.noun = (start, owned(line, end))
    count.end = end
    if line.role(end) == "state" and line.text(end).endswith(("ых", "их", "ників", "ников")):
        count.state = end if count.state < 0 else count.state
        count.end = end + 1


def _plain(line: Line, at: int) -> bool:
    """A noun that no table has, and no name."""
    return line.is_word(at) and line.role(at) == "other" and not (line.english(at) or line.tokens[at].capital)


def owned(line: Line, end: int) -> int:
    """Past what belongs to a noun: capitalised words and adjectives before one ("жителя Донеччини", "армии США")."""
    at = end
    if _genitive(line, at) and line.text(at - 1) not in _ANYONE:
        at += 1
    while at < min(end + 3, line.end) and line.is_word(at) and not line.english(at):
        if line.tokens[at].capital and line.role(at) in {"other", "adjective", "person", "verb", "thing"}:
            at += 1
        elif (
            line.role(at) == "adjective"
            and line.is_word(at + 1)
            and line.role(at + 1) in {"other", "person"}
            and line.role(at + 1) != "verb"
        ):
            at += 2
        else:
            break
    return min(at, line.end)


def _genitive(line: Line, at: int) -> bool:
    """водитель автобуса, члены экипажа"""
    plain = line.is_word(at) and not line.english(at) and not line.tokens[at].capital
    return plain and line.role(at) in {"thing", "other"} and line.text(at).endswith(_GENITIVE)


def _english_noun(line: Line, count: Count, start: int) -> None:
    at = start
    if line.text(at) == "of":
        at += 1
        if line.role(at) in {"them", "pronoun"} or line.text(at) in {"which", "those", "these"}:
            count.head, count.end = "none", at + 1
            return
    while (
        line.role(at) == "determiner"
        or (line.role(at) == "filler" and line.text(at + 1) == "of")
        or line.text(at) in {"more", "additional", "further"}
    ):
        at += 1
        if line.text(at) == "of":
            at += 1
    if line.role(at) == "toll":
        return  # brought to 12 the number of people killed
    first = at
    while at < min(first + _AFTER, line.end) and _in_english_noun(line, at):
        at += 1
    if line.role(at) == "state" and at - first <= 5:
        count.state = at
        if line.text(at + 1) == "of" and line.text(at + 2) == "war":
            count.noun, count.end, count.head = (first, at + 3), at + 3, "force"
            return
    if at == first:
        count.end = at + 1 if count.state >= 0 else at
        return
    count.noun, count.end = (first, at), at
    count.head = _english_head(line, first, at)
    if count.state >= 0:
        count.end = count.state + 1


def _in_english_noun(line: Line, at: int) -> bool:
    if not line.is_word(at) or line.role(at) in _ENGLISH_STOPS or line.role(at) == "state" or line.text(at) == "to":
        return (
            line.text(at) in {"-", "'", "’"}
            and line.is_word(at - 1)
            and line.is_word(at + 1)
            and not line.tokens[at].spaced
        )
    if line.role(at) == "adverb" or (
        line.word(at).mood in {"irrealis", "severity", "say"} and not line.tokens[at].capital
    ):
        return False
    return not any(figure.lead == at for figure in line.figures)


def _english_head(line: Line, first: int, end: int) -> Head:
    roles = [line.role(at) for at in range(first, end)]
    if roles[-1] == "thing":
        return "thing"
    force = any(line.word(at).force for at in range(first, end))
    if roles[-1] in {"person", "filler"} or "person" in roles:
        return "force" if force else "person"
    return "unknown"


def nominative(line: Line, count: Count) -> bool:
    """Whether the numeral shows that its people act: двоє, три; not двох, трёх."""
    if line.text(count.first) in _NOMINATIVE:
        return True
    value, noun = count.low or 0, count.noun
    few = value % 10 in {2, 3, 4} and value % 100 not in {12, 13, 14} and line.tokens[count.last - 1].kind == "digits"
    return few and noun is not None and line.text(count.end - 1).endswith(("а", "я", "ы", "и", "і"))
