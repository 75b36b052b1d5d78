"""The ledger: what agrees, differs, contradicts and is denied, in cases."""

from typing import Any

import pytest

from monitor.model import Figure
from monitor.stories.ledger import Denial, Statement, exclude, is_contested, ledger

PLACES = frozenset({"plekhovo", "kurilovka", "odesa"})
NEAR = {"plekhovo": {"plekhovo", "kurilovka"}, "kurilovka": {"plekhovo", "kurilovka"}}
OPEN = {"at_least", "more_than", "vague"}


def around(place: str) -> set[str]:
    return NEAR.get(place, {place})


def say(post: int, number: int, how: str = "exact", **more: Any) -> Statement:
    """Post `post`, an origin with a voice of its own, says `number` of `who` (dprk) at `places`."""
    who = more.pop("who", ("dprk",))
    low = None if how in ("up_to", "less_than") else number
    high = None if how in OPEN else number
    kind = more.pop("kind", "killed")
    figure = Figure(kind, low, high, who, more.pop("places", ()), who_said=bool(who))
    origin = more.pop("origin", post)
    return Statement(post, 0, origin, more.pop("voice", origin), (post, 0, post), figure, how, **more)  # type: ignore[arg-type]


def judged(*statements: Statement, denials: tuple[Denial, ...] = ()) -> list[Any]:
    return ledger(statements, denials, PLACES, around)


def verdicts(*statements: Statement) -> list[tuple[str, list[int]]]:
    return [(fact.verdict, [entry.statement.post for entry in fact.entries]) for fact in judged(*statements)]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (say(1, 30), say(2, 30), False),
        (say(1, 30), say(2, 31), True),
        (say(1, 30, "at_least"), say(2, 200, "about"), False),
        (say(1, 30, "at_least"), say(2, 20), True),
        (say(1, 300, "more_than"), say(2, 300), True),
        (say(1, 300, "more_than"), say(2, 301), False),
        (say(1, 10, "less_than"), say(2, 10), True),
        (say(1, 10, "less_than"), say(2, 9), False),
        (say(1, 10, "up_to"), say(2, 10, "at_least"), False),
        (say(1, 200, "about"), say(2, 240), False),
        (say(1, 200, "about"), say(2, 241), True),
        (say(1, 24, "vague"), say(2, 500), False),
        (say(1, 0), say(2, 10, "up_to"), True),
        (say(1, 0), say(2, 0), False),
    ],
)
def test_whether_no_number_fits_both(one: Statement, other: Statement, wanted: bool) -> None:
    assert exclude(one, other) is wanted
    assert exclude(other, one) is wanted


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        ([say(1, 30)], [("single", [1])]),
        ([say(1, 30, deleted=True), say(2, 50, deleted=True)], [("withdrawn", [1, 2])]),
        ([say(1, 30), say(2, 30, "at_least")], [("agreeing", [1, 2])]),
        ([say(1, 30), say(2, 50)], [("differing", [1, 2])]),
        ([say(1, 30, side="ua"), say(2, 50, side="ua")], [("differing", [1, 2])]),
        ([say(1, 30, side="ua"), say(2, 50)], [("differing", [1, 2])]),
        ([say(1, 30, side="ua"), say(2, 50, side="ru")], [("contradicting", [1, 2])]),
        ([say(1, 30, side="ua"), say(2, 30, side="ru")], [("agreeing", [1, 2])]),
        ([say(1, 30), say(2, 0)], [("denied", [1, 2])]),
        ([say(1, 0), say(2, 0)], [("agreeing", [1, 2])]),
        ([say(1, 30), say(2, 30, kind="wounded")], [("single", [1]), ("single", [2])]),
        ([say(1, 30), say(2, 300, who=("afu",))], [("single", [1]), ("single", [2])]),
        ([say(1, 30, places=("plekhovo",)), say(2, 30, places=("kurilovka",))], [("agreeing", [1, 2])]),
        ([say(1, 30, places=("plekhovo",)), say(2, 50, places=("odesa",))], [("single", [1]), ("single", [2])]),
        ([say(1, 30, places=("plekhovo",)), say(2, 50)], [("differing", [1, 2])]),
    ],
)
def test_facts_and_their_verdicts(statements: list[Statement], wanted: list[tuple[str, list[int]]]) -> None:
    assert verdicts(*statements) == wanted
    assert verdicts(*reversed(statements)) == wanted, "in whatever order they are handed over"


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        ([say(1, 30), say(2, 30, who=())], [[1, 2]]),
        ([say(1, 30, who=()), say(2, 30)], [[1, 2]]),
        ([say(1, 30), say(2, 300, who=("afu",)), say(3, 30, who=())], [[1], [2], [3]]),
        ([say(1, 30), say(2, 30, who=(), said="civilians")], [[1], [2]]),
        ([say(1, 30, who=(), said="civilians"), say(2, 40, who=(), said="civilians")], [[1, 2]]),
        ([say(1, 30, who=()), say(2, 40, who=())], [[1, 2]]),
        ([say(1, 30, who=("dprk", "storm")), say(2, 40, who=("storm",))], [[1, 2]]),
    ],
)
def test_who_are_the_same_people(statements: list[Statement], wanted: list[list[int]]) -> None:
    assert [posts for _, posts in verdicts(*statements)] == wanted


def test_copies_count_once_whatever_their_side() -> None:
    (fact,) = judged(say(1, 30, side="ua"), say(2, 30, side="ru", origin=1), say(3, 40, side="ru", origin=1))
    assert (fact.verdict, fact.origins, fact.contested) == ("single", 1, False)
    assert [(e.statement.post, e.copies) for e in fact.entries] == [(1, (2,)), (3, ())]


def test_who_repeats_themselves_agrees_with_nobody() -> None:
    (fact,) = judged(say(1, 30), say(2, 30, voice=1), say(3, 30, voice=1))
    assert (fact.verdict, fact.origins) == ("single", 1)
    (fact,) = judged(say(1, 30), say(2, 30, voice=1), say(3, 30))
    assert (fact.verdict, fact.origins) == ("agreeing", 2)
    (fact,) = judged(say(1, 30), say(2, 50, voice=1))
    assert (fact.verdict, fact.origins) == ("differing", 1), "another number of the same channel is another number"
    (fact,) = judged(say(1, 30, deleted=True), say(2, 30, voice=1))
    assert (fact.verdict, fact.origins) == ("single", 1)


def test_what_was_deleted_is_shown_and_decides_nothing() -> None:
    (fact,) = judged(say(1, 30, side="ua"), say(2, 50, side="ru", deleted=True))
    assert (fact.verdict, fact.origins, fact.contested) == ("single", 1, False)
    assert [entry.statement.post for entry in fact.entries] == [1, 2]


def test_a_copy_that_stands_speaks_for_a_first_post_that_was_deleted() -> None:
    (fact,) = judged(say(1, 30, deleted=True), say(2, 30, origin=1), say(3, 50))
    assert (fact.verdict, fact.origins) == ("differing", 2)
    assert [(e.statement.post, e.copies) for e in fact.entries] == [(2, (1,)), (3, ())]


def test_a_later_and_higher_number_of_the_same_side_is_an_update() -> None:
    (fact,) = judged(say(1, 30, side="ua"), say(2, 50, side="ua"), say(3, 20, side="ua"))
    assert [entry.updates for entry in fact.entries] == [None, 1, None]
    (fact,) = judged(say(1, 30, side="ua"), say(2, 50, side="ru"))
    assert [entry.updates for entry in fact.entries] == [None, None]
    (fact,) = judged(say(1, 30), say(2, 50))
    assert [entry.updates for entry in fact.entries] == [None, None], "no side is no same side"


def denial(post: int, places: set[str], others: set[str], side: str = "", origin: int = 0) -> Denial:
    return Denial(post, origin or post, (post, 0, post), frozenset(places), frozenset(others), side)


@pytest.mark.parametrize(
    ("against", "denied"),
    [
        (denial(9, {"plekhovo"}, {"dprk"}), True),
        (denial(9, {"kurilovka"}, {"dprk"}), True),
        (denial(9, {"odesa"}, {"dprk"}), False),
        (denial(9, {"plekhovo"}, {"akhmat"}), False),
        (denial(9, set(), {"dprk"}), False),
        (denial(0, {"plekhovo"}, {"dprk"}), False),
        (denial(9, {"plekhovo"}, {"dprk"}, origin=1), False),
    ],
)
def test_a_later_post_that_names_place_and_people_denies(against: Denial, denied: bool) -> None:
    (fact,) = judged(say(1, 300, who=("afu",), places=("plekhovo",), named=("dprk", "plekhovo")), denials=(against,))
    assert (fact.verdict == "denied") is denied
    assert fact.denials == ((against.post,) if denied else ())


def test_who_says_that_there_was_nobody_denies_too() -> None:
    (fact,) = judged(say(1, 30, places=("plekhovo",)), say(2, 0), denials=(denial(9, {"plekhovo"}, {"dprk"}),))
    assert (fact.verdict, fact.denials) == ("denied", (2, 9))


def test_the_post_says_where_if_the_claim_does_not() -> None:
    (fact,) = judged(say(1, 300, named=("dprk", "plekhovo")), denials=(denial(9, {"plekhovo"}, {"dprk"}),))
    assert fact.verdict == "denied"


@pytest.mark.parametrize(
    ("statements", "denials", "wanted"),
    [
        ([say(1, 30, side="ua"), say(2, 50, side="ru")], (), True),
        ([say(1, 30, side="ua"), say(2, 50, side="ua")], (), False),
        ([say(1, 30, side="ua"), say(2, 50)], (), False),
        ([say(1, 30, side="ua"), say(2, 0, side="ru")], (), True),
        ([say(1, 30, side="ua"), say(2, 0, side="ua")], (), False),
        ([say(1, 30, side="ua", places=("plekhovo",))], (denial(9, {"plekhovo"}, {"dprk"}, "ru"),), True),
        ([say(1, 30, side="ru", places=("plekhovo",))], (denial(9, {"plekhovo"}, {"dprk"}, "ru"),), False),
    ],
)
def test_a_story_is_contested_if_sides_contradict_each_other(
    statements: list[Statement], denials: tuple[Denial, ...], wanted: bool
) -> None:
    assert is_contested(judged(*statements, denials=denials)) is wanted
