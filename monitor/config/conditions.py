"""`when:` as a tree. Leaves are validated by the kind's own options."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from monitor.config.document import Items, Node, Table, Text
from monitor.config.problems import Path, Place, Problems, nearest, shown
from monitor.config.read import Model, fields, validated
from monitor.model.watch import All, Any, Leaf, Not, Tree
from monitor.ports.condition import Condition

BRANCHES = ("all", "any", "not")


@dataclass(frozen=True, slots=True)
class Reference:
    """A word in some options that names an entity or a channel. `or_text`: in quotes it would be text."""

    to: str
    word: Text
    place: Place
    path: Path
    or_text: bool = False


class Conditions:
    """Reads trees of conditions; collects what they refer to, and every leaf that could be read."""

    def __init__(self, kinds: Mapping[str, type[Condition]], problems: Problems) -> None:
        self._kinds = kinds
        self._problems = problems
        self.references: list[Reference] = []
        self.leaves: list[tuple[Leaf, tuple[Reference, ...]]] = []

    def tree(self, node: Node, path: Path, place: Place) -> Tree | None:
        """The tree, or None after saying what is wrong."""
        if isinstance(node, Items):
            return self._several("any", node, path, place)
        if isinstance(node, Text):
            if not node.broken:
                self._problems.add(place, path, "wants a condition, as in `keyword: [drone]`")
            return None
        if len(node.of) != 1:
            self._problems.add(place, path, _not_one(node))
        trees = [self._one(key, one, (*path, key), node.keys[key]) for key, one in node.of.items()]
        return trees[0] if len(trees) == 1 else None

    def _one(self, key: str, node: Node, path: Path, place: Place) -> Tree | None:
        if key == "not":
            inner = self.tree(node, path, place)
            return Not(inner) if inner is not None else None
        if key in BRANCHES:
            return self._several(key, node, path, place)
        if key not in self._kinds:
            near = nearest(key, [*self._kinds, *BRANCHES], "conditions")
            self._problems.add(place, path, f"unknown key {shown(key)}{near}")
            return None
        return self._leaf(key, node, path, place)

    def _several(self, key: str, node: Node, path: Path, place: Place) -> Tree | None:
        if not isinstance(node, Items):
            inner = self.tree(node, path, place)
            return inner and (All((inner,)) if key == "all" else Any((inner,)))
        if not node.of:
            self._problems.add(place, path, "must not be empty")
            return None
        trees = [self.tree(one, (*path, number), one.place) for number, one in enumerate(node.of)]
        whole = tuple(tree for tree in trees if tree is not None)
        if len(whole) < len(trees):
            return None
        return All(whole) if key == "all" else Any(whole)

    def _leaf(self, kind: str, node: Node, path: Path, place: Place) -> Leaf | None:
        model = self._kinds[kind].options
        options = validated_options(model, node, path, place, self._problems)
        refers: Mapping[str, str] = getattr(model, "refers", {})
        found = tuple(_references(model, refers, node, path, place)) if refers else ()
        self.references.extend(found)
        if options is None:
            return None
        leaf = Leaf(kind, options)
        self.leaves.append((leaf, found))
        return leaf


def validated_options(model: type[Model], node: Node, path: Path, place: Place, problems: Problems) -> Model | None:
    """Options of a kind, also in their short form. None after saying what is wrong."""
    short: str = getattr(model, "short", "")
    if isinstance(node, Table):
        return validated(model, node, path, problems)
    if isinstance(node, Text) and node.empty:
        node = Table({}, place, {})
        return validated(model, node, path, problems)
    if short:
        written = fields(model)
        key = short if short in written else model.model_fields[short].alias or short
        return validated(model, Table({key: node}, place, {key: place}), path, problems, implied=key)
    if not (isinstance(node, Text) and node.broken):
        problems.add(place, path, f"wants options as a mapping; there are: {', '.join(sorted(fields(model)))}")
    return None


def _not_one(node: Table) -> str:
    if not node.of:
        return "wants a condition, as in `keyword: [drone]`"
    keys = ", ".join(shown(key) for key in list(node.of)[:5])
    return f"a condition has one key, and here are {len(node.of)} ({keys}); put them as a list under `all:` or `any:`"


def _references(
    model: type[BaseModel], refers: Mapping[str, str], node: Node, path: Path, place: Place
) -> Iterator[Reference]:
    names = {
        model.model_fields[name].alias or name if name in model.model_fields else name: to
        for name, to in refers.items()
    }
    if not isinstance(node, Table):
        to = names.get(getattr(model, "short", ""))
        if to:
            yield from _words(to, node, path, place)
        return
    for name, to in names.items():
        if name in node.of:
            yield from _words(to, node.of[name], (*path, name), node.keys[name])


def _words(to: str, node: Node, path: Path, place: Place) -> Iterator[Reference]:
    if isinstance(node, Text):
        if not node.empty and not node.broken and not (to == "entity or text" and node.quoted):
            or_text = to == "entity or text"
            yield Reference("entity" if or_text else to, node, place, path, or_text)
    elif isinstance(node, Items):
        for number, one in enumerate(node.of):
            yield from _words(to, one, (*path, number), one.place)
