"""Stories, the newest first: what is told, by how many independent origins, on which sides."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from monitor.model import Millis, Standing
from monitor.store import retold
from monitor.store.engine import Engines
from monitor.stories.ledger import Fact
from monitor.usecases.claims import ClaimLine
from monitor.usecases.graded import graded, of_stories
from monitor.usecases.moments import when
from monitor.usecases.retelling import Retold, Scene, known_entity, retold_of

_TITLE = 160  # letters


class StoryLine(Struct, omit_defaults=True):
    """A story. `first` and `last` are when its first and its last post were posted.

    `origins` are independent of each other; `sides` those of their channels, in the order in which they spoke.
    `entities` are what it names, what most origins name first; `headline` the claim that most origins make, None if
    it makes none; `title` are the first words of its first post that has any. `contested`: sides contradict each other
    in a fact. `grade` is how reliable the channel is that said it first, and how credible a desk holds the story, as in
    B2; `ruling` is the desk's word. Both are "" where nobody judged. Without a watch file `sides`, `contested` and
    `grade` are None: not known.
    """

    id: str
    first: datetime
    last: datetime
    posts: int
    origins: int
    sides: list[str] | None
    entities: list[str]
    headline: ClaimLine | None
    title: str
    contested: bool | None
    grade: str | None = ""
    ruling: str = ""


async def listed(
    engines: Engines,
    scene: Scene,
    most: int,
    *,
    entity: str = "",
    place: str = "",
    since: Millis = 0,
    alone: bool = False,
) -> list[StoryLine]:
    """The newest stories. `place` also means places near it.

    A post that nothing is tied to is a story by itself: these come if they are asked for by entity or place, or with
    `alone`.

    Raises:
        NotFoundError: no such entity.
        UsageError: `place` is an entity of another kind.
    """
    async with engines.reading() as connection:
        named = []
        if entity:
            named.append({await known_entity(connection, entity, scene)})
        if place:
            found = await known_entity(connection, place, scene, place=True)
            named.append(set(scene.gazetteer.around(found)))
        numbers = await retold.newest(connection, named, since, most, alone=alone or bool(named))
        holds = await of_stories(connection, numbers)
        return [line_of(one, holds.get(one.number)) for one in await retold_of(connection, numbers, scene)]


def line_of(story: Retold, holds: Standing | None) -> StoryLine:
    """A story in one line, with what a desk holds of it; None: nobody said anything."""
    first = story.voices[story.members[0].origin]
    moments = [one.order[0] for one in story.members]
    return StoryLine(
        id=f"s{story.number}",
        first=when(min(moments)),
        last=when(max(moments)),
        posts=len(story.members),
        origins=story.origins,
        sides=story.sides,
        entities=story.entities(),
        headline=headline_of(story),
        title=titled(one.row["text"] for one in story.members),
        contested=story.contested,
        grade=graded(first.reliability, holds) if story.known else None,
        ruling=holds.ruling if holds is not None and holds.made else "",
    )


def titled(texts: Iterable[str]) -> str:
    """What a story is called where nothing better is known: how its first post begins that has words."""
    return next((said[:_TITLE] for text in texts if (said := " ".join(text.split()))), "(no text)")


def headline_of(story: Retold) -> ClaimLine | None:
    """The first claim that stands of the fact that most origins tell of; of two such facts, the earlier."""
    told = [fact for fact in story.facts if fact.origins]
    if not told:
        return None
    return _first_of(story, max(told, key=lambda fact: fact.origins))


def _first_of(story: Retold, fact: Fact) -> ClaimLine:
    entry = next(entry for entry in fact.entries if not entry.statement.deleted)
    member = story.by_row[entry.statement.post]
    claim = member.claims[entry.statement.number]
    return ClaimLine.of(claim, member.row["text"], member.row["revision"])
