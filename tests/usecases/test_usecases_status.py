"""What `status` says of accounts: who reads what and why it was moved, and what is to be joined."""

from datetime import UTC, datetime
from pathlib import Path

from monitor.model import ChannelChanged, HandleTaken, Join, Peer, SourceChanged
from monitor.ports.clock import SystemClock
from monitor.ports.store import Kept
from monitor.store import schema
from monitor.store.database import Database
from monitor.usecases.channel_status import JoinLine
from monitor.usecases.status import status

NOON = 1_734_177_600_000
HOUR = 3_600_000


class Noon:
    def now(self) -> int:
        return NOON


async def kept(path: Path, *updates: object) -> Database:
    await schema.prepare(path)
    database = Database(path)
    await database.open()
    async with database.write() as unit:
        await unit.keep(Kept((), updates))  # type: ignore[arg-type]
    return database


def said(source: str, state: str, since: int, detail: str = "") -> SourceChanged:
    return SourceChanged(f"telegram:{source}", state, since, "DIUkraine", detail)


KNOWN = ChannelChanged(11, "telegram", "DIUkraine", "DIU", NOON, Peer("desk-1", 11, "DIUkraine", 1))


async def test_a_channel_is_read_by_one_account_and_why(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    moved = said("desk-1", "moved", 2, "desk-2 reads it: desk-1 is banned")
    database = await kept(path, KNOWN, moved)
    (line,) = (await status(database.engines, SystemClock().now())).channels
    assert (line.state, line.via, line.moved) == ("moved", "telegram:desk-1", "")
    async with database.write() as unit:
        await unit.keep(Kept((), (said("desk-2", "live", 3),)))
    (line,) = (await status(database.engines, SystemClock().now())).channels
    assert (line.state, line.via) == ("live", "telegram:desk-2")
    assert line.moved == "desk-2 reads it: desk-1 is banned"
    async with database.write() as unit:
        await unit.keep(Kept((), (said("desk-1", "live", 9),)))
    (line,) = (await status(database.engines, SystemClock().now())).channels
    assert (line.via, line.moved) == ("telegram:desk-1", "")
    await database.close()


async def test_the_queue_of_joins(tmp_path: Path) -> None:
    database = await kept(tmp_path / "monitor.db")
    for join, tried in (
        (Join("desk-1", "late", NOON + 1), None),
        (Join("desk-1", "early", NOON, due=NOON + HOUR, detail="2 joins in 24 hours; 2 are allowed"), NOON - HOUR),
        (Join("desk-1", "closed", NOON - 5, "refused", NOON + HOUR, "its owners decide"), NOON - 25 * HOUR),
        (Join("desk-2", "other", NOON), None),
    ):
        await database.keep_join(join, tried)
    due = datetime.fromtimestamp((NOON + HOUR) / 1000, UTC)
    assert (await status(database.engines, Noon().now())).joins == [
        JoinLine("desk-1", "early", 1, due, "2 joins in 24 hours; 2 are allowed", 1),
        JoinLine("desk-1", "late", 2, None, "", 1),
        JoinLine("desk-1", "closed", None, due, "its owners decide", 1),
        JoinLine("desk-2", "other", 1, None, "", 0),
    ]
    await database.close()


async def test_how_channels_changed(tmp_path: Path) -> None:
    def now(title: str, at: int, *flags: str, handle: str = "DIUkraine") -> ChannelChanged:
        return ChannelChanged(11, "telegram", handle, title, at, Peer("desk-1", 11, "DIUkraine", 1), frozenset(flags))

    database = await kept(
        tmp_path / "monitor.db",
        now("A", NOON),
        now("B", NOON + 120_000, "verified"),
        now("B", NOON + 180_000, "private"),
        HandleTaken("DIUkraine", 11, 12, "Impostor", NOON + 240_000),
    )
    found = (await status(database.engines, Noon().now())).changes
    assert [(one.channel, f"{one.at:%H:%M}", one.said) for one in found] == [
        ("DIUkraine", "12:04", "@DIUkraine now leads to another channel: Impostor (12)"),
        ("DIUkraine", "12:03", "is not verified any more"),
        ("DIUkraine", "12:03", "has no public handle any more"),
        ("DIUkraine", "12:02", "is verified now"),
        ("DIUkraine", "12:02", "renamed from A to B"),
    ]
    await database.close()
