"""Whether a notice goes to a receiver at once, or waits for a summary. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.alerts.times import end_of, next_at, within
from monitor.model import SEVERITIES, HeldFor, Millis, Reason, ReceiverSpec, Severity

REASONS: dict[HeldFor, Reason] = {"quiet": "quiet_hours", "digest": "held_for_digest", "budget": "over_budget"}
"""What is decided of a match whose notice waits at every receiver."""


class Wait(NamedTuple):
    """A notice waits until `due`."""

    held: HeldFor
    due: Millis


def wait_for(receiver: ReceiverSpec, severity: Severity, now: Millis, told: Sequence[Millis]) -> Wait | None:
    """What a notice waits for, None: it goes now. `told`: when the receiver was last told, oldest first; as many as
    its budget has at least, if there were so many.
    """
    if receiver.digest is not None and severity in receiver.digest.of:
        return Wait("digest", next_at(receiver.digest.at, receiver.digest.timezone, now))
    quiet = receiver.quiet
    if quiet is not None and _below(severity, quiet.below) and within((quiet.hours,), now):
        return Wait("quiet", end_of(quiet.hours, now))
    budget = receiver.budget
    if budget is not None and (not budget.below or _below(severity, budget.below)):
        recent = [moment for moment in told if now - budget.window < moment <= now]
        if len(recent) >= budget.most:
            return Wait("budget", recent[-budget.most] + budget.window)
    return None


def _below(severity: Severity, bound: str) -> bool:
    return bound not in SEVERITIES or SEVERITIES.index(severity) < SEVERITIES.index(bound)
