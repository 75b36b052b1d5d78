"""What posts are found by: a sign leads to the posts that have it, for as long as something new may join them."""

from collections.abc import Collection, Mapping, Sequence
from struct import pack
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, or_, select, update

from monitor.model import Millis
from monitor.store.direct import Hand, Ready, ready
from monitor.store.held_signs import HeldSigns, unpacked
from monitor.store.listed import listed
from monitor.store.tables import tellings

# A sign of a text that comes a thousand times leads to a thousand posts: of each no more are read than are asked for.
_ENDS = """
SELECT sign, found FROM (
    SELECT value AS sign, (SELECT json_group_array(post) FROM (
        SELECT signs.post FROM signs {core} WHERE signs.sign = value {wanted} ORDER BY signs.post {way} LIMIT :most
    )) AS found FROM json_each(:listed)
) WHERE found != '[]'
"""
_JOINED = {"core": "JOIN tellings ON tellings.post = signs.post", "wanted": "AND (core = 1 OR posted >= :since)"}
_NEAR = tuple(Ready(_ENDS.format(core="", wanted="", way=way)) for way in ("", "DESC"))
_CORES = tuple(Ready(_ENDS.format(**_JOINED, way=way)) for way in ("", "DESC"))
_decode = msgspec.json.Decoder(list[int]).decode
_NEWEST = ready(select(func.max(tellings.c.posted)).where(tellings.c.signs.isnot(None)))
_ARE_CORES = ready(
    select(tellings.c.post).where(
        tellings.c.post == listed(), or_(tellings.c.core == 1, tellings.c.posted >= bindparam("since"))
    )
)
_SIGNED = ready(
    select(tellings.c.post, tellings.c.signs).where(tellings.c.post == listed(), tellings.c.signs.isnot(None))
)
_UNSIGN = "DELETE FROM signs WHERE sign = ? AND post = ?"
_BARE = ready(update(tellings).where(tellings.c.post == bindparam("key")).values(signs=None))
_OLD = ready(
    select(tellings.c.post)
    .where(tellings.c.signs.isnot(None), tellings.c.posted < bindparam("before"))
    .order_by(tellings.c.posted)
    .limit(bindparam("most"))
)


def near(hand: Hand, held: HeldSigns, asked: Collection[int], most: int) -> Mapping[int, Sequence[int]]:
    """By sign the posts that have it; of more than `most`, at least the first half and the last half of so many."""
    return _both(_ends(hand, _NEAR, asked, most, {}), held.near(asked), most)


def near_cores(
    hand: Hand, held: HeldSigns, asked: Collection[int], since: Millis, most: int
) -> Mapping[int, Sequence[int]]:
    """As `near`, but only cores of stories and what was posted since a moment."""
    found, waiting = _ends(hand, _CORES, asked, most, {"since": since}), held.near(asked)
    if waiting:
        every = listed.of({post for posts in waiting.values() for post in posts})
        cores = {post for (post,) in hand.rows(_ARE_CORES, {**every, "since": since})}
        waiting = {sign: some for sign, posts in waiting.items() if (some := [p for p in posts if p in cores])}
    return _both(found, waiting, most)


def _both(
    found: Mapping[int, Sequence[int]], waiting: Mapping[int, Sequence[int]], most: int
) -> Mapping[int, Sequence[int]]:
    """What is entered and what waits; of too many the first and the last."""
    together = dict(found)
    for sign, posts in waiting.items():
        every = sorted({*together.get(sign, ()), *posts})
        together[sign] = every if len(every) <= most else [*every[: most - most // 2], *every[-(most // 2) :]]
    return together


def _ends(
    hand: Hand, queries: Sequence[Ready], asked: Collection[int], most: int, values: Mapping[str, Any]
) -> Mapping[int, Sequence[int]]:
    if not asked:
        return {}
    first, last = queries
    found = _posts(hand.rows(first, {**values, **listed.of(asked), "most": most + 1}))
    hot = [sign for sign, posts in found.items() if len(posts) > most]
    if hot:
        ends = _posts(hand.rows(last, {**values, **listed.of(hot), "most": most // 2}))
        found |= {sign: [*found[sign][: most - most // 2], *posts] for sign, posts in ends.items()}
    return found


def _posts(rows: Sequence[tuple[int, str]]) -> dict[int, list[int]]:
    return {sign: _decode(posts) for sign, posts in rows}


def newest(hand: Hand) -> Millis:
    """When the newest post was posted that others can still be found by; 0 if there is none."""
    ((found,),) = hand.rows(_NEWEST, {})
    return found or 0


def packed(one: Collection[int]) -> bytes | None:
    """The signs of a post, as they stand beside it so that they can be let go of again."""
    return pack(f"<{len(one)}q", *one) if one else None


def unsign(hand: Hand, held: HeldSigns, keys: Collection[int]) -> None:
    """Let posts be found by nothing any more."""
    rows = hand.rows(_SIGNED, listed.of(keys))
    gone = [(sign, post) for post, own in rows for sign in unpacked(own)]
    hand.write_many(_UNSIGN, sorted(gone))
    hand.write(_BARE, [{"key": post} for post, _ in rows])
    held.let_go(hand, gone)


def unsign_old(hand: Hand, held: HeldSigns, before: Millis, most: int) -> int:
    """Let go of what posts from before a moment are found by: nothing new joins them. Returns how many there were."""
    keys = [key for (key,) in hand.rows(_OLD, {"before": before, "most": most})]
    unsign(hand, held, keys)
    return len(keys)
