"""`status`."""

import os
from typing import TYPE_CHECKING

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, looked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.cli.output import Cell
    from monitor.usecases.channel_status import ChannelLine
    from monitor.usecases.files import FilesStatus
    from monitor.usecases.status import Status
    from monitor.usecases.troubles import HeartbeatLine


def add_to(app: typer.Typer) -> None:
    app.command()(status)


def status(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """How things stand: sources, channels, what is owed, what is wrong."""
    from monitor.cli.output import print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.desk import desk_or_nobody
    from monitor.usecases.status import status as ask

    names = desk_or_nobody(config, os.environ, must=False).names  # a file that was broken since stops no status
    found = looked(config, database, lambda engines: ask(engines, SystemClock().now(), names))
    if as_json:
        print_json(found)
    else:
        _show(found)


def _show(found: "Status") -> None:
    from monitor.cli import silences
    from monitor.cli.output import heading, hint

    _summary(found)
    if found.files is not None:
        _files(found.files)
    _reading(found)
    _telling(found)
    if found.silences:
        heading("\nSilences")
        silences.show(found.silences)
    _section(
        "Events",
        ("gone by", "channel", "event", "posts"),
        [(one.at, one.channel, one.kind, len(one.posts)) for one in found.newest_events],
    )
    _warn(found)
    if not found.channels:
        hint("\nNothing has been read yet: start `monitor run`.")


def _summary(found: "Status") -> None:
    from monitor.cli.output import bytes_of, facts, moment

    daemon = "none runs; states are as it left them" if found.daemon is None else f"runs as process {found.daemon}"
    facts(
        [
            ("database", f"{found.database} ({bytes_of(found.size)})"),
            ("daemon", daemon),
            ("watch file", "refused; the one from before is at work, see below" if found.reload_refused else None),
            ("posts", found.posts),
            ("newest post", found.newest_post),
            ("open alerts", found.alerts_open),
            ("quarantined", found.quarantined or None),
            ("heartbeat", _heartbeat(found.heartbeat) if found.heartbeat else None),
            *(("trouble", f"{one.what} since {moment(one.since)}") for one in found.troubles),
        ]
    )


def _reading(found: "Status") -> None:
    """How posts come in."""
    _section(
        "Sources",
        ("source", "state", "since", "until", "detail"),
        [(one.source, one.state, one.since, one.until, one.detail) for one in found.sources],
    )
    _section(
        "Channels",
        ("channel", "via", "state", "since", "cursor", "last post", "until", "detail"),
        [
            (
                _called(one, address=True),
                one.via,
                one.state,
                one.since,
                one.cursor,
                one.last_post,
                one.until,
                _detail(one),
            )
            for one in found.channels
        ],
    )
    _section(
        "Sight",
        ("channel", "last look", "blind since", "cause", "lag p50", "lag p99"),
        [_sight(one) for one in found.channels if one.last_look is not None],
    )
    _section(
        "Changes of channels", ("at", "channel", "what"), [(one.at, one.channel, one.said) for one in found.changes]
    )
    _section(
        "Channels to join",
        ("account", "place", "channel", "turn", "joins in 24 h", "detail"),
        [(one.account, one.position, one.channel, one.due, one.joins, one.detail) for one in found.joins],
    )


def _telling(found: "Status") -> None:
    """How notices go out, and which alerts are open."""
    _section(
        "Deliveries",
        ("receiver", "entry", "sent", "due", "held", "dead", "cancelled", "folded", "oldest due"),
        [
            (o.receiver, o.entry, o.sent, o.due, o.held, o.dead, o.cancelled, o.folded, o.oldest_due)
            for o in found.outbox
        ],
    )
    _section(
        "Open alerts",
        ("id", "severity", "opened", "last match", "acknowledged", "assigned", "notices", "title"),
        [
            (a.id, a.severity, a.opened, a.last_match, a.acknowledged, a.assigned, a.notices, a.title)
            for a in found.newest_alerts
        ],
    )


def _section(title: str, columns: tuple[str, ...], rows: "Sequence[Sequence[Cell]]") -> None:
    """A table under its title, where there is something in it."""
    from monitor.cli.output import heading, table

    if rows:
        heading(f"\n{title}")
        table(columns, rows)


def _called(one: "ChannelLine", *, address: bool = False) -> str:
    """A feed by its name, since its address is no handle; with `address`, that too."""
    if not one.name or "://" not in one.channel:
        return one.channel
    return f"{one.name} ({one.channel})" if address else one.name


def _detail(one: "ChannelLine") -> str:
    return "; ".join(filter(None, (one.detail, one.moved)))


def _heartbeat(one: "HeartbeatLine") -> str:
    from monitor.cli.output import moment

    return f"{one.state} since {moment(one.since)}" + (f": {one.detail}" if one.detail else "")


def _files(found: "FilesStatus") -> None:
    from monitor.cli.output import bytes_of, clean, facts, heading

    heading("\nFiles of media")
    waiting = f"{found.due}" + (", none is fetched until there is room" if found.full else "")
    facts(
        [
            ("folder", found.folder),
            ("on disk", f"{bytes_of(found.used)} of {bytes_of(found.budget)}" + (", full" if found.full else "")),
            ("full since", found.full),
            ("kept", found.kept),
            ("wait to be fetched", waiting if found.due else None),
            ("left", found.left or None),
            ("failed", found.failed or None),
            ("removed", found.removed or None),
            ("could not be decoded", found.undecoded or None),
            ("not looked at yet", found.unseen or None),
        ]
    )
    for sentence in found.lacking:
        print(f"not looked at: {sentence}")
    for one in found.failures:
        print(f"failed: {one.kind} of {one.channel}/{one.message}, {one.attempts} tries: {clean(one.detail)}")


def _sight(one: "ChannelLine") -> "tuple[Cell, ...]":
    lags = ("" if lag is None else f"{lag:.1f} s" for lag in (one.lag_p50, one.lag_p99))
    return _called(one), one.last_look, one.blind_since, one.blind_cause, *lags


def _warn(found: "Status") -> None:
    from monitor.cli.output import count_of, heading

    _refusal(found)
    for one in found.disabled:
        heading(f"\nDisabled: {one.receiver}/{one.entry} since {one.at:%Y-%m-%d %H:%M:%S}Z: {one.reason}")
        print(f"  enable it and send again what is dead: {one.command}")
    for out in found.unreachable:
        heading(f"\nOut of reach: {out.receiver}/{out.entry} since {out.since:%Y-%m-%d %H:%M:%S}Z: {out.detail}")
        print(f"  what is owed to it waits, one is tried again at {out.probe:%H:%M:%S}Z")
    dead = sum(one.dead for one in found.outbox)
    if dead and not found.disabled:
        noun = count_of(dead, "delivery")
        print(f"\n{noun} given up: `monitor deliveries list --state dead`, then `monitor deliveries retry --dead`")


def _refusal(found: "Status") -> None:
    from monitor.cli.output import clean, heading, moment

    if (refused := found.reload_refused) is None:
        return
    heading(f"\nWatch file refused at {moment(refused.at)}: what runs is the one from before, not the one on the disk")
    for problem in refused.problems or (refused.reason,):
        print(f"  {clean(problem)}")
    print(f"  correct it, see that `monitor check` is content, then reload: `kill -HUP {found.daemon or 'PID'}`")
