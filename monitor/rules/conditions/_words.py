"""Option types that several conditions share."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from monitor.ports.condition import Scope


def listed(value: object) -> object:
    """A scalar as a list of one."""
    return (value,) if isinstance(value, str) else value


def _said(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(word.strip() for word in value):
        raise ValueError("holds an empty word; take it out")
    return tuple(dict.fromkeys(value))


Words = Annotated[
    tuple[str, ...],
    BeforeValidator(listed),
    AfterValidator(_said),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""One text or a list of them; the same twice is once."""

Form = Literal["any", "exact", "stem", "substring"]
"""How a word may stand: in any grammatical form, as written, with anything behind it, inside of other words."""


def numbered(word: str, form: Form, scope: Scope, field: str = "text") -> int:
    """The number of a word in a form. Raises ValueError where there is nothing to look for."""
    if form == "any":
        return scope.word(word, field=field)
    return scope.literal(word, whole=form != "substring", stem=form == "stem", field=field)
