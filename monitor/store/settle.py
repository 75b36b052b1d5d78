"""What a batch of updates comes to, given what is stored. Pure: values in, values out.

The rules of identity live here: one post however often it is handed over, an edit only where the
content changed, an album completed without a revision, A to B to A as three revisions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from monitor.model import Change, Counted, Counters, Deleted, Edited, Marks, Millis, Post, Posted, Reached, Update
from monitor.ports.store import Kept, Tally
from monitor.store.albums import add_part, as_album, drop_parts, is_grown, is_told_better
from monitor.store.counting import is_due, is_whole, merged, passed
from monitor.store.views import meaning

_UNTOLD = Counters()
_NO_MARKS = Marks()
_CHECK_EVERY = 60_000  # a post that is read again every minute need not be written every minute


@dataclass(slots=True)
class Standing:
    """A post as it stands while a batch is worked through. `content` is empty until somebody asks for it."""

    key: int
    post: Post
    content: str
    revision: int
    via: str
    seen: Millis
    checked: Millis
    deleted: Millis | None = None
    erased: bool = False  # by us: whatever is seen of it again is not kept
    counted: Millis | None = None  # when all of its counters were last told
    charted: Millis | None = None  # when they were last kept for good
    change: int | None = None  # where in this batch it was new, so that later parts join it there
    shown: dict[str, str] = field(default_factory=dict)  # what other kinds of sources showed last: hashes

    def hash(self) -> str:
        """The hash of the content; of a new post nobody asks for it, as a rule."""
        self.content = self.content or self.post.content
        return self.content


@dataclass(slots=True)
class Known:
    """What is stored of the posts that a batch names.

    `counted` are posts of which the batch tells counters that come to no mark: without text or media. `firsts`: the
    newest id at first contact, by channel.
    """

    messages: dict[tuple[int, int], Standing] = field(default_factory=dict)
    albums: dict[tuple[int, int], Standing] = field(default_factory=dict)
    counted: dict[tuple[int, int], Standing] = field(default_factory=dict)
    firsts: dict[int, int] = field(default_factory=dict)

    def add(self, standing: Standing) -> None:
        """Make a post findable by its ids and, for an album, by its group."""
        post = standing.post
        for message in post.parts or (post.id,):
            self.messages[post.channel, message] = standing
        if post.group is not None:
            self.albums[post.channel, post.group] = standing


def settle(updates: Iterable[Update], known: Known, new_key: Callable[[], int], marks: Marks = _NO_MARKS) -> Kept:
    """Work through a batch in order.

    `new_key` gives the row numbers of new posts. Counters make a change only where they come to one of the `marks`.
    """
    work, keyed = _Settling(known, new_key, marks), list[Update]()
    for update in updates:
        if isinstance(update, Posted | Edited) and update.keys:
            keyed.append(update)
        match update:
            case Posted(post=post):
                work.posted(post, update.seen, update.via, live=update.live, history=update.history)
            case Edited(post=post):
                work.edited(post, update.seen, update.via)
            case Deleted():
                work.deleted(update)
            case Counted():
                work.counted(update)
            case Reached(cursor=cursor):
                known.firsts.setdefault(cursor.channel, cursor.read_to)
                work.rest.append(update)
            case _:
                work.rest.append(update)
    return Kept(
        tuple(work.changes),
        tuple(work.rest),
        tuple((key, *told) for key, told in work.tallies.items()),
        tuple(work.series),
        tuple(work.checked),
        tuple(work.shown.items()),
        tuple(keyed),
    )


class _Settling:
    def __init__(self, known: Known, new_key: Callable[[], int], marks: Marks) -> None:
        self.known = known
        self.marks = marks
        self.new_key = new_key
        self.changes: list[Change] = []
        self.rest: list[Update] = []
        self.tallies: dict[int, tuple[Counters, Millis | None]] = {}
        self.series: list[Tally] = []
        self.checked: list[tuple[int, Millis]] = []
        self.shown: dict[tuple[int, str], str] = {}

    def posted(self, post: Post, seen: Millis, via: str, *, live: bool, history: bool) -> None:
        standing = self._find(post)
        if standing is None:
            self._new(post, seen, via, live=live, history=history)
        elif standing.erased or (post.group is None) != (standing.post.group is None):
            return  # an export knows no albums: what is a post there is a part of one here
        elif via == standing.via and _is_part(post, via) and post.id not in standing.post.parts:
            self._complete(standing, add_part(standing.post, post), seen, live=live, history=history)
        elif via != standing.via:
            self._seen_otherwise(standing, post, seen, via, live=live)
        else:
            self._seen_again(standing, post, seen, live=live)

    def edited(self, post: Post, seen: Millis, via: str) -> None:
        # an edit of something older than our first contact is no news, nor is one that comes before it
        first = self.known.firsts.get(post.channel, post.id)
        self.posted(post, seen, via, live=True, history=post.id <= first)

    def deleted(self, update: Deleted) -> None:
        touched: dict[int, tuple[Standing, set[int]]] = {}
        never_seen = []
        for message in update.ids:
            standing = self.known.messages.get((update.channel, message))
            if standing is None:
                never_seen.append(message)
            elif standing.deleted is None:
                touched.setdefault(standing.key, (standing, set()))[1].add(message)
        if never_seen:
            self.rest.append(replace(update, ids=tuple(never_seen)))
        for standing, gone in touched.values():
            self._gone(standing, gone, update)

    def counted(self, update: Counted) -> None:
        place = update.channel, update.id
        whole = self.known.messages.get(place)
        standing = whole or self.known.counted.get(place)
        if standing is None or standing.deleted is not None or standing.post.id != update.id:
            return  # not stored, gone, or a later message of an album: its first one counts
        before = standing.post.counters
        now = merged(before, standing.via, update.counters, update.via, bare=update.bare)
        standing.post = replace(standing.post, counters=now)
        self._count(standing, before, update.counters, update.seen)
        if whole is not None:
            self._reach(whole, before, update.seen)

    def _find(self, post: Post) -> Standing | None:
        if post.group is not None and (album := self.known.albums.get((post.channel, post.group))) is not None:
            return album
        messages = (self.known.messages.get((post.channel, message)) for message in (post.id, *post.parts))
        return next((standing for standing in messages if standing is not None), None)

    def _new(self, post: Post, seen: Millis, via: str, *, live: bool, history: bool) -> None:
        post = as_album(post) if _is_part(post, via) else post
        counted = seen if is_whole(post.counters) else None
        standing = Standing(self.new_key(), post, "", 1, via, seen, seen, counted=counted, change=len(self.changes))
        self.known.add(standing)
        self.changes.append(Change("new", post, seen, key=standing.key, via=via, live=live, history=history))

    def _complete(self, standing: Standing, whole: Post, seen: Millis, *, live: bool, history: bool = False) -> None:
        """The post is told in full, or better, without having changed."""
        standing.post, standing.content = whole, whole.content
        self.known.add(standing)
        if standing.change is not None:
            self.changes[standing.change] = replace(self.changes[standing.change], post=whole, via=standing.via)
        else:
            change = Change("completed", whole, seen, standing.revision, standing.key, standing.via, live, history)
            self.changes.append(change)

    def _seen_again(self, standing: Standing, post: Post, seen: Millis, *, live: bool) -> None:
        """By the same kind of source as before."""
        by_part = _is_part(post, standing.via)
        whole = add_part(standing.post, post) if by_part else post
        older = (post.edited or 0) < (standing.post.edited or 0) and post.group is None
        if older or standing.deleted is not None:
            return
        before = standing.post
        whole = self._with_counters(whole, standing, post, standing.via)
        if (content := whole.content) == standing.hash():
            standing.post = replace(before, counters=whole.counters)
            self._stands(standing, seen, live=live)
        elif is_told_better(before, post) if by_part else is_grown(before, whole):
            self._complete(standing, whole, seen, live=live)
        else:
            self._edit(standing, whole, content, seen, live=live)
        self._count(standing, before.counters, post.counters, seen)
        self._reach(standing, before.counters, seen)

    def _seen_otherwise(self, standing: Standing, post: Post, seen: Millis, via: str, *, live: bool) -> None:
        """By another kind of source than the one whose content is kept."""
        if standing.deleted is not None:
            return
        before = standing.post
        by_part = _is_part(post, via)
        whole = add_part(replace(before, group=post.group), post) if by_part else post
        whole = self._with_counters(whole, standing, post, via)
        content = whole.content
        what = meaning(
            kept=before,
            kept_via=standing.via,
            seen=standing.seen,
            shown=whole,
            via=via,
            before=standing.shown.get(via),
            content=content,
        )
        if what == "nothing":
            standing.post = replace(before, counters=whole.counters)
            self._show(standing, via, content)
            self._stands(standing, seen, live=live)
        else:
            self._show(standing, standing.via, standing.hash())
            standing.via = via
            if what == "edited":
                self._edit(standing, whole, content, seen, live=live)
            else:
                self._complete(standing, whole, seen, live=live)
        self._count(standing, before.counters, post.counters, seen)
        self._reach(standing, before.counters, seen)

    def _show(self, standing: Standing, via: str, content: str) -> None:
        if standing.shown.get(via) != content:
            standing.shown[via] = self.shown[standing.key, via] = content

    def _stands(self, standing: Standing, seen: Millis, *, live: bool) -> None:
        if not live and seen - standing.checked >= _CHECK_EVERY:
            standing.checked = seen
            self.checked.append((standing.key, seen))

    def _with_counters(self, whole: Post, standing: Standing, told: Post, via: str) -> Post:
        """The post with what is known of its counters; other messages of an album have counters of their own."""
        counters = standing.post.counters
        if told.id == standing.post.id and told.counters != _UNTOLD:
            counters = merged(counters, standing.via, told.counters, via)
        return replace(whole, counters=counters)

    def _count(self, standing: Standing, before: Counters, told: Counters, seen: Millis) -> None:
        """Note that counters were told, which the standing has by now."""
        key, posted, now = standing.key, standing.post.posted, standing.post.counters
        changed, whole = now != before, is_whole(told)
        if not changed and not (whole and is_due(posted, standing.counted, seen)):
            return  # told once more, soon after
        if whole:
            standing.counted = seen
        self.tallies[key] = now, standing.counted
        if changed and is_due(posted, standing.charted, seen):
            if standing.charted is None and before != _UNTOLD:
                self.series.append(Tally(key, standing.seen, before))  # where it began
            self.series.append(Tally(key, seen, now))
            standing.charted = seen

    def _reach(self, standing: Standing, before: Counters, seen: Millis) -> None:
        """Where counters came to a mark, rules are to be asked."""
        post = standing.post
        if (reached := passed(self.marks, before, post.counters)) != _NO_MARKS:
            change = Change("counted", post, seen, standing.revision, standing.key, standing.via, reached=reached)
            self.changes.append(change)

    def _edit(self, standing: Standing, post: Post, content: str, seen: Millis, *, live: bool) -> None:
        before = standing.post.text
        standing.post, standing.content = post, content
        standing.revision += 1
        standing.change = None
        self.known.add(standing)
        change = Change("edited", post, seen, standing.revision, standing.key, standing.via, live, before=before)
        self.changes.append(change)

    def _gone(self, standing: Standing, gone: set[int], update: Deleted) -> None:
        left = drop_parts(standing.post, gone) if standing.post.group is not None else None
        if left is not None:
            self._edit(standing, left, left.content, update.seen, live=True)
            return
        standing.deleted = update.seen
        since = update.since or standing.checked
        self.changes.append(
            Change("deleted", standing.post, update.seen, standing.revision, standing.key, how=update.how, since=since)
        )


def _is_part(post: Post, via: str) -> bool:
    """Whether it is one message of an album: pages show albums whole, all others hand them over by message."""
    return post.group is not None and via != "preview"
