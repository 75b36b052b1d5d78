"""The labelled passages, scored as they are scored elsewhere, with floors below which nobody may fall."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.model import Claim

LABELLED = Path(__file__).parents[2].parent / "shared" / "corpus" / "claims_dev.jsonl"
_Key = tuple[str, int | None, int | None]


def passages() -> list[dict[str, Any]]:
    if not LABELLED.exists():
        pytest.skip(f"no labelled passages to score: {LABELLED} is absent")
    return [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


def said(text: str) -> Counter[_Key]:
    return Counter((claim.kind, claim.min, claim.max) for claim in extract(fold(text)) if not claim.denied)


def labelled(row: dict[str, Any]) -> Counter[_Key]:
    keys = ((claim["kind"], claim["min"], claim["max"]) for claim in row["claims"])
    return Counter(key for key in keys if key[1:] != (0, 0))


def score(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Precision and F1 of the figures."""
    right = claimed = wanted = 0
    for row in rows:
        have, want = said(row["text"]), labelled(row)
        right += (have & want).total()
        claimed += have.total()
        wanted += want.total()
    return right / claimed, 2 * right / (claimed + wanted)


def test_figures_over_all() -> None:
    precision, f1 = score(passages())
    assert precision >= 0.95
    assert f1 >= 0.92


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_figures_of_a_language(language: str) -> None:
    precision, f1 = score([row for row in passages() if row["lang"] == language])
    assert precision >= 0.90
    assert f1 >= 0.88


def words(text: str | None) -> set[str]:
    return set("".join(char if char.isalnum() else " " for char in (text or "").casefold()).split())


@pytest.mark.parametrize(("part", "floor"), [("who", 0.9), ("place", 0.85), ("by", 0.85)])
def test_who_where_and_who_says_so(part: str, floor: float) -> None:
    named = found = 0
    for row in passages():
        left: list[Claim] = list(extract(fold(row["text"])))
        for label in row["claims"]:
            same = [c for c in left if (c.kind, c.min, c.max) == (label["kind"], label["min"], label["max"])]
            if not same or label["max"] == 0:
                continue
            left.remove(same[0])
            span = getattr(same[0], part)
            named += label[part] is not None
            found += span is not None and bool(words(row["text"][slice(*span)]) & words(label[part]))
    assert found >= floor * named
