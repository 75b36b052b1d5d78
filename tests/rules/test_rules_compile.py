"""Rules together: which are looked at, whom they listen to, what a broken one does."""

from typing import Any, ClassVar

import pytest

from monitor.model import Channel, ChannelSpec, Evidence, Forward, Media, Origin, Post
from monitor.ports.options import Options
from monitor.rules.compile import CompileError
from monitor.rules.examples import Finding, run_examples

CHANNEL = Channel(1, "telegram", "DIUkraine", "ГУР", "ukraine", frozenset({"official"}))


class LookedAt:
    """Counts how often it is looked at, and holds."""

    kind: ClassVar[str] = "looked"
    options: ClassVar[type[Options]] = Options
    times: ClassVar[list[int]] = []
    signs = None
    beyond_text = False

    def compile(self, options: Any, scope: Any) -> "LookedAt":
        return self

    def holds(self, reading: Any) -> tuple[Evidence, ...]:
        self.times.append(reading.post.id)
        return ()


class Broken(LookedAt):
    """Raises for every post that says so."""

    kind: ClassVar[str] = "broken"

    def holds(self, reading: Any) -> tuple[Evidence, ...]:
        if "boom" in reading.post.text:
            raise RuntimeError("it broke")
        return ()


OWN = {"looked": LookedAt, "broken": Broken}


@pytest.fixture(autouse=True)
def _count_anew():
    LookedAt.times.clear()


def ids(ruleset, post, channel=CHANNEL, **more) -> list[str]:
    if isinstance(post, str):
        post = Post(1, 7, 0, post)
    return [match.rule for match in ruleset.match(post, channel, **more).matches]


LOOK = {"looked": {}}


@pytest.mark.parametrize(
    ("when", "post", "looks"),
    [
        ({"all": [{"keyword": "дрон"}, LOOK]}, "тихо", 0),
        ({"all": [{"keyword": "дрон"}, LOOK]}, "гул дрона", 0),
        ({"all": [{"keyword": "дрон"}, LOOK]}, "дрон", 1),
        ({"all": [LOOK, {"keyword": "дрон"}]}, "тихо", 0),
        ({"all": [LOOK, {"regex": r"дрон\w*"}]}, "тихо", 0),
        ({"all": [LOOK, {"regex": r"дрон\w*"}]}, "дрони", 1),
        ({"all": [LOOK, {"keyword": "а"}, {"keyword": "автоматчик"}]}, "а", 0),  # the rarer one calls
        ({"all": [LOOK, {"media": "photo"}]}, "тихо", 0),
        ({"all": [LOOK, {"media": "photo"}]}, Post(1, 1, 0, media=(Media("video", 1),)), 0),
        ({"all": [LOOK, {"media": "photo"}]}, Post(1, 1, 0, media=(Media("photo", 1),)), 1),
        ({"all": [LOOK, {"media": {}}]}, Post(1, 1, 0, media=(Media("poll", 1),)), 1),
        ({"all": [LOOK, {"forward": {"any": True}}]}, Post(1, 1, 0, forward=Forward()), 1),
        ({"all": [LOOK, {"forward": "abc"}]}, Post(1, 1, 0, forward=Forward(handle="xyz")), 0),
        ({"all": [LOOK, {"link": "x.com"}]}, "https://max.com", 0),
        ({"all": [LOOK, {"link": "x.com"}]}, "https://mobile.x.com", 1),
        ({"all": [LOOK, {"hashtag": "kursk"}]}, "#kursk", 1),
        ({"all": [LOOK, {"mention": "bob"}]}, "#bob", 0),
        ([{"keyword": "дрон"}, {"all": [LOOK, {"keyword": "танк"}]}], "тихо", 0),
        ([{"keyword": "дрон"}, {"all": [LOOK, {"keyword": "танк"}]}], "дрон", 0),
        ([{"keyword": "дрон"}, LOOK], "тихо", 1),
        ({"not": {"all": [LOOK, {"keyword": "дрон"}]}}, "тихо", 0),
        ({"all": [LOOK, {"keyword": {"none": ["дрон"]}}]}, "тихо", 1),
        ({"all": [LOOK, {"keyword": {"any": ["дрон"], "in": ["files"]}}]}, "дрон", 0),
    ],
)
def test_a_rule_is_looked_at_only_where_it_may_hold(compiled, when, post, looks) -> None:
    ids(compiled({"rule": when}, more=OWN), post)
    assert len(LookedAt.times) == looks


@pytest.mark.parametrize(
    ("when", "holds", "fails"),
    [
        ({"all": [{"keyword": "а"}, {"keyword": "б"}]}, "а б", "а"),
        ([{"keyword": "а"}, {"keyword": "б"}], "б", "в"),
        ({"any": [{"keyword": "а"}, {"not": {"keyword": "б"}}]}, "в", "б"),
        ({"all": [{"keyword": "а"}, {"not": {"keyword": "б"}}]}, "а", "а б"),
        ({"not": {"not": {"keyword": "а"}}}, "а", "б"),
        ({"all": [[{"keyword": "а"}, {"keyword": "б"}], {"not": [{"keyword": "в"}, {"hashtag": "г"}]}]}, "б", "б #г"),
    ],
)
def test_all_any_and_not_nest(compiled, when, holds, fails) -> None:
    ruleset = compiled({"rule": when})
    assert ids(ruleset, holds) == ["rule"]
    assert ids(ruleset, fails) == []


def test_evidence_names_every_part_that_held_once(compiled) -> None:
    when = [{"keyword": "а"}, {"keyword": "б"}, {"regex": "б"}, {"keyword": ["а", "в"]}]
    [match] = compiled({"rule": when}).match(Post(1, 7, 0, "а б"), CHANNEL).matches
    assert [(item.condition, item.what, item.start) for item in match.evidence] == [
        ("keyword", "а", 0),
        ("keyword", "б", 2),
        ("regex", "б", 2),
    ]
    assert (match.channel, match.post, match.event) == (1, 7, "new")


def test_a_broken_condition_fails_its_rule_for_that_post_only(compiled) -> None:
    ruleset = compiled({"one": {"broken": {}}, "two": {"keyword": "boom"}}, more=OWN)
    matched = ruleset.match(Post(1, 1, 0, "boom"), CHANNEL)
    assert [match.rule for match in matched.matches] == ["two"]
    assert matched.failed == (("one", "RuntimeError: it broke"),)
    assert ids(ruleset, "quiet") == ["one"]


@pytest.mark.parametrize(
    ("origin", "passes"),
    [
        (Origin(), True),
        (Origin(channels=frozenset({"diukraine"})), True),
        (Origin(channels=frozenset({"military intelligence"})), True),  # its name in the watch file
        (Origin(channels=frozenset({"1"})), True),
        (Origin(channels=frozenset({"other"})), False),
        (Origin(channels=frozenset({"other"}), labels=frozenset({"official"})), True),
        (Origin(labels=frozenset({"press"})), False),
        (Origin(sides=frozenset({"ukraine"})), True),
        (Origin(sides=frozenset({"russia"})), False),
        (Origin(except_=frozenset({"diukraine"})), False),
        (Origin(except_=frozenset({"official"})), False),
        (Origin(except_=frozenset({"ukraine"})), False),
        (Origin(labels=frozenset({"official"}), except_=frozenset({"other"})), True),
    ],
)
def test_from(compiled, origin, passes) -> None:
    watched = [ChannelSpec("telegram", "DIUkraine", name="Military Intelligence")]
    ruleset = compiled({"rule": ({"keyword": "а"}, {"origin": origin})}, channels=watched)
    assert ids(ruleset, "а") == (["rule"] if passes else [])
    assert ruleset.listens("rule", CHANNEL) is passes


def test_a_channel_that_changed_is_asked_again(compiled) -> None:
    ruleset = compiled({"rule": ({"keyword": "а"}, {"origin": Origin(labels=frozenset({"press"}))})})
    assert ids(ruleset, "а") == []
    assert ids(ruleset, "а", Channel(1, "telegram", "DIUkraine", labels=frozenset({"press"}))) == ["rule"]


def test_all_rules_that_hold_are_told_and_the_wanted_ones_are_known(compiled) -> None:
    ruleset = compiled(
        {
            "new": ({"keyword": "а"}, {"events": frozenset({"new"})}),
            "deleted": ({"keyword": "а"}, {"events": frozenset({"deleted"})}),
        }
    )
    matches = ruleset.match(Post(1, 1, 0, "а"), CHANNEL, "deleted").matches
    assert [(match.rule, match.event, ruleset.wanted(match)) for match in matches] == [
        ("new", "deleted", False),
        ("deleted", "deleted", True),
    ]


def test_only_the_rules_asked_for(compiled) -> None:
    ruleset = compiled({"one": {"keyword": "а"}, "two": {"keyword": "а"}})
    assert ids(ruleset, "а", rules=frozenset({"two"})) == ["two"]


def test_rules_come_in_the_order_of_the_file(compiled) -> None:
    rules = {f"rule-{n}": {"keyword": ["а", f"слово{n}"]} for n in (3, 1, 2)}
    assert ids(compiled(rules), "а") == ["rule-3", "rule-1", "rule-2"]


def test_all_problems_at_once(compiled) -> None:
    with pytest.raises(CompileError) as caught:
        compiled(
            {
                "one": {"all": [{"regex": "("}, {"entity": "nobody"}]},
                "two": {"keyword": "fine"},
                "three": {"any": []},
            }
        )
    assert [rule for rule, _ in caught.value.problems] == ["one", "one", "three"]


def test_a_text_of_any_kind_is_no_trouble(compiled) -> None:
    ruleset = compiled({"a": {"keyword": "а"}, "b": {"regex": "а.б"}, "c": {"not": {"link": "x.com"}}})
    assert ids(ruleset, "\ud800а\0б \udfff") == ["a", "b", "c"]
    assert ids(ruleset, "") == ["c"]


def test_no_rules_match_nothing(compiled) -> None:
    assert ids(compiled({}), "а") == []


EXAMPLES = {
    "holds": ({"keyword": "а"}, {"examples_match": ("а",), "examples_ignore": ("б",)}),
    "wrong": ({"keyword": "а"}, {"examples_match": ("а", "б"), "examples_ignore": ("в", "г", "а")}),
    "elsewhere": (
        {"keyword": "а"},
        {"examples_match": ("а",), "origin": Origin(channels=frozenset({"nowhere"}))},
    ),
    "video": (
        {"all": [{"keyword": "а"}, {"media": "video"}]},
        {"examples_match": ("а", "б"), "examples_ignore": ("а",)},
    ),
    "no-video": ({"all": [{"keyword": "а"}, {"not": {"media": "video"}}]}, {"examples_match": ("а",)}),
    "or-video": ([{"keyword": "а"}, {"forward": {"any": True}}], {"examples_ignore": ("а", "б")}),
    "tag": ({"hashtag": "kursk"}, {"examples_match": ("#kursk",), "examples_ignore": ("kursk",)}),
    "file": ({"keyword": {"any": ["а"], "in": ["files"]}}, {"examples_match": ("б",)}),
}


def test_examples(compiled) -> None:
    assert run_examples(compiled(EXAMPLES)) == [
        Finding("wrong", "match", 1, "should match, and does not: «б»"),
        Finding("wrong", "ignore", 2, "should be ignored, and matches: «а»"),
        Finding("video", "match", 1, "should match, and does not: «б»"),
        Finding("or-video", "ignore", 0, "should be ignored, and matches: «а»"),
    ]
