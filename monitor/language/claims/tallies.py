"""Tallies as armies and rescuers report them: "Особовий склад – 96 (знищено – 54)", "убитые — 12, раненые — 30".

Between commas and brackets stand one deed and one number, and nothing else: there is no other way to read them, however
near another deed stands.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from monitor.language.claims.count import Count
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.parts import is_part
from monitor.language.claims.word import Role
from monitor.language.word_lists import words
from monitor.model.claim import ClaimKind

_WALLS: Final = frozenset(",;()|→>")
_SIGNS: Final = frozenset("-:=(")
_BESIDE: Final[frozenset[Role]] = frozenset({"including", "them", "be", "adverb", "another", "filler"})
_NOUN: Final[frozenset[Role]] = frozenset({"person", "adjective"})
_PEOPLE: Final = frozenset({"person", "force"})
_LOST: Final = frozenset({"killed", "wounded", "casualties", "missing"})
_ENDED: Final = _LOST | {"captured"}
_WHOSE: Final = words("enemy russian ukrainian hit ворога противника врага ворожі вражеские")
_HIT: Final = "hit"
_FEWEST: Final = 2  # so many pairs side by side are a tally, whatever stands in them
_SINGULAR: Final = ("ого", "ому", "ої", "ой")
# Deeds in a tally alone. Losses are for good, dead, missing and taken in one, or sanitary: who was carried to a doctor.
_SORTS: Final[dict[str, ClaimKind]] = {
    **dict.fromkeys(words("безповоротно безповоротні безповоротних безповоротна"), "casualties"),
    **dict.fromkeys(words("безвозвратно безвозвратные безвозвратных безвозвратная"), "casualties"),
    **dict.fromkeys(words("irretrievable irretrievably irrecoverable irrecoverably"), "casualties"),
    **dict.fromkeys(words("санітарно санітарні санітарних санитарно санитарные санитарных sanitary"), "wounded"),
    **dict.fromkeys(words("здався здалися здались здалось здалося сдался сдались сдалось surrendered"), "captured"),
    **dict.fromkeys(words("полон полоні плен плену captivity"), "captured"),
    "kia": "killed",
    "mia": "missing",
    _HIT: "casualties",
}
Part = tuple[int, int]


class _Pair(NamedTuple):
    """`shown`: a sign between the two, or a word before them, tells that this is a tally. `loss` is the deed whose sort
    this is.
    """

    deed: Happening
    at: int
    shown: bool
    loss: Happening | None


def sorts(line: Line) -> bool:
    """Whether a sentence has a word that is a deed in a tally alone."""
    return any(token[0] in _SORTS for token in line.tokens)


def tally(line: Line, happened: list[Happening], found: list[Count], *, told: bool = False) -> set[int] | None:
    """Tie each deed to the count that stands alone with it, and name the loss of a total that such deeds divide.

    Returns which of the counts are parts of a total. Deeds are added to those that happened, in order. A sentence that
    shows no sign of a tally is left as it is, and None. `told`: the sentence before has counted people.
    """
    if not found:
        return None
    if len(found) < _FEWEST and _SIGNS.isdisjoint([token[0] for token in line.tokens]) and not sorts(line):
        return None
    reading = _Reading(line, happened, found)
    pairs = [pair for pair in reading.pairs if pair.shown or not reading.beside(pair.at)]
    sure = any(not pair.deed.strict and pair.deed.manner != "loss" for pair in pairs)
    pairs = [pair for pair in pairs if sure or not pair.deed.strict or reading.of_people(pair.at, told=told)]
    if len(pairs) < _FEWEST and not any(pair.shown for pair in pairs):
        return None
    for deed, at, _, loss in pairs:
        deed.members = [at]
        if loss is not None:
            happened.remove(loss)
        if not any(other is deed for other in happened):
            happened.append(deed)
        if found[at].head == "unknown":  # 60 безповоротно
            found[at].head, found[at].noun, found[at].end = "none", None, min(found[at].end, found[at].last)
    total = reading.total(pairs)
    happened.sort(key=lambda deed: deed.first)
    return set() if total is None else {pair.at for pair in pairs if pair.at > total}


class _Reading:
    """A sentence as a tally: deeds and counts that stand alone with each other, and counts that stand alone."""

    __slots__ = ("_brackets", "_found", "_happened", "_line", "_texts", "heads", "pairs")

    def __init__(self, line: Line, happened: list[Happening], found: list[Count]) -> None:
        self._line, self._happened, self._found = line, happened, found
        self._texts = [token[0] for token in line.tokens]
        self._brackets = list(_brackets(self._texts))
        self.pairs: list[_Pair] = []
        self.heads: list[int] = []
        for part in self._parts():
            inside = [at for at, count in enumerate(found) if part[0] <= count.first < part[1]]
            if len(inside) == 1:
                self._read(part, inside[0])

    def _read(self, part: Part, at: int) -> None:
        count = self._found[at]
        deed, loss = self._deed(part)
        if deed is None and count.head in _PEOPLE and count.end == part[1] and self._line.text(part[1]) == "(":
            self.heads.append(at)  # how many they are stands before what became of them, in whatever words
        elif self._alone(part, count, deed):
            if deed is None:
                self.heads.append(at)
            elif self._fits(count, deed):
                self.pairs.append(_Pair(deed, at, self._shown(part, count, deed), loss))

    def _parts(self) -> list[Part]:
        """What stands between commas, brackets and "and". A colon or a dash ends a part as well, but for one between a
        deed and its number, or between people and theirs.
        """
        line, found, happened = self._line, self._found, self._happened
        closed = {at for deed in happened for at in range(deed.first, deed.last)}
        closed |= {at for count in found for at in range(count.lead, count.end)}
        closed |= {at for part in self._brackets if not self._counted(part) for at in part}  # 45 (знищено)
        counts, deeds = {count.first for count in found}, {deed.first for deed in happened}
        out: list[Part] = []
        start = 0
        counted = told = named = False  # what stands in the part so far
        for at, text in enumerate(self._texts):
            counted, told = counted or at in counts, told or at in deeds
            named = named or line.words[at].role == "person" or text in _SORTS
            if text == ":" or (text in "-/" and self._loose(at)):
                wall = text == "/" or (counted if told else not (counted or named))
            else:
                wall = text in _WALLS or line.words[at].role in {"and", "but"}
            if wall and at not in closed:
                if at > start:
                    out.append((start, at))
                start = at + 1
                counted = told = named = False
        return [*out, (start, line.end)] if line.end > start else out

    def _loose(self, at: int) -> bool:
        """Whether a sign stands between words, not in one."""
        tokens = self._line.tokens
        return 0 < at < len(tokens) - 1 and tokens[at + 1].spaced and (self._texts[at] == "-" or tokens[at].spaced)

    def _counted(self, part: Part) -> bool:
        return any(part[0] < count.first < part[1] for count in self._found)

    def _deed(self, part: Part) -> tuple[Happening | None, Happening | None]:
        """The one deed of a part, and the loss whose sort it is."""
        inside = [deed for deed in self._happened if part[0] <= deed.first < part[1]]
        if len(inside) > 1:
            return None, None
        one = inside[0] if inside else None
        at = next((at for at in range(*part) if self._texts[at] in _SORTS), -1)
        if at < 0:
            return one, None
        kind = _SORTS[self._texts[at]]
        if one is not None and one.manner != "loss" and one.kind != kind:
            return one, None
        first = at - (kind == "captured" and self._line.role(at - 1) == "preposition")
        last = at + 1
        if one is not None:
            first, last = min(first, one.first), max(last, one.last)
        return Happening(kind, "state", "object", first, last, strict=self._texts[at] == _HIT), one

    def _alone(self, part: Part, count: Count, deed: Happening | None) -> bool:
        """Whether nothing but a count, its people and signs stands in a part beside the deed."""
        taken = set(range(count.lead, count.end))
        if deed is not None:
            taken |= set(range(deed.first, deed.last))
        for first, last in self._brackets:
            if part[0] <= first < part[1] and taken.isdisjoint(range(first, last)):
                taken |= set(range(first, last))  # 2 (Kupiansk, Chuhuiv)
        line = self._line
        rest = [
            line.role(at)
            for at in range(*part)
            if at not in taken and line.is_word(at) and line.role(at) not in _BESIDE and self._texts[at] not in _WHOSE
        ]
        return not rest or (_NOUN.issuperset(rest) and "person" in rest)

    def _fits(self, count: Count, deed: Happening) -> bool:
        if deed.members or deed.manner not in {"verb", "state", "loss"} or deed.mixed or deed.voice == "instrument":
            return False
        if deed.voice == "object" and deed.manner == "verb" and count.first < deed.last:
            return False  # один убил другого
        if count.growth or count.governed >= 0:
            return False
        if deed.first <= count.state < deed.last:  # not 42 одиниці знищеного озброєння
            return count.head != "unknown" and (count.one or not self._texts[deed.first].endswith(_SINGULAR))
        noun = count.noun
        if count.head == "unknown" and noun is not None and deed.first <= noun[0] and noun[1] <= deed.last:
            return True  # 60 безповоротно
        apart = deed.last <= count.lead or count.end <= deed.first
        return apart and count.state < 0 and count.head in {"none", "person", "force"}

    def _shown(self, part: Part, count: Count, deed: Happening) -> bool:
        if deed.first <= count.state < deed.last or self._line.text(part[0] - 1) == "(":
            return True
        if any(self._texts[at] in _SORTS for at in range(deed.first, deed.last)):
            return True
        first = next(at for at in range(*part) if self._line.is_word(at) or self._texts[at].isdigit())
        if any(self._texts[at] in _SIGNS for at in range(first, part[1])):
            return True
        return any(self._line.role(at) == "including" for at in range(part[0], min(count.lead, deed.first)))

    def beside(self, at: int) -> bool:
        """Whether a count of people without a deed stands before it, whom the same may have befallen."""
        return at - 1 in self.heads and self._found[at - 1].head in _PEOPLE

    def of_people(self, at: int, *, told: bool) -> bool:
        """Whether a sentence has named people before it counts them: what is destroyed may be tanks.

        `told`: so has the sentence before, of whom these may be some ("із них 2 498 — знищено").
        """
        count = self._found[at]
        if count.head in _PEOPLE or (told and not at and is_part(self._line, count)):
            return True
        named = [near for near in range(count.first) if self._line.role(near) == "person"]
        things = [other.first for other in self._found[:at] if other.head in {"thing", "unknown"}]
        return bool(named) and max(named) > max(things, default=-1)

    def total(self, pairs: Sequence[_Pair]) -> int | None:
        """The count that the pairs divide: "34 особового складу (знищено - 21, поранено - 13)". It gets a deed of its
        own where it has none.
        """
        found = self._found
        first = min(pair.at for pair in pairs)
        counted = [at for deed in self._happened for at in deed.members if deed.kind in _LOST and at < first]
        if counted:
            return max(counted)
        if first - 1 not in self.heads or any(not deed.members for deed in self._happened):
            return None
        head = found[first - 1]
        noun = head.noun or self._named(head)
        most = head.low if head.high is None else head.high
        if noun is None or head.head not in _PEOPLE | {"none"} or head.growth or most is None:
            return None
        if not {pair.deed.kind for pair in pairs} <= _ENDED or any((found[pair.at].low or 0) > most for pair in pairs):
            return None
        head.noun = noun
        self._happened.append(Happening("casualties", "loss", "object", head.lead, head.end, members=[first - 1]))
        return first - 1

    def _named(self, count: Count) -> Part | None:
        """Who is counted, where that stands before the number: "Особовий склад – 96"."""
        end = next((at + 1 for at in range(count.lead - 1, -1, -1) if self._line.role(at) == "person"), 0)
        start = end
        while start and self._line.role(start - 1) in _NOUN:
            start -= 1
        return (start, end) if end else None


def _brackets(texts: Sequence[str]) -> Iterator[Part]:
    opened = -1
    for at, text in enumerate(texts):
        if text == "(":
            opened = at
        elif text == ")" and opened >= 0:
            yield opened, at
            opened = -1
