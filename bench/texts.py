"""Texts and keywords to measure with: real posts where they are at hand, else generated ones."""

import gzip
import json
import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
_WORD = re.compile(r"[а-яіїєґё]{4,}")
_ENDINGS = ("ъем", "щук", "жищ", "фюр", "гзык")


@cache
def texts() -> tuple[str, ...]:
    """Post texts; of the corpora at `../shared/corpus` if they are there."""
    found: list[str] = []
    for name in ("posts_ru.jsonl.gz", "posts_uk.jsonl.gz"):
        path = CORPUS / name
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                found += [json.loads(line)["text"] for line in lines]
    return tuple(text for text in found if text) or _generated()


def source() -> str:
    """Where the texts come from, in words."""
    return "corpus" if (CORPUS / "posts_ru.jsonl.gz").exists() else "generated"


def keywords(count: int, share: float) -> list[str]:
    """`count` words of which a `share` of all texts holds at least one; the rest resembles real words."""
    chance = random.Random(7)
    frequency: Counter[str] = Counter()
    words = [set(_WORD.findall(text.lower())) for text in texts()]
    for found in words:
        frequency.update(found)
    vocabulary = sorted(frequency)
    hitting: list[str] = []
    hit = [False] * len(words)
    for word in sorted(vocabulary, key=lambda word: (frequency[word], word)):
        if sum(hit) >= share * len(words):
            break
        if frequency[word] < 3:
            continue
        hitting.append(word)
        hit = [before or word in found for before, found in zip(hit, words, strict=True)]
    absent: set[str] = set()
    while len(absent) < count - len(hitting):
        word = chance.choice(vocabulary) + chance.choice(_ENDINGS)
        if word not in frequency:
            absent.add(word)
    chosen = (hitting + sorted(absent))[:count]
    chance.shuffle(chosen)
    return chosen


def _generated() -> tuple[str, ...]:
    chance = random.Random(3)
    syllables = ["ка", "ро", "мі", "ста", "не", "ву", "ло", "пра", "ти", "зе", "во", "ди", "сі", "го", "бу", "на"]
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(20_000)]
    return tuple(" ".join(chance.choices(vocabulary, k=64)) for _ in range(5_000))
