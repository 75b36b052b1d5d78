"""What happened to the watch itself, in words, and the rules under which operators are told of it. Pure."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from monitor.model import OPERATORS, All, Channel, Incident, Matter, OperatorsSpec, RuleSpec, Severity

_SEVERITY: dict[Matter, Severity] = {
    "identity": "medium",
    "mass_deletion": "medium",
    "account": "high",
    "dead_letter": "high",
    "quarantine": "medium",
}
_FLAGS = {
    "verified": ("It is verified now.", "It is not verified any more."),
    "scam": ("Telegram marks it as a scam.", "Telegram does not mark it as a scam any more."),
    "fake": ("Telegram marks it as fake.", "Telegram does not mark it as fake any more."),
    "restricted": ("Telegram restricts it.", "Telegram does not restrict it any more."),
    "private": ("It has no public handle any more.", "It has a public handle again."),
    "preview": ("Its public page shows posts again.", "Its public page does not show posts any more."),
}
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


def _gone(one: Incident) -> str:
    return f"{one.after} posts are gone by now, {one.before} before." if one.before else f"{one.after} posts are gone."


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
