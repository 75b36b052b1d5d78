"""What a receiver would be sent for a stored post. Nothing is sent, and nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import Struct

from monitor.alerts import notice as notices
from monitor.alerts.group import open_alert, open_summary
from monitor.config.load import Loaded
from monitor.errors import NotFoundError, UsageError
from monitor.kinds import Kinds
from monitor.language.forms import Expand
from monitor.model import SEVERITIES, Change, Channel, Evidence, Match, Notice, RuleSpec
from monitor.ports.clock import SystemClock
from monitor.ports.sink import Part
from monitor.ports.store import Held
from monitor.sinks._transport import Transport
from monitor.store.engine import Engines
from monitor.usecases.check import compiled
from monitor.usecases.posts import stored_post
from monitor.usecases.receivers import entries_of
from monitor.watching import dressed


class EntryPreview(Struct):
    """What one entry would be sent, message by message: text, or data as it goes out."""

    receiver: str
    entry: str
    kind: str
    parts: list[Part]


class Preview(Struct):
    """What would be sent. `rule` is the one that it is shown under, empty if none matches; `matches`: whether it does.

    `others` are rules for this receiver that match the post as well. `below`: the receiver does not want notices of
    this severity, so none would be sent.
    """

    post: str
    rule: str
    matches: bool
    others: list[str]
    below: bool
    entries: list[EntryPreview]


async def preview(
    engines: Engines, read: Loaded, kinds: Kinds, expand: Expand, receiver: str, written: str, *, rule: str, entry: str
) -> Preview:
    """The first notice of an alert that the post would open, under `rule` or the first rule that matches it.

    Raises:
        NotFoundError: there is no such receiver, entry, rule or post.
        UsageError: the post was erased.
        Rejected: a template cannot be used for it.
    """
    entries = entries_of(read.spec, receiver, entry)
    asked = _rules(read, receiver, rule)
    async with engines.reading() as connection:
        row = await stored_post(connection, written)
    if row["erased"] is not None:
        raise UsageError(f"{written} was erased: there is nothing left to show")
    channel = dressed(Channel(row["post"].channel, "telegram", row["handle"], row["title"]), read.spec.channels)
    only = replace(read, spec=_with(read, asked))
    found = compiled(only, kinds, expand).match(row["post"], channel).matches if asked else ()
    shown = asked[0] if rule else next((one for one in asked if one.id == found[0].rule), None) if found else None
    notice = _notice(row, channel, shown, found)
    transport = Transport(SystemClock())  # it is never opened: whatever a sink does with it, nothing leaves
    try:
        shown_as = [
            EntryPreview(
                receiver, name, one.kind, await _parts(kinds.sinks[one.kind](one.options, transport), notice, name)
            )
            for name, one in entries.items()
        ]
    finally:
        await transport.renderer.close()
    return Preview(
        post=f"{channel.handle or channel.id}/{row['post'].id}",
        rule=shown.id if shown else "",
        matches=shown is not None and any(match.rule == shown.id for match in found),
        others=[match.rule for match in found if shown is None or match.rule != shown.id],
        below=SEVERITIES.index(notice.severity) < SEVERITIES.index(read.spec.receivers[receiver].severity),
        entries=shown_as,
    )


def _rules(read: Loaded, receiver: str, rule: str) -> list[RuleSpec]:
    """The rule that is meant, or those that tell this receiver."""
    if not rule:
        return [one for one in read.spec.rules if receiver in one.notify]
    found = [one for one in read.spec.rules if one.id == rule]
    if not found:
        raise NotFoundError(f"no rule is called {rule!r}; `monitor backtest` lists those that match stored posts")
    return found


def _with(read: Loaded, rules: Sequence[RuleSpec]) -> Any:
    from msgspec.structs import replace as with_

    return with_(read.spec, rules=tuple(rules))


def _notice(row: Mapping[str, Any], channel: Channel, rule: RuleSpec | None, found: Sequence[Match]) -> Notice:
    evidence: tuple[Evidence, ...] = next((m.evidence for m in found if rule is not None and m.rule == rule.id), ())
    change = Change("new", row["post"], row["seen"])
    now = row["seen"]
    if rule is None:
        alert = open_summary("preview", "No rule matches this post", now)
    else:
        alert = open_alert(rule, "", "preview", now)
    held = Held(alert.id, "opened", alert.rule, notices.excerpt(change, channel, evidence, "new"))
    return notices.compose(alert, 1, [held], now)


async def _parts(sink: Any, notice: Notice, entry: str) -> list[Part]:
    owed = notices.delivery(notice, "preview", entry, notice.created)
    made = await sink.preview(notice, owed) if hasattr(sink, "preview") else sink.render(notice, owed)
    return list(made)
