"""What is kept for a time only goes when its time is up, and nothing else does."""

from histories import SEEN, absorb, read_through
from sqlalchemy import func, insert, select

from monitor.chores import let_go
from monitor.model import Post, Posted
from monitor.model.watch import KeepSpec
from monitor.store.database import Database
from monitor.store.tables import alerts, decisions, posts

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
