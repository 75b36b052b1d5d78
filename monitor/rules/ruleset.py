"""Compiled rules at work: one pass for all their literals, and for each post only the rules that it may concern."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from msgspec import Struct

from monitor.language.claims.extract import extract
from monitor.model import Channel, ChannelSpec, Claim, Event, Evidence, Marks, Match, Mention, Post, RuleSpec
from monitor.ports.condition import Reading, Sign
from monitor.rules._literals import Literals
from monitor.rules._origins import Origins
from monitor.rules._patterns import Patterns
from monitor.rules._reading import Extract, PostReading
from monitor.rules._tree import Needs, Node, feature_needs, without_needs
from monitor.rules._waits import Waits
from monitor.rules.matcher import Matcher
from monitor.rules.trace import Traced, traced

Features = Callable[[Reading], Collection[str]]
_Groups = tuple[tuple[Needs, tuple[int, ...]], ...]
"""Numbers of rules with what they need besides the sign that calls them up."""

_MOST_EVIDENCE = 64
_TEXT = ("text",)


class Matched(Struct, frozen=True):
    """What came of a post. `failed` are pairs of a rule's id and what its condition raised; `claims` its claims.

    `unread`: what reading the claims raised, empty if they were read. `mentions`: every entity that the text names, in
    no order, where the rules were compiled to tell; `folded` is the text folded.
    """

    matches: tuple[Match, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    claims: tuple[Claim, ...] = ()
    unread: str = ""
    mentions: tuple[Mention, ...] = ()
    folded: str = ""


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
        waits: Waits,
        read_claims: Extract = extract,
        entities: Mapping[int, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        self.rules: Mapping[str, RuleSpec] = MappingProxyType({rule.id: rule for rule in rules})
        self.sequences = tuple(rule for rule in rules if rule.window is not None and rule.window.kind == "sequence")
        self._ids = tuple(rule.id for rule in rules)
        self._roots = tuple(roots)
        self._origins = Origins([rule.origin for rule in rules], channels)
        self._waits = waits
        self._matcher = Matcher(literals)
        self._patterns = patterns
        self._entities = dict(entities)
        self._wanted = _wanted_literals(literals)
        self._read_claims = read_claims
        self._asked = tuple(map(without_needs, roots))
        signs = frozenset[Sign]().union(*(root.signs for root in roots if root.signs is not None))
        families = {sign.split(":", 1)[0] for sign in signs if isinstance(sign, str)}
        self._features = {family: features[family] for family in sorted(families) if family in features}
        needs = [(*root.needs, *feature_needs(root, self._features)) for root in roots]
        self._always, self._index = _indexed(roots, needs)
        self._told = _by_family(signs.union(*chain.from_iterable(needs)))
        numbers = {sign for sign in signs if isinstance(sign, int)}
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
        matches: list[Match] = []
        failed: list[tuple[str, str]] = []
        for number in self._concerned(reading, channel):
            rule = self._ids[number]
            if rules is not None and rule not in rules:
                continue
            try:
                evidence = self._asked[number].holds(reading)
            except Exception as error:  # noqa: BLE001  a broken condition must not take other rules with it
                failed.append((rule, f"{type(error).__name__}: {error}"))
                continue
            if evidence is not None:
                matches.append(Match(rule, post.channel, post.id, event, _distinct(evidence)))
        try:
            claims, unread = reading.claims, ""
        except Exception as error:  # noqa: BLE001  as above
            claims, unread = (), f"{type(error).__name__}: {error}"
        mentions = self._mentions(reading) if self._entities else ()
        return Matched(tuple(matches), tuple(failed), claims, unread, mentions, reading.folded("text"))

    def _mentions(self, reading: PostReading) -> tuple[Mention, ...]:
        names = self._entities
        return tuple(
            Mention(name, start, end)
            for number in reading.present("text")
            if number in names
            for start, end in reading.found(number)
            for name in names[number]
        )

    def _reading(self, post: Post) -> PostReading:
        return PostReading(post, self._matcher, self._wanted, self._patterns, self._read_claims)

    @property
    def marks(self) -> Marks:
        """The counts that rules wait for."""
        return self._waits.marks

    def waiting(self, reached: Marks) -> Collection[str]:
        """The rules that wait for one of these marks."""
        return self._waits.rules(reached)

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
        """The numbers of the rules that listen to the channel, that a sign calls up, and whose needs are there."""
        there: set[Sign] = set(reading.present())
        signs = there
        for family, features in self._features.items():
            there.update(self._seen(family, features, reading))
        if self._scanned != _TEXT:
            signs = there.union(*(reading.present(field) for field in self._scanned))
        called: set[int] = set()
        index = self._index
        for sign in signs:
            if (groups := index.get(sign)) is not None:
                for needs, numbers in groups:
                    for need in needs:
                        if need.isdisjoint(there):
                            break  # nearly all that are called up
                    else:
                        called.update(numbers)
        for needs, numbers in self._always:
            if not any(need.isdisjoint(there) for need in needs):
                called.update(numbers)
        return sorted(called & self._origins.passing(channel)) if called else []

    def _seen(self, family: str, features: Features, reading: PostReading) -> Collection[Sign]:
        """The features of a post; all of the family where they cannot be told, so that its rules say that they fail."""
        try:
            return features(reading)
        except Exception:  # noqa: BLE001  the rules raise it again, each for itself
            return self._told[family]


def _indexed(roots: Sequence[Node], needs: Sequence[Needs]) -> tuple[_Groups, dict[Sign, _Groups]]:
    """The rules to look at for every post, and those that each sign calls up; rules of the same needs go together."""
    always: dict[Needs, list[int]] = {}
    index: dict[Sign, dict[Needs, list[int]]] = {}
    for number, (root, needed) in enumerate(zip(roots, needs, strict=True)):
        # What calls a rule up is part of what it needs, and need not be asked again.
        more = tuple(need for need in needed if need != root.signs)
        for groups in [always] if root.signs is None else [index.setdefault(sign, {}) for sign in root.signs]:
            groups.setdefault(more, []).append(number)
    return _grouped(always), {sign: _grouped(groups) for sign, groups in index.items()}


def _grouped(groups: Mapping[Needs, list[int]]) -> _Groups:
    return tuple((needs, tuple(numbers)) for needs, numbers in groups.items())


def _by_family(signs: Iterable[Sign]) -> dict[str, list[Sign]]:
    """The features among signs, by what they begin with."""
    families: dict[str, list[Sign]] = {}
    for sign in signs:
        if isinstance(sign, str):
            families.setdefault(sign.split(":", 1)[0], []).append(sign)
    return families


def _wanted_literals(literals: Literals) -> dict[str, frozenset[int] | None]:
    """Which literals each field is asked for; None: all there are."""
    total = len(literals)
    return {field: None if len(numbers) == total else frozenset(numbers) for field, numbers in literals.fields.items()}


def _distinct(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))[:_MOST_EVIDENCE]
