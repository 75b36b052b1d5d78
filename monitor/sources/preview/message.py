"""One message of a page as a post. Pure."""

from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import Caption, Counters, Forward, Markup, Media, Millis, Post
from monitor.sources.preview.address import data_post, data_view, place
from monitor.sources.preview.amounts import count
from monitor.sources.preview.media import WRAPS, media_in
from monitor.sources.preview.text import render
from monitor.sources.preview.tree import Block, Node

MESSAGE = "tgme_widget_message"
_TEXT = "tgme_widget_message_text"
_REPLY = "tgme_widget_message_reply"
_PREVIEW = "tgme_widget_message_link_preview"
# What another post says, and what is read by itself.
_CLOSED = frozenset({_REPLY, _PREVIEW, _TEXT, *WRAPS})
_BETWEEN = "\n\n"
_MOST_REACTIONS = 100
_SERVICE: tuple[tuple[str, "Event"], ...] = (
    (" pinned ", "pinned"),
    ("name was changed", "renamed"),
    ("name changed", "renamed"),
    ("photo", "photo"),
    ("created", "created"),
)

Event = Literal["", "pinned", "renamed", "photo", "created", "other"]


class LinkPreview(Struct, frozen=True):
    """What the page shows of the address that a post links to."""

    url: str
    site: str = ""
    title: str = ""
    description: str = ""


class PageItem(Struct, frozen=True):
    """One message of a page. `post` is None for a service message (`event` says which) and where it cannot be read.

    `channel` is the bare numeric id, or 0 if the message does not tell. `ids` are the messages that it
    shows: more than one for an album. `edited`: marked as such; the page does not say when.
    """

    id: int
    handle: str
    channel: int
    ids: tuple[int, ...]
    post: Post | None = None
    event: Event = ""
    edited: bool = False
    preview: LinkPreview | None = None


def read_message(node: Node) -> PageItem | None:
    """Read one `.tgme_widget_message`; None if it does not even tell its id."""
    named = data_post(node.get("data-post"))
    if named is None:
        return None
    handle, number = named
    view = data_view(node.get("data-view"))
    if view is not None and view.message != number:
        view = None
    channel = view.channel if view is not None else 0
    block = Block(node, _CLOSED)
    if "service_message" in node.classes:
        return PageItem(number, handle, channel, (number,), event=_event(block))
    media = media_in(block, number)
    ids = tuple(sorted({number, *(item.message_id for _, item in media)}))
    album = len(ids) > 1 or (view is not None and view.album) or block.first("js-message_grouped_wrap") is not None
    posted = _posted(block)
    if posted is None:
        return PageItem(number, handle, channel, ids)
    post = _content(Post(channel, number, posted), block, media, ids if album else ())
    return PageItem(
        number, handle, channel, ids, _with_origin(post, block, handle), "", _edited(block), _link_preview(block)
    )


def _content(post: Post, block: Block, media: list[tuple[Node, Media]], parts: tuple[int, ...]) -> Post:
    """The post with what makes a revision: text, formatting and media."""
    said = _texts(block, media, post.id)
    captions = tuple(said.get(part, Caption(part)) for part in parts or (post.id,))
    text, markup = _joined(captions)
    return replace(
        post,
        text=text,
        markup=markup,
        media=tuple(item for _, item in media),
        group=post.id if parts else None,
        parts=parts,
        captions=captions if parts else (),
    )


def _texts(block: Block, media: list[tuple[Node, Media]], post: int) -> dict[int, Caption]:
    """What is said, by message. The one caption of an album stands at its end, and belongs to its first message."""
    nodes = [node for node in block.all(_TEXT) if "js-message_reply_text" not in node.classes]
    owners: dict[int, list[Node]] = {}
    for node in nodes:
        before = [item.message_id for wrap, item in media if block.place(wrap) < block.place(node)]
        owners.setdefault(before[-1] if before and len(nodes) > 1 else post, []).append(node)
    for wrap, item in media:
        if item.kind == "poll":
            question = Block(wrap).first("tgme_widget_message_poll_question")
            owners.setdefault(item.message_id, []).extend([question] if question is not None else [])
    return {owner: Caption(owner, *_stacked(nodes)) for owner, nodes in owners.items()}


def _stacked(nodes: list[Node]) -> tuple[str, tuple[Markup, ...]]:
    """Several texts of one message, each on lines of its own."""
    text, markup = "", list[Markup]()
    for node in nodes:
        more, marks = render(node)
        text += "\n" if text and more else ""
        markup.extend(_moved(marks, len(text)))
        text += more
    return text, tuple(markup)


def _joined(captions: tuple[Caption, ...]) -> tuple[str, tuple[Markup, ...]]:
    text, markup = "", list[Markup]()
    for caption in captions:
        if caption.text:
            text += _BETWEEN if text else ""
            markup.extend(_moved(caption.markup, len(text)))
            text += caption.text
    return text, tuple(markup)


def _moved(markup: tuple[Markup, ...], by: int) -> list[Markup]:
    return [Markup(m.kind, m.start + by, m.end + by, m.value) for m in markup]


def _with_origin(post: Post, block: Block, handle: str) -> Post:
    """The post with what is said about it."""
    return replace(
        post,
        forward=_forward(block),
        reply_to=_reply_to(block, handle, post.channel),
        author=block.words("tgme_widget_message_from_author"),
        counters=_counters(block),
        link=f"https://t.me/{handle}/{post.id}",
    )


def _posted(block: Block) -> Millis | None:
    dated = block.first("tgme_widget_message_date")
    for node in dated.walk() if dated is not None else block.all("time"):
        if node.tag == "time" and (said := node.get("datetime")):
            return _millis(said)
    return None


def _millis(said: str) -> Millis | None:
    try:
        moment = datetime.fromisoformat(said)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) * 1000
    except (ValueError, OverflowError):
        return None


def _edited(block: Block) -> bool:
    meta = block.first("tgme_widget_message_meta")
    return meta is not None and any(isinstance(part, str) and "edited" in part.split() for part in meta.children)


def _forward(block: Block) -> Forward | None:
    name = block.first("tgme_widget_message_forwarded_from_name")
    if name is None:
        return None
    where = place(name.get("href"))
    shown = name.words() or block.words("tgme_widget_message_forwarded_from_author")
    if where is None:
        return Forward(name=shown)
    return Forward(channel=where.channel, handle=where.handle, name=shown, message_id=where.post)


def _reply_to(block: Block, handle: str, channel: int) -> int | None:
    """Only a reply in the same channel: the number means another post elsewhere."""
    reply = block.first(_REPLY)
    where = place(reply.get("href")) if reply is not None else None
    if where is None or (where.handle.lower() != handle.lower() and where.channel != channel):
        return None
    return where.post


def _counters(block: Block) -> Counters:
    return Counters(views=count(block.words("tgme_widget_message_views")), reactions=_reactions(block))


def _reactions(block: Block) -> tuple[tuple[str, int], ...]:
    found = []
    for node in block.all("tgme_reaction")[:_MOST_REACTIONS]:
        shown = node.words()
        custom = next((n.get("emoji-id") for n in node.walk() if n.tag == "tg-emoji"), "")
        picture = next((n.words() for n in node.walk() if "emoji" in n.classes), "")
        if "tgme_reaction_paid" in node.classes:
            name = "paid"
        else:
            name = f"custom:{custom}" if custom.isdecimal() else picture
        number = count(shown.removeprefix(picture))
        if name and number is not None:
            found.append((name, number))
    return tuple(found)


def _link_preview(block: Block) -> LinkPreview | None:
    node = block.first(_PREVIEW)
    if node is None or not node.get("href"):
        return None
    inner = Block(node)
    site, title, text = (inner.words(f"link_preview_{part}") for part in ("site_name", "title", "description"))
    return LinkPreview(node.get("href"), site, title, text)


def _event(block: Block) -> Event:
    said = f" {block.words(_TEXT).lower()} "
    return next((event for words, event in _SERVICE if words in said), "other")
