"""What is kept for a time only goes when its time is up, and nothing else does."""

import pytest
from histories import SEEN, absorb, read_through
from sqlalchemy import func, insert, select

from monitor import chores
from monitor.chores import let_go
from monitor.model import Counted, Counters, Post, Posted
from monitor.model.watch import KeepSpec
from monitor.store.database import Database
from monitor.store.prune import Place, Step
from monitor.store.tables import alerts, counts, decisions, posts

DAY = 86_400_000
NOW = 100 * DAY


class Clock:
    def now(self) -> int:
        return NOW


async def count(database: Database, *where: object, table: object = posts) -> int:
    async with database.engines.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


async def filled(database: Database, number: int = 450) -> None:
    """Posts of a hundred days, several at each moment."""
    await absorb(database, *(Posted(Post(7, n, n % 100 * DAY, f"said {n}"), SEEN) for n in range(1, number + 1)))


async def test_old_posts_are_erased_whatever_stands_at_the_same_moment(database: Database) -> None:
    await filled(database)
    old = await count(database, posts.c.posted < NOW - 90 * DAY)
    await let_go(database, (), Clock(), KeepSpec(posts=90 * DAY))
    assert await count(database, posts.c.erased.isnot(None)) == old > 0
    assert await count(database, posts.c.erased_why == "retention", posts.c.text == "") == old
    await let_go(database, (), Clock(), KeepSpec(posts=90 * DAY))
    found = await read_through(database)
    assert (found.broken, found.erased, found.entries) == ([], old, 450 + old)


async def test_without_a_word_everything_is_kept(database: Database) -> None:
    await filled(database, 5)
    await let_go(database, (), Clock(), KeepSpec())
    assert await count(database, posts.c.erased.is_(None)) == 5


async def test_decisions_go_when_their_alert_is_closed(database: Database) -> None:
    await filled(database, 1)
    same = {"rule": "r", "event": "new", "reason": "new", "detail": "", "post": 1}
    rows = [
        {**same, "at": at, "alert": alert}
        for at, alert in ((1, "open"), (1, "closed"), (1, ""), (NOW - DAY, "closed"), (1, "gone"))
    ]
    alert = {"rule": "r", "title": "", "severity": "low", "opened": 1, "last_match": 1, "closes": 2}
    alert |= {"notices": 1, "last_notice": 1, "held": 0}
    async with database.write() as unit:
        await unit.connection.execute(
            insert(alerts),
            [
                {**alert, "id": "open", "group": "a", "closed": None},
                {**alert, "id": "closed", "group": "b", "closed": 5},
            ],
        )
        await unit.connection.execute(insert(decisions), rows)
    await let_go(database, (), Clock(), KeepSpec(decisions=90 * DAY))
    async with database.engines.reading() as connection:
        left = (await connection.execute(select(decisions.c.at, decisions.c.alert).order_by("key"))).all()
    assert [tuple(row) for row in left] == [(1, "open"), (NOW - DAY, "closed")]


async def counted(database: Database, *days: int, post: int = 1) -> None:
    """Counters of a post on some days."""
    for day in days:
        await absorb(database, Counted(7, post, Counters(day), day * DAY))


async def series(database: Database) -> list[tuple[int, int]]:
    """Post and day of everything in the series."""
    async with database.engines.reading() as connection:
        rows = await connection.execute(select(counts.c.post, counts.c.at).order_by(counts.c.post, counts.c.at))
        return [(post, at // DAY) for post, at in rows]


async def test_old_counters_go_and_the_last_of_each_post_stays(database: Database) -> None:
    await absorb(database, *(Posted(Post(7, n, DAY, "said"), DAY) for n in (1, 2, 3)))
    await counted(database, 2, 3, 4)
    await counted(database, 2, 80, 90, post=2)
    assert len(await series(database)) >= 6
    await let_go(database, (), Clock(), KeepSpec(counters=30 * DAY))
    assert await series(database) == [(1, 4), (2, 80), (2, 90)]
    await counted(database, 95)  # it is no longer the last
    await let_go(database, (), Clock(), KeepSpec(counters=30 * DAY))
    assert await series(database) == [(1, 95), (2, 80), (2, 90)]
    async with database.engines.reading() as connection:
        assert [*(await connection.scalars(select(posts.c.views).order_by("id")))] == [95, 90, None]


async def test_counters_go_in_small_steps_past_those_that_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "_PAUSE", 0)
    await absorb(database, *(Posted(Post(7, n, DAY, "said"), DAY) for n in range(1, 31)))
    for day in range(2, 9):
        await absorb(database, *(Counted(7, n, Counters(day), day * DAY) for n in range(1, 31)))
    await counted(database, 99)
    step, steps = database.delete_old_counts, []

    async def small(before: int, after: Place) -> Step:
        steps.append(await step(before, after, 7))
        return steps[-1]

    monkeypatch.setattr(database, "delete_old_counts", small)
    await let_go(database, (), Clock(), KeepSpec(counters=30 * DAY))
    assert await series(database) == [(1, 99), *((n, 8) for n in range(2, 31))]
    assert max(len(one.keys) for one in steps) == 7
    assert len(steps) >= 30


async def test_counters_that_an_import_brings_late_go_once_those_before_them_are_old(database: Database) -> None:
    await absorb(database, *(Posted(Post(7, n, DAY, "said"), DAY) for n in (1, 2)))
    await counted(database, 98, 99)
    await counted(database, 2, 3, post=2)
    await let_go(database, (), Clock(), KeepSpec(counters=30 * DAY))
    assert await series(database) == [(1, 98), (1, 99), (2, 3)]


async def test_without_a_term_all_counters_stay(database: Database) -> None:
    await absorb(database, Posted(Post(7, 1, DAY, "said"), DAY))
    await counted(database, 2, 3)
    await let_go(database, (), Clock(), KeepSpec(posts=200 * DAY, decisions=DAY))
    assert await series(database) == [(1, 2), (1, 3)]
