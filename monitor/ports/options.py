"""The base of every kind's options: strict, frozen, explained field by field."""

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Options of a kind. Every field has a description; unknown keys are errors.

    `short` names the field that a bare scalar or list stands for (`keyword: [a, b]` is
    `keyword: {any: [a, b]}`), or is empty where the kind has no short form.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
