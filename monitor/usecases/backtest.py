"""What the rules would have said of posts, from a file or stored. Nothing is stored, nobody is told.

Every post is matched as if it were new: rules over `edited` or `deleted` alone find nothing. Matches are reported,
whether or not what a rule waits for beside (`over:`) would have come to pass; a sequence has none of its own.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, structs

from monitor.model import (
    COMMENTS,
    Channel,
    ChannelSpec,
    Evidence,
    Millis,
    Post,
    RuleSpec,
    Severity,
    WatchSpec,
    is_comments,
)
from monitor.rules.ruleset import Ruleset
from monitor.store import look
from monitor.store.engine import Engines

_DAY = 86_400_000
_SAMPLES = 10
_NOISIEST = 5
_BEGINNING = 200  # characters of a sample's text
_SEED = 7
_PAGE = 500


class BacktestMatch(Struct, frozen=True):
    """One line of the result. `channel_id` and `channel` are as the file has them."""

    channel_id: int
    channel: str
    message_id: int
    rule: str
    severity: Severity
    evidence: tuple[Evidence, ...]


class RuleReport(Struct, frozen=True):
    """What one rule would have done.

    `per_day` is by the days between the first and the last post. `channels` are the noisiest, with their matches.
    `samples` are ten matches from all over the posts, in their order; `texts` the beginnings of these posts.
    """

    rule: str
    severity: Severity
    matches: int
    per_day: float
    channels: tuple[tuple[str, int], ...]
    samples: tuple[BacktestMatch, ...]
    texts: tuple[str, ...]


class BacktestSummary(Struct, frozen=True):
    """What was read and found.

    `rules` counts matches by rule, those without any too. `failed` holds the first error of each rule that
    failed on a post. `unheard` are rules that listen to no channel of the posts, and so cannot match. `days` lie
    between the first and the last post that has a date.
    """

    posts: int = 0
    matches: int = 0
    rules: Mapping[str, int] = {}
    failed: Mapping[str, str] = {}
    unheard: tuple[str, ...] = ()
    days: float = 0.0
    reports: tuple[RuleReport, ...] = ()


class Backtest:
    """A run over posts: `take` them one by one; `summary` tells of what was read so far."""

    def __init__(self, spec: WatchSpec, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._severities = {rule.id: rule.severity for rule in ruleset.rules.values()}
        self._specs = _named(spec.channels)
        self._channels: dict[Channel, Channel] = {}
        self._read = 0
        self._first: Millis | None = None
        self._last: Millis = 0
        self._tallies = {rule: _Tally() for rule in ruleset.rules}
        self._failed: dict[str, str] = {}

    def take(self, post: Post, channel: Channel) -> list[BacktestMatch]:
        """Match one post."""
        self._read += 1
        if post.posted:
            self._first = post.posted if self._first is None else min(self._first, post.posted)
            self._last = max(self._last, post.posted)
        matched = self._ruleset.match(post, self._known(channel))
        for rule, error in matched.failed:
            self._failed.setdefault(rule, f"post {post.channel}/{post.id}: {error}")
        found = [
            BacktestMatch(post.channel, channel.handle, post.id, one.rule, self._severities[one.rule], one.evidence)
            for one in matched.matches
            if self._ruleset.wanted(one)
        ]
        for match in found:
            self._tallies[match.rule].add(match, post.text)
        return found

    @property
    def summary(self) -> BacktestSummary:
        """What was read and found so far."""
        counts = {rule: tally.count for rule, tally in self._tallies.items()}
        days = (self._last - self._first) / _DAY if self._first is not None else 0.0
        unheard = [rule for rule in self._ruleset.rules.values() if not self._heard(rule)]
        return BacktestSummary(
            posts=self._read,
            matches=sum(counts.values()),
            rules=counts,
            failed=dict(self._failed),
            unheard=tuple(rule.id for rule in unheard) if self._read else (),
            days=days,
            reports=tuple(
                self._tallies[rule].report(rule, self._severities[rule], max(days, 1.0)) for rule in self._ruleset.rules
            ),
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
            if is_comments(channel.handle):
                known = structs.replace(channel, side="", labels=frozenset({COMMENTS}))
            elif spec is not None:
                known = structs.replace(
                    channel, handle=spec.address, title=spec.name, side=spec.side, labels=spec.labels
                )
            self._channels[channel] = known
        return known


class _Tally:
    """What one rule found. The samples are drawn by lot, with a lot that falls the same every time."""

    def __init__(self) -> None:
        self.count = 0
        self._channels: Counter[str] = Counter()
        self._samples: list[tuple[BacktestMatch, str]] = []
        self._lot = random.Random(_SEED)  # noqa: S311  nothing to guard

    def add(self, match: BacktestMatch, text: str) -> None:
        self._channels[match.channel or str(match.channel_id)] += 1
        place = self.count if self.count < _SAMPLES else self._lot.randint(0, self.count)
        self.count += 1
        if place < _SAMPLES:
            self._samples = [one for number, one in enumerate(self._samples) if number != place]
            self._samples.append((match, text[:_BEGINNING]))

    def report(self, rule: str, severity: Severity, days: float) -> RuleReport:
        return RuleReport(
            rule=rule,
            severity=severity,
            matches=self.count,
            per_day=round(self.count / days, 2),
            channels=tuple(self._channels.most_common(_NOISIEST)),
            samples=tuple(match for match, _ in self._samples),
            texts=tuple(text for _, text in self._samples),
        )


async def over_history(
    test: Backtest,
    engines: Engines,
    since: Millis,
    until: Millis,
    *,
    each: Callable[[BacktestMatch], None],
    progress: Callable[[int, int], None],
) -> None:
    """Match the stored posts of a stretch of time, as they stand now; whoever writes is not held up.

    `progress` is told how many posts are done, of how many.
    """
    async with engines.reading() as connection:
        total = await look.count_posts(connection, since, until)
    done, key = 0, 0
    progress(done, total)
    while True:
        async with engines.reading() as connection:
            rows = await look.posts_after(connection, key, _PAGE, since, None, until)
        for row in rows:
            channel = Channel(row["post"].channel, "telegram", row["handle"], row["title"])
            for match in test.take(row["post"], channel):
                each(match)
        done += len(rows)
        progress(done, total)
        if len(rows) < _PAGE:
            return
        key = rows[-1]["key"]


def _named(channels: Iterable[ChannelSpec]) -> Mapping[str, ChannelSpec]:
    """Channels by all that a file may call them, in lower case; an address beats a name."""
    names = {spec.name.lower(): spec for spec in channels if spec.name}
    return names | {spec.address.lower().removeprefix("@"): spec for spec in channels}
