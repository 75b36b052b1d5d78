"""Silences: some matches tell nothing for a time, because somebody said so. A daemon may run meanwhile."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from monitor.errors import NotFoundError, UsageError
from monitor.lookalikes import guess
from monitor.model import MATTERS, OPERATORS, Millis, Silence
from monitor.ports.options import duration
from monitor.store import look, silences
from monitor.store.engine import Engines
from monitor.store.identity import pinned
from monitor.usecases.desk import Desk
from monitor.usecases.moments import in_full, parse_ahead, utc, when
from monitor.usecases.naming import the_one
from monitor.usecases.posts import channel_number
from monitor.usecases.saying import LONGEST_COMMENT, LONGEST_NAME, person, short

IDLE = 7 * 86_400_000
"""A silence that has held nothing for so long (ms) is one to think over."""

_DAY = 86_400_000
_LONGEST = 36_525 * _DAY
_OPERATORS = tuple(OPERATORS + matter for matter in MATTERS)
_SOME = 12

State = Literal["active", "pending", "expired"]


class SilenceLine(Struct):
    """A silence. Of `rule`, `channel` and `entity` all that are given must fit. `held`: how many matches, `last`: when
    the last of them. `idle_days`: for so many days it has held nothing, None where that is not for long.
    """

    id: str
    state: State
    rule: str
    channel: str
    entity: str
    starts: datetime
    ends: datetime
    by: str
    comment: str
    created: datetime
    held: int
    last: datetime | None
    idle_days: int | None


class Asked(Struct, frozen=True):
    """A silence as it was written on the command line; "" where nothing was said."""

    comment: str
    rule: str = ""
    channel: str = ""
    entity: str = ""
    lasts: str = ""
    until: str = ""
    starts: str = ""
    by: str = ""


async def add(path: Path, asked: Asked, desk: Desk, now: Millis) -> SilenceLine:
    """Begin a silence, now or later.

    Raises:
        NotFoundError: there is no such database, rule, channel or entity.
        UsageError: something of it makes no sense; nothing was written.
    """
    by, comment = person(short("--by", asked.by, LONGEST_NAME)), short("--comment", asked.comment, LONGEST_COMMENT)
    if not comment:
        raise UsageError("a silence wants a reason, as in --comment 'drill until noon': it is shown to whoever asks")
    if not (asked.rule or asked.channel or asked.entity):
        raise UsageError("what is to be silent? Name at least one: --rule ID, --channel HANDLE or --entity ID")
    starts, ends = _term(asked, now)
    check_rule(asked.rule, desk)
    _known("entity", asked.entity, desk.entities)
    async with look.looking(path) as engines:
        async with engines.reading() as connection:
            channel = await _channel(connection, asked.channel, desk) if asked.channel else 0
        one = Silence(secrets.token_hex(4), by, comment, now, starts, ends, asked.rule, channel, asked.entity)
        async with engines.writer.begin() as connection:
            await silences.add(connection, one)
            return line_of(one, await silences.channel_names(connection), now)


async def listed(engines: Engines, now: Millis, *, ended: bool = False) -> list[SilenceLine]:
    """Those that hold or will, with `ended` also those that are over; the newest first."""
    async with engines.reading() as connection:
        return await lines(connection, now, ended=ended)


async def lines(connection: look.Connection, now: Millis, *, ended: bool = False) -> list[SilenceLine]:
    found = await silences.listed(connection, now, ended=ended)
    names = await silences.channel_names(connection) if found else {}
    return [line_of(one, names, now) for one in found]


async def expire(path: Path, start: str, by: str, now: Millis) -> SilenceLine:
    """End the silence whose id begins so. One that is over stays as it was.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    who = person(short("--by", by, LONGEST_NAME))
    async with look.looking(path) as engines, engines.writer.begin() as connection:
        start = start.strip()
        found = await silences.named(connection, start) if start else []
        the_one("silence", start, [silence.id for silence in found], "monitor silence list --all")
        one = found[0]
        if one.ends > now:
            await silences.expire(connection, one.id, now, f"{one.comment} (ended by {who})")
            one = (await silences.named(connection, one.id))[0]
        return line_of(one, await silences.channel_names(connection), now)


def line_of(one: Silence, names: Mapping[int, str], now: Millis) -> SilenceLine:
    """A silence as people read it, with the names of channels by their numbers."""
    state: State = "expired" if one.ends <= now else "pending" if one.starts > now else "active"
    quiet = now - (one.last or one.starts)
    return SilenceLine(
        id=one.id,
        state=state,
        rule=one.rule,
        channel=names.get(one.channel, str(one.channel)) if one.channel else "",
        entity=one.entity,
        starts=when(one.starts),
        ends=when(one.ends),
        by=one.by,
        comment=one.comment,
        created=when(one.created),
        held=one.matched,
        last=utc(one.last),
        idle_days=quiet // _DAY if state == "active" and quiet >= IDLE else None,
    )


def about(one: SilenceLine) -> str:
    """`rule alarm, channel DIUkraine`."""
    parts = (("rule", one.rule), ("channel", one.channel), ("entity", one.entity))
    return ", ".join(f"{what} {name}" for what, name in parts if name)


def in_words(one: SilenceLine) -> str:
    """How it stands, in a sentence."""
    match one.state:
        case "pending":
            return f"{about(one)}: silent from {in_full(one.starts)} until {in_full(one.ends)}"
        case "active":
            return f"{about(one)}: silent until {in_full(one.ends)}"
        case "expired":
            return f"{about(one)}: the silence ended at {in_full(one.ends)}"


def _term(asked: Asked, now: Millis) -> tuple[Millis, Millis]:
    """From when until when."""
    if bool(asked.lasts) == bool(asked.until):
        raise UsageError("until when? Say one of both: --for 2h, or --until 2024-12-01T06:00")
    starts = parse_ahead("--from", asked.starts, now) if asked.starts else now
    if asked.until:
        ends = parse_ahead("--until", asked.until, now)
    else:
        try:
            ends = starts + int(str(duration(asked.lasts)))
        except ValueError as error:
            raise UsageError(f"--for {error}, not {asked.lasts!r}") from None
    if ends <= starts:
        raise UsageError("the silence would end before it begins; say a later end")
    if ends - now > _LONGEST:
        raise UsageError("the silence would last for more than a hundred years; say an earlier end, or change the rule")
    return starts, ends


def check_rule(name: str, desk: Desk) -> None:
    """That a rule is one of the watch file, or one under which operators are told; "" is none, and well.

    Raises:
        NotFoundError: it is neither.
    """
    _known("rule", name, _OPERATORS if name.startswith(OPERATORS) else desk.rules)


def _known(what: str, name: str, known: Iterable[str]) -> None:
    there = list(known)
    if name and name not in there:
        raise NotFoundError(f"no {what} is called {name!r} in the watch file; {_hint(name, there)}")


def _hint(name: str, there: Sequence[str]) -> str:
    some = ", ".join(there[:_SOME]) or "none"
    more = f" and {len(there) - _SOME} more" if len(there) > _SOME else ""
    return guess(name, there) or f"there are: {some}{more}"


async def _channel(connection: look.Connection, name: str, desk: Desk) -> int:
    """The number of a channel by what the watch file calls it, its handle, title or number."""
    bare = name.strip().removeprefix("@").removeprefix("https://t.me/").lower()
    ours = [one for one in desk.channels if bare in (one.address.lower(), one.name.lower())]
    if not ours:
        return await channel_number(connection, name.strip().removeprefix("https://t.me/"))
    address = ours[0].address
    known = await pinned(connection, [address.lower()])
    if address.lower() in known:
        return known[address.lower()]
    rows = await look.channels_called(connection, address)
    if not rows:
        raise NotFoundError(
            f"{address} was never reached, so its number is not known and nothing of it is told;"
            " silence it once `monitor status` shows it"
        )
    return int(rows[0]["id"])
