"""Which account reads which channel. Pure: what is known of accounts and channels in, an assignment out.

A channel stays where it is. It moves when its account is out, or when another one has joined it and its own has not;
and then to an account that has joined it, or knows its address, or has the most room, in this order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Health = Literal["ready", "quiet", "out"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A channel to read. `key` is its handle in lower case."""

    key: str
    join: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An account at one moment.

    "ready" is connected; "quiet" is starting, or has just lost its connection: it keeps its channels and takes over
    none; "out" gives them up, and `why` goes on from its name ("is banned"). `final`: it does not come back by itself.
    `joined` and `known` (whose address it has) are keys of channels. It is in `member_of` channels of all kinds and
    may be in `most`; about `slots` of those that it has not joined are pushed to it. `resolves`: it may look up
    handles now.
    """

    name: str
    health: Health = "ready"
    why: str = ""
    final: bool = False
    joined: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    member_of: int = 0
    most: int = 500
    slots: int = 10
    resolves: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Who reads a channel. `why` it was moved there; empty where it was not."""

    account: str
    why: str = ""


@dataclass(slots=True)
class _Load:
    """What one account has taken on so far: channels in all, those not joined, those that it is to join."""

    total: int = 0
    polled: int = 0
    promised: int = 0

    def take(self, channel: Wanted, account: Standing) -> None:
        self.total += 1
        if channel.key not in account.joined:
            self.polled += 1
            self.promised += channel.join


@dataclass(slots=True)
class _Table:
    accounts: Sequence[Standing]
    loads: dict[str, _Load] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def seat(self, channel: Wanted, account: Standing, why: str) -> None:
        self.places[channel.key] = Place(account.name, why)
        self.loads[account.name].take(channel, account)

    def best(self, channel: Wanted, among: Iterable[Standing]) -> Standing:
        """By what it knows, then by room, then by its place in the watch file."""
        return min(among, key=lambda account: (_distance(channel, account), *self._room(channel, account)))

    def _room(self, channel: Wanted, account: Standing) -> tuple[bool, int]:
        load = self.loads[account.name]
        if channel.join:
            return account.member_of + load.promised >= account.most, load.total
        return load.polled >= account.slots, load.total


def assign(
    channels: Collection[Wanted], accounts: Sequence[Standing], before: Mapping[str, str]
) -> Mapping[str, Place]:
    """A place for every channel, by key. `before`: the account that reads it now; without an entry, it is new.

    Accounts are in the order of the watch file; there is at least one.
    """
    table = _Table(accounts, {account.name: _Load() for account in accounts})
    by_name = {account.name: account for account in accounts}
    homeless: list[tuple[Wanted, Standing | None]] = []
    for channel in channels:
        owner = by_name.get(before.get(channel.key, ""))
        if owner is None or _must_go(channel, owner, accounts):
            homeless.append((channel, owner))
        else:
            table.seat(channel, owner, "")
    # Those that only some accounts know first: the others fill up what is left.
    for channel, owner in sorted(homeless, key=lambda pair: min(_distance(pair[0], one) for one in accounts)):
        new = table.best(channel, _candidates(owner, accounts))
        table.seat(channel, new, _why(channel, owner, new))
    return table.places


def _must_go(channel: Wanted, owner: Standing, accounts: Sequence[Standing]) -> bool:
    if owner.health == "out":
        return True
    if channel.key in owner.joined:
        return False
    if any(one.health == "ready" and channel.key in one.joined for one in accounts):
        return True
    lost = channel.key not in owner.known and not owner.resolves
    return lost and any(one.health == "ready" and _distance(channel, one) < _CANNOT for one in accounts)


def _candidates(owner: Standing | None, accounts: Sequence[Standing]) -> Sequence[Standing]:
    """A channel that is read by nobody yet waits for an account that starts; one that is moved must be read at once."""
    if owner is None:
        return [one for one in accounts if one.health != "out"] or accounts
    ready = [one for one in accounts if one.health == "ready"]
    return ready or [owner]


_CANNOT = 3


def _distance(channel: Wanted, account: Standing) -> int:
    """How far an account is from reading a channel: joined, known, to be looked up, cannot be looked up now."""
    if channel.key in account.joined:
        return 0
    if channel.key in account.known:
        return 1
    return 2 if account.resolves else _CANNOT


def _why(channel: Wanted, owner: Standing | None, new: Standing) -> str:
    if owner is None or owner.name == new.name:
        return ""
    if owner.health == "out":
        return f"{owner.name} {owner.why}"
    if channel.key in new.joined:
        return f"{new.name} has joined it, {owner.name} has not"
    return f"{owner.name} may not look up handles for now"
