"""A whole page: what kind it is, its posts, and what it says of the channel. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import Post
from monitor.sources.preview.address import place
from monitor.sources.preview.amounts import count
from monitor.sources.preview.message import MESSAGE, PageItem, read_message
from monitor.sources.preview.text import render
from monitor.sources.preview.tree import Block, Node, PageError, parse

Kind = Literal["history", "no_preview", "group", "person", "nobody", "gone"]
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_BEFORE = re.compile(r"[?&]before=(\d{1,10})(?:&|$)", re.ASCII)


class Facts(Struct, frozen=True):
    """What a page says of the channel. `id` is None where no post tells it. `handle` is as the channel writes it."""

    id: int | None = None
    handle: str = ""
    title: str = ""
    description: str = ""
    subscribers: int | None = None
    verified: bool = False


class Page(Struct, frozen=True):
    """One page.

    `kind`: history (posts, or none of them), no_preview (a channel that does not show its posts), group,
    person (or a bot), nobody (no such handle), gone (the page of a single post that is not there).
    `items` are in the order of ids. `older` is where the page before begins, None on the last. `newest` is the
    highest id shown, 0 if none. `none_found`: the page says that there are no posts; busy servers say so too.
    `foreign` counts messages that belong elsewhere, `unreadable` names those that could not be read.
    """

    kind: Kind
    items: tuple[PageItem, ...] = ()
    older: int | None = None
    newest: int = 0
    channel: Facts = Facts()
    none_found: bool = False
    foreign: int = 0

    @property
    def posts(self) -> tuple[Post, ...]:
        """The posts, oldest first."""
        return tuple(item.post for item in self.items if item.post is not None)

    @property
    def shown(self) -> frozenset[int]:
        """The ids of all messages that stand on the page, whatever they are."""
        return frozenset(number for item in self.items for number in item.ids)

    @property
    def unreadable(self) -> tuple[int, ...]:
        """Messages that are no service messages and could not be read."""
        return tuple(item.id for item in self.items if item.post is None and not item.event)

    @property
    def oldest(self) -> int:
        """The lowest id shown, 0 if none."""
        return min((item.ids[0] for item in self.items), default=0)


def read_page(body: bytes) -> Page:
    """Read a page of a channel, of a single post, or what stands where a channel should.

    Raises:
        PageError: it is none of them, it was cut off, or it is nothing that a browser would be asked to show.
    """
    root = parse(body)
    block = Block(root, closed={MESSAGE})
    messages = block.all(MESSAGE)
    if messages or "tgme_channel_history" in _classes(block):
        if block.first("tgme_channel_history") is not None and b"</html>" not in body[-4096:].lower():
            raise PageError("the page was cut off")
        return _history(block, messages)
    if block.first("tgme_widget_message_error") is not None:
        return Page("gone")
    return _front(block)


def _classes(block: Block) -> frozenset[str]:
    node = block.first("tgme_channel_history")
    return node.classes if node is not None else frozenset()


def _history(block: Block, messages: Iterable[Node]) -> Page:
    read = [item for item in map(read_message, messages) if item is not None]
    facts = _facts(block, read)
    own = [item for item in read if _belongs(item, facts)]
    kept: dict[int, PageItem] = {}
    for item in own:
        kept.setdefault(item.id, _at_home(item, facts.id or 0))
    items = tuple(kept[number] for number in sorted(kept))
    return Page(
        "history",
        items,
        _older(block),
        max((item.ids[-1] for item in items), default=0),
        facts,
        block.first("tme_no_messages_found") is not None,
        len(read) - len(own),
    )


def _belongs(item: PageItem, facts: Facts) -> bool:
    return item.channel == facts.id if item.channel else item.handle.lower() == facts.handle.lower()


def _at_home(item: PageItem, channel: int) -> PageItem:
    if item.channel or not channel:
        return item
    return replace(item, channel=channel, post=replace(item.post, channel=channel) if item.post else None)


def _facts(block: Block, items: Iterable[PageItem]) -> Facts:
    """The channel is the one that most of the messages are of."""
    ids = Counter(item.channel for item in items if item.channel)
    handles = Counter(item.handle for item in items)
    said = block.words("tgme_channel_info_header_username").removeprefix("@")
    handle = said or (handles.most_common(1)[0][0] if handles else "")
    description = block.first("tgme_channel_info_description")
    labels = block.first("tgme_channel_info_header_labels")
    return Facts(
        id=ids.most_common(1)[0][0] if ids else None,
        handle=handle,
        title=block.words("tgme_channel_info_header_title") or _title(block),
        description=render(description)[0] if description is not None else "",
        subscribers=_subscribers(block),
        verified=labels is not None and any("verified-icon" in node.classes for node in labels.walk()),
    )


def _title(block: Block) -> str:
    """Pages of a single post have no header: the title is the author's."""
    for node in block.all(MESSAGE):
        if named := Block(node).words("tgme_widget_message_owner_name"):
            return named
    return ""


def _subscribers(block: Block) -> int | None:
    for node in block.all("tgme_channel_info_counter"):
        inner = Block(node)
        if inner.words("counter_type").startswith("subscriber"):
            return count(inner.words("counter_value"))
    return None


def _older(block: Block) -> int | None:
    """Where to go on: the button's id, or the link's."""
    for node in block.all("js-messages_more"):
        if _NUMBER.fullmatch(node.get("data-before")):
            return int(node.get("data-before"))
    for node in block.root.walk({MESSAGE}):
        if node.tag == "link" and node.get("rel") == "prev" and (found := _BEFORE.search(node.get("href"))):
            return int(found[1])
    return None


def _front(block: Block) -> Page:
    """The page that stands at `t.me/HANDLE`, and where a preview that is off leads to."""
    page = block.first("tgme_page")
    if page is None:
        raise PageError("this is not a page of Telegram's preview")
    extra = block.words("tgme_page_extra").lower()
    facts = Facts(handle=_handle(block), title=block.words("tgme_page_title"))
    if "subscriber" in extra:
        return Page("no_preview", channel=facts)
    if "member" in extra or "online" in extra:
        return Page("group", channel=facts)
    if facts.title:
        return Page("person", channel=facts)
    return Page("nobody", channel=facts)


def _handle(block: Block) -> str:
    """A front page tells the handle only in the address for apps."""
    for node in block.root.walk({MESSAGE}):
        if node.tag == "meta" and node.get("property") == "al:android:url":
            found = re.search(r"[?&]domain=([A-Za-z0-9_]{1,64})", node.get("content"))
            return found[1] if found else ""
    where = place(block.words("tgme_page_extra").replace("@", "https://t.me/"))
    return where.handle if where is not None else ""
