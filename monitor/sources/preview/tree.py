"""A page as a small tree. Pages come from outside: bytes, elements and depth are capped, and nothing recurses. Pure.

lxml reads the page and calls back for every tag. Its own tree is not built: that takes seconds for a
tag with very many attributes, and cannot be stopped halfway.
"""

from collections.abc import Collection, Iterator, Mapping

from lxml import etree

LARGEST = 4_194_304
_MOST_ELEMENTS = 60_000  # a page of 20 long posts has about 4,000
_DEEPEST = 200


class PageError(ValueError):
    """The page cannot be read as one of Telegram's public pages; says why."""


class Node:
    """An element: its tag, attributes and what is in it, in order."""

    __slots__ = ("attributes", "children", "classes", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.classes = frozenset(attributes.get("class", "").split())
        self.children: list[Node | str] = []

    def get(self, name: str) -> str:
        """An attribute, or ""."""
        return self.attributes.get(name, "")

    def walk(self, closed: Collection[str] = ()) -> Iterator["Node"]:
        """This element and all in it, in order. Into elements of a `closed` class it does not look."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if node is self or node.classes.isdisjoint(closed):
                waiting.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def words(self) -> str:
        """The text in it, each stretch of white space as one space."""
        found: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                found.append(node)
            elif node.tag == "br":
                found.append(" ")
            else:
                waiting.extend(reversed(node.children))
        return " ".join("".join(found).split())


class Block:
    """Finds the elements of a part of a page by class. Built in one pass; `closed` as in `Node.walk`."""

    def __init__(self, root: Node, closed: Collection[str] = ()) -> None:
        self.root = root
        self._found: dict[str, list[Node]] = {}
        self._order: dict[int, int] = {}
        for place, node in enumerate(root.walk(closed)):
            self._order[id(node)] = place
            for name in node.classes:
                self._found.setdefault(name, []).append(node)

    def all(self, name: str) -> list[Node]:
        """All elements of a class, in order."""
        return self._found.get(name, [])

    def first(self, name: str) -> Node | None:
        return next(iter(self.all(name)), None)

    def words(self, name: str) -> str:
        """The text of the first element of a class, or ""."""
        node = self.first(name)
        return node.words() if node is not None else ""

    def place(self, node: Node) -> int:
        """Where an element of this block stands in the order of the page."""
        return self._order[id(node)]


def parse(body: bytes) -> Node:
    """Read a page. Bytes that are no UTF-8 become replacement characters.

    Raises:
        PageError: it is empty, or larger or deeper than any page of Telegram.
    """
    if len(body) > LARGEST:
        raise PageError(f"the page is larger than {LARGEST >> 20} MB")
    builder = _Builder()
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, target=builder)
    try:
        etree.fromstring(body.decode("utf-8", "replace").replace("\0", "\ufffd").encode(), parser)
    except (etree.LxmlError, AssertionError) as error:
        raise PageError(f"the page cannot be read ({type(error).__name__})") from None
    if not builder.root.children:
        raise PageError("the page is empty")
    return builder.root


class _Builder:
    """What lxml calls for each tag and text."""

    def __init__(self) -> None:
        self.root = Node("", {})
        self._open = [self.root]
        self._count = 0

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise PageError(f"the page has more than {_MOST_ELEMENTS} elements")
        if len(self._open) > _DEEPEST:
            raise PageError(f"the page is nested deeper than {_DEEPEST} elements")
        node = Node(str(tag), {str(name): str(value) for name, value in attrib.items()})
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, tag: str | bytes) -> None:
        del tag  # lxml closes what it opened, in order
        if len(self._open) > 1:
            self._open.pop()

    def data(self, data: str | bytes) -> None:
        self._open[-1].children.append(str(data))

    def comment(self, text: str | bytes) -> None:
        """Nothing of a page stands in comments."""

    def close(self) -> Node:
        self._open = [self.root]
        return self.root
