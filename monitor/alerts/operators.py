"""What happened to the watch itself, in words, and the rules under which operators are told of it. Pure."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from monitor.model import OPERATORS, All, Channel, Incident, Matter, Millis, OperatorsSpec, RuleSpec, Severity, Silence

_SEVERITY: dict[Matter, Severity] = {
    "identity": "medium",
    "mass_deletion": "medium",
    "account": "high",
    "dead_letter": "high",
    "quarantine": "medium",
    "source_failing": "medium",
    "outbox_old": "high",
    "disk": "high",
    "silence": "low",
}
_FLAGS = {
    "verified": ("It is verified now.", "It is not verified any more."),
    "scam": ("Telegram marks it as a scam.", "Telegram does not mark it as a scam any more."),
    "fake": ("Telegram marks it as fake.", "Telegram does not mark it as fake any more."),
    "restricted": ("Telegram restricts it.", "Telegram does not restrict it any more."),
    "private": ("It has no public handle any more.", "It has a public handle again."),
    "preview": ("Its public page shows posts again.", "Its public page does not show posts any more."),
}
_DAY = 86_400_000
_CALLING = str.maketrans({"@": None})  # a name of somebody else's may not call anybody


class Report(Struct, frozen=True):
    """One incident as a line for the alert of a rule and group. `title` is for an alert that it opens."""

    rule: RuleSpec
    group: str
    title: str
    line: str


def rules_of(spec: OperatorsSpec) -> dict[str, RuleSpec]:
    """A rule for each matter that somebody wants to hear of. Nothing matches it: it is told of by `reports`."""
    if not spec.notify:
        return {}
    return {
        OPERATORS + matter: RuleSpec(
            OPERATORS + matter, matter, _SEVERITY[matter], All(()), notify=spec.notify, alert=spec.alert
        )
        for matter in spec.of
    }


def reports(
    incidents: Sequence[Incident], spec: OperatorsSpec, channel: Callable[[int], Channel]
) -> tuple[Report, ...]:
    """Incidents in words, in order; without those that nobody wants to hear of."""
    rules = rules_of(spec)
    found = []
    for one in incidents:
        if (rule := rules.get(OPERATORS + one.matter)) is not None:
            title, line = _worded(one, _name(channel(one.channel)) if one.channel is not None else "")
            found.append(Report(rule, one.about, title, line))
    return tuple(found)


def _worded(one: Incident, name: str) -> tuple[str, str]:
    """Title and line."""
    match one.matter:
        case "identity":
            return f"{name} has changed", _change(one)
        case "mass_deletion":
            return f"Many posts of {name} are gone", _gone(one)
        case "account":
            return f"The account {one.about} is lost", f"It is {one.what}: {one.after}"
        case "dead_letter":
            said = f"Notice {one.what} was given up: {one.after}"
            return f"{one.about} does not take its notices", f"{said}; `monitor deliveries retry` sends it again"
        case "quarantine":
            return "An update could not be processed", f"{one.what} was set aside as it came ({one.after})."
        case "source_failing":
            return _failing(one)
        case "outbox_old":
            return _outbox(one)
        case "disk":
            return _disk(one)
        case "silence":
            scope = ", ".join(filter(None, (one.before, f"channel {name}" if name else "")))
            return f"The silence of {scope}", f"It {one.after}"


def of_silence(silence: Silence, told: Literal["soon", "over", "idle"], now: Millis) -> Incident:
    """That a silence ends in an hour, is over, or has held nothing for long."""
    scope = (f"rule {silence.rule}" if silence.rule else "", f"entity {silence.entity}" if silence.entity else "")
    held = f"{silence.matched} match" + ("" if silence.matched == 1 else "es")
    match told:
        case "soon":
            said = f"ends at {_at(silence.ends)}; it has held {held} so far"
        case "over":
            said = f"ended at {_at(silence.ends)}; it held {held}"
        case "idle":
            said = (
                f"has held nothing for {(now - (silence.last or silence.starts)) // _DAY} d, until {_at(silence.ends)}"
            )
    why = f" ({silence.by.translate(_CALLING)}: {silence.comment.translate(_CALLING)})"
    return Incident(
        "silence",
        silence.id,
        now,
        told,
        ", ".join(filter(None, scope)),
        f"{said}{why}.",
        silence.channel or None,
    )


def _failing(one: Incident) -> tuple[str, str]:
    if one.what == "works":
        return f"{one.about} works again", f"It works again, after {_lasting(one.before)}."
    detail = f": {one.after.translate(_CALLING)}" if one.after else "."
    return f"{one.about} fails", f"It has failed for {_lasting(one.before)}{detail}"


def _outbox(one: Incident) -> tuple[str, str]:
    if one.what == "sent":
        return f"{one.about} takes its notices again", "Nothing that is due there is older than 15 min any more."
    waits = "1 notice is due" if one.after == "1" else f"{one.after} notices are due"
    since = f", the oldest since {_at(int(one.before))}" if one.before else ""
    return f"Notices wait for {one.about}", f"{waits}{since}; `monitor deliveries list` says why."


def _disk(one: Incident) -> tuple[str, str]:
    room = f"{_gigabytes(one.before)} of {_gigabytes(one.after)} are free at {one.about}"
    if one.what == "room":
        return "The disk has room again", f"{room}: there is room again."
    return "The disk is nearly full", f"{room}: make room, or nothing can be written any more."


def _gigabytes(written: str) -> str:
    return f"{int(written or 0) / 1e9:.1f} GB"


def _lasting(written: str) -> str:
    minutes = int(written or 0) // 60_000
    hours, days = minutes // 60, minutes // 1440
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60} min" if not days else f"{days} d {hours % 24} h"


def _at(moment: Millis) -> str:
    return f"{datetime.fromtimestamp(moment // 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _gone(one: Incident) -> str:
    """`what`: the moment before which none of them went, if it is known."""
    went = (
        f"{one.after} posts are gone by now, {one.before} before"
        if one.before
        else f"{one.after} posts were seen to go within 10 min"
    )
    since = f", none before {_at(int(one.what))}" if one.what else ""
    return f"{went}: the last by {_at(one.at)}{since}. `monitor events list` has them; with --json, every id."


def _change(one: Incident) -> str:
    """`what` is as in `channel_changes`."""
    if one.what in _FLAGS:
        return _FLAGS[one.what][0 if one.after == "yes" else 1]
    before, after = one.before.translate(_CALLING), one.after.translate(_CALLING)
    if one.what == "handle taken":
        return f"Its handle {before} leads to another channel now: {after}. That one is not read under it."
    return f"Its {one.what} was “{before}”, and is “{after}” now."


def _name(channel: Channel) -> str:
    title, handle = channel.title.translate(_CALLING), channel.handle
    return f"{title} ({handle})" if title and handle and title != handle else title or handle or str(channel.id)
