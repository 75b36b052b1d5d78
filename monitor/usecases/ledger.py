"""The ledger: who counts whom, where, and who says so; what agrees, and what does not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.errors import UsageError
from monitor.model import Millis, Standing
from monitor.store import look, retold
from monitor.store.engine import Engines
from monitor.stories.ledger import Entry, Fact, Verdict
from monitor.usecases.claims import ClaimLine
from monitor.usecases.graded import ClaimKey, graded, of_claims, of_stories
from monitor.usecases.moments import utc, when
from monitor.usecases.retelling import Member, Retold, Scene, known_entity, retold_of
from monitor.usecases.which_story import story_named

_MANY = 200  # stories that are read at once


class LedgerLine(ClaimLine, kw_only=True):
    """A claim as `monitor extract` prints it, with who says it, when, and what others say of the same.

    `who_ids`, `place_ids` and `by_ids` are the entities named in these parts, `who_implied` those that it counts
    though it does not name them (see `monitor.stories.implied`), `words` the words of the whole claim.
    `grade` is how reliable the channel is, and how credible the claim or else its story, as in B2; "" if nobody judged.
    `fact` counts the facts of the story from 1; `verdict` and `contested` are the fact's, see `monitor.stories.ledger`.
    `origin` is the first post of those that it comes from or that come from it; `copies` are other posts of this
    origin that say the same, `updates` the post whose lower number it replaces, `denied_by` posts that deny it.
    Without a watch file `side`, `grade` and `contested` are None: not known. No side contradicts another then.
    """

    words: str
    who_ids: list[str]
    who_implied: list[str]
    place_ids: list[str]
    by_ids: list[str]
    story: str
    fact: int
    verdict: Verdict
    contested: bool | None
    channel: str
    channel_id: int
    side: str | None
    grade: str | None
    message_id: int
    link: str
    date: datetime
    deleted: datetime | None
    origin: str
    copies: list[str]
    updates: str | None
    denied_by: list[str]


async def of_entity(
    engines: Engines, entity: str, scene: Scene, since: Millis = 0, until: Millis | None = None, story: str = ""
) -> list[LedgerLine]:
    """Every claim of a stretch of time that counts an entity, is about a place, or is said by it; in order of facts.

    The verdict on a fact is that of all that its story says, whenever it was said; `until` itself is left out.

    Raises:
        NotFoundError: no such entity or story.
        UsageError: the stretch is empty, or `story` names none.
    """
    if until is not None and until <= since:
        raise UsageError("--to lies before --from; name a stretch such as --from 2024-12-14 --to 2024-12-17")
    async with engines.reading() as connection:
        await known_entity(connection, entity, scene)
        if story:
            numbers: Sequence[int] = [await story_named(connection, story)]
        else:
            numbers = await retold.naming(connection, entity, since, until)
        told: list[Retold] = []
        for start in range(0, len(numbers), _MANY):
            told += await retold_of(connection, numbers[start : start + _MANY], scene)
        grades = await grades_of(connection, told)
    told.sort(key=lambda one: one.members[0].order)
    lines = (line for one in told for line in lines_of(one, grades) if entity in _concerned(line))
    return [line for line in lines if since <= _moment(line) and (until is None or _moment(line) < until)]


@dataclass(frozen=True)
class Grades:
    """What people said of claims, by post, revision and number, and of stories."""

    claims: Mapping[ClaimKey, Standing] = field(default_factory=dict)
    stories: Mapping[int, Standing] = field(default_factory=dict)

    def code(self, story: int, member: Member, number: int) -> str:
        """Of one claim, as in B2; "" where nobody has judged the channel, the claim or the story."""
        which = (member.key, member.row["revision"], number)
        return graded(member.reliability, self.claims.get(which) or self.stories.get(story))


async def grades_of(connection: look.Connection, told: Iterable[Retold]) -> Grades:
    """What people said of stories and of the claims in them."""
    stories = list(told)
    posts = {row for story in stories for row in story.by_row}
    return Grades(await of_claims(connection, posts), await of_stories(connection, [one.number for one in stories]))


def lines_of(story: Retold, grades: Grades) -> Iterator[LedgerLine]:
    """All claims of a story, fact by fact."""
    for number, fact in enumerate(story.facts, 1):
        for entry in fact.entries:
            yield _line(story, number, fact, entry, grades)


def _line(story: Retold, number: int, fact: Fact, entry: Entry, grades: Grades) -> LedgerLine:
    member = story.by_row[entry.statement.post]
    first = next(one for one in story.members if one.origin == member.origin)
    return LedgerLine(
        **_said(member, entry),
        story=f"s{story.number}",
        fact=number,
        verdict=fact.verdict,
        contested=fact.contested if story.known else None,
        channel=member.name.rpartition("/")[0],
        channel_id=member.row["channel"],
        side=member.spoken if story.known else None,
        grade=grades.code(story.number, member, entry.statement.number) if story.known else None,
        message_id=member.row["id"],
        link=member.row["link"],
        date=when(member.order[0]),
        deleted=utc(member.row["deleted"]),
        origin=first.name,
        copies=_names(story, entry.copies),
        updates=None if entry.updates is None else story.by_row[entry.updates].name,
        denied_by=_names(story, fact.denials),
    )


def _said(member: Member, entry: Entry) -> dict[str, Any]:
    number = entry.statement.number
    claim, figure = member.claims[number], member.figures[number]
    said = ClaimLine.of(claim, member.row["text"], member.row["revision"])
    values = {name: getattr(said, name) for name in ClaimLine.__struct_fields__}
    return {
        **values,
        "words": member.row["text"][slice(*claim.about)],
        "who_ids": list(figure.who),
        "who_implied": [] if figure.who else list(entry.statement.figure.who),
        "place_ids": list(figure.places),
        "by_ids": list(figure.by),
    }


def _names(story: Retold, rows: Iterable[int]) -> list[str]:
    return [story.by_row[row].name for row in rows]


def _concerned(line: LedgerLine) -> set[str]:
    return {*line.who_ids, *line.who_implied, *line.place_ids, *line.by_ids}


def _moment(line: LedgerLine) -> Millis:
    return round(line.date.timestamp() * 1000)
