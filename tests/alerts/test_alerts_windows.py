"""Which matches stand in a reached window: against the plainest way to say it, and however they come in."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from monitor.alerts.windows.reached import learn, reached
from monitor.alerts.windows.shapes import shape_of
from monitor.alerts.windows.words import span
from monitor.model import All, Any, Entry, Known, Leaf, Not, Origin, RuleSpec, Tree, WindowSpec

WITHIN = 10
COUNT = WindowSpec("count", WITHIN, least=3)
DISTINCT = WindowSpec("distinct", WITHIN, of="channel", least=2)
SPIKE = WindowSpec("spike", WITHIN, least=2, times=2.0, against=40)
SEQUENCE = WindowSpec("sequence", WITHIN, steps=("a", "b", "c"))
ENTRIES = st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abc")), max_size=12).map(
    lambda pairs: sorted(
        (Entry("r", "", posted, number, value) for number, (posted, value) in enumerate(pairs)),
        key=lambda entry: (entry.posted, entry.post),
    )
)


def usual(moment: int) -> float:
    return 1.0 + moment % 3 / 2


def plainly(spec: WindowSpec, entries: list[Entry]) -> set[int]:
    """Every set of matches that the rule speaks of, one by one."""
    found: set[int] = set()
    if spec.kind == "sequence":
        for chain in combinations(entries, len(spec.steps)):
            times = [entry.posted for entry in chain]
            rising = all(a < b for a, b in pairwise(times))
            if rising and [e.value for e in chain] == list(spec.steps) and times[-1] - times[0] <= spec.within:
                found |= {entry.post for entry in chain}
        return found
    for one in entries:
        end = one.posted if spec.kind == "spike" else one.posted + spec.within
        window = [entry for entry in entries if end - spec.within <= entry.posted <= end]
        number = len({e.value for e in window}) if spec.kind == "distinct" else len(window)
        if number >= spec.least and (spec.kind != "spike" or number >= spec.times * usual(end)):
            found |= {entry.post for entry in window}
    return found


@pytest.mark.parametrize("spec", [COUNT, DISTINCT, SPIKE, SEQUENCE], ids=lambda spec: spec.kind)
@given(entries=ENTRIES)
def test_as_it_is_said_plainly(spec: WindowSpec, entries: list[Entry]) -> None:
    assert reached(spec, entries, {entry.post for entry in entries}, usual) == plainly(spec, entries)


@pytest.mark.parametrize("spec", [COUNT, DISTINCT, SPIKE, SEQUENCE], ids=lambda spec: spec.kind)
@given(entries=ENTRIES, lots=st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_it_comes_to_the_same(spec: WindowSpec, entries: list[Entry], lots: object) -> None:
    order = list(entries)
    lots.shuffle(order)  # type: ignore[attr-defined]
    there: list[Entry] = []
    told: set[int] = set()
    for entry in order:
        there = sorted([*there, entry], key=lambda one: (one.posted, one.post))
        told |= reached(spec, there, {entry.post}, usual)
    assert told == plainly(spec, entries)


def test_windows_without_what_is_new_in_them_are_not_spoken_of() -> None:
    entries = [Entry("r", "", posted, posted) for posted in (0, 1, 2, 50, 51)]
    assert reached(COUNT, entries, {50, 51}, usual) == frozenset()
    assert reached(COUNT, entries, {2}, usual) == {0, 1, 2}


def test_without_a_record_nothing_is_usual_and_nothing_a_spike() -> None:
    entries = [Entry("r", "", 0, number) for number in range(9)]
    assert reached(SPIKE, entries, {0}, lambda _: None) == frozenset()


@pytest.mark.parametrize(
    ("known", "posted", "then"),
    [
        (None, 5, Known(5, 5)),
        (Known(5, 9), 12, Known(5, 12)),
        (Known(5, 9), 49, Known(5, 49)),  # 40 after it was last there: still known
        (Known(5, 9), 50, Known(50, 50)),
        (Known(50, 60), 12, Known(12, 60)),  # it came in late
        (Known(50, 60), 9, Known(50, 60)),  # and this is long before
        (Known(5, 9), 7, Known(5, 9)),
    ],
)
def test_what_is_known_of_a_value(known: Known | None, posted: int, then: Known) -> None:
    assert learn(known, posted, 40) == then


@given(moments=st.lists(st.integers(0, 30), min_size=1, max_size=8), lots=st.randoms(use_true_random=False))
def test_a_value_is_known_in_any_order(moments: list[int], lots: object) -> None:
    known = other = None
    for moment in sorted(moments):
        known = learn(known, moment, 40)
    lots.shuffle(moments)  # type: ignore[attr-defined]
    for moment in moments:
        other = learn(other, moment, 40)
    assert known == other


@pytest.mark.parametrize(
    ("millis", "words"),
    [(600_000, "10 min"), (5_400_000, "1 h 30 min"), (604_800_000, "7 d"), (86_400_000 + 61_000, "1 d"), (0, "0 s")],
)
def test_spans_in_words(millis: int, words: str) -> None:
    assert span(millis) == words


def test_a_rule_that_waits_for_a_silence_is_another_once_it_matches_something_else() -> None:
    class Words(BaseModel):
        any: frozenset[str]

    def shape(when: Tree, *channels: str) -> str:
        window = WindowSpec("silence", 600_000)
        return shape_of(RuleSpec("r", "r", "high", when, Origin(channels=frozenset(channels)), window=window))

    one, other = Leaf("keyword", Words(any=frozenset("abcdef"))), Leaf("keyword", Words(any=frozenset("ab")))
    shapes = [
        shape(one),
        shape(other),
        shape(Any((one, other))),
        shape(All((one, other))),
        shape(Not(one)),
        shape(one, "a"),
    ]
    assert len(set(shapes)) == 6
    assert {found.partition("#")[0] for found in shapes} == {"silence   "}
    again = shape(Leaf("keyword", Words(any=frozenset("fedcba"))), *"qwertyuiop")
    assert again == shape(one, *"poiuytrewq")
