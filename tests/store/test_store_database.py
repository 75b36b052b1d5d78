"""The database: what is kept comes back, whatever was posted."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from monitor.errors import StoreError
from monitor.model import (
    Channel,
    ChannelChanged,
    Counters,
    Cursor,
    Deleted,
    Edited,
    Forward,
    Markup,
    Media,
    Peer,
    Post,
    Posted,
    Reached,
    SourceChanged,
    Update,
)
from monitor.store import look, schema
from monitor.store.database import Database
from monitor.store.tables import metadata, tombstones
from monitor.store.text import from_json, restore, tame, to_json

SEEN = 1_000_000


async def absorb(database: Database, *updates: Update) -> None:
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)


async def shown(database: Database, channel: int, number: int) -> look.Row:
    async with database.engines.reading() as connection:
        row = await look.one_post(connection, channel, number)
    assert row is not None
    return row


FULL = Post(
    channel=7,
    id=3,
    posted=500_000,
    text="Плёхово \x00 \ud800 \ufdd0 end",
    markup=(Markup("link", 0, 7, "https://example.org/\ud800"),),
    media=(Media("video", 3, "video/mp4", 10, 640, 360, 108.5, "v\x00.mp4", "f1"),),
    forward=Forward(channel=9, name="\udfff", message_id=4, posted=1),
    reply_to=2,
    author="desk",
    counters=Counters(5, 6, (("👍", 2),)),
    link="https://t.me/x/3",
)


async def test_a_post_comes_back_as_it_was_posted(database: Database) -> None:
    await absorb(database, Posted(FULL, SEEN))
    assert (await shown(database, 7, 3))["post"] == FULL


async def test_an_edit_keeps_what_stood_before(database: Database) -> None:
    await absorb(database, Posted(FULL, SEEN))
    edited = Post(channel=7, id=3, posted=500_000, text="b", edited=9)
    await absorb(database, Edited(edited, SEEN + 5))
    row = await shown(database, 7, 3)
    assert (row["post"].text, row["revision"]) == ("b", 2)
    (before,) = row["revisions"]
    assert (before["number"], before["text"], before["media"]) == (1, FULL.text, FULL.media)


async def test_new_and_edited_and_deleted_in_one_batch(database: Database) -> None:
    a, b = Post(7, 1, 500_000, "a"), Post(7, 1, 500_000, "b", edited=1)
    await absorb(database, Posted(a, SEEN), Edited(b, SEEN + 1), Deleted(7, (1, 2), SEEN + 2))
    row = await shown(database, 7, 1)
    assert (row["post"].text, row["revision"], row["deleted"], len(row["revisions"])) == ("b", 2, SEEN + 2, 1)
    async with database.engines.reading() as connection:
        assert (await connection.execute(select(tombstones.c.message))).scalars().all() == [2]


async def test_an_album_whose_lowest_part_comes_in_a_later_batch(database: Database) -> None:
    for number in (6, 5):
        part = Post(7, number, 500_000, "c" if number == 5 else "", group=70, parts=(number,))
        await absorb(database, Posted(part, SEEN))
    row = await shown(database, 7, 5)
    assert (row["post"].parts, row["post"].text, row["revision"]) == ((5, 6), "c", 1)
    assert set(await database.standing(7, 1, 99)) == {5, 6}


async def test_cursors_never_go_back(database: Database) -> None:
    for read_to in (5, 9, 7):
        await absorb(database, Reached(Cursor("telegram", 7, read_to, pts=read_to)))
    assert (await database.cursors("telegram"))[7] == Cursor("telegram", 7, 9, 9)


async def test_a_handle_stays_pinned_after_its_channel_took_another(database: Database) -> None:
    peer = Peer("desk", 7, "Old_Name", 5)
    await absorb(database, ChannelChanged(7, "telegram", "Old_Name", "T", SEEN, peer))
    await absorb(database, ChannelChanged(7, "telegram", "new_name", "T", SEEN, peer))
    assert await database.pinned(["old_name", "NEW_name", "third"]) == {"old_name": 7, "new_name": 7}
    assert await database.peers("desk") == [peer]
    assert await database.channels() == [Channel(7, "telegram", "Old_Name", "T")], "by the name that the watch file has"


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    kept = await database.settle([Posted(FULL, SEEN), Reached(Cursor("telegram", 7, 3))])

    async def fail_after_keeping() -> None:
        async with database.write() as unit:
            await unit.keep(kept)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_keeping()
    assert await database.cursors("telegram") == {}
    await absorb(database, Posted(FULL, SEEN))
    assert (await shown(database, 7, 3))["post"] == FULL


async def test_after_a_restart_the_same_posts_are_known(database: Database, tmp_path: Path) -> None:
    album = Post(8, 5, 500_000, "x", group=1, parts=(5,))
    await absorb(database, Posted(FULL, SEEN), Posted(album, SEEN))
    again = Database(database.engines.path)
    await again.open()
    kept = await again.settle([Posted(FULL, SEEN), Posted(album, SEEN), Posted(Post(7, 4, 5, "new"), SEEN)])
    await again.close()
    assert [change.post.id for change in kept.changes] == [4]


async def test_search_finds_folded_words_and_follows_edits(database: Database) -> None:
    await absorb(database, Posted(Post(7, 1, 1, "Бої біля ПЛЁХОВО"), SEEN), Posted(Post(7, 2, 1, "тиша"), SEEN))
    assert await database.index_some() == 2
    await absorb(database, Edited(Post(7, 2, 1, "Плехово знову", edited=1), SEEN))
    assert await database.index_some() == 1
    async with database.engines.reading() as connection:
        found = [row["post"].id for row in await look.found_posts(connection, "плехово", 10)]
        assert sorted(found) == [1, 2]
        assert await look.found_posts(connection, "тиша", 10) == []
        assert [row["post"].id for row in await look.found_posts(connection, "біл*", 10)] == [1]
        assert await look.found_posts(connection, '"" OR NEAR(', 10) == []


async def test_states_are_the_last_that_was_said(database: Database) -> None:
    for state in ("live", "flooded"):
        await absorb(database, SourceChanged("telegram:desk", state, SEEN, detail="d"))
    async with database.engines.reading() as connection:
        (row,) = (await look.states(connection))["sources"]
    assert row["state"] == "flooded"


def test_a_fresh_database_is_private_and_has_the_schema_of_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "monitor.db"
    import asyncio

    asyncio.run(schema.prepare(path))
    assert path.stat().st_mode & 0o777 == 0o600
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, *_: not str(name).startswith("search_")}
        )
        differences = [
            item
            for item in compare_metadata(context, metadata)
            if not (item[0] == "remove_table" and item[1].name.startswith("search"))
        ]
    engine.dispose()
    assert differences == []


def test_the_version_that_a_start_expects_is_that_of_the_migrations() -> None:
    assert schema.head_version() == schema.HEAD
    assert schema.HEAD in schema.known_versions()


async def test_another_schema_is_refused_with_the_command_to_use(database: Database) -> None:
    path = database.engines.path
    async with database.engines.writer.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    with pytest.raises(StoreError, match="does not know"):
        await schema.prepare(path)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="restore a backup"):
        await schema.prepare(path)


@given(st.text(alphabet=st.characters() | st.sampled_from("\0\ufdd0\ud800\udfff09af")))
def test_any_text_has_a_reversible_stored_form(posted: str) -> None:
    assert restore(tame(posted)) == posted
    tame(posted).encode()
    assert "\0" not in tame(posted)
    assert from_json(to_json((posted, {"k": posted})), tuple[str, dict[str, str]]) == (posted, {"k": posted})


async def test_writers_take_turns_and_none_is_refused(database: Database) -> None:
    import asyncio

    async def one(number: int) -> None:
        await absorb(database, Posted(Post(number, 1, 1, "x"), SEEN))

    await asyncio.gather(*(one(number) for number in range(20)))
    async with database.engines.reading() as connection:
        assert (await look.totals(connection))["posts"] == 20


async def test_a_folder_in_the_database_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").touch()
    with pytest.raises(StoreError, match="is a folder"):
        await schema.prepare(tmp_path)
