"""What a backtest says of posts is what the daemon says of them when they come in; and what posts claim is kept."""

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import (
    All,
    Channel,
    ChannelSpec,
    Edited,
    EntitySpec,
    Evidence,
    Leaf,
    Posted,
    ReceiverSpec,
    RuleSpec,
    Tree,
    WatchSpec,
)
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.rules.compile import compile_rules
from monitor.store.text import from_json
from monitor.usecases import posts as posts_usecase
from monitor.usecases.backtest import Backtest, BacktestMatch, over_history
from monitor.usecases.claims import in_words
from monitor.watching import Watching

POSTS = 5_000
NOW = 1_700_000_000_000
KINDS = discover()
Bench = Any
WORDS = (
    *("під Курськом", "біля Плехового", "втрат", "військових КНДР", "щонайменше 30", "вбито та поранено", "у Сумах"),
    *("суми виплат", "ГУРу", "гурт", "в Плёхове", "погибли 12 человек", "трое раненых", "спецназ КНДР", "№5", "🔥"),
    *("near Plyokhovo", "at least five people were killed", "North Korean troops", "без жертв", "курс валют"),
    *("дронами", "Кадырова", "2024 року", "о 14:30", "пошкоджено 5 будинків", "40 військових КНДР загинули"),
)


def leaf(kind: str, options: object) -> Leaf:
    model = KINDS.conditions[kind].options
    return Leaf(kind, model.model_validate(options if isinstance(options, dict) else {model.short: options}))


ENTITIES = {
    "plekhovo": EntitySpec("plekhovo", "place", {"ru": ("Плёхово",), "uk": ("Плехово",)}),
    "sumy": EntitySpec("sumy", "place", {"uk": ("Суми",)}),
    "diu": EntitySpec("diu", "organisation", {"uk": ("ГУР",)}),
    "dprk": EntitySpec(
        "dprk", "group", {"uk": ("військові КНДР",), "ru": ("спецназ КНДР",), "en": ("North Korean troops",)}
    ),
}
WHEN: dict[str, Tree] = {
    "words": leaf("keyword", ["втрата", "дрон"]),
    "village": leaf("entity", "plekhovo"),
    "city": leaf("entity", ["sumy", "diu"]),
    "near": leaf("near", {"words": ["Курськ", "втрата"], "within": 4}),
    "language": All((leaf("language", "uk"), leaf("keyword", ["Курськ"]))),
    "claim": leaf("claim", {"at_least": 10}),
    "who": leaf("claim", {"who": "dprk", "kind": ["killed", "wounded", "casualties"]}),
    "denied": leaf("claim", {"denied": True}),
}


def texts() -> list[str]:
    chance = random.Random(11)
    return [", ".join(chance.sample(WORDS, chance.randint(1, 6))) + "." for _ in range(POSTS)]


@pytest.fixture
def watched(bench: Bench) -> tuple[WatchSpec, Bench]:
    rules = tuple(RuleSpec(name, name, "low", when, notify=("desk",)) for name, when in WHEN.items())
    channels = (ChannelSpec("telegram", "seven", side="ukraine"),)
    spec = WatchSpec("", channels, ENTITIES, rules, {"desk": ReceiverSpec("desk", "info", ())})  # type: ignore[arg-type]
    ruleset = compile_rules(rules, ENTITIES, channels, KINDS.conditions, expand)
    bench.watching = Watching(spec, ruleset, (), bench.verdicts.append)
    bench.pipeline = Pipeline(bench.bus, bench.database, bench.watching, bench.clock, NoMeter())
    return spec, bench


async def test_backtest_is_live(watched: tuple[WatchSpec, Bench]) -> None:
    spec, bench = watched
    posts = [bench.post(number, text, posted=NOW + number) for number, text in enumerate(texts(), 1)]
    for start in range(0, POSTS, 500):
        await bench.hand(*(Posted(post, NOW) for post in posts[start : start + 500]))
    ruleset = bench.watching._ruleset

    from_file = Backtest(spec, ruleset)
    channel = Channel(7, "file", "seven")
    over_file = {_key(match) for post in posts for match in from_file.take(post, channel)}

    stored: list[BacktestMatch] = []
    told: list[tuple[int, int]] = []
    again = Backtest(spec, ruleset)
    engines = bench.database.engines
    await over_history(again, engines, 0, NOW * 2, each=stored.append, progress=lambda *done: told.append(done))
    async with engines.reading() as connection:
        rows = await connection.execute(
            sql("SELECT m.rule, p.id, m.evidence FROM matches m JOIN posts p ON p.key = m.post")
        )
        live = {(rule, post, from_json(evidence, tuple[Evidence, ...])) for rule, post, evidence in rows}

    assert over_file == {_key(match) for match in stored} == live
    assert {rule for rule, _, _ in live} == WHEN.keys()
    assert told[0] == (0, POSTS)
    assert told[-1] == (POSTS, POSTS)
    assert from_file.summary.rules == again.summary.rules


def _key(match: BacktestMatch) -> tuple[str, int, tuple[Evidence, ...]]:
    return match.rule, match.message_id, match.evidence


async def test_a_stretch_of_the_history(watched: tuple[WatchSpec, Bench]) -> None:
    spec, bench = watched
    await bench.hand(*(Posted(bench.post(n, "втрат під Курськом", posted=NOW + n), NOW) for n in range(1, 11)))
    test = Backtest(spec, bench.watching._ruleset)
    await over_history(
        test, bench.database.engines, NOW + 3, NOW + 7, each=lambda _match: None, progress=lambda _done, _all: None
    )
    assert (test.summary.posts, test.summary.rules["words"]) == (4, 4)


async def test_claims_are_kept_with_each_revision(watched: tuple[WatchSpec, Bench], tmp_path: Path) -> None:
    _, bench = watched
    await bench.hand(bench.posted(1, "Щонайменше 30 військових КНДР вбито та поранено.", channel=7))
    await bench.hand(Edited(bench.post(1, "Щонайменше 50 військових КНДР вбито та поранено.", edited=NOW + 1), NOW + 1))
    await bench.hand(Edited(bench.post(1, "Уточнюємо.", edited=NOW + 2), NOW + 2))
    async with bench.database.engines.reading() as connection:
        rows = await connection.execute(
            sql("SELECT revision, kind, min, max, qualifier, who FROM claims ORDER BY revision")
        )
        assert [tuple(row) for row in rows] == [
            (1, "casualties", 30, None, "at_least", "військових КНДР"),
            (2, "casualties", 50, None, "at_least", "військових КНДР"),
        ]
        row = await posts_usecase.look.one_post(connection, 7, 1)
    assert row is not None
    lines = posts_usecase._claims(row)
    assert [(line.revision, in_words(line)) for line in lines] == [
        (1, "at least 30 casualties (військових КНДР)"),
        (2, "at least 50 casualties (військових КНДР)"),
    ]


async def test_an_album_that_is_completed_claims_what_all_of_it_says(watched: tuple[WatchSpec, Bench]) -> None:
    _, bench = watched
    await bench.hand(Posted(bench.post(1, "", group=5), NOW))
    await bench.hand(Posted(bench.post(2, "Погибли 12 человек.", group=5), NOW))
    await bench.hand(Posted(bench.post(3, "Ранены 5 человек.", group=5), NOW))
    async with bench.database.engines.reading() as connection:
        rows = await connection.execute(sql("SELECT revision, number, kind, min FROM claims ORDER BY number"))
        assert [tuple(row) for row in rows] == [(1, 0, "killed", 12), (1, 1, "wounded", 5)]
