"""Every time-out, interval and back-off of the Telegram source, in one place."""

from dataclasses import dataclass

from monitor.sources._looking import USUAL, Looking


@dataclass(frozen=True, slots=True)
class Pace:
    """Durations in seconds. Tests shorten them; the defaults are for the real Telegram.

    A silent link is found after `ping_every` + `ping_timeout`. `settle` is how long a gap may heal by
    itself (pushes out of order) before the channel is read again; a channel that falls behind again and
    again waits longer each time, up to `gap_most`. An account that cannot read for `patience` hands its
    channels over to others; whether one has come back is looked at every `look_every`. Counters are asked for every
    `count_every` at most, and of one channel every `count_rest`; `count_look` lies between looks at channels of which
    none are due. `file_look` lies between looks at whether files are to be fetched, in pieces of `file_piece` bytes
    (Telegram wants what divides 1 MiB).
    """

    connect_timeout: float = 20.0
    call_timeout: float = 30.0
    ping_every: float = 10.0
    ping_timeout: float = 10.0
    reconnect_first: float = 1.0
    reconnect_most: float = 60.0
    steady_after: float = 60.0
    retry_first: float = 1.0
    retry_most: float = 120.0
    attempts: int = 3
    settle: float = 0.5
    gap_most: float = 15.0
    flush: float = 0.05
    resolve_every: float = 3.0
    join_every: tuple[float, float] = (120.0, 300.0)
    blocked_retry: float = 3600.0
    unresolved_retry: float = 21600.0
    parallel: int = 4
    page: int = 100
    reread: int = 50
    watched_differences: int = 10
    difference_bounds: tuple[float, float] = (5.0, 60.0)
    history_every: float = 2.0
    patience: float = 300.0
    look_every: float = 15.0
    looking: Looking = USUAL
    count_every: float = 3.0
    count_rest: float = 60.0
    count_look: float = 0.2
    file_look: float = 1.0
    file_piece: int = 131_072
