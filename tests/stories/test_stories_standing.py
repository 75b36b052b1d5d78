"""What holds of a story after what people said, and how its origins corroborate each other."""

import random
from typing import Any

import pytest

from monitor.model import CREDIBLE, RULINGS, Opinion, Ruling, grade
from monitor.stories.corroboration import Corroboration, Voice, corroboration, in_words
from monitor.stories.standing import needed, person, standing


def said(*words: str, people: int = 2) -> list[Opinion]:
    """ "anna confirmed" and so on, a minute apart."""
    pairs = (word.split() for word in words)
    return [Opinion(1, ruling, by, n, "seen", people=people) for n, (by, ruling) in enumerate(pairs)]  # type: ignore[arg-type]


def held(opinions: list[Opinion]) -> tuple[str, list[str], list[tuple[str, str, int]]]:
    now = standing(opinions)
    proposed = [(one.by, one.ruling, needed(now, one.ruling)) for one in now.proposed]
    return now.ruling, [one.by for one in now.made], proposed


def test_nobody_said_anything() -> None:
    assert held([]) == ("unverified", [], [])
    assert standing([]).credibility == 6


def test_alone_the_last_word_holds() -> None:
    assert held(said("anna confirmed", "boris disputed", people=1)) == ("disputed", ["boris"], [])
    assert held(said("anna confirmed", "anna unverified", people=1)) == ("unverified", ["anna"], [])


@pytest.mark.parametrize(
    ("words", "ruling", "made", "proposed"),
    [
        (["anna confirmed"], "unverified", [], [("anna", "confirmed", 1)]),
        (["anna confirmed", "anna confirmed"], "unverified", [], [("anna", "confirmed", 1)]),
        (["Anna confirmed", "ANNA confirmed"], "unverified", [], [("ANNA", "confirmed", 1)]),
        (["anna confirmed", "boris confirmed"], "confirmed", ["anna", "boris"], []),
        (["anna confirmed", "boris false"], "unverified", [], [("anna", "confirmed", 1), ("boris", "false", 1)]),
        (["anna confirmed", "boris false", "anna false"], "false", ["boris", "anna"], []),
        (["anna confirmed", "anna unverified", "boris confirmed"], "unverified", ["anna"], [("boris", "confirmed", 1)]),
        (
            ["anna confirmed", "boris confirmed", "anna disputed"],
            "confirmed",
            ["anna", "boris"],
            [("anna", "disputed", 1)],
        ),
        # Who agreed to another verdict before has to say so anew.
        (
            ["a confirmed", "b confirmed", "c disputed", "d disputed", "a confirmed"],
            "disputed",
            ["c", "d"],
            [("a", "confirmed", 1)],
        ),
        (["a confirmed", "b confirmed", "c confirmed"], "confirmed", ["a", "b", "c"], []),
    ],
)
def test_two_have_to_agree(words: list[str], ruling: str, made: list[str], proposed: list[Any]) -> None:
    assert held(said(*words)) == (ruling, made, proposed)


def test_what_was_needed_when_it_was_said_is_what_counts() -> None:
    before, after = said("anna confirmed", people=1), said("boris false", people=2)
    assert held([*before, *after]) == ("confirmed", ["anna"], [("boris", "false", 1)])
    assert held([*said("anna false", people=3), *said("boris false", people=2)]) == ("false", ["anna", "boris"], [])


def test_no_single_person_ever_changes_what_holds_where_two_are_needed() -> None:
    draw = random.Random(5)
    for _ in range(2_000):
        opinions = said(*(f"{draw.choice('abc')} {draw.choice(RULINGS)}" for _ in range(draw.randint(1, 9))))
        before, after = standing(opinions[:-1]), standing(opinions)
        if before.ruling != after.ruling:
            assert len({person(one.by) for one in after.made}) == 2
        assert len({person(one.by) for one in after.proposed}) == len(after.proposed)


def test_spelling_makes_nobody_another_person() -> None:
    assert person("  Olena \t K. ") == person("olena k.")
    assert person("Olena") != person("Olena K.")


@pytest.mark.parametrize(
    ("ruling", "codes"),
    [("unverified", ("A6", "–6")), ("confirmed", ("A1", "–1")), ("disputed", ("A4", "–4")), ("false", ("A5", "–5"))],
)
def test_the_code(ruling: Ruling, codes: tuple[str, str]) -> None:
    assert (grade("A", CREDIBLE[ruling]), grade(None, CREDIBLE[ruling])) == codes
    assert grade("F", 6) == "F6"


def voices(text: str) -> list[Voice]:
    """ "1:ukraine -2:" are two channels; each has an origin of its own, the second no side, and it deleted that."""
    pairs = (word.split(":") for word in text.split())
    return [
        Voice(100 + n, abs(int(channel)), side, deleted=channel.startswith("-"))
        for n, (channel, side) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", "none", "no origin is left"),
        ("1:ukraine", "single", "a single origin (ukraine), not corroborated"),
        ("1:", "single", "a single origin, not corroborated"),
        ("1:ukraine 1:ukraine", "single", "a single origin (ukraine), not corroborated"),
        (
            "1:russia 2:russia 3:russia",
            "one_side",
            "3 independent origins, all of the same side (russia): not corroborated by any other",
        ),
        ("1: 2:", "no_side", "2 independent origins, none of which speaks for a side"),
        (
            "1:ukraine 2: 3:ukraine",
            "beyond_side",
            "3 independent origins: of one side (ukraine 2), and 1 without a side",
        ),
        (
            "1:ukraine 2:russia 3:russia 4:",
            "several_sides",
            "4 independent origins on 2 sides (russia 2, ukraine 1), and 1 without a side",
        ),
    ],
)
def test_how_a_story_is_corroborated(text: str, kind: str, words: str) -> None:
    found = corroboration(voices(text))
    assert (found.kind, in_words(found)) == (kind, words)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        (
            "1:ukraine -2:russia",
            "single",
            "a single origin (ukraine), not corroborated; 1 deleted origin does not count",
        ),
        ("1: -2: -3: -2:", "single", "a single origin, not corroborated; 2 deleted origins do not count"),
        ("-1:", "none", "no origin is left; 1 deleted origin does not count"),
        ("-1: 1: 2:", "no_side", "2 independent origins, none of which speaks for a side"),
        ("1: -1: 2:", "no_side", "2 independent origins, none of which speaks for a side"),
    ],
)
def test_who_deleted_all_that_they_said_is_said_not_to_count(text: str, kind: str, words: str) -> None:
    found = corroboration(voices(text))
    assert (found.kind, in_words(found)) == (kind, words)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", "none", "no origin is left"),
        ("1:", "single", "a single origin, not corroborated"),
        (
            "1: 2: 1:",
            "not_known",
            "2 independent origins; for which sides they speak is not known without the watch file",
        ),
    ],
)
def test_sides_that_are_not_known_are_not_said_to_be_none(text: str, kind: str, words: str) -> None:
    found = corroboration(voices(text), known=False)
    assert (found.kind, found.sides, found.sideless, in_words(found)) == (kind, (), None, words)


def test_the_same_origin_never_corroborates_itself() -> None:
    copies = [Voice(7, 1, "ukraine"), Voice(7, 2, "russia"), Voice(7, 3, "")]
    assert corroboration(copies) == Corroboration("single", 1, (("ukraine", 1),))
