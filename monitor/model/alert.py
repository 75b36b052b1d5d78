"""What becomes of a match: decisions, alerts, their notices, and the deliveries of these."""

from typing import Any, Literal

from msgspec import Struct

from monitor.model.match import Event, Evidence
from monitor.model.post import Millis

Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")

Reason = Literal[
    "new",  # opened an alert
    "update",  # added a notice to an open alert
    "below_interval",  # held; folds into the alert's next notice
    "window_not_reached",  # what `over` asks for has not come to pass
    "cooling_down",  # the rule's last alert is too recent
    "silenced",  # somebody said so, for a time
    "inhibited",  # an alert of another rule says it all
    "muted",  # not at this time (`mute`, `active`)
    "quiet_hours",  # in an alert, but every receiver's quiet hours hold its notice
    "held_for_digest",  # in an alert, but its notice waits for digests only
    "over_budget",  # in an alert, but the budgets of its receivers hold its notice
    "duplicate",  # nothing that the desk was not told already
    "not_wanted",  # `update_on` leaves this out
    "shadow",  # the rule only records
    "stale",  # older than `max_age`
    "history",  # from before the first contact, or a backfill
    "error",  # the rule failed on this post
]

NoticeKind = Literal[
    "opened",
    "matched",
    "edited",
    "no_longer_matches",
    "deleted",
    "corroborated",  # a further origin tells of the same
    "contradicted",  # another number, or a denial
    "continues",  # in another alert: both are of one story
    "desk",  # a person decided about its story, or graded it
    "escalated",  # nobody took it up
    "acknowledged",
    "assigned",
    "closed",
    "digest",  # what waited for a receiver's digest
    "quiet",  # what came in a receiver's quiet hours
    "budget",  # what was more than a receiver's budget
    "away",
    "late",
    "reported",
]


HeldFor = Literal["", "quiet", "digest", "budget"]
"""Why a notice does not go to a receiver at once."""


class Decision(Struct, frozen=True):
    """Why a match did or did not make a notice."""

    reason: Reason
    at: Millis
    alert: str = ""
    detail: str = ""


class Alert(Struct, frozen=True):
    """A thread about one (rule, group), open from its first match to `close_after` without one.

    `id` is a hash of its origin, so that a transaction that is tried again makes the same alert.
    `held` counts matches that wait for `next_due`. `escalates`: when it goes to further receivers, unless somebody
    takes it up, and `escalated` when it did; `acknowledged` is when somebody took it up, `assigned` to whom.
    """

    id: str
    rule: str
    group: str
    title: str
    severity: Severity
    opened: Millis
    last_match: Millis
    closes: Millis
    notices: int = 0
    last_notice: Millis = 0
    held: int = 0
    next_due: Millis | None = None
    closed: Millis | None = None
    escalates: Millis | None = None
    escalated: Millis | None = None
    acknowledged: Millis | None = None
    assigned: str = ""


class Excerpt(Struct, frozen=True):
    """One post as a notice shows it. `evidence` offsets point into `text`, the text as posted."""

    channel: str
    handle: str
    side: str
    labels: tuple[str, ...]
    post: int
    link: str
    text: str
    posted: Millis
    seen: Millis
    event: Event = "new"
    evidence: tuple[Evidence, ...] = ()
    media: tuple[str, ...] = ()
    forward: str = ""
    before: str = ""
    late: Millis = 0
    note: str = ""
    reliability: str = ""


class Notice(Struct, frozen=True):
    """One message about an alert, in neutral form: a sink turns it into its platform's.

    `number` counts from 1 within the alert; 1 opens it. `lines` stand between the headline and the
    excerpts. `folded` are the numbers of older notices that this one stands in for; `newest` is then the kind of the
    last of all.
    """

    alert: str
    number: int
    kind: NoticeKind
    rule: str
    title: str
    severity: Severity
    created: Millis
    lines: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    opened: Millis = 0
    folded: tuple[int, ...] = ()
    more: int = 0
    newest: NoticeKind | None = None


class Delivery(Struct, frozen=True):
    """That a notice is owed to one entry of a receiver.

    `key` is the same over retries and crashes, so that a receiver can drop a repeat. `thread` is what
    the entry's sink answered for earlier notices of this alert (a message to reply to). One that is `held` waits until
    `due` (0: from `created` on it is owed), and then goes as part of a summary.
    """

    key: str
    alert: str
    number: int
    receiver: str
    entry: str
    attempts: int = 0
    created: Millis = 0
    thread: dict[str, Any] = {}
    held: HeldFor = ""
    due: Millis = 0


class Receipt(Struct, frozen=True):
    """What a sink got back. `thread` is merged into what is kept for the alert's later notices."""

    status: str = "ok"
    thread: dict[str, Any] = {}


class Reach(Struct, frozen=True):
    """Whether an entry can be reached: since when it cannot (None: it can), and when it is probed next."""

    since: Millis | None = None
    probe: Millis = 0


class Outcome(Struct, frozen=True):
    """What became of one attempt: sent, unavailable (tried again at `retry_at`, or given up) or rejected (dead).

    `told`: the wait is no step of our schedule, because the other side named it itself, or the attempt was a probe of
    an entry out of reach. `reach`: what it changed about that; None where it changed nothing.
    """

    key: str
    result: Literal["sent", "unavailable", "rejected"]
    at: Millis
    took: int
    detail: str = ""
    retry_at: Millis | None = None
    told: bool = False
    thread: dict[str, Any] = {}
    disable: bool = False
    reach: Reach | None = None
