"""A transaction that is done whole on its connection's thread: all of it or nothing, and the same as any other."""

import asyncio
import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from monitor.model import Channel, ChannelChanged
from monitor.store.direct import directly, ready
from monitor.store.marks import read_mark, set_mark
from monitor.store.tables import channels, facts


async def count(connection):
    return await connection.scalar(select(func.count()).select_from(facts))


async def test_it_is_done_on_the_thread_of_its_connection_and_not_on_the_loop(database):
    async def work(unit):
        await set_mark(unit.connection, "here", "1")
        return threading.current_thread()

    assert await database.transact(work) is not threading.main_thread()
    assert await database.engines.read(lambda connection: read_mark(connection, "here")) == "1"


async def test_what_fails_leaves_nothing_and_the_next_goes_on(database):
    before = await database.engines.read(count)

    async def failing(unit):
        await set_mark(unit.connection, "half", "1")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.transact(failing)
    assert await database.engines.read(count) == before
    await database.transact(lambda unit: set_mark(unit.connection, "whole", "1"))
    assert await database.engines.read(count) == before + 1


async def test_the_database_says_what_is_wrong_as_it_does_elsewhere(database):
    async def twice(unit):
        row = {"name": "same", "value": "1"}
        await unit.connection.execute(facts.insert(), [row])
        await unit.connection.execute(facts.insert(), [row])

    with pytest.raises(IntegrityError):
        await database.transact(twice)
    assert await database.engines.read(lambda connection: read_mark(connection, "same")) == ""


async def test_work_that_would_wait_is_refused_and_leaves_nothing(database):
    async def waiting(unit):
        await set_mark(unit.connection, "waits", "1")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="nothing but the connection"):
        await database.transact(waiting)
    assert await database.engines.read(lambda connection: read_mark(connection, "waits")) == ""


async def test_a_reader_cannot_write_and_sees_one_state(database):
    async def looks_twice(connection):
        return await read_mark(connection, "mark"), await read_mark(connection, "mark")

    await database.transact(lambda unit: set_mark(unit.connection, "mark", "1"))
    assert await database.engines.read(looks_twice) == ("1", "1")
    with pytest.raises(Exception, match="readonly"):
        await database.engines.read(lambda connection: set_mark(connection, "mark", "2"))
    assert await database.engines.read(looks_twice) == ("1", "1")


async def test_both_ways_of_writing_take_turns(database):
    async def add(connection):
        await set_mark(connection, "sum", str(int(await read_mark(connection, "sum") or 0) + 1))

    async def waiting():
        async with database.write() as unit:
            await add(unit.connection)
            await asyncio.sleep(0)

    await asyncio.gather(
        *(database.transact(lambda unit: add(unit.connection)) if n % 2 else waiting() for n in range(40))
    )
    assert await database.engines.read(lambda connection: read_mark(connection, "sum")) == "40"


async def test_a_statement_by_hand_is_of_the_same_transaction(database):
    query = ready(select(channels.c.title))

    async def work(unit):
        told = ChannelChanged(7, "telegram", "a", "Title", 1)
        await unit.keep(await database.settle([told]))
        return await directly(unit.connection, lambda hand: hand.rows(query, {}))

    assert await database.transact(work) == [("Title",)]
    assert [one.title for one in await database.channels() if isinstance(one, Channel)] == ["Title"]


async def test_who_is_cancelled_does_not_leave_half_a_transaction(database):
    begun, go_on = threading.Event(), threading.Event()

    async def slow(unit):
        await set_mark(unit.connection, "a", "1")
        begun.set()
        go_on.wait(5)
        await set_mark(unit.connection, "b", "1")

    task = asyncio.create_task(database.transact(slow))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.transact(lambda unit: set_mark(unit.connection, "c", "1"))
    found = [await database.engines.read(lambda connection, name=name: read_mark(connection, name)) for name in "abc"]
    assert found == ["1", "1", "1"]


async def test_who_is_cancelled_amid_statements_leaves_no_transaction_open(database):
    """A connection goes back to its pool as it is: whoever borrowed it has to have ended what it began."""
    slow = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT max(i) FROM n"
    )

    async def writes(begun):
        async with database.write() as unit:
            await set_mark(unit.connection, "left", "1")
            begun.set()
            await unit.connection.execute(slow)

    async def reads(begun):
        async with database.engines.reading() as connection:
            await read_mark(connection, "left")
            begun.set()
            await connection.execute(slow)

    for work in (writes, reads, reads, reads, reads, reads):  # more than there are connections for readers
        begun = asyncio.Event()
        task = asyncio.create_task(work(begun))
        await begun.wait()
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await database.transact(lambda unit: set_mark(unit.connection, "next", "1"))
    found = [await database.engines.read(lambda connection: read_mark(connection, "next")) for _ in range(6)]
    assert found == ["1"] * 6
    assert await database.engines.read(lambda connection: read_mark(connection, "left")) == ""
