"""One watch file from many: follows `include:` and remembers where each part came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from monitor.config.document import Items, Node, Table, Text, quoted, read
from monitor.config.problems import Path, Place, Problems, shown
from monitor.config.read import fields, validated
from monitor.config.sections import Part, Watch

_LISTS = ("channels", "rules")
_TABLES = ("entities", "receivers")
_MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One channel, rule, entity or receiver. `path` is its path within its own file."""

    node: Node
    path: Path
    place: Place


@dataclass(slots=True)
class Gathered:
    """All files together. `lists` and `tables` hold the pieces of the sections that may be spread."""

    main: Table
    lists: dict[str, list[Piece]] = field(default_factory=lambda: {name: [] for name in _LISTS})
    tables: dict[str, dict[str, Piece]] = field(default_factory=lambda: {name: {} for name in _TABLES})
    files: list[str] = field(default_factory=list)


def gather(path: FilePath, environ: Mapping[str, str], problems: Problems) -> Gathered | None:
    """Read a watch file and all that it includes. None if the first file cannot be used at all."""
    main = _table(path, environ, problems)
    if main is None:
        return None
    gathered = Gathered(main)
    waiting = [(path, main)]
    seen = {path.resolve()}
    while waiting:
        file, part = waiting.pop(0)
        gathered.files.append(str(file))
        _sort_in(part, gathered, problems)
        if file != path:
            _only_parts(part, str(path), problems)
        for one in _included(file, part, problems):
            if one.resolve() in seen or len(seen) >= _MOST_FILES:
                continue
            seen.add(one.resolve())
            table = _table(one, environ, problems)
            if table is not None:
                waiting.append((one, table))
    return gathered


def _table(path: FilePath, environ: Mapping[str, str], problems: Problems) -> Table | None:
    node = read(path, environ, problems)
    if node is None or isinstance(node, Table):
        return node
    if isinstance(node, Text) and node.empty:
        return Table({}, node.place, {})
    problems.add(node.place, (), "wants a mapping at its top: version:, channels:, rules: …")
    problems.unread = True
    return None


def _only_parts(part: Table, main: str, problems: Problems) -> None:
    """An included file holds pieces; what holds for the whole stands in the first file."""
    own = {key: one for key, one in part.of.items() if key in fields(Part) or key not in fields(Watch)}
    for key in part.of.keys() - own.keys():
        problems.add(part.keys[key], (key,), f"belongs in {main}, not here")
    validated(Part, Table(own, part.place, part.keys), (), problems)


def _included(file: FilePath, part: Table, problems: Problems) -> Iterator[FilePath]:
    node = part.of.get("include")
    patterns = node.of if isinstance(node, Items) else (node,)
    for number, pattern in enumerate(patterns):
        if not isinstance(pattern, Text) or pattern.empty or pattern.broken:
            if pattern is not None:
                problems.unread = True
            continue
        found = _matching(file.parent, pattern.text)
        if not found:
            path: Path = ("include", number) if isinstance(node, Items) else ("include",)
            problems.add(pattern.place, path, f"no file matches {quoted(pattern)} in {shown(str(file.parent))}")
            problems.unread = True
        yield from found


def _matching(folder: FilePath, pattern: str) -> list[FilePath]:
    wanted = FilePath(pattern)
    try:
        if wanted.is_absolute():
            folder, pattern = FilePath(wanted.anchor), str(wanted.relative_to(wanted.anchor))
        return sorted(found for found in folder.glob(pattern) if found.is_file())
    except (ValueError, OSError, NotImplementedError, IndexError):
        return []


def _sort_in(part: Table, gathered: Gathered, problems: Problems) -> None:
    for name in _LISTS:
        node = part.of.get(name)
        if isinstance(node, Items):
            pieces = (Piece(one, (name, number), one.place) for number, one in enumerate(node.of))
            gathered.lists[name].extend(pieces)
        else:
            _unless_empty(node, name, "a list", part, problems)
    for name in _TABLES:
        node = part.of.get(name)
        if not isinstance(node, Table):
            _unless_empty(node, name, "a mapping of names", part, problems)
            continue
        for key, one in node.of.items():
            _once(gathered.tables[name], key, Piece(one, (name, key), node.keys[key]), problems)


def _once(known: dict[str, Piece], key: str, piece: Piece, problems: Problems) -> None:
    if key in known:
        problems.add(piece.place, piece.path, f"{shown(key)} stands already at {known[key].place}")
    else:
        known[key] = piece


def _unless_empty(node: Node | None, name: str, wanted: str, part: Table, problems: Problems) -> None:
    if node is None or (isinstance(node, Text) and (node.empty or node.broken)):
        return
    got = "a mapping" if isinstance(node, Table) else "a list" if isinstance(node, Items) else "one value"
    problems.add(part.keys[name], (name,), f"wants {wanted}, not {got}")
    problems.unread = True
