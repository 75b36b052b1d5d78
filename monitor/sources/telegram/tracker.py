"""How far a channel has been read, and whether anything is missing. Pure: no clock, no network.

Telegram numbers every event of a channel: an update says "after me the count is `pts`, and I am the last
`pts_count` of it". What was handed over while something is missing is kept as stretches of that count, so
that a gap closes by itself once its last event was handed over, whoever brought it.
"""

from dataclasses import dataclass
from typing import Literal

MOST_STRETCHES = 512
"""More than this and the newest are forgotten: the catch-up reads them again."""

Verdict = Literal["next", "seen", "ahead"]


@dataclass(slots=True)
class _Stretch:
    start: int
    end: int
    top: int


class Tracker:
    """One channel's cursor.

    `read_to` is the highest id below which every post was handed over; `pts` the event count up to which
    every event was. Both only grow. While a catch-up is open or due, pushed events do not move them.
    """

    __slots__ = ("_alarm", "_heard", "_stretches", "open", "pts", "read_to")

    def __init__(self, read_to: int, pts: int | None) -> None:
        self.read_to = read_to
        self.pts = pts
        self.open = False
        self._alarm = False
        self._heard = pts or 0
        self._stretches: list[_Stretch] = []

    @property
    def behind(self) -> bool:
        """Something may be missing: the channel has to be read."""
        return self._alarm or self.open or self.pts is None or self._heard > self.pts

    @property
    def alarmed(self) -> bool:
        """It is behind for another reason than a gap, which may still close by itself."""
        return self._alarm or self.pts is None

    @property
    def heard(self) -> int:
        """The highest event count that was heard of."""
        return self._heard

    def verdict(self, pts: int, count: int) -> Verdict:
        """Where an event stands: the next one, one that was handed over already, or past a gap."""
        if self.pts is None:
            return "ahead"
        start = pts - count
        if start == self.pts:
            return "next"
        return "seen" if pts <= self.pts else "ahead"

    def handed(self, pts: int, count: int, top: int = 0) -> None:
        """An event was handed over. `top` is the id of the post that it brought, if any."""
        if pts > self._heard:
            self._heard = pts
        if pts - count == self.pts and not (self.open or self._alarm or self._stretches):
            self.pts = pts
            if top > self.read_to:
                self.read_to = top
            return
        self._keep(_Stretch(pts - count, pts, top))
        if not (self.open or self._alarm):
            self._fold()

    def missed(self, pts: int) -> None:
        """An event was heard of and not handed over (no room, or it could not be read)."""
        self._heard = max(self._heard, pts)
        if self.pts is not None and pts <= self.pts:
            self._alarm = True

    def mark(self) -> None:
        """Anything may have been missed (a new connection, "too long"): only a catch-up begun from now on tells."""
        self._alarm = True

    def begin(self) -> None:
        """A catch-up starts. What it will ask the server for covers every alarm up to now."""
        self.open = True
        self._alarm = False

    def read(self, top: int) -> None:
        """The catch-up handed over everything up to the post `top`."""
        self.read_to = max(self.read_to, top)

    def abort(self) -> None:
        """The catch-up failed or was cut short; it is due again."""
        self.open = False
        self._alarm = True

    def close(self, pts: int) -> None:
        """The catch-up handed over every event up to `pts` and every post that these brought."""
        self.open = False
        self.pts = max(pts, self.pts or 0)
        self._heard = max(self._heard, self.pts)
        if not self._alarm:
            self._fold()

    def _keep(self, new: _Stretch) -> None:
        stretches = self._stretches
        if stretches and stretches[-1].end == new.start:
            stretches[-1].end = new.end
            stretches[-1].top = max(stretches[-1].top, new.top)
        elif len(stretches) < MOST_STRETCHES:
            stretches.append(new)

    def _fold(self) -> None:
        """Move over the stretches that now join on; keep those past a gap."""
        if self.pts is None:
            return
        rest = []
        for stretch in sorted(self._stretches, key=lambda s: (s.start, s.end)):
            if stretch.start > self.pts:
                rest.append(stretch)
            elif stretch.end >= self.pts:
                self.pts = stretch.end
                self.read_to = max(self.read_to, stretch.top)
        self._stretches = rest
