"""Were we blind, or was it quiet? What others ask of the ledger of sight."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.sight import Cause, Eye, Gap, Glance, Sight, Spell, unseen
from monitor.store.tables import channels, gaps, looks, posts, sight

_DAY: Millis = 86_400_000
_NEWEST = 200  # posts of a channel that its lag is worked out from


class Seeing(Struct, frozen=True):
    """How a channel is seen now. `last`: the last look; `since`, `cause`: it is not seen since then, and why."""

    channel: int
    via: str
    last: Millis
    since: Millis | None = None
    cause: Cause | None = None


class Lag(Struct, frozen=True):
    """From posted to seen, in ms, over the newest posts of a channel that came while it was seen; `posts` of them."""

    p50: Millis
    p99: Millis
    posts: int


async def was_blind(
    connection: AsyncConnection, channel: int, start: Millis, end: Millis, *, hindsight: bool = False
) -> bool:
    """Whether a channel was out of sight at any time of `[start, end)`: then nothing may be said of its silence.

    A channel is in sight from a look until the next is due, and `end` may lie so far beyond the last. With
    `hindsight` a gap counts as seen once everything posted in it has been read; what was posted and deleted
    within the gap, nobody knows.
    """
    return bool(await blind_spells(connection, channel, start, end, hindsight=hindsight))


async def blind_spells(
    connection: AsyncConnection, channel: int, start: Millis, end: Millis, *, hindsight: bool = False
) -> Sequence[Spell]:
    """The parts of `[start, end)` in which a channel was out of sight, in order."""
    eye = (await _eyes(connection, channel)).get(channel)
    if eye is None:
        return unseen((), None, start, end)
    first = await connection.scalar(select(func.min(sight.c.start)).where(sight.c.channel == channel))
    overlapping = (gaps.c.start < end) & or_(gaps.c.until.is_(None), gaps.c.until > start)
    rows = await connection.execute(select(gaps).where(gaps.c.channel == channel, overlapping).order_by("start"))
    found = [Gap(**row) for row in rows.mappings()]
    if hindsight:
        found = [gap for gap in found if gap.how != "read"]
    lapsed = eye.lapsed(end)
    if lapsed is not None and eye.gap is None:  # no tick has come yet
        found.append(lapsed)
    return unseen(found, first, start, end)


async def blind_for(
    connection: AsyncConnection, channels: Collection[int], start: Millis, end: Millis
) -> Mapping[int, Millis]:
    """For how many ms of `[start, end)` each of some channels was out of sight; those that never were are left out.

    With hindsight: a gap counts as seen once everything posted in it has been read.
    """
    eyes = await _eyes(connection)
    began = select(sight.c.channel, func.min(sight.c.start)).group_by(sight.c.channel)
    firsts: dict[int, Millis] = {row[0]: row[1] for row in await connection.execute(began)}
    overlapping = (gaps.c.start < end) & or_(gaps.c.until.is_(None), gaps.c.until > start)
    rows = await connection.execute(select(gaps).where(overlapping).order_by("channel", "start"))
    by_channel: dict[int, list[Gap]] = {}
    for row in rows.mappings():
        if row["how"] != "read":
            by_channel.setdefault(row["channel"], []).append(Gap(**row))
    found: dict[int, Millis] = {}
    for channel in channels:
        mine, eye = by_channel.get(channel, []), eyes.get(channel)
        lapsed = eye.lapsed(end) if eye is not None and eye.gap is None else None
        spells = unseen([*mine, *([lapsed] if lapsed else [])], firsts.get(channel) if eye else None, start, end)
        if blind := sum(spell.until - spell.start for spell in spells):
            found[channel] = blind
    return found


async def seeing(connection: AsyncConnection, now: Millis) -> Mapping[int, Seeing]:
    """How each channel that was ever looked at is seen at this moment."""
    found: dict[int, Seeing] = {}
    for eye in (await _eyes(connection)).values():
        newest = max(eye.glances.values(), key=lambda glance: glance.last)
        gap = eye.gap or eye.lapsed(now)
        since, cause = (gap.start, gap.cause) if gap is not None else (None, None)
        found[eye.channel] = Seeing(eye.channel, newest.via, eye.last, since, cause)
    return found


async def listed_gaps(
    connection: AsyncConnection, now: Millis, most: int, channel: int | None = None, since: Millis = 0
) -> Sequence[Gap]:
    """Gaps, the newest first: those that go on, or ended after `since`; also those that no daemon has noticed yet."""
    query = select(gaps).where(or_(gaps.c.until.is_(None), gaps.c.until >= since))
    if channel is not None:
        query = query.where(gaps.c.channel == channel)
    rows = await connection.execute(query.order_by(gaps.c.start.desc(), gaps.c.channel).limit(most))
    found = [Gap(**row) for row in rows.mappings()]
    found += [gap for eye in (await _eyes(connection, channel)).values() if (gap := eye.lapsed(now)) is not None]
    return sorted(found, key=lambda gap: (-gap.start, gap.channel))[:most]


async def names(connection: AsyncConnection) -> Mapping[int, str]:
    """What to call each channel: by its handle, or its title where it has none."""
    rows = await connection.execute(select(channels.c.id, channels.c.handle, channels.c.title))
    return {row[0]: row[1] or row[2] or str(row[0]) for row in rows}


async def lags(connection: AsyncConnection, now: Millis) -> Mapping[int, Lag]:
    """How late posts of the last day were seen, by channel.

    Of posts that were posted while their channel was in sight: others are late because we were blind, not because
    we are slow. One that was edited counts no more: its row says when the edit was seen.
    """
    mine = gaps.c.channel == posts.c.channel
    blind = exists().where(
        mine, gaps.c.start < posts.c.posted, or_(gaps.c.until.is_(None), posts.c.posted < gaps.c.until)
    )
    first = select(func.min(sight.c.start)).where(sight.c.channel == posts.c.channel).scalar_subquery()
    order = func.row_number().over(partition_by=posts.c.channel, order_by=posts.c.posted.desc())
    late = case((posts.c.seen > posts.c.posted, posts.c.seen - posts.c.posted), else_=0)
    live = (
        select(posts.c.channel, late.label("lag"), order.label("number"))
        .where(posts.c.posted >= now - _DAY, posts.c.revision == 1, posts.c.posted >= first, ~blind)
        .subquery()
    )
    ranked = select(
        live.c.channel,
        live.c.lag,
        func.row_number().over(partition_by=live.c.channel, order_by=live.c.lag).label("rank"),
        func.count().over(partition_by=live.c.channel).label("posts"),
    ).where(live.c.number <= _NEWEST)
    rank = ranked.subquery().c
    at = {share: (rank.posts * share + 99) // 100 for share in (50, 99)}
    rows = await connection.execute(
        select(rank.channel, rank.posts, rank.lag, rank.rank == at[50], rank.rank == at[99]).where(
            or_(rank.rank == at[50], rank.rank == at[99])
        )
    )
    return _quantiles(rows.all())


def _quantiles(rows: Sequence[Any]) -> dict[int, Lag]:
    found: dict[int, Lag] = {}
    for channel, count, lag, middle, last in rows:
        before = found.get(channel, Lag(lag, lag, count))
        found[channel] = Lag(lag if middle else before.p50, lag if last else before.p99, count)
    return found


async def _eyes(connection: AsyncConnection, channel: int | None = None) -> dict[int, Eye]:
    eyes: dict[int, Eye] = {}
    asked = select(looks) if channel is None else select(looks).where(looks.c.channel == channel)
    for row in (await connection.execute(asked)).mappings():
        glance = Glance(**row)
        eyes.setdefault(glance.channel, Eye(glance.channel)).glances[glance.source] = glance
    for table in (sight, gaps):
        query = select(table).where(table.c.until.is_(None))
        query = query if channel is None else query.where(table.c.channel == channel)
        for row in (await connection.execute(query)).mappings():
            if table is sight:
                eyes[row["channel"]].sight = Sight(**row)
            else:
                eyes[row["channel"]].gap = Gap(**row)
    return eyes
