"""Alembic's entry: migrates one SQLite file, given as the attribute `path`."""

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from monitor.store.tables import metadata


def main() -> None:
    engine = create_engine(f"sqlite:///{context.config.attributes['path']}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def connected(connection, _record):
        connection.isolation_level = None  # so that DDL is rolled back with the rest

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


main()
