"""Rules over what an import brings: recorded with the reason `history`, never alerted."""

from collections.abc import Sequence

from msgspec.structs import replace

from monitor.alerts.decide import decide
from monitor.alerts.facts import Facts, Judged
from monitor.model import Change, Channel, Match, Millis, WatchSpec
from monitor.ports.store import Unit, Verdict
from monitor.rules.ruleset import Ruleset
from monitor.watching import dressed


class Matching:
    """The rules of a watch file, asked of the past."""

    def __init__(self, spec: WatchSpec, ruleset: Ruleset) -> None:
        self._spec, self._ruleset = spec, ruleset
        self._channels: dict[int, Channel] = {}

    def know(self, channel: Channel) -> None:
        """What is known of a channel; the watch file says the rest, by handle, or by name or number."""
        known = dressed(channel, self._spec.channels)
        if known == channel:
            called = {channel.title.lower(), str(channel.id)}
            for spec in self._spec.channels:
                if not called.isdisjoint((spec.name.lower(), spec.address.lower())):
                    known = replace(channel, handle=spec.address, side=spec.side, labels=spec.labels)
        self._channels[channel.id] = known

    def judge(self, changes: Sequence[Change]) -> list[Judged]:
        """What every rule says of posts as they stand now. An edit counts as a post that is new here."""
        judged = []
        for change in changes:
            if change.kind == "deleted":
                continue
            number = change.post.channel
            channel = self._channels.get(number) or Channel(number, "telegram")
            found = self._ruleset.match(change.post, channel)
            if found.matches or found.failed:
                as_new = replace(change, kind="new", history=True)
                judged.append(Judged(as_new, channel, found.matches, found.failed))
        return judged

    async def rule_on(self, unit: Unit, judged: Sequence[Judged], now: Millis) -> int:
        """Write the matches that are not recorded yet. Returns how many. No alert is asked for, so none is touched."""
        if not judged:
            return 0
        posts = {(item.change.post.channel, item.change.post.id) for item in judged}
        recorded = {(one.channel, one.post, one.rule) for one in await unit.recorded(posts)}

        def is_new(match: Match) -> bool:
            return (match.channel, match.post, match.rule) not in recorded

        fresh = [Judged(item.change, item.channel, tuple(filter(is_new, item.matches)), item.failed) for item in judged]
        verdict = decide(fresh, Facts(now, self._ruleset.rules, {}))
        await unit.write(Verdict(rulings=verdict.rulings))
        return sum(ruling.decision.reason == "history" for ruling in verdict.rulings)
