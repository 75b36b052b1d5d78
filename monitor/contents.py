"""What windows hold around the matches of a batch: reads no more of it than what these can change.

A window may hold thousands of matches, most of which were told. Of what was posted before the first match of a batch
it is enough to know the last match of each value (`distinct`) or a number (`spike`): every window that holds one of the
batch and begins earlier holds that first one, too. Of a sequence it is enough to know, for each match, the last of the
step before it, the last of the step before that, and so on, and likewise what comes after: no other chain with it is
shorter. Only what nobody was told of has to be read besides, and only where a window is reached.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.alerts.facts import Judged
from monitor.alerts.notice import SHOWN
from monitor.alerts.windows import placing
from monitor.alerts.windows.moved import Gathered, Member
from monitor.flatline import members
from monitor.model import Entry, Millis, RuleSpec, WindowSpec
from monitor.ports.windows import Asked, Ground, Pair, Point, Windows


@dataclass(slots=True)
class Content:
    """What is known of a group. `entries` in order of time; `numbers`: of a spike, how many matches the window has that
    ends at a moment.
    """

    stretches: list[Asked] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    numbers: dict[Millis, int] | None = None


async def read(rows: Windows, live: Collection[Entry], rules: Mapping[str, RuleSpec]) -> dict[Pair, Content]:
    """What has to be known to tell which of these entries stand in a window that is reached."""
    found: dict[Pair, Content] = {}
    for before, stretches in placing.asked(live, rules).items():
        for one in stretches:
            found.setdefault((one.rule, one.group), Content()).stretches.append(one)
        if before is not None:
            _put(found, await rows.between(stretches, before))
    kinds = {pair: placing.spec_of(rules[pair[0]]) for pair in found}
    several = [one for pair, content in found.items() if kinds[pair].kind == "distinct" for one in content.stretches]
    if several:
        _put(found, await rows.latest(several))
    spikes = {pair: kinds[pair] for pair in found if kinds[pair].kind == "spike"}
    if spikes:
        await _number(rows, spikes, found)
    chained = [entry for entry in live if kinds[entry.rule, entry.group].kind == "sequence"]
    if chained:
        _put(found, [*chained, *await _chains(rows, chained, found)])
    return found


async def complete(rows: Windows, found: Mapping[Pair, Content], rules: Mapping[str, RuleSpec]) -> None:
    """Read what nobody was told of, in windows that are reached."""
    stretches = [one for content in found.values() for one in content.stretches]
    chained = [one for one in stretches if placing.spec_of(rules[one.rule]).kind == "sequence"]
    others = [one for one in stretches if placing.spec_of(rules[one.rule]).kind != "sequence"]
    if others:
        _put(found, await rows.untold_between(others))
    if chained:
        _put(found, await rows.untold_chains(chained))


async def _chains(rows: Windows, chained: Iterable[Entry], found: Mapping[Pair, Content]) -> Sequence[Entry]:
    """The chains on from each entry, and those that led to its moment, however many steps they have come to."""
    stretches: list[Asked] = []
    points: dict[Point, None] = {}
    numbers: dict[Asked, int] = {}
    for entry in chained:
        mine = found[entry.rule, entry.group].stretches
        one = next(stretch for stretch in mine if stretch.first <= entry.posted <= stretch.high)
        if one not in numbers:
            numbers[one] = len(stretches)
            stretches.append(one)
        points[numbers[one], 1, one.steps.index(entry.value), entry.posted] = None
        for step in range(1, len(one.steps) + 1):
            points[numbers[one], -1, step, entry.posted + 1] = None
    return await rows.around(stretches, list(points))


async def gathered(
    rows: Windows,
    judged: Iterable[Judged],
    rules: Mapping[str, RuleSpec],
    newly: Mapping[Pair, tuple[str, Sequence[int]]],
    ground: Ground,
) -> Mapping[Pair, Gathered]:
    """The matches of windows that are reached, and nobody was told of: those that a notice shows with their posts.

    `newly`: by rule and group, what is said of the window, and the rows of these posts in order of time.
    """
    here = {(match.rule, item.change.key): (item, match) for item in judged for match in item.matches}
    shown = {post for _, posts in newly.values() for post in posts[:SHOWN]}
    wanted = {(rule, post) for (rule, _), (_, posts) in newly.items() for post in posts} - here.keys()
    stored = await members(rows, wanted, shown, ground)
    for place, (item, match) in here.items():
        if place[1] in shown or place[0] in rules:
            change, evidence = item.change, match.evidence
            where = (change.key, item.channel, change.post.id, change.revision, match.event, evidence)
            stored[place] = Member(*where, change if change.key in shown else None, here=True)
    return {
        (rule, group): Gathered(line, tuple(stored[rule, post] for post in posts if (rule, post) in stored))
        for (rule, group), (line, posts) in newly.items()
    }


def _put(found: Mapping[Pair, Content], entries: Iterable[Entry]) -> None:
    new: dict[Pair, list[Entry]] = {}
    for entry in entries:
        new.setdefault((entry.rule, entry.group), []).append(entry)
    for pair, more in new.items():
        every = {(entry.posted, entry.post, entry.value): entry for entry in (*found[pair].entries, *more)}
        found[pair].entries = [every[place] for place in sorted(every)]


async def _number(rows: Windows, spikes: Mapping[Pair, WindowSpec], found: Mapping[Pair, Content]) -> None:
    """Count the windows that end with each entry: what is before the stretch, in steps from one end to the next."""
    asked: list[tuple[str, str, Millis, Millis]] = []
    ends: list[tuple[Pair, Asked, list[Millis]]] = []
    for pair, spec in spikes.items():
        found[pair].numbers = {}
        moments = [entry.posted for entry in found[pair].entries]
        for one in found[pair].stretches:
            mine = sorted({moment for moment in moments if one.first <= moment <= one.high})
            ends.append((pair, one, mine))
            lows = [*(min(moment - spec.within, one.first) for moment in mine), one.first]
            asked += [(*pair, low, high) for low, high in pairwise(lows)]
    counted = iter(await rows.number(asked) if asked else ())
    for pair, one, mine in ends:
        steps = [next(counted) for _ in mine]
        _add_up(spikes[pair], found[pair], one, mine, steps)


def _add_up(spec: WindowSpec, content: Content, one: Asked, mine: Sequence[Millis], steps: Sequence[int]) -> None:
    moments, before = [entry.posted for entry in content.entries], sum(steps)
    numbers = content.numbers if content.numbers is not None else {}
    for end, step in zip(mine, steps, strict=True):
        inside = bisect_right(moments, end) - bisect_left(moments, max(one.first, end - spec.within))
        numbers[end] = before + inside
        before -= step
    content.numbers = numbers
