"""From the pieces of a watch file to the values that other rooms use."""

from collections.abc import Collection, Mapping
from pathlib import Path as FilePath
from typing import Any, TypeVar

from msgspec.structs import replace
from pydantic import SecretStr

from monitor.config import over, telling
from monitor.config.conditions import Conditions, validated_options
from monitor.config.document import Items, Node, Table, Text, child
from monitor.config.fields import bare, identifier, of_languages
from monitor.config.gather import Piece
from monitor.config.keeping import download, filled
from monitor.config.problems import Path, Place, Problems, dotted, nearest, shown
from monitor.config.read import validated
from monitor.config.sections import (
    Channel,
    ChannelDefaults,
    Entity,
    Feed,
    Receiver,
    Rule,
    Telegram,
)
from monitor.model.alert import Severity
from monitor.model.watch import (
    NO_CONDITION,
    AccountSpec,
    ChannelSpec,
    EntitySpec,
    EntrySpec,
    Origin,
    ReceiverSpec,
    RuleSpec,
    ServerSpec,
    TelegramSpec,
    Tree,
)
from monitor.ports.sink import Sink

_LATER_SINKS = frozenset({"file", "exec"})


def table(piece: Piece, problems: Problems, wanted: str) -> Table | None:
    """The piece's node as a mapping, or None after saying what was expected."""
    if isinstance(piece.node, Table):
        return piece.node
    if not (isinstance(piece.node, Text) and piece.node.broken):
        problems.add(piece.place, piece.path, f"wants a mapping, as in {wanted}")
    return None


def channel(piece: Piece, defaults: ChannelDefaults, problems: Problems) -> ChannelSpec | None:
    """A channel with the defaults filled in."""
    node = table(piece, problems, "`telegram: DIUkraine`")
    if node is None:
        return None
    if "feed" not in node.of:
        read = validated(Channel, node, piece.path, problems)
        return None if read is None else _telegram_channel(_filled(read, defaults))
    if "telegram" in node.of:
        sentence = "stands beside telegram:; a channel and a site's feed are two entries, each with its own dash"
        problems.add(node.keys["feed"], (*piece.path, "feed"), sentence)
        return None
    feed = validated(Feed, node, piece.path, problems)
    return None if feed is None else _feed(_filled(feed, defaults))


Filled = TypeVar("Filled", Channel, Feed)


def _filled(read: Filled, defaults: ChannelDefaults) -> Filled:
    """What the entry does not say, `defaults.channel` may."""
    unsaid = (defaults.model_fields_set - read.model_fields_set) & type(read).model_fields.keys()
    taken: dict[str, object] = {name: getattr(defaults, name) for name in unsaid}
    if isinstance(read, Channel):
        taken["media"] = filled(read.media, defaults.media)
    return read.model_copy(update=taken)


def _telegram_channel(read: Channel) -> ChannelSpec:
    common, files = _any_channel(read), download(read.media)
    return ChannelSpec(
        "telegram", read.telegram, **common, via=read.via, join=read.join, comments=read.comments, media=files
    )


def _feed(read: Feed) -> ChannelSpec:
    return ChannelSpec("feed", read.feed, **_any_channel(read), allow_private=read.allow_private)


def _any_channel(read: Channel | Feed) -> dict[str, Any]:
    return {
        "name": read.name,
        "side": read.side,
        "labels": frozenset(read.labels),
        "reliability": read.reliability,
        "backfill": read.backfill,
        "entity": read.entity,
    }


def entity(key: str, piece: Piece, problems: Problems) -> EntitySpec | None:
    """An entity under its id."""
    fine = good_id(key, piece, problems)
    node = table(piece, problems, "{kind: place, names: {uk: [Плехово]}}")
    read = validated(Entity, node, piece.path, problems) if node else None
    if read is None or not fine:
        return None
    return EntitySpec(
        key, read.kind, of_languages(read.names), read.at, tuple(read.forms.add), tuple(read.forms.drop), read.area
    )


def good_id(key: str, piece: Piece, problems: Problems) -> bool:
    try:
        identifier(key)
    except ValueError as error:
        problems.add(piece.place, piece.path, f"{shown(key)} {error}")
        return False
    return True


def rule(piece: Piece, conditions: Conditions, problems: Problems) -> tuple[Rule | None, Tree | None]:
    """A rule's keys and its condition; either is None after saying what is wrong."""
    node = table(piece, problems, "{id: my-rule, when: {keyword: [drone]}}")
    if node is None:
        return None, None
    read = validated(Rule, node, piece.path, problems)
    tree = None
    if "when" in node.of:
        tree = conditions.tree(node.of["when"], (*piece.path, "when"), node.keys["when"])
    elif read is not None:
        tree = NO_CONDITION  # it waits for a sequence of others
    return read, tree


def bare_rule(piece: Piece, tree: Tree) -> RuleSpec:
    """A condition under the name of its rule: good for nothing but to be tried."""
    named = child(piece.node, "id")
    called = named[0].text if named and isinstance(named[0], Text) else ""
    return RuleSpec(id=called or dotted(piece.path), title="", severity="medium", when=tree)


def rule_spec(read: Rule, tree: Tree, notify: list[str], alert: telling.Alert) -> RuleSpec:
    """A rule as it is used, with the file's defaults."""
    policy, story = telling.policy(read.alert, alert), over.story(read.over)
    return RuleSpec(
        id=read.id,
        title=read.title or read.id,
        severity=read.severity,
        when=tree,
        origin=_origin(read),
        events=frozenset(read.events),
        notify=tuple(dict.fromkeys(notify if read.notify is None else read.notify)),
        alert=replace(policy, group_by="story" if story else "rule") if read.over else policy,
        over=story,
        window=over.window(read.over),
        examples_match=tuple(read.examples.match),
        examples_ignore=tuple(read.examples.ignore),
        media=download(read.media),
    )


def channel_word(word: str) -> str:
    """A channel as rules name it, in the form in which names are compared."""
    return bare(word).lower()


def _origin(read: Rule) -> Origin:
    return Origin(
        channels=frozenset(channel_word(word) for word in read.from_.channels),
        labels=frozenset(read.from_.labels),
        sides=frozenset(read.from_.sides),
        except_=frozenset(channel_word(word) for word in read.from_.except_),
    )


def receiver(key: str, piece: Piece, sinks: Mapping[str, type[Sink]], problems: Problems) -> ReceiverSpec | None:
    """A receiver with its entries, whose names are unique."""
    fine = good_id(key, piece, problems)
    node = table(piece, problems, "{to: [{console: {}}]}")
    if node is None:
        return None
    read = validated(Receiver, node, piece.path, problems)
    entries = _entries(node, (*piece.path, "to"), sinks, problems) if "to" in node.of else None
    if read is None or entries is None or not fine:
        return None
    severity: Severity = read.severity
    return ReceiverSpec(
        key,
        severity,
        entries,
        quiet=telling.quiet(read.quiet),
        budget=telling.budget_of(read.budget),
        digest=telling.digest(read.digest),
    )


def _entries(
    node: Table, path: Path, sinks: Mapping[str, type[Sink]], problems: Problems
) -> tuple[EntrySpec, ...] | None:
    to, place = node.of["to"], node.keys["to"]
    if isinstance(to, Text) and to.broken:
        return None
    ways = (to,) if isinstance(to, Text) and not to.empty else to.of if isinstance(to, Items) else ()
    if not ways:
        problems.add(place, path, "wants a list of sinks, as in `to: [{console: {}}]`")
        return None
    found: dict[str, EntrySpec] = {}
    for number, way in enumerate(ways):
        here: Path = (*path, number) if isinstance(to, Items) else path
        entry = _entry(way, here, way.place, sinks, problems)
        if entry is None:
            continue
        if entry.name in found:
            problems.add(
                way.place, here, f"the name {shown(entry.name)} is taken in this receiver; give this entry a name:"
            )
        found[entry.name] = entry
    return tuple(found.values()) if len(found) == len(ways) else None


def _entry(
    way: Node, path: Path, place: Place, sinks: Mapping[str, type[Sink]], problems: Problems
) -> EntrySpec | None:
    kind, options = _kind_and_options(way, path, place, problems)
    if kind is None or options is None:
        return None
    path = (*path, kind) if isinstance(way, Table) else path
    if kind not in sinks:
        problems.add(place, path, _no_sink(kind, sinks))
        return None
    name, rest = _name(kind, options, path, problems)
    read = validated_options(sinks[kind].options, rest, path, place, problems)
    return EntrySpec(name, kind, read) if read is not None and name else None


def _no_sink(kind: str, sinks: Collection[str]) -> str:
    if kind in _LATER_SINKS:
        return f"the sink {shown(kind)} is not built yet; there are: {', '.join(sinks)}"
    return f"unknown sink {shown(kind)}{nearest(kind, sinks, 'sinks')}"


def _kind_and_options(way: Node, path: Path, place: Place, problems: Problems) -> tuple[str | None, Node | None]:
    if isinstance(way, Text) and not way.empty:
        return (None, None) if way.broken else (way.text, Text("", place, empty=True))
    if isinstance(way, Table) and len(way.of) == 1:
        return next(iter(way.of.items()))
    hint = "; indent its options below it" if isinstance(way, Table) and len(way.of) > 1 else ""
    problems.add(place, path, f"wants a mapping of one key, the sink, as in `webhook: {{url: …}}`{hint}")
    return None, None


def _name(kind: str, options: Node, path: Path, problems: Problems) -> tuple[str, Node]:
    """The entry's name, and the options without it. Empty after saying what is wrong."""
    if not isinstance(options, Table) or "name" not in options.of:
        return kind, options
    node, place = options.of["name"], options.keys["name"]
    rest = Table({key: one for key, one in options.of.items() if key != "name"}, options.place, options.keys)
    if not isinstance(node, Text) or node.broken:
        if not isinstance(node, Text):
            problems.add(place, (*path, "name"), "wants text")
        return "", rest
    fine = good_id(node.text, Piece(node, (*path, "name"), place), problems)
    return (node.text if fine else ""), rest


def telegram(read: Telegram, proxy: SecretStr | None) -> TelegramSpec:
    """How to reach Telegram."""
    server = None
    if read.server:
        host, port = read.server.address
        server = ServerSpec(read.server.dc, host, port, read.server.public_key)
    return TelegramSpec(
        api_id=read.api_id,
        api_hash=read.api_hash,
        accounts=tuple(AccountSpec(one.name, one.session) for one in read.accounts),
        proxy=proxy,
        server=server,
        reconcile=read.reconcile,
        poll=read.poll,
        joins_a_day=read.joins.a_day,
    )


def database(written: str, folder: FilePath) -> str:
    """The database's URL with an absolute path. Raises ValueError with a sentence (and no URL in it)."""
    scheme, _, rest = written.partition("://")
    if scheme.startswith("postgres"):
        raise ValueError("PostgreSQL is not built yet; write sqlite:///var/monitor.db")
    if scheme != "sqlite" or not rest.startswith("/"):
        raise ValueError("wants sqlite:/// and the path of a file, as in sqlite:///var/monitor.db")
    path = rest[1:]
    if not path or path.endswith("/") or ":memory:" in path or "?" in path or "\0" in path:
        raise ValueError("wants the path of a file after sqlite:///, without options; it is kept over restarts")
    return f"sqlite:///{folder.absolute() / path}"
