"""Matches of rules over time, as far back as the rules look (`over:`)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

# Each rule that looks at windows: what its rows mean (`shape`), and how far back they go (`since`).
window_rules = Table(
    "window_rules",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("shape", Text, nullable=False),
    Column("since", Time, nullable=False),
)

# A match in a window. `told`: the alert that told of it, or "history".
window_matches = Table(
    "window_matches",
    metadata,
    Column("key", Key, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("group", PostedText, nullable=False),
    Column("posted", Time, nullable=False),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("value", PostedText, nullable=False),
    Column("told", Text, nullable=False),
    UniqueConstraint("rule", "group", "posted", "post", "value"),
    Index(None, "post"),
    # what an alert that opens has to tell of, and the last match of each value: beside thousands of others
    Index("ix_window_matches_untold", "rule", "group", "posted", sqlite_where=Column("told") == ""),
    Index("ix_window_matches_values", "rule", "group", "value", "posted", sqlite_where=Column("value") != ""),
)

# Groups of rules that look for spikes or silences: since when there were matches, and the moment since when it had been
# silent as somebody was told last.
window_groups = Table(
    "window_groups",
    metadata,
    Column("rule", Text, nullable=False),
    Column("group", PostedText, nullable=False),
    Column("since", Time, nullable=False),
    Column("told", Time),
    PrimaryKeyConstraint("rule", "group"),
)

# How many matches there were in each slot of time: what is usual is worked out from them.
window_slots = Table(
    "window_slots",
    metadata,
    Column("rule", Text, nullable=False),
    Column("group", PostedText, nullable=False),
    Column("slot", Time, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("rule", "group", "slot"),
)

# When a value stood in the matches of a rule that looks for new ones.
window_values = Table(
    "window_values",
    metadata,
    Column("rule", Text, nullable=False),
    Column("value", PostedText, nullable=False),
    Column("first", Time, nullable=False),
    Column("last", Time, nullable=False),
    PrimaryKeyConstraint("rule", "value"),
    Index(None, "last"),
)
