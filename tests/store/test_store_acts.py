"""What people did with alerts: written once, and what the alert is by that; links of one use."""

import pytest

from monitor.errors import NotFoundError
from monitor.model import Act, Alert
from monitor.ports.store import Verdict
from monitor.store import acts, alerts
from monitor.store.database import Database

NOW = 1_000_000
OPEN = Alert("a1", "alarm", "story:1", "Alarm", "high", NOW, NOW, NOW + 9, 1, NOW, 2, NOW + 5, escalates=NOW + 7)


async def written(database: Database, *found: Alert) -> None:
    async with database.write() as unit:
        await alerts.write(unit.connection, Verdict(alerts=found), {})


async def done(database: Database, kind: str, by: str = "Olena", at: int = NOW + 1, **more: str) -> acts.Done:
    async with database.write() as unit:
        return await acts.act(unit.connection, Act("a1", kind, by, at, **more))  # type: ignore[arg-type]


async def test_an_alert_is_taken_up_and_given_to_somebody(database: Database) -> None:
    await written(database, OPEN)
    first = await done(database, "acknowledged", comment="on it")
    assert (first.outcome, first.alert.acknowledged, first.alert.escalates) == ("done", NOW + 1, NOW + 7)
    second = await done(database, "assigned", "Ihor", NOW + 2, to="Olena")
    assert (second.outcome, second.alert.assigned, second.alert.acknowledged) == ("done", "Olena", NOW + 1)
    async with database.engines.reading() as connection:
        said = await acts.of_alerts(connection, ["a1", "other"])
    assert said == {
        "a1": [
            Act("a1", "acknowledged", "Olena", NOW + 1, "on it"),
            Act("a1", "assigned", "Ihor", NOW + 2, to="Olena"),
        ]
    }


async def test_what_is_so_already_is_not_written_again(database: Database) -> None:
    await written(database, OPEN)
    await done(database, "acknowledged")
    again = await done(database, "acknowledged", "Ihor", NOW + 2)
    assert (again.outcome, again.before) == ("already", Act("a1", "acknowledged", "Olena", NOW + 1))
    await done(database, "assigned", to="Olena")
    assert (await done(database, "assigned", to="Olena")).outcome == "already"
    assert (await done(database, "assigned", to="Ihor")).outcome == "done"
    async with database.engines.reading() as connection:
        assert [one.kind for _, one in await acts.untold(connection)] == ["acknowledged", "assigned", "assigned"]


async def test_a_closed_alert_waits_for_nothing_and_takes_nothing(database: Database) -> None:
    await written(database, OPEN)
    closed = await done(database, "closed", comment="drill")
    assert (closed.outcome, closed.alert.closed) == ("done", NOW + 1)
    assert (closed.alert.next_due, closed.alert.escalates) == (None, None)
    late = await done(database, "acknowledged", "Ihor", NOW + 2)
    assert (late.outcome, late.before) == ("closed", Act("a1", "closed", "Olena", NOW + 1, "drill"))
    assert (await done(database, "closed", "Ihor", NOW + 2)).outcome == "already"
    await written(database, Alert("a2", "alarm", "story:1", "Alarm", "high", NOW, NOW, NOW))  # its place is free


async def test_an_alert_that_nobody_closed_is_closed_all_the_same(database: Database) -> None:
    await written(database, Alert("a1", "alarm", "g", "Alarm", "high", NOW, NOW, NOW + 9, closed=NOW))
    late = await done(database, "assigned", to="Ihor")
    assert (late.outcome, late.before) == ("closed", None)


async def test_nothing_is_done_with_an_alert_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError, match="that alert is gone; `monitor alerts list` shows those that are there"):
        await done(database, "closed")


async def test_acts_are_taken_up_once(database: Database) -> None:
    await written(database, OPEN)
    await done(database, "acknowledged")
    await done(database, "closed")
    async with database.write() as unit:
        (first, _), (second, one) = await acts.untold(unit.connection)
        await acts.told(unit.connection, [first])
    async with database.engines.reading() as connection:
        assert await acts.untold(connection) == [(second, one)]


async def test_a_link_is_used_once_and_forgotten_when_it_ran_out(database: Database) -> None:
    async with database.write() as unit:
        assert await acts.use(unit.connection, "m1", NOW + 10, NOW)
        assert not await acts.use(unit.connection, "m1", NOW + 10, NOW + 1)
        assert await acts.is_used(unit.connection, "m1")
        assert await acts.use(unit.connection, "m2", NOW + 20, NOW + 10)
        assert not await acts.is_used(unit.connection, "m1")


async def test_a_link_is_not_used_up_where_the_act_fails(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as unit:
            await acts.use(unit.connection, "m1", NOW + 10, NOW)
            await acts.act(unit.connection, Act("nowhere", "closed", "Olena", NOW))

    with pytest.raises(NotFoundError):
        await fail()
    async with database.engines.reading() as connection:
        assert not await acts.is_used(connection, "m1")
