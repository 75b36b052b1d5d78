"""From the pieces of a watch file to what they mean together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from msgspec.structs import replace as with_fields
from pydantic import SecretStr

from monitor.config import cross, judging, parts, telling
from monitor.config.conditions import Conditions, Reference
from monitor.config.document import Table, Text
from monitor.config.gather import Gathered, Piece
from monitor.config.keeping import keep, media
from monitor.config.problems import Problems
from monitor.config.read import validated
from monitor.config.sections import ChannelDefaults, Defaults, Watch
from monitor.config.sequences import check_events, check_sequences, with_events
from monitor.model.watch import (
    All,
    ChannelSpec,
    EntitySpec,
    FeedsSpec,
    Leaf,
    OperatorsSpec,
    PreviewSpec,
    ReceiverSpec,
    RuleSpec,
    WatchSpec,
)
from monitor.ports.condition import Condition
from monitor.ports.sink import Sink

_IN_AND_OUT = frozenset(
    {"database", "feeds", "heartbeat", "inhibit", "keep", "media", "operators", "preview", "proxy", "receivers"}
    | {"telegram", "web"}
)


class Whole:
    """Builds the spec part by part, so that one broken part hides nothing of the others.

    `rules_only`: all that tells how posts come in and notices go out is left aside, right or wrong.
    """

    def __init__(
        self,
        gathered: Gathered,
        conditions: Mapping[str, type[Condition]],
        sinks: Mapping[str, type[Sink]],
        problems: Problems,
        *,
        rules_only: bool = False,
    ) -> None:
        self._rules_only = rules_only
        if rules_only:
            problems.forget(_IN_AND_OUT)
            gathered = replace(gathered, main=_rules_alone(gathered.main))
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
        check_events(self._gathered.lists["rules"], rules, self._problems)
        main, database = self._main, self._database()
        if main is not None and main.web.listen is None:
            self._check_pages(receivers)
        if self._problems or main is None or database is None:
            return None
        return WatchSpec(
            database=database,
            channels=channels,
            entities=entities,
            rules=rules,
            receivers=receivers,
            telegram=parts.telegram(main.telegram, main.proxy) if main.telegram else None,
            preview=PreviewSpec(main.preview.base.rstrip("/"), main.preview.poll),
            feeds=FeedsSpec(main.feeds.poll),
            listen=main.web.listen,
            address=main.web.address or "",
            keep=keep(main.keep),
            stories=judging.stories(main.stories),
            verdicts=judging.verdicts(main.verdicts),
            media=media(main.media, FilePath.cwd()),
            operators=self._operators(main),
            times=telling.times(main.times),
            inhibit=telling.inhibitions(main.inhibit),
            heartbeat=telling.heartbeat(main.heartbeat),
            files=tuple(self._gathered.files),
        )

    def _salvaged(self) -> Defaults:
        """The defaults of a file whose other parts are wrong: rules that lean on them are not wrong as well."""
        node = self._gathered.main.of.get("defaults")
        quiet = Problems()
        read = validated(Defaults, node, (), quiet) if isinstance(node, Table) else None
        return read or Defaults(channel=ChannelDefaults(), alert=telling.Alert())

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
        pieces = {} if self._rules_only else self._gathered.tables["receivers"]
        read = {key: parts.receiver(key, one, self._sinks, self._problems) for key, one in pieces.items()}
        return {key: one for key, one in read.items() if one is not None}

    def _operators(self, main: Watch) -> OperatorsSpec:
        """Who is told of what; how often, the file's defaults say. The times of rules are not theirs: what is wrong
        with the watch does not wait for office hours.
        """
        read = main.operators
        if read is None:
            return OperatorsSpec()
        policy = with_fields(telling.policy(telling.Alert(), self._defaults.alert), mute=(), active=())
        return OperatorsSpec(tuple(dict.fromkeys(read.notify)), tuple(dict.fromkeys(read.of)), policy)

    def _rules(self) -> tuple[RuleSpec, ...]:
        specs: list[RuleSpec] = []
        written: set[str] = set()
        defaults = self._defaults
        for number, piece in enumerate(self._gathered.lists["rules"]):
            known = len(self._conditions.leaves)
            read, tree = parts.rule(piece, self._conditions, self._problems)
            whole = parts.rule_spec(read, tree, defaults.notify, defaults.alert) if read and tree else None
            if whole is not None:
                specs.append(whole)
            if read is not None and "events" in read.model_fields_set:
                written.add(read.id)
            self._note_triable(number, piece, whole, self._conditions.leaves[known:])
            if read is not None and not self._problems.unread and not self._rules_only:
                notify = defaults.notify if read.notify is None else read.notify
                shadow = telling.policy(read.alert, defaults.alert).shadow
                cross.check_told(piece, read, notify, self._problems, shadow=shadow)
        return with_events(specs, written)

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
        cross.check_unique(lists["channels"], "feed", "feed", problems)
        if not self._rules_only:
            self._check_telegram()
            self._check_media(channels)
        if problems.unread:
            return
        known = cross.names(channels, self._gathered)
        if not self._rules_only:
            self._check_receivers(known)
        self._check_times()
        for piece in lists["channels"]:
            cross.check_words(("entity",), piece, known.entities, "entity", problems)
        cross.check_speakers(lists["channels"], self.entities, problems)
        all_read = len(channels) == len(lists["channels"])
        if all_read:
            cross.check_origins(lists["rules"], known, problems)
        cross.check_references(self._conditions.references, known, problems, channels=all_read)

    def _check_receivers(self, known: cross.Names) -> None:
        main = Piece(self._gathered.main, (), self._gathered.main.place)
        cross.check_words(("defaults", "notify"), main, known.receivers, "receiver", self._problems)
        cross.check_words(("operators", "notify"), main, known.receivers, "receiver", self._problems)
        cross.check_words(("defaults", "alert", "escalate", "to"), main, known.receivers, "receiver", self._problems)
        for piece in self._gathered.lists["rules"]:
            cross.check_words(("notify",), piece, known.receivers, "receiver", self._problems)
            cross.check_words(("alert", "escalate", "to"), piece, known.receivers, "receiver", self._problems)

    def _check_times(self) -> None:
        """What rules name of `times`, and what `inhibit` names of rules."""
        main = Piece(self._gathered.main, (), self._gathered.main.place)
        rules = self._gathered.lists["rules"]
        cross.check_times(main, rules, self._problems)
        check_sequences(rules, self._problems)
        if not self._rules_only:
            cross.check_inhibitions(main, rules, self._problems)

    def _check_pages(self, receivers: Mapping[str, ReceiverSpec]) -> None:
        pieces = self._gathered.tables["receivers"]
        for name, read in receivers.items():
            cross.check_pages(pieces[name], [entry.options for entry in read.entries], self._problems)

    def _check_media(self, channels: Sequence[ChannelSpec]) -> None:
        account = "telegram" in self._gathered.main.of
        for piece in self._gathered.lists["channels"]:
            cross.check_download(piece, self._defaults.channel, self._problems)
        if not self._problems:
            reached = account and any(one.kind == "telegram" and one.via != "preview" for one in channels)
            for piece in self._gathered.lists["rules"]:
                cross.check_rules_download(piece, self._problems, reached=reached)

    def _check_telegram(self) -> None:
        main = self._gathered.main
        cross.check_accounts(main, self._problems)
        if "telegram" not in main.of:
            for piece in self._gathered.lists["channels"]:
                cross.check_accountless(piece, self._defaults.channel, self._problems)


def _rules_alone(main: Table) -> Table:
    """Without what tells how posts come in and notices go out. It may be a part of a watch file, without a version."""
    kept = {key: node for key, node in main.of.items() if key not in _IN_AND_OUT}
    return replace(main, of={"version": Text("1", main.place), **kept})
