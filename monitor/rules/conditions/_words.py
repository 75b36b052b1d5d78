"""Option types that several conditions share."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema


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
