"""Entities as a user writes them, over labelled passages: what must be found, and traps that must not be hit.

Passages of the corpora are read in place and left out, aloud, where the corpora are absent; the others are our own.
"""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.language.names import expand
from monitor.model import EntitySpec
from monitor.rules.naming import Namer

HERE = Path(__file__).parent
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
FOUND = 0.97


@cache
def posts(name: str) -> list[str]:
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def text_of(label: dict[str, Any]) -> str:
    if "text" in label:
        return str(label["text"])
    return posts(label["corpus"])[label["line"]][label["start"] : label["end"]]


@pytest.mark.parametrize("own", [True, False], ids=["own", "corpus"])
def test_labelled_passages(own: bool) -> None:
    if not own and not (CORPUS / "posts_uk.jsonl.gz").exists():
        pytest.skip(f"no real posts to read: {CORPUS} is absent")
    said = yaml.safe_load((HERE / "entity_labels.yaml").read_text("utf-8"))["entities"]
    specs = [EntitySpec(key, one["kind"], {k: tuple(v) for k, v in one["names"].items()}) for key, one in said.items()]
    namer = Namer(specs, expand)
    labels = [json.loads(line) for line in (HERE / "entity_labels.jsonl").read_text("utf-8").splitlines()]
    labels = [label for label in labels if ("text" in label) is own]
    missed, hit, wanted = [], [], 0
    for label in labels:
        text = text_of(label)
        want = {(one["entity"], one["start"], one["end"]) for one in label["mentions"]}
        have = {(one.entity, one.start, one.end) for one in namer.mentions(text)}
        wanted += len(want)
        missed += [(label["id"], entity, text[a:b]) for entity, a, b in sorted(want - have)]
        hit += [(label["id"], entity, text[a:b]) for entity, a, b in sorted(have - want)]
    assert len(labels) >= 50
    assert sum(not label["mentions"] for label in labels) >= len(labels) / 4
    assert not hit
    assert len(missed) <= (1 - FOUND) * wanted, missed
