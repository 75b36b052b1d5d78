"""What stories know of posts, and what ties posts to each other."""

from typing import Literal

from msgspec import Struct

from monitor.model.claim import ClaimKind
from monitor.model.post import Millis

StoryReason = Literal["forward", "file", "picture", "quote", "quotes", "attributed", "link", "text", "event"]
"""Why two posts belong together, strongest first. All but "event" say that one comes from the other or both from a
third: "forward" (a header), "file" (the same file of Telegram, or the same bytes), "picture" (alike to the eye),
"quote" (a link to the other, or an answer to it), "quotes" (sentences of the other in a quotation), "attributed" (all
that it claims it says to be the other's words), "link" (both lead to the same page), "text" (the same words)."""


Order = tuple[Millis, int, int]
"""Where a post stands among all posts, whenever it came in: posted, channel, id."""

_LOSSES = frozenset({"killed", "wounded", "casualties", "missing"})


class Mention(Struct, frozen=True):
    """An entity is named in `[start, end)` of the text as posted."""

    entity: str
    start: int
    end: int


class Figure(Struct, frozen=True):
    """A claim as stories compare it: `who`, `places` and `by` are ids of the entities named in these parts.

    `who_said` tells whether the text says who, even where no entity is meant by it.
    """

    kind: ClaimKind
    min: int | None
    max: int | None
    who: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    who_said: bool = False

    @property
    def denied(self) -> bool:
        return self.max == 0

    @property
    def family(self) -> str:
        """What is the same for all kinds that tell of one thing: who is killed, wounded or missing is lost."""
        return "losses" if self.kind in _LOSSES else self.kind


class Telling(Struct, frozen=True):
    """A post as stories see it: what it says and where it comes from, in values that can be compared.

    `key` is its row. `copied` are names of what it shares with its copies: a forwarded message and itself
    ("m:channel:id", "h:handle:id"), a file ("f:id", "s:sha"), a page ("l:address"); `own` is its own by handle.
    `pictures` are hashes of how its pictures and first frames look, 64 bits, signed.
    `words` are how many, `exact` is a hash of them, and `sketch` the smallest hashes of its triples of words, both
    empty for a short text. `entities` are all that it names, `happenings` what it tells of ("explosion"), `headline`
    those of them that it begins with, `stems` the
    beginnings of its longer words as hashes of 32 bits, in order of size, empty for a survey of many things.
    `names` are the first proper names in its text, as hashes of 32 bits in order of size; `language` is told by letters
    that one language alone has, "" where none has.
    `capitals` are those of `entities` that stand for a government ("Kyiv refuses") and tell of no place; `numbers` are
    what its text counts, from ten on; `another`: it begins with saying that something happened again.
    `said` are its longer sentences and `quoted` those that stand in a quotation, as hashes of 63 bits.
    `speaks` is the entity that speaks in its channel; `quotes` are those whom it says to say all that it claims.
    """

    key: int
    channel: int
    post: int
    posted: Millis
    revision: int = 1
    own: str = ""
    copied: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()
    words: int = 0
    exact: int = 0
    sketch: tuple[int, ...] = ()
    entities: tuple[str, ...] = ()
    happenings: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    stems: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()
    speaks: str = ""
    quotes: tuple[str, ...] = ()
    said: tuple[int, ...] = ()
    quoted: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    language: str = ""
    capitals: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    another: bool = False

    @property
    def order(self) -> Order:
        return self.posted, self.channel, self.post


class Spoken(Struct, frozen=True):
    """As much of a `Telling` as others in its story need to know. Big stories are read with every post of theirs."""

    key: int
    channel: int
    post: int
    posted: Millis
    happenings: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    speaks: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def order(self) -> Order:
        return self.posted, self.channel, self.post


class Link(Struct, frozen=True):
    """Two posts belong together. `a` and `b` are their rows, the earlier post first; `score` is in (0, 1].

    `detail` says in words what they share.
    """

    a: int
    b: int
    reason: StoryReason
    score: float
    detail: str = ""


class Strand(Struct, frozen=True):
    """Posts that come from one place: an origin of a story. `id` is the row of one of them.

    `first` is where its first post stands. `core`: it opened its story, and others join it. `fixed`: a person decided
    where it belongs. `late`: it came in later than the bound.
    """

    id: int
    first: Order
    story: int
    core: bool = True
    fixed: bool = False
    late: bool = False


class Storied(Struct, frozen=True):
    """What a post is to its story, at the moment when it came in.

    `posts`, `origins` and `sides` count the story with it; `copy_of` says in words whose copy it is, "" if it is none
    that we know of, and `of` are the first posts, as (channel, id), that come from the same. `news` are sentences
    about what it adds; `kinds` of these: "corroborated" (another origin), "contradicted" (another number, the other
    side's, or a denial). `firsts` are when each independent origin first spoke, with its side; `against` when those
    posts were posted that this one contradicts; `members` the posts of the story as (channel, id), at most 256.
    """

    story: int
    posts: int = 1
    origins: int = 1
    sides: tuple[str, ...] = ()
    copy_of: str = ""
    of: tuple[tuple[int, int], ...] = ()
    news: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    firsts: tuple[tuple[Millis, str], ...] = ()
    against: tuple[Millis, ...] = ()
    members: tuple[tuple[int, int], ...] = ()


class Placed(Struct, frozen=True):
    """Where a post stood before a person decided about its story."""

    post: int
    origin: int
    story: int
    core: bool
    fixed: bool


class Desked(Struct, frozen=True):
    """What people decided about a story, in words, for the alerts about it. "": it has become part of another."""

    story: int
    line: str = ""
