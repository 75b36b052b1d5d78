"""Stories as they are told to people: posts with their sides, in order, and what their claims come to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from monitor.errors import NotFoundError, UsageError
from monitor.kinds import Kinds
from monitor.language.normalize import fold
from monitor.meant import meant
from monitor.model import Channel, ChannelSpec, Claim, EntitySpec, Figure, Forward, Order, Reliability, Telling
from monitor.store import look, retold
from monitor.stories.attributed import speakers_of, voice, whom
from monitor.stories.events import speakers_among
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.implied import implied, says_nobody
from monitor.stories.ledger import Denial, Fact, Statement, is_contested, ledger
from monitor.usecases.explaining import rules_of
from monitor.watching import dressed

_NEAR = 25.0
_DENIAL = "denial"


@dataclass(frozen=True)
class Scene:
    """What the watch file says of who speaks and what is spoken of. Empty where there is no watch file: no sides."""

    channels: Sequence[ChannelSpec] = ()
    entities: Mapping[str, EntitySpec] = field(default_factory=dict)
    near: float = _NEAR

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer(self.entities, self.near)

    @cached_property
    def speakers(self) -> Mapping[str, str]:
        return speakers_of(self.channels)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(name for name, spec in self.entities.items() if spec.kind == "place")

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        return {name: spec.kind for name, spec in self.entities.items()}

    def channel(self, row: Mapping[str, Any]) -> Channel:
        """The channel of a row of `posts_of`, with what the watch file says of it."""
        handle = row["address"] or row["handle"] or ""
        return dressed(Channel(row["channel"], row["kind"] or "", handle, row["title"] or ""), self.channels)


def scene_of(config: Path, kinds: Kinds, environ: Mapping[str, str], *, must: bool = True) -> Scene:
    """What the watch file says. `must`: it has to be there.

    Raises:
        ConfigError: it cannot be used.
    """
    if not must and not config.exists():
        return Scene()
    spec = rules_of(config, kinds, environ).spec
    return Scene(spec.channels, spec.entities, spec.stories.near)


@dataclass(frozen=True)
class Member:
    """A post in its story. `origin` is where it comes from; of a copy, `core` and `fixed` are those of its origin.

    `side` is its channel's. `quotes` is the entity that all its claims are said to come from, "" where it speaks for
    itself; `spoken` is the side of whoever says them.
    """

    key: int
    name: str
    order: Order
    side: str
    quotes: str
    spoken: str
    reliability: Reliability | None
    origin: int
    core: bool
    fixed: bool
    forward: Forward | None
    telling: Telling
    claims: Sequence[Claim]
    row: Mapping[str, Any]

    @property
    def deleted(self) -> bool:
        return self.row["deleted"] is not None

    @cached_property
    def figures(self) -> Sequence[Figure]:
        """Claims with the entities that their parts name; those are not known where the claims were read anew."""
        if len(self.telling.figures) == len(self.claims):
            return self.telling.figures
        return [Figure(c.kind, c.min, c.max, who_said=c.who is not None) for c in self.claims]

    @cached_property
    def said(self) -> Sequence[str]:
        """The words for the people of each claim, folded."""
        text: str = self.row["text"]
        return [" ".join(fold(text[slice(*c.who)]).text.split()) if c.who else "" for c in self.claims]

    def implied(self, scene: Scene) -> Sequence[tuple[str, ...]]:
        """The entities that each claim counts without naming them."""
        folded = fold(self.row["text"]).text if self.claims else ""
        return implied(self.figures, self.said, self.telling.entities, scene.kinds, folded)


@dataclass(frozen=True)
class Retold:
    """A story with its posts in order and its facts."""

    number: int
    members: Sequence[Member]
    facts: Sequence[Fact]

    @cached_property
    def by_row(self) -> Mapping[int, Member]:
        return {one.key: one for one in self.members}

    @property
    def origins(self) -> int:
        """How many independent ones: what one voice says twice is said by one."""
        return len({(one.row["channel"], one.quotes) for one in self.voices.values()})

    @cached_property
    def voices(self) -> Mapping[int, Member]:
        """Who says it, by origin: its first post, or if that only quotes, the post of whom it quotes."""
        by_origin: dict[int, list[Member]] = {}
        for one in self.members:  # they are in order
            by_origin.setdefault(one.origin, []).append(one)
        return {
            origin: some[voice([one.quotes for one in some], [one.telling.speaks for one in some])]
            for origin, some in by_origin.items()
        }

    @property
    def sides(self) -> list[str]:
        """Those of its origins, in the order in which they came in: a copy, or who only quotes, adds none."""
        return list(dict.fromkeys(one.spoken for one in self.voices.values() if one.spoken))

    @property
    def contested(self) -> bool:
        return is_contested(self.facts)

    def entities(self) -> list[str]:
        """What it names, by how many origins and then how many posts do."""
        origins: dict[str, set[int]] = {}
        count: dict[str, int] = {}
        for one in self.members:
            for name in one.telling.entities:
                origins.setdefault(name, set()).add(one.origin)
                count[name] = count.get(name, 0) + 1
        return sorted(count, key=lambda name: (-len(origins[name]), -count[name], name))


async def retold_of(connection: look.Connection, numbers: Sequence[int], scene: Scene) -> list[Retold]:
    """Stories as they stand, in the order of their numbers as given."""
    found: dict[int, list[Member]] = {number: [] for number in numbers}
    for row in await retold.posts_of(connection, numbers):
        found[row["story"]].append(_member(row, scene))
    return [Retold(n, members, _facts(members, scene)) for n, members in found.items() if members]


async def known_entity(connection: look.Connection, called: str, scene: Scene, *, place: bool = False) -> str:
    """An entity that the watch file has, or that a post was read with.

    Raises:
        NotFoundError: there is none.
        UsageError: a place is wanted, and it is none.
    """
    spec = scene.entities.get(called)
    if spec is None and not await retold.is_named(connection, called):
        near = meant(called, scene.entities)
        raise NotFoundError(
            f"no entity is called {called!r}; "
            + (f"did you mean {near}?" if near else "`monitor extract` names those of a text by their ids")
        )
    if place and spec is not None and spec.kind != "place":
        raise UsageError(f"{called} is a {spec.kind}, not a place; ask with --entity {called}")
    return called


def _member(row: Mapping[str, Any], scene: Scene) -> Member:
    named = row["handle"] or row["title"] or str(row["channel"])
    telling: Telling = row["telling"]
    channel = scene.channel(row)
    quotes = whom(speakers_among(telling.quotes, scene.gazetteer), scene.speakers)
    return Member(
        key=row["key"],
        name=f"{named}/{row['id']}",
        order=telling.order,
        side=channel.side,
        quotes=quotes,
        spoken=scene.speakers.get(quotes, "") if quotes else channel.side,
        reliability=channel.reliability,
        origin=row["origin"],
        core=bool(row["core"]),
        fixed=bool(row["fixed"]),
        forward=row["forward"],
        telling=telling,
        claims=row["claims"],
        row=row,
    )


def _facts(members: Collection[Member], scene: Scene) -> list[Fact]:
    statements = [statement for one in members for statement in _statements(one, scene)]
    denials = [_denial(one, scene) for one in members if _DENIAL in one.telling.happenings and not one.deleted]
    return ledger(statements, denials, scene.places, scene.gazetteer.around)


def _statements(one: Member, scene: Scene) -> list[Statement]:
    told = zip(one.claims, one.figures, one.said, one.implied(scene), strict=True)
    return [
        Statement(
            post=one.key,
            number=number,
            origin=one.origin,
            order=one.order,
            figure=replace(figure, who=figure.who or whom),
            qualifier=claim.qualifier,
            said="" if says_nobody(said) else said,
            side=one.spoken,
            deleted=one.deleted,
            named=one.telling.entities,
        )
        for number, (claim, figure, said, whom) in enumerate(told)
    ]


def _denial(one: Member, scene: Scene) -> Denial:
    named = frozenset(one.telling.entities)
    return Denial(one.key, one.origin, one.order, named & scene.places, named - scene.places, one.spoken)
