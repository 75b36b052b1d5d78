"""What pydantic found, said plainly, and without a value that may be a secret."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from monitor.config.document import Items, Node, Table, Text
from monitor.config.problems import nearest, repeats, shown
from monitor.lookalikes import foreign, guess
from monitor.ports.options import Measure, as_written

_SECRETIVE = re.compile(
    r"(?:^|[_-])(url|uri|secret|token|password|passwd|pass|passphrase|auth|authorization|apikey|key|hash"
    r"|session|credential|cookie|proxy|dsn|database|header)s?(?:$|[_-])",
    re.IGNORECASE,
)
_WANTED: Final = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "decimal": "a number",
    "bool": "yes or no",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "frozen": "a list",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "none": "nothing",
}


def unknown(key: str, model: type[BaseModel] | None) -> str:
    """What is said of a key that a model does not have."""
    if model is None:
        return f"unknown key {shown(key)}"
    if key in getattr(model, "later", ()):
        return f"{shown(key)} is not built yet"
    known = [field.alias or name for name, field in model.model_fields.items()]
    return f"unknown key {shown(key)}{nearest(key, known, 'known keys')}"


def missing(key: int | str, model: type[BaseModel] | None) -> str:
    """What is said of a key that must be given: also what it is for."""
    if isinstance(key, int):
        return f"needs at least {key + 1} entries"
    known = {field.alias or name: field for name, field in model.model_fields.items()} if model else {}
    purpose = known[key].description if key in known else None
    return f"missing key {shown(key)}" + (f": {purpose.strip().removesuffix('.')}" if purpose else "")


def hides(key: str, annotation: object) -> bool:
    """Whether the value of a key may be a secret."""
    return _SECRETIVE.search(key) is not None or "SecretStr" in str(annotation)


def sentence(
    error: ErrorDetails,
    node: Node,
    owner: type[BaseModel] | None,
    *,
    secret: bool,
    measure: Measure | None = None,
) -> str:
    """One complaint as a plain sentence. `owner` is the model that the key belongs to; `measure`: bounds have units."""
    kind, context = error["type"], error.get("ctx", {})
    got = _got(node, secret=secret)
    if kind in {"value_error", "assertion_error"}:
        return _own_words(str(context["error"]), node, secret=secret)
    if kind in {"literal_error", "enum"}:
        return _one_of(context["expected"], node, owner, secret=secret)
    if kind in _BOUNDS:
        return f"must be {_BOUNDS[kind]} {_number(next(iter(context.values())), measure)}{got}"
    if kind in _LENGTHS:
        return _LENGTHS[kind](context)
    wanted = _WANTED.get(kind.split("_", 1)[0])
    if wanted:
        return f"wants {wanted}{got}"
    return _own_words(error["msg"].replace("Input should", "it should"), node, secret=secret)


_BOUNDS: Final = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
    "multiple_of": "a multiple of",
}


def _number(bound: float, measure: Measure | None) -> str:
    """`180`, `2.5`, and from five digits on `2,147,483,647`; `10s` and `50MB` of what has units."""
    if measure is not None and bound:
        return as_written(int(bound), measure)
    return f"{bound:,}" if isinstance(bound, int) and bound >= 10_000 else str(bound).removesuffix(".0")


def _few(context: dict[str, Any]) -> str:
    least = context["min_length"]
    return "must not be empty" if least == 1 else f"needs at least {least} entries, not {context['actual_length']}"


_LENGTHS: Final[Mapping[str, Callable[[dict[str, Any]], str]]] = {
    "string_too_short": lambda context: (
        "must not be empty" if context["min_length"] == 1 else f"must have at least {context['min_length']} characters"
    ),
    "string_too_long": lambda context: f"must have at most {context['max_length']} characters",
    "string_pattern_mismatch": lambda context: f"has not the form {context['pattern']}",
    "too_short": _few,
    "too_long": lambda context: f"takes at most {context['max_length']} entries, not {context['actual_length']}",
}


def _got(node: Node, *, secret: bool) -> str:
    if isinstance(node, Table):
        return ", not a mapping"
    if isinstance(node, Items):
        return ", not a list"
    if node.empty:
        return "; there is nothing here"
    return "" if secret or node.secret else f", not {shown(node.text)}{foreign(node.text)}"


def _one_of(expected: str, node: Node, owner: type[BaseModel] | None, *, secret: bool) -> str:
    later: Collection[str] = getattr(owner, "later", ())
    known = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if not isinstance(node, Text) or node.empty or secret or node.secret:
        return f"wants one of {', '.join(known)}{_got(node, secret=secret)}"
    if node.text in later:
        return f"{shown(node.text)} is not built yet; there is {', '.join(known)}"
    if len(known) == 1:
        return f"must be {known[0]}, not {shown(node.text)}"
    return f"{shown(node.text)} is none of {', '.join(known)}{_meant(node.text, known, owner)}"


def _meant(word: str, known: list[str], owner: type[BaseModel] | None) -> str:
    near = guess(word, known, called=getattr(owner, "called", {}), quoted=True)
    return f", {near}" if near else ""


def _own_words(words: str, node: Node, *, secret: bool) -> str:
    """A sentence from a validator, unless it repeats something secret."""
    if any(repeats(words, value) for value in _secrets(node, secret=secret)):
        return "is not valid; how is not shown, because the value may be a secret"
    return words.strip() or "is not valid"


def _secrets(node: Node, *, secret: bool) -> Iterator[str]:
    if isinstance(node, Text):
        if (secret or node.secret) and node.text:
            yield node.text
    elif isinstance(node, Items):
        for one in node.of:
            yield from _secrets(one, secret=secret)
    else:
        for key, one in node.of.items():
            yield from _secrets(one, secret=secret or hides(key, object))
