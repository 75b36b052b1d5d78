"""The tables. Times are integers: milliseconds since the epoch, UTC."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from monitor.store.text import PostedText

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER
_Time = BigInteger

channels = Table(
    "channels",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("title", PostedText, nullable=False),
    Column("seen", _Time, nullable=False),
    Column("flags", Text),
    Index(None, "handle"),
)

channel_changes = Table(
    "channel_changes",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("channel", BigInteger, nullable=False),
    Column("at", _Time, nullable=False),
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
    Column("since", _Time, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("above", BigInteger),
)

join_queue = Table(
    "join_queue",
    metadata,
    Column("account", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("asked", _Time, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", _Time),
    Column("detail", PostedText, nullable=False),
    PrimaryKeyConstraint("account", "handle"),
)

joins = Table(
    "joins",
    metadata,
    Column("account", Text, nullable=False),
    Column("at", _Time, nullable=False),
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
    Column("since", _Time, nullable=False),
    Column("until", _Time),
    PrimaryKeyConstraint("source", "channel"),
)

# When a source last looked at a channel, until when that look holds (`lapses`), and what has held it up since.
looks = Table(
    "looks",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("last", _Time, nullable=False),
    Column("lapses", _Time, nullable=False),
    Column("trouble", Text, nullable=False),
    PrimaryKeyConstraint("channel", "source"),
)

# When a channel was being looked at, and when it was not. One of both has no end, and so is now: a look changes
# `looks` alone, which is small, however long the past.
sight = Table(
    "sight",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("start", _Time, nullable=False),
    Column("until", _Time),
    Column("via", Text, nullable=False),
    PrimaryKeyConstraint("channel", "start"),
    Index("ix_sight_open", "channel", sqlite_where=Column("until").is_(None)),
)

gaps = Table(
    "gaps",
    metadata,
    Column("channel", BigInteger, nullable=False),
    Column("start", _Time, nullable=False),
    Column("until", _Time),
    Column("cause", Text, nullable=False),  # down flood network closed unknown
    Column("closed", _Time),
    Column("how", Text),  # read lost
    Column("late", Integer, nullable=False),
    Column("missing", PostedText, nullable=False),
    PrimaryKeyConstraint("channel", "start"),
    Index(None, "start"),
    Index("ix_gaps_open", "channel", sqlite_where=Column("until").is_(None)),
)

posts = Table(
    "posts",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("channel", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("album", BigInteger),
    Column("posted", _Time, nullable=False),
    Column("edited", _Time),
    Column("seen", _Time, nullable=False),
    Column("checked", _Time, nullable=False),
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
    Column("deleted", _Time),
    Column("deleted_how", Text),
    Column("deleted_since", _Time),
    Column("salt", Text),
    Column("erased", _Time),
    Column("erased_why", PostedText),
    Column("counted", _Time),
    UniqueConstraint("channel", "id"),
    Index(None, "posted"),
    Index("ix_posts_album", "channel", "album", sqlite_where=Column("album").isnot(None)),
)

# Counters over time, ever more seldom as a post grows old; the newest stand in `posts`.
counts = Table(
    "counts",
    metadata,
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("at", _Time, nullable=False),
    Column("views", BigInteger),
    Column("forwards", BigInteger),
    Column("reactions", Text),
    PrimaryKeyConstraint("post", "at"),
)

media = Table(
    "media",
    metadata,
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
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
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("channel", "message"),
    Index(None, "post"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", PostedText, nullable=False),
    Column("markup", Text),
    Column("media", Text),
    Column("edited", _Time),
    Column("seen", _Time, nullable=False),
    Column("replaced", _Time, nullable=False),
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
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
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
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
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
    Column("seen", _Time, nullable=False),
    Column("how", Text, nullable=False),
    PrimaryKeyConstraint("channel", "message"),
)

events = Table(
    "events",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("at", _Time, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # mass_deletion
    Column("detail", Text, nullable=False),
)

# What was recorded, in order; `row` is that of the post or event. Nothing here is ever changed or removed.
log_entries = Table(
    "log_entries",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("kind", Text, nullable=False),  # post revision deletion tombstone erasure event
    Column("row", _Key),
    Column("channel", BigInteger, nullable=False),
    Column("post", BigInteger),
    Column("revision", Integer),
    Column("at", _Time, nullable=False),
    Column("early", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Index(None, "row"),
    Index("ix_log_entries_rowless", "channel", "post", sqlite_where=Column("row").is_(None)),
)

seals = Table(
    "seals",
    metadata,
    Column("number", _Key, primary_key=True, autoincrement=False),
    Column("first", _Key, nullable=False),
    Column("last", _Key, nullable=False),
    Column("at", _Time, nullable=False),
    Column("root", Text, nullable=False),
    Column("head", Text, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("event", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at", _Time, nullable=False),
    Column("holds", Integer, nullable=False),
    Column("alert", Text),
    UniqueConstraint("post", "rule"),
    Index(None, "rule", "at"),
    Index(None, "alert"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("post", _Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", _Time, nullable=False),
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
    Column("opened", _Time, nullable=False),
    Column("last_match", _Time, nullable=False),
    Column("closes", _Time, nullable=False),
    Column("notices", Integer, nullable=False),
    Column("last_notice", _Time, nullable=False),
    Column("held", Integer, nullable=False),
    Column("next_due", _Time),
    Column("closed", _Time),
    Index("ix_alerts_open", "rule", "group", unique=True, sqlite_where=Column("closed").is_(None)),
    Index("ix_alerts_due", "next_due", sqlite_where=Column("next_due").isnot(None)),
    Index("ix_alerts_closes", "closes", sqlite_where=Column("closed").is_(None)),
    Index(None, "rule", "opened"),
)

held = Table(
    "held",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("alert", Text, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("excerpt", Text),
    Index(None, "alert"),
)

notices = Table(
    "notices",
    metadata,
    Column("alert", Text, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created", _Time, nullable=False),
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
    Column("state", Text, nullable=False),  # due sent dead cancelled folded
    Column("created", _Time, nullable=False),
    Column("due", _Time, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("folds", Text),
    Column("detail", PostedText, nullable=False),
    Column("done", _Time),
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
    Column("at", _Time, nullable=False),
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
    Column("at", _Time, nullable=False),
    Column("reason", PostedText, nullable=False),
    PrimaryKeyConstraint("receiver", "entry"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("at", _Time, nullable=False),
    Column("kind", Text, nullable=False),
    Column("raw", PostedText, nullable=False),
    Column("error", PostedText, nullable=False),
)

search_dirty = Table(
    "search_dirty",
    metadata,
    Column("post", _Key, primary_key=True, autoincrement=False),
)

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
