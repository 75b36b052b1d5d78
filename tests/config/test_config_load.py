"""A good watch file becomes what it says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from config_kinds import CONDITIONS, HEAD, SINKS

from monitor.config.load import Loaded, load, load_with_lines
from monitor.errors import ConfigError
from monitor.model import MATTERS
from monitor.model.policy import (
    AlertPolicy,
    BudgetSpec,
    DigestSpec,
    EscalateSpec,
    InhibitSpec,
    QuietSpec,
    Recurrence,
)
from monitor.model.watch import All, Leaf, Not, OperatorsSpec, Origin, ReceiverSpec, RuleSpec, StoriesSpec, Tree
from monitor.model.watch import Any as AnyOf

Read = Callable[..., Loaded]


def rule(read: Read, text: str) -> RuleSpec:
    return read(f"{HEAD}rules:\n  - id: r\n{text}").spec.rules[0]


def tree(read: Read, text: str) -> Tree:
    return rule(read, f"    when: {text}\n").when


def test_everything_that_is_not_said_has_its_default(read: Read) -> None:
    spec = read("version: 1\n").spec
    assert (spec.channels, spec.entities, spec.rules, spec.receivers) == ((), {}, (), {})
    assert spec.listen == ("127.0.0.1", 9464)
    assert spec.telegram is None
    assert spec.database.get_secret_value() == f"sqlite:///{Path.cwd()}/var/monitor.db"


@pytest.mark.parametrize(
    ("written", "path"),
    [("sqlite:///var/a.db", f"{Path.cwd()}/var/a.db"), ("sqlite:////data/a.db", "/data/a.db")],
)
def test_a_relative_database_stands_where_the_daemon_starts(read: Read, written: str, path: str) -> None:
    assert read(f"version: 1\ndatabase: {written}\n").spec.database.get_secret_value() == f"sqlite:///{path}"


@pytest.mark.parametrize(
    ("written", "listen"),
    [("off", None), ("127.0.0.1:0", ("127.0.0.1", 0)), ('"[::1]:9464"', ("::1", 9464)), ("web-1:80", ("web-1", 80))],
)
def test_listen(read: Read, written: str, listen: object) -> None:
    assert read(f"version: 1\nweb: {{listen: {written}}}\n").spec.listen == listen


@pytest.mark.parametrize(
    ("written", "address"),
    [("https://m.example.org/", "https://m.example.org"), ("http://10.0.0.1:8080/desk", "http://10.0.0.1:8080/desk")],
)
def test_where_links_lead(read: Read, written: str, address: str) -> None:
    assert read(f"version: 1\nweb: {{address: {written}}}\n").spec.address == address
    assert read("version: 1\n").spec.address == ""


@pytest.mark.parametrize("written", ["https://m.example.org/?a=b", "https://m.example.org/#x", "m.example.org"])
def test_where_no_link_can_lead(read: Read, written: str) -> None:
    with pytest.raises(ConfigError, match=r"web\.address: "):
        read(f'version: 1\nweb: {{address: "{written}"}}\n')


def test_telegram(read: Read) -> None:
    text = """\
version: 1
proxy: socks5://user:pass@127.0.0.1:1080
telegram:
  api_id: ${ID}
  api_hash: ${HASH}
  accounts: [{name: desk-2, session: "${SESSION}"}]
  server: {dc: 2, address: 127.0.0.1:4430, public_key: PEM}
  reconcile: 1s
  poll: [250ms, 1h]
"""
    session = "1".ljust(352, "A") + "="
    telegram = read(text, ID="77", HASH="0300", SESSION=session).spec.telegram
    assert telegram is not None
    assert (telegram.api_id, telegram.api_hash.get_secret_value()) == (77, "0300")
    assert telegram.accounts[0].session is not None
    assert telegram.accounts[0].session.get_secret_value() == session
    assert telegram.proxy is not None
    assert telegram.proxy.get_secret_value() == "socks5://user:pass@127.0.0.1:1080"
    assert telegram.server is not None
    assert (telegram.server.dc, telegram.server.host, telegram.server.port) == (2, "127.0.0.1", 4430)
    assert (telegram.reconcile, telegram.poll) == (1_000, (250, 3_600_000))


@pytest.mark.parametrize(
    "written",
    ["DIUkraine", "'@DIUkraine'", "https://t.me/DIUkraine", "t.me/s/DIUkraine/", "https://telegram.me/DIUkraine"],
)
def test_a_handle_in_every_spelling(read: Read, written: str) -> None:
    text = HEAD.replace("telegram: DIUkraine", f"telegram: {written}")
    assert read(text).spec.channels[0].address == "DIUkraine"


def test_channels_take_the_defaults_that_they_do_not_override(read: Read) -> None:
    text = """\
version: 1
telegram: {api_id: 1, api_hash: abc, accounts: [{name: a}]}
defaults: {channel: {labels: [Watched], join: yes, backfill: 7d, side: nobody}}
channels:
  - telegram: first
  - {telegram: second, labels: official, join: no, backfill: 0, via: account, name: The Second, side: Russia}
"""
    first, second = read(text).spec.channels
    assert (first.labels, first.join, first.backfill, first.side) == (
        frozenset({"watched"}),
        True,
        604_800_000,
        "nobody",
    )
    assert (second.labels, second.join, second.backfill) == (frozenset({"official"}), False, 0)
    assert (second.via, second.name, second.side) == ("account", "The Second", "russia")


def test_how_reliable_a_channel_is_may_stand_in_the_defaults(read: Read) -> None:
    text = """\
version: 1
defaults: {channel: {reliability: C}}
channels:
  - {telegram: first, reliability: F}
  - telegram: second
  - {feed: "https://example.org/rss"}
"""
    assert [one.reliability for one in read(text).spec.channels] == ["F", "C", "C"]
    assert read(HEAD).spec.channels[0].reliability is None, "not judged is not F"


def test_stories_and_verdicts(read: Read) -> None:
    stories = "{copies: 2d, events: 6h, again: 0s, near: 900m, late: 1m, names: false}"
    text = f"version: 1\nstories: {stories}\nverdicts: {{people: 2}}\n"
    spec = read(text).spec
    assert spec.stories == StoriesSpec(172_800_000, 21_600_000, 0, 0.9, 60_000, names=False)
    assert spec.verdicts.people == 2
    plain = read("version: 1\nstories: {near: 12.5 km}\n").spec
    assert (plain.stories, plain.verdicts.people) == (StoriesSpec(near=12.5), 1)


@pytest.mark.parametrize(("written", "area"), [("", None), (", area: true", True), (", area: no", False)])
def test_a_place_may_say_that_it_is_an_area(read: Read, written: str, area: bool | None) -> None:
    text = f"version: 1\nentities:\n  crimea: {{kind: place, names: {{en: Crimea}}{written}}}\n"
    assert read(text).spec.entities["crimea"].area is area


def test_entities(read: Read) -> None:
    text = "no: {kind: place, names: {ru: Плёхово, uk: [Плєхово, no, 1:48]}, at: [51.13, -35.34]}\n"
    entity = read(f"version: 1\nentities:\n  {text}").spec.entities["no"]
    assert entity.names == {"ru": ("Плёхово",), "uk": ("Плєхово", "no", "1:48")}
    assert entity.at == (51.13, -35.34)


def test_a_rule_with_everything(read: Read) -> None:
    got = rule(
        read,
        """\
    title: "Losses: claimed"
    severity: high
    from: {channels: ["@diukraine"], labels: [OFFICIAL], sides: ukraine, except: [DIUkraine, official]}
    when: {keyword: [no, 0300, 23:00, ~, 1e3]}
    events: [new, deleted]
    notify: [desk, desk]
    alert: {group_by: channel, every: 0s, cooldown: 1m, close_after: 2h, update_on: [edited], max_age: 30d, shadow: off}
    examples: {match: [a, b], ignore: c}
""",
    )
    assert got.when == Leaf("keyword", CONDITIONS["keyword"].options(any=["no", "0300", "23:00", "~", "1e3"]))
    assert got.origin == Origin(
        frozenset({"diukraine"}), frozenset({"official"}), frozenset({"ukraine"}), frozenset({"diukraine", "official"})
    )
    assert got.events == {"new", "deleted"}
    assert (got.title, got.severity, got.notify) == ("Losses: claimed", "high", ("desk",))
    assert got.alert == AlertPolicy(
        group_by="channel",
        every=0,
        cooldown=60_000,
        close_after=7_200_000,
        update_on=frozenset({"edited"}),
        max_age=2_592_000_000,
    )
    assert (got.examples_match, got.examples_ignore) == (("a", "b"), ("c",))


def test_a_policy_with_everything(read: Read) -> None:
    text = f"""{HEAD}
rules:
  - id: r
    when: {{keyword: a}}
    alert:
      wait: 30s
      cooldown: {{first: 10m, most: 4h}}
      escalate: {{after: 15m, unless: assigned, to: desk}}
      update_on: [matched, acknowledged, assigned, closed]
      mute: nights
      active: [office]
  - {{id: s, when: {{keyword: b}}}}
times:
  nights: {{from: 22:30, to: 06:00, timezone: Europe/Kyiv, weekdays: [fri-mon]}}
  office:
    - {{weekdays: [mon-wed, fri], from: 9:00, to: 24:00}}
    - {{days: [1-3, -1], months: [nov-feb, 6], years: [2026-2028]}}
inhibit: [{{when: r, mutes: s, equal: [channel, story]}}]
"""
    got = read(text).spec
    assert got.rules[0].alert == AlertPolicy(
        wait=30_000,
        cooldown=600_000,
        cooldown_most=14_400_000,
        escalate=EscalateSpec(900_000, ("desk",), "assigned"),
        update_on=frozenset({"matched", "acknowledged", "assigned", "closed"}),
        mute=("nights",),
        active=("office",),
    )
    assert got.times == {
        "nights": (Recurrence("Europe/Kyiv", 1350, 360, frozenset({0, 4, 5, 6})),),
        "office": (
            Recurrence("UTC", 540, 1440, frozenset({0, 1, 2, 4})),
            Recurrence(
                "UTC",
                0,
                1440,
                days=frozenset({1, 2, 3, -1}),
                months=frozenset({1, 2, 6, 11, 12}),
                years=frozenset({2026, 2027, 2028}),
            ),
        ),
    }
    assert got.inhibit == (InhibitSpec("r", ("s",), ("channel", "story")),)


def test_a_receiver_with_everything(read: Read) -> None:
    text = f"""{HEAD.split("receivers:")[0]}
heartbeat: {{url: "https://example.org/beat", every: 2m}}
receivers:
  desk:
    to: console
    quiet: {{from: 23:00, to: 07:00, timezone: Europe/Kyiv, weekdays: [sat, sun], below: high}}
    budget: {{most: 10/min, below: critical}}
    digest: {{at: "0 8 * * mon", timezone: Europe/Kyiv, of: [low, info]}}
  other: {{to: console, budget: 5/d}}
  third: {{to: console}}
"""
    got = read(text).spec
    desk = got.receivers["desk"]
    assert desk.quiet == QuietSpec(Recurrence("Europe/Kyiv", 1380, 420, frozenset({5, 6})), "high")
    assert desk.budget == BudgetSpec(10, 60_000, "critical")
    assert desk.digest == DigestSpec("0 8 * * mon", "Europe/Kyiv", frozenset({"low", "info"}))
    assert got.receivers["other"].budget == BudgetSpec(5, 86_400_000)
    assert got.receivers["third"] == ReceiverSpec("third", "info", got.receivers["third"].entries)
    assert got.heartbeat is not None
    assert (got.heartbeat.url.get_secret_value(), got.heartbeat.every) == ("https://example.org/beat", 120_000)
    assert "example.org/beat" not in repr(got)


def test_a_rule_with_nothing_leans_on_defaults(read: Read) -> None:
    text = HEAD.replace("notify: [desk]", "notify: desk, alert: {every: 1s, shadow: no}")
    got = read(f"{text}rules:\n  - {{id: r, when: {{keyword: a}}, alert: {{cooldown: 1s}}}}\n").spec.rules[0]
    assert (got.title, got.severity, got.origin, got.notify) == ("r", "medium", Origin(), ("desk",))
    assert got.alert == AlertPolicy(every=1_000, cooldown=1_000)
    assert got.events == {"new", "edited"}


def test_operators_are_told_of_all_as_often_as_the_defaults_say(read: Read) -> None:
    desk = "receivers: {desk: {to: console}, ops: {to: console}}\n"
    assert read(f"version: 1\n{desk}").spec.operators == OperatorsSpec()
    found = read(f"version: 1\n{desk}defaults: {{alert: {{every: 1m}}}}\noperators: {{notify: [ops, desk, ops]}}\n")
    assert found.spec.operators == OperatorsSpec(("ops", "desk"), MATTERS, AlertPolicy(every=60_000))
    hours = "times: {day: {from: 09:00, to: 18:00}}\ndefaults: {alert: {active: [day], mute: [day]}}\n"
    found = read(f"version: 1\n{desk}{hours}operators: {{notify: ops}}\n")
    assert found.spec.operators == OperatorsSpec(("ops",))  # a full disk does not wait for office hours
    found = read(f"version: 1\n{desk}operators: {{notify: ops, of: [account, identity]}}\n")
    assert found.spec.operators == OperatorsSpec(("ops",), ("account", "identity"))


def test_a_rule_that_only_records_needs_nobody(read: Read) -> None:
    text = "version: 1\nrules: [{id: r, when: {keyword: a}, alert: {shadow: true}}]\n"
    assert read(text).spec.rules[0].notify == ()


def leaf(*words: str) -> Leaf:
    return Leaf("keyword", CONDITIONS["keyword"].options(any=list(words)))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("{keyword: a}", leaf("a")),
        ("{keyword: {any: a, form: exact}}", leaf("a")),
        ("[{keyword: a}, {keyword: b}]", AnyOf((leaf("a"), leaf("b")))),
        ("{any: [{keyword: a}]}", AnyOf((leaf("a"),))),
        ("{all: {keyword: a}}", All((leaf("a"),))),
        ("{not: [{keyword: a}, {keyword: b}]}", Not(AnyOf((leaf("a"), leaf("b"))))),
        ("{all: [{not: {keyword: a}}, [{keyword: b}]]}", All((Not(leaf("a")), AnyOf((leaf("b"),))))),
    ],
)
def test_trees(read: Read, written: str, wanted: Tree) -> None:
    assert tree(read, written) == wanted


def test_options_of_kinds_get_their_types(read: Read) -> None:
    got = tree(read, "{media: {kind: video, longer_than: 60s, larger_than: 5MB, sound: no}}")
    assert isinstance(got, Leaf)
    assert got.options.model_dump() == {
        "kind": "video",
        "longer_than": 60_000,
        "larger_than": 5_000_000,
        "sound": False,
    }


def test_receivers(read: Read) -> None:
    text = """\
version: 1
receivers:
  a: {to: console}
  b:
    severity: high
    to:
      - console
      - console: {name: second, colour: never}
      - webhook: {url: "https://x.example/${TOKEN}"}
"""
    receivers = read(text, TOKEN="t0k").spec.receivers
    assert [entry.name for entry in receivers["a"].entries] == ["console"]
    assert [(one.name, one.kind) for one in receivers["b"].entries] == [
        ("console", "console"),
        ("second", "console"),
        ("webhook", "webhook"),
    ]
    assert receivers["b"].severity == "high"
    options = receivers["b"].entries[2].options
    assert isinstance(options, SINKS["webhook"].options)
    assert options.url.get_secret_value() == "https://x.example/t0k"  # type: ignore[attr-defined]


def test_includes_are_relative_to_their_file_and_read_once(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "watch.yaml").write_text(f"{HEAD}include: [rules/*.yaml, rules/a.yaml]\n")
    (tmp_path / "rules/a.yaml").write_text(
        "version: 1\ninclude: [../more.yaml]\nrules: [{id: a, when: {keyword: x}}]\n"
    )
    (tmp_path / "rules/b.yaml").write_text("rules:\n  - id: b\n    when: {entity: e}\n    examples: {match: [x]}\n")
    (tmp_path / "more.yaml").write_text("include: [watch.yaml]\nentities: {e: {kind: topic, names: {en: E}}}\n")
    (tmp_path / "rules/c.yaml").write_text("# nothing yet\n")
    loaded = load_with_lines(tmp_path / "watch.yaml", conditions=CONDITIONS, sinks=SINKS, environ={})
    assert [one.id for one in loaded.spec.rules] == ["a", "b"]
    assert list(loaded.spec.entities) == ["e"]
    assert sorted(Path(name).name for name in loaded.spec.files) == [
        "a.yaml",
        "b.yaml",
        "c.yaml",
        "more.yaml",
        "watch.yaml",
    ]
    for rule in (1, "b"):
        path = ("rules", rule, "examples", "match", 0)
        assert loaded.where.line_of(path) == f"{tmp_path}/rules/b.yaml:4"
        line = loaded.where.problem(path, "does not hold")
        assert line == f"{tmp_path}/rules/b.yaml:4: rules[0].examples.match[0]: does not hold"


def test_where_things_stand(read: Read, tmp_path: Path) -> None:
    where = read(
        f"{HEAD}rules:\n  - id: r\n    when:\n      keyword: a\n    examples:\n      match:\n        - a\n"
    ).where
    lines = {
        ("rules", 0): 9,
        ("rules", 0, "id"): 9,
        ("rules", 0, "when", "keyword"): 11,
        ("rules", 0, "examples", "match", 0): 14,
        ("rules", 0, "examples", "ignore", 3): 12,
        ("rules", 7): 8,
        ("receivers", "desk", "to"): 6,
        ("telegram", "api_id"): 2,
        ("channels", 0): 4,
        (): 1,
        ("nothing",): 1,
    }
    assert {path: where.line_of(path) for path in lines} == {p: f"{tmp_path}/watch.yaml:{n}" for p, n in lines.items()}


@pytest.mark.parametrize(
    ("content", "value"), [("s3cret\n", "s3cret"), ("s3cret\n\n", "s3cret\n"), ("s3cret\r\n", "s3cret"), ("", "")]
)
def test_a_secret_from_a_file(read: Read, tmp_path: Path, content: str, value: str) -> None:
    (tmp_path / "hook").write_bytes(content.encode())
    text = "version: 1\nreceivers: {a: {to: [{webhook: {url: 'https://a', secret: !file '${DIR}/hook'}}]}}\n"
    options = read(text, DIR=str(tmp_path)).spec.receivers["a"].entries[0].options
    assert options.secret.get_secret_value() == value  # type: ignore[attr-defined]


def test_a_secret_from_the_file_that_the_environment_names(read: Read, tmp_path: Path) -> None:
    (tmp_path / "hash").write_text("s3cret\n")
    text = HEAD.replace("api_hash: abc", 'api_hash: "${HASH}"')
    telegram = read(text, HASH_FILE=str(tmp_path / "hash")).spec.telegram
    assert telegram is not None
    assert telegram.api_hash.get_secret_value() == "s3cret"


@pytest.mark.parametrize(
    ("written", "got"), [("'$${A}'", "${A}"), ("'x${2,3}$'", "x${2,3}$"), ("'a$'", "a$"), ("'${A}-${A}'", "v-v")]
)
def test_what_looks_like_a_reference(read: Read, written: str, got: str) -> None:
    leaf_ = read(f"{HEAD}rules: [{{id: r, when: {{regex: {written}}}}}]\n", A="v").spec.rules[0].when
    assert isinstance(leaf_, Leaf)
    assert leaf_.options.pattern == got  # type: ignore[attr-defined]


def test_load_gives_the_spec_alone(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text("version: 1\n")
    assert load(tmp_path / "w.yaml", conditions={}, sinks={}, environ={}).files == (f"{tmp_path}/w.yaml",)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "w.yaml", conditions={}, sinks={}, environ={})
    assert caught.value.problems == (
        f"{tmp_path}/w.yaml:1: there is no such file; `monitor init` writes one to begin with, --config names another",
    )
    assert caught.value.exit_code == 78
