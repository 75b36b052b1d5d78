"""What of the watch file those need who look into stories, or silence something: who speaks for whom, which rules
there are, where places are, who must agree.

What else is wrong in it, or not set, does not stop them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.config import parts
from monitor.config.document import Node, Table, Text
from monitor.config.gather import gather
from monitor.config.problems import Problems
from monitor.config.read import validated
from monitor.config.sections import Watch
from monitor.errors import ConfigError
from monitor.model import SPEAKERS, Channel, ChannelSpec, EntitySpec
from monitor.stories.attributed import speakers_of, voice, whom
from monitor.stories.corroboration import Voice
from monitor.watching import dressed

_ASKED = ("version", "defaults", "verdicts")


@dataclass(frozen=True, slots=True)
class Desk:
    """`people`: so many have to say the same of a story or claim before it holds. `rules`: their ids.

    `known`: the watch file was read; if not, it is not known who speaks for whom, nor how reliable anybody is.
    """

    channels: tuple[ChannelSpec, ...]
    entities: Mapping[str, EntitySpec]
    people: int
    rules: tuple[str, ...] = ()
    known: bool = True

    def channel(self, row: Mapping[str, Any]) -> Channel:
        """The channel of a row of `storied`, with its side and reliability."""
        plain = Channel(row["channel"], row["kind"] or "telegram", row["handle"] or "", row["title"] or "")
        return dressed(plain, self.channels)

    def whom(self, row: Mapping[str, Any]) -> str:
        """The entity that a post of `storied` only quotes; "" where it speaks for itself."""
        able = [name for name in row["telling"].quotes if name in self.entities and self._speaks(name)]
        return whom(able, speakers_of(self.channels))

    def _speaks(self, entity: str) -> bool:
        return self.entities[entity].kind in SPEAKERS

    def side(self, row: Mapping[str, Any]) -> str:
        """The side of whoever speaks in a post: of one that only quotes, that of whom it quotes."""
        quotes = self.whom(row)
        return speakers_of(self.channels).get(quotes, "") if quotes else self.channel(row).side

    def heard(self, origin: int, rows: Sequence[dict[str, Any]]) -> tuple[Voice, dict[str, Any]]:
        """Who speaks for an origin, and the post that is its voice; `rows` are all its posts in `storied`, in order."""
        quotes = [self.whom(row) for row in rows]
        said = voice(quotes, [row["telling"].speaks for row in rows])
        row = rows[said]
        return Voice(origin, row["channel"], self.side(row), quotes[said], row["deleted"] is not None), row

    def called(self, entity: str) -> str:
        """The first name of an entity."""
        spec = self.entities.get(entity)
        return next(iter(spec.names.values()))[0] if spec is not None and spec.names else entity

    @property
    def names(self) -> Mapping[str, str]:
        """What the watch file calls channels, by address in small letters."""
        return {one.address.lower(): one.name for one in self.channels if one.name}

    @property
    def sides(self) -> tuple[str, ...]:
        """All sides, in the order of the watch file."""
        return tuple(dict.fromkeys(spec.side for spec in self.channels if spec.side))


def desk_of(config: Path, environ: Mapping[str, str]) -> Desk:
    """Read it.

    Raises:
        ConfigError: there is no such file, it cannot be read, or what is asked of it is wrong.
    """
    said, problems, unasked = Problems(), Problems(), Problems()
    gathered = gather(config, environ, said)
    if gathered is None:
        raise ConfigError(said.lines())
    main = gathered.main
    some = {key: main.of[key] for key in _ASKED if key in main.of}
    read = validated(Watch, Table(some, main.place, main.keys), (), problems)
    if read is None:
        raise ConfigError(problems.lines())
    channels = [parts.channel(one, read.defaults.channel, unasked) for one in gathered.lists["channels"]]
    entities = {key: parts.entity(key, one, unasked) for key, one in gathered.tables["entities"].items()}
    return Desk(
        tuple(one for one in channels if one is not None),
        {key: one for key, one in entities.items() if one is not None},
        read.verdicts.people,
        tuple(name for piece in gathered.lists["rules"] if (name := _id(piece.node))),
    )


def desk_or_nobody(config: Path, environ: Mapping[str, str], *, must: bool) -> Desk:
    """As `desk_of`; unless it `must` be there, a file that is not, or cannot be used, says nothing of anybody.

    Raises:
        ConfigError: it must be there, and cannot be used.
    """
    try:
        return desk_of(config, environ)
    except ConfigError:
        if must:
            raise
        return Desk((), {}, 1, known=False)


def _id(rule: Node) -> str:
    node = rule.of.get("id") if isinstance(rule, Table) else None
    return node.text if isinstance(node, Text) else ""


def named(channel: Channel) -> str:
    """What people call a channel."""
    return channel.title or channel.handle or str(channel.id)
