"""The base of every kind's options: strict, frozen, explained field by field."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from monitor.lookalikes import foreign

_MILLIS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_BYTES = {"B": 1, "kB": 1_000, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_DURATION = re.compile(r"([0-9]{1,9})\s*(ms|s|m|h|d)|0")
_SIZE = re.compile(r"([0-9]{1,9})\s*(B|kB|KB|MB|GB)|0")
_LONGEST = 36_500 * _MILLIS["d"]
_LARGEST = 1_000_000 * _BYTES["GB"]

Measure = Literal["duration", "size"]


class Options(BaseModel):
    """Options of a kind. Every field has a description; unknown keys are errors.

    `short` names the field that a bare scalar or list stands for (`keyword: [a, b]` is
    `keyword: {any: [a, b]}`), or is empty where the kind has no short form. `refers` says which
    fields hold ids of entities, or handles, names, labels or sides of channels: the watch file's
    reader checks that they exist. "entity or text": what stands in quotes need not be an entity.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    short: ClassVar[str] = ""
    refers: ClassVar[Mapping[str, Literal["entity", "channel", "entity or text"]]] = {}


class Quoted(str):
    """Text that stands in quotes in the watch file. A field that tells it from other text is `Quoted | str`."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(cls)


class FromFile(str):
    """Text that was read from a file by `!text path`. A field that tells it from other text is `FromFile | str`."""

    __slots__ = ("file",)
    file: str

    def __new__(cls, text: str, file: str) -> Self:
        made = super().__new__(cls, text)
        made.file = file
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(cls)


def duration(value: object) -> object:
    """Milliseconds for "90s", "10m", "6h", "7d" (and "250ms"); numbers pass. Raises ValueError with a sentence."""
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.strip())
    if found is None:
        raise ValueError(f"wants a duration such as 90s, 10m, 6h or 7d{foreign(value)}")
    millis = int(found[1]) * _MILLIS[found[2]] if found[1] else 0
    if millis > _LONGEST:
        raise ValueError("is longer than a hundred years")
    return millis


def size(value: object) -> object:
    """Bytes for "300kB", "50MB", "1GB" (powers of ten); numbers pass. Raises ValueError with a sentence."""
    if not isinstance(value, str):
        return value
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise ValueError(f"wants a size such as 300kB, 50MB or 1GB{foreign(value)}")
    octets = int(found[1]) * _BYTES[found[2]] if found[1] else 0
    if octets > _LARGEST:
        raise ValueError("is more than a million GB")
    return octets


def as_written(amount: int, measure: Measure) -> str:
    """Milliseconds or bytes as the watch file writes them: "10s", "90m", "50MB"; nothing is "0s" or "0B"."""
    units = _MILLIS if measure == "duration" else _BYTES
    if not amount:
        return f"0{'s' if measure == 'duration' else 'B'}"
    fitting = [(size, unit) for unit, size in units.items() if amount % size == 0]
    size, unit = max(fitting, key=lambda one: one[0])
    return f"{amount // size}{unit}"


def in_bytes(size: int) -> str:
    """The size of a file for people: "24 B", "16.6 kB", "12.3 MB"."""
    if size < 1_000:
        return f"{size} B"
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


Duration = Annotated[int, BeforeValidator(duration), WithJsonSchema({"type": "string", "format": "duration"})]
"""A length of time in milliseconds, written as `90s`."""

Size = Annotated[int, BeforeValidator(size), WithJsonSchema({"type": "string", "format": "size"})]
"""A number of bytes, written as `50MB`."""
