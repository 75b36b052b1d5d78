"""What one post costs the matcher, by the number of keywords, beside the loop that it replaces.

All figures come from one process on the same posts: read the ratios, not the microseconds. Posts of which
2 % hold a keyword, as a desk would want it. Reading claims, which no rule here asks for, is measured beside names.
"""

import time
from collections.abc import Callable, Sequence

from bench import texts
from bench.row import Row
from monitor.kinds import kinds_in
from monitor.model import Channel, Leaf, Post, RuleSpec
from monitor.rules.compile import compile_rules
from monitor.rules.ruleset import Ruleset

PART = "matcher, without reading claims"
SIZES = (10, 1_000, 10_000, 100_000)
RULES = 500
HOLDING = 0.02
POSTS = 2_000
ROUNDS = 7
PATIENCE = 0.5  # seconds for a loop that would take minutes over all posts

_CHANNEL = Channel(1, "file", "bench")
_LOOP = "the loop any(k in text.lower())"
_HOISTED = "the loop, lowered once a post"


def run() -> list[Row]:
    """Measure; each figure is the best of some rounds."""
    sample = _sample(texts.texts())
    posts = [Post(1, n, 0, text) for n, text in enumerate(sample)]
    words = texts.keywords(max(SIZES), HOLDING)
    costs = {"casefold alone": _cost(lambda: [text.casefold() for text in sample], len(sample))}
    rows: list[Row] = []
    for size in SIZES:
        begun = time.perf_counter()
        ruleset = _ruleset(words[:size])
        rows.append(Row(PART, f"compile, {size:,} keywords", time.perf_counter() - begun, "s"))
        costs[f"match, {size:,} keywords"] = _cost(_matching(ruleset, posts), len(posts))
        costs[f"{_LOOP}, {size:,} keywords"] = _loop(sample, words[:size], hoisted=False)
        costs[f"{_HOISTED}, {size:,} keywords"] = _loop(sample, words[:size], hoisted=True)
    return rows + [Row(PART, name, cost, "µs a post") for name, cost in costs.items()] + _ratios(costs)


def _ratios(costs: dict[str, float]) -> list[Row]:
    ours = costs["match, 10,000 keywords"]
    return [
        Row(
            PART,
            "100,000 keywords cost, of 10",
            costs["match, 100,000 keywords"] / costs["match, 10 keywords"],
            "×",
            "≤ 6",
        ),
        Row(PART, "faster at 10,000 than the loop", costs[f"{_LOOP}, 10,000 keywords"] / ours, "×", "500"),
        Row(PART, "faster at 10,000 than the loop, lowered once", costs[f"{_HOISTED}, 10,000 keywords"] / ours, "×"),
        Row(PART, "10,000 keywords cost, of casefold alone", ours / costs["casefold alone"], "×"),
    ]


def _sample(found: Sequence[str]) -> list[str]:
    """Posts from all over the corpus, the same ones every time."""
    return list(found[:: max(1, len(found) // POSTS)])[:POSTS]


def _matching(ruleset: Ruleset, posts: Sequence[Post]) -> Callable[[], int]:
    def match_all() -> int:
        for post in posts:
            ruleset.match(post, _CHANNEL)
        return len(posts)

    return match_all


def _cost(work: Callable[[], object], posts: int) -> float:
    """The best of some rounds over all posts, in µs a post."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best / posts * 1e6


def _loop(sample: Sequence[str], words: Sequence[str], *, hoisted: bool) -> float:
    """What peers do, in µs a post: over as many posts as patience allows."""
    begun = time.perf_counter()
    done = 0
    for text in sample:
        if hoisted:
            low = text.lower()
            any(word in low for word in words)
        else:
            any(word in text.lower() for word in words)
        done += 1
        if time.perf_counter() - begun > PATIENCE:
            break
    return (time.perf_counter() - begun) / done * 1e6


def _ruleset(words: Sequence[str]) -> Ruleset:
    kinds = kinds_in("monitor.rules.conditions")
    options = kinds["keyword"].options
    rules = min(len(words), RULES)
    return compile_rules(
        [
            RuleSpec(f"rule-{n}", "", "low", Leaf("keyword", options.model_validate({"any": words[n::rules]})))
            for n in range(rules)
        ],
        {},
        (),
        kinds,
        read_claims=lambda _folded: (),
    )
