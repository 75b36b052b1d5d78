"""What a decoder says of a line of JSON, in plain words."""

import re

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
    "datetime": "a date such as 2024-12-14T10:00:00Z",
}
_GOT = _KINDS | {"float": "a fraction"}
_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_WANTED = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`")
_BOUND = re.compile(r"Expected `[^`]+` (?P<side><=|>=) (?P<bound>-?\d+)")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]+)`")


def plainly(said: str) -> str:
    """`Expected `int`, got `str` - at `$.media[0].size`` as "media[0].size: wants a whole number, not text"."""
    at = _AT.search(said)
    path = at["path"] if at else ""
    sentence = _sentence(said[: at.start()] if at else said)
    return f"{path}: {sentence}" if path else sentence


def _sentence(said: str) -> str:
    if found := _WANTED.match(said):
        wanted = [_KINDS.get(one, one) for one in found["wanted"].split(" | ")]
        return f"wants {' or '.join(wanted)}, not {_GOT.get(found['got'], found['got'])}"
    if found := _BOUND.match(said):
        return f"must be at {'most' if found['side'] == '<=' else 'least'} {int(found['bound']):,}"
    if found := _MISSING.match(said):
        return f"has no {found['name']}"
    if said.startswith("Invalid RFC3339"):
        return f"is no date; write {_KINDS['datetime'].removeprefix('a date such as ')} or 2024-12-14"
    return said
