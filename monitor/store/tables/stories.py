"""What stories know: posts as they can be compared, what they are found by, what ties them, and what people decided."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from monitor.store.tables._base import Key, Time, metadata
from monitor.store.text import PostedText

# A post in its origin and its story; both are rows of posts. Of an origin of copies, the row that is its name holds
# what is true of it (`core`, `fixed`, `late`). Most posts are alone: the indices leave those out.
tellings = Table(
    "tellings",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("channel", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("posted", Time, nullable=False),
    Column("origin", Key, nullable=False),
    Column("story", Key, nullable=False),
    Column("core", Integer, nullable=False),
    Column("fixed", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("signs", LargeBinary),
    Index("ix_tellings_origin", "origin", sqlite_where=Column("origin") != Column("post")),
    Index("ix_tellings_story", "story", sqlite_where=Column("story") != Column("post")),
    Index("ix_tellings_signed", "posted", sqlite_where=Column("signs").isnot(None)),
)

signs = Table(
    "signs",
    metadata,
    Column("sign", BigInteger, nullable=False),
    Column("post", Key, nullable=False),
    PrimaryKeyConstraint("sign", "post"),
    sqlite_with_rowid=False,
)

# The entities that a post names, for those who ask by entity.
mentions = Table(
    "mentions",
    metadata,
    Column("entity", Text, nullable=False),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("entity", "post"),
    Index(None, "post"),
    sqlite_with_rowid=False,
)

story_links = Table(
    "story_links",
    metadata,
    Column("a", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("b", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("detail", PostedText, nullable=False),
    PrimaryKeyConstraint("a", "b"),
    Index(None, "b"),
)

# Stories of more than one post, counted anew whenever one changes. `into`: what it has become part of.
stories = Table(
    "stories",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=False),
    Column("opened", Time, nullable=False),
    Column("changed", Time, nullable=False),
    Column("first", Time, nullable=False),
    Column("last", Time, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("into", Key),
    Index(None, "last"),
    Index("ix_stories_into", "into", sqlite_where=Column("into").isnot(None)),
)

# What people decided: that some posts of `story` are one of their own, `other` ("split"), or that both are one
# ("merge"). One that was taken back stays, with who and why.
story_decisions = Table(
    "story_decisions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Time, nullable=False),
    Column("verb", Text, nullable=False),
    Column("story", Key, nullable=False),
    Column("other", Key, nullable=False),
    Column("why", PostedText, nullable=False),
    Column("by", PostedText, nullable=False),
    Column("released", Time),
    Column("released_why", PostedText),
    Column("released_by", PostedText),
)

# Every post that a decision fixed or could have, as it stood before; `named`: the person named it.
story_decided = Table(
    "story_decided",
    metadata,
    Column("decision", Key, ForeignKey("story_decisions.key", ondelete="CASCADE"), nullable=False),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("origin", Key, nullable=False),
    Column("story", Key, nullable=False),
    Column("core", Integer, nullable=False),
    Column("fixed", Integer, nullable=False),
    Column("named", Integer, nullable=False),
    PrimaryKeyConstraint("decision", "post"),
    Index(None, "post"),
    sqlite_with_rowid=False,
)

# Posts of which a file became known (what it holds, how it looks): the next tick tells their stories.
stories_due = Table(
    "stories_due",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
)

# What people decided about stories, and what became of these by it, for the alerts about them: the next batch tells.
# `line` says it in words; empty: the story has become part of another.
stories_told = Table(
    "stories_told",
    metadata,
    Column("key", Key, primary_key=True),
    Column("story", Key, nullable=False),
    Column("line", PostedText, nullable=False),
)
