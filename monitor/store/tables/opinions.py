"""What people say of stories and claims."""

from sqlalchemy import Column, Index, Integer, Table, Text

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

# Nothing here is ever changed or removed. No key leads to posts or stories: what was decided outlives them. A claim is
# named by its number within a revision, so that its words stand in one place only, and go when the post is erased.
opinions = Table(
    "opinions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("story", Key, nullable=False),
    Column("post", Key),
    Column("revision", Integer),
    Column("claim", Integer),
    Column("ruling", Text, nullable=False),  # unverified confirmed disputed false
    Column("by", PostedText, nullable=False),
    Column("at", Time, nullable=False),
    Column("why", PostedText, nullable=False),
    Column("link", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Index(None, "story"),
    Index("ix_opinions_post", "post", sqlite_where=Column("post").isnot(None)),
)
