"""What a batch of updates changes about posts, once it is compared with what is stored."""

from typing import Literal

from msgspec import Struct

from monitor.model.post import Marks, Millis, Post


class Change(Struct, frozen=True):
    """One post that is new, complete(r), edited or gone, or whose counters came to what some rule waits for.

    `post` is as it stands afterwards (for "deleted": as last known). `key` is its row; `via` the kind of
    source that saw it. `before` is the text that an edit replaced. `reached` are the marks that "counted" is about.
    `revision` counts from 1.
    """

    kind: Literal["new", "completed", "edited", "deleted", "counted"]
    post: Post
    seen: Millis
    revision: int = 1
    key: int = 0
    via: str = "account"
    live: bool = True
    history: bool = False
    before: str = ""
    how: str = ""
    since: Millis | None = None
    reached: Marks = Marks()
