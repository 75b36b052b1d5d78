"""What people say about alerts."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

silences = Table(
    "silences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("by", PostedText, nullable=False),
    Column("comment", PostedText, nullable=False),
    Column("created", Time, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    Column("rule", Text, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("entity", Text, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("last", Time),
    Column("told", Text, nullable=False),
    Index(None, "ends"),
)

# `told`: whether the daemon has taken it up: what a person did may come from another process.
acts = Table(
    "acts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("alert", Text, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # acknowledged assigned closed
    Column("by", PostedText, nullable=False),
    Column("at", Time, nullable=False),
    Column("comment", PostedText, nullable=False),
    Column("to", PostedText, nullable=False),
    Column("told", Integer, nullable=False),
    Index(None, "alert"),
    Index("ix_acts_untold", "key", sqlite_where=Column("told") == 0),
)

# Links of one use that were used: their marks, for as long as the links would be good.
used_links = Table(
    "used_links",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("until", Time, nullable=False),
)
