"""How posts become stories, and how people grade them: the sections, and what they mean to other rooms."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from monitor.config.fields import Interval, Section
from monitor.model.watch import StoriesSpec, VerdictsSpec
from monitor.ports.options import Duration

_DISTANCE = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,3})?)\s*(km|m)")
_WANTED = "wants a distance such as 25km or 900m"
_FARTHEST = 500.0


def distance(value: object) -> object:
    """Kilometres of "25km" or "900m"; numbers pass. Raises ValueError with a sentence."""
    if not isinstance(value, str):
        return value
    found = _DISTANCE.fullmatch(value.strip())
    if found is None:
        raise ValueError(_WANTED)
    far = float(found[1]) / (1 if found[2] == "km" else 1000)
    if far > _FARTHEST:
        raise ValueError(f"is farther than {_FARTHEST:.0f}km: places so far apart are not near each other")
    return far


Distance = Annotated[
    float,
    BeforeValidator(distance),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? *(km|m)$", "examples": ["25km", "900m"]}),
]


class Stories(Section):
    """How far apart posts of one story may be; the defaults were measured."""

    copies: Interval = Field(default=259_200_000, description="Forwards, the same files, links and texts")
    events: Interval = Field(default=86_400_000, description="Posts that have nothing in common but their event")
    again: Duration = Field(
        default=3_600_000, description="A channel's own text that comes again so soon is a copy; later, it is a form"
    )
    near: Distance = Field(default=25.0, description="Places so close to each other count as one")
    late: Duration = Field(default=600_000, description="Posts that come in so late are still put in their order")
    names: bool = Field(
        default=True, description="Whether names in texts tell of one event where no entity of the watch file does"
    )


class Verdicts(Section):
    """How a desk grades stories and claims."""

    people: int = Field(default=1, ge=1, le=9, description="So many have to say the same before it holds")


def stories(read: Stories) -> StoriesSpec:
    """How far apart posts of one story may be."""
    return StoriesSpec(read.copies, read.events, read.again, read.near, read.late, read.names)


def verdicts(read: Verdicts) -> VerdictsSpec:
    """How many people have to agree."""
    return VerdictsSpec(read.people)
