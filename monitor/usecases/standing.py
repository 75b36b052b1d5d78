"""What holds of a story or a claim: what all share who look into verdicts."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from monitor.model import CREDIBILITY, Credibility, Opinion, Ruling, Standing
from monitor.store import look
from monitor.stories.standing import needed
from monitor.usecases.moments import when

Identity = tuple[object, ...]
"""What makes a claim of a post the same claim in another revision."""


class Proposal(Struct):
    """What some say, and how many more have to say so before it holds."""

    ruling: Ruling
    by: list[str]
    needs: int


class StandingLine(Struct):
    """What holds: `credibility` is a figure of the Admiralty code, `meaning` its words; `by`: who made it hold."""

    ruling: Ruling
    credibility: Credibility
    meaning: str
    by: list[str]
    since: datetime | None
    proposed: list[Proposal]


def identity(said: Sequence[look.Row], revision: int | None, claim: int | None) -> Identity:
    """A claim stays the same over edits that leave its words alone; of one whose words are gone, its number is left."""
    for row in said:
        if (row["revision"], row["number"]) == (revision, claim):
            return (row["kind"], row["min"], row["max"], row["words"])
    return (revision, claim)


def by_claim(everything: Sequence[Opinion], said: Sequence[look.Row]) -> dict[Identity, list[Opinion]]:
    """What was said of the claims of one post, claim by claim. `said` are its claims in all revisions."""
    found: dict[Identity, list[Opinion]] = {}
    for one in everything:
        found.setdefault(identity(said, one.revision, one.claim), []).append(one)
    return found


def standing_in_words(holds: StandingLine) -> str:
    """ "confirmed (1: confirmed by other sources) by Olena, Taras; disputed: proposed by Ivan, needs one more"."""
    by = f" by {', '.join(holds.by)}" if holds.by else ""
    said = [f"{holds.ruling} ({holds.credibility}: {holds.meaning}){by}"]
    for one in holds.proposed:
        more = "one" if one.needs == 1 else str(one.needs)
        said.append(f"{one.ruling}: proposed by {', '.join(one.by)}, needs {more} more")
    return "; ".join(said)


def standing_line(holds: Standing) -> StandingLine:
    """What holds, as it is handed out."""
    words = dict.fromkeys(one.ruling for one in holds.proposed)
    proposed = [
        Proposal(word, [one.by for one in holds.proposed if one.ruling == word], needed(holds, word)) for word in words
    ]
    since = when(holds.made[-1].at) if holds.made else None
    meaning = CREDIBILITY[holds.credibility]
    by = [one.by for one in holds.made]
    return StandingLine(holds.ruling, holds.credibility, meaning, by, since, proposed)
