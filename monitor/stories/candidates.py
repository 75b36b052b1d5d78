"""Which posts are compared with a new one: those that share signs with it, in the database and in the batch."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

MOST = 128
"""Posts that one is compared with, of those that share a sign with it: the first to come in, and the last."""

MOST_NAMED = 24
"""Of those that share names with it: the first half and the last half of so many."""


def sharing(
    asked: Mapping[int, AbstractSet[int]], found: Mapping[int, Collection[int]], stored: Mapping[int, AbstractSet[int]]
) -> dict[int, set[int]]:
    """For each post the rows of those that have a sign that it asks for, in the database (`found`) and in the batch.

    `stored` are the signs that the posts of the batch have.
    """
    here = _shared(stored) if stored is asked else _by_sign(stored)
    known = found.keys() | here.keys()
    near = {}
    for key, signs in asked.items():
        if some := signs & known:
            rows: set[int] = set()
            rows.update(*[where[sign] for where in (found, here) for sign in some if sign in where])
            rows.discard(key)
            if rows:
                near[key] = rows
    return near


def sharing_twice(
    asked: Mapping[int, AbstractSet[int]], found: Mapping[int, Collection[int]], *, once: Collection[int] = ()
) -> dict[int, set[int]]:
    """For each post the rows of those that share two signs with it at least; posts in `once` are content with one."""
    here = _shared(asked)
    known = found.keys() | here.keys()
    near = {}
    for key, signs in asked.items():
        some = signs & known
        if not some:
            continue
        lists = [where[sign] for where in (found, here) for sign in some if sign in where]
        seen: set[int] = set()
        twice: set[int] = set()
        if key in once:
            twice.update(*lists)
        else:
            for rows in lists:  # by sets: a sign may lead to very many
                twice.update(seen.intersection(rows))
                seen.update(rows)
        twice.discard(key)
        if twice:
            near[key] = twice
    return near


def _by_sign(signs: Mapping[int, AbstractSet[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, own in signs.items():
        for sign in own:
            found.setdefault(sign, []).append(key)
    return found


def _shared(signs: Mapping[int, AbstractSet[int]]) -> dict[int, list[int]]:
    """The signs that several posts of the batch have, and these."""
    seen: set[int] = set()
    twice: set[int] = set()
    for own in signs.values():
        twice |= own & seen
        seen |= own
    found: dict[int, list[int]] = {sign: [] for sign in twice}
    for key, own in signs.items() if twice else ():
        for sign in own & twice:
            found[sign].append(key)
    return found


def both_ends(rows: Collection[int], most: int = MOST) -> list[int]:
    """The first to come in and the last, where there are too many."""
    ordered, half = sorted(rows), most // 2
    return ordered if len(ordered) <= most else [*ordered[:half], *ordered[-half:]]
