"""What channels said: posts, what became of them, and what they claim."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
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

posts = Table(
    "posts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("channel", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("album", BigInteger),
    Column("posted", Time, nullable=False),
    Column("edited", Time),
    Column("seen", Time, nullable=False),
    Column("checked", Time, nullable=False),
    Column("via", Text, nullable=False),
    Column("text", PostedText, nullable=False),
    Column("markup", Text),
    Column("forward", Text),
    Column("captions", Text),
    Column("parts", Text),
    Column("reply_to", BigInteger),
    Column("author", PostedText, nullable=False),
    Column("link", PostedText, nullable=False),
    Column("content", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("views", BigInteger),
    Column("forwards", BigInteger),
    Column("reactions", Text),
    Column("deleted", Time),
    Column("deleted_how", Text),
    Column("deleted_since", Time),
    Column("salt", Text),
    Column("erased", Time),
    Column("erased_why", PostedText),
    Column("counted", Time),
    UniqueConstraint("channel", "id"),
    Index(None, "posted"),
    Index("ix_posts_deleted", "channel", "deleted", sqlite_where=Column("deleted").isnot(None)),
    Index("ix_posts_album", "channel", "album", sqlite_where=Column("album").isnot(None)),
)

# Counters over time, ever more seldom as a post grows old; the newest stand in `posts`.
counts = Table(
    "counts",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("at", Time, nullable=False),
    Column("views", BigInteger),
    Column("forwards", BigInteger),
    Column("reactions", Text),
    PrimaryKeyConstraint("post", "at"),
)

media = Table(
    "media",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mime", PostedText, nullable=False),
    Column("size", BigInteger),
    Column("width", Integer),
    Column("height", Integer),
    Column("duration", Float),
    Column("file_name", PostedText, nullable=False),
    Column("file_id", Text, nullable=False),
    PrimaryKeyConstraint("post", "position"),
    Index(None, "file_id"),
)

album_parts = Table(
    "album_parts",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("channel", "message"),
    Index(None, "post"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", PostedText, nullable=False),
    Column("markup", Text),
    Column("media", Text),
    Column("edited", Time),
    Column("seen", Time, nullable=False),
    Column("replaced", Time, nullable=False),
    Column("content", Text, nullable=False),
    Column("message", BigInteger),
    Column("album", BigInteger),
    Column("captions", Text),
    Column("parts", Text),
    Column("forward", Text),
    Column("reply_to", BigInteger),
    Column("author", PostedText),
    Column("link", PostedText),
    Column("via", Text),
    Column("salt", Text),
    PrimaryKeyConstraint("post", "number"),
)

# What each kind of source showed last of a post, where the content of another kind is kept.
shown = Table(
    "shown",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("via", Text, nullable=False),
    Column("content", Text, nullable=False),
    PrimaryKeyConstraint("post", "via"),
)

# What names an article of a feed, wherever it stands in the document: its id, its link, its title.
article_keys = Table(
    "article_keys",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("post", BigInteger, nullable=False),
    PrimaryKeyConstraint("channel", "key"),
)

claims = Table(
    "claims",
    metadata,
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("min", BigInteger),
    Column("max", BigInteger),
    Column("qualifier", Text, nullable=False),
    Column("words", PostedText, nullable=False),
    Column("who", PostedText),
    Column("place", PostedText),
    Column("by", PostedText),
    Column("spans", Text, nullable=False),
    PrimaryKeyConstraint("post", "revision", "number"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("seen", Time, nullable=False),
    Column("how", Text, nullable=False),
    PrimaryKeyConstraint("channel", "message"),
)

search_dirty = Table(
    "search_dirty",
    metadata,
    Column("post", Key, primary_key=True, autoincrement=False),
)
