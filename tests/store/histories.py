"""Stories of posts for tests of the log: everything that can become of them."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from monitor.model import Counted, Counters, Deleted, Edited, Forward, Markup, Media, Post, Posted, Update
from monitor.store.database import Database
from monitor.store.evidence.audit import Audited, audit

SEEN = 1_000_000


def photo(number: int, **more: Any) -> tuple[Media, ...]:
    return (
        Media("photo", number, "image/jpeg", 10, 640, 360, file_name=f"{number}.jpg", file_id=f"f{number}", **more),
    )


def part(number: int, text: str = "", seen: int = SEEN, **more: Any) -> Posted:
    post = Post(7, number, 500_000, text, media=photo(number), group=77, parts=(number,), **more)
    return Posted(post, seen)


FULL = Post(
    channel=7,
    id=3,
    posted=500_000,
    text="Плёхово \x00 \ud800 \ufdd0 end",
    markup=(Markup("link", 0, 7, "https://example.org/\ud800"),),
    media=(Media("video", 3, "video/mp4", 10, 640, 360, 108, "v\x00.mp4", "f1"),),
    forward=Forward(channel=9, name="\udfff", message_id=4, posted=1),
    reply_to=2,
    author="desk",
    counters=Counters(5, 6, (("👍", 2),)),
    link="https://t.me/x/3",
)

STORY: tuple[tuple[Update, ...], ...] = (
    (Posted(FULL, SEEN), Posted(Post(8, 1, 500_000, "quiet"), SEEN), part(20, "caption", link="https://t.me/x/20")),
    (Edited(Post(7, 3, 500_000, "b", markup=(Markup("bold", 0, 1),), media=FULL.media, edited=1), SEEN + 5),),
    (Edited(Post(7, 3, 500_000, FULL.text, edited=2), SEEN + 9), part(19, "first", SEEN + 9), part(21, seen=SEEN + 9)),
    (Deleted(8, (1, 99), SEEN + 20, "reread", SEEN + 10), Counted(7, 3, Counters(900), SEEN + 20)),
    (Deleted(7, (21,), SEEN + 30),),
)
"""A post through A, B and A again; an album whose parts come late and go; a deletion; one of a post never seen."""


async def absorb(database: Database, *updates: Update) -> None:
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)


async def live_through(database: Database, story: Iterable[Iterable[Update]] = STORY) -> None:
    """Every batch of a story, each sealed."""
    for now, batch in enumerate(story):
        await absorb(database, *batch)
        await database.seal_some(SEEN + now)


async def read_through(database: Database, sought: str = "") -> Audited:
    async with database.engines.reading() as connection:
        return await audit(connection, sought)


def meddle(path: Path, *statements: str) -> int:
    """What another hand does to the file. Returns how many rows it touched."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return sum(connection.execute(statement).rowcount for statement in statements)
