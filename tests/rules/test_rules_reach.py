"""reach: what holds, what it says, and what a post costs that has not got that far."""

from typing import Any

import pytest
from pydantic import ValidationError

from monitor.model import Channel, Counters, Marks, Post
from monitor.rules.conditions.reach import ReachOptions
from monitor.rules.ruleset import Ruleset

CHANNEL = Channel(1, "telegram")


def post(text: str = "", **counted: Any) -> Post:
    return Post(1, 1, 0, text, counters=Counters(**counted))


def held(ruleset: Ruleset, item: Post) -> list[str]:
    return [match.rule for match in ruleset.match(item, CHANNEL).matches]


@pytest.mark.parametrize(
    ("when", "counted", "said"),
    [
        (100_000, {"views": 100_000}, ["100,000 views"]),
        (100_000, {"views": 1_234_567}, ["1,234,567 views"]),
        (100_000, {"views": 99_999}, None),
        (100_000, {}, None),
        ({"forwards": 500}, {"views": 9, "forwards": 512}, ["512 forwards"]),
        ({"reactions": 1}, {"reactions": (("🔥", 1),)}, ["1 reaction"]),
        ({"reactions": 10}, {"reactions": (("🔥", 6), ("custom:5", 4))}, ["10 reactions"]),
        ({"views": 100, "forwards": 5}, {"views": 100, "forwards": 5}, ["100 views", "5 forwards"]),
        ({"views": 100, "forwards": 5}, {"views": 100_000, "forwards": 4}, None),
    ],
)
def test_what_is_reached(words: Any, when: Any, counted: dict[str, Any], said: list[str] | None) -> None:
    assert words({"reach": when}, post(**counted)) == said


@pytest.mark.parametrize("written", [{}, {"views": 0}, {"likes": 5}])
def test_a_condition_that_waits_for_nothing_is_refused(written: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ReachOptions.model_validate(written)


def test_the_marks_of_all_rules_rise_and_lead_to_the_rules_that_wait(compiled: Any) -> None:
    ruleset = compiled(
        {
            "far": {"reach": 100_000},
            "near": {"all": [{"keyword": "drone"}, {"any": [{"reach": 500}, {"reach": {"forwards": 20}}]}]},
            "same": {"reach": {"views": 500}},
            "none": {"keyword": "drone"},
        }
    )
    assert ruleset.marks == Marks((500, 100_000), (20,))
    assert ruleset.waiting(Marks((500,))) == {"near", "same"}
    assert ruleset.waiting(Marks((100_000,), (20,))) == {"far", "near"}
    assert ruleset.waiting(Marks()) == frozenset()
    assert compiled({"none": {"keyword": "drone"}}).marks == Marks()


def test_a_post_that_is_far_from_it_is_not_even_asked(compiled: Any) -> None:
    ruleset = compiled({"far": {"reach": {"views": 100_000}}})

    def concerned(views: int) -> bool:
        return bool(ruleset._concerned(ruleset._reading(post(views=views)), CHANNEL))

    assert [concerned(views) for views in (0, 99_999, 100_000, 5_000_000)] == [False, False, True, True]


def test_beside_other_conditions(compiled: Any) -> None:
    ruleset = compiled({"both": {"all": [{"keyword": "drone"}, {"reach": 100}]}, "not": {"not": {"reach": 100}}})
    assert held(ruleset, post("a drone", views=100)) == ["both"]
    assert held(ruleset, post("a drone", views=99)) == ["not"]
    assert held(ruleset, post("calm", views=100)) == []


def test_a_text_alone_does_not_tell(compiled: Any) -> None:
    ruleset = compiled({"both": {"all": [{"keyword": "drone"}, {"reach": 100}]}})
    assert ruleset.verdict("both", "a drone") is None
    assert ruleset.verdict("both", "calm") is False
