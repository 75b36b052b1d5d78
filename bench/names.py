"""Names in all their forms: what they cost when rules are compiled, after a restart, and for each post."""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import texts
from bench.row import Row
from monitor.kinds import kinds_in
from monitor.language.claims.extract import extract
from monitor.language.claims.suspects import suspects
from monitor.language.normalize import fold
from monitor.lexicon import Lexicon
from monitor.model import Channel, EntitySpec, Leaf, Post, RuleSpec
from monitor.rules.compile import compile_rules
from monitor.rules.ruleset import Ruleset

ENTITIES, RULES, POSTS, ROUNDS = 10_000, 500, 2_000, 5
_CHANNEL = Channel(1, "file", "bench")
_BEGINNINGS = ("Верх", "Ниж", "Стар", "Нов", "Бел", "Черн", "Красн", "Мал", "Гор", "Лес", "Пол", "Степ", "Дуб", "Клен")
_MIDDLES = tuple(vowel + consonant for vowel in "аеио" for consonant in "нврлтсч")
_UKRAINIAN = ["івка", "ове", "ське", "ичі", "енко", "ський", "чук", "ин"]
_RUSSIAN = ["овка", "ово", "ское", "ичи", "енко", "ский", "чук", "ин"]


def run() -> list[Row]:
    """Measure; the costs of posts are the best of some rounds."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        entities = _entities()
        first = _compiled(entities, Path(folder))
        again = _compiled(entities, Path(folder))
        apart = _apart(Path(folder))
    part = f"{ENTITIES:,} entities with names in uk, ru and en, in all forms, {RULES} rules"
    rows = [
        Row(part, "compile for the first time", first[0], "s", "≤ 20"),
        Row(part, "compile after a restart", again[0], "s", "≤ 1"),
        Row(part, "memory of a process that has compiled them", apart, "MB"),
        Row(part, "match", _cost(again[1]), "µs a post"),
        Row(part, "match, without them", _cost(_ruleset({}, Path())), "µs a post"),
    ]
    return rows + _claims()


def _claims() -> list[Row]:
    folded = [fold(text) for text in _sample()]
    hinted = [one for one in folded if suspects(one.text)]
    claiming = [one for one in hinted if extract(one)]

    def extract_all() -> None:
        for one in folded:
            extract(one)

    part = "claims, over all posts"
    return [
        Row(part, "posts with a word of a claim, which are read", len(hinted) / len(folded) * 100, "%"),
        Row(part, "posts with a claim", len(claiming) / len(folded) * 100, "%"),
        Row(
            part, "extract, beside matching", _best(extract_all) / len(folded) * 1e6, "µs a post", "≤ 100 with matching"
        ),
    ]


def _entities() -> dict[str, EntitySpec]:
    """Names made like those of villages and people, the same every time."""
    chance = random.Random(5)
    found: dict[str, EntitySpec] = {}
    while len(found) < ENTITIES:
        stem = chance.choice(_BEGINNINGS) + "".join(chance.choice(_MIDDLES) for _ in range(chance.randint(1, 2)))
        kind = chance.randrange(len(_UKRAINIAN))
        uk, ru = stem + _UKRAINIAN[kind], stem + _RUSSIAN[kind]
        names = {"uk": (uk,), "ru": (ru,), "en": (f"Name{len(found)}",)}
        found.setdefault(uk, EntitySpec(f"e-{len(found)}", "person" if kind > 3 else "place", names))
    return {spec.id: spec for spec in found.values()}


def _compiled(entities: dict[str, EntitySpec], folder: Path) -> tuple[float, Ruleset]:
    begun = time.perf_counter()
    ruleset = _ruleset(entities, folder)
    return time.perf_counter() - begun, ruleset


def _ruleset(entities: dict[str, EntitySpec], folder: Path) -> Ruleset:
    kinds = kinds_in("monitor.rules.conditions")
    ids = list(entities)
    options = [
        ("entity", {"any": ids[number::RULES]}) if ids else ("keyword", {"any": [f"word{number}"]})
        for number in range(RULES)
    ]
    rules = [
        RuleSpec(f"rule-{number}", "", "low", Leaf(kind, kinds[kind].options.model_validate(said)))
        for number, (kind, said) in enumerate(options)
    ]
    return compile_rules(rules, entities, (), kinds, Lexicon(folder if ids else None))


def _apart(folder: Path) -> float:
    """Peak memory in MB of a process that reads the forms from the disk and compiles."""
    code = f"from pathlib import Path; from bench import names; names.held(Path({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env=dict(os.environ)
    )
    return float(done.stdout)


def held(folder: Path) -> None:
    """Compile, and print the peak memory in MB."""
    _ruleset(_entities(), folder)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _sample() -> list[str]:
    found = texts.texts()
    return list(found[:: max(1, len(found) // POSTS)])[:POSTS]


def _cost(ruleset: Ruleset) -> float:
    posts = [Post(1, number, 0, text) for number, text in enumerate(_sample())]

    def match_all() -> None:
        for post in posts:
            ruleset.match(post, _CHANNEL)

    return _best(match_all) / len(posts) * 1e6


def _best(work: Callable[[], None]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best
