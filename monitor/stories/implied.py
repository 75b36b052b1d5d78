"""Whom a claim counts where it does not say: "at least 3 are missing", "about 200 people".

Taken for granted only where the post leaves little choice, and marked where it is shown.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from monitor.model import Figure

_LOSSES = frozenset({"killed", "wounded", "casualties", "missing"})
_PEOPLE = frozenset(
    "осіб особи особа людей люди людини человек человека чел чел. persons person people individuals".split()  # noqa: SIM905
)
_OF_LOSSES = re.compile(r"\b(?:втрат|потер[ьия]|losses|casualt)")
_SUFFERERS = frozenset({"group", "unit", "organisation"})


def says_nobody(said: str) -> bool:
    """Whether the words for the people, folded, tell nothing of them."""
    return not said or said in _PEOPLE


def implied(
    figures: Sequence[Figure], said: Sequence[str], named: Collection[str], kinds: Mapping[str, str], folded: str
) -> list[tuple[str, ...]]:
    """For each claim of a post the entities that it counts though it does not name them; none where it says whom.

    Those whom all other claims of the post count, if these are the same; else, in a text about losses, the only group,
    unit or organisation that the post names. `said` are the words for the people, folded, `kinds` those of entities.
    """
    others = {figure.who for figure in figures if figure.who}
    if len(others) == 1 and all(f.who or says_nobody(words) for f, words in zip(figures, said, strict=True)):
        taken = next(iter(others))
    else:
        speakers = {name for figure in figures for name in figure.by}
        people = [name for name in named if kinds.get(name) in _SUFFERERS and name not in speakers]
        taken = (people[0],) if len(people) == 1 and not others and _OF_LOSSES.search(folded) else ()
    return [
        taken if not figure.who and says_nobody(words) and figure.kind in _LOSSES else ()
        for figure, words in zip(figures, said, strict=True)
    ]
