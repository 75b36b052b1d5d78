"""What no part of a watch file can see alone: names that other parts must have."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.config.conditions import Reference
from monitor.config.document import Items, Table, Text, child, quoted
from monitor.config.gather import Gathered, Piece
from monitor.config.parts import channel_word
from monitor.config.problems import Path, Place, Problems, nearest, shown
from monitor.config.sections import ChannelDefaults, Rule
from monitor.model.watch import COMMENTS, SPEAKERS, ChannelSpec, EntitySpec

_EXACT = ("receiver", "entity", "time", "rule")
_NO_KIND = "names no kind of file; write which to fetch, as in media: {download: [photo, video], largest: 50MB}"


@dataclass(frozen=True, slots=True)
class Names:
    """All that can be named. `handles` holds handles and names of channels, in small letters."""

    handles: frozenset[str]
    labels: frozenset[str]
    sides: frozenset[str]
    entities: frozenset[str]
    receivers: frozenset[str]


def names(channels: Iterable[ChannelSpec], gathered: Gathered) -> Names:
    """What the channels and the other sections offer."""
    channels = tuple(channels)
    return Names(
        handles=frozenset(one.lower() for each in channels for one in (each.address, each.name) if one),
        labels=frozenset(
            label for each in channels for label in (*each.labels, *([COMMENTS] if each.comments else []))
        ),
        sides=frozenset(each.side for each in channels if each.side),
        entities=frozenset(gathered.tables["entities"]),
        receivers=frozenset(gathered.tables["receivers"]),
    )


def check_words(path: Path, piece: Piece, known: Collection[str], what: str, problems: Problems) -> None:
    """Every text at `path` below the piece must be known. `what` completes "there is no …"."""
    for word, place, where in words(piece, path):
        _check_word(word, known, what, place, where, problems)


def _check_word(
    word: Text, known: Collection[str], what: str, place: Place, path: Path, problems: Problems, hint: str = ""
) -> None:
    called = word.text if what in _EXACT else channel_word(word.text)
    if called not in known:
        tail = "" if word.secret else nearest(called, known, "there is")
        problems.add(place, path, f"there is no {what} {quoted(word)}{tail}{hint}")


def words(piece: Piece, path: Path) -> Iterable[tuple[Text, Place, Path]]:
    """The texts at a path below a piece, one or a list, each with where it stands."""
    node, place = piece.node, piece.place
    for step in path:
        found = child(node, step)
        if found is None:
            return
        node, place = found
    ways = enumerate(node.of) if isinstance(node, Items) else ((None, node),)
    for number, one in ways:
        if isinstance(one, Text) and not one.empty and not one.broken:
            where = (*piece.path, *path) if number is None else (*piece.path, *path, number)
            yield one, place if number is None else one.place, where


def check_origins(pieces: Iterable[Piece], known: Names, problems: Problems) -> None:
    """`from:` of rules must name what some channel has."""
    anything = known.handles | known.labels | known.sides
    for piece in pieces:
        check_words(("from", "channels"), piece, known.handles, "channel", problems)
        check_words(("from", "labels"), piece, known.labels, "channel with the label", problems)
        check_words(("from", "sides"), piece, known.sides, "channel with the side", problems)
        check_words(("from", "except"), piece, anything, "channel, label or side", problems)


def check_references(references: Iterable[Reference], known: Names, problems: Problems, *, channels: bool) -> None:
    """What conditions refer to must exist. `channels`: whether all channels could be read."""
    anything = known.handles | known.labels | known.sides
    for one in references:
        if one.to == "entity":
            hint = "; text to look for stands in quotes" if one.or_text else ""
            _check_word(one.word, known.entities, "entity", one.place, one.path, problems, hint)
        elif channels:
            _check_word(one.word, anything, "channel, label or side", one.place, one.path, problems)


def check_times(main: Piece, rules: Iterable[Piece], problems: Problems) -> None:
    """`mute` and `active` must name what `times` has."""
    section = child(main.node, "times")
    known = section[0].of.keys() if section and isinstance(section[0], Table) else ()
    for key in ("mute", "active"):
        check_words(("defaults", "alert", key), main, known, "time", problems)
        for piece in rules:
            check_words(("alert", key), piece, known, "time", problems)


def check_inhibitions(main: Piece, rules: Iterable[Piece], problems: Problems) -> None:
    """`inhibit` must name rules."""
    section = child(main.node, "inhibit")
    known = {word.text for piece in rules for word, _, _ in words(piece, ("id",))}
    for number, one in enumerate(section[0].of if section and isinstance(section[0], Items) else ()):
        piece = Piece(one, ("inhibit", number), one.place)
        check_words(("when",), piece, known, "rule", problems)
        check_words(("mutes",), piece, known, "rule", problems)


def check_speakers(pieces: Iterable[Piece], entities: Mapping[str, EntitySpec], problems: Problems) -> None:
    """`entity:` of a channel names somebody who can speak."""
    for piece in pieces:
        for word, place, path in words(piece, ("entity",)):
            spec = entities.get(word.text)
            if spec is not None and spec.kind not in SPEAKERS:
                wanted = "name a person, an organisation or a unit, or leave entity: out"
                problems.add(place, path, f"{quoted(word)} is of the kind {spec.kind}, which says nothing; {wanted}")


def check_unique(pieces: Sequence[Piece], key: str, what: str, problems: Problems) -> None:
    """No two pieces may have the same text under a key."""
    first: dict[str, Place] = {}
    for piece in pieces:
        for word, place, path in words(piece, (key,)):
            same = channel_word(word.text) if what == "channel" else word.text
            if same in first:
                problems.add(place, path, f"the {what} {quoted(word)} stands already at {first[same]}")
            first.setdefault(same, place)


def check_pages(piece: Piece, options: Sequence[object], problems: Problems) -> None:
    """A receiver whose entries (with these options, in order) need the daemon's pages, where these are off."""
    to = child(piece.node, "to")
    for number, one in enumerate(options):
        found = child(to[0], number) if to else None
        if getattr(one, "on_pages", False) and to:
            path = (*piece.path, "to", number) if found else (*piece.path, "to")
            place = found[1] if found else to[1]
            problems.add(place, path, "is served by the daemon's pages, and web.listen is off; give it an address")
            break


def check_accounts(main: Table, problems: Problems) -> None:
    """Every account has a name and a session of its own."""
    section = child(main, "telegram")
    accounts = child(section[0], "accounts") if section else None
    if accounts and isinstance(accounts[0], Items):
        path: Path = ("telegram", "accounts")
        pieces = [Piece(one, (*path, number), one.place) for number, one in enumerate(accounts[0].of)]
        check_unique(pieces, "name", "account", problems)
        _check_sessions(pieces, problems)


def _check_sessions(pieces: Iterable[Piece], problems: Problems) -> None:
    """Telegram ends a session that is used from two places. The sentence does not repeat it."""
    first: dict[str, Place] = {}
    for piece in pieces:
        for word, place, path in words(piece, ("session",)):
            if word.text in first:
                sentence = f"this session stands already at {first[word.text]}: sign in once more with `monitor login`"
                problems.add(place, path, sentence)
            first.setdefault(word.text, place)


def check_accountless(piece: Piece, defaults: ChannelDefaults, problems: Problems) -> None:
    """Without a section `telegram:` public pages are read, and nothing that only an account can do is asked for."""
    section = "needs the section telegram: with api_id, api_hash and accounts"
    wants = (
        ("via", "account", "reading through an account"),
        ("join", "true", "joining"),
        ("comments", "true", "comments"),
    )
    if _is_telegram(piece) and wants_files(piece, defaults):
        place, path = _where(piece, "media")
        problems.add(place, path, f"fetching files {section}; or leave media: out")
    for key, value, what in wants:
        said = next(iter(words(piece, (key,))), None)
        meant = str(getattr(defaults, key)).lower() if said is None else said[0].text.lower()
        if meant == value and isinstance(piece.node, Table) and "telegram" in piece.node.of:
            place, path = (said[1], said[2]) if said is not None else (piece.place, (*piece.path, key))
            problems.add(place, path, f"{what} {section}; or leave {key}: out, and its public page is read")


def wants_files(piece: Piece, defaults: ChannelDefaults) -> bool:
    """Whether a channel's entry, or else the defaults, has files fetched."""
    media = child(piece.node, "media")
    if media is not None and child(media[0], "download") is not None:
        return bool(list(words(piece, ("media", "download"))))
    return bool(defaults.media.download)


def check_download(piece: Piece, defaults: ChannelDefaults, problems: Problems) -> None:
    """A channel that has files fetched is read by an account: pages show pictures small and cut."""
    place, path = _where(piece, "media")
    if _names_no_kind(piece) and not defaults.media.download:
        problems.add(place, path, _NO_KIND)
    said = next(iter(words(piece, ("via",))), None)
    via = defaults.via if said is None else said[0].text
    if via == "preview" and _is_telegram(piece) and wants_files(piece, defaults):
        reason = "files come through an account, and via: preview reads this channel without one; fetching them from"
        problems.add(place, path, f"{reason} pages is not built. Leave via: out, or write media: {{download: []}} here")


def check_rules_download(piece: Piece, problems: Problems, *, reached: bool) -> None:
    """A rule that has files fetched says which, and needs a channel that an account reads."""
    place, path = _where(piece, "media")
    if _names_no_kind(piece):
        problems.add(place, path, _NO_KIND)
    elif not reached and list(words(piece, ("media", "download"))):
        problems.add(place, path, "files come through an account, and no channel is read with one; leave media: out")


def _names_no_kind(piece: Piece) -> bool:
    media = child(piece.node, "media")
    return media is not None and isinstance(media[0], Table) and "download" not in media[0].of


def _is_telegram(piece: Piece) -> bool:
    return isinstance(piece.node, Table) and "telegram" in piece.node.of


def _where(piece: Piece, key: str) -> tuple[Place, Path]:
    """Where a key stands, or where it would."""
    found = child(piece.node, key)
    return (found[1] if found else piece.place), (*piece.path, key)


def check_told(piece: Piece, rule: Rule, notify: Sequence[str], problems: Problems, *, shadow: bool) -> None:
    """A rule must tell somebody, or say that it only records."""
    if not notify and not shadow and isinstance(piece.node, Table):
        hint = "add notify: [name of a receiver], or defaults.notify, or alert: {shadow: true} to only record"
        problems.add(piece.place, piece.path, f"the rule {shown(rule.id)} tells nobody; {hint}")
