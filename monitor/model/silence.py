"""What people say about alerts: silences, and what they do with one."""

from typing import Literal

from msgspec import Struct

from monitor.model.post import Millis


class Silence(Struct, frozen=True):
    """Somebody's word that some matches tell nothing for a time. Of `rule`, `channel` and `entity` all that are given
    must fit.

    `channel` is a channel's number, 0: any. `ends` is moved to where it was ended by hand. `matched` counts what it
    held, `last` is when. `told`: how far its end was announced: "", "soon", "over", or "idle" (it has held nothing for
    long).
    """

    id: str
    by: str
    comment: str
    created: Millis
    starts: Millis
    ends: Millis
    rule: str = ""
    channel: int = 0
    entity: str = ""
    matched: int = 0
    last: Millis | None = None
    told: str = ""


ActKind = Literal["acknowledged", "assigned", "closed"]


class Act(Struct, frozen=True):
    """What somebody did with an alert. `to`: whom it is assigned to."""

    alert: str
    kind: ActKind
    by: str
    at: Millis
    comment: str = ""
    to: str = ""
