"""near, language and claim; words and entities in all their forms, as whoever expands them says."""

from collections.abc import Mapping, Sequence

import pytest

from monitor.kinds import kinds_in
from monitor.language.forms import Expansion, Form, Name
from monitor.language.normalize import Folded
from monitor.model import Channel, Claim, EntitySpec, Leaf, Post, RuleSpec
from monitor.ports.options import Quoted
from monitor.rules.compile import CompileError, compile_rules, names_in
from monitor.rules.naming import Mention, Namer

KINDS = kinds_in("monitor.rules.conditions")
FORMS: Mapping[str, tuple[Form, ...]] = {
    "Курськ": (Form("Курська", "uk", "rule"), Form("Курську", "uk", "rule"), Form("Курськом", "uk", "rule")),
    "втрати": (Form("втрат", "uk", "dictionary"), Form("втратами", "uk", "dictionary")),
    "Суми": (Form("Суми", "uk", "name", "title"), Form("Сумах", "uk", "rule", "title")),
    "ГУР": (
        Form("ГУР", "uk", "name", "capitals", 3),
        Form("ГУРу", "uk", "rule", "capitals", 3),
        Form("ГУР-у", "uk", "rule", "capitals", 3),
    ),
}


def expand(names: Sequence[Name]) -> Mapping[Name, Expansion]:
    """The forms above; any other name only as it is written."""
    return {name: Expansion((Form(name.text, "", "name"), *FORMS.get(name.text, ()))) for name in names} | {
        name: Expansion(FORMS[name.text]) for name in names if name.text in ("Суми", "ГУР")
    }


ENTITIES = {
    "kursk": EntitySpec("kursk", "place", {"uk": ("Курськ",)}),
    "sumy": EntitySpec("sumy", "place", {"uk": ("Суми",)}),
    "diu": EntitySpec("diu", "organisation", {"uk": ("ГУР", "ГУР МО")}),
    "dprk": EntitySpec("dprk", "group", {"uk": ("військових КНДР",), "en": ("North Korean troops",)}),
    "ukrainians": EntitySpec("ukrainians", "group", {"en": ("Ukrainian soldiers",)}),
}


def held(kind: str, options: dict[str, object], text: str) -> list[str] | None:
    """The stretches that a condition finds in a text, or None."""
    rule = RuleSpec("r", "r", "low", Leaf(kind, KINDS[kind].options.model_validate(options)))
    found = compile_rules([rule], ENTITIES, (), KINDS, expand).match(Post(1, 1, 0, text), Channel(1, "file"))
    assert found.failed == ()
    for match in found.matches:
        for item in match.evidence:
            assert item.start is None or text[item.start : item.end] == item.found
        return [item.found for item in match.evidence]
    return None


@pytest.mark.parametrize(
    ("options", "text", "found"),
    [
        ({"any": ["Курськ"]}, "Під КУРСЬКОМ тихо", ["КУРСЬКОМ"]),
        ({"any": ["Курськ"], "form": "exact"}, "Під Курськом тихо", None),
        ({"any": ["Курськ"], "form": "exact"}, "курськ", ["курськ"]),
        ({"any": ["курс"], "form": "stem"}, "курсант і Курськом", ["курс", "Курс"]),
        ({"any": ["курс"], "form": "stem"}, "ракурс", None),
        ({"any": ["урс"], "form": "substring"}, "ракурс", ["урс"]),
        ({"all": ["Курськ", "втрати"]}, "втрат під Курськом", ["Курськом", "втрат"]),
        ({"any": ["втрати"], "none": ["Курськ"]}, "втрат біля Курська", None),
    ],
)
def test_keyword_forms(options, text, found) -> None:
    got = held("keyword", options, text)
    assert got == found if found is None or got is None else sorted(got) == sorted(found)


@pytest.mark.parametrize(
    ("entity", "text", "found"),
    [
        ("sumy", "Удар по Сумах", ["Сумах"]),
        ("sumy", "СУМИ під ударом", ["СУМИ"]),
        ("sumy", "великі суми і в сумах", None),
        ("sumy", "#суми", ["суми"]),
        ("diu", "від ГУРу і ГУР-у", ["ГУРу", "ГУР-у"]),
        ("diu", "ГУР–у", ["ГУР–у"]),
        ("diu", "ГУР у Києві", ["ГУР"]),
        ("diu", "ГУРУ йоги", None),
        ("diu", "Гуру, гур-у, гурт", None),
    ],
)
def test_letters_that_must_be_capitals(entity, text, found) -> None:
    assert held("entity", {"any": entity}, text) == found


@pytest.mark.parametrize(
    ("options", "text", "found"),
    [
        ({"words": ["Курськ", "втрати"], "within": 2}, "Втрат під Курськом", ["Курськом", "Втрат"]),
        ({"words": ["Курськ", "втрати"], "within": 1}, "Втрат під Курськом", None),
        ({"words": ["Курськ", "втрати"]}, "Курськ" + " x" * 7 + " втрати", ["Курськ", "втрати"]),
        ({"words": ["Курськ", "втрати"]}, "Курськ" + " x" * 8 + " втрати", None),
        ({"words": ["a", "b", "c"], "within": 2}, "a x b c x x a", None),
        ({"words": ["a", "b", "c"], "within": 3}, "a x b c x x a", ["a", "b", "c"]),
        ({"words": ["a", "b", "c"], "within": 2}, "a x x c, b: a", ["a", "b", "c"]),
        ({"words": ["a", "b"]}, "a a a", None),
    ],
)
def test_near(options, text, found) -> None:
    assert held("near", options, text) == found


def test_near_is_not_slow_where_a_hostile_post_repeats_a_word() -> None:
    assert held("near", {"words": ["a", "b", "c"], "within": 1}, "a b c " * 2_000) is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("uk", "Втрати ворога під Курськом оцінюють у сотні осіб"),
        ("ru", "Потери противника под Курском оценивают в сотни человек, но это не так"),
        ("en", "The losses near Kursk are said to be in the hundreds"),
        ("ru", "Самолет и вертолет над городом"),
        ("be", "Сёння ў Мінску адбылася сустрэча"),
        ("pl", "Straty przeciwnika pod Kurskiem szacuje się na setki żołnierzy, podał sztab generalny"),
    ],
)
def test_language(code, text) -> None:
    assert held("language", {"any": [code]}, text) == [code]
    assert held("language", {"any": [{"uk": "ru"}.get(code, "uk")]}, text) is None


@pytest.mark.parametrize("text", ["", "12:30", "🔥🔥🔥", "https://example.org/the-war-in-ukraine @channel"])
def test_what_does_not_tell_its_language(text) -> None:
    assert held("language", {"any": ["uk", "ru", "en"]}, text) is None


KILLED = "North Korean troops killed 300 Ukrainian soldiers"
AT_KURSK = "Під Курськом загинули 300 військових"
AT_LEAST = "Щонайменше 30 військових КНДР вбито та поранено"


@pytest.mark.parametrize(
    ("options", "text", "holds"),
    [
        ({"who": "dprk"}, AT_LEAST, True),
        ({"who": "dprk"}, KILLED, False),
        ({"who": "ukrainians"}, KILLED, True),
        ({"who": ["dprk", "ukrainians"]}, KILLED, True),
        ({"who": Quoted("військових")}, AT_LEAST, True),
        ({"who": Quoted("Ukrainian")}, AT_LEAST, False),
        ({"who": Quoted("dprk")}, AT_LEAST, True),
        ({"place": "kursk"}, AT_KURSK, True),
        ({"place": "sumy"}, AT_KURSK, False),
        ({"place": "kursk"}, KILLED, False),
        ({"kind": "casualties"}, AT_LEAST, True),
        ({"kind": ["killed", "wounded"]}, AT_LEAST, False),
        ({"at_least": 30}, AT_LEAST, True),
        ({"at_least": 31}, AT_LEAST, False),
        ({"at_most": 30}, AT_LEAST, True),
        ({"at_most": 29}, AT_LEAST, False),
        ({"at_least": 10}, "Up to 300 people were killed", True),
        ({"at_least": 10, "certain": True}, "Up to 300 people were killed", False),
        ({"at_least": 10, "certain": True}, AT_LEAST, True),
        ({"at_most": 15}, "From 10 to 20 people were killed", True),
        ({"at_least": 15, "certain": True}, "From 10 to 20 people were killed", False),
        ({}, "No one was killed", False),
        ({"denied": True}, "No one was killed", True),
        ({"denied": True}, AT_LEAST, False),
        ({}, "Курс валют: 300 гривень", False),
    ],
)
def test_claim(options, text, holds) -> None:
    assert (held("claim", options, text) is not None) is holds


def test_a_claim_about_an_entity_that_is_not_there() -> None:
    with pytest.raises(CompileError, match="no entity is called 'nobody'"):
        held("claim", {"who": "nobody"}, "")


def test_names_are_asked_for_once_and_all_together() -> None:
    asked: list[Sequence[Name]] = []

    def remembering(names: Sequence[Name]) -> Mapping[Name, Expansion]:
        asked.append(names)
        return expand(names)

    def rule(name: str, kind: str, options: dict[str, object]) -> RuleSpec:
        return RuleSpec(name, name, "low", Leaf(kind, KINDS[kind].options.model_validate(options)))

    rules = [
        rule("a", "keyword", {"any": ["Курськ", "ворог"]}),
        rule("b", "near", {"words": ["Курськ", "втрати"]}),
        rule("c", "entity", {"any": "kursk"}),
        rule("d", "entity", {"any": "kursk"}),
        rule("e", "claim", {"who": "dprk"}),
    ]
    compile_rules(rules, ENTITIES, (), KINDS, remembering)
    [names] = asked
    assert list(names) == names_in(rules, ENTITIES, (), KINDS)
    assert [(name.text, name.kind) for name in names] == [
        ("Курськ", "word"),
        ("ворог", "word"),
        ("втрати", "word"),
        ("Курськ", "place"),
        ("військових КНДР", "group"),
        ("North Korean troops", "group"),
    ]


def test_of_names_that_overlap_the_longest_is_told() -> None:
    namer = Namer(ENTITIES.values(), expand)
    assert namer.mentions("ГУР МО і ГУР: північ Курська") == [
        Mention("diu", 0, 6),
        Mention("diu", 9, 12),
        Mention("kursk", 21, 28),
    ]


def test_claims_that_cannot_be_read_take_nothing_else_with_them() -> None:
    def broken(_folded: Folded) -> tuple[Claim, ...]:
        raise IndexError("a bug in the grammar")

    def rule(name: str, kind: str, options: dict[str, object]) -> RuleSpec:
        return RuleSpec(name, name, "low", Leaf(kind, KINDS[kind].options.model_validate(options)))

    rules = [rule("words", "keyword", {"any": ["Курськ"]}), rule("claims", "claim", {"at_least": 10})]
    found = compile_rules(rules, {}, (), KINDS, expand, broken).match(Post(1, 1, 0, "Курськ"), Channel(1, "file"))
    assert [match.rule for match in found.matches] == ["words"]
    assert found.failed == (("claims", "IndexError: a bug in the grammar"),)
    assert (found.claims, found.unread) == ((), "IndexError: a bug in the grammar")
