"""`entity`, `explain` and `extract`: what they print, and what they say of input that cannot be used."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_world import Run

ENTITIES = """\
entities:
  gur:
    kind: organisation
    names: {uk: [ГУР], en: [DIU]}
  syrskyi:
    kind: person
    names: {uk: [Сирський]}
    forms: {add: [Сирко], drop: [Syrsky, Нема]}
"""
RULES = """\
version: 1
include: [entities.yaml]
rules:
  - id: many
    when: {claim: {who: "солдати", kind: killed, at_least: 10}}
  - id: quiet
    when: {all: [{entity: gur}, {not: {keyword: [дрон]}}]}
  - id: filmed
    when: {media: {kind: video}}
"""


@pytest.fixture
def entities(tmp_path: Path) -> str:
    path = tmp_path / "entities.yaml"
    path.write_text(ENTITIES, "utf-8")
    return str(path)


@pytest.fixture
def rules(entities: str, tmp_path: Path) -> str:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, "utf-8")
    return str(path)


@pytest.fixture
def typed(monkeypatch: Any) -> Any:
    """Puts bytes on standard input."""

    def typed(given: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))

    return typed


def passage(text: str, **more: Any) -> bytes:
    return json.dumps({"id": "a-1", "text": text, **more}).encode() + b"\n"


def test_entity_prints_forms_by_origin(run: Run, entities: str) -> None:
    found = run("entity", "syrskyi", "--config", entities)
    assert found.code == 0
    assert "syrskyi (person)" in found.out
    assert "Сирського" in found.out
    assert "Сирко" in found.out
    assert "Syrsky: dropped by hand" in found.out
    assert "Нема: was to be dropped, but is no form of this name" in found.out


def test_entity_as_json(run: Run, entities: str) -> None:
    found = run("entity", "gur", "--config", entities, "--json").json
    assert set(found) == {"id", "kind", "forms", "dropped"}
    assert found["forms"][0] == {
        "text": "ГУР", "language": "uk", "origin": "name", "case": "capitals", "capitals": 3,
    }  # fmt: skip
    assert {"ГУРу", "ГУР-у", "HUR", "DIU"} <= {form["text"] for form in found["forms"]}


def test_unknown_entity(run: Run, entities: str) -> None:
    found = run("entity", "syrsky", "--config", entities)
    assert found.code == 66
    assert "no entity is called 'syrsky'; did you mean syrskyi?" in found.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("entities:\n  a: {kind: persn, names: {uk: [Х]}}\n", "e.yaml:2: entities.a.kind: 'persn' is none of"),
        ("entities:\n  a: {kind: person, nams: {uk: [Х]}}\n", "did you mean 'names'?"),
        ("entities:\n  a: {kind: person, names: [Х]}\n", "e.yaml:2: entities.a.names: are by language"),
        ("entities:\n  a: {kind: person, names: {uk: ['']}}\n", "must not be empty"),
        ("entities:\n  a: [\n", "e.yaml:3: a [ or { above is never closed"),
    ],
)
def test_broken_entities(run: Run, tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(written, "utf-8")
    found = run("entity", "a", "--config", str(path))
    assert found.code == 78
    assert said in found.err


def test_explain(run: Run, rules: str) -> None:
    found = run("explain", "ГУР: вбито 30 солдатів", "--config", rules, "--json").json
    assert set(found) == {"language", "entities", "words", "claims", "rules"}
    assert found["language"] == "uk"
    assert found["entities"] == [{"entity": "gur", "span": "ГУР", "start": 0, "end": 3}]
    assert [(one["kind"], one["min"], one["who"]) for one in found["claims"]] == [("killed", 30, "солдатів")]
    assert {one["rule"]: one["holds"] for one in found["rules"]} == {"many": True, "quiet": True, "filmed": None}
    assert [part["condition"] for part in found["rules"][1]["when"]["of"]] == ["entity", "not"]


def test_explain_tests_the_part_of_the_claim(run: Run, rules: str) -> None:
    found = run("explain", "Солдати вбили 30 цивільних", "--config", rules, "--json").json
    assert found["rules"][0]["holds"] is False


def test_explain_for_people(run: Run, rules: str, typed: Any) -> None:
    typed("ГУР бачить дрон".encode())
    found = run("explain", "-", "--config", rules)
    assert found.code == 0
    assert "Entities   gur: «ГУР» at 0" in found.out
    assert "no   quiet [medium]" in found.out
    assert "?    filmed" in found.out
    assert "a text alone does not tell" in found.err


def test_explain_nothing(run: Run, rules: str) -> None:
    found = run("explain", "", "--config", rules, "--json").json
    assert (found["entities"], found["words"], found["claims"]) == ([], [], [])


@pytest.mark.parametrize("verb", ["explain", "extract"])
def test_input_that_is_not_utf_8(run: Run, rules: str, typed: Any, verb: str) -> None:
    typed(b"\xff\xfe\n")
    found = run(verb, "-", "--config", rules)
    assert found.code == 65
    assert "standard input is not UTF-8" in found.err


def test_extract(run: Run, entities: str, typed: Any) -> None:
    typed(passage("ГУРу відомо: Сирко, ЗСУ, Syrskyi; Syrsky") + b"\n" + passage("Вбито 5 осіб", id=7))
    first, second = run("extract", "-", "--config", entities, "--json").lines
    assert set(first) == {"id", "claims", "entities"}
    assert [(one["entity"], one["span"], one["start"], one["end"]) for one in first["entities"]] == [
        ("gur", "ГУРу", 0, 4),
        ("syrskyi", "Сирко", 13, 18),
        ("syrskyi", "Syrskyi", 25, 32),
    ]
    assert second["id"] == 7
    assert [(one["kind"], one["min"], one["max"]) for one in second["claims"]] == [("killed", 5, 5)]


def test_extract_reads_a_file_with_a_byte_order_mark(run: Run, entities: str, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + passage("ГУР"))
    assert run("extract", str(path), "--config", entities).json["entities"][0]["start"] == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"not json", "line 2 is no JSON"),
        (b"[1]", 'line 2 is no passage; write {"id": "a-1", "text": "'),
        (b'{"id": 1}', "line 2 is no passage"),
        (b'{"id": null, "text": "a"}', "line 2 is no passage"),
        (b"[" * 100_000, "line 2 is nested too deep"),
        (passage("a" * 1_000_001).strip(), "line 2 holds 1,000,001 characters"),
    ],
    ids=["words", "list", "no text", "no id", "deep", "long"],
)
def test_lines_that_are_no_passages(run: Run, entities: str, typed: Any, line: bytes, said: str) -> None:
    typed(passage("ok") + line + b"\n")
    found = run("extract", "-", "--config", entities)
    assert found.code == 65
    assert said in found.err
    assert len(found.lines) == 1


def test_no_such_file(run: Run, entities: str, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.jsonl", tmp_path):
        found = run("extract", str(path), "--config", entities)
        assert found.code == 65
        assert "is no file; name one with passages" in found.err


def test_what_stands_everywhere_is_folded(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(
        "version: 1\nrules:\n  - {id: any, when: {regex: '\\S'}}\n  - {id: storm, when: {keyword: storm}}\n", "utf-8"
    )
    found = run("explain", "A storm, no: the storm of storms, a storm; storm after storm", "--config", str(path)).out
    lines = [line for line in found.splitlines() if "storm" in line.lower() or "\\S" in line][1:]
    assert lines == [
        "Words      \\S: «A» at 0, «s» at 2, «t» at 3 and at least 13 more",
        "           storm: «storm» at 2, «storm» at 17, «storm» at 36 and 2 more",
        'yes    regex  pattern: ["\\\\S"]  «A», «s», «t» and at least 8 more',
        "yes  storm [medium]",
        'yes    keyword  any: ["storm"]  «storm»',
    ]


def test_a_rule_of_the_ready_set_for_anything_finds_one_word(run: Run, monkeypatch: Any) -> None:
    monkeypatch.setenv("TELEGRAM_API_ID", "1")
    monkeypatch.setenv("TELEGRAM_API_HASH", "abc")
    example = Path(__file__).parents[2] / "config/monitor.example.yaml"
    said = "\n 🔥 Щонайменше 30 військових КНДР вбито та поранено"
    explained = run("explain", said, "--config", str(example), "--json").json
    silent = next(one for one in explained["rules"] if one["rule"] == "officials-silent")
    assert [(item["found"], item["start"]) for item in silent["when"]["evidence"]] == [("\n 🔥", 0)]
