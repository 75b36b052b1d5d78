"""Everything that a post pays for at once: the ready entities, 500 rules of all kinds, and the claims of every post.

As a desk would have it: each rule asks for an entity, words, a pattern or a claim of its own.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bench import texts
from bench.row import Row
from monitor.kinds import discover
from monitor.language.claims.extract import extract
from monitor.language.claims.suspects import suspects
from monitor.language.normalize import Folded, fold
from monitor.lexicon import lexicon_of
from monitor.model import All, Channel, EntitySpec, Leaf, Post, RuleSpec, Tree
from monitor.rules.compile import compile_rules
from monitor.rules.ruleset import Ruleset
from monitor.usecases.explaining import rules_of

RULES, ROUNDS = 500, 3
_CHANNEL = Channel(1, "file", "bench")
_KINDS = ("killed", "wounded", "casualties", "missing", "captured", "deployed", "detained", "evacuated")
_WORDS = (
    ("вибух", "удар"), ("обстріл", "снаряд"), ("взрыв", "атака"), ("втрата", "полк"), ("дрон", "склад"),
    ("пожежа", "порт"), ("санкции", "банк"), ("переговори", "мир"), ("учения", "флот"), ("ракета", "завод"),
)  # fmt: skip


def run() -> list[Row]:
    """Measure all posts of the corpora; each figure is the best of some rounds."""
    kinds = discover()
    entities = rules_of(None, kinds, os.environ).spec.entities
    sample = texts.texts()
    posts = [Post(1, number, 0, text) for number, text in enumerate(sample)]
    folded = [fold(text) for text in sample]
    every = _ruleset(entities, kinds)
    held = sum(bool(every.match(post, _CHANNEL).matches) for post in posts)

    def match_all() -> None:
        for post in posts:
            every.match(post, _CHANNEL)

    def read_all() -> None:
        for one in folded:
            extract(one)

    part = f"all conditions together: {len(entities)} ready entities, {RULES} rules, claims of every post"
    together, claims = _best(match_all, len(posts)), _best(read_all, len(posts))
    folding = _best(lambda: [fold(text) for text in sample], len(posts))
    return [
        Row(part, "match", together, "µs a post", "≤ 100"),
        Row(part, "of it reading claims", claims, "µs a post"),
        Row(part, "of it folding", folding, "µs a post"),
        Row(part, "posts that match a rule", held / len(posts) * 100, "%"),
        Row(part, "posts with a word of a claim, whose sentences are looked at", _share(folded, _suspect), "%"),
        Row(part, "posts with a claim", _share(folded, extract), "%"),
    ]


def _ruleset(entities: Mapping[str, EntitySpec], kinds: Any) -> Ruleset:
    conditions = kinds.conditions
    made = _conditions(list(entities), conditions)
    rules = [RuleSpec(f"rule-{number}", "", "low", next(made)) for number in range(RULES)]
    return compile_rules(rules, entities, (), conditions, lexicon_of(os.environ))


def _conditions(ids: list[str], kinds: Mapping[str, Any]) -> Iterator[Tree]:
    """Of ten: four of an entity with words, two of a claim, two of words, one of words near, one of a pattern."""

    def leaf(name: str, **said: object) -> Leaf:
        return Leaf(name, kinds[name].options.model_validate(said))

    rare = texts.keywords(RULES, 0.02)
    number = 0
    while True:
        for _ in range(4):
            words = _WORDS[number % len(_WORDS)]
            yield All((leaf("entity", any=[ids[number % len(ids)]]), leaf("keyword", any=list(words))))
            number += 1
        for part in ("who", "place"):
            kind = _KINDS[number % len(_KINDS)]
            yield leaf("claim", **{"kind": [kind], part: [ids[number * 7 % len(ids)]], "at_least": 10})
            number += 1
        yield leaf("keyword", any=rare[number % RULES])
        yield leaf("keyword", all=[rare[number * 3 % RULES], "ракета"])
        yield leaf("near", words=[_WORDS[number % len(_WORDS)][0], "область"], within=8)
        yield All((leaf("regex", pattern=[rf"[тt]-?{number % 100}\b"]), leaf("language", any=["uk"])))
        number += 1


def _suspect(folded: Folded) -> bool:
    return bool(suspects(folded.text, folded.octets))


def _share(folded: list[Folded], has: Callable[[Folded], object]) -> float:
    return sum(bool(has(one)) for one in folded) / len(folded) * 100


def _best(work: Any, posts: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best / posts * 1e6
