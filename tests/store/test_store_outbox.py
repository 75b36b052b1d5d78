"""What is due is found by its indexes, however much waits."""

from sqlalchemy.dialects import sqlite

from monitor.store import outbox
from monitor.store.database import Database


async def test_what_is_due_is_looked_up_and_never_walked_through(database: Database) -> None:
    """A backlog of one alert must not make each of its deliveries pay for all the others."""
    asked = {"receiver": "desk", "entry": "hook", "now": 1, "most": 9, "but": ["x"]}
    for statement in (outbox._DUE, outbox._NEXT):
        known = {name: value for name, value in asked.items() if name in statement.compile().params}
        written = statement.params(**known).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        async with database.engines.reading() as connection:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}")
            plan = " | ".join(row[3] for row in rows)
        assert "USING INDEX ix_deliveries_due" in plan or "USING COVERING INDEX ix_deliveries_due" in plan, plan
        assert "ix_deliveries_first" in plan, plan
        assert "SCAN deliveries" not in plan, plan
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan or statement is outbox._DUE, plan
