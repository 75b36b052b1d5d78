"""The tree of a rule, compiled: what makes it worth a look, and whether it holds."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Sign

Signs = frozenset[Sign] | None
Needs = tuple[frozenset[Sign], ...]
Rarity = Callable[[Signs], float]


class Node(Protocol):
    """A compiled tree or part of one."""

    @property
    def signs(self) -> Signs:
        """It can only hold where one of these occurs; None: anywhere."""
        ...

    @property
    def needs(self) -> Needs:
        """It can only hold where of each of these sets of literals one stands in the text."""
        ...

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        """All evidence where it holds, else None."""
        ...

    def verdict(self, reading: Reading) -> bool | None:
        """Whether it holds, as far as a text alone tells; None: it does not tell."""
        ...


@dataclass(frozen=True, slots=True)
class LeafNode:
    atom: Atom
    needs: Needs = ()

    @property
    def signs(self) -> Signs:
        return self.atom.signs

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        return self.atom.holds(reading)

    def verdict(self, reading: Reading) -> bool | None:
        return None if self.atom.beyond_text else self.atom.holds(reading) is not None


@dataclass(frozen=True, slots=True)
class AllNode:
    of: tuple[Node, ...]
    signs: Signs
    needs: Needs = ()

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        if self.needs:
            there = reading.present()
            if any(need.isdisjoint(there) for need in self.needs):
                return None
        evidence: list[Evidence] = []
        for node in self.of:
            found = node.holds(reading)
            if found is None:
                return None
            evidence += found
        return evidence

    def verdict(self, reading: Reading) -> bool | None:
        verdicts = {node.verdict(reading) for node in self.of}
        return False if False in verdicts else None if None in verdicts else True


@dataclass(frozen=True, slots=True)
class AnyNode:
    of: tuple[Node, ...]
    signs: Signs
    needs: Needs = ()

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        evidence: list[Evidence] = []
        held = False
        for node in self.of:
            found = node.holds(reading)
            if found is not None:
                held = True
                evidence += found
        return evidence if held else None

    def verdict(self, reading: Reading) -> bool | None:
        verdicts = {node.verdict(reading) for node in self.of}
        return True if True in verdicts else None if None in verdicts else False


@dataclass(frozen=True, slots=True)
class NotNode:
    of: Node
    signs: Signs = None
    needs: Needs = ()

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        return () if self.of.holds(reading) is None else None

    def verdict(self, reading: Reading) -> bool | None:
        verdict = self.of.verdict(reading)
        return None if verdict is None else not verdict


NOWHERE: Node = AnyNode((), frozenset())
"""A tree that holds for no post: of a rule that has no condition of its own."""


def all_of(nodes: tuple[Node, ...], frequency: Rarity) -> AllNode:
    """Every node must hold: the signs of the rarest will do."""
    return AllNode(nodes, min((node.signs for node in nodes), key=frequency))


def with_needs(node: Node, in_text: Callable[[Sign], bool]) -> Node:
    """The tree with what each part of it needs. `in_text`: a sign is a literal that is looked for in the text alone.

    What an atom holds by, its signs and what it says of itself in `needs`, counts only where all of it is of the text:
    a word may stand in an address as well. An `all` needs what each of its parts needs.
    """

    def of_text(needs: Iterable[Signs]) -> Needs:
        return tuple(dict.fromkeys(need for need in needs if need and all(map(in_text, need))))

    if isinstance(node, LeafNode):
        return LeafNode(node.atom, of_text([node.signs, *getattr(node.atom, "needs", ())]))
    if isinstance(node, NotNode):
        return NotNode(with_needs(node.of, in_text), node.signs)
    if not isinstance(node, AllNode | AnyNode):
        return node
    parts = tuple(with_needs(part, in_text) for part in node.of)
    if isinstance(node, AnyNode):
        return AnyNode(parts, node.signs, of_text([node.signs]))
    needs = of_text(part.signs for part in parts)
    return AllNode(parts, node.signs, tuple(dict.fromkeys((*needs, *(need for part in parts for need in part.needs)))))


def feature_needs(node: Node, families: Collection[str]) -> Needs:
    """Sets of features of which a post must have one each, as far as they are of families that are always told."""
    if isinstance(node, AllNode):
        return tuple(dict.fromkeys(need for part in node.of for need in feature_needs(part, families)))
    own = getattr(node.atom, "needs", ()) if isinstance(node, LeafNode) else ()
    return tuple(
        need
        for need in (node.signs, *own)
        if need and all(isinstance(sign, str) and sign.split(":", 1)[0] in families for sign in need)
    )


def without_needs(node: Node) -> Node:
    """The tree for who asks for what it needs before, and only then whether it holds."""
    return AllNode(node.of, node.signs) if isinstance(node, AllNode) else node


def any_of(nodes: tuple[Node, ...]) -> AnyNode:
    """One node is enough: the signs of all count."""
    signs: set[Sign] = set()
    for node in nodes:
        if node.signs is None:
            return AnyNode(nodes, None)
        signs |= node.signs
    return AnyNode(nodes, frozenset(signs))
