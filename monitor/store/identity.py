"""What became of channels: which changes are worth a row, and writing them. Operators may want to hear of each."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import ChannelChanged, HandleTaken, Incident, Millis, SourceChanged
from monitor.store import incidents
from monitor.store.tables import channel_changes, channels, cursors, peers
from monitor.store.views import alike

TAKEN = "handle taken"
PREVIEW = "preview"
_SHOWN = {"polling": "yes", "no_preview": "no"}  # what states of the source of that name say of a page


class Identity(Struct, frozen=True):
    """What a channel was known as. `flags` is None where no source ever told."""

    handle: str
    title: str
    flags: frozenset[str] | None = None


class ChangeRow(Struct, frozen=True):
    """One thing that became another.

    `what` is "handle", "title", a flag, "preview" (whether its page shows posts), or "handle taken"."""

    channel: int
    at: Millis
    what: str
    before: str
    after: str


def differences(before: Identity, update: ChannelChanged) -> tuple[Identity, list[ChangeRow]]:
    """What a channel is known as now, and how that differs. Pure.

    Letters of a handle have no case for Telegram. A page, which tells no flags, shows titles without their emoji and
    with other white space: that is no new name.
    """
    flags = before.flags if update.flags is None else update.flags
    private = flags is not None and "private" in flags
    handle = before.handle if private and before.handle else update.handle
    title = before.title if update.flags is None and alike(before.title, update.title) else update.title
    now = Identity(handle, title, flags)
    found: list[tuple[str, str, str]] = []
    if before.handle and now.handle.lower() != before.handle.lower():
        found.append(("handle", before.handle, now.handle))
    if before.title and now.title and now.title.split() != before.title.split():
        found.append(("title", before.title, now.title))
    if before.flags is not None and now.flags is not None:
        for flag in sorted(before.flags ^ now.flags):
            found.append((flag, "yes" if flag in before.flags else "no", "yes" if flag in now.flags else "no"))
    return now, [ChangeRow(update.id, update.seen, *one) for one in found]


def history(
    known: Mapping[int, Identity], updates: Iterable[ChannelChanged]
) -> tuple[dict[int, Identity], list[ChangeRow]]:
    """What a batch, in order, makes of channels: what each is known as in the end, and all changes on the way. Pure."""
    last, rows = dict(known), []
    for update in updates:
        before = last.get(update.id)
        if before is None:
            last[update.id] = Identity(update.handle, update.title, update.flags)
        else:
            last[update.id], found = differences(before, update)
            rows += found
    return last, rows


async def recall(connection: AsyncConnection, ids: Iterable[int]) -> Mapping[int, Identity]:
    """What channels are known as."""
    rows = await connection.execute(select(channels).where(channels.c.id.in_(list(ids))))
    return {row["id"]: Identity(row["handle"], row["title"], from_column(row["flags"])) for row in rows.mappings()}


async def pinned(connection: AsyncConnection, handles: Sequence[str]) -> dict[str, int]:
    """The channels that handles, in small letters, stand for."""
    found: dict[str, int] = {}
    # a handle that an account once resolved stays pinned, whatever the channel is called by now
    for handle, number in ((channels.c.handle, channels.c.id), (peers.c.handle, peers.c.channel)):
        query = select(func.lower(handle), number).where(func.lower(handle).in_(handles))
        found.update({row[0]: row[1] for row in await connection.execute(query)})
    return found


async def keep_changes(connection: AsyncConnection, rows: Sequence[ChangeRow]) -> None:
    if rows:
        columns = ("channel", "at", "what", "before", "after")
        await connection.execute(
            insert(channel_changes), [{name: getattr(row, name) for name in columns} for row in rows]
        )
        told = [Incident("identity", str(r.channel), r.at, r.what, r.before, r.after, r.channel) for r in rows]
        await incidents.note(connection, told)


async def keep_taken(connection: AsyncConnection, taken: Iterable[HandleTaken]) -> None:
    """A source finds the same again at each start: only what differs from the last row is news."""
    for item in taken:
        row = ChangeRow(item.channel, item.seen, TAKEN, item.handle, f"{item.title} ({item.by})")
        mine = (channel_changes.c.channel == item.channel) & (channel_changes.c.what == TAKEN)
        newest = select(func.max(channel_changes.c.key)).where(mine).scalar_subquery()
        last = select(channel_changes.c.before, channel_changes.c.after).where(channel_changes.c.key == newest)
        if (await connection.execute(last)).first() != (row.before, row.after):
            await keep_changes(connection, [row])


async def keep_previews(connection: AsyncConnection, states: Iterable[SourceChanged]) -> None:
    """Pages that were switched off, or on again. One that was never read, or was off already, is no news."""
    said = {one.channel.lower(): one for one in states if one.source == PREVIEW and one.channel and one.state in _SHOWN}
    if not said:
        return
    called = {number: said[handle] for handle, number in (await pinned(connection, list(said))).items()}
    shown = await _shown(connection, called)
    await keep_changes(
        connection,
        [
            ChangeRow(number, one.seen, PREVIEW, shown[number], _SHOWN[one.state])
            for number, one in called.items()
            if shown.get(number, _SHOWN[one.state]) != _SHOWN[one.state]
        ],
    )


async def _shown(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, str]:
    """Whether the pages of channels showed posts when they were last read; without those that never were."""
    wanted = list(ids)
    read = select(cursors.c.channel).where(cursors.c.source == PREVIEW, cursors.c.channel.in_(wanted))
    found = dict.fromkeys(await connection.scalars(read), "yes")
    changes = (
        select(channel_changes.c.channel, channel_changes.c.after)
        .where(channel_changes.c.channel.in_(wanted), channel_changes.c.what == PREVIEW)
        .order_by(channel_changes.c.key)
    )
    return found | {row[0]: row[1] for row in await connection.execute(changes)}


def to_column(flags: frozenset[str] | None) -> str | None:
    return None if flags is None else " ".join(sorted(flags))


def from_column(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(text.split())
