"""From a document that was read to updates: what is new, what changed, nothing twice."""

from collections.abc import Sequence
from hashlib import blake2b

from msgspec.structs import replace

from monitor.model import ChannelChanged, Cursor, Edited, Millis, Post, Posted, Reached
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources.feed.document import Article, Reading
from monitor.sources.feed.followed import Followed
from monitor.sources.feed.identity import Known, identify, keys_of

SOURCE = "feed"
"""Cursors are kept under this name; `via` of every update."""


class Handover:
    """Hands over documents of feeds, each from its oldest item on.

    First contact: all items are handed over as history, whatever `backfill` says. They are stored, so that an
    item is known when it changes or comes back, and never alerted. The cursor comes after them: a crash in
    between means first contact again, and not an alert for all that a feed held.
    """

    def __init__(self, intake: Intake, shelf: Shelf, clock: Clock) -> None:
        self._intake = intake
        self._shelf = shelf
        self._clock = clock

    async def hand_over(self, feed: Followed, reading: Reading) -> bool:
        """Returns whether there was anything new."""
        await self._tell_title(feed, reading.title)
        items = await self._identified(feed, reading.articles)
        if _rolled_over(feed, items):
            feed.lost = f"none of the document's {len(items)} items was there before: what was between, nobody knows"
        now = self._clock.now()
        seen = {item.id: feed.first_seen.get(item.id, now) for item in items}
        drawn, news = {}, False
        for item in _oldest_first(items, now):
            post = to_post(item.article, feed.id, item.id, seen[item.id])
            if item.article.partial and not item.new:
                drawn[item.id] = feed.drawn.get(item.id, "")  # it was longer before: that is no edit
                continue
            drawn[item.id] = substance(post)
            if feed.drawn.get(item.id) != drawn[item.id] or not feed.keys.keys() >= set(item.keys):
                await self._intake.put(self._update(feed, item, post, now))
                news = news or item.new
        feed.drawn, feed.first_seen = drawn, seen
        feed.keys = {key: item.id for item in items for key in item.keys}
        if not feed.contacted:
            await self._intake.put(Reached(Cursor(SOURCE, feed.id, 0)))
            feed.contacted = True
        return news

    async def _identified(self, feed: Followed, articles: Sequence[Article]) -> list[Known]:
        """Keys of the last document are known here, even where the store has not written them yet."""
        missing = [key for key in keys_of(articles) if key not in feed.keys]
        stored = await self._shelf.keys(feed.id, missing) if missing else {}
        return identify(articles, {**stored, **feed.keys})

    def _update(self, feed: Followed, item: Known, post: Post, now: Millis) -> Posted | Edited:
        if not item.new:
            return Edited(post, now, SOURCE, item.keys)
        live = feed.contacted and feed.steady
        return Posted(post, now, SOURCE, live=live, history=not feed.contacted, keys=item.keys)

    async def _tell_title(self, feed: Followed, title: str) -> None:
        title = title or feed.host or feed.address
        if title != feed.title:
            await self._intake.put(ChannelChanged(feed.id, SOURCE, feed.address, title, self._clock.now()))
            feed.title = title


def _rolled_over(feed: Followed, items: Sequence[Known]) -> bool:
    """Whether the document does not reach back to what was read of it before, in this run or an earlier one."""
    before = feed.contacted and (feed.drawn or not feed.digest)
    return bool(before and items) and all(item.new for item in items)


def _oldest_first(items: Sequence[Known], now: Millis) -> list[Known]:
    """By date; what has none, or the same, in the other order than the document's, which is mostly from new to old."""
    upwards = list(reversed(items))
    return sorted(upwards, key=lambda item: _moment(item.article, now))


def to_post(article: Article, channel: int, number: int, seen: Millis) -> Post:
    """An article as a post. Without a date, or with one yet to come, the moment it was first seen counts."""
    posted = min(_moment(article, seen), seen)
    edited = min(article.updated, seen) if article.updated is not None else None
    return Post(
        channel=channel,
        id=number,
        posted=posted,
        text=article.text,
        markup=article.markup,
        media=tuple(replace(one, message_id=number) for one in article.media),
        author=article.author,
        edited=edited if edited is not None and edited > posted else None,
        link=article.link,
    )


def substance(post: Post) -> str:
    """A hash of what makes an edit. Addresses count without their queries: those change with every visit."""
    markup = [(m.kind, m.start, m.end, m.value.partition("?")[0]) for m in post.markup]
    media = [(m.kind, m.file_id.partition("?")[0]) for m in post.media]
    body = f"{post.text}\0{markup!r}\0{media!r}"
    return blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _moment(article: Article, now: Millis) -> Millis:
    """When it was written, as far as is known."""
    return article.published or article.updated or now
