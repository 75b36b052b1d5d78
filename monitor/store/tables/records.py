"""The log of what was recorded, its seals, and what did not fit."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

events = Table(
    "events",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Time, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # mass_deletion
    Column("detail", Text, nullable=False),
    Index(None, "channel"),
)

# What was recorded, in order; `row` is that of the post or event. Nothing here is ever changed or removed.
log_entries = Table(
    "log_entries",
    metadata,
    Column("key", Key, primary_key=True),
    Column("kind", Text, nullable=False),  # post revision deletion tombstone erasure event file removal
    Column("row", Key),
    Column("channel", BigInteger, nullable=False),
    Column("post", BigInteger),
    Column("revision", Integer),
    Column("at", Time, nullable=False),
    Column("early", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Index(None, "row"),
    Index("ix_log_entries_rowless", "channel", "post", sqlite_where=Column("row").is_(None)),
)

seals = Table(
    "seals",
    metadata,
    Column("number", Key, primary_key=True, autoincrement=False),
    Column("first", Key, nullable=False),
    Column("last", Key, nullable=False),
    Column("at", Time, nullable=False),
    Column("root", Text, nullable=False),
    Column("head", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Time, nullable=False),
    Column("kind", Text, nullable=False),
    Column("raw", PostedText, nullable=False),
    Column("error", PostedText, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
