"""What the operators of a watch may want to hear of, beside what their rules are about."""

from typing import Literal, get_args

from msgspec import Struct

from monitor.model.post import Millis

Matter = Literal[
    "identity",
    "mass_deletion",
    "account",
    "dead_letter",
    "quarantine",
    "source_failing",
    "outbox_old",
    "disk",
    "silence",
]
MATTERS: tuple[Matter, ...] = get_args(Matter)

OPERATORS = "operators:"
"""How the rule of an alert to operators begins; no id in a watch file has a colon."""


class Incident(Struct, frozen=True):
    """One thing that happened, as it was recorded, without words.

    `about` is what it happened to: incidents of one matter about the same make one alert. What `what`, `before` and
    `after` hold depends on the matter: see `monitor.alerts.operators`, which puts it into words.
    """

    matter: Matter
    about: str
    at: Millis
    what: str = ""
    before: str = ""
    after: str = ""
    channel: int | None = None
