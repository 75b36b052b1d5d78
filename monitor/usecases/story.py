"""One story in order: where its posts come from, who was first, what they claim, and what people decided about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from monitor.model import Forward, Link, Standing, StoryReason
from monitor.store import decided, look, retold, storied
from monitor.store.engine import Engines
from monitor.stories.corroboration import Corroboration, corroboration, in_words
from monitor.usecases.graded import graded
from monitor.usecases.ledger import LedgerLine, grades_of, lines_of
from monitor.usecases.moments import shaped, utc, when
from monitor.usecases.retelling import Member, Retold, Scene, retold_of
from monitor.usecases.standing import StandingLine, standing_line
from monitor.usecases.stories import StoryLine, line_of
from monitor.usecases.which_story import story_number, story_of


class Tie(Struct):
    """Why a post belongs to another: `to` is that post, `score` in (0, 1], `detail` in words what they share."""

    reason: StoryReason
    to: str
    score: float
    detail: str


class Told(Struct):
    """A post of a story. `edits` are when it was edited; `after` is in seconds behind the first post of the story.

    `side` is None where it is not known, without a watch file. `denies` are the facts of the ledger that it denies; an
    empty list where its words deny something that no claim stands for, None where they deny nothing.
    """

    post: str
    link: str
    side: str | None
    date: datetime
    after: float
    text: str
    edits: list[datetime]
    deleted: datetime | None
    erased: datetime | None
    denies: list[int] | None


class CopyTold(Told, kw_only=True):
    """A copy, and what ties it to its origin; `because` is None where that is not stored any more."""

    because: Tie | None


class OriginTold(Told, kw_only=True):
    """Where posts come from, told by the earliest of them that is stored.

    `repeats` is the post with which the same voice spoke first: this one tells of it once more, and is not counted;
    "" for an independent origin.
    `came_from` is that post, or what the header of its forward names where that is not stored, or the post of whom it
    quotes. `because` is what ties it to the story: None for one that opened it, and where `by_hand` a person decided.
    `quotes` is the entity whose words these are, if nobody of the origin speaks for themselves: it is quoted by the
    channels `quoted_by`. `grade` is how reliable the channel is that speaks, and how credible the desk holds the story,
    as in B2; "" where nobody judged, None where that is not known, without a watch file.
    """

    repeats: str
    came_from: str
    opened: bool
    by_hand: bool
    because: Tie | None
    copies: list[CopyTold]
    quotes: str
    quoted_by: list[str]
    grade: str | None


class SideTold(Struct):
    """Who was first on a side, `after` so many seconds behind the first post of the story."""

    side: str
    post: str
    date: datetime
    after: float


class DecisionTold(Struct):
    """A decision of a person: `split` made `other` of `posts` of `story`, `merge` made `other` part of `story`."""

    id: str
    verb: str
    story: str
    other: str
    posts: list[str]
    at: datetime
    by: str
    why: str
    released: datetime | None
    released_by: str | None
    released_why: str | None


class StoryShown(Struct):
    """A story. `asked` is the id that was asked for, where that became part of this one; `parts` are such ids.

    `first_on` is None where sides are not known, without a watch file.
    `standing` is what the desk holds of it; `corroboration` and `corroborated` say how its origins bear each other out.
    """

    story: StoryLine
    asked: str
    parts: list[str]
    standing: StandingLine
    corroboration: Corroboration
    corroborated: str
    first_on: list[SideTold] | None
    origins: list[OriginTold]
    ledger: list[LedgerLine]
    decisions: list[DecisionTold]


async def show(engines: Engines, written: str, scene: Scene) -> StoryShown:
    """The story that an id or one of its posts means; what became part of another is shown as that.

    Raises:
        NotFoundError: there is no such story or post.
        UsageError: it names neither.
    """
    called = story_number(written)
    async with engines.reading() as connection:
        number = await story_of(connection, called)
        story = (await retold_of(connection, [number], scene))[0]
        keys = set(story.by_row)
        links = await retold.links_among(connection, keys)
        edits: dict[int, list[datetime]] = {}
        for row, _, replaced in await retold.edits_of(connection, keys):
            edits.setdefault(row, []).append(when(replaced))
        decisions = await _decisions(connection, story)
        parts = sorted(await storied.parts(connection, number))
        grades = await grades_of(connection, [story])
    holds = grades.stories.get(number)
    borne_out = corroboration(story.heard, known=story.known)
    return StoryShown(
        story=line_of(story, holds),
        asked=f"s{called}" if isinstance(called, int) and called != number else "",
        parts=[f"s{part}" for part in parts],
        standing=standing_line(holds or Standing()),
        corroboration=borne_out,
        corroborated=in_words(borne_out),
        first_on=_first_on(story) if story.known else None,
        origins=_origins(story, links, edits, holds, scene),
        ledger=list(lines_of(story, grades)),
        decisions=decisions,
    )


def _first_on(story: Retold) -> list[SideTold]:
    start, found = story.members[0].order[0], {}
    for one in story.members:
        if one.spoken and one.spoken not in found:
            moment = one.order[0]
            found[one.spoken] = SideTold(one.spoken, one.name, when(moment), (moment - start) / 1000)
    return list(found.values())


def _origins(
    story: Retold,
    links: Sequence[Link],
    edits: Mapping[int, list[datetime]],
    holds: Standing | None,
    scene: Scene,
) -> list[OriginTold]:
    by_origin: dict[int, list[Member]] = {}
    for one in story.members:
        by_origin.setdefault(one.origin, []).append(one)
    return [_origin(story, members, links, edits, holds, scene) for members in by_origin.values()]


def _origin(
    story: Retold,
    members: Sequence[Member],
    links: Sequence[Link],
    edits: Mapping[int, list[datetime]],
    holds: Standing | None,
    scene: Scene,
) -> OriginTold:
    first, *others = members
    speaking = story.voices[first.origin]
    quotes = scene.gazetteer.name(speaking.quotes) if speaking.quotes else ""
    quoting = list(dict.fromkeys(one.name.rpartition("/")[0] for one in members)) if quotes else []
    mine = {one.key for one in members}
    events = [link for link in links if link.reason == "event" and (link.a in mine) != (link.b in mine)]
    to_cores = [link for link in events if story.by_row[link.b if link.a in mine else link.a].core]
    joined = None if first.core or first.fixed else max(to_cores, key=lambda link: link.score, default=None)
    far = first.key if joined is None else (joined.a if joined.b in mine else joined.b)
    return OriginTold(
        **_told(first, story, edits),
        repeats=story.voices[story.repeats[first.origin]].name if first.origin in story.repeats else "",
        came_from=_source(first.forward) or speaking.name,
        opened=first.core,
        by_hand=first.fixed,
        because=None if joined is None else _tie(joined, story.by_row[far]),
        copies=[CopyTold(**_told(one, story, edits), because=_copied(one, story, links)) for one in others],
        quotes=quotes,
        quoted_by=quoting,
        grade=graded(speaking.reliability, holds) if story.known else None,
    )


def _copied(one: Member, story: Retold, links: Sequence[Link]) -> Tie | None:
    """The strongest link of a copy, if there is one to an earlier post of its origin: that."""
    found = []
    for link in links:
        if link.reason == "event" or one.key not in (link.a, link.b):
            continue
        other = story.by_row[link.a if link.b == one.key else link.b]
        if other.origin == one.origin:
            found.append((other.order > one.order, -link.score, other.order, link, other))
    if not found:
        return None
    _, _, _, link, other = min(found, key=lambda each: each[:3])
    return _tie(link, other)


def _tie(link: Link, other: Member) -> Tie:
    return Tie(link.reason, other.name, link.score, link.detail)


def _source(forward: Forward | None) -> str:
    """What the header of a forward names; "" if there is none."""
    if forward is None:
        return ""
    named = forward.handle or forward.name or (str(forward.channel) if forward.channel is not None else "")
    if not named:
        return "a hidden author"
    return named if forward.message_id is None else f"{named}/{forward.message_id}"


def _told(one: Member, story: Retold, edits: Mapping[int, list[datetime]]) -> dict[str, Any]:
    moment = one.order[0]
    return {
        "post": one.name,
        "link": one.row["link"],
        "side": one.side if story.known else None,
        "date": when(moment),
        "after": (moment - story.members[0].order[0]) / 1000,
        "text": one.row["text"],
        "edits": edits.get(one.key, []),
        "deleted": utc(one.row["deleted"]),
        "erased": utc(one.row["erased"]),
        "denies": story.denies(one),
    }


async def _decisions(connection: look.Connection, story: Retold) -> list[DecisionTold]:
    found = []
    for row in await decided.about(connection, set(story.by_row)):
        named = [await retold.name_of(connection, post) for post in await retold.named_in(connection, row["key"])]
        more = {"id": f"d{row['key']}", "story": f"s{row['story']}", "other": f"s{row['other']}", "posts": named}
        found.append(shaped(DecisionTold, row, **more, released=utc(row["released"])))
    return found
