"""What posts are found by: a sign leads to the posts that have it, for as long as something new may join them."""

from collections.abc import Collection, Sequence
from struct import pack, unpack
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update

from monitor.model import Millis
from monitor.store.direct import Hand, ready
from monitor.store.listed import listed
from monitor.store.tables import signs, tellings

_near = select(signs.c.sign, signs.c.post).where(signs.c.sign == listed())
_NEAR = ready(_near)
_CORES = ready(
    _near.join(tellings, tellings.c.post == signs.c.post).where(
        or_(tellings.c.core == 1, tellings.c.posted >= bindparam("since"))
    )
)
_NEWEST = ready(select(func.max(tellings.c.posted)).where(tellings.c.signs.isnot(None)))
_SIGN = "INSERT INTO signs (sign, post) VALUES (?, ?)"
_SIGNED = ready(
    select(tellings.c.post, tellings.c.signs).where(tellings.c.post == listed(), tellings.c.signs.isnot(None))
)
_UNSIGN = ready(delete(signs).where(signs.c.sign == bindparam("sign"), signs.c.post == bindparam("post")))
_BARE = ready(update(tellings).where(tellings.c.post == bindparam("key")).values(signs=None))
_OLD = ready(
    select(tellings.c.post)
    .where(tellings.c.signs.isnot(None), tellings.c.posted < bindparam("before"))
    .order_by(tellings.c.posted)
    .limit(bindparam("most"))
)


def near(hand: Hand, asked: Collection[int]) -> Sequence[tuple[int, int]]:
    """Pairs of a sign and a post that has it."""
    return hand.rows(_NEAR, listed.of(asked)) if asked else []


def near_cores(hand: Hand, asked: Collection[int], since: Millis) -> Sequence[tuple[int, int]]:
    """As `near`, but only cores of stories and what was posted since a moment."""
    return hand.rows(_CORES, {**listed.of(asked), "since": since}) if asked else []


def newest(hand: Hand) -> Millis:
    """When the newest post was posted that others can still be found by; 0 if there is none."""
    ((found,),) = hand.rows(_NEWEST, {})
    return found or 0


def keep(hand: Hand, marks: Sequence[tuple[int, int]]) -> None:
    """Let posts be found: pairs of a sign and a post, by far the most rows that a post writes."""
    hand.write_many(_SIGN, marks)


def packed(one: Collection[int]) -> bytes | None:
    """The signs of a post, as they stand beside it so that they can be let go of again."""
    return pack(f"<{len(one)}q", *one) if one else None


def unsign(hand: Hand, keys: Collection[int]) -> None:
    """Let posts be found by nothing any more."""
    rows = hand.rows(_SIGNED, listed.of(keys))
    gone: list[dict[str, Any]] = [
        {"sign": sign, "post": post} for post, held in rows for sign in unpack(f"<{len(held) // 8}q", held)
    ]
    hand.write(_UNSIGN, gone)
    hand.write(_BARE, [{"key": post} for post, _ in rows])


def unsign_old(hand: Hand, before: Millis, most: int) -> int:
    """Let go of what posts from before a moment are found by: nothing new joins them. Returns how many there were."""
    keys = [key for (key,) in hand.rows(_OLD, {"before": before, "most": most})]
    unsign(hand, keys)
    return len(keys)
