"""Looking posts up, and handing them out."""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from monitor.errors import NotFoundError, UsageError
from monitor.meant import meant
from monitor.model import Caption, Counters, Evidence, Forward, Markup, Media, Millis, Post
from monitor.store import look
from monitor.store.engine import Engines
from monitor.usecases import counting, files
from monitor.usecases.claims import ClaimLine
from monitor.usecases.counting import CountLine
from monitor.usecases.differing import Piece, differences
from monitor.usecases.files import FileLine
from monitor.usecases.moments import in_full, shaped, utc
from monitor.usecases.standing import StandingLine

_PAGE = 500
_UNCOUNTED = Counters()
_HOW = {"update": "told by the source", "reread": "re-read"}
_LINK = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?(?P<place>c/\d+|\w+)/(?P<number>\d+)/?(?:\?.*)?")
_PLAIN = re.compile(r"(?P<place>.+?)/(?P<number>\d+)")


class RevisionLine(Struct):
    """What a post said before."""

    number: int
    text: str
    seen: datetime
    edited: datetime | None
    replaced: datetime
    media: tuple[Media, ...]
    markup: tuple[Markup, ...] = ()


class RevisionShown(RevisionLine, kw_only=True):
    """A revision with what the next one made of it, in reading order."""

    changes: list[Piece]


class PostLine(Struct, omit_defaults=True):
    """A post as it is handed out: the fields of a file of posts, then what we know of it.

    `channel` is the handle, or the title where there is none. Offsets point into `text`. `revision` counts from 1;
    an export has the earlier `revisions` too.
    """

    channel_id: int
    channel: str
    message_id: int
    date: datetime | None
    text: str
    markup: tuple[Markup, ...] = ()
    media: tuple[Media, ...] = ()
    forward: Forward | None = None
    reply_to: int | None = None
    author: str = ""
    edited: datetime | None = None
    group: int | None = None
    parts: tuple[int, ...] = ()
    captions: tuple[Caption, ...] = ()
    counters: Counters | None = None
    link: str = ""
    title: str = ""
    seen: datetime | None = None
    via: str = ""
    revision: int = 1
    deleted: datetime | None = None
    deleted_how: str | None = None
    deleted_since: datetime | None = None
    erased: datetime | None = None
    erased_why: str | None = None
    revisions: tuple[RevisionLine, ...] = ()


class MatchLine(Struct):
    """That a rule held for a post. `holds`: it still does."""

    rule: str
    event: str
    revision: int
    at: datetime
    holds: bool
    alert: str | None
    evidence: tuple[Evidence, ...]


class DecisionLine(Struct):
    """Why a match was told or was not."""

    rule: str
    event: str
    reason: str
    at: datetime
    alert: str
    notice: int | None
    detail: str


class PostShown(Struct):
    """A post with its past and what became of it. `counts` are its counters over time, the newest stand in `post`.

    `files` are those that were wanted of it, whatever became of them. `story` is that which it is part of, None for
    a comment. `grade` is how reliable its channel is, and how credible a desk holds the story, as in B2, "" where
    nobody judged; `standing` is what the desk holds, None where nobody said anything of the story.
    """

    post: PostLine
    files: list[FileLine]
    counts: list[CountLine]
    revisions: list[RevisionShown]
    claims: list[ClaimLine]
    matches: list[MatchLine]
    decisions: list[DecisionLine]
    story: str | None = None
    grade: str = ""
    standing: StandingLine | None = None


class Found(Struct):
    """What a search brought. `behind`: how many of the newest posts the search does not know yet."""

    posts: list[PostLine]
    behind: int


async def search(engines: Engines, query: str, most: int, channel: str = "", since: Millis = 0) -> Found:
    """The newest posts that hold all words of a query; a word that ends in `*` is a beginning.

    Raises:
        NotFoundError: no such channel.
        UsageError: there is no word in the query.
    """
    if not any(letter.isalnum() for letter in query):
        raise UsageError("the query holds no word; write the words to look for, as in `monitor posts search 'Курськ'`")
    async with engines.reading() as connection:
        number = await channel_number(connection, channel) if channel else None
        rows = await look.found_posts(connection, query, most, number, since)
        return Found([_line(row) for row in rows], await look.not_indexed(connection))


async def show(engines: Engines, written: str) -> PostShown:
    """The post that `CHANNEL/ID` or a link means.

    Raises:
        NotFoundError: it is not stored.
        UsageError: it names no post.
    """
    async with engines.reading() as connection:
        row = await stored_post(connection, written)
        return shown_post(row, await files.place_of(connection, engines))


def shown_post(row: Mapping[str, Any], place: Callable[[str], str]) -> PostShown:
    """A row of `stored_post` as it is handed out. `place` tells where a file lies."""
    texts = [item["text"] for item in row["revisions"]] + [row["post"].text]
    revisions = zip(row["revisions"], texts[1:], strict=True)
    return PostShown(
        _line(row),
        files.lines(row["files"], place),
        counting.lines(row["counts"]),
        [shaped(RevisionShown, item, changes=differences(item["text"], newer)) for item, newer in revisions],
        _claims(row),
        [shaped(MatchLine, item, holds=bool(item["holds"])) for item in row["matches"]],
        [shaped(DecisionLine, item) for item in row["decisions"]],
        f"s{row['story']}" if row["story"] is not None else None,
    )


def gone_in_words(post: PostLine) -> str:
    """Between which moments a post was deleted, and how we know; empty if it was not."""
    if post.deleted is None:
        return ""
    seen = f"seen at {in_full(post.deleted_since)}, " if post.deleted_since else ""
    return f"{seen}gone by {in_full(post.deleted)} ({_HOW.get(post.deleted_how or '', post.deleted_how)})"


async def export(engines: Engines, channel: str = "", since: Millis = 0) -> AsyncIterator[PostLine]:
    """All posts but erased ones in the order in which they were stored, page by page; no page holds up whoever writes.

    Raises:
        NotFoundError: no such channel.
    """
    number, key = None, 0
    if channel:
        async with engines.reading() as connection:
            number = await channel_number(connection, channel)
    while True:
        async with engines.reading() as connection:
            rows = await look.posts_after(connection, key, _PAGE, since, number)
        for row in rows:
            if row["erased"] is not None:
                continue  # nothing is left to be handed out
            yield replace(_line(row), revisions=tuple(shaped(RevisionLine, item) for item in row["revisions"]))
        if len(rows) < _PAGE:
            return
        key = rows[-1]["key"]


async def stored_post(connection: look.Connection, written: str) -> Mapping[str, Any]:
    """The row of a post, with revisions, matches and decisions. Raises as `show`."""
    found = _LINK.fullmatch(written.strip()) or _PLAIN.fullmatch(written.strip())
    if found is None:
        raise UsageError(f"{written!r} names no post; write CHANNEL/ID as in DIUkraine/4711, or its link")
    channel = await channel_number(connection, found["place"].removeprefix("c/"))
    message = int(found["number"])
    number = await look.number_of(connection, channel, message) if message < 2**63 else None
    row = None if number is None else await look.one_post(connection, channel, number)
    if row is None:
        raise NotFoundError(
            f"post {message} of {found['place']} is not stored; `monitor backfill {found['place']} --since DATE`"
            " reads older posts of a channel"
        )
    return row


async def channel_number(connection: look.Connection, name: str) -> int:
    """The id of a channel by handle, title or id.

    Raises:
        NotFoundError: no such channel is stored.
    """
    rows = await look.channels_called(connection, name)
    if not rows:
        raise NotFoundError(f"no channel {name!r} is stored{await _nearest(connection, name)}")
    return int(rows[0]["id"])


async def _nearest(connection: look.Connection, name: str) -> str:
    known: Sequence[str] = [row["handle"] or str(row["id"]) for row in (await look.states(connection))["channels"]]
    near = meant(name, known)
    if near:
        return f"; did you mean {near}?"
    return "; `monitor status` lists those that are" if known else "; nothing has been read yet, start `monitor run`"


def _claims(row: Mapping[str, Any]) -> list[ClaimLine]:
    """What every revision claims, the oldest first."""
    texts = {item["number"]: item["text"] for item in row["revisions"]} | {row["revision"]: row["post"].text}
    return [
        ClaimLine.of(claim, texts[revision], revision)
        for revision, claims in row["claims"].items()
        for claim in claims
        if revision in texts
    ]


def _line(row: Mapping[str, Any]) -> PostLine:
    post: Post = row["post"]
    return PostLine(
        channel_id=post.channel,
        channel=row["handle"] or row["title"] or str(post.channel),
        message_id=post.id,
        date=utc(post.posted),
        text=post.text,
        markup=post.markup,
        media=post.media,
        forward=post.forward,
        reply_to=post.reply_to,
        author=post.author,
        edited=utc(post.edited),
        group=post.group,
        parts=post.parts,
        captions=post.captions,
        counters=post.counters if post.counters != _UNCOUNTED else None,
        link=post.link,
        title=row["title"],
        seen=utc(row["seen"]),
        via=row["via"],
        revision=row["revision"],
        deleted=utc(row["deleted"]),
        deleted_how=row["deleted_how"],
        deleted_since=utc(row["deleted_since"]),
        erased=utc(row["erased"]),
        erased_why=row["erased_why"],
    )
