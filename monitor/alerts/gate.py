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
    if (ends := _quiet_until(receiver, severity, now)) is not None:
        return Wait("quiet", ends)
    budget = receiver.budget
    if budget is not None and (not budget.below or _below(severity, budget.below)):
        recent = [moment for moment in told if now - budget.window < moment <= now]
        if len(recent) >= budget.most:
            due = recent[-budget.most] + budget.window
            return Wait("budget", _quiet_until(receiver, severity, due) or due)
    return None


def latest(receiver: ReceiverSpec, held: HeldFor, now: Millis) -> Millis:
    """Until when at most something may wait for a receiver that waits now: until now, if it has no such policy."""
    if held == "digest" and receiver.digest is not None:
        return next_at(receiver.digest.at, receiver.digest.timezone, now)
    if held == "quiet":
        return _quiet_until(receiver, SEVERITIES[0], now) or now
    if held == "budget" and receiver.budget is not None:
        due = now + receiver.budget.window
        return _quiet_until(receiver, SEVERITIES[0], due) or due
    return now


def _quiet_until(receiver: ReceiverSpec, severity: Severity, moment: Millis) -> Millis | None:
    quiet = receiver.quiet
    if quiet is None or not _below(severity, quiet.below) or not within((quiet.hours,), moment):
        return None
    return end_of(quiet.hours, moment)


def _below(severity: Severity, bound: str) -> bool:
    return bound not in SEVERITIES or SEVERITIES.index(severity) < SEVERITIES.index(bound)
