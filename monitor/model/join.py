"""Channels that an account is to join, one after the other."""

from typing import Literal

from msgspec import Struct

from monitor.model.post import Millis


class Join(Struct, frozen=True):
    """A channel in the queue of an account; `handle` is in lower case.

    `asked` is when it was queued, and its place in the queue. `due` is when it is its turn, known of the first only;
    of one that was refused, when it is queued again. `detail` says what it waits for, or why it was refused.
    """

    account: str
    handle: str
    asked: Millis
    state: Literal["waiting", "refused"] = "waiting"
    due: Millis | None = None
    detail: str = ""
