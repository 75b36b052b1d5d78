"""That a rule held for a post, and why."""

from typing import Literal

from msgspec import Struct

Wanted = Literal["new", "edited", "deleted"]
"""What a rule may want of posts."""

Event = Literal[Wanted, "reached"]
"""On what occasion a rule held. "reached": a counter came to what the rule waits for; that is new to the rule."""


class Evidence(Struct, frozen=True):
    """What made a condition hold.

    `condition` is its kind, `what` the word, pattern or value as the watch file has it. For text,
    `[start, end)` is where it stands in the text as posted and `found` the words there; for anything
    else (a media kind, a link) `start` is None and `found` says it in words.
    """

    condition: str
    what: str
    found: str
    start: int | None = None
    end: int | None = None
    field: str = "text"


class Match(Struct, frozen=True):
    """A rule held for a post. Its identity is (rule, post)."""

    rule: str
    channel: int
    post: int
    event: Event
    evidence: tuple[Evidence, ...]
