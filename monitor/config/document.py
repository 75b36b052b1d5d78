"""YAML as the watch file allows it: plain trees of text with a line for every key, and nothing that expands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

import yaml

from monitor.config.problems import NOT_SHOWN, Path, Place, Problems, Step, shown
from monitor.config.secrets import Secrets
from monitor.config.syntax import complaint

MOST_BYTES = 1_000_000
MOST_DEPTH = 40
_MOST_PROBLEMS = 20
_FROM_FILES = ("!file", "!text")  # what the file holds, as a secret and as no secret
_ABSENT = "there is no such file; `monitor init` writes one to begin with, --config names another"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as written; `quoted`: in quotes.

    `secret`: some of it came from outside. `broken`: what is wrong was said already. `file`: where it was read from,
    by `!text`.
    """

    text: str
    place: Place
    empty: bool = False
    secret: bool = False
    broken: bool = False
    quoted: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    of: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; `keys` says where each key stands."""

    of: Mapping[str, "Node"]
    place: Place
    keys: Mapping[str, Place]


Node = Text | Items | Table


def quoted(text: Text) -> str:
    """A value as messages show it."""
    return NOT_SHOWN if text.secret else shown(text.text)


def child(node: Node, step: Step) -> tuple[Node, Place] | None:
    """What stands under a key or number, and where; None if it is not written."""
    if isinstance(node, Table) and isinstance(step, str) and step in node.of:
        return node.of[step], node.keys[step]
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.of):
        return node.of[step], node.of[step].place
    return None


class _Stop(Exception):
    """Nothing after this can be read; what is wrong has been said."""


def read(path: FilePath, environ: Mapping[str, str], problems: Problems) -> Node | None:
    """Read one file. What is wrong goes to `problems`; None if nothing of it can be used."""
    text = _text(path, problems)
    if text is None:
        problems.unread = True
        return None
    builder = _Builder(path, text, Secrets(path, environ), problems)
    try:
        return builder.document()
    except _Stop:
        problems.unread = True
    except yaml.YAMLError as error:
        line, sentence = complaint(error, text)
        problems.add(Place(str(path), line), (), sentence)
        problems.unread = True
    return None


def _text(path: FilePath, problems: Problems) -> str | None:
    start = Place(str(path), 1)
    try:
        if not path.is_file():
            problems.add(start, (), _ABSENT if not path.exists() else "is not a regular file")
            return None
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        problems.add(start, (), f"cannot be read: {getattr(error, 'strerror', None) or 'its name is not usable'}")
        return None
    if len(content) > MOST_BYTES:
        problems.add(start, (), "is larger than 1 MB; split it and use include:")
        return None
    return _decoded(content, start, problems)


def _decoded(content: bytes, start: Place, problems: Problems) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(Place(start.file, line), (), "is not UTF-8; save the file as UTF-8")
        return None
    found = _UNPRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        problems.add(Place(start.file, line), (), f"holds the control character U+{ord(found[0]):04X}; remove it")
        return None
    return text


class _Builder:
    """Makes nodes from the parser's events, so that nothing is ever expanded or constructed."""

    def __init__(self, path: FilePath, text: str, secrets: Secrets, problems: Problems) -> None:
        self._file = str(path)
        self._events: Iterator[yaml.Event] = yaml.parse(text, _Loader)
        self._secrets = secrets
        self._problems = problems
        self._wrong = 0
        self._anchors: set[str] = set()

    def document(self) -> Node:
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say(self._place(event), (), "a second document begins here; a watch file is one document")
                    raise _Stop
                root = self._node(next(self._events), ())
        return root or Table({}, Place(self._file, 1), {})

    def _node(self, event: yaml.Event, path: Path) -> Node:
        place = self._place(event)
        if len(path) >= MOST_DEPTH:
            self._say(place, path, f"is nested deeper than {MOST_DEPTH} levels")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                self._say(place, path, f"the alias '*{event.anchor}' is refused; write the value out, or quote it")
            return Text("", place, broken=True)
        self._unanchored(event, place, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(event, place, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(event, place, path)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101  the parser has no fourth kind of node
        return self._scalar(event, place, path)

    def _scalar(self, event: yaml.ScalarEvent, place: Place, path: Path) -> Text:
        from_file = event.tag in _FROM_FILES
        if not from_file and not self._untagged(event, place, path):
            return Text(event.value, place, broken=True)
        value = self._secrets.filled(event.value)
        file = ""
        if from_file and not value.wrong:
            known = value.secrets
            file = str(FilePath(self._file).parent / value.text) if event.tag == "!text" else ""
            value = self._secrets.content(value.text, f"the file {shown(event.value)}")
            value = replace(value, secrets=known) if file else value
        for sentence in value.wrong:
            self._problems.add(place, path, sentence)
        for secret in value.secrets:
            self._problems.conceal(secret)
        empty = not event.value and event.implicit[0] and not from_file
        quoted = event.style in ("'", '"')
        return Text(value.text, place, empty, bool(value.secrets), broken=bool(value.wrong), quoted=quoted, file=file)

    def _items(self, event: yaml.SequenceStartEvent, place: Place, path: Path) -> Node:
        self._untagged(event, place, path)
        items: list[Node] = []
        for inner in self._events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(self._node(inner, (*path, len(items))))
        return Items(tuple(items), place)

    def _table(self, event: yaml.MappingStartEvent, place: Place, path: Path) -> Node:
        self._untagged(event, place, path)
        of: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for inner in self._events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key = self._key(inner, path, keys)
            value = self._node(next(self._events), (*path, str(getattr(inner, "value", "?"))))
            if key is not None:
                of[key], keys[key] = value, self._place(inner)
        return Table(of, place, keys)

    def _key(self, event: yaml.Event, path: Path, keys: Mapping[str, Place]) -> str | None:
        """The key, or None where it cannot be used."""
        place = self._place(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, (*path, "?"))
            self._say(place, path, "a key must be plain text")
        elif event.value == "<<" and event.implicit[0]:
            self._say(place, path, "the merge key '<<' is refused; write the values out")
        elif not (self._unanchored(event, place, path) and self._untagged(event, place, path)):
            pass
        elif event.value in keys:
            first = keys[event.value].line
            self._say(place, path, f"the key {shown(event.value)} stands twice; the first is in line {first}")
        else:
            return event.value
        return None

    def _unanchored(self, event: yaml.Event, place: Place, path: Path) -> bool:
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors.add(anchor)
            self._say(place, path, f"the anchor '&{anchor}' is refused; write the value out where it is needed")
        return not anchor

    def _untagged(self, event: yaml.Event, place: Place, path: Path) -> bool:
        tag = getattr(event, "tag", None)
        if tag is None:
            return True
        short = tag.replace("tag:yaml.org,2002:", "!!")
        there_are = "there are `!file path` and `!text path`, before a value"
        self._say(place, path, f"the tag {shown(short)} is refused; {there_are}")
        return False

    def _place(self, event: yaml.Event) -> Place:
        return Place(self._file, event.start_mark.line + 1 if event.start_mark else 1)

    def _say(self, place: Place, path: Path, sentence: str) -> None:
        self._problems.add(place, path, sentence)
        self._wrong += 1
        if self._wrong >= _MOST_PROBLEMS:
            self._problems.add(place, (), "there is too much wrong with this file; reading stopped here")
            raise _Stop
