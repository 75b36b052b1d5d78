"""The ledger of sight in the database: written with its batch, and what it answers."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import ChannelChanged, Edited, Looked, Post, Posted, SourceChanged, Started, Tick, Update
from monitor.store import blindness
from monitor.store.blindness import Lag, Seeing
from monitor.store.database import Database
from monitor.store.sight import Gap, Spell, unseen

DESK = "telegram:desk"
HOUR = 3_600_000
T = 1_700_000_000_000


async def absorb(database: Database, *updates: Update) -> None:
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)


def looked(seen: int, *channels: int, within: int = 100, source: str = DESK, **more: Any) -> Looked:
    return Looked(source, channels or (7,), seen, within, **more)


def posted(number: int, at: int, seen: int, *, channel: int = 7, live: bool = True, history: bool = False) -> Posted:
    return Posted(Post(channel, number, at, f"post {number}"), seen, live=live, history=history)


async def gaps(database: Database, now: int = T, channel: int | None = None, since: int = 0) -> Sequence[Gap]:
    async with database.engines.reading() as connection:
        return await blindness.listed_gaps(connection, now, 100, channel, since)


async def spells(database: Database, start: int, end: int, *, hindsight: bool = False) -> Sequence[Spell]:
    async with database.engines.reading() as connection:
        found = await blindness.blind_spells(connection, 7, start, end, hindsight=hindsight)
        assert await blindness.was_blind(connection, 7, start, end, hindsight=hindsight) is bool(found)
        return found


async def test_a_broken_link_is_a_gap_of_all_channels_behind_it_and_reading_closes_it(database: Database) -> None:
    await absorb(database, looked(0, 7, 8), looked(0, 9, source="feed", via="feed", within=1000))
    await absorb(database, SourceChanged(DESK, "disconnected", 50))
    await absorb(database, Tick(140), SourceChanged(DESK, "disconnected", 150))
    assert await gaps(database) == [Gap(7, 0, "network"), Gap(8, 0, "network"), Gap(9, 0, "unknown")], "9 at T"
    await absorb(database, SourceChanged(DESK, "live", 290), posted(1, 60, 295, live=False), looked(300))
    assert await gaps(database, 310) == [Gap(7, 0, "network", 300, 300, "read", late=1), Gap(8, 0, "network")]


async def test_late_posts_count_though_they_come_in_batches_of_their_own(database: Database) -> None:
    await absorb(database, looked(0))
    await absorb(database, Started(500))
    await absorb(database, posted(1, 100, 510, live=False), posted(2, 110, 510, live=False))
    await absorb(database, posted(2, 110, 520, live=False), posted(3, 500, 520, live=False), posted(9, 515, 520))
    await absorb(database, posted(0, -9, 525, live=False, history=True), looked(530))
    assert await gaps(database, 540) == [Gap(7, 0, "down", 530, 530, "read", late=3)]


async def test_a_state_of_one_channel_is_of_that_channel_alone(database: Database) -> None:
    await absorb(database, ChannelChanged(7, "telegram", "Seven", "", 0), ChannelChanged(8, "telegram", "eight", "", 0))
    await absorb(database, looked(0, 7, 8), SourceChanged(DESK, "private", 10, "seven"), looked(90, 8), Tick(150))
    assert await gaps(database, 150) == [Gap(7, 0, "closed")]


async def test_a_failed_batch_leaves_no_trace_in_the_ledger(database: Database) -> None:
    await absorb(database, looked(0))
    kept = await database.settle([Tick(500)])

    async def fail_after_keeping() -> None:
        async with database.write() as unit:
            await unit.keep(kept)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_keeping()
    async with database.engines.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM gaps")).scalar() == 0


async def test_silence_may_be_claimed_only_of_what_was_in_sight(database: Database) -> None:
    assert await spells(database, 0, 50) == (Spell(0, 50, "unknown"),), "never looked at"
    await absorb(database, looked(1000), looked(1100), SourceChanged(DESK, "flooded", 1110), Tick(1500), looked(2000))
    assert await spells(database, 1000, 1100) == ()
    assert await spells(database, 900, 1100) == (Spell(900, 1000, "unknown"),), "before the first look"
    assert await spells(database, 1050, 1900) == (Spell(1100, 1900, "flood"),)
    assert await spells(database, 1050, 1900, hindsight=True) == (), "all of it was read since"
    assert await spells(database, 1050, 2100) == (Spell(1100, 2000, "flood"),)
    assert await spells(database, 2000, 2100) == (), "until the look lapses"
    assert await spells(database, 2000, 2101) == (Spell(2000, 2101, "unknown"),), "and no tick is needed to know"


async def test_what_was_lost_stays_lost_in_hindsight(database: Database) -> None:
    await absorb(database, looked(0), looked(500, missing="post 3"), looked(550))
    assert await spells(database, 0, 600, hindsight=True) == (Spell(0, 500, "unknown"),)
    assert (await gaps(database, 600)) == [Gap(7, 0, "unknown", 500, None, "lost", missing="post 3")]


async def test_gaps_are_listed_by_channel_and_by_time(database: Database) -> None:
    await absorb(database, looked(0, 7, 8), looked(500, 7, 8), looked(1000, 7), looked(1050, 7))
    assert [(gap.channel, gap.start) for gap in await gaps(database, 1060)] == [(7, 500), (8, 500), (7, 0), (8, 0)]
    assert [gap.start for gap in await gaps(database, 1060, channel=7)] == [500, 0]
    assert [gap.start for gap in await gaps(database, 1060, channel=7, since=600)] == [500]


async def test_how_channels_are_seen_now(database: Database) -> None:
    await absorb(database, looked(0, 7, 8), SourceChanged(DESK, "banned", 20))
    await absorb(database, looked(60, 8, source="preview", via="preview", within=300))
    async with database.engines.reading() as connection:
        found = await blindness.seeing(connection, 200)
    assert found == {7: Seeing(7, "account", 0, 0, "closed"), 8: Seeing(8, "preview", 60)}


async def test_the_lag_is_that_of_posts_that_came_while_we_looked(database: Database) -> None:
    start = T - HOUR
    await absorb(database, looked(start, within=1000), Tick(start + 5000), looked(start + 9000, within=2 * HOUR))
    live = [posted(n, start + 10_000, start + 10_000 + n) for n in range(1, 101)]
    blind = posted(200, start + 4000, start + 9000, live=False)
    early = posted(201, start - 5000, start + 9000, history=True)
    await absorb(database, *live, blind, early, posted(1, start, start + 7, channel=8))
    edited = Edited(Post(7, 100, start + 10_000, "another", edited=T), T)
    await absorb(database, edited)
    async with database.engines.reading() as connection:
        assert await blindness.lags(connection, T) == {7: Lag(50, 99, 99)}
        assert await blindness.lags(connection, T + 2 * HOUR + 24 * HOUR) == {}


async def test_the_lag_of_a_single_post(database: Database) -> None:
    await absorb(database, looked(T - 10), posted(1, T, T + 40))
    async with database.engines.reading() as connection:
        assert await blindness.lags(connection, T) == {7: Lag(40, 40, 1)}


edges = st.integers(0, 50)


@given(st.lists(edges, min_size=2, max_size=12, unique=True), st.none() | edges, edges, edges)
def test_a_moment_is_out_of_sight_exactly_where_a_gap_or_no_look_was(
    moments: list[int], first: int | None, start: int, end: int
) -> None:
    ordered = sorted(moments)
    found = [Gap(7, low, "down", high) for low, high in zip(ordered[::2], ordered[1::2], strict=False)]
    found = [gap for gap in found if first is not None and gap.start >= first]
    blind = {n for spell in unseen(found, first, start, end) for n in range(spell.start, spell.until)}
    never = {n for n in range(start, end) if first is None or n < first}
    gone = {n for n in range(start, end) for gap in found if gap.start <= n < (gap.until or end)}
    assert blind == never | gone
