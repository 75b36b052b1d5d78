"""What the pipeline asks of the watch file while it runs."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from monitor.model import (
    Channel,
    Claim,
    Event,
    Marks,
    Match,
    OperatorsSpec,
    Post,
    ReceiverSpec,
    RuleSpec,
    Update,
)
from monitor.ports.store import Verdict


class Found(Struct, frozen=True):
    """Every rule that holds for a post, the rules that failed on it with their error, and what it claims."""

    matches: tuple[Match, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    claims: tuple[Claim, ...] = ()


class Desk(Protocol):
    """What is asked of the watch file while it runs; a reload puts another in its place."""

    @property
    def rules(self) -> Mapping[str, RuleSpec]: ...

    @property
    def receivers(self) -> Mapping[str, ReceiverSpec]: ...

    @property
    def operators(self) -> OperatorsSpec:
        """Who is told of what happens to the watch itself."""
        ...

    def channel(self, number: int) -> Channel: ...

    @property
    def marks(self) -> Marks:
        """The counts that rules wait for."""
        ...

    def match(self, post: Post, channel: Channel, event: Event, reached: Marks) -> Found:
        """Every rule that holds, whatever events it wants; for "reached" only of those that wait for these marks."""
        ...

    def learn(self, updates: Sequence[Update]) -> None:
        """Channels that became known."""
        ...

    def written(self, verdict: Verdict) -> None:
        """A verdict is durable: whoever delivers it may be woken."""
        ...
