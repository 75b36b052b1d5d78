"""A rule over a text, condition by condition: what held and what did not."""

from typing import Any

from msgspec import Struct

from monitor.model import Evidence, Leaf, Not, Tree
from monitor.ports.condition import Reading
from monitor.rules._tree import AllNode, AnyNode, LeafNode, Node, NotNode


class Traced(Struct):
    """A condition with what it asks for and whether it holds; None: a text alone does not tell.

    `condition` is its kind, or all, any, not. `evidence` stands at leaves, `of` at branches.
    """

    condition: str
    holds: bool | None
    asks: dict[str, Any] = {}
    evidence: tuple[Evidence, ...] = ()
    of: tuple["Traced", ...] = ()


def traced(tree: Tree, node: Node, reading: Reading) -> Traced:
    """A tree as it was written, beside the same tree compiled."""
    held = node.verdict(reading)
    if isinstance(tree, Leaf):
        assert isinstance(node, LeafNode)  # noqa: S101  it was compiled from this tree
        asks = tree.options.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        evidence = tuple(node.holds(reading) or ()) if held is not None else ()
        return Traced(tree.kind, held, asks, evidence)
    if isinstance(tree, Not):
        assert isinstance(node, NotNode)  # noqa: S101  as above
        return Traced("not", held, of=(traced(tree.of, node.of, reading),))
    assert isinstance(node, AllNode | AnyNode)  # noqa: S101  as above
    parts = zip(tree.of, node.of, strict=True)
    return Traced(
        "all" if isinstance(node, AllNode) else "any", held, of=tuple(traced(*part, reading) for part in parts)
    )
