"""Short visits outside the daemon: looking handles up, and reading a channel's history back."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from monitor.errors import Rejected, Unavailable
from monitor.model import AccountSpec, ChannelSpec, Millis, TelegramSpec
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources._handle import handle_in
from monitor.sources.telegram.backfill import Progress, read_back
from monitor.sources.telegram.calls import AccountLost, Calls
from monitor.sources.telegram.connection import Connection
from monitor.sources.telegram.first import FirstContact
from monitor.sources.telegram.live import Live
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.verdict import ChannelClosed, judge
from monitor.sources.telegram.watched import Pending, Watched


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a handle leads to, or in `problem` why it leads nowhere."""

    handle: str
    id: int = 0
    title: str = ""
    joined: bool = False
    problem: str = ""


@dataclass(slots=True)
class History:
    """Where a reading of history stands: after a failure, hand the same one in again to go on.

    `done` counts posts handed over.
    """

    channel: ChannelSpec
    since: Millis
    done: int = 0
    pending: Pending | None = None


async def resolve(
    spec: TelegramSpec,
    account: AccountSpec,
    handles: Sequence[str],
    *,
    session: str,
    clock: Clock,
    pace: Pace | None = None,
) -> tuple[Resolved, ...]:
    """Ask Telegram where handles lead, one after the other. Use it sparingly: this is what burns accounts.

    Raises:
        Rejected: the session is not accepted.
        Unavailable: Telegram cannot be reached.
    """
    pace = pace or Pace()
    async with _visiting(spec, account, _Nowhere(), session, clock, pace) as reader:
        contact = FirstContact(account.name, reader, _Nowhere(), clock, pace, _no_pins)
        return tuple([await _resolve_one(contact, handle) for handle in handles])


async def _resolve_one(contact: FirstContact, handle: str) -> Resolved:
    channel = Watched(ChannelSpec("telegram", handle))
    try:
        await contact.resolve(channel)
    except ChannelClosed as closed:
        return Resolved(handle, problem=closed.verdict.detail)
    joined = channel.peer is not None and channel.peer.joined
    return Resolved(handle, channel.id, channel.title, joined)


async def backfill(
    spec: TelegramSpec,
    account: AccountSpec,
    history: History,
    intake: Intake,
    shelf: Shelf,
    clock: Clock,
    *,
    session: str,
    pace: Pace | None = None,
    progress: Progress | None = None,
) -> int:
    """Hand over a channel's posts since a moment as history, oldest first. Returns how many in all.

    Raises:
        Rejected: the session is not accepted, or the channel cannot be read.
        Unavailable: Telegram cannot be reached; `history` knows how far it came.
    """
    pace = pace or Pace()
    handle = handle_in(history.channel.address).lower()
    async with _visiting(spec, account, intake, session, clock, pace) as reader:
        contact = FirstContact(account.name, reader, intake, clock, pace, shelf.pinned)
        known = {peer.handle.lower(): peer for peer in await shelf.peers(account.name)}
        channel = Watched(history.channel, peer=known.get(handle))
        try:
            if channel.peer is None:
                await contact.resolve(channel)
            newest = await reader.newest(channel, 1)
            await contact.facts(channel, newest.chats)
            history.pending = history.pending or Pending(history.since, newest.top)
            before = history.done

            def tell(done: int, total: int) -> None:
                history.done = before + done
                if progress is not None:
                    progress(history.done, before + total)

            history.done = before + await read_back(reader, channel, history.pending, intake, clock, pace, tell)
        except ChannelClosed as closed:
            raise Rejected(f"{history.channel.address}: {closed.verdict.detail}") from None
        return history.done


async def _no_pins(_handles: Sequence[str]) -> Mapping[str, int]:
    """Where a handle leads is asked as if for the first time."""
    return {}


class _Nowhere:
    """An intake for questions whose side effects nobody stores."""

    def offer(self, _update: object, /) -> bool:
        return True

    async def put(self, _update: object, /) -> None:
        return None


@asynccontextmanager
async def _visiting(
    spec: TelegramSpec, account: AccountSpec, intake: Intake, session: str, clock: Clock, pace: Pace
) -> AsyncIterator[Reader]:
    """A connection for a while, with its failures in the words that the command line knows."""

    async def tell(_state: str, _detail: str, _until: Millis | None) -> None:
        """A flood is logged by the calls, and waited for; nobody reads states here."""

    calls = Calls(account.name, clock, pace, tell)
    try:
        async with Connection(spec, session, pace, Live(account.name, {}, intake, clock), calls):
            yield Reader(calls)
    except AccountLost as lost:
        raise Rejected(f"account {account.name}: {lost.verdict.detail}") from None
    except (Rejected, Unavailable):
        raise
    except Exception as error:
        verdict = judge(error)
        if verdict is None:
            raise
        if verdict.scope == "account":
            raise Rejected(f"account {account.name}: {verdict.detail}") from None
        raise Unavailable(f"Telegram cannot be reached ({verdict.detail}); check the network and the proxy") from None
