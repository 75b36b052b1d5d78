"""Rules that wait for a silence: whether nothing was posted for so long, and whether we would have seen it."""

from collections.abc import Collection, Mapping, Sequence

from monitor.alerts.facts import Judged
from monitor.alerts.windows import placing, words
from monitor.alerts.windows.moved import Fallen, Member
from monitor.model import LATE, Channel, Millis, RuleSpec
from monitor.ports.windows import Ground, Quiet, Windows


async def fallen(
    rows: Windows,
    rules: Mapping[str, RuleSpec],
    begun: Mapping[str, Millis],
    judged: Sequence[Judged],
    ground: Ground,
    now: Millis,
) -> tuple[Fallen, ...]:
    """Groups in which nothing was posted for as long as their rule waits, and nobody was told.

    A post may come in late: only what was posted before is spoken of, up to the moment `edge`. `begun`: since when
    there is a record of each rule.
    """
    waiting = {rule.id for rule in rules.values() if placing.spec_of(rule).kind == "silence"}
    edge, here = now - LATE, {item.change.key for item in judged}
    found = []
    for quiet in await rows.quiet(waiting, edge) if waiting else ():
        since = max(begun[quiet.rule], quiet.last[0] if quiet.last else 0)
        within = placing.spec_of(rules[quiet.rule]).within
        if since <= edge - within and quiet.told != since:
            left_out = await _left_out(rows, quiet, ground, begun[quiet.rule], edge - within, edge)
            if left_out is not None:
                found.append(await _fallen(rows, rules[quiet.rule], quiet, since, left_out, here, ground))
    return tuple(found)


async def _left_out(
    rows: Windows, quiet: Quiet, ground: Ground, begun: Millis, start: Millis, end: Millis
) -> Collection[int] | None:
    """The channels that are left aside, because nobody has seen them for twice the time of the silence, of ours.

    None: it cannot be told whether it was silent, because another was out of sight for a while, or no channel is left.
    """
    scope, long = _scope(quiet, ground), 2 * start - end
    gone: set[int] = set()
    if begun <= long:
        blind = await rows.blind(scope, long, end)
        gone = {channel for channel in scope if blind.get(channel, 0) >= end - long}
    if len(gone) == len(scope) or (await rows.blind(scope, start, end)).keys() - gone:
        return None
    return gone


def _scope(quiet: Quiet, ground: Ground) -> frozenset[int]:
    """The channels that could have broken a silence."""
    listened = ground.listened(quiet.rule)
    facet, _, value = quiet.group.partition(":")
    if facet == "side":
        return frozenset(channel for channel in listened if ground.channel(channel).side == value)
    return listened & _channel_of(quiet.group) if facet == "channel" else listened


async def _fallen(
    rows: Windows,
    rule: RuleSpec,
    quiet: Quiet,
    since: Millis,
    left_out: Collection[int],
    here: Collection[int],
    ground: Ground,
) -> Fallen:
    later = quiet.next if quiet.next is not None and quiet.next[1] not in here else None
    posts = {one[1] for one in (quiet.last, later) if one is not None}
    stored = await members(rows, {(quiet.rule, post) for post in posts}, posts, ground)
    own = _channel_of(quiet.group)
    names = {f"channel:{channel}": called_by(ground.channel(channel)) for channel in own}
    out = [called_by(ground.channel(channel)) for channel in left_out]
    line = words.silence(placing.spec_of(rule), quiet.group, names, ever=quiet.last is not None, left_out=out)
    last, heard = (stored.get((quiet.rule, one[1])) if one is not None else None for one in (quiet.last, later))
    return Fallen(quiet.rule, quiet.group, since, line, last, heard)


async def members(
    rows: Windows, wanted: Collection[tuple[str, int]], shown: Collection[int], ground: Ground
) -> dict[tuple[str, int], Member]:
    """Stored matches by rule and row of the post, with the posts that a notice shows."""
    return {
        (one.rule, one.key): Member(
            one.key,
            ground.channel(one.channel),
            one.post,
            one.revision,
            one.event,
            one.evidence,
            one.change,
            reason=one.reason,
        )
        for one in await rows.matches(wanted, shown)
    }


def called_by(channel: Channel) -> str:
    """What a channel is called in one word."""
    return channel.handle or channel.title or str(channel.id)


def _channel_of(group: str) -> frozenset[int]:
    facet, _, number = group.partition(":")
    return frozenset({int(number)}) if facet == "channel" else frozenset()
