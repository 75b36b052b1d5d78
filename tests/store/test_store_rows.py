"""New posts are written past the column types: what is stored is the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, create_engine

from monitor.model import Caption, Change, Counters, Forward, Markup, Media, Post
from monitor.store.direct import insertion
from monitor.store.rows import ATTACHED, NEW_POST, PART, fresh, media_rows, part_rows, post_row
from monitor.store.tables import album_parts, media, metadata, posts

WILD = st.text(alphabet=st.characters() | st.sampled_from("\0\ufdd0\ud800\udfff09af"), max_size=9)
ATTACHMENTS = st.builds(
    Media,
    kind=st.just("video"),
    message_id=st.just(3),
    mime=WILD,
    size=st.none() | st.integers(0, 2**40),
    duration=st.none() | st.floats(0, 1e6),
    file_name=WILD,
    file_id=st.just("f"),
)
POSTS = st.builds(
    Post,
    channel=st.integers(1, 2**50),
    id=st.integers(1, 2**31),
    posted=st.integers(0, 2**50),
    text=WILD,
    markup=st.just(()) | st.tuples(st.builds(Markup, st.just("link"), st.just(0), st.just(1), WILD)),
    media=st.lists(ATTACHMENTS, max_size=2).map(tuple),
    forward=st.none() | st.builds(Forward, channel=st.just(9), name=WILD),
    reply_to=st.none() | st.integers(1, 2**31),
    author=WILD,
    group=st.none() | st.integers(1, 2**60),
    parts=st.sets(st.integers(1, 2**31), max_size=2).map(tuple),
    captions=st.just(()) | st.tuples(st.builds(Caption, st.just(3), WILD)),
    counters=st.sampled_from((Counters(), Counters(5, 6, (("👍", 2),)))),
    link=WILD,
)


@given(POSTS)
def test_a_new_post_is_written_as_its_columns_would_have_it(post: Post) -> None:
    change = Change("new", post, 1_000, key=4, via="telegram")
    ready = fresh(change)
    plain: list[tuple[Table, tuple[str, ...], list[dict[str, Any]], list[tuple[Any, ...]]]] = [
        (posts, NEW_POST, [post_row(change)], [ready.row]),
        (media, ATTACHED, media_rows(4, post), ready.media),
        (album_parts, PART, part_rows(4, post), ready.parts),
    ]
    engine = create_engine("sqlite://")
    metadata.create_all(engine, tables=[posts, media, album_parts])
    with engine.connect() as connection:
        for table, names, rows, values in plain:
            assert len(rows) == len(values)
            if rows:
                connection.execute(table.insert(), rows)
                slowly = _stored(connection, table)
                connection.execute(table.delete())
                connection.exec_driver_sql(insertion(table, names), values)
                assert _stored(connection, table) == slowly
    engine.dispose()


def _stored(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """What lies in the table, as SQLite has it; a salt is drawn anew for each row."""
    rows = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()  # noqa: S608 - names of ours
    return [{name: value for name, value in row.items() if name != "salt"} for row in rows]
