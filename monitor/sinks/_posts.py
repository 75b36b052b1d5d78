"""What the Bot API's chats show of the posts of a notice: their links, and as many of them as one message holds."""

from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from monitor.model import Excerpt, Notice
from monitor.sinks._chat import LIMIT, Piece, pieces
from monitor.sinks._layout import first_link, layout, safe_link
from monitor.sinks._text import flat

MOST_BUTTONS = 3
_ONE_MESSAGE = 3_000  # code points of posts in a message that has to hold everything else too
_LEAST = 350  # of one post: where less room were left for each, the older ones are only counted


def one_piece(notice: Notice) -> list[Piece]:
    """A notice as one message: the newest posts of it, as many as there is room for; the others are counted."""
    most = max(1, min(len(notice.excerpts), _ONE_MESSAGE // _LEAST))
    while True:
        dropped = max(0, len(notice.excerpts) - most)
        shown = replace(notice, excerpts=notice.excerpts[dropped:], more=notice.more + dropped)
        blocks = layout(shown, _ONE_MESSAGE)
        if most > 1 and len(pieces(blocks, "", LIMIT, 2)) > 1:
            most -= 1
            continue
        return pieces(blocks, first_link(shown), LIMIT, 1)


def buttons(notice: Notice) -> list[list[dict[str, Any]]]:
    """A row for each of the newest posts that has a link which an app may open: https, to a name with a dot."""
    found = {link: _label(excerpt, link) for excerpt in notice.excerpts if _opens(link := safe_link(excerpt))}
    return [[{"text": label, "url": link}] for link, label in list(found.items())[-MOST_BUTTONS:]]


def _opens(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username


def _label(excerpt: Excerpt, link: str) -> str:
    """`DIUkraine/5012`; of articles, whose numbers tell nobody anything, only where they are from."""
    name = flat(excerpt.handle or excerpt.channel, 40).lstrip("@") or "Post"
    return f"{name}/{excerpt.post}" if link.startswith("https://t.me/") else name
