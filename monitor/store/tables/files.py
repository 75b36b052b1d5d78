"""Files of media: which post wants which, what was fetched, and how pictures look."""

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

# Content that was fetched, once for each SHA-256. `kept`: 1 while it is to be on the disk. `looks`: what came of
# looking at it: "" (not yet), hashed, flat (one colour), none (no picture), failed (`detail` says why).
files = Table(
    "files",
    metadata,
    Column("key", Key, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("looks", Text, nullable=False),
    Column("detail", PostedText, nullable=False),
    UniqueConstraint("sha256"),
    Index("ix_files_unseen", "key", sqlite_where=Column("looks") == ""),
)

# A file that a post carries and somebody wants: a row is written with the post, in its transaction. `state`: due,
# kept, left (never fetched; `detail` says why), failed (tried in vain), removed (was kept; `why`).
post_files = Table(
    "post_files",
    metadata,
    Column("key", Key, primary_key=True),
    Column("post", Key, ForeignKey("posts.key", ondelete="CASCADE"), nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("size", BigInteger),
    Column("largest", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Time, nullable=False),
    Column("detail", PostedText, nullable=False),
    Column("file", Key, ForeignKey("files.key")),
    Column("at", Time),
    Column("how", Text),
    Column("salt", Text),
    Column("removed", Time),
    Column("why", PostedText),
    UniqueConstraint("post", "message", "file_id"),
    Index("ix_post_files_due", "due", "key", sqlite_where=Column("state") == "due"),
    Index("ix_post_files_kept", "at", "key", sqlite_where=Column("state") == "kept"),
    Index(None, "file"),
    Index(None, "file_id"),
)

# How a picture, or a frame of a film (`frame` counts from 0), looks: 64 bits as a signed number. Two that differ in at
# most three bits have one of the four bands in common: that is how they are found.
picture_hashes = Table(
    "picture_hashes",
    metadata,
    Column("file", Key, ForeignKey("files.key", ondelete="CASCADE"), nullable=False),
    Column("frame", Integer, nullable=False),
    Column("method", Text, nullable=False),  # dct64
    Column("hash", BigInteger, nullable=False),
    Column("band0", Integer, nullable=False),
    Column("band1", Integer, nullable=False),
    Column("band2", Integer, nullable=False),
    Column("band3", Integer, nullable=False),
    PrimaryKeyConstraint("file", "frame", "method"),
    *(Index(None, f"band{number}") for number in range(4)),
)

# Content that may be on the disk and that nobody keeps: let go of, or not recorded yet. The row goes once the file is
# gone, or when it is recorded.
doomed_files = Table(
    "doomed_files",
    metadata,
    Column("sha256", Text, primary_key=True),
)
