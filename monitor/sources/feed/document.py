"""What a feed's document holds, between its bytes and the posts that it becomes."""

from msgspec import Struct

from monitor.model import Markup, Media, Millis


class Rich(Struct, frozen=True):
    """A stretch of HTML; or of plain text, in which `<` is a less-than sign. `base` is what its links start from."""

    text: str = ""
    plain: bool = False
    base: str = ""


class Item(Struct, frozen=True):
    """An item as the document has it. Dates that cannot be read are None; links are absolute, or ""."""

    title: Rich = Rich()
    link: str = ""
    guid: str = ""
    published: Millis | None = None
    updated: Millis | None = None
    author: str = ""
    body: Rich = Rich()
    summary: Rich = Rich()
    media: tuple[Media, ...] = ()
    language: str = ""


class Feed(Struct, frozen=True):
    """A document of any dialect, items in its order.

    `cut` items were left out because there were too many. `pause` is how long the feed asks to be left
    alone, in seconds. `whole` is False where the document could only be read in part.
    """

    title: str = ""
    link: str = ""
    items: tuple[Item, ...] = ()
    cut: int = 0
    pause: float = 0.0
    whole: bool = True


class Article(Struct, frozen=True):
    """An item with its text worked out: title, blank line, body; markup counts code points of it.

    `partial`: the document holds so much HTML that only the beginning of this item was worked through.
    """

    title: str
    text: str
    markup: tuple[Markup, ...] = ()
    link: str = ""
    guid: str = ""
    published: Millis | None = None
    updated: Millis | None = None
    author: str = ""
    media: tuple[Media, ...] = ()
    language: str = ""
    partial: bool = False


class Reading(Struct, frozen=True, tag=True):
    """A feed that was read; fields as in `Feed`."""

    title: str = ""
    link: str = ""
    articles: tuple[Article, ...] = ()
    cut: int = 0
    pause: float = 0.0
    whole: bool = True


class Page(Struct, frozen=True, tag=True):
    """The document is a web page. `feeds` are the addresses that it names as its feeds."""

    feeds: tuple[str, ...] = ()


class Unreadable(Struct, frozen=True, tag=True):
    """The document is no feed, or one that is not worth the risk. `reason` is a clause: "the document …"."""

    reason: str


class Request(Struct, frozen=True):
    """A document to read. `truncated`: there was more than was fetched."""

    body: bytes
    content_type: str
    address: str
    truncated: bool = False


Outcome = Reading | Page | Unreadable
