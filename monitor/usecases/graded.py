"""What holds of a story and of the claims in it, who says so, and how it is corroborated."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import CREDIBLE, Credibility, Opinion, Reliability, Ruling, Standing, grade
from monitor.store import look, opinions, storied
from monitor.store.engine import Engines
from monitor.stories.corroboration import Corroboration, Voice, corroboration, in_words, repeats
from monitor.stories.standing import standing
from monitor.usecases import posts
from monitor.usecases.desk import Desk, named
from monitor.usecases.moments import when
from monitor.usecases.posts import PostShown
from monitor.usecases.standing import StandingLine, by_claim, identity, standing_line
from monitor.usecases.which_story import story_named


class OpinionLine(Struct, omit_defaults=True):
    """What one person said. `story` is the number that the story had then."""

    story: str
    ruling: Ruling
    credibility: Credibility
    by: str
    at: datetime
    why: str
    link: str = ""


class SourceLine(Struct):
    """An independent origin: the channel of its first post. `grade` is both codes, as in B2; "" if nobody judged it.

    `repeats` is the first post of a channel that tells of it once more: it is not counted again.
    Where posts only say that an entity says so, and none of its channel is among them, the origin is the entity:
    `quoted_by` then are the channels that quote it.
    """

    channel: str
    link: str
    side: str
    reliability: str
    grade: str
    deleted: bool
    quoted_by: list[str] = []
    repeats: str = ""


class ClaimVerdict(Struct):
    """A claim that people graded. `claim` names it as `--claim` takes it; `words` is None where they were erased."""

    claim: str
    channel: str
    words: str | None
    reliability: str
    grade: str
    standing: StandingLine
    history: list[OpinionLine]


class VerdictsShown(Struct):
    """All that people said of a story and of claims in it, the oldest first.

    `parts`: what was said of stories that have become part of it since; of the whole, it says nothing.
    """

    story: str
    standing: StandingLine
    corroboration: Corroboration
    corroborated: str
    sources: list[SourceLine]
    history: list[OpinionLine]
    parts: list[OpinionLine]
    claims: list[ClaimVerdict]


ClaimKey = tuple[int, int, int]
"""A claim: the row of its post, the revision, and its number there, counted from 0."""


async def of_stories(connection: look.Connection, numbers: Collection[int]) -> Mapping[int, Standing]:
    """What holds of stories, as far as anybody said anything of them: for those who show more of them than this."""
    said = await opinions.of_stories(connection, numbers)
    return {number: standing(everything) for number, everything in said.items()}


async def of_claims(connection: look.Connection, posts: Collection[int]) -> Mapping[ClaimKey, Standing]:
    """What holds of claims of posts (rows), as far as anybody graded them, in every revision that has them."""
    told = await opinions.of_posts(connection, posts)
    claimed = await storied.said(connection, told)
    found: dict[ClaimKey, Standing] = {}
    for post, everything in told.items():
        said = claimed.get(post, ())
        graded = {which: standing(history) for which, history in by_claim(everything, said).items()}
        for row in said:
            if (which := identity(said, row["revision"], row["number"])) in graded:
                found[post, row["revision"], row["number"]] = graded[which]
    return found


def graded(reliability: Reliability | None, holds: Standing | None) -> str:
    """ "B2", of a channel and what holds; "–2" where only the channel was not judged, "" where neither was."""
    if reliability is None and (holds is None or not holds.made):
        return ""
    return grade(reliability, holds.credibility if holds is not None else CREDIBLE["unverified"])


async def show(engines: Engines, written: str, desk: Desk) -> VerdictsShown:
    """All verdicts on a story and on claims of its posts. Raises as `story_named`."""
    async with engines.reading() as connection:
        story = await story_named(connection, written)
        rows = await storied.members(connection, story)
        keys = [row["post"] for row in rows]
        mine = await opinions.of_stories(connection, [story, *await storied.parts(connection, story)])
        of_claims = await opinions.of_posts(connection, keys)
        said = await storied.said(connection, of_claims)
    holds = standing(mine.get(story, ()))
    voices, sources = voiced(rows, desk, holds)
    told = corroboration(voices)
    return VerdictsShown(
        f"s{story}",
        standing_line(holds),
        told,
        in_words(told),
        sources,
        [_line(one) for one in mine.get(story, ())],
        [_line(one) for number in sorted(mine) if number != story for one in mine[number]],
        [one for row in rows for one in _claims(row, of_claims.get(row["post"], ()), said.get(row["post"], ()), desk)],
    )


async def show_post(engines: Engines, written: str, desk: Desk) -> PostShown:
    """A post as `posts.show` has it, with what a desk holds of its story. Raises as that does."""
    found = await posts.show(engines, written)
    if found.story is None:
        return found
    story = int(found.story[1:])
    async with engines.reading() as connection:
        rows = await storied.members(connection, story)
        holds = (await of_stories(connection, [story])).get(story)
    mine = (found.post.channel_id, found.post.message_id)
    row = next((row for row in rows if (row["channel"], row["message"]) == mine), None)
    reliability = desk.channel(row).reliability if row is not None else None
    code = graded(reliability, holds) if desk.known else None
    return replace(found, grade=code, standing=standing_line(holds) if holds else None)


def voiced(rows: Sequence[look.Row], desk: Desk, holds: Standing) -> tuple[list[Voice], list[SourceLine]]:
    """Who speaks in the origins of a story, given its posts in their order, and how they are shown."""
    by_origin: dict[int, list[look.Row]] = {}
    for row in rows:
        by_origin.setdefault(row["origin"], []).append(row)
    heard = [desk.heard(origin, some) for origin, some in by_origin.items()]
    again, links = repeats(voice for voice, _ in heard), {voice.origin: _place(row) for voice, row in heard}
    sources = [
        _source(by_origin[voice.origin], row, voice.quotes, links.get(again.get(voice.origin, -1), ""), desk, holds)
        for voice, row in heard
    ]
    return [voice for voice, _ in heard], sources


def _source(
    some: Sequence[look.Row], row: look.Row, quotes: str, again: str, desk: Desk, holds: Standing
) -> SourceLine:
    channel = desk.channel(row)
    code = grade(channel.reliability, holds.credibility) if channel.reliability else ""
    name, quoting = named(channel), list[str]()
    if quotes:
        quoting = list(dict.fromkeys(named(desk.channel(one)) for one in some))
        name = f"{desk.called(quotes)}, quoted by {len(quoting)}"
    return SourceLine(
        name, _place(row), desk.side(row), channel.reliability or "", code, row["deleted"] is not None, quoting, again
    )


def _claims(
    row: look.Row, everything: Sequence[Opinion], said: Sequence[look.Row], desk: Desk
) -> Sequence[ClaimVerdict]:
    channel = desk.channel(row)
    words = {identity(said, one["revision"], one["number"]): one["words"] for one in said}
    found = []
    for which, history in by_claim(everything, said).items():
        holds = standing(history)
        code = grade(channel.reliability, holds.credibility) if channel.reliability else ""
        name = f"{_place(row)}#{_number(said, history[-1])}"
        lines = [_line(one) for one in history]
        found.append(
            ClaimVerdict(
                name, named(channel), words.get(which), channel.reliability or "", code, standing_line(holds), lines
            )
        )
    return found


def _number(said: Sequence[look.Row], one: Opinion) -> int:
    """The number of a claim among those of its revision, counted from 1."""
    numbers = sorted(row["number"] for row in said if row["revision"] == one.revision)
    return numbers.index(one.claim) + 1 if one.claim in numbers else (one.claim or 0) + 1


def _place(row: look.Row) -> str:
    return row["link"] or f"{row['handle'] or row['channel']}/{row['message']}"


def _line(one: Opinion) -> OpinionLine:
    return OpinionLine(f"s{one.story}", one.ruling, CREDIBLE[one.ruling], one.by, when(one.at), one.why, one.link)
