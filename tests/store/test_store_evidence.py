"""What was recorded is found whole, and whatever another hand changes is found out."""

import asyncio
import json
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from histories import SEEN, STORY, absorb, live_through, meddle, part, read_through
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Float, Integer, select

from monitor.model import Deleted, Edited, Media, Post, Posted, Update
from monitor.store.database import Database
from monitor.store.evidence.canonical import canonical, content
from monitor.store.rows import media_json
from monitor.store.tables import (
    album_parts,
    events,
    log_entries,
    media,
    metadata,
    posts,
    revisions,
    seals,
    tombstones,
)

WATCHED = (posts, media, revisions, album_parts, tombstones, events, log_entries, seals)
EXEMPT = {
    "posts.checked": "when a post was last read again: changes by itself",
    "posts.views": "a counter",
    "posts.forwards": "a counter",
    "posts.reactions": "a counter",
    "posts.counted": "when its counters were last told",
}
COLUMNS = [f"{table.name}.{column.name}" for table in WATCHED for column in table.columns]


async def test_a_story_is_whole(lived: Database) -> None:
    found = await read_through(lived)
    assert found.broken == []
    assert (found.posts, found.seals, found.unsealed) == (3, len(STORY), 0)
    rows = await kinds(lived)
    assert rows == ["post"] * 3 + ["revision"] * 4 + ["deletion", "tombstone", "revision"]


async def kinds(database: Database) -> list[str]:
    async with database.engines.reading() as connection:
        return [*(await connection.scalars(select(log_entries.c.kind).order_by("key")))]


async def test_a_late_part_of_an_album_is_an_entry_of_its_own_under_the_same_revision(database: Database) -> None:
    await live_through(database, ([part(20)], [part(19)], [part(21)]))
    async with database.engines.reading() as connection:
        told = (await connection.execute(select(log_entries.c.kind, log_entries.c.revision, log_entries.c.post))).all()
    assert [tuple(row) for row in told] == [("post", 1, 20), ("revision", 1, 19), ("revision", 1, 19)]
    assert (await read_through(database)).broken == []


async def test_what_is_not_sealed_yet_is_counted(lived: Database) -> None:
    await absorb(lived, Posted(Post(8, 5, 500_000, "new"), SEEN + 77))
    found = await read_through(lived)
    assert (found.broken, found.unsealed, found.unsealed_since) == ([], 1, SEEN + 77)


@pytest.mark.parametrize("name", [name for name in COLUMNS if not name.startswith("events.")])  # see test_store_events
async def test_a_column_that_was_changed_is_found(lived: Database, name: str) -> None:
    table, column = name.split(".")
    number = isinstance(metadata.tables[table].c[column].type, BigInteger | Integer | Float)
    other = f'coalesce("{column}", 0) + 1000' if number else f"coalesce(\"{column}\", '') || ' '"
    if column in ("markup", "captions", "forward", "media"):
        other = "'[]'"
    last = f"rowid = (SELECT max(rowid) FROM {table})"  # noqa: S608 - names of ours
    assert meddle(lived.engines.path, f'UPDATE {table} SET "{column}" = {other} WHERE {last}') == 1  # noqa: S608
    found = await read_through(lived)
    assert bool(found.broken) is (name not in EXEMPT), found


@pytest.mark.parametrize("table", [table.name for table in WATCHED if table is not events])
async def test_a_row_that_was_removed_is_found(lived: Database, table: str) -> None:
    path = lived.engines.path
    first = f"rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608 - names of ours
    assert meddle(path, f"DELETE FROM {table} WHERE {first}") == 1  # noqa: S608
    assert (await read_through(lived)).broken


async def test_the_tail_of_the_log_cannot_be_cut_off(lived: Database) -> None:
    meddle(
        lived.engines.path,
        "DELETE FROM seals WHERE number >= 2",
        "DELETE FROM log_entries WHERE key > (SELECT max(last) FROM seals)",
    )
    assert (await read_through(lived)).broken


async def test_who_cuts_off_rows_log_and_seals_is_found_by_a_head_that_was_published(lived: Database) -> None:
    published = (await read_through(lived)).newest
    assert published is not None
    assert (await read_through(lived, published.head)).sought == published.number
    meddle(
        lived.engines.path,
        "DELETE FROM tombstones",
        "DELETE FROM log_entries WHERE kind = 'tombstone'",
        "UPDATE log_entries SET key = key - 1 WHERE key > 8",
        "DELETE FROM seals",
    )
    await lived.seal_some(SEEN)
    found = await read_through(lived, published.head)
    assert found.broken == [], "a chain that its owner built again holds together by itself"
    assert found.sought is None, "and does not have the head that was published"


OTHER_HANDS = {
    "a tombstone": "INSERT INTO tombstones VALUES (7, 5000, 1, 'update')",
    "a message of an album": "INSERT INTO album_parts VALUES (7, 5000, 1)",
    "something attached": "INSERT INTO media VALUES (2, 0, 1, 'photo', '', 1, 1, 1, 1, '', '')",
    "a revision": """INSERT INTO revisions (post, number, text, seen, replaced, content, message, author)
        VALUES (1, 9, 'never said', 1, 1, '', 3, '')""",
    "an event": "INSERT INTO events VALUES (1, 1, 7, 'mass_deletion', '{}')",
    "an entry": """INSERT INTO log_entries SELECT 1000, kind, row, channel, post, revision, at, early, digest
        FROM log_entries WHERE key = 1""",
    "a seal": "INSERT INTO seals SELECT 1000, first, last, at, root, head FROM seals WHERE number = 1",
    "a post": """INSERT INTO posts (key, channel, id, posted, seen, checked, via, text, author, link, content, revision)
        VALUES (1000, 7, 1000, 1, 1, 1, 'account', 'never said', '', '', '', 1)""",
    "entries that change places": """UPDATE log_entries SET key = -key WHERE key IN (1, 2);
        UPDATE log_entries SET key = 3 + key WHERE key < 0""",
    "nothing, written as something": "UPDATE posts SET markup = 'null' WHERE key = 2",
    "an erasure": "UPDATE posts SET erased = 5, erased_why = 'x' WHERE key = 1",
    "bytes for text": "UPDATE posts SET text = x'00ff' WHERE key = 2",
    "what is no JSON": "UPDATE posts SET parts = '[' WHERE key = 3",
}


@pytest.mark.parametrize("what", OTHER_HANDS)
async def test_what_was_added_or_moved_is_found(lived: Database, what: str) -> None:
    assert meddle(lived.engines.path, *OTHER_HANDS[what].split(";")) > 0
    assert (await read_through(lived)).broken


async def test_the_first_that_is_broken_is_named(lived: Database) -> None:
    meddle(lived.engines.path, "UPDATE posts SET text = 'never said' WHERE key = 2")
    (sentence,) = (await read_through(lived)).broken
    assert sentence == (
        "post 8/1 (row 2): revision 1: its text, formatting or media was changed since entry 2 recorded it"
    )
    meddle(lived.engines.path, "UPDATE log_entries SET at = at + 1 WHERE key = 5")
    first = (await read_through(lived)).broken[0]
    assert first.startswith("seal 3, of entries 5 to 7: they are not what was sealed")


async def test_a_third_party_can_work_the_chain_out(lived: Database) -> None:
    """As docs/evidence.md has it, with nothing of ours."""
    heads = {0: "0" * 64}
    async with lived.engines.reading() as connection:
        entries = [list(row) for row in await connection.execute(select(log_entries).order_by("key"))]
        for number, first, last, at, root, head in await connection.execute(select(seals).order_by("number")):
            lines = "".join(compact(entry) + "\n" for entry in entries if first <= entry[0] <= last)
            assert sha256(lines.encode()).hexdigest() == root
            seal = compact([number, first, last, at, root])
            text = f"{heads[number - 1]}\n{heads[number & (number - 1)]}\n{seal}\n"
            heads[number] = sha256(text.encode()).hexdigest()
            assert heads[number] == head


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(
    text=st.text(alphabet=st.characters() | st.sampled_from("\0\ufdd0\ud800\udfff\x7f\u2028")),
    duration=st.none() | st.integers(0, 10**6) | st.floats(0.001, 1e6),
)
def test_a_record_is_what_any_json_library_makes_of_it(text: str, duration: float | None) -> None:
    row: dict[str, Any] = dict.fromkeys(column.name for column in posts.c)
    row |= {"channel": 1, "id": 2, "revision": 1, "text": text, "author": text, "content": ""}
    its = canonical(content(row, media_json([Media("video", 2, file_name=text, duration=duration)])))
    assert compact(json.loads(its)).encode() == its


texts = st.sampled_from(["a", "b", "", "\0\ud800"])
moments = st.integers(SEEN, SEEN + 9)


@st.composite
def updates(draw: Any) -> Update:
    number, seen = draw(st.integers(1, 4)), draw(moments)
    if draw(st.integers(0, 4)) == 0:
        return Deleted(7, tuple(draw(st.sets(st.integers(1, 5), min_size=1))), seen)
    group = 70 if number > 2 else None  # a message is of an album, or is not, for good
    post = Post(
        channel=7,
        id=number,
        posted=500_000,
        text=draw(texts),
        media=(
            Media(
                "photo", number, file_id=draw(texts).strip("\0\ud800"), duration=draw(st.sampled_from([None, 1, 2.5]))
            ),
        ),
        edited=draw(st.none() | st.integers(1, 9)),
        group=group,
        parts=(number,) if group else (),
    )
    return draw(st.sampled_from([Posted, Edited]))(post, seen)


@settings(deadline=None, max_examples=30)
@given(story=st.lists(st.lists(updates(), min_size=1, max_size=6), min_size=1, max_size=6))
def test_any_history_is_whole(empty: Path, story: list[list[Update]]) -> None:
    async def live(path: Path) -> None:
        database = Database(path)
        await database.open()
        try:
            await live_through(database, story)
            assert (await read_through(database)).broken == []
        finally:
            await database.close()

    with TemporaryDirectory() as folder:
        asyncio.run(live(Path(shutil.copy(empty, folder))))
