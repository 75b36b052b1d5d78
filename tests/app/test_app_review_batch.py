"""The promise when things go wrong around a batch, and one post under several ids."""

import asyncio
import sqlite3
from typing import Any

from patience import PATIENCE
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from monitor.alerts.tick import tick
from monitor.model import Cursor, Deleted, Edited, Media, Posted, Reached, Tick
from monitor.store.database import Database

NOW = 1_700_000_000_000
MINUTE = 60_000
AWAY = OperationalError("", {}, sqlite3.OperationalError("database is locked"))


class Forgetful(Database):
    """Cannot say what is due, once."""

    failures = 1

    async def next_due(self) -> int | None:
        if self.failures:
            self.failures -= 1
            raise AWAY
        return await super().next_due()


async def test_what_is_committed_is_told_and_kept_in_mind_though_a_look_ahead_fails(bench: Any) -> None:
    bench.database = Forgetful(bench.database.engines.path)
    bench.use(bench.rule("alarm", every=5 * MINUTE))
    await bench.hand(bench.posted(1), bench.posted(2))
    assert bench.told == [("alarm", 1, "opened")]
    assert (await bench.totals())["posts"] == 2
    ticking = asyncio.create_task(tick(bench.pipeline, bench.bus, bench.clock), name="tick")
    await bench.hand(*await asyncio.wait_for(bench.bus.take(9), PATIENCE))
    ticking.cancel()
    assert bench.pipeline.due == NOW + 5 * MINUTE
    await bench.database.close()


class Poisoned(Database):
    """Fails on one post; and is away, a moment later, when that is to be set aside."""

    away = 1

    async def settle(self, updates: Any, *more: Any) -> Any:
        if any(getattr(getattr(item, "post", None), "text", "") == "poison" for item in updates):
            raise ValueError("poison")
        return await super().settle(updates, *more)

    async def transact(self, work: Any) -> Any:
        if self.away:
            self.away -= 1
            raise AWAY
        return await super().transact(work)


async def test_what_is_poison_is_set_aside_when_the_database_is_back(bench: Any) -> None:
    bench.database = Poisoned(bench.database.engines.path)
    bench.use(bench.rule("alarm"))
    await bench.hand(bench.posted(1, "poison"))
    await bench.hand(bench.posted(2))
    async with bench.database.engines.reading() as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM quarantine")
        assert found.scalar() == 1
    assert bench.told == [("alarm", 1, "opened")]
    await bench.database.close()


def test_a_database_with_no_connection_left_is_away(bench: Any) -> None:
    assert bench.database.is_away(PoolTimeout("QueuePool limit"))
    assert not bench.database.is_away(TimeoutError())


def part(bench: Any, number: int, text: str = "", **more: Any) -> Any:
    return bench.post(number, text, group=9, parts=(number,), media=(Media("photo", number),), **more)


async def test_an_album_that_takes_another_id_within_a_batch_alerts_once(bench: Any) -> None:
    await bench.hand(Posted(part(bench, 6), NOW))
    await bench.hand(Posted(part(bench, 7, "alarm"), NOW), Posted(part(bench, 5), NOW))
    assert bench.told == [("alarm", 1, "opened")]
    assert (await bench.totals())["posts"] == 1


async def test_an_edit_of_an_album_that_takes_another_id_within_the_batch_is_an_edit(bench: Any) -> None:
    await bench.hand(Posted(part(bench, 6, "alarm"), NOW))
    await bench.hand(Edited(part(bench, 6, "alarm again", edited=NOW + 1), NOW), Posted(part(bench, 5), NOW))
    assert bench.told == [("alarm", 1, "opened"), ("alarm", 2, "edited")]


async def test_an_album_that_loses_its_first_part_after_an_edit_stays_one_match(bench: Any) -> None:
    await bench.hand(Posted(part(bench, 5), NOW), Posted(part(bench, 6, "alarm"), NOW))
    await bench.hand(Edited(part(bench, 6, "alarm again", edited=NOW + 1), NOW), Deleted(7, (5,), NOW + 2))
    assert [kind for _, _, kind in bench.told] == ["opened", "edited", "edited"]
    await bench.hand(Deleted(7, (6,), NOW + 3))
    assert bench.told[-1] == ("alarm", 4, "deleted")
    assert (await bench.totals())["matches"] == 1


async def test_an_edit_of_an_old_post_in_the_batch_of_the_first_contact_is_no_news(bench: Any) -> None:
    first = Reached(Cursor("telegram", 7, 100))
    old = Edited(bench.post(50, "alarm", posted=NOW - 9_000 * MINUTE, edited=NOW), NOW)
    await bench.hand(first, old)
    assert (bench.told, bench.reasons) == ([], ["history"])


async def test_an_edit_that_comes_before_the_first_contact_is_done_is_no_news(bench: Any) -> None:
    old = Edited(bench.post(50, "alarm", posted=NOW - 9_000 * MINUTE, edited=NOW), NOW)
    await bench.hand(old, Reached(Cursor("telegram", 7, 100)))
    assert (bench.told, bench.reasons) == ([], ["history"])


async def test_an_edit_of_a_newer_post_that_was_never_seen_is_news(bench: Any) -> None:
    await bench.hand(Reached(Cursor("telegram", 7, 100)), Edited(bench.post(101, edited=NOW), NOW))
    assert bench.told == [("alarm", 1, "opened")]


async def test_what_was_held_is_told_after_a_reload_made_every_shorter(bench: Any) -> None:
    bench.use(bench.rule("alarm", every=5 * MINUTE))
    await bench.hand(bench.posted(1), bench.posted(2))
    bench.use(bench.rule("alarm", every=0))
    bench.clock.time += MINUTE
    await bench.hand(bench.posted(3))
    bench.clock.time += 9 * MINUTE
    await bench.hand(Tick(bench.clock.now()))
    told = [excerpt.post for verdict in bench.verdicts for notice in verdict.notices for excerpt in notice.excerpts]
    assert sorted(told) == [1, 2, 3]


async def test_what_cannot_even_be_written_down_is_set_aside(bench: Any) -> None:
    await bench.hand(bench.posted(2**70), bench.posted(2))
    async with bench.database.engines.reading() as connection:
        ((raw,),) = (await connection.exec_driver_sql("SELECT raw FROM quarantine")).all()
    assert str(2**70) in raw
    assert bench.told == [("alarm", 1, "opened")]
