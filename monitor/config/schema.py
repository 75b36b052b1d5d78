"""What can be written, for editors (JSON Schema) and for people (tables of kinds)."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, get_args

from pydantic import BaseModel

from monitor.config.sections import Channel, Entity, Feed, Receiver, Rule, Watch
from monitor.ports.condition import Condition
from monitor.ports.options import Measure, Options, as_written
from monitor.ports.sink import Sink

Schema = dict[str, Any]
_DURATION: Schema = {"type": "string", "pattern": r"^([0-9]+ *(ms|s|m|h|d)|0)$", "examples": ["90s", "10m", "6h", "7d"]}
_SIZE: Schema = {"type": "string", "pattern": r"^([0-9]+ *(B|kB|KB|MB|GB)|0)$", "examples": ["300kB", "50MB"]}
_FORMATS = {"duration": _DURATION, "size": _SIZE}
_FILLED: Schema = {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"}
_YES_OR_NO: Schema = {"enum": ["yes", "no", "on", "off"]}
_BY_NAME = ("properties", "$defs")
_LEFT_OUT = ("default", "format", "title", "writeOnly")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a kind, as people read it. `default` is empty where the option must be given."""

    name: str
    type: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Row:
    """One kind. `sort` is "condition" or "sink"; `short` is the option that a bare value stands for."""

    sort: str
    kind: str
    what: str
    short: str
    options: tuple[Option, ...]


def json_schema(conditions: Mapping[str, type[Condition]], sinks: Mapping[str, type[Sink]]) -> Schema:
    """The JSON Schema (2020-12) of a watch file, which editors use to complete and to check."""
    defs: Schema = {}
    for name, kind in conditions.items():
        defs[f"condition-{name}"] = _kind_schema(kind, kind.options, defs)
    for name, sink in sinks.items():
        defs[f"sink-{name}"] = _named(_kind_schema(sink, sink.options, defs))
    defs["condition"] = _condition(conditions)
    defs["sink"] = _one_key({name: {"$ref": f"#/$defs/sink-{name}"} for name in sinks}, bare=list(sinks))
    whole = _hoisted(Watch, defs)
    _place_pieces(whole, defs)
    loose: Schema = _loosened({**whole, "$defs": defs})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Watch file", **loose}


def describe(conditions: Mapping[str, type[Condition]], sinks: Mapping[str, type[Sink]]) -> tuple[Row, ...]:
    """Every kind with its options, conditions first."""
    return (
        *(_row("condition", name, kind, kind.options) for name, kind in conditions.items()),
        *(_row("sink", name, sink, sink.options) for name, sink in sinks.items()),
    )


def _row(sort: str, kind: str, cls: type[object], options: type[Options]) -> Row:
    described = options.model_json_schema()
    required = described.get("required", [])
    rows = tuple(
        Option(
            name=name,
            type=_type(one, described.get("$defs", {})),
            default="" if name in required else _default(one),
            description=one.get("description", ""),
        )
        for name, one in described.get("properties", {}).items()
    )
    return Row(sort, kind, _first_line(cls), getattr(options, "short", ""), rows)


def _first_line(cls: type[object]) -> str:
    return (getdoc(cls) or "").strip().split("\n", 1)[0]


def _type(schema: Schema, defs: Schema) -> str:
    if "$ref" in schema:
        return _type(defs.get(schema["$ref"].rsplit("/", 1)[1], {}), defs)
    if "enum" in schema:
        return "one of " + ", ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        known = dict.fromkeys(_type(one, defs) for one in schema["anyOf"] if one.get("type") != "null")
        return " or ".join(known)
    if schema.get("format") in _FORMATS:
        return str(schema["format"])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}), defs)}"
    words = {"integer": "whole number", "number": "number", "boolean": "yes or no", "object": "mapping"}
    return words.get(kind if isinstance(kind, str) else "", "text")


def _default(schema: Schema) -> str:
    value = schema.get("default")
    branches = schema.get("anyOf", [schema])
    measure: Measure
    for measure in get_args(Measure):
        if isinstance(value, int) and any(one.get("format") == measure for one in branches):
            return as_written(value, measure)
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _kind_schema(kind: type[object], options: type[Options], defs: Schema) -> Schema:
    """The options of a kind, and their short form."""
    full = _hoisted(options, defs)
    full["description"] = (getdoc(kind) or "").strip()
    short = full["properties"].get(getattr(options, "short", ""))
    if short is None:
        return full if full.get("required") else {**full, "type": ["object", "null"]}
    return {"description": full["description"], "anyOf": [short, full]}


def _named(schema: Schema) -> Schema:
    """A sink's options beside the name of its entry."""
    for one in (schema, *schema.get("anyOf", ())):
        if "properties" in one:
            name = {"type": "string", "description": "What the entry is called; default: the kind"}
            one["properties"] = {"name": name, **one["properties"]}
    return schema


def _condition(kinds: Mapping[str, type[Condition]]) -> Schema:
    tree: Schema = {"$ref": "#/$defs/condition"}
    several = {"type": "array", "items": tree, "minItems": 1}
    keys: Schema = {name: {"$ref": f"#/$defs/condition-{name}"} for name in kinds}
    keys["all"] = {"description": "All of these", "anyOf": [several, tree]}
    keys["any"] = {"description": "Any of these", "anyOf": [several, tree]}
    keys["not"] = {"description": "None of this", **tree}
    return {"anyOf": [_one_key(keys), {**several, "description": "Any of these"}]}


def _one_key(keys: Schema, bare: list[str] | None = None) -> Schema:
    one: Schema = {
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [one, {"enum": bare}]} if bare else one


def _place_pieces(whole: Schema, defs: Schema) -> None:
    """Put what `load` reads piece by piece where it stands."""
    pieces = {model: _hoisted(model, defs) for model in (Channel, Feed, Entity, Rule, Receiver)}
    pieces[Rule]["properties"]["when"] = {"$ref": "#/$defs/condition", "description": "The condition"}
    pieces[Rule]["required"].remove("when")  # a rule that waits for a sequence of others has none
    pieces[Receiver]["properties"]["to"] |= {"type": "array", "items": {"$ref": "#/$defs/sink"}, "minItems": 1}
    defs |= {model.__name__: piece for model, piece in pieces.items()}
    top: Schema = whole["properties"]
    channel = {"anyOf": [{"$ref": "#/$defs/Channel"}, {"$ref": "#/$defs/Feed"}]}
    top["channels"] |= {"type": "array", "items": channel}
    top["rules"] |= {"type": "array", "items": {"$ref": "#/$defs/Rule"}}
    for name, named in (("entities", "Entity"), ("receivers", "Receiver")):
        names = {"pattern": "^[a-z0-9][a-z0-9-]*$"}
        values = {"$ref": f"#/$defs/{named}"}
        top[name] |= {"type": "object", "propertyNames": names, "additionalProperties": values}


def _hoisted(model: type[BaseModel], defs: Schema) -> Schema:
    """A model's schema; the models that it uses go to `defs`."""
    schema = model.model_json_schema(ref_template="#/$defs/{model}")
    defs.update(schema.pop("$defs", {}))
    return schema


def _loosened(schema: Any) -> Any:
    """Editors see the types that YAML gives to bare values; we read text, and fill in `${NAME}`."""
    if isinstance(schema, list):
        return [_loosened(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") in _FORMATS:
        schema = {**schema, **_FORMATS[schema["format"]]}
    found = {}
    for key, one in schema.items():
        if key in _BY_NAME:
            found[key] = {name: _loosened(inner) for name, inner in one.items()}
        elif key not in _LEFT_OUT:
            found[key] = _loosened(one)
    return _any_spelling(found)


def _any_spelling(schema: Schema) -> Schema:
    kind = schema.get("type")
    if kind == "string" and schema.get("const", "").isdigit():
        return {"enum": [schema["const"], int(schema["const"])]} | _kept(schema)
    if kind == "string" and "enum" not in schema:
        return {**schema, "type": ["string", "number", "boolean"]}
    if kind == "boolean":
        return {"anyOf": [schema, _YES_OR_NO, _FILLED]} | _kept(schema)
    if kind in ("integer", "number"):
        return {"anyOf": [schema, _FILLED]} | _kept(schema)
    if kind == "array" and "$ref" not in schema.get("items", {"$ref": ""}):
        return {"anyOf": [schema, schema["items"]]} | _kept(schema)
    return schema


def _kept(schema: Schema) -> Schema:
    return {"description": schema["description"]} if "description" in schema else {}
