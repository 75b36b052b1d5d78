"""Reads a watch file, whole, and says everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from monitor.config.document import Text, child
from monitor.config.gather import Gathered, Piece, gather
from monitor.config.problems import Path, Place, Problems, Step, dotted
from monitor.config.whole import Whole
from monitor.errors import ConfigError
from monitor.model.watch import ChannelSpec, EntitySpec, RuleSpec, WatchSpec
from monitor.ports.condition import Condition
from monitor.ports.sink import Sink


class Where:
    """Where things stand, for findings that come later (examples that do not hold, patterns that do not compile)."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered

    def line_of(self, path: Path) -> str:
        """`config/rules/a.yaml:14` for `("rules", 2, "examples", "match", 0)`: numbers as in the `WatchSpec`.

        A rule may also be named by its id. A path that is not written out gives the nearest part above it.
        """
        return str(self._found(path)[0])

    def problem(self, path: Path, sentence: str) -> str:
        """A full line, as `ConfigError` has them, about what stands at a path."""
        place, written = self._found(path)
        return f"{place}: {dotted(written)}: {sentence}"

    def _found(self, path: Path) -> tuple[Place, Path]:
        """The place, and the path within its own file."""
        piece = self._piece(*path[:2]) if len(path) > 1 else None
        main = self._gathered.main
        node, place, rest = (piece.node, piece.place, path[2:]) if piece else (main, main.place, path)
        for step in rest:
            found = child(node, step)
            if found is None:
                break
            node, place = found
        return place, (*piece.path, *rest) if piece else path

    def _piece(self, section: Step, step: Step) -> Piece | None:
        lists, tables = self._gathered.lists, self._gathered.tables
        if section in lists and isinstance(step, int):
            return lists[str(section)][step] if step < len(lists[str(section)]) else None
        if section in tables:
            return tables[str(section)].get(str(step))
        return self._rule(str(step)) if section == "rules" else None

    def _rule(self, name: str) -> Piece | None:
        for piece in self._gathered.lists["rules"]:
            found = child(piece.node, "id")
            if found and isinstance(found[0], Text) and found[0].text == name:
                return piece
        return None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A watch file and where its parts stand."""

    spec: WatchSpec
    where: Where


@dataclass(frozen=True, slots=True)
class Survey:
    """What could be read of a watch file, and all that is wrong as it is written: then `loaded` is None.

    `rules` are those that can be tried, each with its number in the file; of a rule that is wrong somewhere, only
    the id and the sound parts of its condition are there.
    """

    problems: tuple[str, ...]
    loaded: Loaded | None = None
    where: Where | None = None
    rules: tuple[tuple[int, RuleSpec], ...] = ()
    entities: Mapping[str, EntitySpec] = field(default_factory=dict)
    channels: tuple[ChannelSpec, ...] = ()


def load(
    path: FilePath,
    *,
    conditions: Mapping[str, type[Condition]],
    sinks: Mapping[str, type[Sink]],
    environ: Mapping[str, str],
) -> WatchSpec:
    """Read a watch file and all that it includes.

    Raises:
        ConfigError: with every problem, each as `file:line: path: sentence`.
    """
    return load_with_lines(path, conditions=conditions, sinks=sinks, environ=environ).spec


def load_with_lines(
    path: FilePath,
    *,
    conditions: Mapping[str, type[Condition]],
    sinks: Mapping[str, type[Sink]],
    environ: Mapping[str, str],
) -> Loaded:
    """As `load`, and keeps where everything stands."""
    found = survey(path, conditions=conditions, sinks=sinks, environ=environ)
    if found.loaded is None:
        raise ConfigError(found.problems)
    return found.loaded


def survey(
    path: FilePath,
    *,
    conditions: Mapping[str, type[Condition]],
    sinks: Mapping[str, type[Sink]],
    environ: Mapping[str, str],
) -> Survey:
    """As `load_with_lines`, but what is wrong does not hide what could be read beside it."""
    problems = Problems()
    gathered = gather(path, environ, problems)
    if gathered is None:
        return Survey(problems.lines())
    whole, where = Whole(gathered, conditions, sinks, problems), Where(gathered)
    spec = whole.spec()
    return Survey(
        problems.lines(),
        loaded=Loaded(spec, where) if spec is not None and not problems else None,
        where=where,
        rules=tuple(whole.triable),
        entities=whole.entities,
        channels=whole.channels,
    )


def load_rules(path: FilePath, *, conditions: Mapping[str, type[Condition]], environ: Mapping[str, str]) -> Loaded:
    """What matching needs: channels, entities and rules.

    How posts come in and notices go out (Telegram, receivers, their secrets) may be missing or wrong.

    Raises:
        ConfigError: with every problem of what is needed.
    """
    problems = Problems()
    gathered = gather(path, environ, problems)
    spec = Whole(gathered, conditions, {}, problems, rules_only=True).spec() if gathered else None
    if spec is None or gathered is None or problems:
        raise ConfigError(problems.lines())
    return Loaded(spec, Where(gathered))
