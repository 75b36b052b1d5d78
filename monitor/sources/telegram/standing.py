"""How fit an account is to read, judged from what has happened to it. Pure: time is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.model import Millis, Peer
from monitor.sources.telegram.assign import Standing
from monitor.sources.telegram.flood import Floods
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import MOST_JOINED

READING = frozenset({"messages.getHistory", "updates.getChannelDifference"})
LOOKING_UP = frozenset({"contacts.resolveUsername"})

_LOST = {"banned": "is banned", "unauthorized": "is signed out"}


@dataclass(slots=True)
class Bearing:
    """What has happened to an account. `began` is when its source was made (ms).

    `lost`: the state in which Telegram left it for good. `dialogs` and `member_of` are what its list of dialogs
    says: handles of channels that it is in, and how many of all kinds those are; it may be in `most`.
    """

    name: str
    pace: Pace
    began: Millis
    floods: Floods = field(default_factory=Floods)
    lost: str = ""
    dialogs: frozenset[str] = frozenset()
    member_of: int = 0
    most: int = MOST_JOINED
    _down: Millis | None = field(init=False)

    def __post_init__(self) -> None:
        self._down = self.began

    def up(self) -> None:
        """There is a connection."""
        self._down = None

    def down(self, now: Millis) -> None:
        """There is none; what counts is since when."""
        if self._down is None:
            self._down = now

    def standing(self, peers: Mapping[str, Peer], now: Millis) -> Standing:
        """Its standing among the accounts. `peers` are the channels that it can address, by key."""
        left = {key for key, peer in peers.items() if not peer.joined}
        joined = {key for key, peer in peers.items() if peer.joined} | (self.dialogs - left)
        out = self._out(now)
        return Standing(
            self.name,
            "out" if out else "ready" if self._down is None else "quiet",
            out,
            final=bool(self.lost),
            joined=frozenset(joined),
            known=frozenset(peers),
            member_of=max(self.member_of, len(joined)),
            most=self.most,
            slots=self.pace.watched_differences,
            resolves=self.floods.long(LOOKING_UP, self.pace.patience, now) is None,
        )

    def _out(self, now: Millis) -> str:
        """Why it cannot read for so long that others have to, or ""."""
        if self.lost:
            return _LOST[self.lost]
        if flood := self.floods.long(READING, self.pace.patience, now):
            method, until = flood
            return f"may not call {method} before {_clock(until)}"
        if self._down is not None and now - self._down > self.pace.patience * 1000:
            return f"has had no connection since {_clock(self._down)}"
        return ""


def _clock(moment: Millis) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m-%d %H:%M:%S}Z"
