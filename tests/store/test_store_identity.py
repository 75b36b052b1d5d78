"""How channels changed: what is worth a row, and that it is written once."""

from typing import Any

import pytest
from sqlalchemy import select

from monitor.model import ChannelChanged, HandleTaken, Peer, Update
from monitor.ports.store import Kept
from monitor.store.database import Database
from monitor.store.identity import Identity, differences
from monitor.store.tables import channel_changes

NONE: frozenset[str] = frozenset()


def changed(
    handle: str = "diu", title: str = "DIU", at: int = 5, flags: frozenset[str] | None = NONE
) -> ChannelChanged:
    return ChannelChanged(7, "telegram", handle, title, at, Peer("desk", 7, "diu", 1), flags)


@pytest.mark.parametrize(
    ("before", "update", "wanted"),
    [
        pytest.param(Identity("diu", "DIU", NONE), changed(), [], id="nothing"),
        pytest.param(Identity("DIU", "DIU", NONE), changed(), [], id="handles have no case"),
        pytest.param(Identity("diu", "D  IU\n", NONE), changed(title="D IU"), [], id="white space is no new name"),
        pytest.param(Identity("", "", None), changed(), [], id="what was not known did not change"),
        pytest.param(Identity("diu", "DIU", NONE), changed(flags=None), [], id="a source that does not tell"),
        pytest.param(Identity("diu", "DIU 🇺🇦", NONE), changed(title="DIU", flags=None), [], id="as a page shows it"),
        pytest.param(
            Identity("diu", "DIU 🇺🇦", NONE),
            changed(title="New", flags=None),
            [("title", "DIU 🇺🇦", "New")],
            id="a page shows another",
        ),
        pytest.param(Identity("old", "DIU"), changed(), [("handle", "old", "diu")], id="a handle"),
        pytest.param(Identity("diu", "Old", NONE), changed(), [("title", "Old", "DIU")], id="a title"),
        pytest.param(
            Identity("diu", "DIU", frozenset({"verified"})),
            changed(flags=frozenset({"scam"})),
            [("scam", "no", "yes"), ("verified", "yes", "no")],
            id="flags",
        ),
        pytest.param(
            Identity("new_name", "DIU", NONE),
            changed(flags=frozenset({"private"})),
            [("private", "no", "yes")],
            id="without a handle it is not told by the one of the watch file",
        ),
    ],
)
def test_differences(before: Identity, update: ChannelChanged, wanted: list[tuple[str, str, str]]) -> None:
    _, rows = differences(before, update)
    assert [(row.what, row.before, row.after) for row in rows] == wanted
    assert all((row.channel, row.at) == (7, 5) for row in rows)


async def kept(database: Database, *updates: Update) -> list[tuple[Any, ...]]:
    async with database.write() as unit:
        await unit.keep(Kept((), updates))
    async with database.engines.reading() as connection:
        columns = [channel_changes.c[name] for name in ("channel", "at", "what", "before", "after")]
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(channel_changes.c.key))]


async def test_a_row_for_each_change_over_batches_and_restarts(database: Database) -> None:
    assert await kept(database, changed(at=1)) == []
    assert await kept(database, changed(at=2)) == []
    rows = await kept(database, changed(title="A", at=3), changed(title="B", at=4), changed(title="B", at=5))
    assert rows == [(7, 3, "title", "DIU", "A"), (7, 4, "title", "A", "B")]
    assert await kept(database, changed(title="B", at=6, flags=None)) == rows
    assert (await kept(database, changed(title="B", at=7, flags=frozenset({"verified"}))))[2:] == [
        (7, 7, "verified", "no", "yes")
    ]


async def test_a_taken_handle_is_news_once(database: Database) -> None:
    first, other = HandleTaken("diu", 7, 8, "Impostor", 1), HandleTaken("diu", 7, 9, "Another", 3)
    rows = await kept(database, first, HandleTaken("diu", 7, 8, "Impostor", 2))
    assert rows == [(7, 1, "handle taken", "diu", "Impostor (8)")]
    assert len(await kept(database, other)) == 2
