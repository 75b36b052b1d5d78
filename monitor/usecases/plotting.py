"""What is drawn of stories: how one spread, and where those of a day happened."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from monitor.errors import NotFoundError, UsageError
from monitor.model import EntitySpec
from monitor.plots import places, spread
from monitor.plots.places import Spot
from monitor.plots.story import Mark, Origin, Spread
from monitor.store import look, storied
from monitor.store.engine import Engines
from monitor.stories.corroboration import Voice, repeats
from monitor.stories.gazetteer import is_area
from monitor.usecases.desk import Desk, named
from monitor.usecases.moments import millis, when
from monitor.usecases.stories import titled
from monitor.usecases.which_story import story_named


class SideLine(Struct):
    """A side in a story: when it first told of it, how long after the first of all, and by how many.

    `origins` are independent; `repeats` are what their channels say once more.
    """

    side: str
    first: datetime
    after_seconds: float
    origins: int
    copies: int
    repeats: int


class Plot(Struct):
    """A story as it spread. `repeats` is the number of an origin in `origins`; `out` is the file that was written."""

    story: str
    spread: Spread
    sides: list[SideLine]
    out: str | None = None


class PlaceLine(Struct):
    """A place of a day. `stories` are those whose posts name it; `sides` counts its independent origins, "" without."""

    entity: str
    name: str
    at: tuple[float, float]
    area: bool
    origins: int
    sides: Mapping[str, int]
    stories: list[str]


class DayMap(Struct):
    """The places of a day (UTC) with coordinates, the most told of first; `unplaced` were named, and have none."""

    day: date
    stories: int
    places: list[PlaceLine]
    unplaced: list[str]
    out: str | None = None


async def plot(engines: Engines, written: str, desk: Desk) -> Plot:
    """How a story spread.

    Raises:
        NotFoundError: there is no such story.
        UsageError: it names no story.
    """
    async with engines.reading() as connection:
        story = await story_named(connection, written)
        rows = await storied.members(connection, story)
    by_origin: dict[int, list[look.Row]] = {}
    for row in rows:
        by_origin.setdefault(row["origin"], []).append(row)
    voices = [desk.heard(origin, some)[0] for origin, some in by_origin.items()]
    again, numbers = repeats(voices), {voice.origin: number for number, voice in enumerate(voices)}
    origins = tuple(
        Origin(
            _mark(first, desk, voice.side),
            tuple(_mark(copy, desk, desk.side(copy)) for copy in copies),
            numbers[again[voice.origin]] if voice.origin in again else None,
            voice.deleted,
        )
        for voice, (first, *copies) in zip(voices, by_origin.values(), strict=True)
    )
    title = titled(row["text"] for row in rows)
    return Plot(f"s{story}", Spread(f"s{story}: {title}", origins, desk.sides), _sides(origins))


def _mark(row: look.Row, desk: Desk, side: str) -> Mark:
    """An origin counts for the side of its voice, as everywhere."""
    channel = desk.channel(row)
    edited, deleted = row["revision"] > 1, row["deleted"] is not None
    return Mark(when(row["posted"]), named(channel), side, row["link"], edited, deleted)


def _sides(origins: Sequence[Origin]) -> list[SideLine]:
    begun = min(one.first.at for one in origins)
    firsts: dict[str, datetime] = {}
    for mark in (mark for one in origins for mark in one.marks):
        firsts[mark.side] = min(mark.at, firsts.get(mark.side, mark.at))
    return [
        SideLine(
            side,
            at,
            (at - begun).total_seconds(),
            sum(one.first.side == side and one.repeats is None for one in origins),
            sum(copy.side == side for one in origins for copy in one.copies),
            sum(one.first.side == side and one.repeats is not None for one in origins),
        )
        for side, at in sorted(firsts.items(), key=lambda item: item[1])
    ]


def plot_svg(found: Plot) -> str:
    """The picture of how a story spread."""
    return spread.drawn(found.spread)


async def day_map(engines: Engines, written: str, desk: Desk) -> DayMap:
    """The places that a day's posts name; "" is the day of the newest post.

    Raises:
        NotFoundError: nothing is stored.
        UsageError: it is no day.
    """
    known = {key: one for key, one in desk.entities.items() if one.kind == "place"}
    async with engines.reading() as connection:
        day = _day(written) if written else await _newest_day(connection)
        since = datetime.combine(day, time(), UTC)
        until = since + timedelta(days=1)
        told = await storied.naming(connection, known, millis(since), millis(until))
        rows = await storied.of_origins(connection, {origin for _, origin, _ in told})
    voices = {origin: desk.heard(origin, some)[0] for origin, some in rows.items()}
    lines = [_place(known[name], told, voices) for name in sorted({name for name, _, _ in told})]
    placed = sorted((one for one in lines if one is not None), key=lambda one: (-one.origins, one.entity))
    unplaced = sorted({name for name, _, _ in told if known[name].at is None})
    return DayMap(day, len({story for _, _, story in told}), placed, unplaced)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise UsageError(f"--day wants a date such as 2024-12-16, not {written!r}") from None


async def _newest_day(connection: look.Connection) -> date:
    newest = await storied.newest(connection)
    if newest is None:
        raise NotFoundError("no post is stored yet: `monitor run` collects new ones")
    return when(newest).date()


def _place(spec: EntitySpec, told: Sequence[tuple[str, int, int]], voices: Mapping[int, Voice]) -> PlaceLine | None:
    """Who repeats themselves in a story counts once in it; who tells of two, in each."""
    if spec.at is None:
        return None
    speakers = {
        (story, *voices[origin].speaker): voices[origin].side for name, origin, story in told if name == spec.id
    }
    sides: dict[str, int] = {}
    for side in speakers.values():
        sides[side] = sides.get(side, 0) + 1
    stories = sorted({story for name, _, story in told if name == spec.id})
    counted = dict(sorted(sides.items()))
    numbers = [f"s{story}" for story in stories]
    return PlaceLine(spec.id, _called(spec), spec.at, is_area(spec), sum(sides.values()), counted, numbers)


def _called(spec: EntitySpec) -> str:
    """The first name in English, or else in the language that comes first."""
    names = spec.names.get("en") or next(iter(spec.names.values()), ())
    return names[0] if names else spec.id


def map_svg(found: DayMap, sides: Sequence[str]) -> str:
    """The map of a day."""
    spots = [Spot(one.name, one.at, one.sides, one.area) for one in found.places]
    many = "1 story" if found.stories == 1 else f"{found.stories} stories"
    return places.drawn(f"Places of {found.day}: {many}", spots, sides)
