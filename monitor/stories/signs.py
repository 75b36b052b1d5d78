"""What posts are found by: every name or hash that two posts may share, as one number of 63 bits."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from monitor.model import Telling
from monitor.stories.events import Sight, event_signs
from monitor.stories.gazetteer import Gazetteer

_PLACE = 1 << 32


def copy_signs(told: Telling) -> Iterable[int]:
    """By which its copies are found."""
    for name in told.copied:
        yield _number(name)
    if told.exact:
        yield told.exact
    for place, value in enumerate(told.sketch):
        # Spread over 63 bits: a multiplier that is odd keeps different values different.
        yield ((place + 1) * _PLACE + value) * 0x9E3779B97F4A7C15 & 0x7FFFFFFFFFFFFFFF


def stored_signs(told: Telling, gazetteer: Gazetteer) -> set[int]:
    """What a post is to be found by later."""
    events = event_signs(Sight(told, gazetteer), gazetteer, around=False)
    return {*copy_signs(told), *(_known(name) for name in events)}


def asked_signs(told: Telling, gazetteer: Gazetteer) -> set[int]:
    """What to look for to find what may belong to a post; places near its own are among it."""
    events = event_signs(Sight(told, gazetteer), gazetteer, around=True)
    return {*copy_signs(told), *(_known(name) for name in events)}


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


_known = lru_cache(4096)(_number)  # entities come again and again; files and messages do not
