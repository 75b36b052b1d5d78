"""reach: how far a post has come."""

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from monitor.model import Counters, Evidence, Marks
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options

_HIGHEST = 2**31 - 1  # what Telegram counts to
_COUNTERS = ("views", "forwards", "reactions")


class ReachOptions(Options):
    """Everything that is given must be reached."""

    short: ClassVar[str] = "views"

    views: int | None = Field(default=None, ge=1, le=_HIGHEST, description="so many views")
    forwards: int | None = Field(default=None, ge=1, le=_HIGHEST, description="forwarded so many times")
    reactions: int | None = Field(
        default=None, ge=1, le=_HIGHEST, description="so many reactions, of all sorts together"
    )

    @model_validator(mode="after")
    def _waits_for_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("waits for nothing; give it views, forwards or reactions")
        return self


class Reach:
    """The post has reached so many views, forwards or reactions; of several that are given, all.

    Counters are read again for a week, ever more seldom, and a rule may match long after the post was stored: once,
    at the moment that a count is reached, if all else that it asks for holds then. `max_age` counts from that moment.
    """

    kind: ClassVar[str] = "reach"
    options: ClassVar[type[Options]] = ReachOptions

    def compile(self, options: ReachOptions, scope: Scope) -> Atom:  # noqa: ARG002  it needs no literals
        return _Reached(options.model_dump(exclude_none=True))

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "reach:views:5" for a count of five digits or more, and so on down to one, for each counter."""
        return [
            f"reach:{name}:{digits}"
            for name, count in _counted(reading.post.counters)
            for digits in range(1, len(str(count)) + 1)
        ]


class _Reached:
    beyond_text = True

    def __init__(self, wanted: dict[str, int]) -> None:
        self._wanted = wanted
        self.marks = Marks(**{name: (count,) for name, count in wanted.items()})
        name, count = list(wanted.items())[-1]  # all must hold, so one tells; views are the most common
        self.signs: frozenset[Sign] | None = frozenset({f"reach:{name}:{len(str(count))}"})

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        counted = dict(_counted(reading.post.counters))
        if any(counted.get(name, 0) < count for name, count in self._wanted.items()):
            return None
        return [
            Evidence(Reach.kind, _in_words(count, name), _in_words(counted[name], name), field="counters")
            for name, count in self._wanted.items()
        ]


def _counted(counters: Counters) -> Iterator[tuple[str, int]]:
    counts = (counters.views, counters.forwards, counters.reacted)
    return ((name, count) for name, count in zip(_COUNTERS, counts, strict=True) if count)


def _in_words(count: int, name: str) -> str:
    """ "1 view", "100,000 views" """
    return f"{count:,} {name.removesuffix('s') if count == 1 else name}"
