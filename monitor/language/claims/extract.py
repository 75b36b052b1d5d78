"""The claims of a text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from monitor.language.claims.headings import items, may_list
from monitor.language.claims.line import Line
from monitor.language.claims.prospects import Prospect, of_things, prospect
from monitor.language.claims.review import review
from monitor.language.claims.sentences import Sentences, plain
from monitor.language.claims.slang import both_labelled, in_numbers, spelt_out
from monitor.language.claims.statement import Statement
from monitor.language.claims.statements import statements
from monitor.language.claims.surroundings import claimed
from monitor.language.claims.suspects import Stem, counting, counting_in, opening, suspects, suspects_in
from monitor.language.normalize import Folded, fold, in_place
from monitor.language.numbers.read import read_figures
from monitor.language.octets import TABLE, text_of, translation
from monitor.language.tokens import Token, tokenize
from monitor.model.claim import Claim, Part

# Words as tokens have them: letters, and apostrophes between two. Folding leaves no other apostrophe.
_WORDS: Final = translation(
    {char: char for char in TABLE if (char.isalpha() and char != "ʼ") or char == "'"}
    | dict.fromkeys("0123456789", "0"),
    " ",
)
_LOOSE: Final = re.compile(rb"'(?<![^ ']')|'(?![^ '])")
_PICTURE: Final = "\ufe0f"  # folding leaves it out


def extract(folded: Folded) -> tuple[Claim, ...]:
    """What a text claims of people in numbers, in order; positions are of the text as posted. Never raises.

    Most texts hold no word of any kind and cost one search; of the others only the sentences with such a word are cut
    out, and of these only those read whose words do not prove that there is nothing to be found.
    """
    stems = suspects(folded.text, folded.octets)
    return _claims(folded, stems) if stems else ()


def _claims(folded: Folded, stems: list[Stem]) -> tuple[Claim, ...]:
    """`stems` are those of the folded text. Small letters of the whole text are made only for who needs them."""
    text = plain(folded.posted)
    places = in_place(folded, text)
    small, read = places or (None, None)
    lowered, low = folded.text, folded.octets if folded.short else None
    if len(lowered) != len(text):
        lowered, low = "" if small else text.lower(), small
        stems = suspects_in(small) if small else suspects(lowered)
    cut = Sentences(text, small)
    begins, deeds = [start for start, _ in stems], [start for start, deed in stems if deed]
    found: list[Statement] = []
    labelled: bool | None = None  # asked once, of the whole text
    for start, end in _near(cut, begins, found):
        told = _any(deeds, start, end) or (
            _any(begins, start, end) and (counting(lowered[start:end]) if low is None else counting_in(low[start:end]))
        )
        if not told and not (found and opening(text, start, end)):
            continue
        part = text[start:end]
        numbers = in_numbers(part)
        if read is None or numbers or _PICTURE in part:
            whole = fold(part, close=False)
            known = whole.short and not numbers
            promise: Prospect = _prospect(whole.octets, told=bool(found)) if known else "open"
        else:
            promise = _prospect(read[start:end], told=bool(found))
            whole = folded if promise == "nothing" else _folded(part, read[start:end])
        if promise == "nothing":
            continue
        if numbers and labelled is None:
            labelled = both_labelled(text)
        tokens = _tokens(whole, start, labelled=numbers and bool(labelled))
        figures = read_figures(tokens) if promise == "if counted" else None
        if figures == []:
            continue
        line = Line(tokens, figures)
        if figures is None or not of_things(line):
            found += statements(line, found[-1] if found else None)
    if not found and not may_list(text, begins, told=False):
        return ()
    bounds = cut.all()
    if may_list(text, begins, told=bool(found)):
        found = _with_lists(text, cut, bounds, begins, found)
    return claimed(text, bounds, review(found, lowered or text.lower())) if found else ()


def _tokens(whole: Folded, start: int, *, labelled: bool = False) -> list[Token]:
    return spelt_out(tokenize(whole, start), whole.text, labelled=labelled)


def _with_lists(
    text: str, cut: Sentences, bounds: list[Part], begins: list[int], found: list[Statement]
) -> list[Statement]:
    """All that was found, and what lines of lists claim that are read with another, in order."""
    starts = [start for start, _ in bounds]
    told = {bounds[bisect_right(starts, _place(one)) - 1] for one in found}
    read: dict[Part, list[Token]] = {}
    listed: list[Statement] = []
    for beside, item, apart in items(text, cut, begins, told):
        for start, end in (beside, item):
            if (start, end) not in read:
                read[start, end] = _tokens(fold(text[start:end], close=False), start)
        wall = [read[beside][-1]._replace(text=";", kind="sign")] if apart and read[beside] else []
        line = Line([*read[beside], *wall, *read[item]])
        own = len(read[beside]) + len(wall)
        listed += [
            one
            for one in statements(line)
            if one.people and one.people[0].first >= own and (not apart or one.happening.first >= own)
        ]
    return sorted(found + listed, key=_place) if listed else found


def _place(statement: Statement) -> int:
    """Where it stands in the text."""
    first = statement.people[0].first if statement.people else statement.happening.first
    return statement.line.tokens[first].start


def _near(cut: Sentences, begins: list[int], found: list[Statement]) -> Iterator[Part]:
    """The sentences of the lines with such words, and of all lines once something was found: it may be told on.

    `begins` are where the words do.
    """
    done = at = 0
    while not found:
        at = bisect_left(begins, done, at)
        if at == len(begins):
            return
        line = cut.line(begins[at])
        yield from cut.of(line)
        done = max(
            line[1], begins[at] + 1
        )  # small letters may be more than there were: a word then stands past the end
    for line in cut.lines(done):
        yield from cut.of(line)


def _any(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _prospect(read: bytes, *, told: bool) -> Prospect:
    """What the words of a sentence prove; `read` are its folded octets."""
    spaced = read.translate(_WORDS)
    digits = b"0" in spaced
    if digits:
        spaced = spaced.replace(b"0", b" ")
    if b"'" in spaced:
        spaced = _LOOSE.sub(b" ", spaced)
    return prospect(spaced.split(), digits=digits, told=told)


def _folded(part: str, read: bytes) -> Folded:
    """`read` are the folded octets of the part: without a question mark, they are all of it."""
    return fold(part, close=False) if b"?" in read else Folded(text_of(read), part, octets=read)
