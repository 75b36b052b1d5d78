"""What was matched and decided, and who is told."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

matches = Table(
    "matches",
    metadata,
    Column("key", Key, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("event", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at", Time, nullable=False),
    Column("holds", Integer, nullable=False),
    Column("alert", Text),
    UniqueConstraint("post", "rule"),
    Index(None, "rule", "at"),
    Index(None, "alert"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Time, nullable=False),
    Column("alert", Text, nullable=False),
    Column("notice", Integer),
    Column("detail", PostedText, nullable=False),
    Index(None, "post"),
    Index(None, "alert"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("group", PostedText, nullable=False),
    Column("title", PostedText, nullable=False),
    Column("severity", Text, nullable=False),
    Column("opened", Time, nullable=False),
    Column("last_match", Time, nullable=False),
    Column("closes", Time, nullable=False),
    Column("notices", Integer, nullable=False),
    Column("last_notice", Time, nullable=False),
    Column("held", Integer, nullable=False),
    Column("next_due", Time),
    Column("closed", Time),
    Column("escalates", Time),
    Column("escalated", Time),
    Column("acknowledged", Time),
    Column("assigned", PostedText, nullable=False, server_default=""),
    Index("ix_alerts_escalates", "escalates", sqlite_where=Column("escalates").isnot(None)),
    Index("ix_alerts_open", "rule", "group", unique=True, sqlite_where=Column("closed").is_(None)),
    Index("ix_alerts_about", "group", sqlite_where=Column("closed").is_(None)),
    Index("ix_alerts_due", "next_due", sqlite_where=Column("next_due").isnot(None)),
    Index("ix_alerts_closes", "closes", sqlite_where=Column("closed").is_(None)),
    Index(None, "rule", "opened"),
)

held = Table(
    "held",
    metadata,
    Column("key", Key, primary_key=True),
    Column("alert", Text, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("excerpt", Text),
    Column("line", PostedText),
    Index(None, "alert"),
)

# What operators may want to hear of, until it is decided who does.
incidents = Table(
    "incidents",
    metadata,
    Column("key", Key, primary_key=True),
    Column("matter", Text, nullable=False),  # see `model.incident`
    Column("about", PostedText, nullable=False),
    Column("at", Time, nullable=False),
    Column("what", PostedText, nullable=False),
    Column("before", PostedText, nullable=False),
    Column("after", PostedText, nullable=False),
    Column("channel", BigInteger),
)

notices = Table(
    "notices",
    metadata,
    Column("alert", Text, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created", Time, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("alert", "number"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("alert", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("state", Text, nullable=False),  # due held sent dead cancelled folded
    Column("created", Time, nullable=False),
    Column("due", Time, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("folds", Text),
    Column("detail", PostedText, nullable=False),
    Column("done", Time),
    Column("held", Text),  # quiet digest budget
    Index("ix_deliveries_held", "due", sqlite_where=Column("state") == "held"),
    Index("ix_deliveries_told", "receiver", "created", sqlite_where=Column("held").is_(None)),
    Index("ix_deliveries_due", "receiver", "entry", "due", sqlite_where=Column("state") == "due"),
    Index("ix_deliveries_first", "alert", "receiver", "entry", "number", sqlite_where=Column("state") == "due"),
    Index(None, "alert", "receiver", "entry", "number"),
    Index(None, "created"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("delivery", Text, ForeignKey("deliveries.key", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("took", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("detail", PostedText, nullable=False),
    PrimaryKeyConstraint("delivery", "number"),
)

threads = Table(
    "threads",
    metadata,
    Column("alert", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("state", Text, nullable=False),
    PrimaryKeyConstraint("alert", "receiver", "entry"),
)

disabled_entries = Table(
    "disabled_entries",
    metadata,
    Column("receiver", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("at", Time, nullable=False),
    Column("reason", PostedText, nullable=False),
    PrimaryKeyConstraint("receiver", "entry"),
)

unreachable_entries = Table(
    "unreachable_entries",
    metadata,
    Column("receiver", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("since", Time, nullable=False),
    Column("probe", Time, nullable=False),
    Column("detail", PostedText, nullable=False),
    PrimaryKeyConstraint("receiver", "entry"),
)
