"""What the rules would have said: a watch file over a file of posts. Nothing is stored, nobody is told."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, structs

from monitor.model import Channel, ChannelSpec, Evidence, Post, RuleSpec, Severity, WatchSpec
from monitor.rules.compile import Ruleset


class BacktestMatch(Struct, frozen=True):
    """One line of the result. `channel_id` and `channel` are as the file has them."""

    channel_id: int
    channel: str
    message_id: int
    rule: str
    severity: Severity
    evidence: tuple[Evidence, ...]


class BacktestSummary(Struct, frozen=True):
    """What was read and found.

    `rules` counts matches by rule, those without any too. `failed` holds the first error of each rule that
    failed on a post. `unheard` are rules that listen to no channel of the file, and so cannot match.
    """

    posts: int = 0
    matches: int = 0
    rules: Mapping[str, int] = {}
    failed: Mapping[str, str] = {}
    unheard: tuple[str, ...] = ()


class Backtest:
    """A run over posts: iterate for the matches; `summary` tells of what was read so far."""

    def __init__(self, spec: WatchSpec, ruleset: Ruleset, posts: Iterable[tuple[Post, Channel]]) -> None:
        self._ruleset = ruleset
        self._severities = {rule.id: rule.severity for rule in ruleset.rules.values()}
        self._specs = _named(spec.channels)
        self._posts = posts
        self._channels: dict[Channel, Channel] = {}
        self._read = 0
        self._counts: Counter[str] = Counter()
        self._failed: dict[str, str] = {}

    def __iter__(self) -> Iterator[BacktestMatch]:
        for post, channel in self._posts:
            self._read += 1
            matched = self._ruleset.match(post, self._known(channel))
            for rule, error in matched.failed:
                self._failed.setdefault(rule, f"post {post.channel}/{post.id}: {error}")
            for match in matched.matches:
                if self._ruleset.wanted(match):
                    self._counts[match.rule] += 1
                    severity = self._severities[match.rule]
                    yield BacktestMatch(post.channel, channel.handle, post.id, match.rule, severity, match.evidence)

    @property
    def summary(self) -> BacktestSummary:
        """What was read and found so far."""
        counts = {rule: self._counts[rule] for rule in self._ruleset.rules}
        unheard = [rule for rule in self._ruleset.rules.values() if not self._heard(rule)]
        return BacktestSummary(
            posts=self._read,
            matches=self._counts.total(),
            rules=counts,
            failed=dict(self._failed),
            unheard=tuple(rule.id for rule in unheard) if self._read else (),
        )

    def _heard(self, rule: RuleSpec) -> bool:
        return any(self._ruleset.listens(rule.id, channel) for channel in self._channels.values())

    def _known(self, channel: Channel) -> Channel:
        """A channel of the file with what the watch file says of it: found by handle or address, name or id."""
        known = self._channels.get(channel)
        if known is None:
            called = (channel.handle.lower().removeprefix("@"), str(channel.id))
            spec = next((self._specs[name] for name in called if name in self._specs), None)
            known = channel
            if spec is not None:
                known = structs.replace(
                    channel, handle=spec.address, title=spec.name, side=spec.side, labels=spec.labels
                )
            self._channels[channel] = known
        return known


def backtest(spec: WatchSpec, ruleset: Ruleset, posts: Iterable[tuple[Post, Channel]]) -> Backtest:
    """Match every post as if it were new. Rules over `edited` or `deleted` alone find nothing."""
    return Backtest(spec, ruleset, posts)


def _named(channels: Iterable[ChannelSpec]) -> Mapping[str, ChannelSpec]:
    """Channels by all that a file may call them, in lower case; an address beats a name."""
    names = {spec.name.lower(): spec for spec in channels if spec.name}
    return names | {spec.address.lower().removeprefix("@"): spec for spec in channels}
