"""What a desk wants of its alerts: when they open, whom they reach and when, and what holds them back."""

from typing import Literal

from msgspec import Struct
from pydantic import SecretStr

UpdateOn = Literal["matched", "edited", "deleted", "corroborated", "contradicted", "acknowledged", "assigned", "closed"]
UPDATES: tuple[UpdateOn, ...] = ("matched", "edited", "deleted", "corroborated", "contradicted")
"""What makes a further notice of an alert, where nothing else is said."""

GroupBy = Literal["story", "rule", "channel", "entity"]
Equal = Literal["channel", "story", "entity"]
Unless = Literal["acknowledged", "assigned"]


class EscalateSpec(Struct, frozen=True):
    """`escalate:`: an alert that is still open and not `unless` goes to further receivers, `after` (ms) it was told."""

    after: int
    to: tuple[str, ...]
    unless: Unless = "acknowledged"


class AlertPolicy(Struct, frozen=True):
    """`alert:` of a rule. Durations in milliseconds.

    `cooldown_most`: over `cooldown`, the cooldown doubles up to it while alerts keep coming as soon as they may.
    `mute` and `active` name times (`times:`): the rule tells nothing in the first, and only in the second.
    """

    group_by: GroupBy = "story"
    wait: int = 0
    every: int = 300_000
    cooldown: int = 0
    cooldown_most: int = 0
    close_after: int = 86_400_000
    update_on: frozenset[str] = frozenset(UPDATES)
    max_age: int = 21_600_000
    shadow: bool = False
    escalate: EscalateSpec | None = None
    mute: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


class OverSpec(Struct, frozen=True):
    """`over:` of a rule: what a story has to come to before the rule alerts. `within` in ms.

    `origins` independent ones, whose channels have `sides` different sides, posted within that time; or, with
    `change`, a claim that takes another number, is denied or contradicted within that time.
    """

    origins: int = 0
    sides: int = 0
    change: bool = False
    within: int = 86_400_000


class InhibitSpec(Struct, frozen=True):
    """While rule `when` has an open alert, matches of the rules in `mutes` tell nothing.

    `equal`: only where a match of the open alert was of the same channel, story or entity (each that is named).
    """

    when: str
    mutes: tuple[str, ...]
    equal: tuple[Equal, ...] = ()


class Recurrence(Struct, frozen=True):
    """A time that comes again: all that is given must hold, by the clocks of `timezone` (IANA).

    `start` and `end` are minutes of the day, `end` not included; where `start` is not before `end` it lasts over
    midnight, and the day is the one it began on. `weekdays`: 0 is Monday. `days` of the month: 1 to 31, -1 to -31 from
    its end, or a pair of both, from that day to that. Empty: any.
    """

    timezone: str
    start: int = 0
    end: int = 1440
    weekdays: frozenset[int] = frozenset()
    days: frozenset[int | tuple[int, int]] = frozenset()
    months: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()


class QuietSpec(Struct, frozen=True):
    """`quiet:` of a receiver: in these hours, what is below a severity waits for their end, and comes as one."""

    hours: Recurrence
    below: str = "critical"


class BudgetSpec(Struct, frozen=True):
    """`budget:` of a receiver: so many notices in `window` (ms); more wait and come as one.

    `below`: what is this grave or more is never held, but counts. "": all is.
    """

    most: int = 60
    window: int = 3_600_000
    below: str = ""


class DigestSpec(Struct, frozen=True):
    """`digest:` of a receiver: notices of these severities come only there, at the times of a cron expression."""

    at: str
    timezone: str
    of: frozenset[str]


class HeartbeatSpec(Struct, frozen=True):
    """`heartbeat:`: an address that is called every so often (ms) while all is well."""

    url: SecretStr
    every: int = 60_000
    allow_private: bool = False
