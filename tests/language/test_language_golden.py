"""What is read in two corpora of real posts, as it was last looked over: changes are shown to be read.

The corpora are not part of the project, and neither are their texts: the file beside this holds where claims stand and
what they are, and how often each entity of the ready set is named. To accept what is shown: GOLDEN=write, and commit.
"""

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config.load import load_rules
from monitor.config.starter import starter_file
from monitor.kinds import discover
from monitor.language.claims.extract import extract
from monitor.language.names import expand
from monitor.language.normalize import fold
from monitor.model import Claim
from monitor.rules.naming import Namer

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
GOLDEN = Path(__file__).parent / "golden"
SHOWN = 25
NAMES = ("posts_uk", "posts_ru")


def posts(name: str) -> list[str]:
    path = CORPUS / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no real posts to read: {path} is absent")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def line_of(number: int, claim: Claim) -> str:
    bounds = "/".join("" if bound is None else str(bound) for bound in (claim.min, claim.max))
    who = "who" if claim.who else ""
    return f"{number} {claim.number[0]} {claim.kind} {bounds} {claim.qualifier} {who}".rstrip()


def kept(name: str, found: list[str]) -> list[str]:
    """What was found when it was last looked over; the new findings take its place where that is asked for."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        file.write_text("\n".join(found) + "\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").splitlines()


def shown(texts: list[str], lines: list[str], sign: str) -> Iterator[str]:
    for line in lines[:SHOWN]:
        number, at = map(int, line.split()[:2])
        around = " ".join(texts[number][max(0, at - 60) : at + 80].split())
        yield f"{sign} {line}    …{around}…"
    if len(lines) > SHOWN:
        yield f"{sign} and {len(lines) - SHOWN} more"


@pytest.mark.parametrize("name", NAMES)
def test_claims_in_real_posts(name: str) -> None:
    texts = posts(name)
    found = [line_of(number, claim) for number, text in enumerate(texts) for claim in extract(fold(text))]
    before = kept(f"{name}_claims", found)
    gone, new = Counter(before) - Counter(found), Counter(found) - Counter(before)
    kinds = Counter(line.split()[2] for line in found)
    said = [f"{len(texts):,} posts, {len(found):,} claims: {dict(kinds.most_common())}"]
    said += [*shown(texts, sorted(gone, key=_place), "-"), *shown(texts, sorted(new, key=_place), "+")]
    assert found == before, "\n".join((*said, "Read it; GOLDEN=write accepts it."))


def _place(line: str) -> tuple[int, ...]:
    return tuple(map(int, line.split()[:2]))


@pytest.mark.parametrize("name", NAMES)
def test_entities_in_real_posts(name: str) -> None:
    texts = posts(name)
    spec = load_rules(starter_file(), conditions=discover().conditions, environ={}).spec
    namer = Namer(spec.entities.values(), expand)
    counts: Counter[str] = Counter()
    samples: dict[str, str] = {}
    for text in texts:
        for mention in namer.mentions(text):
            counts[mention.entity] += 1
            samples.setdefault(mention.entity, " ".join(text[max(0, mention.start - 40) : mention.end + 40].split()))
    found = [f"{entity} {count}" for entity, count in sorted(counts.items())]
    before = dict(line.split() for line in kept(f"{name}_entities", found))
    said = [
        f"{entity}: {before.get(entity, 0)} → {counts[entity]}    …{samples.get(entity, '')}…"
        for entity in sorted(before.keys() | counts.keys())
        if int(before.get(entity, 0)) != counts[entity]
    ]
    assert not said, "\n".join((*said, "Read it; GOLDEN=write accepts it."))
