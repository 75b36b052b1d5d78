"""Rules made ready: their trees, literals and patterns, and every form of the names that they ask for."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ldexp

from msgspec.structs import replace

from monitor.language.claims.extract import extract
from monitor.language.forms import Expand, Name
from monitor.model import (
    NO_CONDITION,
    All,
    ChannelSpec,
    EntitySpec,
    Leaf,
    Marks,
    Not,
    RuleSpec,
    Tree,
)
from monitor.ports.condition import Condition, Sign
from monitor.rules._literals import Literals, as_written
from monitor.rules._patterns import Patterns
from monitor.rules._reading import Extract
from monitor.rules._tree import NOWHERE, LeafNode, Node, NotNode, Signs, all_of, any_of, with_needs
from monitor.rules._waits import Waits
from monitor.rules.ruleset import Features, Ruleset

# How often a feature is seen, roughly: only to choose which part of an `all` is asked first.
_FREQUENCY = {"media": 0.5, "forward": 0.1, "link": 0.02, "claim": 0.05, "regex": 0.3, "reach": 0.01}


class CompileError(ValueError):
    """Some rules cannot be compiled. `problems` are pairs of a rule's id and a sentence, for all of them."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"rule {rule!r}: {sentence}" for rule, sentence in problems))
        self.problems = tuple(problems)


class _Scope:
    """What conditions may use while they are compiled."""

    def __init__(self, entities: Mapping[str, EntitySpec], channels: Sequence[ChannelSpec]) -> None:
        self.entities = entities
        self.channels = channels
        self.literals = Literals()
        self.patterns = Patterns()

    def pattern(self, syntax: str) -> int:
        return self.patterns.add(syntax)

    def literal(
        self, text: str, *, whole: bool = True, capitals: bool = False, field: str = "text", stem: bool = False
    ) -> int:
        return self.literals.add(text, whole=whole, capitals=capitals, field=field, stem=stem)

    def word(self, text: str, *, field: str = "text") -> int:
        return self.literals.term([Name(text)], field)

    def entity(self, name: str) -> int:
        spec = self.entities.get(name)
        if spec is None:
            raise ValueError(f"no entity is called {name!r}; add it under `entities:`")
        return self.literals.term(names_of(spec), "text")


def names_of(spec: EntitySpec) -> tuple[Name, ...]:
    """The names of an entity, with what corrects their forms. Raises ValueError where there are none."""
    names = [
        Name(name, language, spec.kind, drop=spec.drop) for language, names in spec.names.items() for name in names
    ]
    if not names:
        raise ValueError(f"entity {spec.id!r} has no names; give it some under `names:`")
    names[0] = replace(names[0], add=spec.add)
    return tuple(names)


def compile_rules(
    rules: Sequence[RuleSpec],
    entities: Mapping[str, EntitySpec],
    channels: Sequence[ChannelSpec],
    kinds: Mapping[str, type[Condition]],
    expand: Expand = as_written,
    read_claims: Extract = extract,
    *,
    mentions: bool = False,
) -> Ruleset:
    """Compile all rules. `expand` works out the forms of words and names, all at once.

    `mentions`: every entity is looked for, whether or not a rule asks for it, and told with what came of a post.

    Raises:
        CompileError: some conditions cannot be compiled; it names all of them.
    """
    with _uncollected():
        return _compiled(rules, entities, channels, kinds, expand, read_claims, mentions=mentions)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: all that is made here stays, and it would walk over it again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _compiled(
    rules: Sequence[RuleSpec],
    entities: Mapping[str, EntitySpec],
    channels: Sequence[ChannelSpec],
    kinds: Mapping[str, type[Condition]],
    expand: Expand,
    read_claims: Extract,
    *,
    mentions: bool,
) -> Ruleset:
    builder = _Builder(_Scope(entities, channels), kinds)
    roots: list[Node] = []
    waiting: list[tuple[Marks, ...]] = []
    problems: list[tuple[str, str]] = []
    for rule in rules:
        root = NOWHERE if rule.when == NO_CONDITION and rule.window is not None else builder.build(rule.when)
        waiting.append(builder.marks())
        if root is not None:
            roots.append(root)
        problems += [(rule.id, sentence) for sentence in builder.complaints()]
    if problems:
        raise CompileError(problems)
    scope = builder.scope
    named: dict[int, tuple[str, ...]] = {}
    for name in entities if mentions else ():
        number = scope.entity(name)  # of the same names is the same number
        named[number] = (*named.get(number, ()), name)
    scope.literals.resolve(expand)
    scope.patterns.close()
    roots = [with_needs(root, scope.literals.in_text) for root in roots]
    waits = Waits(zip((rule.id for rule in rules), waiting, strict=True))
    return Ruleset(rules, roots, scope.literals, scope.patterns, channels, builder.features, waits, read_claims, named)


def names_in(
    rules: Sequence[RuleSpec],
    entities: Mapping[str, EntitySpec],
    channels: Sequence[ChannelSpec],
    kinds: Mapping[str, type[Condition]],
    *,
    mentions: bool = False,
) -> list[Name]:
    """Every name and word whose forms these rules ask for; rules that cannot be compiled ask for none.

    `mentions`: those of all entities as well, as `compile_rules` has it.
    """
    builder = _Builder(_Scope(entities, channels), kinds)
    for rule in rules:
        if rule.when != NO_CONDITION:
            builder.build(rule.when)
    if mentions:
        for name in entities:
            builder.scope.entity(name)
    return builder.scope.literals.names()


class _Builder:
    """Turns trees of the watch file into compiled ones, and goes on after a problem to find the others."""

    def __init__(self, scope: _Scope, kinds: Mapping[str, type[Condition]]) -> None:
        self.scope = scope
        self.features: dict[str, Features] = {}
        self._kinds = kinds
        self._problems: list[str] = []
        self._marks: list[Marks] = []

    def marks(self) -> tuple[Marks, ...]:
        """What was waited for since the last call."""
        found, self._marks = tuple(self._marks), []
        return found

    def complaints(self) -> list[str]:
        """What was wrong since the last call."""
        found, self._problems = self._problems, []
        return found

    def build(self, tree: Tree) -> Node | None:
        if isinstance(tree, Leaf):
            return self._leaf(tree)
        if isinstance(tree, Not):
            inner = self.build(tree.of)
            return None if inner is None else NotNode(inner)
        nodes = [self.build(part) for part in tree.of]
        if not nodes:
            self._problems.append("an empty list of conditions says nothing; write one, or leave it out")
        built = tuple(node for node in nodes if node is not None)
        if not nodes or len(built) < len(nodes):
            return None
        return all_of(built, self._frequency) if isinstance(tree, All) else any_of(built)

    def _leaf(self, leaf: Leaf) -> Node | None:
        kind = self._kinds.get(leaf.kind)
        if kind is None:
            self._problems.append(f"unknown condition {leaf.kind!r}; known are {', '.join(sorted(self._kinds))}")
            return None
        features = getattr(kind, "features", None)
        if features is not None:
            self.features[leaf.kind] = features
        try:
            atom = kind().compile(leaf.options, self.scope)
        except ValueError as error:
            self._problems.append(f"{leaf.kind}: {error}")
            return None
        if (marks := getattr(atom, "marks", None)) is not None:
            self._marks.append(marks)
        return LeafNode(atom)

    def _frequency(self, signs: Signs) -> float:
        """How often one of these signs is seen, roughly."""
        if signs is None:
            return 2.0
        return min(1.0, sum(self._seen(sign) for sign in signs))

    def _seen(self, sign: Sign) -> float:
        if isinstance(sign, int):
            return ldexp(1.0, -min(50, self.scope.literals.length(sign)))
        return _FREQUENCY.get(sign.split(":", 1)[0], 0.001)
