"""Which matches stand in a window that is reached. Pure.

A match belongs to an alert as soon as *some* window that holds it is reached: more matches can only add to that, so
that the order in which they come in, and the batches that they come in, change nothing of what is told in the end.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from monitor.model import Entry, Known, Millis, WindowSpec

Usual = Callable[[Millis], float | None]
"""How many matches a window usually has, for one that ends at a moment; None: the record does not reach back enough."""

Numbers = Callable[[Millis], int | None]
"""How many matches the window of a spike has that ends at a moment; None: nobody asks that."""


class Span(NamedTuple):
    """The entries `[low, high)` of a window, and how many matches it has, or different values."""

    low: int
    high: int
    number: int


def reached(
    spec: WindowSpec, entries: Sequence[Entry], touched: Collection[int], usual: Usual, numbers: Numbers | None = None
) -> frozenset[int]:
    """The posts that stand in a reached window with one that is `touched`. Entries: of one group, in order of time.

    `numbers`: where not all entries were read, how many there are.
    """
    if spec.kind == "sequence":
        chained = _in_chains(entries, spec.steps, spec.within)
        return frozenset() if chained.isdisjoint(touched) else chained
    found: set[int] = set()
    marked = 0
    for low, high, _ in _spans(spec, entries, touched, usual, numbers):
        found.update(entry.post for entry in entries[max(low, marked) : high])
        marked = max(marked, high)
    return frozenset(found)


def fullest(
    spec: WindowSpec, entries: Sequence[Entry], touched: Collection[int], usual: Usual, numbers: Numbers | None = None
) -> Span:
    """Of the windows that `reached` speaks of, the one that holds most; of a sequence, all that there is."""
    spans = _spans(spec, entries, touched, usual, numbers) if spec.kind != "sequence" else ()
    return max(spans, key=lambda span: span.number, default=Span(0, len(entries), len(entries)))


def _spans(
    spec: WindowSpec, entries: Sequence[Entry], touched: Collection[int], usual: Usual, numbers: Numbers | None
) -> Iterator[Span]:
    spans = _ends(entries, spec, usual, numbers) if spec.kind == "spike" else _starts(entries, spec)
    fresh = _running(entry.post in touched for entry in entries)
    return (span for span in spans if fresh[span.high] > fresh[span.low])


def _running(flags: Iterable[bool]) -> list[int]:
    sums = [0]
    for flag in flags:
        sums.append(sums[-1] + flag)
    return sums


def _starts(entries: Sequence[Entry], spec: WindowSpec) -> Iterator[Span]:
    """The reached windows that begin with each entry, for `count` and `distinct`."""
    high, values = 0, Counter[str]()
    for low, first in enumerate(entries):
        while high < len(entries) and entries[high].posted <= first.posted + spec.within:
            values[entries[high].value] += 1
            high += 1
        number = high - low if spec.kind == "count" else len(values)
        if number >= spec.least:
            yield Span(low, high, number)
        values[first.value] -= 1
        if not values[first.value]:
            del values[first.value]


def _ends(entries: Sequence[Entry], spec: WindowSpec, usual: Usual, numbers: Numbers | None) -> Iterator[Span]:
    """The windows that end with each entry and hold so many times what is usual."""
    low = 0
    for at, last in enumerate(entries):
        while entries[low].posted < last.posted - spec.within:
            low += 1
        if at + 1 < len(entries) and entries[at + 1].posted == last.posted:
            continue  # what was posted at the same moment is one window
        count = at + 1 - low if numbers is None else numbers(last.posted)
        if count is not None and count >= spec.least:
            common = usual(last.posted)
            if common is not None and count >= spec.times * common:
                yield Span(low, at + 1, count)


def _in_chains(entries: Sequence[Entry], steps: Sequence[str], within: Millis) -> frozenset[int]:
    """The posts of all chains: one match of each step, each posted later than the one before, first to last in time."""
    starts = _latest_starts(entries, steps)
    backwards = [Entry(e.rule, e.group, -e.posted, e.post, e.value) for e in reversed(entries)]
    ends = _latest_starts(backwards, steps[::-1])[::-1]
    return frozenset(
        entry.post
        for entry, start, end in zip(entries, starts, ends, strict=True)
        if start is not None and end is not None and -end - start <= within
    )


def _latest_starts(entries: Sequence[Entry], steps: Sequence[str]) -> list[Millis | None]:
    """For each entry, when the shortest run of the steps up to its own began; None: they were not all there."""
    place = {step: number for number, step in enumerate(steps)}
    best: list[Millis | None] = [None] * len(steps)
    found: list[Millis | None] = []
    waiting: list[tuple[int, Millis]] = []  # of the same moment: none of them comes after another
    moment: Millis | None = None
    for entry in entries:
        if entry.posted != moment:
            for step, start in waiting:
                before = best[step]
                best[step] = start if before is None else max(start, before)
            waiting, moment = [], entry.posted
        step = place.get(entry.value, -1)
        began = None if step < 0 else entry.posted if step == 0 else best[step - 1]
        found.append(began)
        if began is not None:
            waiting.append((step, began))
    return found


def learn(known: Known | None, posted: Millis, against: Millis) -> Known:
    """What is known of a value once it stood in a match that was posted then."""
    if known is None or posted - known.last > against:
        return Known(posted, posted)
    if posted < known.first - against:
        return known  # it was there long before, and then for long not
    return Known(min(posted, known.first), max(posted, known.last))
