"""A mended document as flat lists of fields: those of the channel, and those of each item. Pure.

libxml2 builds the tree; nothing in it is resolved, fetched or expanded. What it may cost is bounded before:
`mending` limits how many elements, attributes and items a document can still have when it comes here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from lxml import etree

from monitor.sources.feed.links import absolute

MOST_FIELDS = 120
"""Of one item."""

_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_ITEMS = ("item", "entry")
_GROUPS = frozenset({"media:group", "media:content", "author"})
_HTML_NAME = re.compile("[a-z][a-z0-9]{0,15}")
_KEPT_ATTRIBUTES = frozenset({"href", "src", "alt", "width", "height"})


class Field:
    """One element. `name` has the customary prefix of its namespace, in lower case; `parent` is "" at the top.

    `base` is the address that relative links in it start from, or "".
    """

    __slots__ = ("_element", "attributes", "name", "parent")

    def __init__(self, name: str, parent: str, element: "etree._Element", attributes: Mapping[str, str]) -> None:
        self.name = name
        self.parent = parent
        self.attributes = attributes
        self._element = element

    @property
    def text(self) -> str:
        """Its characters; where elements stand inside, HTML."""
        return (_inner_html(self._element) if self.markup else self._element.text or "").strip()

    @property
    def markup(self) -> bool:
        """Whether elements stand inside, and not their names written with `&lt;`."""
        return next(self._element.iterchildren("*"), None) is not None

    @property
    def base(self) -> str:
        address = ""
        for found in reversed(_with(self._element, _XML_BASE)):
            address = absolute(found, address)
        return address

    @property
    def language(self) -> str:
        return next(iter(_with(self._element, _XML_LANG)), "")


class Elements(NamedTuple):
    """`root` is the field of the root itself. Items come one by one: their fields are many."""

    root: Field
    channel: list[Field]
    items: Iterator[list[Field]]


def read_elements(text: str, *, torn: bool = False) -> Elements | None:
    """Read a mended document. What is broken is passed over; None if nothing is left.

    `torn`: it stops in the middle of its last item, which is left out: it would be an edit next time.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        return None
    names = _Names(root)
    found = [element for element in root.iter("{*}item", "{*}entry") if element is not root]
    holders = (root, *islice(root.iterchildren("{*}channel"), 1))
    channel = [field for holder in holders for field in names.fields(holder)]
    items = (names.about(item) + names.fields(item) for item in (found[:-1] if torn else found))
    return Elements(names.field(root, ""), channel, items)


_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MOST_DEPTH = 30


def _with(element: "etree._Element", attribute: str) -> Sequence[str]:
    """An attribute of an element and of those around it, from the inside."""
    line = (element, *islice(element.iterancestors(), _MOST_DEPTH))
    return [value for one in line if (value := one.get(attribute))]


class _Names:
    """Gives elements their customary names. The namespace of the root (but not RDF's) counts as none."""

    def __init__(self, root: "etree._Element") -> None:
        space, local = _split(str(root.tag))
        self._home = "" if local == "rdf" else space
        self._atom = local == "feed"
        self._known: dict[str, str] = {}

    def fields(self, holder: "etree._Element") -> list[Field]:
        """The fields right in an item or channel, and those one or two below in what only groups others."""
        found = []
        for child in islice(holder.iterchildren("*"), MOST_FIELDS):
            field = self.field(child, "")
            if field.name in (*_ITEMS, "channel"):
                continue
            found.append(field)
            if field.name in _GROUPS:
                inner = islice(child.iterdescendants("*"), MOST_FIELDS)
                found += [self.field(one, field.name) for one in inner]
        return found[:MOST_FIELDS]

    def about(self, item: "etree._Element") -> list[Field]:
        """RDF's name of an item, which stands in its tag, as a field."""
        about = item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "")
        if not about:
            return []
        made = etree.Element("about")
        made.text = about
        return [Field("rdf:about", "", made, {})]

    def field(self, element: "etree._Element", parent: str) -> Field:
        attributes = {self._name(str(key)): str(value) for key, value in element.items()[:50]}
        return Field(self._name(str(element.tag)), parent, element, attributes)

    def _name(self, tag: str) -> str:
        known = self._known.get(tag)
        if known is None:
            space, local = _split(tag)
            prefix = _PREFIXES.get(space, "other") if space and space != self._home else ""
            known = f"{prefix}:{local}" if prefix else local
            if self._atom:
                known = known.removeprefix("atom:")
            self._known[tag] = known
        return known


def _split(tag: str) -> tuple[str, str]:
    """Namespace and local name, the latter in lower case. A prefix that nobody declared stays with the name."""
    space, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return space, local.lower()


def _inner_html(element: "etree._Element") -> str:
    """What stands inside an element as HTML: names without their namespaces, attributes that mean something.

    Where tags stand both as elements and written with `&lt;`, the written ones are meant too.
    """
    if element.get("type") != "xhtml":
        text = "".join(str(part) for part in element.itertext())
        if "</" in text:
            return text
    for inner in element.iterdescendants("*"):
        name = _split(str(inner.tag))[1].rpartition(":")[2]
        inner.tag = name if _HTML_NAME.fullmatch(name) else "span"
        for key in list(inner.attrib):
            if key not in _KEPT_ATTRIBUTES:
                del inner.attrib[key]
    etree.cleanup_namespaces(element)
    whole = etree.tostring(element, encoding="unicode", with_tail=False)
    return whole[whole.index(">") + 1 : whole.rindex("<")]
