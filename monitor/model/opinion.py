"""What people say of stories and claims, and what holds of it."""

from msgspec import Struct

from monitor.model.grading import CREDIBLE, Credibility, Ruling
from monitor.model.post import Millis


class Opinion(Struct, frozen=True):
    """What one person said of a story, or of one claim of a post. Never changed: a later one supersedes it.

    `story` is the number that the story had then. `post` (a row), `revision` and `claim` (counted from 0) name the
    claim, all None for the story as a whole. `people`: how many had to agree when it was said.
    """

    story: int
    ruling: Ruling
    by: str
    at: Millis
    why: str
    link: str = ""
    people: int = 1
    post: int | None = None
    revision: int | None = None
    claim: int | None = None


class Standing(Struct, frozen=True):
    """What holds by now. `made` are the opinions that made it hold; none: nobody has said anything that holds.

    `proposed` are opinions since then that too few people share, the newest of each person, in their order.
    """

    ruling: Ruling = "unverified"
    made: tuple[Opinion, ...] = ()
    proposed: tuple[Opinion, ...] = ()

    @property
    def credibility(self) -> Credibility:
        return CREDIBLE[self.ruling]
