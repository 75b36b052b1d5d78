"""What a channel said: posts, their parts, and how far a channel has been read."""

from hashlib import blake2b

from msgspec import Struct

from monitor.model.grading import Reliability

Millis = int
"""A moment: milliseconds since 1970-01-01T00:00Z."""


class Markup(Struct, frozen=True):
    """One formatted stretch of a text, `[start, end)`.

    `kind` is one of: bold italic underline strike code pre quote spoiler link url email phone
    hashtag cashtag mention emoji. `value` holds what the text does not show: the address of a
    `link`, the language of a `pre`, the numeric user of a nameless mention.
    """

    kind: str
    start: int
    end: int
    value: str = ""


class Media(Struct, frozen=True):
    """What is attached: facts about it, not its bytes.

    `kind` is one of: photo video gif voice round audio document sticker poll geo contact other.
    `size` in bytes, `width` and `height` in pixels, `duration` in seconds. `file_id` names the same
    file wherever it is shared inside the source's world.
    """

    kind: str
    message_id: int
    mime: str = ""
    size: int | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    file_name: str = ""
    file_id: str = ""


class Forward(Struct, frozen=True):
    """Where a forwarded post comes from: a channel's id, or only a name where the author hides."""

    channel: int | None = None
    handle: str = ""
    name: str = ""
    message_id: int | None = None
    posted: Millis | None = None


class Counters(Struct, frozen=True):
    """Counters of a post; None where the source does not tell."""

    views: int | None = None
    forwards: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()

    @property
    def reacted(self) -> int:
        """How many reacted, in whatever way."""
        return sum(count for _, count in self.reactions)


class Marks(Struct, frozen=True):
    """Counts that rules wait for, rising, by counter: when a post reaches one, these rules are asked again."""

    views: tuple[int, ...] = ()
    forwards: tuple[int, ...] = ()
    reactions: tuple[int, ...] = ()


class Caption(Struct, frozen=True):
    """What one message of an album says; offsets of its markup point into this caption."""

    message: int
    text: str = ""
    markup: tuple[Markup, ...] = ()


class Post(Struct, frozen=True):
    """A post as its source shows it now, or the parts of an album that have been seen so far.

    (`channel`, `id`) is its identity. An album has a `group`; `parts` are the message ids seen,
    lowest first, and `id` is the lowest of them; `captions` are kept apart so that a late part can be
    put in its place. `text` is exactly as posted: body or captions in
    order, and a poll's question.
    """

    channel: int
    id: int
    posted: Millis
    text: str = ""
    markup: tuple[Markup, ...] = ()
    media: tuple[Media, ...] = ()
    forward: Forward | None = None
    reply_to: int | None = None
    author: str = ""
    edited: Millis | None = None
    group: int | None = None
    parts: tuple[int, ...] = ()
    captions: tuple[Caption, ...] = ()
    counters: Counters = Counters()
    link: str = ""

    @property
    def content(self) -> str:
        """A hash of what makes a revision: text, formatting and media. Counters are none of it."""
        body = self.text
        if self.markup or self.media:
            markup = [(m.kind, m.start, m.end, m.value) for m in self.markup]
            media = [(m.kind, m.message_id, m.file_id, m.file_name, m.size, m.duration) for m in self.media]
            body = f"{body}\0{markup!r}\0{media!r}"
        return blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Revision(Struct, frozen=True):
    """What a post said before: the content that the next edit replaced."""

    number: int
    text: str
    markup: tuple[Markup, ...]
    media: tuple[Media, ...]
    seen: Millis
    edited: Millis | None = None


class Channel(Struct, frozen=True):
    """A channel with what the watch file says of it. `kind` is "telegram", "feed" or "file".

    `reliability` is a letter of the Admiralty code, A to F; None: nobody has graded it. `entity` is who speaks in it.
    """

    id: int
    kind: str
    handle: str = ""
    title: str = ""
    side: str = ""
    labels: frozenset[str] = frozenset()
    reliability: Reliability | None = None
    entity: str = ""


class Peer(Struct, frozen=True):
    """How one account addresses a channel; the hash is worthless to any other account."""

    account: str
    channel: int
    handle: str
    access_hash: int
    joined: bool = False


class Stretch(Struct, frozen=True):
    """What is still to be read of a channel's past: the posts in `(above, until]`, all of them since a moment.

    `above` is None until it was looked up; when it has come to `until`, all of it was read.
    """

    channel: int
    since: Millis
    until: int
    above: int | None = None

    @property
    def done(self) -> bool:
        return self.above is not None and self.above >= self.until


class Cursor(Struct, frozen=True):
    """`read_to` is the highest id below which everything has been read, never merely the highest seen."""

    source: str
    channel: int
    read_to: int
    pts: int | None = None
