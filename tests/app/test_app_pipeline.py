"""One batch after the other: what goes in, what is stored, what is decided."""

import asyncio
import sqlite3
from typing import Any

from patience import PATIENCE
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from monitor.alerts.tick import tick
from monitor.bus import LocalBus
from monitor.model import Cursor, Deleted, Edited, Media, Posted, Reached, Tick
from monitor.ports.store import Kept
from monitor.store.database import Database
from monitor.store.tables import quarantine

NOW = 1_700_000_000_000
MINUTE = 60_000


async def test_the_same_post_twice_alerts_once(bench: Any) -> None:
    await bench.hand(bench.posted())
    await bench.hand(bench.posted(), bench.posted())
    assert bench.told == [("alarm", 1, "opened")]
    assert (await bench.totals())["posts"] == 1


async def test_an_edit_that_newly_matches_then_no_longer_then_again(bench: Any) -> None:
    await bench.hand(bench.posted(text="calm"))
    for at, text in enumerate(("alarm", "calm", "alarm"), 1):
        await bench.hand(Edited(bench.post(text=text, edited=NOW + at), NOW + at))
    assert bench.told == [("alarm", 1, "opened"), ("alarm", 2, "no_longer_matches"), ("alarm", 3, "edited")]
    assert (await bench.totals())["revisions"] == 3


async def test_an_album_in_two_batches_alerts_once_when_the_caption_comes_late(bench: Any) -> None:
    first = bench.post(6, "", group=9, parts=(6,), media=(Media("photo", 6),))
    late = bench.post(5, "alarm", group=9, parts=(5,), media=(Media("photo", 5),))
    await bench.hand(Posted(first, NOW))
    await bench.hand(Posted(late, NOW))
    await bench.hand(Posted(bench.post(7, "", group=9, parts=(7,)), NOW))
    assert bench.told == [("alarm", 1, "opened")]
    assert (await bench.totals())["posts"] == 1
    assert (await bench.totals())["revisions"] == 0


async def test_a_deletion_goes_to_the_alert_and_to_rules_that_want_it(bench: Any) -> None:
    bench.use(bench.rule("alarm"), bench.rule("village", events=frozenset({"deleted"})))
    await bench.hand(bench.posted(text="alarm at the village"))
    await bench.hand(Deleted(7, (1,), NOW + MINUTE))
    await bench.hand(Deleted(7, (1,), NOW + 2 * MINUTE))
    assert sorted(bench.told) == [("alarm", 1, "opened"), ("alarm", 2, "deleted"), ("village", 1, "opened")]


async def test_held_notices_are_told_by_a_tick(bench: Any) -> None:
    bench.use(bench.rule("alarm", every=5 * MINUTE))
    await bench.hand(bench.posted(1), bench.posted(2), bench.posted(3))
    assert bench.told == [("alarm", 1, "opened")]
    assert bench.pipeline.due == NOW + 5 * MINUTE
    bench.clock.time += 5 * MINUTE
    ticking = asyncio.create_task(tick(bench.pipeline, bench.bus, bench.clock), name="tick")
    await bench.hand(*await asyncio.wait_for(bench.bus.take(9), PATIENCE))
    ticking.cancel()
    assert bench.told[1:] == [("alarm", 2, "matched")]
    assert len(bench.verdicts[-1].notices[0].excerpts) == 2


async def test_after_a_restart_a_due_notice_is_told_at_the_first_batch(bench: Any) -> None:
    bench.use(bench.rule("alarm", every=5 * MINUTE))
    await bench.hand(bench.posted(1), bench.posted(2))
    bench.use(bench.rule("alarm", every=5 * MINUTE))  # a pipeline that knows nothing
    bench.clock.time += HOUR
    await bench.hand(Tick(bench.clock.now()))
    assert bench.told[1:] == [("alarm", 2, "matched")]


HOUR = 60 * MINUTE


class Poisoned(Database):
    """Fails on one post, and is away once."""

    away = 1

    async def settle(self, updates: Any, *more: Any) -> Kept:
        if any(getattr(getattr(item, "post", None), "text", "") == "poison" for item in updates):
            raise ValueError("poison")
        if self.away:
            self.away -= 1
            raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))
        return await super().settle(updates, *more)


async def test_a_poison_update_is_set_aside_and_the_cursor_goes_on(bench: Any) -> None:
    poisoned = Poisoned(bench.database.engines.path)
    bench.database = poisoned
    bench.use(bench.rule("alarm"))
    batch = [bench.posted(1), bench.posted(2, "poison"), bench.posted(3), Reached(Cursor("telegram", 7, 3))]
    await bench.hand(*batch)
    assert (await bench.totals())["posts"] == 2
    assert (await poisoned.cursors("telegram"))[7].read_to == 3
    async with poisoned.engines.reading() as connection:
        ((raw, error),) = (await connection.execute(select(quarantine.c.raw, quarantine.c.error))).all()
    assert '"poison"' in raw
    assert "ValueError" in error
    await poisoned.close()


async def test_a_database_that_is_away_is_waited_for(bench: Any) -> None:
    away = Poisoned(bench.database.engines.path)
    bench.database = away
    bench.use(bench.rule("alarm"))
    await bench.hand(bench.posted(1))
    assert bench.told == [("alarm", 1, "opened")]
    assert (await bench.totals())["posts"] == 1
    await away.close()


async def test_nothing_of_a_batch_is_left_if_its_transaction_fails(bench: Any) -> None:
    async with bench.database.engines.writer.begin() as connection:
        await connection.execute(
            sql("CREATE TRIGGER no_notices BEFORE INSERT ON notices BEGIN SELECT raise(ABORT, 'no'); END")
        )
    await bench.hand(bench.posted(1), bench.posted(2, "calm"))
    totals = await bench.totals()
    assert (totals["posts"], totals["alerts"], totals["matches"]) == (1, 0, 0)


def test_a_full_bus_says_no_and_takes_again_when_there_is_room() -> None:
    async def main() -> None:
        bus = LocalBus(bound=2)
        assert [bus.offer(Tick(n)) for n in range(3)] == [True, True, False]
        waiting = asyncio.create_task(bus.put(Tick(9)), name="waiting")
        assert await bus.take(1) == [Tick(0)]
        await asyncio.wait_for(waiting, PATIENCE)
        assert await bus.take(9) == [Tick(1), Tick(9)]

    asyncio.run(main())
