"""What is passed over is what could not have been found: each short cut beside the way without it."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.normalize import fold
from monitor.model import Channel, Post
from monitor.rules._literals import Literals, literal
from monitor.rules.matcher import Matcher

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
SMALL = st.text(st.sampled_from("абA5 -'«.#?_🔴\u0483é군"), max_size=10)
WORDS = st.lists(st.tuples(SMALL, st.booleans(), st.booleans(), st.booleans()), max_size=8)
CHANNEL = Channel(1, "file", "here")


@given(st.lists(SMALL, max_size=5).map(" ".join), WORDS)
def test_octets_hold_what_the_text_with_closed_gaps_does(text: str, words: list[tuple[str, bool, bool, bool]]) -> None:
    literals = Literals()
    for word, whole, capitals, stem in words:
        try:
            literal(word)
        except ValueError:
            continue  # nothing to look for
        literals.add(word, whole=whole, capitals=capitals, field="text", stem=stem)
    matcher = Matcher(literals)
    folded, long = fold(text), fold(text)
    long._usual = False
    found, expected = matcher.scan(folded).hits, matcher.scan(long).hits
    assert {number: sorted(spans) for number, spans in found.items()} == {
        number: sorted(spans) for number, spans in expected.items()
    }


def test_a_phrase_is_found_over_signs_and_more_than_once(compiled) -> None:
    ruleset = compiled({"phrase": {"keyword": {"any": ["сили оборони", "сили"], "form": "exact"}}})
    text = "Сили — оборони, «сили»-оборони; оборони сили."
    found = ruleset.match(Post(1, 1, 0, text), CHANNEL).matches[0].evidence
    assert [one.found for one in found] == ["Сили", "сили", "сили", "Сили — оборони", "сили»-оборони"]


RULES = {
    "near": {"near": {"words": ["удар", "область", "дом"], "within": 12}},
    "all": {"keyword": {"all": ["удар", "ракета"], "form": "stem"}},
    "some": {"keyword": {"any": ["погибли", "ранены"], "all": ["в"], "none": ["дети"]}},
    "links": {"keyword": {"all": ["удар", "t.me"], "in": ["text", "links"]}},
    "either": {"any": [{"keyword": "дрон"}, {"all": [{"keyword": "Россия"}, {"not": {"keyword": "США"}}]}]},
    "claim": {"claim": {"kind": "killed", "place": ["moscow", "kyiv"]}},
    "pattern": {"all": [{"regex": [r"\bраке\w+", r"дрон\w* "]}, {"regex": r"\d \w{9}"}]},
}
PLACES = {"moscow": ["Москве", "Москва"], "kyiv": ["Киеве", "Киев", "Украине"]}


def test_rules_hold_alike_whether_or_not_their_needs_are_asked_first(compiled) -> None:
    path = CORPUS / "posts_ru.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no real posts to match: {path} is absent")
    ruleset, plain = compiled(RULES, entities=PLACES), compiled(RULES, entities=PLACES)
    assert any(needs for groups in ruleset._index.values() for needs, _ in groups)
    plain._index = {sign: tuple(((), numbers) for _, numbers in groups) for sign, groups in plain._index.items()}
    held: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, (line, _) in enumerate(zip(lines, range(3_000), strict=False)):
            post = Post(1, number, 0, json.loads(line)["text"])
            matches = ruleset.match(post, CHANNEL).matches
            assert matches == plain.match(post, CHANNEL).matches
            held |= {match.rule for match in matches}
    assert len(held) >= 4
