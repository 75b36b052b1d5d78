"""Rules over what an import brings: recorded with the reason `history`, never alerted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace as with_

from msgspec.structs import replace

from monitor.alerts.decide import decide
from monitor.alerts.facts import Facts, Judged
from monitor.model import Change, Channel, Match, Millis, RuleSpec, WatchSpec
from monitor.ports.store import Unit, Verdict
from monitor.rules.ruleset import Ruleset
from monitor.watching import dressed
from monitor.windowing import Windowing, values_in


class Matching:
    """The rules of a watch file, asked of the past."""

    def __init__(self, spec: WatchSpec, ruleset: Ruleset) -> None:
        self._spec, self._ruleset = spec, ruleset
        self._channels: dict[int, Channel] = {}
        self._windowing = Windowing(self)

    @property
    def rules(self) -> Mapping[str, RuleSpec]:
        return self._ruleset.rules

    def channel(self, number: int) -> Channel:
        return self._channels.get(number) or Channel(number, "telegram")

    def listened(self, rule: str) -> frozenset[int]:  # noqa: ARG002
        """None: whoever reads the past looks at no channel."""
        return frozenset()

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
            channel = self.channel(change.post.channel)
            found = self._ruleset.match(change.post, channel)
            if found.matches or found.failed:
                as_new = replace(change, kind="new", history=True)
                rules = [self.rules[match.rule] for match in found.matches]
                values = values_in(rules, change.post, channel, found.mentions)
                judged.append(Judged(as_new, channel, found.matches, found.failed, values=values))
        return judged

    async def rule_on(self, unit: Unit, judged: Sequence[Judged], now: Millis) -> int:
        """Write the matches that are not recorded yet. Returns how many. No alert is asked for, so none is touched."""
        if not judged:
            return 0
        posts = {(item.change.post.channel, item.change.post.id) for item in judged}
        recorded = {(one.channel, one.post, one.rule) for one in await unit.recorded(posts)}

        def is_new(match: Match) -> bool:
            return (match.channel, match.post, match.rule) not in recorded

        fresh = [with_(item, matches=tuple(filter(is_new, item.matches))) for item in judged]
        await self._windowing.move(unit, fresh, now, ticking=False)
        verdict = decide(fresh, Facts(now, self._ruleset.rules, {}))
        await unit.write(Verdict(rulings=verdict.rulings))
        return sum(ruling.decision.reason == "history" for ruling in verdict.rulings)
