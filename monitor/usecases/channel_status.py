"""How each channel is read, what is known of it, and how it is seen: from rows of the database to lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from monitor.model import Millis
from monitor.store.blindness import Lag, Seeing
from monitor.usecases.moments import shaped, utc

_AT_WORK = frozenset({"live", "polling", "catching_up"})


class ChannelLine(Struct):
    """A channel: its state, and how far it has been read. `cursor`: everything up to this message has been.

    `via` is the source that reads it now, or that last said something of it; `moved` says why, if another one did
    before. `last_look`: when it was last looked at; `blind_since`, `blind_cause`: nobody has seen it since then, and
    why. `lag_p50`, `lag_p99`: seconds from posted to seen, over the newest posts of the last day that came while it
    was looked at. `name` is what the watch file calls it, where it does.
    """

    channel: str
    id: int | None
    title: str
    via: str
    state: str
    detail: str
    since: datetime | None
    until: datetime | None
    cursor: int | None
    last_post: datetime | None
    last_message: int | None
    moved: str = ""
    last_look: datetime | None = None
    blind_since: datetime | None = None
    blind_cause: str | None = None
    lag_p50: float | None = None
    lag_p99: float | None = None
    name: str = ""


class JoinLine(Struct):
    """A channel that an account is to join. `position` counts from 1, and is None where Telegram refused it.

    `due`: when it is its turn, known of the first; of a refused one, when it is queued again. `joins`: how often the
    account asked to join something in the last 24 hours.
    """

    account: str
    channel: str
    position: int | None
    due: datetime | None
    detail: str
    joins: int


class ChangeLine(Struct):
    """How a channel changed: its handle, title, preview, verified, scam, fake, restricted, private, or handle taken."""

    channel: str
    id: int
    at: datetime
    what: str
    before: str
    after: str
    said: str


def channels(found: Mapping[str, Any], names: Mapping[str, str]) -> list[ChannelLine]:
    """Channels by what is known of them; those that never got so far by what was said of them.

    `names`: what the watch file calls them, by address in small letters.
    """
    said, moved = _readers(found["sources"]), _moves(found["sources"])
    cursors: dict[int, int] = {}
    for row in found["cursors"]:
        if ":" not in row["source"]:  # others tell how far back history was read
            cursors[row["channel"]] = max(row["read_to"], cursors.get(row["channel"], 0))
    lines = []
    for row in found["channels"]:
        state = said.pop(row["handle"].lower(), {})
        last = found["last_posts"].get(row["id"], {})
        lines.append(_channel(row["handle"] or str(row["id"]), state, row, cursors.get(row["id"]), last))
    lines += [_channel(row["channel"], row) for row in said.values()]
    for line in lines:
        line.name = names.get(line.channel.lower(), "")
        if line.state != "moved":
            line.moved = moved.get(line.channel.lower(), "")
    return sorted(lines, key=lambda line: line.channel.lower())


def _readers(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """For each channel, in small letters, what is said by the source that reads it, else what was said last."""
    sources = {row["source"]: row for row in rows if not row["channel"]}
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if not row["channel"]:
            continue
        source = sources.get(row["source"])
        if source is None or source["state"] in _AT_WORK or row["state"] == "moved":
            now = row
        else:  # what it said of its channels is of before
            now = {**row, **{key: source[key] for key in ("state", "detail", "since", "until")}}
        before = found.get(row["channel"].lower())
        if before is None or _weight(now) > _weight(before):
            found[row["channel"].lower()] = now
    return found


def _weight(row: Mapping[str, Any]) -> tuple[bool, bool, int]:
    return row["state"] in _AT_WORK, row["state"] != "moved", row["since"]


def _moves(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Where channels, in small letters, went last, and why: said under the account that let them go."""
    moved = sorted((row for row in rows if row["channel"] and row["state"] == "moved"), key=lambda row: row["since"])
    return {row["channel"].lower(): row["detail"] for row in moved}


def _channel(
    name: str,
    state: Mapping[str, Any],
    known: Mapping[str, Any] | None = None,
    cursor: int | None = None,
    last: Mapping[str, Any] | None = None,
) -> ChannelLine:
    known, last = known or {}, last or {}
    return ChannelLine(
        channel=name,
        id=known.get("id"),
        title=known.get("title", ""),
        via=state.get("source", ""),
        state=state.get("state", "not watched"),
        detail=state.get("detail", ""),
        since=utc(state.get("since")),
        until=utc(state.get("until")),
        cursor=cursor,
        last_post=utc(last.get("posted")),
        last_message=last.get("id"),
    )


def joins(found: Mapping[str, Any], since: Millis) -> list[JoinLine]:
    """The queues of all accounts, each in its order. `since`: which joins count as recent."""
    recent = Counter(row["account"] for row in found["joins"] if row["at"] > since)
    placed: Counter[str] = Counter()
    lines = []
    for row in sorted(found["join_queue"], key=lambda row: (row["account"], row["state"] != "waiting", row["asked"])):
        account, waits = row["account"], row["state"] == "waiting"
        placed[account] += waits
        position = placed[account] if waits else None
        lines.append(JoinLine(account, row["handle"], position, utc(row["due"]), row["detail"], recent[account]))
    return lines


def changes(found: Mapping[str, Any]) -> list[ChangeLine]:
    """The newest first."""
    names = {row["id"]: row["handle"] for row in found["channels"]}
    lines = []
    for row in found["changes"]:
        name = names.get(row["channel"]) or str(row["channel"])
        lines.append(shaped(ChangeLine, row, channel=name, id=row["channel"], said=_said(row)))
    return lines


def _said(row: Mapping[str, Any]) -> str:
    what, before, after = row["what"], row["before"], row["after"]
    if what == "title":
        return f"renamed from {before} to {after}"
    if what == "handle":
        return f"moved from @{before} to @{after}"
    if what == "handle taken":
        return f"@{before} now leads to another channel: {after}"
    if what == "preview":
        return "its public page shows posts again" if after == "yes" else "its public page does not show posts any more"
    if what == "private":
        return "has no public handle any more" if after == "yes" else "has a public handle again"
    return f"is {what} now" if after == "yes" else f"is not {what} any more"


def seen(line: ChannelLine, seeing: Mapping[int, Seeing], lags: Mapping[int, Lag], *, running: bool) -> ChannelLine:
    """The line of a channel with how it is seen."""
    now = seeing.get(line.id or 0)
    if now is not None:
        line.last_look, line.blind_since = utc(now.last), utc(now.since)
        line.blind_cause = told_cause(now.cause, running=running)
    if (lag := lags.get(line.id or 0)) is not None:
        line.lag_p50, line.lag_p99 = lag.p50 / 1000, lag.p99 / 1000
    return line


def told_cause(cause: str | None, *, running: bool) -> str | None:
    """Where no daemon runs, that is why nobody looks; the next start will write it down."""
    return "down" if cause == "unknown" and not running else cause
