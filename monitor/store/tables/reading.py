"""How channels are read: who they are, how far, by whom, and when they were seen."""

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

channels = Table(
    "channels",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("title", PostedText, nullable=False),
    Column("seen", Time, nullable=False),
    Column("flags", Text),
    Index(None, "handle"),
)

channel_changes = Table(
    "channel_changes",
    metadata,
    Column("key", Key, primary_key=True),
    Column("channel", BigInteger, nullable=False),
    Column("at", Time, nullable=False),
    Column("what", Text, nullable=False),
    Column("before", PostedText, nullable=False),
    Column("after", PostedText, nullable=False),
    Index(None, "channel", "at"),
)

peers = Table(
    "peers",
    metadata,
    Column("account", Text, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("handle", Text, nullable=False),
    Column("access_hash", BigInteger, nullable=False),
    Column("joined", Integer, nullable=False),
    PrimaryKeyConstraint("account", "channel"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", Text, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("read_to", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("pts", BigInteger),
    PrimaryKeyConstraint("source", "channel"),
)

histories = Table(
    "histories",
    metadata,
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Time, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("above", BigInteger),
)

join_queue = Table(
    "join_queue",
    metadata,
    Column("account", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("asked", Time, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", Time),
    Column("detail", PostedText, nullable=False),
    PrimaryKeyConstraint("account", "handle"),
)

joins = Table(
    "joins",
    metadata,
    Column("account", Text, nullable=False),
    Column("at", Time, nullable=False),
    Column("handle", Text, nullable=False),
    PrimaryKeyConstraint("account", "at", "handle"),
)

source_states = Table(
    "source_states",
    metadata,
    Column("source", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", PostedText, nullable=False),
    Column("since", Time, nullable=False),
    Column("until", Time),
    PrimaryKeyConstraint("source", "channel"),
)

# When a source last looked at a channel, until when that look holds (`lapses`), and what has held it up since.
looks = Table(
    "looks",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("last", Time, nullable=False),
    Column("lapses", Time, nullable=False),
    Column("trouble", Text, nullable=False),
    PrimaryKeyConstraint("channel", "source"),
)

# When a channel was being looked at, and when it was not. One of both has no end, and so is now: a look changes
# `looks` alone, which is small, however long the past.
sight = Table(
    "sight",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("start", Time, nullable=False),
    Column("until", Time),
    Column("via", Text, nullable=False),
    PrimaryKeyConstraint("channel", "start"),
    Index("ix_sight_open", "channel", sqlite_where=Column("until").is_(None)),
)

gaps = Table(
    "gaps",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("start", Time, nullable=False),
    Column("until", Time),
    Column("cause", Text, nullable=False),  # down flood network closed unknown
    Column("closed", Time),
    Column("how", Text),  # read lost
    Column("late", Integer, nullable=False),
    Column("missing", PostedText, nullable=False),
    PrimaryKeyConstraint("channel", "start"),
    Index(None, "start"),
    Index("ix_gaps_open", "channel", sqlite_where=Column("until").is_(None)),
)
