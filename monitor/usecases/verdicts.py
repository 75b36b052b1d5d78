"""Grading stories and claims: what a desk holds true, who says so, and why."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from monitor.errors import UsageError
from monitor.model import RULINGS, Desked, Millis, Opinion, Ruling, Standing
from monitor.store import deskwork, look, opinions, storied
from monitor.stories.standing import needed, standing
from monitor.usecases.posts import stored_post
from monitor.usecases.standing import StandingLine, by_claim, identity, standing_line
from monitor.usecases.which_story import story_named

_LONGEST = {"--by": 100, "--why": 2_000, "--link": 2_000}


class Given(Struct):
    """A verdict that was recorded, and what holds by now. `needs`: how many more have to say so; 0: it holds."""

    story: str
    claim: str | None
    ruling: Ruling
    needs: int
    standing: StandingLine


class Asked(Struct, frozen=True):
    """A verdict as it was written on the command line. `claim` is `POST#N`, "" for the story as a whole."""

    story: str
    ruling: str
    by: str
    why: str
    link: str = ""
    claim: str = ""


async def give(path: Path, asked: Asked, people: int, now: Millis) -> Given:
    """Record what somebody says of a story or a claim, while a daemon may run.

    Raises:
        NotFoundError: there is no such database, story or post.
        UsageError: something of it makes no sense; nothing was recorded.
    """
    ruling = _ruling(asked.ruling)
    by, why, link = _text("--by", asked.by), _text("--why", asked.why), _link(asked.link)
    async with look.looking(path) as engines:
        async with engines.reading() as connection:
            story = await story_named(connection, asked.story)
            post, revision, number = await _claim(connection, story, asked.claim) if asked.claim else (None,) * 3
        async with engines.writer.begin() as connection:  # one after the other, so that what comes to hold is told once
            before = standing(await _opinions(connection, story, post, revision, number))
            await opinions.add(connection, Opinion(story, ruling, by, now, why, link, people, post, revision, number))
            holds = standing(await _opinions(connection, story, post, revision, number))
            if holds.ruling != before.ruling:
                await deskwork.note(connection, [Desked(story, _said(holds, asked.claim))])
    needs = 0 if holds.ruling == ruling else needed(holds, ruling)
    return Given(f"s{story}", asked.claim.strip() or None, ruling, needs, standing_line(holds))


def _said(holds: Standing, claim: str) -> str:
    """What the alerts about a story are told once a verdict holds."""
    newest = holds.made[-1]
    what = f"a claim of it, {claim.strip()}," if claim.strip() else "it"
    why = ", ".join(filter(None, (newest.why, newest.link)))
    return f"The desk marks {what} {holds.ruling}: {why} (by {', '.join(one.by for one in holds.made)})"


def _ruling(written: str) -> Ruling:
    for word in RULINGS:
        if written.strip().lower() == word:
            return word
    raise UsageError(f"{written!r} is no verdict; say one of {', '.join(RULINGS)}")


def _text(option: str, written: str) -> str:
    text = " ".join(written.split())
    if not text:
        example = {"--by": "--by Olena", "--why": "--why 'geolocated; two witnesses'"}[option]
        raise UsageError(f"a verdict wants {option}, as in {example}: it is kept, and shown to whoever asks")
    return _not_too_long(option, text)


def _link(written: str) -> str:
    link = written.strip()
    try:
        parts = urlsplit(link)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    if link and (not fine or any(char.isspace() for char in link)):
        raise UsageError("--link wants a web address, as in https://example.org/report")
    return _not_too_long("--link", link)


def _not_too_long(option: str, text: str) -> str:
    if len(text) > _LONGEST[option]:
        raise UsageError(f"{option} is longer than {_LONGEST[option]:,} characters; put the rest behind --link")
    return text


async def _claim(connection: look.Connection, story: int, written: str) -> tuple[int, int, int]:
    """Row, revision and number (from 0) of a claim of a post of the story."""
    name, _, number = written.strip().rpartition("#")
    if not name or not (number.isascii() and number.isdecimal()):
        raise UsageError(f"--claim {written!r} names no claim; write POST#N as in https://t.me/DIUkraine/4711#1")
    row = await stored_post(connection, name)
    theirs = await storied.story_of(connection, row["key"])
    if theirs != story:
        where = f"it is in s{theirs}" if theirs is not None else "it is in none"
        raise UsageError(f"{name} is not a post of s{story}; {where}")
    made = [one for one in (await storied.said(connection, [row["key"]])).get(row["key"], ()) if _newest(one, row)]
    if not 1 <= int(number) <= len(made):
        told = "; ".join(f"#{count}: {' '.join(one['words'].split())}" for count, one in enumerate(made, 1))
        raise UsageError(f"{name} has no claim {number}; " + (f"it has {told}" if made else "it claims nothing"))
    return row["key"], row["revision"], made[int(number) - 1]["number"]


def _newest(claim: look.Row, row: Mapping[str, int]) -> bool:
    return bool(claim["revision"] == row["revision"])


async def _opinions(
    connection: look.Connection, story: int, post: int | None, revision: int | None, claim: int | None
) -> Sequence[Opinion]:
    """All that was said of the same story, or of the same claim."""
    if post is None:
        return (await opinions.of_stories(connection, [story])).get(story, [])
    said = (await storied.said(connection, [post])).get(post, [])
    everything = (await opinions.of_posts(connection, [post])).get(post, [])
    return by_claim(everything, said).get(identity(said, revision, claim), [])
