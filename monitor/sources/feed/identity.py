"""Which post an item of a feed is, now and in a year. Pure.

Feeds have no numbers: an item goes by what it carries. A key is a kind and a hash: `g:` of its GUID, `l:` of
its link, `t:` of its title and date. An item is the post that its strongest known key leads to; a post keeps the
id that it got when it was first seen, and gains the keys that its item shows later: so a GUID may change while
the link stays, and the other way round.

A key that stands on different items of one document is none in that feed. That is remembered as a key as well
(`x` before it), for the day on which only one of those items is left in the document.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from monitor.sources.feed.document import Article
from monitor.sources.feed.links import comparable, same_feed

_BITS = 52
_DIGITS = 20


class Known(NamedTuple):
    """An item, the id of its post, and all keys to keep for it. `new`: none of its keys was known."""

    article: Article
    id: int
    keys: tuple[str, ...]
    new: bool


def channel_of(address: str) -> int:
    """The id of a feed's channel: above 2**52, where no Telegram id is, and exact in JSON."""
    return (1 << _BITS) + _number(same_feed(address))


def keys_of(articles: Iterable[Article]) -> list[str]:
    """Every key to ask the store for before `identify`."""
    asked = {key for article in articles for key in _keys(article)}
    return sorted(asked | {f"x{key}" for key in asked})


def identify(articles: Iterable[Article], known: Mapping[str, int]) -> list[Known]:
    """Say which post each item is; an item that the document has twice is there once, as its later state.

    `known` maps those of `keys_of` that are stored to their posts. The outcome for an item does not
    depend on the order of the document. No two items get the same id.
    """
    own = [(article, _keys(article)) for article in articles]
    spent = _shared(own) | {key[1:] for key in known if key.startswith("x")}
    items = _merged((article, _left(article, keys, spent), keys) for article, keys in own)
    ids = _matched([keys for _, keys, _ in items], known)
    taken = set(ids.values())
    found = []
    for place, (article, keys, all_keys) in enumerate(items):
        new = place not in ids
        number = _fresh(keys, article, taken) if new else ids[place]
        taken.add(number)
        marks = [f"x{key}" for key in all_keys if key in spent]
        found.append(Known(article, number, (*keys, *marks), new))
    return found


def _keys(article: Article) -> list[str]:
    """An item's keys, strongest first. Without a date a title says little, and counts only where it is all there is."""
    keys = []
    if article.guid:
        keys.append("g:" + _digest(comparable(article.guid) if "#" not in article.guid else article.guid))
    if article.link:
        keys.append("l:" + _digest(comparable(article.link)))
    if article.published is not None:
        keys.append("t:" + _digest(f"{article.title or article.text}\0{article.published}"))
    elif not keys:
        keys.append("t:" + _digest(article.text))
    return keys


def _shared(own: Sequence[tuple[Article, Sequence[str]]]) -> set[str]:
    """Keys that stand on items which are not the same."""
    holders: dict[str, list[Article]] = defaultdict(list)
    for article, keys in own:
        for key in keys:
            holders[key].append(article)
    return {key for key, articles in holders.items() if not _same(key, articles)}


def _same(key: str, articles: Sequence[Article]) -> bool:
    """Whether items with this key in common are one item, listed again (perhaps in an earlier state)."""
    first = articles[0]
    guids = {article.guid for article in articles}
    links = {comparable(article.link) for article in articles}
    if key.startswith("g:"):
        return len(links) == 1 and (bool(first.link) or len({article.title for article in articles}) == 1)
    if key.startswith("l:"):
        return len(guids) == 1 and (bool(first.guid) or len({article.title for article in articles}) == 1)
    return len(guids) == 1 and len(links) == 1


def _left(article: Article, keys: Sequence[str], spent: set[str]) -> list[str]:
    """The keys that count; where none does, everything that the item says is its key."""
    return [key for key in keys if key not in spent] or ["t:" + _digest("\0".join((*keys, article.text)))]


Item = tuple[Article, list[str], list[str]]
"""An article, the keys that count, and all of them."""


def _merged(items: Iterable[Item]) -> list[Item]:
    """Items that are the same by their strongest key become one: the state that was updated last."""
    by_key: dict[str, Item] = {}
    for item in items:
        keys = item[1]
        before = by_key.get(keys[0])
        if before is None or _age(item[0]) > _age(before[0]):
            by_key[keys[0]] = item
    return list(by_key.values())


def _age(article: Article) -> tuple[int, int, str]:
    return (article.updated or 0, article.published or 0, article.text)


def _matched(keys: Sequence[Sequence[str]], known: Mapping[str, int]) -> dict[int, int]:
    """Places of items to ids of known posts. Strong keys choose first; a post is given away once."""
    wishes = sorted(
        ("glt".index(key[0]), key, place) for place, own in enumerate(keys) for key in own if known.get(key) is not None
    )
    ids: dict[int, int] = {}
    taken: set[int] = set()
    for _, key, place in wishes:
        if place not in ids and known[key] not in taken:
            ids[place] = known[key]
            taken.add(known[key])
    return ids


def _fresh(keys: Sequence[str], article: Article, taken: set[int]) -> int:
    """The id of a new post, the same after a crash: from its strongest key, or from all where that is another's."""
    for name in (keys[0], "\0".join(keys), "\0".join((*keys, article.text))):
        number = _number(name)
        if number not in taken:
            return number
    return _number("\0".join((*keys, article.text, str(len(taken)))))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=_DIGITS // 2).hexdigest()


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> (64 - _BITS)
