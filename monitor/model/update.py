"""Everything that changes state is an update. Sources hand them over; time is one of them."""

from msgspec import Struct

from monitor.model.post import Counters, Cursor, Millis, Peer, Post, Stretch


class Posted(Struct, frozen=True, tag=True):
    """A post, or some parts of an album, was seen.

    `via` is the kind of source that saw it ("account", "preview", "feed", "file"). `live` is False for what a
    catch-up or re-read brought. `history` marks posts from before the first contact: they are
    stored and matched, and never alerted. `keys` are what the item of a feed can be known by later: a key
    that is stored already stays with its post.
    """

    post: Post
    seen: Millis
    via: str = "account"
    live: bool = True
    history: bool = False
    keys: tuple[str, ...] = ()


class Edited(Struct, frozen=True, tag=True):
    """The source says that a post changed. Whether its content did is for the store to find out.

    `keys` are kept for the post beside those that it has, also where nothing else is new.
    """

    post: Post
    seen: Millis
    via: str = "account"
    keys: tuple[str, ...] = ()


class Deleted(Struct, frozen=True, tag=True):
    """Messages are gone. `how` we know: "update" (told), "reread" (asked again and absent) or "page" (of the preview).

    `since` is when they were last known to stand, if we know: the deletion lies between both.
    """

    channel: int
    ids: tuple[int, ...]
    seen: Millis
    how: str = "update"
    since: Millis | None = None


class Counted(Struct, frozen=True, tag=True):
    """New counters of a post.

    `via` is the kind of source that told them, as in `Posted`. What is None was not told. No reactions beside views
    or forwards alone tell nothing of reactions; nor do they if `bare`; else there are none.
    """

    channel: int
    id: int
    counters: Counters
    seen: Millis
    via: str = "account"
    bare: bool = False


class Reached(Struct, frozen=True, tag=True):
    """Everything up to this cursor has been handed over before this update."""

    cursor: Cursor


class Filled(Struct, frozen=True, tag=True):
    """Of a channel's past, everything has been handed over before this update but what this stretch still holds."""

    stretch: Stretch


class ChannelChanged(Struct, frozen=True, tag=True):
    """A channel became known, or changed its handle, title or flags. `peer` is how an account addresses it.

    `flags` are those of "verified", "scam", "fake", "restricted" and "private" (it has no public handle: `handle` is
    the one that it is watched by) that it has now; None: this source does not tell.
    """

    id: int
    kind: str
    handle: str
    title: str
    seen: Millis
    peer: Peer | None = None
    flags: frozenset[str] | None = None


class HandleTaken(Struct, frozen=True, tag=True):
    """The handle of a channel now leads to another one: sold, seized, or given up and taken."""

    handle: str
    channel: int
    by: int
    title: str
    seen: Millis


class SourceChanged(Struct, frozen=True, tag=True):
    """A source, or one channel of it, changed its state.

    `state` is one of: starting live polling catching_up waiting disconnected flooded unauthorized
    banned private no_preview vanished renamed moved failed stopped. `until` says when a wait ends, if it is known.
    """

    source: str
    state: str
    seen: Millis
    channel: str = ""
    detail: str = ""
    until: Millis | None = None


class Looked(Struct, frozen=True, tag=True):
    """Channels were looked at: all that was posted in them before `seen` was handed over before this update.

    An answer that brings nothing new is a look as good as any. `within`: the source will look again within so many
    ms, or it is not looking. `missing` says what is known to have been posted since the look before and could not
    be read; ids that are merely not there say nothing, for ids have holes.
    """

    source: str
    channels: tuple[int, ...]
    seen: Millis
    within: Millis
    via: str = "account"
    missing: str = ""


class Started(Struct, frozen=True, tag=True):
    """The daemon starts: until now, nobody was looking."""

    now: Millis


class Tick(Struct, frozen=True, tag=True):
    """A moment has come at which the database says that something is due, or a minute has passed."""

    now: Millis


Update = (
    Posted
    | Edited
    | Deleted
    | Counted
    | Reached
    | Filled
    | ChannelChanged
    | HandleTaken
    | SourceChanged
    | Looked
    | Started
    | Tick
)
