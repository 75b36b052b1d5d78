"""The Admiralty code of NATO's intelligence doctrine (AJP-2.1, STANAG 2511): how reliable a source, how credible it is.

The two are judged apart from each other. docs/grading.md has the words of the doctrine and how ours map to them.
"""

from collections.abc import Mapping
from typing import Literal, get_args

Reliability = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal[1, 2, 3, 4, 5, 6]
Ruling = Literal["unverified", "confirmed", "disputed", "false"]

RELIABILITY: Mapping[Reliability, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY: Mapping[Credibility, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
CREDIBLE: Mapping[Ruling, Credibility] = {"unverified": 6, "confirmed": 1, "disputed": 4, "false": 5}
"""What each word of a desk is in the code, which has nothing below "improbable"."""

RULINGS: tuple[Ruling, ...] = get_args(Ruling)


def grade(reliability: Reliability | None, credibility: Credibility) -> str:
    """ "B2". Nobody has graded the source: "–2", which is not F, a source of which nobody can tell."""
    return f"{reliability or '–'}{credibility}"
