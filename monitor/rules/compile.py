"""Rules made ready: one pass for all their literals, and for each post a look at only the rules it may concern."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import ldexp
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from monitor.language.claims.extract import extract
from monitor.language.forms import Expand, Name
from monitor.model import (
    All,
    Channel,
    ChannelSpec,
    Claim,
    EntitySpec,
    Event,
    Evidence,
    Leaf,
    Match,
    Not,
    Post,
    RuleSpec,
    Tree,
)
from monitor.ports.condition import Condition, Reading, Sign
from monitor.rules._literals import Literals, as_written
from monitor.rules._origins import Origins
from monitor.rules._patterns import Patterns
from monitor.rules._reading import Extract, PostReading
from monitor.rules._tree import LeafNode, Node, NotNode, Signs, all_of, any_of
from monitor.rules.matcher import Matcher
from monitor.rules.trace import Traced, traced

Features = Callable[[Reading], Collection[str]]
_MOST_EVIDENCE = 64
# How often a feature is seen, roughly: only to choose which part of an `all` is asked first.
_FREQUENCY = {"media": 0.5, "forward": 0.1, "link": 0.02, "claim": 0.05}


class CompileError(ValueError):
    """Some rules cannot be compiled. `problems` are pairs of a rule's id and a sentence, for all of them."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"rule {rule!r}: {sentence}" for rule, sentence in problems))
        self.problems = tuple(problems)


class Matched(Struct, frozen=True):
    """What came of a post. `failed` are pairs of a rule's id and what its condition raised; `claims` its claims.

    `unread`: what reading the claims raised, empty if they were read.
    """

    matches: tuple[Match, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    claims: tuple[Claim, ...] = ()
    unread: str = ""


class Ruleset:
    """Compiled rules. Immutable, and safe to share; made by `compile_rules`."""

    def __init__(
        self,
        rules: Sequence[RuleSpec],
        roots: Sequence[Node],
        literals: Literals,
        patterns: Patterns,
        channels: Sequence[ChannelSpec],
        features: Mapping[str, Features],
        read_claims: Extract = extract,
    ) -> None:
        self.rules: Mapping[str, RuleSpec] = MappingProxyType({rule.id: rule for rule in rules})
        self._ids = tuple(rule.id for rule in rules)
        self._roots = tuple(roots)
        self._origins = Origins([rule.origin for rule in rules], channels)
        self._matcher = Matcher(literals)
        self._patterns = patterns
        self._wanted = _wanted_literals(literals)
        self._read_claims = read_claims
        self._always, self._index = _indexed(roots)
        families = {sign.split(":", 1)[0] for sign in self._index if isinstance(sign, str)}
        self._features = {family: features[family] for family in sorted(families) if family in features}
        numbers = {sign for sign in self._index if isinstance(sign, int)}
        self._scanned = tuple(field for field, wanted in literals.fields.items() if wanted & numbers)

    def match(
        self, post: Post, channel: Channel, event: Event = "new", *, rules: Collection[str] | None = None
    ) -> Matched:
        """Every rule that holds for a post and listens to its channel, in the order of the watch file.

        Whether a rule wants this event is not asked: an edit after which a rule no longer holds must be
        told from one that it was never asked about. `wanted` answers that for a match. `rules` limits
        the question to these ids. A condition that raises fails its rule for this post only, and claims that cannot
        be read fail the rules that ask for claims: a post is kept and matched, whatever its text does to the grammar.
        """
        reading = self._reading(post)
        concerned = self._concerned(reading, channel)
        matches: list[Match] = []
        failed: list[tuple[str, str]] = []
        for number in concerned:
            rule = self._ids[number]
            if rules is not None and rule not in rules:
                continue
            try:
                evidence = self._roots[number].holds(reading)
            except Exception as error:  # noqa: BLE001  a broken condition must not take other rules with it
                failed.append((rule, f"{type(error).__name__}: {error}"))
                continue
            if evidence is not None:
                matches.append(Match(rule, post.channel, post.id, event, _distinct(evidence)))
        try:
            claims, unread = reading.claims, ""
        except Exception as error:  # noqa: BLE001  as above
            claims, unread = (), f"{type(error).__name__}: {error}"
        return Matched(tuple(matches), tuple(failed), claims, unread)

    def _reading(self, post: Post) -> PostReading:
        return PostReading(post, self._matcher, self._wanted, self._patterns, self._read_claims)

    def wanted(self, match: Match) -> bool:
        """Whether the rule of a match asks for its event."""
        return match.event in self.rules[match.rule].events

    def listens(self, rule: str, channel: Channel) -> bool:
        """Whether the `from` of a rule lets a channel pass."""
        return self._ids.index(rule) in self._origins.passing(channel)

    def verdict(self, rule: str, text: str) -> bool | None:
        """Whether a rule would hold for a text; None: what else a post carries decides. `from` is not asked."""
        post = Post(channel=0, id=0, posted=0, text=text)
        return self._roots[self._ids.index(rule)].verdict(self._reading(post))

    def trace(self, rule: str, text: str) -> Traced:
        """A rule over a text, condition by condition. `from` is not asked."""
        post = Post(channel=0, id=0, posted=0, text=text)
        return traced(self.rules[rule].when, self._roots[self._ids.index(rule)], self._reading(post))

    def _concerned(self, reading: PostReading, channel: Channel) -> list[int]:
        """The numbers of the rules that one of their signs calls up, and that listen to the channel."""
        called: set[int] = set(self._always)
        index = self._index
        for field in self._scanned:
            for literal in reading.present(field):
                called.update(index.get(literal, ()))
        for family, features in self._features.items():
            for feature in self._seen(family, features, reading):
                called.update(index.get(feature, ()))
        return sorted(called & self._origins.passing(channel)) if called else []

    def _seen(self, family: str, features: Features, reading: PostReading) -> Collection[Sign]:
        """The features of a post; all of the family where they cannot be told, so that its rules say that they fail."""
        try:
            return features(reading)
        except Exception:  # noqa: BLE001  the rules raise it again, each for itself
            return [sign for sign in self._index if isinstance(sign, str) and sign.split(":", 1)[0] == family]


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
) -> Ruleset:
    """Compile all rules. `expand` works out the forms of words and names, all at once.

    Raises:
        CompileError: some conditions cannot be compiled; it names all of them.
    """
    builder = _Builder(_Scope(entities, channels), kinds)
    roots: list[Node] = []
    problems: list[tuple[str, str]] = []
    for rule in rules:
        root = builder.build(rule.when)
        if root is not None:
            roots.append(root)
        problems += [(rule.id, sentence) for sentence in builder.complaints()]
    if problems:
        raise CompileError(problems)
    scope = builder.scope
    scope.literals.resolve(expand)
    scope.patterns.close()
    return Ruleset(rules, roots, scope.literals, scope.patterns, channels, builder.features, read_claims)


def names_in(
    rules: Sequence[RuleSpec],
    entities: Mapping[str, EntitySpec],
    channels: Sequence[ChannelSpec],
    kinds: Mapping[str, type[Condition]],
) -> list[Name]:
    """Every name and word whose forms these rules ask for; rules that cannot be compiled ask for none."""
    builder = _Builder(_Scope(entities, channels), kinds)
    for rule in rules:
        builder.build(rule.when)
    return builder.scope.literals.names()


class _Builder:
    """Turns trees of the watch file into compiled ones, and goes on after a problem to find the others."""

    def __init__(self, scope: _Scope, kinds: Mapping[str, type[Condition]]) -> None:
        self.scope = scope
        self.features: dict[str, Features] = {}
        self._kinds = kinds
        self._problems: list[str] = []

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
            return LeafNode(kind().compile(leaf.options, self.scope))
        except ValueError as error:
            self._problems.append(f"{leaf.kind}: {error}")
            return None

    def _frequency(self, signs: Signs) -> float:
        """How often one of these signs is seen, roughly."""
        if signs is None:
            return 2.0
        return min(1.0, sum(self._seen(sign) for sign in signs))

    def _seen(self, sign: Sign) -> float:
        if isinstance(sign, int):
            return ldexp(1.0, -min(50, self.scope.literals.length(sign)))
        return _FREQUENCY.get(sign.split(":", 1)[0], 0.001)


def _indexed(roots: Iterable[Node]) -> tuple[tuple[int, ...], dict[Sign, tuple[int, ...]]]:
    """The rules to look at for every post, and those that each sign calls up."""
    always: list[int] = []
    index: dict[Sign, list[int]] = {}
    for number, root in enumerate(roots):
        signs = root.signs
        if signs is None:
            always.append(number)
            continue
        for sign in signs:
            index.setdefault(sign, []).append(number)
    return tuple(always), {sign: tuple(numbers) for sign, numbers in index.items()}


def _wanted_literals(literals: Literals) -> dict[str, frozenset[int] | None]:
    """Which literals each field is asked for; None: all there are."""
    total = len(literals)
    return {field: None if len(numbers) == total else frozenset(numbers) for field, numbers in literals.fields.items()}


def _distinct(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))[:_MOST_EVIDENCE]
