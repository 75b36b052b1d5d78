"""Reads a watch file, whole, and says everything that is wrong with it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from pydantic import SecretStr

from monitor.config import cross, parts
from monitor.config.conditions import Conditions, Reference
from monitor.config.document import Table, Text, child
from monitor.config.gather import Gathered, Piece, gather
from monitor.config.problems import Path, Place, Problems, Step, dotted
from monitor.config.read import validated
from monitor.config.sections import Alert, ChannelDefaults, Defaults, Watch
from monitor.errors import ConfigError
from monitor.model.watch import All, ChannelSpec, EntitySpec, Leaf, ReceiverSpec, RuleSpec, WatchSpec
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
    whole, where = _Whole(gathered, conditions, sinks, problems), Where(gathered)
    spec = whole.spec()
    return Survey(
        problems.lines(),
        loaded=Loaded(spec, where) if spec is not None and not problems else None,
        where=where,
        rules=tuple(whole.triable),
        entities=whole.entities,
        channels=whole.channels,
    )


class _Whole:
    """Builds the spec part by part, so that one broken part hides nothing of the others."""

    def __init__(
        self,
        gathered: Gathered,
        conditions: Mapping[str, type[Condition]],
        sinks: Mapping[str, type[Sink]],
        problems: Problems,
    ) -> None:
        self._gathered = gathered
        self._problems = problems
        self._sinks = sinks
        self._conditions = Conditions(conditions, problems)
        self._main = validated(Watch, gathered.main, (), problems)
        self._defaults = self._main.defaults if self._main else self._salvaged()
        self.channels = self._channels()
        self.entities = self._entities()
        self.triable: list[tuple[int, RuleSpec]] = []

    def spec(self) -> WatchSpec | None:
        """The whole, or None if a part of it could not be read."""
        channels, entities = self.channels, self.entities
        rules = self._rules()
        receivers = self._receivers()
        self._cross(channels)
        main, database = self._main, self._database()
        if self._problems or main is None or database is None:
            return None
        return WatchSpec(
            database=database,
            channels=channels,
            entities=entities,
            rules=rules,
            receivers=receivers,
            telegram=parts.telegram(main.telegram, main.proxy) if main.telegram else None,
            listen=main.web.listen,
            files=tuple(self._gathered.files),
        )

    def _salvaged(self) -> Defaults:
        """The defaults of a file whose other parts are wrong: rules that lean on them are not wrong as well."""
        node = self._gathered.main.of.get("defaults")
        quiet = Problems()
        read = validated(Defaults, node, (), quiet) if isinstance(node, Table) else None
        return read or Defaults(channel=ChannelDefaults(), alert=Alert())

    def _database(self) -> SecretStr | None:
        node = self._gathered.main.of.get("database")
        if self._main is None or (isinstance(node, Text) and node.broken):
            return None
        try:
            return SecretStr(parts.database(self._main.database.get_secret_value(), FilePath.cwd()))
        except ValueError as error:
            place = self._gathered.main.keys.get("database", self._gathered.main.place)
            self._problems.add(place, ("database",), str(error))
            return None

    def _channels(self) -> tuple[ChannelSpec, ...]:
        pieces = self._gathered.lists["channels"]
        read = (parts.channel(one, self._defaults.channel, self._problems) for one in pieces)
        return tuple(one for one in read if one is not None)

    def _entities(self) -> dict[str, EntitySpec]:
        pieces = self._gathered.tables["entities"]
        read = {key: parts.entity(key, one, self._problems) for key, one in pieces.items()}
        return {key: one for key, one in read.items() if one is not None}

    def _receivers(self) -> dict[str, ReceiverSpec]:
        pieces = self._gathered.tables["receivers"]
        read = {key: parts.receiver(key, one, self._sinks, self._problems) for key, one in pieces.items()}
        return {key: one for key, one in read.items() if one is not None}

    def _rules(self) -> tuple[RuleSpec, ...]:
        specs: list[RuleSpec] = []
        defaults = self._defaults
        for number, piece in enumerate(self._gathered.lists["rules"]):
            known = len(self._conditions.leaves)
            read, tree = parts.rule(piece, self._conditions, self._problems)
            whole = parts.rule_spec(read, tree, defaults.notify, defaults.alert) if read and tree else None
            if whole is not None:
                specs.append(whole)
            self._note_triable(number, piece, whole, self._conditions.leaves[known:])
            if read is not None and not self._problems.unread:
                notify = defaults.notify if read.notify is None else read.notify
                shadow = parts.policy(read.alert, defaults.alert).shadow
                cross.check_told(piece, read, notify, self._problems, shadow=shadow)
        return tuple(specs)

    def _note_triable(
        self, number: int, piece: Piece, whole: RuleSpec | None, leaves: Sequence[tuple[Leaf, Sequence[Reference]]]
    ) -> None:
        """The rule; or what of its condition can be tried for itself, if it is not whole or names no entity we have."""
        fine = tuple(
            leaf
            for leaf, references in leaves
            if all(one.word.text in self.entities for one in references if one.to == "entity")
        )
        if whole is not None and len(fine) == len(leaves):
            self.triable.append((number, whole))
        elif fine:
            self.triable.append((number, parts.bare_rule(piece, All(fine))))

    def _cross(self, channels: tuple[ChannelSpec, ...]) -> None:
        lists, problems = self._gathered.lists, self._problems
        cross.check_unique(lists["rules"], "id", "rule", problems)
        cross.check_unique(lists["channels"], "telegram", "channel", problems)
        self._check_telegram(channels)
        if problems.unread:
            return
        known = cross.names(channels, self._gathered)
        main = Piece(self._gathered.main, (), self._gathered.main.place)
        cross.check_words(("defaults", "notify"), main, known.receivers, "receiver", problems)
        for piece in lists["rules"]:
            cross.check_words(("notify",), piece, known.receivers, "receiver", problems)
        all_read = len(channels) == len(lists["channels"])
        if all_read:
            cross.check_origins(lists["rules"], known, problems)
        cross.check_references(self._conditions.references, known, problems, channels=all_read)

    def _check_telegram(self, channels: tuple[ChannelSpec, ...]) -> None:
        main = self._gathered.main
        cross.check_accounts(main, self._problems)
        if channels and "telegram" not in main.of:
            piece = self._gathered.lists["channels"][0]
            sentence = (
                "a Telegram channel needs the section telegram: with api_id, api_hash and accounts"
                " (reading public pages without an account is not built yet)"
            )
            self._problems.add(piece.place, piece.path, sentence)
