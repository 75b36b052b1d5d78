"""Whether the daemon is well: a judgement of facts."""

from collections.abc import Mapping

from msgspec import Struct

STUCK = 60.0  # seconds without progress while updates wait: longer than any write or compile should take
OLD = 600.0  # seconds that a notice may wait for its receiver
_AT_WORK = frozenset({"live", "polling", "catching_up"})


class ChannelFacts(Struct, frozen=True):
    """How a channel is seen. Ages in seconds. `blind`: nobody looks at it now; `lags`: seconds by quantile."""

    handle: str
    age: float
    blind: bool
    lags: Mapping[str, float] = {}


class FileFacts(Struct, frozen=True):
    """Files of media: bytes used and allowed (0: never told), how many wait, how many failed; `full`: no room."""

    used: int = 0
    budget: int = 0
    waiting: int = 0
    failed: int = 0
    full: bool = False


class Facts(Struct, frozen=True):
    """What is known at one moment. Ages in seconds; None where nothing is known.

    `waiting`: updates that no batch has taken yet. `stalled`: how long the pipeline has made no progress
    while updates wait (0: it has, or none wait). `away`: why the database does not take writes, empty if it
    does. `owed`: how many notices wait for an entry, and the age of the oldest, by (receiver, entry).
    `refused`: the newest watch file could not be used. `channels`: by id, those that were ever looked at.
    `reach`: of each entry of a receiver, for how long it cannot be reached; None: it can.
    """

    waiting: int = 0
    stalled: float = 0.0
    away: str = ""
    sources: Mapping[str, str] = {}
    owed: Mapping[tuple[str, str], tuple[int, float]] = {}
    dead: int = 0
    last_update: float | None = None
    lag: float | None = None
    refused: bool = False
    channels: Mapping[int, ChannelFacts] = {}
    files: FileFacts = FileFacts()
    reach: Mapping[tuple[str, str], float | None] = {}


def unhealthy(facts: Facts) -> tuple[str, ...]:
    """Why a restart would help; empty if it would not. No restart mends a database that is away."""
    if facts.stalled > STUCK and not facts.away:
        return (f"the pipeline has made no progress for {facts.stalled:.0f} s and {facts.waiting} updates wait",)
    return ()


def unready(facts: Facts) -> tuple[str, ...]:
    """Why the daemon does not do all that it is there for; empty if it does."""
    reasons = list(unhealthy(facts))
    if facts.away:
        reasons.append(f"the database cannot be written: {facts.away}")
    if facts.sources and not _AT_WORK.intersection(facts.sources.values()):
        states = ", ".join(f"{source} is {state}" for source, state in sorted(facts.sources.items()))
        reasons.append(f"no source is live: {states}")
    for (receiver, entry), (count, age) in sorted(facts.owed.items()):
        if age > OLD:
            what = "1 notice waits" if count == 1 else f"{count} notices wait"
            reasons.append(f"{what} for {receiver}/{entry}, the oldest for {age / 60:.0f} min")
    return tuple(reasons)
