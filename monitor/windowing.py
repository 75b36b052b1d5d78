"""Windows over time, within a batch's transaction: reads what the matches touch, asks `alerts.windows`, writes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.alerts.facts import Judged
from monitor.alerts.windows import placing, words
from monitor.alerts.windows.moved import NOTHING_MOVED, Moved, Standing
from monitor.alerts.windows.reached import fullest, learn, reached
from monitor.alerts.windows.shapes import shape_of
from monitor.contents import Content, complete, gathered, read
from monitor.flatline import called_by, fallen
from monitor.model import HISTORY, LATE, Channel, Entry, Facet, Known, Mention, Millis, Post, RuleSpec, WindowSpec
from monitor.ports.store import Unit
from monitor.ports.windows import Ground, Pair, Windows
from monitor.rules.values import values_of

_WARM_MOST = 20_000  # stored matches that a rule which is new begins with
_LASTING = frozenset({"completed", "edited", "deleted"})

_Spike = tuple[str, str, int]


@dataclass(slots=True)
class _Batch:
    """What is known of a batch's windows. `contents` is what the groups touched hold around its matches."""

    rules: Mapping[str, RuleSpec]
    judged: Sequence[Judged]
    now: Millis
    since: Mapping[str, Millis]
    entries: Sequence[Entry] = ()
    contents: dict[Pair, Content] = field(default_factory=dict)
    usual: dict[_Spike, float | None] = field(default_factory=dict)
    covered: dict[Pair, Millis] = field(default_factory=dict)
    standings: dict[tuple[str, int], list[Standing]] = field(default_factory=dict)
    newly: dict[Pair, tuple[str, list[int]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def usually(self, pair: Pair, moment: Millis) -> float | None:
        """How many matches a window of a group usually has that ends at a moment; None: that is not known."""
        return self.usual.get((*pair, _edge(placing.spec_of(self.rules[pair[0]]), moment)))


def values_in(
    rules: Iterable[RuleSpec], post: Post, channel: Channel, mentions: Sequence[Mention]
) -> dict[Facet, tuple[str, ...]]:
    """What a post names, as far as the windows of these rules ask for it."""
    return {facet: values_of(facet, post, channel, mentions) for facet in placing.facets(rules)}


class Windowing:
    """Moves windows, batch by batch. All that it knows is in the database."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def move(self, unit: Unit, judged: Sequence[Judged], now: Millis, *, ticking: bool) -> Moved:
        """Write what the matches of a batch are to windows, and tell what came of it.

        `ticking`: time is asked, too, whether some rule has matched nothing for long.
        """
        every = self._ground.rules
        rules = {rule.id: rule for rule in every.values() if rule.window is not None}
        if ticking:
            await unit.windows.leave_off(rules.keys())
        if not rules:
            return NOTHING_MOVED
        changed = {item.change.key for item in judged if item.change.kind in _LASTING}
        past = await self._past(unit, judged, rules)
        entries = placing.placed(judged, rules, every, now, past)
        if not (entries or changed or ticking):
            return NOTHING_MOVED
        rows = unit.windows
        since = await self._register(rows, rules, now)
        batch = _Batch(rules, judged, now, since)
        again = {item.change.key for item in judged if item.change.kind != "new"}
        before = await rows.of_posts(again) if again else ()
        batch.entries = entries = placing.once(entries, before, _deleted(judged))
        untold = [one for one in before if one.post in changed and not one.told]
        gone = placing.left_over(untold, entries, judged, rules) if untold else []
        await rows.remove(gone)
        await self._keep(rows, entries, gone, rules)
        live = [entry for entry in entries if not entry.told]
        await self._learn(rows, batch, entries)
        await self._reach(rows, batch, [e for e in live if placing.spec_of(rules[e.rule]).kind not in _ALONE])
        heard = {(e.rule, e.group) for e in live if placing.spec_of(rules[e.rule]).kind == "silence"}
        told = await rows.groups(heard) if heard else {}
        for entry in live:
            if (entry.rule, entry.group) in heard:
                batch.standings.setdefault((entry.rule, entry.post), []).append(
                    Standing(entry.group, reached=False, detail=f"heard; {_silence_of(rules[entry.rule])} is silence")
                )
        silent = await fallen(rows, rules, since, judged, self._ground, now) if ticking else ()
        quiet = {pair: moment for pair, (_, moment) in told.items() if moment is not None}
        return Moved(
            {place: tuple(found) for place, found in batch.standings.items()},
            await gathered(rows, judged, rules, batch.newly, self._ground),
            silent,
            quiet | {(one.rule, one.group): one.since for one in silent},
        )

    async def _past(
        self, unit: Unit, judged: Sequence[Judged], rules: Mapping[str, RuleSpec]
    ) -> frozenset[tuple[str, int]]:
        """Of posts that were edited, the matches, by rule and row, that are history: an edit makes them no news."""
        again = {
            (item.change.post.channel, item.change.post.id): item.change.key
            for item in judged
            if item.change.kind not in ("new", "deleted") and any(match.rule in rules for match in item.matches)
        }
        recorded = await unit.recorded(again.keys()) if again else ()
        return frozenset((one.rule, again[one.channel, one.post]) for one in recorded if one.past and one.holds)

    async def _register(self, rows: Windows, rules: Mapping[str, RuleSpec], now: Millis) -> Mapping[str, Millis]:
        """Since when there is a record of each rule; one that is new begins with its stored matches."""
        since, fresh = await rows.register({r.id: shape_of(r) for r in rules.values()}, now)
        if not fresh:
            return since
        whole = [r for r in fresh if not placing.spec_of(rules[r]).by and placing.spec_of(rules[r]).kind in _GROUPED]
        await rows.seen({(rule, ""): now for rule in whole})
        for rule in sorted(fresh):
            await self._warm(rows, rules[rule], now)
        again, _ = await rows.register({r.id: shape_of(r) for r in rules.values()}, now)
        return again

    async def _warm(self, rows: Windows, rule: RuleSpec, now: Millis) -> None:
        spec = placing.spec_of(rule)
        if spec.kind not in ("new", "spike"):
            return
        entries = []
        for one in await rows.past(rule.id, now - placing.looks_back(spec), _WARM_MOST):
            post, channel = one.change.post, self._ground.channel(one.change.post.channel)
            values = values_in([rule], post, channel, [Mention(entity, 0, 0) for entity in one.entities])
            for group in placing.groups(spec, values):
                entries.append(Entry(rule.id, group, min(post.posted, one.change.seen), one.change.key, "", HISTORY))
        rules = {rule.id: rule}
        await self._keep(rows, entries, (), rules)
        await self._learn(rows, _Batch(rules, (), now, {rule.id: now}), entries)

    async def _keep(
        self, rows: Windows, entries: Sequence[Entry], gone: Sequence[Entry], rules: Mapping[str, RuleSpec]
    ) -> None:
        kinds = {rule.id: placing.spec_of(rule).kind for rule in rules.values()}
        added = await rows.add([entry for entry in entries if kinds[entry.rule] != "new"])
        await rows.count(placing.slots(added, gone, rules))
        seen: dict[Pair, Millis] = {}
        for entry in added:
            if kinds[entry.rule] in _GROUPED:
                pair = (entry.rule, entry.group)
                seen[pair] = min(seen.get(pair, entry.posted), entry.posted)
        await rows.seen(seen)

    # -- what is new

    async def _learn(self, rows: Windows, batch: _Batch, entries: Sequence[Entry]) -> None:
        """Values of rules that look for new ones: those among the first of their time are reached."""
        mine = sorted(
            (e for e in entries if placing.spec_of(batch.rules[e.rule]).kind == "new"), key=lambda e: (e.posted, e.post)
        )
        if not mine:
            return
        known = dict(await rows.known({(e.rule, e.group) for e in mine}))
        back: dict[str, Millis] = {}
        for entry in mine:
            spec, pair = placing.spec_of(batch.rules[entry.rule]), (entry.rule, entry.group)
            known[pair] = learn(known.get(pair), entry.posted, spec.against)
            if entry.told and entry.posted < min(batch.since[entry.rule], back.get(entry.rule, entry.posted + 1)):
                back[entry.rule] = entry.posted
        await rows.learn({pair: known[pair] for pair in {(e.rule, e.group) for e in mine}})
        await rows.reach_back(back)
        for entry in mine:
            if not entry.told:
                self._is_new(batch, entry, known[entry.rule, entry.group])

    def _is_new(self, batch: _Batch, entry: Entry, known: Known) -> None:
        spec, pair = placing.spec_of(batch.rules[entry.rule]), (entry.rule, entry.group)
        covered = entry.posted - batch.since[entry.rule]
        first = known.first <= entry.posted <= known.first + LATE
        if covered < words.enough(spec):
            detail = f"what is new is not known yet: {words.learning(spec, covered)}"
        elif first:
            detail = words.novelty(spec, entry.group, {})
            batch.newly.setdefault(pair, (detail, []))[1].append(entry.post)
        else:
            detail = f"{words.called(entry.group, {})} is known since {words.span(entry.posted - known.first)}"
        standing = Standing(entry.group, reached=first and covered >= words.enough(spec), detail=detail)
        batch.standings.setdefault((entry.rule, entry.post), []).append(standing)

    # -- counts, different values, spikes, sequences

    async def _reach(self, rows: Windows, batch: _Batch, live: Sequence[Entry]) -> None:
        batch.contents = await read(rows, live, batch.rules)
        touched: dict[Pair, dict[int, Millis]] = {}
        for entry in live:
            touched.setdefault((entry.rule, entry.group), {})[entry.post] = entry.posted
        await self._usual(rows, batch, touched)
        there = {pair: found for pair, posts in touched.items() if (found := self._reached(batch, pair, posts))}
        partly = {pair for pair in there if placing.spec_of(batch.rules[pair[0]]).kind in _PARTLY_READ}
        telling = {pair for pair in partly if not batch.rules[pair[0]].alert.shadow}
        await complete(rows, {pair: batch.contents[pair] for pair in telling}, batch.rules)
        there |= {pair: self._reached(batch, pair, touched[pair]) for pair in partly}
        for pair, posts in touched.items():
            self._judge(batch, pair, posts, there.get(pair, frozenset()))

    def _reached(self, batch: _Batch, pair: Pair, touched: Mapping[int, Millis]) -> frozenset[int]:
        spec, content = placing.spec_of(batch.rules[pair[0]]), batch.contents[pair]
        numbers = content.numbers.get if content.numbers is not None else None
        return reached(spec, content.entries, touched, lambda moment: batch.usually(pair, moment), numbers)

    def _judge(self, batch: _Batch, pair: Pair, touched: Mapping[int, Millis], there: Collection[int]) -> None:
        content = batch.contents[pair]
        line = ""
        if there:
            line = self._line(batch, pair, touched)
            posts = dict.fromkeys(entry.post for entry in content.entries if entry.post in there and not entry.told)
            if not batch.rules[pair[0]].alert.shadow:
                batch.newly[pair] = (line, list(posts))
        for post, posted in touched.items():
            detail = line if post in there else self._so_far(batch, pair, content, posted)
            batch.standings.setdefault((pair[0], post), []).append(Standing(pair[1], post in there, detail))

    def _line(self, batch: _Batch, pair: Pair, touched: Mapping[int, Millis]) -> str:
        """What the fullest of the windows holds that are reached."""
        spec, content = placing.spec_of(batch.rules[pair[0]]), batch.contents[pair]
        numbers = content.numbers.get if content.numbers is not None else None
        span = fullest(spec, content.entries, touched, lambda moment: batch.usually(pair, moment), numbers)
        inside = content.entries[span.low : span.high]
        names = self._names(batch, pair[1], inside if spec.of == "channel" else ())
        usual = batch.usually(pair, inside[-1].posted) if spec.kind == "spike" else None
        return words.line(spec, pair[1], inside, span.number, names, usual)

    def _so_far(self, batch: _Batch, pair: Pair, content: Content, posted: Millis) -> str:
        spec = placing.spec_of(batch.rules[pair[0]])
        if content.numbers is None:
            return words.so_far(spec, content.entries, posted)
        covered = posted - spec.within - batch.covered.get(pair, posted)
        return words.no_spike(spec, content.numbers.get(posted, 0), batch.usually(pair, posted), covered)

    async def _usual(self, rows: Windows, batch: _Batch, touched: Mapping[Pair, Mapping[int, Millis]]) -> None:
        """How many matches a window of a spike usually has: the mean over what of `against` is on record."""
        spikes = [pair for pair in touched if placing.spec_of(batch.rules[pair[0]]).kind == "spike"]
        if not spikes:
            return
        groups = await rows.groups(spikes)
        wanted: dict[_Spike, tuple[str, str, int, int]] = {}
        for pair in spikes:
            spec, begun = placing.spec_of(batch.rules[pair[0]]), groups[pair][0]
            batch.covered[pair] = begun
            first_new = min(touched[pair].values())  # windows that end before were judged when their last match came
            for entry in batch.contents[pair].entries:
                if entry.posted < first_new:
                    continue
                edge = _edge(spec, entry.posted)
                first = max(edge - spec.against // spec.slot, -(-begun // spec.slot))
                if (edge - first) * spec.slot >= words.enough(spec):
                    wanted[*pair, edge] = (*pair, first, edge)
        numbers = await rows.usual(list(wanted.values())) if wanted else ()
        for (key, (rule, _, first, edge)), number in zip(wanted.items(), numbers, strict=True):
            spec = placing.spec_of(batch.rules[rule])
            batch.usual[key] = number * spec.within / ((edge - first) * spec.slot)

    def _names(self, batch: _Batch, group: str, entries: Sequence[Entry]) -> Mapping[str, str]:
        """What channels are called, among groups and values."""
        for called in {group, *(entry.value for entry in entries)}:
            facet, _, number = called.partition(":")
            if facet == "channel" and called not in batch.names:
                batch.names[called] = called_by(self._ground.channel(int(number)))
        return batch.names


_ALONE = frozenset({"new", "silence"})
_GROUPED = frozenset({"spike", "silence"})
_PARTLY_READ = frozenset({"distinct", "spike", "sequence"})


def _edge(spec: WindowSpec, moment: Millis) -> int:
    """The slot that the window which ends at a moment begins in: what is usual is counted up to there."""
    return (moment - spec.within) // spec.slot


def _deleted(judged: Iterable[Judged]) -> frozenset[int]:
    return frozenset(item.change.key for item in judged if item.change.kind == "deleted")


def _silence_of(rule: RuleSpec) -> str:
    return words.span(placing.spec_of(rule).within)
