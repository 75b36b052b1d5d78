"""What a post names, as windows over time tell it apart. Pure."""

from collections.abc import Iterable

from monitor.language.addresses import addresses, host
from monitor.language.normalize import fold
from monitor.model import Channel, Facet, Forward, Mention, Post
from monitor.rules._tags import tags


def values_of(facet: Facet, post: Post, channel: Channel, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The different values of a post, each once and in order; () where it has none."""
    match facet:
        case "channel":
            return (str(channel.id),)
        case "side":
            return (channel.side,) if channel.side else ()
        case "entity":
            return tuple(sorted({mention.entity for mention in mentions}))
        case "domain":
            hosts = (host(address.url).removeprefix("www.") for address in addresses(post))
            return tuple(dict.fromkeys(name for name in hosts if name))
        case "hashtag" | "mention":
            return tuple(dict.fromkeys(tag.name for tag in tags(post, facet)))
        case "forward":
            return _origin(post.forward) if post.forward is not None else ()


def _origin(forward: Forward) -> tuple[str, ...]:
    """A channel by its handle, by which every source knows it; a hidden author has only a name, or nothing."""
    name = forward.handle.lower() or fold(forward.name).text or str(forward.channel or "")
    return (name,) if name else ()
