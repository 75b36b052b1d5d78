"""Which channels a rule listens to."""

from collections.abc import Mapping, Sequence

from monitor.model import COMMENTS, Channel, ChannelSpec, Origin


class Origins:
    """The `from:` of all rules, answered once for each channel."""

    def __init__(self, origins: Sequence[Origin], channels: Sequence[ChannelSpec]) -> None:
        self._origins = tuple(origins)
        self._names = _names(channels)
        self._known: dict[Channel, frozenset[int]] = {}

    def passing(self, channel: Channel) -> frozenset[int]:
        """The numbers of the rules that listen to a channel."""
        found = self._known.get(channel)
        if found is None:
            called = self._called(channel)
            found = frozenset(n for n, origin in enumerate(self._origins) if _passes(origin, channel, called))
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[channel] = found
        return found

    def _called(self, channel: Channel) -> frozenset[str]:
        """All that a channel may be called in a watch file, in lower case."""
        handle = channel.handle.lower()
        return frozenset({handle, channel.title.lower(), str(channel.id), *self._names.get(handle, ())} - {""})


def _names(channels: Sequence[ChannelSpec]) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for spec in channels:
        if spec.name:
            address = spec.address.lower()
            names[address] = (*names.get(address, ()), spec.name.lower())
    return names


def _passes(origin: Origin, channel: Channel, called: frozenset[str]) -> bool:
    labels = {label.lower() for label in channel.labels}
    side = {channel.side.lower()} - {""}
    if origin.except_ & (called | labels | side):
        return False
    if COMMENTS in labels and COMMENTS not in origin.labels:
        return False  # what anybody may write under a post is never taken for what a channel says
    if not (origin.channels or origin.labels or origin.sides):
        return True
    return bool(origin.channels & called or origin.labels & labels or origin.sides & side)
