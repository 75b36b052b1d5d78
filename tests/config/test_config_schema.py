"""What editors and people are told fits what `load` takes."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from config_kinds import CONDITIONS, HEAD, SINKS

from monitor.config.schema import describe, json_schema
from monitor.kinds import discover

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    "$ref", "type", "enum", "const", "pattern", "properties", "additionalProperties", "required", "items", "anyOf",
    "minItems", "maxItems", "minProperties", "maxProperties", "propertyNames", "prefixItems", "minLength", "maxLength",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "description", "examples", "uniqueItems",
}  # fmt: skip


class Checker:
    """As much of JSON Schema as ours uses; an unknown word is an error."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._defs = root["$defs"]

    def wrong(self, schema: dict[str, Any], value: Any, path: str = "") -> list[str]:
        assert set(schema) <= KNOWN, set(schema) - KNOWN
        if "$ref" in schema:
            return self.wrong(self._defs[schema["$ref"].rsplit("/", 1)[1]], value, path)
        found = self._scalar(schema, value, path)
        if "anyOf" in schema and all(self.wrong(one, value, path) for one in schema["anyOf"]):
            found.append(f"{path}: fits nothing of anyOf: {value!r}")
        if isinstance(value, dict):
            found += self._table(schema, value, path)
        if isinstance(value, list):
            found += [
                w for n, one in enumerate(value) for w in self.wrong(schema.get("items", {}), one, f"{path}[{n}]")
            ]
            if len(value) < schema.get("minItems", 0):
                found.append(f"{path}: too short")
        return found

    def _scalar(self, schema: dict[str, Any], value: Any, path: str) -> list[str]:
        names = schema.get("type", list(TYPES))
        fits = any(isinstance(value, TYPES[name]) for name in ([names] if isinstance(names, str) else names))
        found = [] if fits else [f"{path}: is no {names}: {value!r}"]
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{path}: {value!r} is none of {schema['enum']}")
        if "const" in schema and value != schema["const"]:
            found.append(f"{path}: {value!r} is not {schema['const']!r}")
        if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
            found.append(f"{path}: {value!r} is not of the form {schema['pattern']}")
        return found

    def _table(self, schema: dict[str, Any], value: dict[str, Any], path: str) -> list[str]:
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", {})
        found = [f"{path}: lacks {key}" for key in schema.get("required", ()) if key not in value]
        if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
            found.append(f"{path}: has {len(value)} keys")
        for key, one in value.items():
            found += self.wrong(schema.get("propertyNames", {}), key, f"{path}.{key}")
            if key not in properties and more is False:
                found.append(f"{path}: unknown {key}")
            else:
                found += self.wrong(properties.get(key, more if isinstance(more, dict) else {}), one, f"{path}.{key}")
        return found


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema(CONDITIONS, SINKS)


def wrong(schema: dict[str, Any], text: str) -> list[str]:
    top = {key: one for key, one in schema.items() if key not in ("$schema", "$defs", "title")}
    return Checker(schema).wrong(top, yaml.safe_load(text))


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "web: {listen: 'off'}\ndatabase: sqlite:///a.db\ninclude: a.yaml\n",
        "rules: [{id: a, title: T, when: {keyword: 414}, alert: {every: 5m, shadow: true}, notify: desk}]\n",
        "rules: [{id: a, when: [{all: [{not: {regex: x}}, {any: {entity: [a, b]}}]}, {media: {kind: video}}]}]\n",
        "rules: [{id: a, when: {keyword: {any: x, form: exact}}, from: {labels: a, except: [b]}, events: new}]\n",
        "entities: {a-1: {kind: place, names: {en: [A, 414], uk: Б}, at: [1, 2.5]}}\n",
        "channels: [{telegram: abcd, reliability: B}, {feed: 'https://x', reliability: F}]\n",
        "entities: {a: {kind: place, names: {en: A}, area: true}}\n",
        "stories: {near: 900m, late: 1m}\nverdicts: {people: 2}\n",
        "receivers: {a: {to: [console, {console: {name: b}}, {console: }, {webhook: {url: 'https://x'}}]}}\n",
        "telegram: {api_id: '${ID}', api_hash: x, accounts: [{name: a}], poll: [1s, 2s]}\n",
    ],
)
def test_what_can_be_written_fits(schema: dict[str, Any], rest: str) -> None:
    assert wrong(schema, "version: 1\n" + rest) == []
    assert wrong(schema, HEAD) == []


@pytest.mark.parametrize(
    "text",
    [
        "web: {}\n",
        "version: 2\n",
        "version: 1\nchanels: []\n",
        "version: 1\nrules: [{id: A b, when: {keyword: a}}]\n",
        "version: 1\nrules: [{id: a, when: {keywrod: a}}]\n",
        "version: 1\nrules: [{id: a, when: {keyword: a, regex: b}}]\n",
        "version: 1\nrules: [{id: a, when: {all: []}}]\n",
        "version: 1\nrules: [{id: a, when: {keyword: a}, alert: {every: soon}}]\n",
        "version: 1\nchannels: [{telegram: abcd, reliability: G}]\n",
        "version: 1\nstories: {near: close}\n",
        "version: 1\nreceivers: {a: {to: [webhok]}}\n",
        "version: 1\nreceivers: {A b: {to: [console]}}\n",
        "version: 1\nreceivers: {a: {to: [{webhook: {retries: many}}]}}\n",
        "version: 1\nentities: {a: {kind: vilage, names: {}}}\n",
    ],
)
def test_what_cannot_be_written_does_not(schema: dict[str, Any], text: str) -> None:
    assert wrong(schema, text)


def test_every_key_is_explained(schema: dict[str, Any]) -> None:
    def unexplained(part: Any, path: str) -> list[str]:
        if isinstance(part, list):
            return [w for n, one in enumerate(part) for w in unexplained(one, f"{path}[{n}]")]
        if not isinstance(part, dict):
            return []
        keys = part.get("properties", {}) if isinstance(part.get("properties"), dict) else {}
        bare = [f"{path}.{key}" for key, one in keys.items() if "description" not in one and "$ref" not in one]
        return bare + [w for key, one in part.items() for w in unexplained(one, f"{path}.{key}")]

    assert unexplained(schema, "") == []


def test_kinds_are_described() -> None:
    rows = {(row.sort, row.kind): row for row in describe(CONDITIONS, SINKS)}
    assert next(iter(rows)) == ("condition", "keyword")
    words = rows["condition", "keyword"]
    assert (words.what, words.short) == ("Words stand in the text.", "any")
    assert [(one.name, one.type, one.default) for one in words.options] == [
        ("any", "list of text", "–"),
        ("all", "list of text", "–"),
        ("form", "one of exact, substring", "exact"),
    ]
    media = {one.name: one for one in rows["condition", "media"].options}
    assert (media["kind"].type, media["kind"].default) == ("one of photo, video", "")
    assert media["longer_than"].type == "duration"
    assert (media["sound"].type, media["sound"].default) == ("yes or no", "yes")
    hook = {one.name: one for one in rows["sink", "webhook"].options}
    assert (hook["timeout"].default, hook["retries"].type) == ("15s", "whole number")
    assert hook["url"].description == "The address"
    assert [one.name for one in rows["condition", "forward"].options] == ["from"]


def test_the_real_kinds_have_a_schema_and_a_line_each() -> None:
    kinds = discover()
    schema = json_schema(kinds.conditions, kinds.sinks)
    example = Path(__file__).parents[2] / "config/monitor.example.yaml"
    assert wrong(schema, example.read_text(encoding="utf-8")) == []
    rows = describe(kinds.conditions, kinds.sinks)
    assert len(rows) == len(kinds.conditions) + len(kinds.sinks)
    assert all(row.what for row in rows)
    assert [(row.kind, one.name) for row in rows for one in row.options if not one.description] == []
