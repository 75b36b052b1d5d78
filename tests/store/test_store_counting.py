"""Counters over time: which telling counts, how often it is kept, and what comes back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from monitor.model import Change, Counted, Counters, Deleted, Edited, Post, Posted, Update
from monitor.store import alerts, counts, look, posts, tables
from monitor.store.counting import FOLLOWED, is_due, merged
from monitor.store.database import Database
from monitor.store.pairs import written
from monitor.store.rows import post_row
from monitor.store.tables import metadata

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
POSTED = 1_700_000_000_000
FIRE = (("🔥", 3),)


@pytest.mark.parametrize(
    ("age", "pace"),
    [
        (0, 5 * MINUTE),
        (HOUR - 1, 5 * MINUTE),
        (HOUR, 30 * MINUTE),
        (DAY - 1, 30 * MINUTE),
        (DAY, 6 * HOUR),
        (7 * DAY - 1, 6 * HOUR),
        (7 * DAY, DAY),
        (400 * DAY, DAY),
        (-HOUR, 5 * MINUTE),  # its channel's clock is ahead of ours
    ],
)
def test_the_older_a_post_the_more_seldom(age: int, pace: int) -> None:
    now = POSTED + age
    assert is_due(POSTED, None, now)
    assert is_due(POSTED, now - pace, now)
    assert not is_due(POSTED, now - pace + 1, now)


def test_a_week_of_counting_every_minute_keeps_some_eighty_rows() -> None:
    rows, last = 0, None
    for now in range(POSTED, POSTED + 7 * DAY, MINUTE):
        if is_due(POSTED, last, now):
            rows, last = rows + 1, now
    assert rows == 12 + 46 + 24


@pytest.mark.parametrize(
    ("kept", "kept_via", "told", "via", "known"),
    [
        (Counters(100, 7, FIRE), "account", Counters(120), "account", Counters(120, 7, FIRE)),
        (Counters(100, 7, FIRE), "account", Counters(120, 8), "account", Counters(120, 8)),
        (Counters(12_345, 7), "account", Counters(12_300, None, FIRE), "preview", Counters(12_345, 7, FIRE)),
        (Counters(), "account", Counters(12_300), "preview", Counters(12_300)),
        (Counters(12_300), "preview", Counters(12_400), "preview", Counters(12_400)),
        (Counters(12_300), "preview", Counters(12_345, 7), "account", Counters(12_345, 7)),
        (Counters(9), "account", Counters(), "feed", Counters(9)),
    ],
)
def test_which_of_two_tellings_counts(kept: Counters, kept_via: str, told: Counters, via: str, known: Counters) -> None:
    assert merged(kept, kept_via, told, via) == known


def test_who_tells_nothing_of_reactions_takes_none_back() -> None:
    assert merged(Counters(1, 1, FIRE), "account", Counters(2, 2), "account", bare=True) == Counters(2, 2, FIRE)


async def keep(database: Database, *updates: Update) -> None:
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)


def post(number: int = 1, views: int | None = 10, text: str = "a", **more: Any) -> Post:
    return Post(7, number, POSTED, text, counters=Counters(views, 0 if views is not None else None), **more)


def counted(views: int, at: int, via: str = "account") -> Counted:
    return Counted(7, 1, Counters(views, 0), POSTED + at, via)


async def series(database: Database) -> list[tuple[int, int | None]]:
    async with database.engines.reading() as connection:
        row = await look.one_post(connection, 7, 1)
    assert row is not None
    return [(tally.at - POSTED, tally.counters.views) for tally in row["counts"]]


async def newest(database: Database) -> Counters:
    async with database.engines.reading() as connection:
        row = await look.one_post(connection, 7, 1)
    assert row is not None
    found: Counters = row["post"].counters
    return found


async def test_the_series_begins_with_what_was_first_seen_and_grows_in_steps(database: Database) -> None:
    await keep(database, Posted(post(), POSTED))
    assert await series(database) == [], "a post that nobody counts again has no series"
    for minute in range(1, 13):
        await keep(database, counted(10 + minute, minute * MINUTE))
    assert await series(database) == [(0, 10), (MINUTE, 11), (6 * MINUTE, 16), (11 * MINUTE, 21)]
    assert (await newest(database)).views == 22, "the newest stand with the post, kept or not"


async def test_counters_that_do_not_change_make_no_row(database: Database) -> None:
    await keep(database, Posted(post(), POSTED), counted(10, HOUR), counted(10, DAY))
    assert await series(database) == []


async def test_an_edit_brings_its_counters_along(database: Database) -> None:
    await keep(database, Posted(post(), POSTED))
    await keep(database, Edited(post(views=50, text="b", edited=POSTED + 9), POSTED + 9))
    assert await series(database) == [(0, 10), (9, 50)]
    await keep(database, Edited(post(views=None, text="c", edited=POSTED + 20), POSTED + 20))
    assert (await newest(database)).views == 50, "an edit that tells no counters takes none away"


async def test_a_page_does_not_round_what_the_account_counted(database: Database) -> None:
    await keep(database, Posted(post(views=12_345), POSTED))
    page = Counters(12_300, None, FIRE)
    await keep(database, Counted(7, 1, page, POSTED + 1, "preview"))
    await keep(database, Posted(Post(7, 1, POSTED, "a", counters=page), POSTED + 2, via="preview"))
    assert await newest(database) == Counters(12_345, 0, FIRE)


async def test_what_is_gone_or_not_stored_is_not_counted(database: Database) -> None:
    await keep(database, Posted(post(), POSTED), Deleted(7, (1,), POSTED + 1), counted(99, HOUR))
    await keep(database, counted(99, 2 * HOUR), Counted(7, 5, Counters(1, 1), POSTED))
    assert (await newest(database)).views == 10
    assert await series(database) == []


async def test_which_posts_are_to_be_counted(database: Database) -> None:
    updates = [Posted(post(number), POSTED) for number in (1, 2, 3)]
    await keep(database, *updates, Deleted(7, (3,), POSTED), Posted(post(4, None), POSTED))
    assert list(await database.countable(7, POSTED + MINUTE)) == [4], "the others told all when they came"
    assert list(await database.countable(7, POSTED + 5 * MINUTE)) == [4, 2, 1]
    await keep(database, Counted(7, 2, Counters(10, 0), POSTED + 5 * MINUTE))  # told again, and as it was
    await keep(database, Counted(7, 1, Counters(views=11), POSTED + 5 * MINUTE))  # forwards are still to be asked for
    assert list(await database.countable(7, POSTED + 6 * MINUTE)) == [4, 1]
    assert list(await database.countable(7, POSTED + 7 * DAY)) == []
    assert list(await database.countable(8, POSTED)) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 5_000), st.integers(0, 10 * DAY), st.sampled_from(["account", "preview"])), max_size=40
    )
)
def test_the_account_has_the_last_word(tellings: list[tuple[int, int, str]]) -> None:
    known = Counters(1, 1)
    for views, _, via in tellings:
        known = merged(known, "account", Counters(views), via)
    assert known.views == next((views for views, _, via in reversed(tellings) if via == "account"), 1)


@settings(deadline=None)  # it makes a database: on a busy machine that takes what it takes
@given(st.lists(st.tuples(st.integers(-DAY, 8 * DAY), st.integers(0, 2 * DAY)), min_size=1, max_size=90))
def test_the_database_asks_for_what_is_due(many: list[tuple[int, int]]) -> None:
    """Each post is `age` old and was counted some time `ago`: the question in SQL says the same as the pure rule."""
    now = POSTED + 30 * DAY
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    wanted = []
    with engine.begin() as connection:
        for number, (age, ago) in enumerate(many, 1):
            row = post_row(Change("new", Post(7, number, now - age), now, key=number)) | {"counted": now - ago}
            connection.execute(tables.posts.insert(), row)
            if age < FOLLOWED and is_due(now - age, now - ago, now):
                wanted.append(number)
        found = connection.scalars(counts.due_at(7, now)).all()
    engine.dispose()
    assert list(found) == wanted[::-1]


@pytest.mark.parametrize(
    "statement", [posts._BY_NUMBER, posts._BY_PART, posts._BY_ALBUM, counts._LEAN, alerts._RECORDED]
)
def test_no_look_up_of_a_batch_walks_over_a_table(statement: Any) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    bound = statement.params(written([(7, 1), (8, 2)]))
    sql = bound.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        steps = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    engine.dispose()
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN listed VIRTUAL TABLE INDEX 1:"]
