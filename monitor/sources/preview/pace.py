"""Every time-out, interval and back-off of the preview, in one place, and which pages are read."""

from dataclasses import dataclass

from monitor.sources._looking import USUAL, Looking


@dataclass(frozen=True, slots=True)
class Pace:
    """Durations in seconds. Tests shorten them; the defaults are polite to the real pages.

    `poll` bounds how often a channel is looked at, by how busy it is. `closed_retry`: a channel that shows
    nothing is asked again more and more rarely, down to that. `window`, `window_most`: how many ids are read
    at once where a channel is far behind. `looks`: how many posts that a page lacks are asked for one by one
    after a poll; one that stands after all is not asked for again for `look_again`. `history_every`: one old
    page that often, for all channels together.
    """

    poll: tuple[float, float] = (30.0, 900.0)
    timeout: float = 20.0
    retry_first: float = 10.0
    retry_most: float = 900.0
    closed_retry: float = 3600.0
    window: int = 20
    window_most: int = 2_000
    looks: int = 5
    look_again: float = 3600.0
    history_every: float = 5.0
    looking: Looking = USUAL


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """Where the pages are, and how often they are read. `allow_private` is for a server on loopback."""

    base: str = "https://t.me"
    allow_private: bool = False
    pace: Pace = Pace()
