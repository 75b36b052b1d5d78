"""Every time-out, interval and bound of the feed source, in one place."""

from dataclasses import dataclass

from monitor.sources._looking import USUAL, Looking


@dataclass(frozen=True, slots=True)
class Pace:
    """Durations in seconds. Tests shorten them.

    `bounds` of the interval between two visits, which is `first` to begin with: busy feeds are read more
    often. A feed, or its server, may ask to be left alone for longer than the interval, but is not obeyed
    beyond `most_asked`: every WordPress site says "hourly", and means nothing by it. A site that does not
    answer is asked again after `retry_…`, doubled each time; one that has no feed for us after `closed_…`.
    `parallel` feeds are asked at once, but documents are read one at a time.
    """

    bounds: tuple[float, float] = (60.0, 3600.0)
    first: float = 300.0
    most_asked: float = 900.0
    fetch_timeout: float = 30.0
    read_deadline: float = 10.0
    retry_first: float = 60.0
    retry_most: float = 3600.0
    closed_first: float = 300.0
    closed_most: float = 21_600.0
    most_wait: float = 86_400.0
    start_within: float = 30.0
    parallel: int = 8
    looking: Looking = USUAL
